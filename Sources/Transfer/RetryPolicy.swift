/// How long to wait before an address is tried again.
struct RetryPolicy {
    private let first: Int64
    private let longest: Int64
    private let longestRequested: Int64
    private var state: UInt64

    init(_ options: TransferOptions) {
        first = options.firstBackoff.nanoseconds
        longest = max(first, options.longestBackoff.nanoseconds)
        longestRequested = options.longestRetryAfter.nanoseconds
        state = options.jitterSeed
    }

    /// The wait in nanoseconds after `failures` failures (one or more) of an address.
    ///
    /// It doubles each time up to the longest and is spread over its upper half, so that many transfers
    /// that failed together do not come back together. A server's `Retry-After` is a lower bound.
    mutating func wait(failures: Int, retryAfter seconds: Int?) -> Int64 {
        var full = first
        for _ in 1..<max(1, failures) where full < longest { full *= 2 }
        full = min(full, longest)
        let wait = full / 2 + Int64(random() % UInt64(full / 2 + 1))
        guard let seconds, seconds > 0 else { return wait }
        let requested = Int64(min(seconds, 1 << 30)) * 1_000_000_000
        return max(wait, min(requested, longestRequested))
    }

    /// The next number of the splitmix64 sequence.
    private mutating func random() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

extension Duration {
    /// The whole nanoseconds, never negative and at most some 31 years.
    var nanoseconds: Int64 {
        let parts = components
        if parts.seconds >= 1_000_000_000 { return 1_000_000_000_000_000_000 }
        return max(0, parts.seconds * 1_000_000_000 + parts.attoseconds / 1_000_000_000)
    }
}
