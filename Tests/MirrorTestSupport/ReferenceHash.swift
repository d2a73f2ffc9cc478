import MirrorBase

/// Hash functions in plain Swift, written from RFC 1321 and FIPS 180-4.
///
/// Slow and independent of the library that the program itself uses, so that one checks the other.
public enum ReferenceHash {
    /// The digest of some bytes.
    public static func digest(_ bytes: [UInt8], _ algorithm: HashAlgorithm = .sha256) -> Digest {
        let result: [UInt8] =
            switch algorithm {
            case .md5: md5(bytes)
            case .sha1: sha1(bytes)
            case .sha224: Array(sha2(bytes, start: sha224Start).prefix(28))
            case .sha256: sha2(bytes, start: sha256Start)
            case .sha384: Array(sha2Long(bytes, start: sha384Start).prefix(48))
            case .sha512: sha2Long(bytes, start: sha512Start)
            }
        return Digest(algorithm, bytes: result)
    }

    /// The message with the padding that fills its last block.
    private static func padded(_ bytes: [UInt8], block: Int, bigEndian: Bool = true) -> [UInt8] {
        let lengthField = block / 8
        var result = bytes + [0x80]
        let filled = (result.count + lengthField) % block
        result += [UInt8](repeating: 0, count: filled == 0 ? 0 : block - filled)
        let bits = UInt64(bytes.count) * 8
        let length = (0..<8).map { UInt8(truncatingIfNeeded: bits >> UInt64(8 * $0)) }
        result += [UInt8](repeating: 0, count: lengthField - 8)
        return result + (bigEndian ? length.reversed() : length)
    }

