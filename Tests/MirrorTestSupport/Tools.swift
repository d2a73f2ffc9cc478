import SystemIO

/// Other programs that tests need: the conditions of `.enabled(if:)`.
///
/// On a developer's machine a test is skipped where its program is missing. With `CI=true`, which `.ci/run`
/// sets after `make test` has installed everything, it runs all the same and fails: a test that no longer runs
/// must not pass for one that does.
public enum Tools {
    /// Whether nothing that can be installed may be missing.
    public static let areExpected = Environment["CI"] == "true"

    /// Whether tests of some programs run.
    public static func have(_ programs: String...) -> Bool {
        areExpected || programs.allSatisfy { Subprocess.find($0) != nil }
    }

    /// Whether tests run that need something else which `make test` installs, such as a module for Python.
    public static func have(_ isThere: @autoclosure () throws -> Bool) -> Bool {
        areExpected || ((try? isThere()) ?? false)
    }
}
