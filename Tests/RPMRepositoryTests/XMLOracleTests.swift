import Archive
import MirrorTestSupport
import RPMRepository
import SystemIO
import Testing

/// Well-formed or not, and what it means: asked of expat as well.
@Suite(.enabled(if: ExpatOracle.isPresent, "\(ExpatOracle.notice)"))
struct XMLOracleTests {
    /// The events of a document, or `refused`; `nil` for what only this reader refuses.
    static func answer(_ document: [UInt8]) -> String? {
        do { return try XMLEvents.of(document) } catch {
            if case .unsupported = error.reason { return nil }
            return "refused"
        }
    }

    static let samples = [
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <m xmlns="u" xmlns:r="v" n="1"><p t='x'><s l="en">A &amp; é €<!-- c --></s>
        <r:e n="a(b)" f="EQ"/><f/><![CDATA[<x>]]></p></m>

        """,
        "<!DOCTYPE c PUBLIC \"-//R//D\" \"c.dtd\"><c>\r\n<?p d?><g a=\"1&#9;2\">]] &#x1F600;</g ></c>",
    ].map { Array($0.utf8) }

    @Test(arguments: [0, 1])
    func `agrees about damaged documents`(sample: Int) throws {
        var documents: [[UInt8]] = [Self.samples[sample]]
        for seed in UInt64(1)...12_000 {
            var mutator = XMLMutator(seed: seed)
            documents.append(mutator.damaged(Self.samples[sample]))
        }
        let expected = try ExpatOracle.answers(documents)
        try #require(expected.count == documents.count)
        var accepted = 0
        for (seed, document) in documents.enumerated() {
            guard let answer = Self.answer(document) else { continue }
            if answer != "refused" { accepted += 1 }
            if answer != expected[seed] {
                let text = String(decoding: document, as: UTF8.self)
                Issue.record("seed \(seed): `\(answer)`, expat `\(expected[seed])`: \(text)")
            }
        }
        #expect(accepted > 1000)
    }

    @Test(.enabled(if: Corpora.arePresent, "\(Corpora.notice)"))
    func `agrees about every document of the corpora`() throws {
        var documents: [[UInt8]] = []
        var names: [String] = []
        for directory in ["rpm", "fixtures", "rpms"] {
            guard let path = Corpora.file(directory) else { continue }
            let found = try Subprocess.check(
                "find", [path.string, "-name", "*.xml*", "-type", "f"])
            for name in found.output.split(separator: "\n").sorted() {
                let file = FilePath(String(name))
                guard let compression = Compression(fileName: file.string),
                    let document = try? Decompressor.decompress(
                        file: file, compression: compression, limit: 9_000_000)
                else { continue }
                documents.append(document)
                names.append(file.string)
            }
        }
        #expect(documents.count > 80)
        let expected = try ExpatOracle.answers(documents)
        try #require(expected.count == documents.count)
        for (index, document) in documents.enumerated() {
            let agrees = Self.answer(document) == expected[index]
            #expect(agrees, "\(names[index])")
        }
    }
}
