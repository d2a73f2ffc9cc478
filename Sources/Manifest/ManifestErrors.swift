public import MirrorBase

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

/// Where the mistakes of one file gather while it is read.
final class ProblemLog {
    let source: SourceText
    private(set) var problems: [MirrorError.Problem] = []
    private var seen: Set<MirrorError.Problem> = []

    init(_ source: SourceText) { self.source = source }

    /// Notes a mistake and the part of the file that it is about.
    func report(_ message: String, at span: SourceSpan, notes: [String] = [], hints: [String] = [])
    {
        let problem = MirrorError.Problem(
            message, excerpt: source.excerpt(span, notes: notes), hints: hints)
        // A node that an alias repeats is read twice, and wrong once.
        if seen.insert(problem).inserted { problems.append(problem) }
    }

    /// Notes a name that is none of `known`, with those that it may have meant.
    func reportUnknown(
        _ what: String, _ name: String, at span: SourceSpan, known: [String], hints: [String] = []
    ) {
        let near = Suggestion.near(name, among: known)
        let meant = near.map { "`\($0)`" }.joined(separator: " or ")
        report(
            "unknown \(what) `\(name)`", at: span,
            hints: (near.isEmpty ? [] : ["did you mean \(meant)?"]) + hints)
    }

    /// Throws what gathered, in the order of the file.
    func finish() throws(ManifestErrors) {
        if problems.isEmpty { return }
        throw ManifestErrors(ProblemLog.sorted(problems))
    }

    /// The mistakes in the order of the file; those of one place stay in the order of their finding.
    static func sorted(_ problems: [MirrorError.Problem]) -> [MirrorError.Problem] {
        let keyed = problems.enumerated().map { index, problem in
            (problem.excerpt?.position ?? SourceSpan.start.position, index, problem)
        }
        return keyed.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map { $0.2 }
    }
}
