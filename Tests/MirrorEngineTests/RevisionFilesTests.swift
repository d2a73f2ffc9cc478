import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

@testable import MirrorEngine

@Suite struct RevisionFilesTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try git("init", "--quiet")
        for text in ["first", "second"] {
            try Files.replace(directory.path / "file", with: Array(text.utf8))
            try git("add", ".")
            try git("commit", "--quiet", "--message", text)
        }
    }

    private func git(_ words: String...) throws {
        try Subprocess.check(
            "git",
            [
                "-C", directory.path.string, "-c", "user.name=Nobody",
                "-c", "user.email=nobody@example.invalid",
            ] + words)
    }

    @Test func `a file is read as a revision has it`() throws {
        let path = directory.path / "file"
        #expect(try RevisionFiles(revision: "HEAD").read(path) == Array("second".utf8))
        #expect(try RevisionFiles(revision: "HEAD~1").read(path) == Array("first".utf8))
        try Files.remove(path)
        #expect(try RevisionFiles(revision: "HEAD").read(path) == Array("second".utf8))
    }

    @Test func `a file that the revision lacks is nothing`() throws {
        #expect(try RevisionFiles(revision: "HEAD").read(directory.path / "other") == nil)
    }

    @Test(arguments: ["HEAD~7", "no-such-branch", "--help", ""])
    func `a revision that does not exist is a mistake`(revision: String) {
        let error = #expect(throws: MirrorError.self) {
            try RevisionFiles(revision: revision).read(directory.path / "file")
        }
        #expect(error?.category == .usage)
        #expect(error?.problems[0].message.contains("there is no revision `\(revision)`") == true)
    }

    @Test(arguments: ["^HEAD", "HEAD^@", "HEAD~1..HEAD", "--all", "HEAD^!", "HEAD:file"])
    func `what is no single commit is a mistake`(revision: String) throws {
        try git("branch", "other", "HEAD~1")
        let error = #expect(throws: MirrorError.self) {
            try RevisionFiles(revision: revision).read(directory.path / "file")
        }
        #expect(error?.category == .usage)
    }

    @Test func `a revision may be a tag, a date or a search`() throws {
        try git("tag", "--annotate", "--message", "first", "v1", "HEAD~1")
        let path = directory.path / "file"
        #expect(try RevisionFiles(revision: "v1").read(path) == Array("first".utf8))
        #expect(try RevisionFiles(revision: "HEAD^{/first}").read(path) == Array("first".utf8))
    }

    @Test func `a directory outside of any repository is a mistake`() throws {
        let outside = try TemporaryDirectory()
        let error = #expect(throws: MirrorError.self) {
            try RevisionFiles(revision: "HEAD").read(outside.path / "file")
        }
        #expect(error?.problems[0].message.hasSuffix("is in no git repository") == true)
    }
}
