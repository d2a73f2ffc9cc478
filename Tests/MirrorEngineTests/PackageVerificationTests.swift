import MirrorBase
import MirrorTestSupport
import OpenPGP
import RPMPackage
import SystemIO
import Testing

@testable import MirrorEngine

@Suite struct PackageVerificationTests {
    static let rsa = Result { try SigningKey(name: "Package Key", algorithm: "rsa2048") }
    static let dsa = Result { try SigningKey(name: "Old Package Key", algorithm: "dsa1024") }
    static let curve = Result { try SigningKey(name: "Curve Key", algorithm: "nistp256") }

    let directory: TemporaryDirectory
    init() throws { directory = try TemporaryDirectory() }

    private func trusted(_ keys: [SigningKey]) -> [TrustedKey] {
        keys.map {
            TrustedKey(
                name: "key", data: Array($0.publicKey.utf8), fingerprints: [$0.fingerprint])
        }
    }

    /// A package whose header has no digest of the payload, as they were before rpm 4.14.
    private func oldPackage() -> RPMFileMaker { RPMFileMaker() }

    /// A package whose header has a digest of the payload.
    private func newPackage() -> RPMFileMaker {
        var maker = RPMFileMaker()
        maker.main += [
            (5092, .texts([ReferenceHash.digest(maker.payload).hex])), (5093, .int32([8])),
        ]
        return maker
    }

    private func verify(
        _ bytes: [UInt8], keys: [SigningKey], isVouchedFor: Bool = false,
        name: String = "sample"
    ) throws -> PackageVerification.Accepted {
        let path = directory / "sample.rpm"
        try Files.replace(path, with: bytes)
        let verification = PackageVerification(verifier: Verifier(), keys: trusted(keys))
        return try verification.verify(
            PackageVerification.Subject(
                path: path,
                identity: PackageIdentity(
                    name: name, version: "1.0", release: "1", architecture: "noarch"),
                repository: "base", isVouchedFor: isVouchedFor))
    }

    private func refusal(
        _ bytes: [UInt8], keys: [SigningKey], isVouchedFor: Bool = false,
        name: String = "sample"
    ) throws -> String? {
        do {
            _ = try verify(bytes, keys: keys, isVouchedFor: isVouchedFor, name: name)
            return nil
        } catch let error as MirrorError {
            #expect(error.category == .integrity)
            return error.rendered()
        }
    }

    // MARK: - What is accepted

    @Test func `a header's signature protects the payload through the digest in the header`() throws
    {
        let key = try SigningKey.standard.get()
        var maker = newPackage()
        maker.signature = [(267, .binary(try key.packet(over: maker.header, digest: "SHA512")))]
        let accepted = try verify(maker.file, keys: [key])
        #expect(accepted.payload == .headerDigest)
        #expect(accepted.signers.map(\.primaryFingerprint) == [key.fingerprint])
    }

    @Test func `without that digest, signed metadata or a signature of everything must vouch`()
        throws
    {
        let key = try Self.rsa.get()
        var maker = oldPackage()
        maker.signature = [(268, .binary(try key.packet(over: maker.header)))]
        let text = try #require(try refusal(maker.file, keys: [key]))
        #expect(text.contains("`sample-1.0-1.noarch` of `base` is signed by `\(key.fingerprint)`"))
        #expect(text.contains("nothing protects its payload"))
        #expect(try verify(maker.file, keys: [key], isVouchedFor: true).payload == .metadata)
        maker.signature.append(
            (1002, .binary(try key.packet(over: maker.header + maker.payload))))
        #expect(try verify(maker.file, keys: [key]).payload == .signature)
        maker.signature.removeFirst()
        #expect(try verify(maker.file, keys: [key]).payload == .signature)
    }

    @Test func `a weak digest of the payload protects nothing`() throws {
        let key = try SigningKey.standard.get()
        var maker = oldPackage()
        maker.main += [
            (5092, .texts([ReferenceHash.digest(maker.payload, .sha1).hex])), (5093, .int32([2])),
        ]
        maker.signature = [(267, .binary(try key.packet(over: maker.header)))]
        #expect(try refusal(maker.file, keys: [key])?.contains("nothing protects") == true)
    }

