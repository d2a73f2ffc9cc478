/// By which rules the versions of a universe are ordered, and how its packages are written in messages.
public enum VersionScheme: Sendable, Hashable {
    /// Debian Policy, section 5.6.12; `name version architecture`.
    case debian
    /// rpm's `epoch:version-release`; `name-version-release.architecture`.
    case rpm

    /// Negative, zero or positive as `left` is earlier than, equal to or later than `right`.
    public func compare(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Int {
        switch self {
        case .debian: DebianVersion.compare(left, right)
        case .rpm: RPMVersion.compare(left, right)
        }
    }
}
