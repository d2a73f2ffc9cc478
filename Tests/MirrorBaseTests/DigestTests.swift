import MirrorBase
import MirrorTestSupport
import Testing

@Suite struct DigestTests {
    @Test(arguments: HashAlgorithm.allCases)
    func `hexadecimal digits round-trip in either case`(algorithm: HashAlgorithm) throws {
        var random = SeededRandom(seed: 1)
        for _ in 0..<100 {
            let bytes = random.bytes(algorithm.byteCount)
            let digest = Digest(algorithm, bytes: bytes)
            #expect(digest.hex.count == algorithm.byteCount * 2)
            #expect(digest.hex == digest.hex.lowercased())
            #expect(Digest(algorithm, hex: digest.hex) == digest)
            #expect(Digest(algorithm, hex: digest.hex.uppercased()) == digest)
        }
    }

    @Test(arguments: HashAlgorithm.allCases)
    func `refuses a wrong length or digit`(algorithm: HashAlgorithm) {
        let good = String(repeating: "a0", count: algorithm.byteCount)
        #expect(Digest(algorithm, hex: good) != nil)
        let shorter = String(good.dropLast())
        let tail = String(good.dropFirst())
        var bad = ["", "a", shorter, String(shorter.dropLast()), good + "0", good + "00"]
        bad += [" ", "g", "@", "`", "G", "x"].map { $0 + tail }
        bad += ["/", ":", "\n", "\0"].map { shorter + $0 }
        bad += ["é" + tail.dropFirst(), "0x" + tail.dropFirst(), good + "\n"]
        for text in bad { #expect(Digest(algorithm, hex: text) == nil, "\(text)") }
    }

    @Test func `digests of different functions differ although their bytes agree`() {
        let bytes = [UInt8](repeating: 1, count: 32)
        #expect(Digest(.sha256, bytes: bytes) == Digest(.sha256, bytes: bytes))
        #expect(Digest(.sha1, bytes: Array(bytes[..<20])) != Digest(.sha256, bytes: bytes))
    }

    @Test func `only hashes without known collisions vouch alone`() {
        #expect(HashAlgorithm.allCases.filter { !$0.isStrong } == [.md5, .sha1])
        #expect(HashAlgorithm.allCases.sorted() == HashAlgorithm.allCases)
        #expect(
            HashAlgorithm.allCases.map(\.name).count
                == Set(HashAlgorithm.allCases.map(\.name)).count)
    }

    @Test func `every byte has its value as a digit, or none`() {
        for byte in UInt8.min...UInt8.max {
            let character = Character(UnicodeScalar(byte))
            let expected = byte < 128 ? character.hexDigitValue.map { UInt8($0) } : nil
            #expect(Hexadecimal.value(of: byte) == expected)
        }
        #expect(Hexadecimal.string(of: [0, 9, 10, 255]) == "00090aff")
    }
}
