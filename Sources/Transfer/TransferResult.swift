/// A transfer that succeeded.
public struct TransferResult: Sendable, Hashable {
    /// The address of the request's list that delivered it, without credentials.
    public var url: String
    /// The bytes of content that came over the network, in all attempts.
    public var bytesReceived: Int
    /// The bytes that an earlier run had left and that were kept.
    public var bytesResumed: Int
    /// The size of the file.
    public var size: Int
    /// The last HTTP status; 0 where there was none: a `file` URL, or a file that was complete already.
    public var status: Int
    /// Everything that was tried, the success last.
    public var attempts: [TransferAttempt]
}

/// One try of one address.
public struct TransferAttempt: Sendable, Hashable, CustomStringConvertible {
    /// How a try ended.
    public enum Outcome: Sendable, Hashable {
        /// All of the content arrived and is right.
        case completed
        /// The server said no with this HTTP status.
        case status(Int)
        /// The connection failed, ended early or was too slow; libcurl's words.
        case connection(String)
        /// The address cannot or must not be used: malformed, another protocol, an untrusted peer.
        case refused(String)
        /// A `file` URL names nothing that can be read.
        case missing
        /// The server would not or could not continue where the unfinished file ends.
        case notResumable
        /// The content differs from what was promised; the verifier's words.
        case wrongContent(String)
        /// The content has another size than promised, in bytes.
        case wrongSize(got: Int, expected: Int)
        /// The content is larger than this many bytes.
        case tooLarge(limit: Int)
    }

    /// The address, without credentials.
    public var url: String
    /// How it ended.
    public var outcome: Outcome

    /// The address and the outcome, for a list.
    public var description: String { "\(url): \(outcome)" }
}

extension TransferAttempt.Outcome: CustomStringConvertible {
    /// The outcome in words.
    public var description: String {
        switch self {
        case .completed: "complete"
        case .status(let code): "the server answered with status \(code)"
        case .connection(let reason): reason
        case .refused(let reason): reason
        case .missing: "no such file, or not readable"
        case .notResumable: "the unfinished file could not be continued"
        case .wrongContent(let reason): reason
        case .wrongSize(let got, let expected): "the size is \(got), expected \(expected)"
        case .tooLarge(let limit): "larger than \(limit) bytes"
        }
    }

    /// Whether the same address may do better a little later.
    ///
    /// 408 and 425 ask for another try by definition (RFC 9110, RFC 8470), like 429 (RFC 6585).
    var isTransient: Bool {
        switch self {
        case .status(let code): code >= 500 || code == 429 || code == 408 || code == 425
        case .connection: true
        default: false
        }
    }

    /// Whether what was delivered is not what was promised.
    var isWrongContent: Bool {
        switch self {
        case .wrongContent, .wrongSize: true
        default: false
        }
    }

    /// Whether the place says for certain that it has no such file.
    var isNotFound: Bool { self == .status(404) || self == .status(410) || self == .missing }
}

/// How far a transfer has come.
public struct TransferProgress: Sendable, Hashable {
    /// The name in the request.
    public var name: String
    /// The bytes of the file that are there, with those of earlier runs.
    public var bytes: Int
    /// The bytes that there will be, if known.
    public var total: Int?

    /// Makes a progress of its parts.
    public init(name: String, bytes: Int, total: Int?) {
        self.name = name
        self.bytes = bytes
        self.total = total
    }
}
