import Glibc
import MirrorBase
import OpenPGP
import SystemIO
import Testing

@Suite("Signing")
struct SigningTests {
    static let text = Array("Suite: test\n\nFrom here\nSHA256:\n abc 1 x\n".utf8)
    let workplace: Workplace

    init() throws { workplace = try Workplace() }

    var store: SigningKeyStore {
        SigningKeyStore(home: workplace.path / "keys", temporaryDirectory: workplace.path)
    }

    func key() throws -> SigningIdentity {
        try store.ensureKey(name: "Mirror", email: "mirror@example.org", algorithm: "rsa2048")
    }

    @Test("makes a text that we and gpgv accept, and leaves nothing running or lying about")
    func clearsign() throws {
        let key = try key()
        let signed = try key.clearsign(Self.text)
        let trusted = TrustedKey(
            name: "own", data: try key.exportPublicKey(armored: true),
            fingerprints: [key.fingerprint])
        let verifier = Verifier(temporaryDirectory: "/tmp")
        let result = try verifier.verify(clearsigned: signed, keys: [trusted])
        #expect(result.text == Self.text.dropLast())
        try Files.replace(workplace.path / "InRelease", with: signed)
        try Files.replace(
            workplace.path / "key.gpg", with: try key.exportPublicKey(armored: false))
        try shell(
            "gpgv --keyring ./key.gpg --output plain InRelease && cmp plain - <<'E'\n\(Self.text.text)E",
            in: workplace.path)
        // After tag and length: version 4, class 0x01 (canonical text), RSA, SHA-512.
        let packet = try split(clearsigned: signed).signature
        #expect(Array(packet[3..<7]) == [4, 1, 1, 10])
        #expect(signed.text.hasPrefix("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nSuite"))
        #expect(!signed.contains(13))
        let left = try workplace.names().filter { $0.hasPrefix("mirror-gpg") }
        #expect(left == [])
        #expect(system("pgrep -f '[g]pg-agent.*\(workplace.path.string)' > /dev/null") != 0)
    }

    @Test("makes detached signatures that we and gpgv accept")
    func detached() throws {
        let key = try key()
        let signature = try key.detachedSign(Self.text)
        let trusted = TrustedKey(
            name: "own", data: try key.exportPublicKey(armored: false),
            fingerprints: [key.fingerprint])
        let result = try Verifier().verify(detached: signature, of: Self.text, keys: [trusted])
        #expect(result.signers.map(\.primaryFingerprint) == [key.fingerprint])
        #expect(signature.text.hasPrefix("-----BEGIN PGP SIGNATURE-----\n"))
        try Files.replace(workplace.path / "Release", with: Self.text)
        try Files.replace(workplace.path / "Release.gpg", with: signature)
        try Files.replace(workplace.path / "k.gpg", with: try key.exportPublicKey(armored: false))
        try shell("gpgv --keyring ./k.gpg Release.gpg Release", in: workplace.path)
    }

    @Test("gives the same bytes for the same text, key and time")
    func deterministic() throws {
        let key = try key()
        let date = Timestamp(seconds: key.created.seconds + 86_400)
        let first = try key.clearsign(Self.text, at: date)
        #expect(try key.clearsign(Self.text, at: date) == first)
        let detached = try key.detachedSign(Self.text, at: date)
        #expect(try key.detachedSign(Self.text, at: date) == detached)
        let later = Timestamp(seconds: date.seconds + 1)
        #expect(try key.clearsign(Self.text, at: later) != first)
        // No signature can be older than its key.
        let early = try key.clearsign(Self.text, at: Timestamp(seconds: 1_000_000_000))
        #expect(try key.clearsign(Self.text, at: key.created) == early)
        let trusted = TrustedKey(
            name: "own", data: try key.exportPublicKey(armored: true),
            fingerprints: [key.fingerprint])
        let dates = try Verifier().verify(clearsigned: first, keys: [trusted]).signers.map(\.date)
        #expect(dates == [date])
    }

    @Test("makes its key once, for this user alone")
    func once() throws {
        let none = try store.existingKey()
        #expect(none == nil)
        let first = try key()
        #expect(first.fingerprint.count == 40)
        #expect(try key().fingerprint == first.fingerprint)
        #expect(try store.existingKey()?.fingerprint == first.fingerprint)
        let keys = workplace.path / "keys"
        try shell("test $(stat -c %a '\(keys.string)') = 700", in: workplace.path)
        try shell(
            "gpg --homedir '\(keys.string)' --list-packets < /dev/null; gpg --no-autostart --homedir '\(keys.string)' --export | gpg --list-packets | grep -q 'digest algo 10'",
            in: workplace.path)
    }

    @Test("makes one key when two come at once")
    func race() async throws {
        let store = store
        let found = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    try store.ensureKey(
                        name: "Mirror", email: "mirror@example.org", algorithm: "ed25519"
                    ).fingerprint
                }
            }
            var all: Set<String> = []
            for try await fingerprint in group { all.insert(fingerprint) }
            return all
        }
        #expect(found.count == 1)
    }

    @Test("signs with a key of the user's own, and with one in a file")
    func ownKey() throws {
        let maker = try KeyMaker()
        let date = Timestamp(seconds: Environment.now() + 5)
        let identity = try SigningIdentity(
            String(maker.fingerprint.suffix(16)), home: maker.home,
            temporaryDirectory: workplace.path)
        #expect(identity.fingerprint == maker.fingerprint)
        let signed = try identity.clearsign(Self.text, at: date)
        try maker.gpg("--armor --export-secret-keys > secret.asc")
        let file = try SigningIdentity(
            secretKeyFile: maker.home / "secret.asc", temporaryDirectory: workplace.path)
        #expect(file.fingerprint == maker.fingerprint)
        #expect(try file.clearsign(Self.text, at: date) == signed)
        _ = try Verifier().verify(clearsigned: signed, keys: [try maker.trusted()])
        #expect(throws: OpenPGPError.noSigningKey("nobody@example.org")) {
            try SigningIdentity("nobody@example.org", home: maker.home)
        }
        #expect(throws: OpenPGPError.self) {
            try SigningIdentity(secretKeyFile: maker.home / "fpr")
        }
        _ = try maker.publicKeys()
        #expect(throws: OpenPGPError.self) {
            try SigningIdentity(secretKeyFile: maker.home / "public.asc")
        }
    }

    @Test("refuses lines that some client cannot read")
    func unsignable() throws {
        let key = try key()
        let cases: [(String, Int, UnsignableText)] = [
            ("", 1, .empty), ("a: b\n-c\n", 2, .leadingDash), ("a \nb\n", 1, .trailingBlank),
            ("a\n\t\n", 2, .trailingBlank), ("a\r\n", 1, .trailingBlank),
            ("a\nb", 2, .missingNewline),
        ]
        for (text, line, reason) in cases {
            #expect(throws: OpenPGPError.unsignable(line: line, reason: reason)) {
                try key.clearsign(Array(text.utf8))
            }
        }
    }

    @Test("keeps long lines whole or refuses them")
    func longLines() throws {
        let key = try key()
        for length in [5_000, 30_000] {
            let text = Array(("A: " + String(repeating: "b", count: length) + "\n").utf8)
            if let signed = try? key.clearsign(text) {
                #expect(try split(clearsigned: signed).text == text.dropLast())
            } else {
                #expect(length > 19_000)
            }
        }
    }
}
