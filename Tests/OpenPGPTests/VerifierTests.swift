import Glibc
import MirrorBase
import OpenPGP
import SystemIO
import Testing

@Suite("Verification")
struct VerifierTests {
    static let text = "Suite: test\nDate: today\n"
    let workplace: Workplace
    let verifier: Verifier

    init() throws {
        workplace = try Workplace()
        verifier = Verifier(temporaryDirectory: workplace.path)
    }

    /// Runs a check and gives the error that it must throw.
    func refusal(
        _ signed: [UInt8], _ keys: [TrustedKey], policy: SignaturePolicy = SignaturePolicy()
    ) throws -> OpenPGPError? {
        do {
            _ = try verifier.verify(clearsigned: signed, keys: keys, policy: policy)
            return nil
        } catch { return error }
    }

    @Test("accepts a good signature and gives exactly the text", arguments: ["rsa2048", "ed25519"])
    func good(_ kind: String) throws {
        let maker = try KeyMaker(kind)
        let result = try verifier.verify(
            clearsigned: try maker.clearsign(Self.text), keys: [try maker.trusted()])
        #expect(result.text.text == "Suite: test\nDate: today")
        #expect(result.signers.map(\.primaryFingerprint) == [maker.fingerprint])
        #expect(result.signers.map(\.keyFingerprint) == [maker.fingerprint])
        #expect(abs(result.signers[0].date.seconds - Environment.now()) < 600)
    }

    @Test("takes dashes, blank lines and lines from mail out of their escapes")
    func escapes() throws {
        let maker = try KeyMaker("ed25519")
        let text = "A: b  \n- x\n--\n-----BEGIN PGP SIGNATURE-----\n\n.\nFrom me\n\nend\t\n"
        let signed = try maker.clearsign(text)
        let result = try verifier.verify(clearsigned: signed, keys: [try maker.trusted()])
        let expected = "A: b\n- x\n--\n-----BEGIN PGP SIGNATURE-----\n\n.\nFrom me\n\nend"
        #expect(result.text.text == expected)
    }

    @Test("accepts carriage returns, whole-file and added trailing blanks")
    func lineEnds() throws {
        let maker = try KeyMaker("ed25519")
        let signed = try maker.clearsign(Self.text)
        let keys = [try maker.trusted()]
        let plain = try verifier.verify(clearsigned: signed, keys: keys).text
        let windows = signed.replacing("\n", with: "\r\n")
        #expect(try verifier.verify(clearsigned: windows, keys: keys).text == plain)
        let blanks = signed.replacing("today\n", with: "today \t\n")
        #expect(try verifier.verify(clearsigned: blanks, keys: keys).text == plain)
        let unended = Array(signed.dropLast())
        #expect(try verifier.verify(clearsigned: unended, keys: keys).text == plain)
    }

