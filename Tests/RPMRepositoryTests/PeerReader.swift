import MirrorTestSupport
import SystemIO

/// createrepo_c's own reader of repositories, called from Python.
enum PeerReader {
    /// The Python that has it: the system's, where another one comes first in `PATH`.
    private static let python = ["/usr/bin/python3", "python3"].first { program in
        (try? Subprocess.check(program, ["-c", "import createrepo_c"])) != nil
    }

    /// Whether it can be asked.
    static let isPresent = Tool.isAsked(if: python != nil)
    static let notice = "needs python3-createrepo-c"

    /// What a Python program prints that reads some files.
    static func output(_ program: String, _ files: [FilePath]) throws -> String {
        try Subprocess.check(
            python ?? "python3", ["-c", program] + files.map(\.string),
            environment: ["PYTHONIOENCODING": "utf-8"]
        ).output
    }
}
