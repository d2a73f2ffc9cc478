public import SystemIO

/// How a client treats the network.
public struct TransferOptions: Sendable {
    /// How many transfers run at once.
    public var parallel = 8
    /// How many of them may be with one host.
    public var parallelPerHost = 4
    /// How often one URL is tried before the next one is.
    public var attemptsPerURL = 4
    /// The wait before the second attempt; it doubles with each further one.
    public var firstBackoff: Duration = .milliseconds(500)
    /// The longest such wait.
    public var longestBackoff: Duration = .seconds(30)
    /// The longest wait that a server's `Retry-After` can ask for; more is cut down to this.
    public var longestRetryAfter: Duration = .seconds(60)
    /// Seeds the spread of the waits, so that a run can be repeated exactly.
    public var jitterSeed: UInt64 = 0x6d69_7272_6f72
    /// How long a connection may take to come about; whole milliseconds.
    public var connectTimeout: Duration = .seconds(20)
    /// A transfer slower than this many bytes per second for `lowSpeedTime` counts as failed.
    public var lowSpeedLimit = 512
    /// How long a transfer may be that slow; whole seconds, at least one.
    public var lowSpeedTime: Duration = .seconds(30)
    /// The most bytes per second, of all transfers together; `nil` for no limit.
    public var rateLimit: Int?
    /// What the client calls itself.
    public var userAgent = "mirror"
    /// A netrc file with credentials by host; one that is not there is fine.
    public var netrc: FilePath?
    /// A file of certificate authorities to trust instead of the system's.
    public var certificateAuthorities: FilePath?
    /// How many redirects are followed.
    public var maximumRedirects = 10

    /// Makes the defaults.
    public init() {}
}
