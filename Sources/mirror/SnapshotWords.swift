internal import CommandLineKit
internal import MirrorBase
internal import MirrorEngine

/// How commands are told which build of the history is meant: `DISTRO ARCH N`, or `DISTRO/ARCH@N`.
struct SnapshotWords {
    static let distro = Positional<String>(
        "DISTRO", completion: .dynamic("distros"),
        help: "A distro file's name, such as debian12, or all three as debian12/amd64@3")
    static let architecture = Positional<String?>(
        "ARCH", completion: .dynamic("architectures"), help: "An architecture, such as amd64")
    static let moment = Positional<String?>(
        "N", completion: .dynamic("snapshots"),
        help:
            "A number of `mirror history`, `latest`, `previous`, or a date: the newest mirror of that time"
    )

    /// The positionals that a command declares.
    static let all: [any ArgumentDeclaration] = [distro, architecture, moment]

    let distro: String
    let architecture: String
    let moment: LockReference.Moment

    /// Reads the words.
    ///
    /// - Parameters:
    ///   - command: The command's name, for messages.
    ///   - fallback: What is meant where no moment is named; an error if `nil`.
    init(_ arguments: Arguments, of command: String, fallback: LockReference.Moment? = nil)
        throws(MirrorError)
    {
        let first = arguments[Self.distro]
        guard let architecture = arguments[Self.architecture] else {
            let parts = first.split(separator: "@", maxSplits: 1).map(String.init)
            let words = parts[0].split(separator: "/").map(String.init)
            // Without an `@` the word is but a distro.
            guard parts.count == 2, words.count == 2 else {
                throw UsageError(.missing("ARCH"), invocation: "mirror \(command)").mirrorError
            }
            distro = words[0]
            self.architecture = words[1]
            moment = try LockReference.Moment(parts[1], of: first)
            return
        }
        distro = first
        self.architecture = architecture
        if let word = arguments[Self.moment] {
            moment = try LockReference.Moment(word, of: word)
        } else if let fallback {
            moment = fallback
        } else {
            throw MirrorError(
                .usage, "`N` is missing: which mirror to go back to",
                hints: ["`mirror history \(distro) \(architecture)` lists them"])
        }
    }
}
