import Glibc
import MirrorTestSupport
import SystemIO
import Testing

@Suite struct EnvironmentTests {
    @Test func `an empty variable counts as not set`() {
        setenv("MIRROR_TEST_VARIABLE", "value", 1)
        #expect(Environment["MIRROR_TEST_VARIABLE"] == "value")
        setenv("MIRROR_TEST_VARIABLE", "", 1)
        #expect(Environment["MIRROR_TEST_VARIABLE"] == nil)
        unsetenv("MIRROR_TEST_VARIABLE")
        #expect(Environment["MIRROR_TEST_VARIABLE"] == nil)
    }

    @Test func `knows the machine`() throws {
        #expect(Environment.processorCount >= 1)
        #expect(Environment.isRoot == (geteuid() == 0))
        #expect(Environment.terminalWidth(-1) == nil)
        #expect(!Environment.isTerminal(-1))
        let clock = try Subprocess.check("date", ["+%s"]).output.dropLast()
        #expect(abs((Int64(clock) ?? 0) - Environment.now()) < 60)
    }
}

@Suite struct FilePathTests {
    @Test(arguments: [
        ("a", "b", "a/b"), ("a/", "b", "a/b"), ("/", "b", "/b"), ("", "b", "b"),
        ("a", "/b", "/b"), ("a", "b/c", "a/b/c"),
    ])
    func `paths are joined with one slash`(left: String, right: String, joined: String) {
        #expect((FilePath(left) / right).string == joined)
    }

    @Test(arguments: [
        ("a/b", "a", "b"), ("/a", "/", "a"), ("a", ".", "a"), ("/a/b/", "/a", "b"), ("/", "/", "/"),
        ("a/b/../c", "a/b/..", "c"),
    ])
    func `a path has a parent and a last component`(path: String, parent: String, last: String) {
        #expect(FilePath(path).parent.string == parent)
        #expect(FilePath(path).lastComponent == last)
    }

    @Test func `paths are ordered as text`() {
        #expect(FilePath("a") < FilePath("b"))
        #expect(FilePath("/x").isAbsolute && !FilePath("x").isAbsolute)
        #expect("\(FilePath("/x y"))" == "/x y")
    }
}
