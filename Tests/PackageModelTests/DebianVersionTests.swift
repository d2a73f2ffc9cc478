import MirrorTestSupport
import PackageModel
import SystemIO
import Testing

/// Debian's order of versions, against dpkg's own table, dpkg itself, and the laws of an order.
@Suite struct DebianVersionTests {
    static func sign(_ order: Int) -> Int { order.signum() }

    @Test(arguments: [
        ("1.0", "1.0", 0), ("1.0", "1.0-0", 0), ("1.0-0", "1.0-00", 0), ("0:1", "1", 0),
        ("00:1", "0:1", 0), ("1:0", "2", 1), ("10:1", "9:1", 1), ("1.0~rc1", "1.0", -1),
        ("1.0~rc1", "1.0~rc1~", 1), ("1.0~~", "1.0~", -1), ("1.0", "1.0+b1", -1),
        ("1.0+b1", "1.0.1", -1), ("1.0-1", "1.0-1+b1", -1), ("1.0-1+b1", "1.0-1.1", -1),
        ("1.9", "1.10", -1), ("1.09", "1.9", 0), ("1a", "1+", -1), ("1A", "1a", -1),
        ("a", "1", 1), ("1-1-1", "1-1-2", -1), ("1-2-1", "1-1-2", 1), ("2:1:3", "2:1", 1),
        ("99999999999999999999999999", "100000000000000000000000000", -1),
        ("1.0", "1.0a", -1), ("1.0a", "1.0", 1), ("", "", 0), ("", "0", 0), ("", "~", 1),
    ])
    func `orders by the rules of policy`(left: String, right: String, order: Int) {
        #expect(Self.sign(DebianVersion.compare(left, right)) == order)
        #expect(Self.sign(DebianVersion.compare(right, left)) == -order)
    }

    @Test(arguments: [
        ("1.0", true), ("1:1.0-1", true), ("1.0~rc1+dfsg-2.1", true), ("1_2", true), ("", false),
        (":1", true), ("1:", false), ("-1", false), ("1 0", false), ("1/2", false),
        ("x:1", false), ("1.0\n", false), ("1.0é", false), ("a1", true),
    ])
    func `knows what can be a version`(text: String, expected: Bool) {
        #expect(DebianVersion.isValid(Array(text.utf8).span) == expected, "\(text)")
    }

    @Test(.enabled(if: Corpora.arePresent, "\(Corpora.notice)"))
    func `agrees with dpkg's table`() throws {
        let path = try #require(Corpora.file("versions/deb.tsv"))
        let text = String(decoding: try Files.read(path), as: UTF8.self)
        var count = 0
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            let expected = try #require(Int(fields[2]))
            let order = DebianVersion.compare(String(fields[0]), String(fields[1]))
            #expect(Self.sign(order) == expected, "\(line)")
            count += 1
        }
        #expect(count > 30)
    }

    /// A version of the characters that make a difference; now and then a close relative of another.
    static func version(_ random: inout SeededRandom) -> String {
        let digits = ["0", "00", "1", "9", "10", "2"]
        let others = [".", "~", "+", "a", "b", "Z", "-", "~~", "rc", "+b", ".."]
        var text = Bool.random(using: &random) ? "" : "\(Int.random(in: 0...2, using: &random)):"
        text += digits.randomElement(using: &random) ?? "0"
        for _ in 0..<Int.random(in: 0...5, using: &random) {
            text += others.randomElement(using: &random) ?? "."
            if Bool.random(using: &random) { text += digits.randomElement(using: &random) ?? "0" }
        }
        return text.hasSuffix("-") ? text + "1" : text
    }

    @Test(.enabled(if: Tool.isAsked("dpkg"), "needs dpkg"))
    func `agrees with dpkg on random versions`() throws {
        let seed: UInt64 = 20_261_121
        var random = SeededRandom(seed: seed)
        let pairs = (0..<300).map { _ in (Self.version(&random), Self.version(&random)) }
        let script = """
            while read -r a b; do
                if dpkg --compare-versions "$a" lt "$b"; then echo -1
                elif dpkg --compare-versions "$a" eq "$b"; then echo 0
                else echo 1; fi
            done
            """
        let input = pairs.map { "\($0.0) \($0.1)\n" }.joined()
        let outcome = try Subprocess.check("sh", ["-c", script], input: Array(input.utf8))
        let answers = outcome.output.split(separator: "\n").compactMap { Int($0) }
        try #require(answers.count == pairs.count)
        for (pair, expected) in zip(pairs, answers) {
            let order = Self.sign(DebianVersion.compare(pair.0, pair.1))
            #expect(order == expected, "\(pair) with seed \(seed)")
        }
    }

    @Test func `is an order`() {
        var random = SeededRandom(seed: 7)
        let versions = (0..<90).map { _ in Self.version(&random) }
        for a in versions {
            #expect(DebianVersion.compare(a, a) == 0)
            for b in versions {
                let ab = Self.sign(DebianVersion.compare(a, b))
                #expect(ab == -Self.sign(DebianVersion.compare(b, a)), "\(a) \(b)")
                for c in versions where ab <= 0 && DebianVersion.compare(b, c) <= 0 {
                    if DebianVersion.compare(a, c) > 0 { Issue.record("\(a) <= \(b) <= \(c)") }
                }
            }
        }
    }

    @Test func `leading zeros of a number change nothing`() {
        var random = SeededRandom(seed: 11)
        for _ in 0..<500 {
            let version = Self.version(&random)
            var padded = ""
            var inNumber = false
            for character in version {
                if character.isNumber, !inNumber { padded += "000" }
                inNumber = character.isNumber
                padded.append(character)
            }
            #expect(DebianVersion.compare(version, padded) == 0, "\(version) \(padded)")
        }
    }
}
