import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

@testable import MirrorEngine

@Suite struct LockReferenceTests {
    private let distros = ["debian12", "rocky9"]

    private func read(_ text: String) throws -> LockReference {
        try LockReference(text, distros: distros)
    }

    @Test func `a distro and an architecture mean the present lock`() throws {
        #expect(
            try read("debian12/amd64") == .current(distro: "debian12", architecture: "amd64"))
    }

    @Test(arguments: [
        ("3", LockReference.Moment.number(3)), ("latest", .latest), ("previous", .previous),
        (
            "2026-11-21",
            .by(Timestamp(year: 2026, month: 11, day: 21, hour: 23, minute: 59, second: 59))
        ),
        ("2026-11-21T10:00:00Z", .by(Timestamp(year: 2026, month: 11, day: 21, hour: 10))),
        ("2026-11-21T10:00:00", .by(Timestamp(year: 2026, month: 11, day: 21, hour: 10))),
        (
            "2026-11-21T22:23",
            .by(Timestamp(year: 2026, month: 11, day: 21, hour: 22, minute: 23, second: 59))
        ),
    ])
    func `what follows the sign names a build`(word: String, moment: LockReference.Moment) throws {
        #expect(
            try read("rocky9/x86_64@\(word)")
                == .snapshot(distro: "rocky9", architecture: "x86_64", moment))
    }

    @Test func `a path before the sign means a revision, which may have a sign itself`() throws {
        #expect(try read("locks/a.lock.json@HEAD~1") == .revision("locks/a.lock.json", "HEAD~1"))
        #expect(try read("a.json@HEAD@{1}") == .revision("a.json", "HEAD@{1}"))
    }

    @Test(arguments: [false, true])
    func `a directory before the sign of the revision may have one of its own`(isThere: Bool) throws
    {
        let directory = try TemporaryDirectory()
        let locks = directory.path / "ci@prod/locks"
        try Files.makeDirectory(locks)
        // The file need not be there now.
        if isThere { try Files.replace(locks / "x.lock.json", with: []) }
        for revision in ["HEAD~1", "HEAD@{1}", "origin/a@b"] {
            #expect(
                try read("\(locks / "x.lock.json")@\(revision)")
                    == .revision(locks / "x.lock.json", revision))
        }
    }

    @Test func `a file of that name comes first`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path / "strange@HEAD"
        try Files.replace(path, with: [])
        #expect(try read(path.string) == .file(path))
    }

    @Test(arguments: [
        "", "debian12", "@3", "debian12/amd64@", "debian12/amd64@0", "debian12/amd64@soon",
        "debian12/amd64@2026-11-21T10", "debian12/amd64@2026-11-21T25:00",
    ])
    func `anything else is refused`(text: String) {
        let error = #expect(throws: MirrorError.self) { try read(text) }
        #expect(error?.category == .usage)
    }

    @Test func `a distro that is nearly there is suggested`() {
        let error = #expect(throws: MirrorError.self) { try read("debian21/amd64") }
        #expect(error?.problems[0].hints[0] == "did you mean `debian12/amd64`?")
    }
}
