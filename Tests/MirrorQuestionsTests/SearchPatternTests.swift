import MirrorTestSupport
import Testing

@testable import MirrorQuestions

/// How a word fits a text.
@Suite struct SearchPatternTests {
    @Test(
        "tells the whole, the beginning and a part",
        arguments: [
            ("curl", "curl", SearchPattern.Fit.whole), ("curl", "CURL-dev", .beginning),
            ("Curl", "libcurl4", .part), ("curl", "cur", nil), ("c", "abc", .part),
            ("php*", "php8.2-fpm", .beginning), ("php*", "xphp", nil),
            ("*fpm", "php-FPM", .beginning),
            ("lib[ab]c", "libbc", .beginning), ("lib[!ab]c", "libbc", nil),
            ("lib[a-c]*", "libcurl", .beginning), ("a?c", "abc", .beginning), ("a?c", "ac", nil),
            ("x[y", "ax[yz", .part), ("*", "anything", .beginning), ("[]]", "]", .beginning),
        ] as [(String, String, SearchPattern.Fit?)])
    func fits(word: String, text: String, fit: SearchPattern.Fit?) {
        #expect(SearchPattern(word).fit(Array(text.utf8).span) == fit)
    }

    @Test(
        "takes a word exactly, and a sentence by whole words",
        arguments: [
            ("curl", "curl", true), ("curl", "curls", false), ("lib*", "lib*", true),
            ("lib*", "libc", false),
        ])
    func exactly(word: String, text: String, isFit: Bool) {
        #expect((SearchPattern(word, isExact: true).fit(Array(text.utf8).span) != nil) == isFit)
    }

    @Test(
        "looks for whole words in sentences where it is exact",
        arguments: [
            ("web", "a Web server", true), ("web", "a website", false),
            ("server", "web-server", true),
            ("a", "banana a", true), ("a", "banana", false),
        ])
    func sentences(word: String, text: String, isFit: Bool) {
        #expect(SearchPattern(word, isExact: true).fits(sentence: Array(text.utf8).span) == isFit)
    }

    @Test("finds what a plain comparison finds, wherever it stands")
    func needles() throws {
        var random = SeededRandom(seed: 7)
        var found = 0
        for _ in 0..<3000 {
            let alphabet = Array("aAbBzZ@`[{09-".utf8)
            func bytes(_ count: Int) -> [UInt8] {
                (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
                }
            }
            let text = bytes(Int.random(in: 0...40, using: &random))
            let word = bytes(Int.random(in: 1...4, using: &random))
            let start = Int.random(in: 0...text.count, using: &random)
            let end = Int.random(in: start...text.count, using: &random)
            let needle = try #require(TextNeedle(word))
            let folded = text.map(TextNeedle.folded)
            let expected = (start..<max(start, end - word.count + 1)).first { place in
                end - place >= word.count
                    && folded[place..<place + word.count].elementsEqual(needle.bytes)
            }
            #expect(needle.first(in: text.span, from: start, to: end) == expected)
            if expected != nil { found += 1 }
        }
        #expect(found > 200)
    }

    @Test("reads lines of Contents indexes, with blanks in paths and several owners")
    func contents() {
        let lines = """
            FILE                    LOCATION
            bin/dig                 net/bind9-dnsutils,contrib/net/other
            usr/share/a b/dig it    doc/blank
            usr/bin/digest          utils/digest
            """
        func owners(_ word: String, exact: Bool = false) -> [String: String] {
            var search = ContentsSearch([SearchPattern(word, isExact: exact)])
            search.read(Array(lines.utf8).span)
            return search.found[0].mapValues(\.path)
        }
        #expect(
            owners("/bin/dig", exact: true) == ["bind9-dnsutils": "/bin/dig", "other": "/bin/dig"])
        #expect(owners("a b/DIG") == ["blank": "/usr/share/a b/dig it"])
        #expect(owners("bin/dig").keys.sorted() == ["bind9-dnsutils", "digest", "other"])
        #expect(
            owners("/usr/*/dig*") == [
                "blank": "/usr/share/a b/dig it", "digest": "/usr/bin/digest",
            ])
        #expect(owners("/nowhere").isEmpty)
    }
}