    @Test func `keys of every kind and SHA-1 count, as they do for rpm`() throws {
        let kinds = [
            (Self.rsa, 268, ["SHA1", "SHA256"]), (Self.dsa, 267, ["SHA1", "SHA256"]),
            (Self.curve, 267, ["SHA256", "SHA512"]),
        ]
        for (key, tag, digests) in kinds {
            for digest in digests {
                let key = try key.get()
                var maker = newPackage()
                maker.signature = [
                    (UInt32(tag), .binary(try key.packet(over: maker.header, digest: digest)))
                ]
                #expect(try verify(maker.file, keys: [key]).payload == .headerDigest)
            }
        }
    }

    @Test func `the list of rpm 6 is read, and one trusted key among several signers is enough`()
        throws
    {
        let key = try SigningKey.standard.get()
        let stranger = try SigningKey.stranger.get()
        var maker = newPackage()
        let packets = try [stranger, key].map { try $0.packet(over: maker.header) }
        maker.signature = [(278, .texts(try packets.map { try Self.base64($0) }))]
        #expect(try verify(maker.file, keys: [key]).signers.count == 1)
        #expect(try verify(maker.file, keys: [key, stranger]).signers.count == 2)
    }

    @Test func `key files may hold several keys, one after the other, in armour or not`() throws {
        let key = try SigningKey.standard.get()
        let other = try Self.rsa.get()
        var maker = newPackage()
        maker.signature = [(267, .binary(try key.packet(over: maker.header)))]
        let path = directory / "sample.rpm"
        try Files.replace(path, with: maker.file)
        let files = [
            Array(("Some words.\n" + other.publicKey + "\n" + key.publicKey).utf8),
            try other.binaryPublicKey() + key.binaryPublicKey(), try key.binaryPublicKey(),
        ]
        for data in files {
            let trusted = TrustedKey(name: "keys", data: data, fingerprints: [key.fingerprint])
            let accepted = try PackageVerification(verifier: Verifier(), keys: [trusted]).verify(
                PackageVerification.Subject(
                    path: path,
                    identity: PackageIdentity(
                        name: "sample", version: "1.0", release: "1", architecture: "noarch"),
                    repository: "base", isVouchedFor: false))
            #expect(accepted.signers.map(\.keyFingerprint) == [key.fingerprint])
        }
    }

    // MARK: - What is refused

    @Test func `a package without a signature is refused, whatever vouches for it`() throws {
        let text = try refusal(
            newPackage().file, keys: [SigningKey.standard.get()], isVouchedFor: true)
        #expect(text?.contains("`sample-1.0-1.noarch` of `base` is not signed") == true)
        #expect(text?.contains("hint:") == true)
    }

    @Test func `a signature by a key that nobody trusts does not count`() throws {
        let stranger = try SigningKey.stranger.get()
        var maker = newPackage()
        maker.signature = [(267, .binary(try stranger.packet(over: maker.header)))]
        let text = try #require(try refusal(maker.file, keys: [SigningKey.standard.get()]))
        #expect(text.contains(stranger.fingerprint.suffix(16)))
        #expect(text.contains("is by a key that is not known"))
        #expect(text.contains("list the key below `keys:`"))
    }

    @Test func `one bad signature by a trusted key refuses, whatever the others say`() throws {
        let key = try SigningKey.standard.get()
        let other = try Self.rsa.get()
        var maker = newPackage()
        maker.signature = [
            (267, .binary(try key.packet(over: maker.header))),
            (268, .binary(try other.packet(over: maker.header + [0]))),
        ]
        let text = try #require(try refusal(maker.file, keys: [key, other]))
        #expect(text.contains("has a bad signature"))
        #expect(text.contains(other.fingerprint.suffix(16)))
        // By a stranger it says nothing.
        #expect(try verify(maker.file, keys: [key]).signers.count == 1)
    }

