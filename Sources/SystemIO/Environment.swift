internal import Glibc

/// What the process was started with, and the clock.
public enum Environment {
    /// The value of a variable; an empty one counts as not set.
    public static subscript(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        let text = unsafe String(cString: value)
        return text.isEmpty ? nil : text
    }

    /// The user's home directory.
    public static var home: FilePath { FilePath(self["HOME"] ?? "/") }

    /// Whether the process runs as root.
    public static var isRoot: Bool { geteuid() == 0 }

    /// Whether a standard stream (0, 1, 2) is a terminal.
    public static func isTerminal(_ stream: Int32) -> Bool { isatty(stream) == 1 }

    /// The number of columns of the terminal on a stream, if it is one.
    public static func terminalWidth(_ stream: Int32) -> Int? {
        var size = winsize()
        guard unsafe ioctl(stream, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return nil
        }
        return Int(size.ws_col)
    }

    /// How many processors the process may use.
    public static var processorCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

    /// Seconds since the epoch, now.
    public static func now() -> Int64 { Int64(time(nil)) }

    /// Ends the process at once with an exit code.
    public static func exit(_ code: Int32) -> Never { Glibc.exit(code) }
}
