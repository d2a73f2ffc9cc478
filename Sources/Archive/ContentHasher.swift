internal import CCrypto
public import MirrorBase
public import SystemIO

/// The state of a hash function that content is fed to bit by bit.
///
/// It owns its OpenSSL context. The name leaves `Hasher` to the standard library.
@safe public struct ContentHasher: ~Copyable {
    /// The function.
    public let algorithm: HashAlgorithm
    private let context: OpaquePointer

    /// Starts a hash.
    public init(_ algorithm: HashAlgorithm) {
        self.algorithm = algorithm
        guard let context = unsafe EVP_MD_CTX_new() else { preconditionFailure("out of memory") }
        unsafe self.context = unsafe context
        let function =
            switch algorithm {
            case .md5: unsafe EVP_md5()
            case .sha1: unsafe EVP_sha1()
            case .sha224: unsafe EVP_sha224()
            case .sha256: unsafe EVP_sha256()
            case .sha384: unsafe EVP_sha384()
            case .sha512: unsafe EVP_sha512()
            }
        // Fails only where a build of OpenSSL leaves the function out.
        let started = unsafe EVP_DigestInit_ex(context, function, nil)
        precondition(started == 1, "the hash function \(algorithm.name) is not available")
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    /// Takes in more content.
    public mutating func update(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe update(UnsafeRawBufferPointer(buffer))
        }
    }

    /// Takes in more content.
    public mutating func update(_ bytes: [UInt8]) { update(bytes.span) }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        let result = unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
        precondition(result == 1, "the hash takes in content")
    }

    /// Ends the hash and gives the digest of all content taken in.
    public consuming func finish() -> Digest {
        let size = algorithm.byteCount
        let context = unsafe context
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            let result = unsafe EVP_DigestFinal_ex(context, buffer.baseAddress, nil)
            precondition(result == 1, "the hash gives a digest")
            count = size
        }
        return Digest(algorithm, bytes: bytes)
    }

    /// The digest of some bytes.
    public static func digest(_ algorithm: HashAlgorithm, of bytes: Span<UInt8>) -> Digest {
        var hasher = ContentHasher(algorithm)
        hasher.update(bytes)
        return hasher.finish()
    }

    /// The digest of some bytes.
    public static func digest(_ algorithm: HashAlgorithm, of bytes: [UInt8]) -> Digest {
        digest(algorithm, of: bytes.span)
    }

    /// The digest of a file's content, which is read in parts.
    public static func digest(_ algorithm: HashAlgorithm, ofFile path: FilePath)
        throws(SystemError) -> Digest
    {
        let file = try FileHandle(reading: path)
        var hasher = ContentHasher(algorithm)
        while true {
            let chunk = try file.read(upTo: 1 << 20)
            if chunk.isEmpty { return hasher.finish() }
            hasher.update(chunk.span)
        }
    }
}
