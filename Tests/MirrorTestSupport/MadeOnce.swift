import Glibc
import MirrorBase
import Synchronization

/// What repositories are made of, kept until the process ends.
///
/// Test after test writes the same packages and indexes with one of them changed, and each of the others would
/// be put together, packed and hashed again.
enum MadeOnce {
    private struct Bytes: Hashable {
        let content: [UInt8]

        // In a debug build both are a hundred times as fast as byte by byte.
        static func == (left: Bytes, right: Bytes) -> Bool {
            left.content.count == right.content.count
                && memcmp(left.content, right.content, left.content.count) == 0
        }

        func hash(into hasher: inout Hasher) {
            content.withUnsafeBytes { hasher.combine(bytes: $0) }
        }
    }

    private struct DigestKey: Hashable {
        let algorithm: HashAlgorithm
        let bytes: Bytes
    }

    private struct PackedKey: Hashable {
        let form: DebianSuite.Form
        let bytes: Bytes
    }

    private static let digests = Mutex<[DigestKey: Digest]>([:])
    private static let packedForms = Mutex<[PackedKey: [UInt8]]>([:])
    private static let archives = Mutex<[String: [UInt8]]>([:])

    /// What is larger is not kept: it is of one test.
    private static let limit = 1 << 17

    /// The digest of some bytes.
    static func digest(_ bytes: [UInt8], _ algorithm: HashAlgorithm = .sha256) -> Digest {
        if bytes.count > limit { return ReferenceHash.digest(bytes, algorithm) }
        let key = DigestKey(algorithm: algorithm, bytes: Bytes(content: bytes))
        if let known = digests.withLock({ $0[key] }) { return known }
        let made = ReferenceHash.digest(bytes, algorithm)
        digests.withLock { $0[key] = made }
        return made
    }

    /// The packed form of some bytes.
    static func packed(_ bytes: [UInt8], as form: DebianSuite.Form) throws -> [UInt8] {
        if bytes.count > limit { return try form.pack(bytes) }
        let key = PackedKey(form: form, bytes: Bytes(content: bytes))
        if let known = packedForms.withLock({ $0[key] }) { return known }
        let made = try form.pack(bytes)
        packedForms.withLock { $0[key] = made }
        return made
    }

    /// The bytes of a package file.
    static func archive(_ package: DebPackage) -> [UInt8] {
        var key = "\(package.compression)\0\(package.control)"
        for part in [package.files, package.scripts] {
            key += "\0\0"
            for (path, content) in part.sorted(by: { $0.key < $1.key }) {
                key += "\(path)\0\(content.utf8.count)\0\(content)\0"
            }
        }
        if key.utf8.count > limit { return package.archive() }
        if let known = archives.withLock({ $0[key] }) { return known }
        let made = package.archive()
        archives.withLock { $0[key] = made }
        return made
    }
}
