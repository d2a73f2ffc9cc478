import Glibc

/// A shell that runs a script given on its command line; nil where it is not installed.
struct Shell {
    let path: String

    init?(_ name: String) {
        let candidates: [String] = ["/bin/\(name)", "/usr/bin/\(name)"]
        guard let path = candidates.first(where: { access($0, X_OK) == 0 }) else { return nil }
        self.path = path
    }

    /// What the script prints, errors too, and its exit status.
    func run(_ script: String, options: String = "-c") -> (output: String, status: Int32) {
        let quoted = "'" + script.replacing("'", with: "'\\''") + "'"
        guard let pipe = popen("\(path) \(options) \(quoted) 2>&1", "r") else { return ("", -1) }
        var bytes: [UInt8] = []
        while case let byte = getc(pipe), byte != EOF {
            bytes.append(UInt8(truncatingIfNeeded: byte))
        }
        return (String(decoding: bytes, as: UTF8.self), pclose(pipe))
    }
}
