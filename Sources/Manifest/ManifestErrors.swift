public import MirrorBase
internal import YAML

/// Everything that is wrong with a user's file, found in one reading.
public struct ManifestErrors: Error, Sendable, CustomStringConvertible {
    /// The mistakes in the order of the file; never empty.
    public let problems: [MirrorError.Problem]

    /// Makes an error of at least one mistake.
    public init(_ problems: [MirrorError.Problem]) {
        precondition(!problems.isEmpty, "an error has a problem")
        self.problems = problems
    }

    /// The error as the engine throws it: a wrong manifest or distro file.
    public var mirrorError: MirrorError { MirrorError(.usage, problems: problems) }

    /// The mistakes as printed on a terminal.
    public var description: String { mirrorError.rendered() }
}

extension ProblemLog {
    /// Throws what gathered, in the order of the file.
    func finish() throws(ManifestErrors) {
        if problems.isEmpty { return }
        throw ManifestErrors(ProblemLog.sorted(problems))
    }
}
