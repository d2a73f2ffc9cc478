import MirrorBase
import MirrorTestSupport
import Testing

@Suite struct ByteCursorTests {
    @Test func `reads a line like a grammar`() {
        let bytes = Array("Size: \t 1234 rest".utf8)
        var cursor = ByteCursor(bytes.span)
        let name = cursor.slice { $0 == UInt8(ascii: ":") }
        let colon = cursor.take(UInt8(ascii: ":"))
        let second = cursor.take(UInt8(ascii: ":"))
        cursor.skipBlanks()
        let number = cursor.decimal()
        let blank = cursor.peek()
        cursor.skip { $0 != UInt8(ascii: "t") }
        let last = cursor.offset
        let letter = cursor.take(UInt8(ascii: "t"))
        let (atEnd, nothing, noNumber) = (cursor.isAtEnd, cursor.peek(), cursor.decimal())
        let empty = cursor.slice { _ in false }
        #expect(name == 0..<4)
        #expect(colon && !second)
        #expect(number == 1234)
        #expect(blank == UInt8(ascii: " "))
        #expect(last == bytes.count - 1 && letter)
        #expect(atEnd && nothing == nil && noNumber == nil)
        #expect(empty == bytes.count..<bytes.count)
    }

    @Test func `a part of the bytes ends where it ends`() {
        let bytes = Array("12345678".utf8)
        var cursor = ByteCursor(bytes.span, in: 2..<5)
        let number = cursor.decimal()
        let beyond = cursor.take(UInt8(ascii: "6"))
        let atEnd = cursor.isAtEnd
        #expect(number == 345)
        #expect(atEnd && !beyond)
    }

    @Test(arguments: [
        ("0", 0), ("007", 7), ("9223372036854775807", Int.max), ("12x", 12), ("", nil), ("x", nil),
        ("-1", nil), ("+1", nil), (" 1", nil), ("9223372036854775808", nil),
        ("99999999999999999999999", nil),
    ])
    func `a number is digits that fit`(text: String, value: Int?) {
        let bytes = Array(text.utf8)
        var cursor = ByteCursor(bytes.span)
        let number = cursor.decimal()
        #expect(number == value)
    }

    @Test func `random steps never leave the bytes`() {
        var random = SeededRandom(seed: 5)
        for _ in 0..<500 {
            let bytes = random.bytes(Int.random(in: 0...40, using: &random)).map { 0x28 + $0 % 20 }
            var cursor = ByteCursor(bytes.span)
            for _ in 0..<30 {
                let before = cursor.offset
                switch Int.random(in: 0..<5, using: &random) {
                case 0: _ = cursor.take(0x30)
                case 1: cursor.skip { $0 < 0x30 }
                case 2: _ = cursor.slice { $0 == 0x2c }
                case 3: _ = cursor.decimal()
                default: cursor.skipBlanks()
                }
                let after = cursor.offset
                #expect(after >= before && after <= bytes.count)
            }
        }
    }

    @Test func `a byte range is its offsets`() {
        let range = ByteRange(3..<7)
        #expect(range.range == 3..<7)
        #expect(range.count == 4 && !range.isEmpty)
        #expect(ByteRange.empty.isEmpty && ByteRange.empty.count == 0)
        #expect(ByteRange(0..<Int(UInt32.max)).count == Int(UInt32.max))
    }
}
