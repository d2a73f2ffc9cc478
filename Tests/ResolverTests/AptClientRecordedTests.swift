import MirrorTestSupport
import PackageModel
import Resolver
import Testing

/// The model of apt over all of Debian 12, against what apt itself chose there.
@Suite struct AptClientRecordedTests {
    @Test(.enabled(if: RecordedAnswerTests.isPossible, "\(Corpora.notice), xz and zstd"))
    func `chooses what apt chose`() throws {
        let bytes = try RecordedAnswerTests.unpacked("xz", RecordedAnswerTests.index)
        let universe = try Universe.reading(bytes, native: "arm64")
        let text = String(
            decoding: try RecordedAnswerTests.unpacked("zstd", RecordedAnswerTests.answers),
            as: UTF8.self)
        var client = AptClient(universe, installed: PackageSet(count: universe.count))
        var count = 0
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            try #require(fields.count >= 2)
            let wishes = fields[0].split(separator: " ").map { universe.wish(String($0)) }
            let expected =
                fields[1] == "OK" ? Set(fields[2].split(separator: " ").map(String.init)) : nil
            var found: Set<String>?
            if case .changes(let transaction) = client.install(wishes) {
                #expect(transaction.removals.isEmpty && transaction.replacements.isEmpty)
                found = Set(
                    transaction.installs.map { RecordedAnswerTests.file($0, universe) })
            }
            #expect(found == expected, "\(fields[0])")
            count += 1
        }
        #expect(count == 131)
    }
}
