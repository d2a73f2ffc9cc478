import DebianRepository
import MirrorBase
import MirrorTestSupport
import PackageModel
import SystemIO
import Testing

/// All of Debian 12 against a reader that is slow and easy to believe.
@Suite struct PackagesCorpusTests {
    static let index = Corpora.file("apt/bookworm-arm64/Packages.xz")

    /// The fields of one stanza, names in lower case, folded lines joined by line feeds.
    static func fields(_ stanza: ArraySlice<UInt8>) -> [String: String] {
        var fields: [String: String] = [:]
        var last = ""
        for line in stanza.split(separator: 10) {
            if line.first == 32 || line.first == 9 {
                fields[last, default: ""] += "\n" + String(decoding: line, as: UTF8.self)
                continue
            }
            guard let colon = line.firstIndex(of: 58) else { continue }
            last = String(decoding: line[..<colon], as: UTF8.self).lowercased()
            fields[last] = String(decoding: line[(colon + 1)...].drop { $0 == 32 }, as: UTF8.self)
        }
        return fields
    }

    /// A dependency field with one blank where the format allows any number of them.
    static func normalized(_ text: String?) -> String {
        guard let text else { return "" }
        return text.utf8.split(separator: UInt8(ascii: ",")).map { group in
            group.split(separator: UInt8(ascii: "|")).map { alternative in
                alternative.split { $0 <= 32 }.map { String(Substring($0)) }
                    .joined(separator: " ")
            }.joined(separator: " | ")
        }.joined(separator: ", ")
    }

    static func joined(_ texts: String...) -> String {
        texts.filter { !$0.isEmpty }.joined(separator: ", ")
    }

    @Test(
        .enabled(
            if: index != nil && Tool.isAsked("xz"), "\(Corpora.notice), and xz"))
    func `reads what a naive reader reads`() throws {
        let path = try #require(Self.index)
        let bytes = try Subprocess.check("xz", ["-dc", path.string]).standardOutput
        var builder = UniverseBuilder(nativeArchitecture: "arm64")
        let origin = builder.addOrigin(
            PackageOrigin(repository: "r", suite: "s", component: "main"))
        var reader = PackagesReader(origin: origin, text: builder.nextText, for: builder)
        // In pieces, as it comes out of a decompressor.
        var end = 0
        while end < bytes.count {
            end = min(bytes.count, end + 7_654_321)
            try reader.read(
                bytes.span.extracting(0..<end), isComplete: end == bytes.count, into: &builder)
        }
        builder.addText(bytes)
        let universe = builder.finish()
        #expect(universe.count > 60_000 && universe.count == reader.packageCount)

        var number = 0
        var start = 0
        var position = 0
        while start < bytes.count {
            // A stanza ends before an empty line.
            while position < bytes.count,
                bytes[position] != 10 || (position + 1 < bytes.count && bytes[position + 1] != 10)
            {
                position += 1
            }
            let stanza = bytes[start..<min(position + 1, bytes.count)]
            let package = PackageID(number)
            try #require(number < universe.count)
            if !universe.stanza(package).elementsEqual(stanza) { Issue.record("\(number)") }
            // Every fourth in full: strings are slow.
            if number % 4 == 0, let flaw = try Self.difference(stanza, package, universe) {
                Issue.record("\(universe.label(package)): \(flaw)")
            }
            number += 1
            position += 2
            start = position
        }
        #expect(number == universe.count)
    }

    /// What a universe says of a package that its stanza does not.
    static func difference(
        _ stanza: ArraySlice<UInt8>, _ package: PackageID, _ universe: Universe
    ) throws -> String? {
        let fields = fields(stanza)
        let label = ["package", "version", "architecture"].map { fields[$0] ?? "" }
        if label.joined(separator: " ") != universe.label(package) { return "\(label)" }
        let any =
            fields["multi-arch"] == "allowed" ? "\(label[0]):any (= \(label[1]))" : ""
        let expected: [(RelationKind, String)] = [
            (
                .requires,
                joined(normalized(fields["pre-depends"]), normalized(fields["depends"]))
            ),
            (.conflicts, joined(normalized(fields["conflicts"]), normalized(fields["breaks"]))),
            (.recommends, normalized(fields["recommends"])),
            (.provides, joined(normalized(fields["provides"]), any)),
        ]
        for (kind, text) in expected {
            let found = PackagesSamples.text(universe, kind, package)
            if found != text { return "\(kind): `\(found)`, not `\(text)`" }
        }
        let traits = universe.traits(package)
        let multiArch: MultiArch =
            switch fields["multi-arch"] {
            case "same": .same
            case "foreign": .foreign
            case "allowed": .allowed
            default: .no
            }
        if traits.multiArch != multiArch { return "multi-arch" }
        if traits.priority != Priority(fields["priority"] ?? "") ?? .extra { return "priority" }
        if traits.isEssential != (fields["essential"] == "yes") { return "essential" }
        let record = try PackageRecord(stanza: stanza)
        if record.filename != fields["filename"] { return "filename" }
        if "\(record.size)" != fields["size"] { return "size" }
        if record.sha256 != Digest(.sha256, hex: fields["sha256"] ?? "") { return "digest" }
        return record.source == fields["source"] ? nil : "source"
    }
}
