internal import Manifest
internal import Synchronization

/// The packages of a build that are signed over nothing better than SHA-1.
///
/// Their signatures are good, and old systems install them; newer ones refuse them by the policy of their
/// cryptographic libraries.
final class WeakSignatures: Sendable {
    private let names = Mutex<Set<String>>([])

    /// Adds a package; any thread may.
    func add(_ name: String) {
        names.withLock { _ = $0.insert(name) }
    }

    /// What there is to say of them for nodes of a platform; `nil` where these take them or there are none.
    func warning(for platform: RPMTraits.ModuleStream?) -> String? {
        let names = names.withLock { $0.sorted() }
        guard let platform, let first = names.first, WeakSignatures.areRefused(by: platform) else {
            return nil
        }
        let more = names.count - 1
        let others = more == 0 ? "" : " and \(more) more \(more == 1 ? "package" : "packages")"
        return
            "the signature of `\(first)`\(others) is over SHA-1, which nodes of \(platform.stream) refuse unless their crypto policy is changed"
    }

    /// Enterprise Linux refuses SHA-1 since 9, and so does every Fedora that is still supported.
    private static func areRefused(by platform: RPMTraits.ModuleStream) -> Bool {
        let stream = platform.stream
        if stream.hasPrefix("el"), let major = Int(stream.dropFirst(2).prefix { $0 != "." }) {
            return major >= 9
        }
        return stream.hasPrefix("f") && Int(stream.dropFirst()) != nil
    }
}