    @Test
    func `a changed header or payload is refused, even where all plain digests are made anew`()
        throws
    {
        let key = try SigningKey.standard.get()
        var maker = newPackage()
        let header = try key.packet(over: maker.header)
        let whole = try key.packet(over: maker.header + maker.payload)
        maker.signature = [(267, .binary(header))]
        maker.main[1].value = .text("1.0")
        maker.main.append((1004, .text("changed")))
        #expect(try refusal(maker.file, keys: [key])?.contains("has a bad signature") == true)
        maker = newPackage()
        maker.signature = [(267, .binary(header))]
        maker.payload[0] ^= 1
        #expect(
            try refusal(maker.file, keys: [key])?.contains("its payload does not have the sha256")
                == true)
        maker = oldPackage()
        maker.signature = [
            (267, .binary(try key.packet(over: maker.header))), (1005, .binary(whole)),
        ]
        #expect(try refusal(maker.file, keys: [key])?.contains("has a bad signature") == true)
    }

    @Test func `damage shows in the plain digests before any signature is looked at`() throws {
        let key = try SigningKey.standard.get()
        var maker = oldPackage()
        let digests: [(UInt32, RPMFileMaker.Value, String)] = [
            (269, .text(String(repeating: "0", count: 40)), "its header does not have the sha1"),
            (273, .text(String(repeating: "0", count: 64)), "its header does not have the sha256"),
            (1004, .binary([UInt8](repeating: 0, count: 16)), "its content does not have the md5"),
            (1000, .int32([5]), "it says it has 5 bytes after its signatures"),
            (273, .text("zz"), "it is not written as it must be"),
            (278, .texts(["%"]), "it is not written as it must be"),
        ]
        for (tag, value, words) in digests {
            maker.signature = [(tag, value)]
            #expect(try refusal(maker.file, keys: [key])?.contains(words) == true, "\(tag)")
        }
    }

    @Test func `a package that is another than its metadata says is refused`() throws {
        let key = try SigningKey.standard.get()
        var maker = newPackage()
        maker.signature = [(267, .binary(try key.packet(over: maker.header)))]
        let text = try #require(try refusal(maker.file, keys: [key], name: "other"))
        #expect(
            text.contains("`other-1.0-1.noarch` of `base` calls itself `sample-0:1.0-1.noarch`"))
    }

    @Test func `a signature of a text is none of a package`() throws {
        let key = try SigningKey.standard.get()
        var maker = newPackage()
        maker.signature = [
            (267, .binary(try key.packet(over: maker.header, isOfText: true)))
        ]
        #expect(try refusal(maker.file, keys: [key])?.contains("not one of bytes") == true)
    }

    @Test func `what is no package, or only a part of one, is refused`() throws {
        let key = try SigningKey.standard.get()
        var maker = newPackage()
        maker.signature = [(267, .binary(try key.packet(over: maker.header)))]
        let file = maker.file
        #expect(
            try refusal(Array("<html></html>".utf8), keys: [key])?.contains("is not an rpm package")
                == true)
        for count in [0, 50, 100, 200, file.count - maker.payload.count - 1] {
            #expect(
                try refusal(Array(file[..<count]), keys: [key])?.contains("ends too early") == true)
        }
        #expect(
            try refusal(Array(file[..<(file.count - 1)]), keys: [key])?.contains("is damaged")
                == true)
    }

    @Test func `no change of a signed byte is accepted`() throws {
        let key = try SigningKey.standard.get()
        var maker = newPackage()
        maker.signature = [
            (267, .binary(try key.packet(over: maker.header))),
            (269, .text(ReferenceHash.digest(maker.header, .sha1).hex)),
        ]
        let file = maker.file
        let start = file.count - maker.payload.count - maker.header.count
        var random = SeededRandom(seed: 11)
        for _ in 0..<150 {
            var changed = file
            let place = Int.random(in: start..<file.count, using: &random)
            changed[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
            #expect(try refusal(changed, keys: [key]) != nil, "byte \(place)")
        }
        // The same with the plain digest out of the way.
        maker.signature.removeLast()
        let bare = maker.file
        for _ in 0..<60 {
            var changed = bare
            let place = Int.random(
                in: (bare.count - maker.payload.count - maker.header.count)..<bare.count,
                using: &random)
            changed[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
            #expect(try refusal(changed, keys: [key]) != nil, "byte \(place)")
        }
    }

    private static func base64(_ bytes: [UInt8]) throws -> String {
        try Subprocess.check("base64", ["-w", "64"], input: bytes).output
    }
}