    private static func md5(_ bytes: [UInt8]) -> [UInt8] {
        let shifts: [UInt32] = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]
        let message = padded(bytes, block: 64, bigEndian: false)
        var state: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476]
        for start in stride(from: 0, to: message.count, by: 64) {
            let words = (0..<16).map { word in
                (0..<4).reduce(UInt32(0)) {
                    $0 | UInt32(message[start + 4 * word + $1]) << UInt32(8 * $1)
                }
            }
            var (a, b, c, d) = (state[0], state[1], state[2], state[3])
            for step in 0..<64 {
                let mixed: UInt32
                let index: Int
                switch step / 16 {
                case 0: (mixed, index) = ((b & c) | (~b & d), step)
                case 1: (mixed, index) = ((d & b) | (~d & c), (5 * step + 1) % 16)
                case 2: (mixed, index) = (b ^ c ^ d, (3 * step + 5) % 16)
                default: (mixed, index) = (c ^ (b | ~d), 7 * step % 16)
                }
                let sum = a &+ mixed &+ md5Constants[step] &+ words[index]
                let shift = shifts[step / 16 * 4 + step % 4]
                (a, d, c, b) = (d, c, b, b &+ (sum << shift | sum >> (32 - shift)))
            }
            state = [state[0] &+ a, state[1] &+ b, state[2] &+ c, state[3] &+ d]
        }
        return state.flatMap { word in
            (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }
        }
    }

    private static func sha1(_ bytes: [UInt8]) -> [UInt8] {
        let message = padded(bytes, block: 64)
        var state: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0]
        for start in stride(from: 0, to: message.count, by: 64) {
            var words = bigEndianWords(message, start, as: UInt32.self)
            for index in 16..<80 {
                let word =
                    words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16]
                words.append(word << 1 | word >> 31)
            }
            var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
            for step in 0..<80 {
                let (mixed, constant): (UInt32, UInt32) =
                    switch step / 20 {
                    case 0: ((b & c) | (~b & d), 0x5a82_7999)
                    case 1: (b ^ c ^ d, 0x6ed9_eba1)
                    case 2: ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc)
                    default: (b ^ c ^ d, 0xca62_c1d6)
                    }
                let sum = (a << 5 | a >> 27) &+ mixed &+ e &+ constant &+ words[step]
                (e, d, c, b, a) = (d, c, b << 30 | b >> 2, a, sum)
            }
            for (index, value) in [a, b, c, d, e].enumerated() { state[index] &+= value }
        }
        return state.flatMap(bigEndianBytes)
    }

    private static func sha2(_ bytes: [UInt8], start initial: [UInt32]) -> [UInt8] {
        let message = padded(bytes, block: 64)
        let constants = sha256Constants
        var state = initial
        var words = [UInt32](repeating: 0, count: 64)
        for start in stride(from: 0, to: message.count, by: 64) {
            words.replaceSubrange(0..<16, with: bigEndianWords(message, start, as: UInt32.self))
            for index in 16..<64 {
                let (early, late) = (words[index - 15], words[index - 2])
                let low = (early >> 7 | early << 25) ^ (early >> 18 | early << 14) ^ early >> 3
                let high = (late >> 17 | late << 15) ^ (late >> 19 | late << 13) ^ late >> 10
                words[index] = words[index - 16] &+ low &+ words[index - 7] &+ high
            }
            var (a, b, c, d) = (state[0], state[1], state[2], state[3])
            var (e, f, g, h) = (state[4], state[5], state[6], state[7])
            for step in 0..<64 {
                let upper = (e >> 6 | e << 26) ^ (e >> 11 | e << 21) ^ (e >> 25 | e << 7)
                let choice = (e & f) ^ (~e & g)
                let first = h &+ upper &+ choice &+ constants[step] &+ words[step]
                let lower = (a >> 2 | a << 30) ^ (a >> 13 | a << 19) ^ (a >> 22 | a << 10)
                let second = lower &+ ((a & b) ^ (a & c) ^ (b & c))
                (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ second)
            }
            for (index, value) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= value }
        }
        return state.flatMap(bigEndianBytes)
    }

    private static func sha2Long(_ bytes: [UInt8], start initial: [UInt64]) -> [UInt8] {
        let message = padded(bytes, block: 128)
        let constants = sha512Constants
        var state = initial
        var words = [UInt64](repeating: 0, count: 80)
        for start in stride(from: 0, to: message.count, by: 128) {
            words.replaceSubrange(0..<16, with: bigEndianWords(message, start, as: UInt64.self))
            for index in 16..<80 {
                let (early, late) = (words[index - 15], words[index - 2])
                let low = (early >> 1 | early << 63) ^ (early >> 8 | early << 56) ^ early >> 7
                let high = (late >> 19 | late << 45) ^ (late >> 61 | late << 3) ^ late >> 6
                words[index] = words[index - 16] &+ low &+ words[index - 7] &+ high
            }
            var (a, b, c, d) = (state[0], state[1], state[2], state[3])
            var (e, f, g, h) = (state[4], state[5], state[6], state[7])
            for step in 0..<80 {
                let upper = (e >> 14 | e << 50) ^ (e >> 18 | e << 46) ^ (e >> 41 | e << 23)
                let choice = (e & f) ^ (~e & g)
                let first = h &+ upper &+ choice &+ constants[step] &+ words[step]
                let lower = (a >> 28 | a << 36) ^ (a >> 34 | a << 30) ^ (a >> 39 | a << 25)
                let second = lower &+ ((a & b) ^ (a & c) ^ (b & c))
                (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ second)
            }
            for (index, value) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= value }
        }
        return state.flatMap(bigEndianBytes)
    }

    private static func bigEndianWords<Word: FixedWidthInteger>(
        _ message: [UInt8], _ start: Int, as: Word.Type
    ) -> [Word] {
        let width = Word.bitWidth / 8
        var words: [Word] = []
        for word in 0..<16 {
            var value: UInt64 = 0
            for index in 0..<width {
                value = value << 8 | UInt64(message[start + width * word + index])
            }
            words.append(Word(value))
        }
        return words
    }

    private static func bigEndianBytes<Word: FixedWidthInteger>(_ word: Word) -> [UInt8] {
        stride(from: Word.bitWidth - 8, through: 0, by: -8).map {
            UInt8(truncatingIfNeeded: word >> Word($0))
        }
    }
}
