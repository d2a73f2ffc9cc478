import Archive
import DebianRepository
import MirrorBase
import MirrorTestSupport
import PackageModel
import RPMRepository
import SystemIO
import Testing

@testable import MirrorQuestions

/// The index that searches go through, against a plain reading of the same packages.
@Suite struct SearchIndexTests {
    /// What a plain reading knows of a package, in small letters.
    private struct Plain {
        var name: String
        var provides: [String]
        var summary: String
        var files: [String] = []
    }

    private func index(_ make: (inout SearchIndexBuilder) throws -> Void) throws -> SearchIndex {
        var builder = SearchIndexBuilder()
        try make(&builder)
        let bytes = try #require(builder.finish())
        return try #require(SearchIndex(bytes))
    }

    /// Words that are in some packages and words that are in none, from the packages themselves.
    private func words(_ packages: [Plain]) -> [String] {
        var random = SeededRandom(seed: 11)
        var words = ["a", "lib", "zz", "nothing-has-this", "-", "9"]
        for _ in 0..<40 {
            let package = packages[Int.random(in: 0..<packages.count, using: &random)]
            let texts = [package.name, package.summary] + package.provides + package.files
            let text = Array(texts[Int.random(in: 0..<texts.count, using: &random)])
            if text.isEmpty { continue }
            let start = Int.random(in: 0..<text.count, using: &random)
            let end = min(text.count, start + Int.random(in: 1...9, using: &random))
            words.append(String(text[start..<end]))
        }
        return words
    }

    /// The ranks that a package has by plain comparison.
    private func rank(_ word: String, _ package: Plain) -> SearchRank {
        let word = word.lowercased()
        if package.name == word { return .name }
        if package.name.hasPrefix(word) { return .nameBeginning }
        if package.name.contains(word) { return .namePart }
        if (package.provides + package.files).contains(word) { return .provided }
        if package.provides.contains(where: { $0.contains(word) }) { return .providedPart }
        if package.files.contains(where: { $0.contains(word) }) { return .filePart }
        return package.summary.contains(word) ? .summary : .none
    }

    private func compare(_ index: SearchIndex, _ packages: [Plain]) {
        #expect(index.count == packages.count)
        var found = 0
        for word in words(packages) {
            let scan = SearchScan(
                SearchPattern(word), Set(SearchField.allCases), in: index)
            let expected = packages.map { rank(word, $0) }
            #expect(scan.ranks == expected, "`\(word)`")
            found += expected.count { $0 != .none }
        }
        #expect(found > 100)
    }

