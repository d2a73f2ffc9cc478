/// What kind of failure an error is; it alone decides the exit code of the command.
public enum ErrorCategory: Sendable, Hashable, CaseIterable {
    /// The question was answered, and the answer is no: unsatisfiable, or a comparison found a difference.
    case answerIsNo
    /// The command line, the manifest or a distro file is wrong.
    case usage
    /// The network failed, after retries.
    case network
    /// Content, a signature or a date does not bear out what it should.
    case integrity
    /// The local disk: unreadable, not writable, full.
    case disk
    /// A bug of this program.
    case bug
    /// The user interrupted the command.
    case interrupted

    /// The exit code of a command that fails so.
    public var exitCode: Int32 {
        switch self {
        case .answerIsNo: 1
        case .usage: 2
        case .network: 3
        case .integrity: 4
        case .disk: 5
        case .bug: 70
        case .interrupted: 130
        }
    }
}

/// The one error that the engine throws and the command prints.
///
/// Messages start in lower case, put values in backticks, and name what failed, where and why. What to
/// do about it is a hint of its own.
public struct MirrorError: Error, Sendable {
    /// One problem: a message and, where it is about a user's file, the line it is about.
    public struct Problem: Sendable, Hashable {
        /// What is wrong, in one sentence that starts in lower case.
        public var message: String
        /// The line of the user's file, if there is one.
        public var excerpt: SourceExcerpt?
        /// What to do about it.
        public var hints: [String]

        /// Makes a problem from its message, and optionally the line it is about and hints.
        public init(_ message: String, excerpt: SourceExcerpt? = nil, hints: [String] = []) {
            self.message = message
            self.excerpt = excerpt
            self.hints = hints
        }

        /// The same problem with control characters replaced in message and hints.
        public var visible: Problem {
            Problem(
                VisibleText.of(message, keepingLines: true), excerpt: excerpt,
                hints: hints.map { VisibleText.of($0, keepingLines: true) })
        }
    }

    /// The kind of failure, which decides the exit code.
    public var category: ErrorCategory
    /// What is wrong; several where all could be found at once.
    public var problems: [Problem]
    /// What was being done, outermost first.
    public var context: [String]
    /// What caused it, in the words of the system or a library.
    public var cause: String?
    /// What was tried before giving up, in order.
    public var attempts: [String]

    /// Makes an error of one problem.
    public init(
        _ category: ErrorCategory, _ message: String, excerpt: SourceExcerpt? = nil,
        hints: [String] = [], context: [String] = [], cause: String? = nil, attempts: [String] = []
    ) {
        self.init(
            category, problems: [Problem(message, excerpt: excerpt, hints: hints)],
            context: context, cause: cause, attempts: attempts)
    }

    /// Makes an error of several problems that were found together.
    public init(
        _ category: ErrorCategory, problems: [Problem], context: [String] = [],
        cause: String? = nil, attempts: [String] = []
    ) {
        precondition(!problems.isEmpty, "an error has a problem")
        self.category = category
        self.problems = problems
        self.context = context
        self.cause = cause
        self.attempts = attempts
    }

    /// The same error, said to have happened while doing something more.
    public func during(_ what: String) -> MirrorError {
        var copy = self
        copy.context.insert(what, at: 0)
        return copy
    }

    /// The same error with control characters replaced in all that is printed as it is; what it says may
    /// have several lines.
    public var visible: MirrorError {
        var copy = self
        copy.problems = problems.map(\.visible)
        copy.cause = cause.map { VisibleText.of($0, keepingLines: true) }
        copy.attempts = attempts.map { VisibleText.of($0, keepingLines: true) }
        copy.context = context.map { VisibleText.of($0, keepingLines: true) }
        return copy
    }

    /// The error as printed on a terminal, without colour and without a final newline.
    ///
    /// Control characters are replaced: names in it may come from outside.
    public func rendered() -> String {
        let shown = visible
        var lines: [String] = []
        for problem in shown.problems {
            lines.append("error: \(problem.message)")
            if let excerpt = problem.excerpt { lines.append(excerpt.rendered()) }
            for hint in problem.hints { lines.append("hint: \(hint)") }
        }
        if let cause = shown.cause { lines.append("  cause: \(cause)") }
        for attempt in shown.attempts { lines.append("  tried \(attempt)") }
        for step in shown.context { lines.append("  while \(step)") }
        return lines.joined(separator: "\n")
    }
}
