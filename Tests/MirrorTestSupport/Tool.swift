import SystemIO

/// The programs of others that tests run beside, or put questions to.
public enum Tool {
    /// Whether nothing may be left out: the variable `CI` is `true`.
    ///
    /// A test that needs what is not there fails then. Elsewhere it is skipped, and reported as such.
    public static let areAllAsked = Environment["CI"] == "true"

    /// Whether tests that need a program are run: the condition of `.enabled(if:)`.
    ///
    /// `make test` installs all of them; the list is in the Makefile.
    public static func isAsked(_ program: String) -> Bool {
        areAllAsked || Subprocess.find(program) != nil
    }

    /// Whether tests that need something else are run, such as a module of Python.
    public static func isAsked(if isPresent: @autoclosure () -> Bool) -> Bool {
        areAllAsked || isPresent()
    }

    /// Whether the system's Python can run some lines, such as an import.
    public static func isAsked(python lines: String) -> Bool {
        isAsked(
            if: (try? Subprocess.run("/usr/bin/python3", ["-c", lines]))?.succeeded == true)
    }
}