    @Test("checks detached signatures, in armour and binary, of any bytes")
    func detached() throws {
        let maker = try KeyMaker("ed25519")
        let keys = [try maker.trusted()]
        let text = Array(Self.text.utf8)
        for options in ["", "--armor", "--textmode --armor"] {
            let signature = try maker.detached(Self.text, options: options)
            let result = try verifier.verify(detached: signature, of: text, keys: keys)
            #expect(result.text == text)
            #expect(throws: OpenPGPError.self) {
                try verifier.verify(detached: signature, of: text + [10], keys: keys)
            }
            #expect(throws: OpenPGPError.self) {
                try verifier.verify(detached: signature.dropLast(40), of: text, keys: keys)
            }
        }
        #expect(throws: OpenPGPError.malformed(.truncated)) {
            try verifier.verify(detached: [], of: text, keys: keys)
        }
    }

    @Test("refuses a text changed after signing")
    func tampered() throws {
        let maker = try KeyMaker("ed25519")
        let signed = try maker.clearsign(Self.text)
        for (old, new) in [
            ("today", "never"), ("today\n", "today\nX: y\n"), ("today\n", "today\n\n"),
        ] {
            guard
                case .badSignature(let signature) = try refusal(
                    signed.replacing(old, with: new), [try maker.trusted()])
            else {
                Issue.record("`\(new)` passed")
                continue
            }
            #expect(signature.reason == .bad)
            #expect(maker.fingerprint.hasSuffix(signature.key))
        }
    }

    @Test("refuses a key that is not there, and names it")
    func wrongKey() throws {
        let maker = try KeyMaker("ed25519")
        let other = try KeyMaker("ed25519")
        let error = try refusal(try maker.clearsign(Self.text), [try other.trusted()])
        #expect(error == .noGoodSignature([.init(key: maker.fingerprint, reason: .missingKey)]))
    }

    @Test("refuses a key that is there and not allowed")
    func notAllowed() throws {
        let maker = try KeyMaker("ed25519")
        let other = try KeyMaker("ed25519")
        var key = try other.trusted()
        key.data = try maker.publicKeys() + other.publicKeys()
        let error = try refusal(try maker.clearsign(Self.text), [key])
        #expect(error == .noGoodSignature([.init(key: maker.fingerprint, reason: .notAllowed)]))
    }

    @Test("refuses key data without the fingerprint, and data that is no key")
    func fingerprints() throws {
        let maker = try KeyMaker("ed25519")
        let signed = try maker.clearsign(Self.text)
        var key = try maker.trusted()
        let wrong = String(repeating: "A", count: 40)
        key.fingerprints = [wrong]
        #expect(try refusal(signed, [key]) == .keyNotFound(name: "test.asc", fingerprint: wrong))
        key.fingerprints = [String(maker.fingerprint.suffix(16))]
        #expect(try refusal(signed, [key]) != nil, "a key ID is no fingerprint")
        key = try maker.trusted()
        key.data = Array("<html>not here</html>".utf8)
        #expect(try refusal(signed, [key]) == .unreadableKey(name: "test.asc"))
        key.data = []
        #expect(try refusal(signed, [key]) == .unreadableKey(name: "test.asc"))
        let spaced = maker.fingerprint.lowercased().reduce(into: "0x") { $0 += "\($1) " }
        key = TrustedKey(name: "a", data: try maker.publicKeys(), fingerprints: [spaced])
        #expect(try refusal(signed, [key]) == nil)
    }

    @Test("a signing subkey stands for its primary key")
    func subkey() throws {
        let maker = try KeyMaker("ed25519")
        try maker.gpg("--passphrase '' --quick-add-key \(maker.fingerprint) rsa2048 sign never")
        let result = try verifier.verify(
            clearsigned: try maker.clearsign(Self.text), keys: [try maker.trusted()])
        #expect(result.signers.map(\.primaryFingerprint) == [maker.fingerprint])
        #expect(result.signers[0].keyFingerprint != maker.fingerprint)
    }

    @Test("refuses an expired key, unless archived suites are read and it was valid then")
    func expired() throws {
        let then = "--faked-system-time 20200101T120000!"
        let maker = try KeyMaker("ed25519", expires: "2020-02-01", options: then)
        let signed = try maker.clearsign(
            Self.text, options: "--faked-system-time 20200115T120000!")
        guard case .noGoodSignature(let reasons) = try refusal(signed, [try maker.trusted()]),
            case .expiredKey(let date?) = reasons.first?.reason
        else {
            Issue.record("not refused as expired")
            return
        }
        #expect(date.iso8601.hasPrefix("2020-02-01"))
        let archived = SignaturePolicy(ignoreKeyExpiry: true)
        let result = try verifier.verify(
            clearsigned: signed, keys: [try maker.trusted()], policy: archived)
        #expect(result.signers[0].date == Timestamp(year: 2020, month: 1, day: 15, hour: 12))
        let tampered = signed.replacing("today", with: "never")
        #expect(try refusal(tampered, [try maker.trusted()], policy: archived) != nil)
    }

    @Test("refuses a revoked key, whatever the policy")
    func revoked() throws {
        let maker = try KeyMaker("ed25519")
        let signed = try maker.clearsign(Self.text)
        try shell(
            "sed 's/^:---/---/' openpgp-revocs.d/*.rev | gpg --batch --import", in: maker.home)
        for policy in [SignaturePolicy(), SignaturePolicy(ignoreKeyExpiry: true)] {
            let error = try refusal(signed, [try maker.trusted()], policy: policy)
            #expect(
                error == .noGoodSignature([.init(key: maker.fingerprint, reason: .revokedKey)]))
        }
    }

    @Test("refuses weak hashes", arguments: [("SHA1", "SHA-1"), ("RIPEMD160", "RIPEMD-160")])
    func weakDigest(_ name: String, _ shown: String) throws {
        let maker = try KeyMaker()
        let signed = try maker.clearsign(Self.text, options: "--digest-algo \(name)")
        let error = try refusal(signed, [try maker.trusted()])
        #expect(
            error == .noGoodSignature([.init(key: maker.fingerprint, reason: .weakDigest(shown))]))
    }

    @Test("one good signature beside an unknown one is enough, in one block or two")
    func twoSigners() throws {
        let first = try KeyMaker("ed25519")
        let second = try KeyMaker()
        let signed = try first.clearsign(Self.text)
        let other = try second.clearsign(Self.text, options: "--digest-algo SHA256")
        let block = try #require(other.text.range("-----BEGIN PGP SIGNATURE-----"))
        let both = signed + Array(block.utf8)
        for maker in [first, second] {
            let result = try verifier.verify(clearsigned: both, keys: [try maker.trusted()])
            #expect(result.signers.map(\.primaryFingerprint) == [maker.fingerprint])
        }
        let all = try verifier.verify(
            clearsigned: both, keys: [try first.trusted(), try second.trusted()])
        #expect(all.signers.count == 2)
        let text = Array(Self.text.utf8)
        let packets = try first.detached(Self.text) + second.detached(Self.text)
        let joined = try verifier.verify(
            detached: packets, of: text, keys: [try second.trusted()])
        #expect(joined.signers.map(\.primaryFingerprint) == [second.fingerprint])
    }

    @Test("a bad signature by an allowed key refuses a text with a good one")
    func oneBad() throws {
        let first = try KeyMaker("ed25519")
        let second = try KeyMaker("ed25519")
        let signed = try first.clearsign(Self.text)
        let other = try second.clearsign("Another: text\n")
        let both =
            signed + Array(try #require(other.text.range("-----BEGIN PGP SIGNATURE-----")).utf8)
        let known = [try first.trusted(), try second.trusted()]
        guard case .badSignature = try refusal(both, known) else {
            Issue.record("passed")
            return
        }
        #expect(try refusal(both, [try first.trusted()]) == nil, "of an unknown key it is ignored")
    }

    @Test("leaves nothing behind and starts no agent")
    func clean() throws {
        let maker = try KeyMaker("ed25519")
        let signed = try maker.clearsign(Self.text)
        let key = try maker.trusted()
        let place = try Workplace()
        do {
            let own = Verifier(temporaryDirectory: place.path)
            _ = try own.verify(clearsigned: signed, keys: [key, key])
            let name = try #require(try place.names().first)
            #expect(try place.names().count == 1)
            let status = try shellStatus(
                "stat -c %a '\((place.path / name).string)' | grep -qx 700")
            #expect(status == 0)
            #expect(!Files.exists(place.path / name / "S.gpg-agent"))
        }
        #expect(try place.names() == [])
    }

    @Test("reads a real InRelease file with the distribution's keyring")
    func real() throws {
        let keyring = FilePath("/usr/share/keyrings/debian-archive-keyring.gpg")
        let sample = FilePath("../shared/corpora/apt/bookworm-arm64/InRelease")
        guard Files.exists(keyring), Files.exists(sample) else {
            print("notice: no InRelease or keyring here, not tested")
            return
        }
        let fingerprint = "4D64FEC119C2029067D6E791F8D2585B8783D481"
        let key = TrustedKey(
            name: "keyring", data: try Files.read(keyring), fingerprints: [fingerprint])
        let signed = try Files.read(sample)
        let result = try verifier.verify(clearsigned: signed, keys: [key])
        #expect(result.text.text.hasPrefix("Origin: Debian\n"))
        #expect(result.signers.contains { $0.primaryFingerprint == fingerprint })
        #expect(throws: OpenPGPError.self) {
            try verifier.verify(
                clearsigned: signed.replacing("Origin: Debian", with: "Origin: Debiam"), keys: [key]
            )
        }
    }
}

func shellStatus(_ command: String) throws -> Int32 { system(command) }

extension String {
    /// From the first place where a text stands to the end.
    func range(_ start: String) -> String? {
        var rest = Substring(self)
        while !rest.isEmpty {
            if rest.hasPrefix(start) { return String(rest) }
            rest.removeFirst()
        }
        return nil
    }
}
