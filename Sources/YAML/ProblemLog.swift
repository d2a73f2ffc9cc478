public import MirrorBase

/// Where the mistakes of one file gather while it is read.
public final class ProblemLog {
    /// The file.
    public let source: SourceText
    /// What was found so far, in the order of finding.
    public private(set) var problems: [MirrorError.Problem] = []
    private var seen: Set<MirrorError.Problem> = []

    /// Begins without mistakes.
    public init(_ source: SourceText) { self.source = source }

    /// Notes a mistake and the part of the file that it is about.
    public func report(
        _ message: String, at span: SourceSpan, notes: [String] = [], hints: [String] = []
    ) {
        let problem = MirrorError.Problem(
            message, excerpt: source.excerpt(span, notes: notes), hints: hints)
        // A node that an alias repeats is read twice, and wrong once.
        if seen.insert(problem).inserted { problems.append(problem) }
    }

    /// Notes a name that is none of `known`, with those that it may have meant.
    public func reportUnknown(
        _ what: String, _ name: String, at span: SourceSpan, known: [String], hints: [String] = []
    ) {
        let near = Suggestion.near(name, among: known)
        let meant = near.map { "`\($0)`" }.joined(separator: " or ")
        report(
            "unknown \(what) `\(name)`", at: span,
            hints: (near.isEmpty ? [] : ["did you mean \(meant)?"]) + hints)
    }

    /// The mistakes in the order of the file; those of one place stay in the order of their finding.
    public static func sorted(_ problems: [MirrorError.Problem]) -> [MirrorError.Problem] {
        let keyed = problems.enumerated().map { index, problem in
            (problem.excerpt?.position ?? SourceSpan.start.position, index, problem)
        }
        return keyed.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map { $0.2 }
    }
}
