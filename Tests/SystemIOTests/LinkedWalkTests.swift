import MirrorTestSupport
import SystemIO
import Testing

@Suite struct LinkedWalkTests {
    @Test("follows links, and goes through each directory once")
    func links() throws {
        let directory = try TemporaryDirectory()
        try directory.write("away/file", "away")
        try directory.write("root/a/file", "a")
        try SymbolicLink.make(directory / "root/b", to: directory / "away")
        try SymbolicLink.make(directory / "root/c", to: directory / "away")
        try SymbolicLink.make(directory / "away/loop", to: directory / "root")
        try SymbolicLink.make(directory / "root/lost", to: directory / "nowhere")
        var walk = LinkedWalk()
        let files = try walk.files(below: directory / "root")
        #expect(files.contains("a/file"))
        #expect(files.filter { $0.hasSuffix("file") }.count == 2)
        #expect(walk.dangling == [directory / "root/lost"])
        #expect(try walk.files(below: directory / "away") == [])
        #expect(try walk.files(below: directory / "missing") == [])
    }

    @Test("knows whether a link is on the way")
    func crossing() throws {
        let directory = try TemporaryDirectory()
        try directory.write("away/file", "away")
        try SymbolicLink.make(directory / "link", to: directory / "away")
        #expect(try LinkedWalk.crossesLink("link/file", below: directory.path))
        #expect(try LinkedWalk.crossesLink("link", below: directory.path))
        #expect(try !LinkedWalk.crossesLink("away/file", below: directory.path))
        // What the directory itself is reached by does not matter.
        #expect(try !LinkedWalk.crossesLink("file", below: directory / "link"))
    }

    @Test("syncs what is there, and says what is not")
    func sync() throws {
        let directory = try TemporaryDirectory()
        try Files.syncDirectory(directory.path)
        try Files.syncFileSystem(of: directory.path)
        #expect(throws: SystemError.self) { try Files.syncDirectory(directory / "missing") }
        #expect(throws: SystemError.self) { try Files.syncFileSystem(of: directory / "missing") }
    }
}