    @Test(
        "finds in Debian's index what a plain reading finds",
        .enabled(if: Corpora.arePresent, "\(Corpora.notice)"))
    func debian() throws {
        let file = try #require(Corpora.file("apt/bookworm-arm64/Packages.xz"))
        let whole = try Decompressor.decompress(file: file, compression: .xz, limit: 1 << 30)
        // A part of it is read plainly in a moment; it begins and ends with a whole stanza.
        let text = Array(whole[..<900_000])
        let end = try #require(
            String(decoding: text, as: UTF8.self).utf8.count > 0 ? last(text) : nil)
        let stanzas = try ControlStanza.read(Array(text[..<end]))
        let packages = stanzas.map { stanza in
            Plain(
                name: (stanza.value("Package") ?? "").lowercased(),
                provides: (stanza.value("Provides") ?? "").split(separator: ",").map { item in
                    item.split { " (\n".contains($0) }.first.map { $0.lowercased() } ?? ""
                },
                summary: (stanza.value("Description") ?? "").split(separator: "\n")[0].lowercased())
        }
        #expect(packages.count > 500)
        let part = Array(text[..<end])
        let index = try index { builder in
            PackagesListing.read(part.span) { builder.add($0) }
        }
        compare(index, packages)
        let number = try #require(packages.firstIndex { $0.name == stanzas[3].value("Package") })
        #expect(index.string(.version, of: number) == stanzas[3].value("Version"))
    }

    /// Where the last whole stanza ends.
    private func last(_ text: [UInt8]) -> Int? {
        var index = text.count - 1
        while index > 0 {
            if text[index] == 0x0A, text[index - 1] == 0x0A { return index + 1 }
            index -= 1
        }
        return nil
    }

    @Test(
        "finds in an rpm repository what a plain reading finds",
        .enabled(if: Corpora.arePresent, "\(Corpora.notice)"))
    func rpm() throws {
        let repository = try #require(Corpora.file("rpm/centos7-minimal/repodata"))
        let name = try #require(try Files.list(repository).first { $0.hasSuffix("primary.xml.gz") })
        let text = try Decompressor.decompress(
            file: repository / name, compression: .gzip, limit: 1 << 30)
        // Plainly: by splitting at tags, which this document allows.
        let elements = String(decoding: text, as: UTF8.self).split(separator: "<package ")
            .dropFirst()
        func values(_ text: some StringProtocol, _ start: String, _ end: Character) -> [String] {
            String(text).split(separator: start, omittingEmptySubsequences: false).dropFirst().map {
                String($0.prefix { $0 != end }).replacing("&lt;", with: "<")
                    .replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
                    .replacing("&amp;", with: "&").lowercased()
            }
        }
        let packages = elements.map { element in
            let name = values(element, "<name>", "<")[0]
            let provides = values(element, "<rpm:provides>", "\u{0}").first ?? ""
            let section = provides.firstRange(of: "</rpm:provides>").map {
                String(provides[..<$0.lowerBound])
            }
            return Plain(
                name: name,
                provides: values(section ?? "", "name=\"", "\"").filter { $0 != name },
                summary: values(element, "<summary>", "<")[0],
                files: values(
                    element.replacing("<file type=\"dir\">", with: "<file>")
                        .replacing("<file type=\"ghost\">", with: "<file>"), "<file>", "<"))
        }
        let index = try index { builder in
            try PrimaryListing.read(text.span) { builder.add($0) }
        }
        compare(index, packages)
    }

    @Test("is not there where a number is impossible, though the checksum fits")
    func crafted() throws {
        var builder = SearchIndexBuilder()
        PackagesListing.read(Array("Package: a\n\nPackage: e\n".utf8).span) { builder.add($0) }
        let bytes = try #require(builder.finish())
        #expect(SearchIndex(bytes) != nil)
        let start = Int(ByteSearch.word(bytes.span, at: 32))
        // A place and a length of a column, how many packages there are, and where lines begin.
        let changes: [(place: Int, size: Int, value: UInt64)] = [
            (40, 8, UInt64(Int.max)), (40, 8, UInt64(Int.max) - 12), (40, 8, 1 << 40),
            (32, 8, UInt64(bytes.count - 1)), (32, 8, UInt64(bytes.count - 8)),
            (24, 8, (1 << 31) - 1), (24, 8, 3), (start, 4, 1), (start + 4, 4, 0xFFFF_FFFF),
            (start + 8, 4, 0), (start + 8, 4, 5),
        ]
        for (place, size, value) in changes {
            var other = bytes
            for shift in 0..<size {
                other[place + shift] = UInt8(truncatingIfNeeded: value >> (8 * shift))
            }
            let checksum = ByteSearch.hash(other.span.extracting(24..<other.count))
            for shift in 0..<8 {
                other[16 + shift] = UInt8(truncatingIfNeeded: checksum >> (8 * shift))
            }
            #expect(SearchIndex(other) == nil, "\(value) at \(place)")
        }
    }

    @Test("is not there where a byte is wrong or the end is missing")
    func damaged() throws {
        var builder = SearchIndexBuilder()
        PackagesListing.read(
            Array("Package: a\nVersion: 1\nProvides: b, c (= 2),\n d\n\nPackage: e\n".utf8).span
        ) { builder.add($0) }
        let bytes = try #require(builder.finish())
        let index = try #require(SearchIndex(bytes))
        #expect(index.strings(.provides, of: 0) == ["b", "c", "d"])
        #expect(index.string(.source, of: 1) == "e")
        for place in bytes.indices {
            var damaged = bytes
            damaged[place] ^= 0x10
            #expect(SearchIndex(damaged) == nil, "byte \(place)")
            #expect(SearchIndex(Array(bytes[..<place])) == nil)
        }
    }

    @Test("is made again where the kept one is damaged, and old ones go")
    func cache() throws {
        let directory = try TemporaryDirectory("search-cache")
        let cache = SearchIndexCache(directory: directory / "search")
        var builder = SearchIndexBuilder()
        PackagesListing.read(Array("Package: a\n\n".utf8).span) { builder.add($0) }
        let bytes = try #require(builder.finish())
        var made = 0
        func look(_ number: UInt8) throws {
            let digest = ContentHasher.digest(.sha256, of: [number])
            let index = try cache.index(digest) { () throws(MirrorError) in
                made += 1
                return bytes
            }
            #expect(index?.string(.name, of: 0) == "a")
        }
        try look(1)
        try look(1)
        #expect(made == 1)
        let file = try #require(try Files.list(directory / "search").first)
        try directory.write("search/\(file)", String(repeating: "x", count: 500))
        try look(1)
        #expect(made == 2)
        try look(1)
        #expect(made == 2)
        for number in 2...UInt8(SearchIndexCache.limit + 5) { try look(number) }
        #expect(try Files.list(directory / "search").count == SearchIndexCache.limit)
    }
}
