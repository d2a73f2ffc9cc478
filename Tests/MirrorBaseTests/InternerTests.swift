import MirrorBase
import MirrorTestSupport
import Testing

@Suite struct InternerTests {
    @Test func `agrees with a dictionary over a hundred thousand random strings`() {
        var random = SeededRandom(seed: 3)
        var interner = Interner(capacity: 1)
        var expected: [[UInt8]: UInt32] = [:]
        var order: [[UInt8]] = []
        for _ in 0..<100_000 {
            // Short words of few letters repeat often; bytes of any value come too.
            let bytes =
                Bool.random(using: &random)
                ? Array(random.word(1...3).utf8)
                : random.bytes(Int.random(in: 0...12, using: &random))
            let known = expected[bytes]
            let found = interner.find(bytes.span)
            #expect(found?.raw == known)
            let id = interner.intern(bytes.span)
            if let known {
                #expect(id.raw == known)
            } else {
                #expect(id.index == order.count)
                expected[bytes] = id.raw
                order.append(bytes)
            }
        }
        let count = interner.count
        #expect(count == order.count)
        for (index, bytes) in order.enumerated() {
            let id = NameID(UInt32(index))
            let span = interner[id]
            let same = span.count == bytes.count
            let content = (0..<span.count).map { span[$0] }
            #expect(same && content == bytes)
        }
    }

    @Test func `the empty string is a string`() {
        var interner = Interner()
        let before = interner.find("")
        let id = interner.intern("")
        let other = interner.intern("a")
        let after = interner.find("")
        let text = interner.string(id)
        #expect(before == nil && after == id && other != id)
        #expect(text == "")
    }

    @Test func `bytes that are no text become replacement characters only as text`() {
        var interner = Interner()
        let id = interner.intern([0x61, 0xff].span)
        let text = interner.string(id)
        let byte = interner[id][1]
        #expect(text == "a\u{fffd}")
        #expect(byte == 0xff)
    }

    @Test func `ids are ordered by first mention`() {
        var interner = Interner()
        let first = interner.intern("z")
        let second = interner.intern("a")
        let again = interner.intern("z")
        #expect(first < second)
        #expect(again == first)
    }

    @Test(arguments: [
        ("php*", "php", true), ("php*", "ph", true), ("php*", "php-cli", true),
        ("p?p", "perl", true), ("php*", "pip", false), ("*", "x", true), ("php", "phq-1", false),
    ])
    func `a string agrees with what a pattern starts with as far as it goes`(
        pattern: String, text: String, agrees: Bool
    ) {
        var interner = Interner()
        _ = interner.intern("before")
        let id = interner.intern(text)
        #expect(interner.agrees(id, with: Glob.start(of: pattern)) == agrees)
    }
}
