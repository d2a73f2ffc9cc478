import OpenPGP
import Testing

@Suite("Key data")
struct KeyDataTests {
    private let workplace: Workplace
    private let verifier: Verifier

    init() throws {
        workplace = try Workplace()
        verifier = Verifier(temporaryDirectory: workplace.path)
    }

    @Test("names the primary keys, of armoured and joined data")
    func names() throws {
        let one = try KeyMaker("ed25519")
        let other = try KeyMaker("ed25519")
        #expect(try verifier.primaryFingerprints(in: one.publicKeys()) == [one.fingerprint])
        let both = try one.publicKeys() + other.publicKeys()
        #expect(
            try verifier.primaryFingerprints(in: both).sorted()
                == [one.fingerprint, other.fingerprint].sorted())
        #expect(try workplace.names() == [])
    }

    @Test(
        "finds no key in what is none",
        arguments: [
            "", "<html>Please log in</html>\n",
            "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----\n",
        ])
    func none(_ text: String) throws {
        #expect(try verifier.primaryFingerprints(in: Array(text.utf8)) == [])
    }

    @Test("finds no key in the first half of one")
    func half() throws {
        let key = try KeyMaker("rsa2048")
        try key.gpg("--export > public.gpg")
        let bytes = try key.publicKeys()
        #expect(try verifier.primaryFingerprints(in: Array(bytes.prefix(bytes.count / 3))) == [])
    }
}
