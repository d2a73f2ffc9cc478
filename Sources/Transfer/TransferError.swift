public import MirrorBase
public import SystemIO

/// A transfer that failed: all addresses used up, or a reason that no other address would change.
public struct TransferError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of failure it is.
    public enum Kind: Sendable, Hashable {
        /// No address could be reached, or none answered usefully.
        case network
        /// Every address says that there is no such file.
        case notFound
        /// At least one address delivered content that is not what was promised.
        case integrity
        /// The content is larger than it may be.
        case tooLarge
        /// The local disk failed: full, or not writable.
        case disk(SystemError)
        /// The task was cancelled, or the client shut down.
        case cancelled
        /// libcurl or its thread could not be set up.
        case unavailable(String)
    }

    /// What messages call the file.
    public var name: String
    /// What kind of failure it is.
    public var kind: Kind
    /// Everything that was tried, in order.
    public var attempts: [TransferAttempt]

    /// Makes an error of its parts.
    public init(name: String, kind: Kind, attempts: [TransferAttempt] = []) {
        self.name = name
        self.kind = kind
        self.attempts = attempts
    }

    /// Judges a transfer by all of its attempts: wrong content outweighs everything else.
    init(name: String, exhausted attempts: [TransferAttempt]) {
        self.name = name
        self.attempts = attempts
        // A file that could not be continued was tried again from zero; what counts is how that ended.
        let outcomes = attempts.map(\.outcome).filter { $0 != .notResumable }
        if outcomes.contains(where: { $0.isWrongContent }) {
            kind = .integrity
        } else if outcomes.contains(where: { if case .tooLarge = $0 { true } else { false } }) {
            kind = .tooLarge
        } else {
            let isNowhere = !outcomes.isEmpty && outcomes.allSatisfy { $0.isNotFound }
            kind = isNowhere ? .notFound : .network
        }
    }

    /// The failure in one sentence, without the name.
    public var reason: String {
        switch kind {
        case .network, .integrity, .tooLarge:
            attempts.last { relevant($0.outcome) }?.description ?? "no address could be used"
        case .notFound: "no server has it"
        case .disk(let error): "cannot \(error.operation) `\(error.path)`: \(error.reason)"
        case .cancelled: "cancelled"
        case .unavailable(let reason): reason
        }
    }

    /// The failure in one sentence.
    public var description: String { "`\(name)`: \(reason)" }

    /// The kind of failure that decides the exit code, if nobody can go on without the file.
    public var category: ErrorCategory {
        switch kind {
        case .network, .notFound: .network
        case .integrity, .tooLarge: .integrity
        case .disk: .disk
        case .cancelled: .interrupted
        case .unavailable: .bug
        }
    }

    private func relevant(_ outcome: TransferAttempt.Outcome) -> Bool {
        switch kind {
        case .integrity: outcome.isWrongContent
        case .tooLarge: if case .tooLarge = outcome { true } else { false }
        default: true
        }
    }
}
