internal import Archive
internal import MirrorBase
internal import Transfer

/// Compares what arrives with a digest that a verified index names.
final class DigestVerifier: ContentVerifier {
    private let expected: Digest
    private var hasher: ContentHasher

    init(_ expected: Digest) {
        self.expected = expected
        hasher = ContentHasher(expected.algorithm)
    }

    func begin() { hasher = ContentHasher(expected.algorithm) }

    func update(_ bytes: Span<UInt8>) { hasher.update(bytes) }

    func finish() -> String? {
        let hasher = exchange(&hasher, with: ContentHasher(expected.algorithm))
        let found = hasher.finish()
        if found == expected { return nil }
        return "\(expected.algorithm.name) is \(found.hex), expected \(expected.hex)"
    }
}
