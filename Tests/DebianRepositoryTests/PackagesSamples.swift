import DebianRepository
import MirrorBase
import PackageModel

/// Reads indexes for tests, whole or in pieces, and describes what came out.
enum PackagesSamples {
    static func read(
        _ text: String, foreign: [String] = [], cuts: [Int] = []
    ) throws(PackagesError) -> Universe {
        try read(Array(text.utf8), foreign: foreign, cuts: cuts)
    }

    /// Feeds the index up to each cut in turn, then all of it.
    static func read(
        _ bytes: [UInt8], foreign: [String] = [], cuts: [Int] = []
    ) throws(PackagesError) -> Universe {
        var builder = UniverseBuilder(nativeArchitecture: "amd64", foreignArchitectures: foreign)
        let origin = builder.addOrigin(
            PackageOrigin(repository: "r", suite: "s", component: "main"))
        var reader = PackagesReader(origin: origin, text: builder.nextText, for: builder)
        for cut in cuts {
            // A copy, so that the part behind the cut cannot be looked at.
            let part = Array(bytes[..<cut])
            try reader.read(part.span, isComplete: false, into: &builder)
        }
        try reader.read(bytes.span, isComplete: true, into: &builder)
        builder.addText(bytes)
        return builder.finish()
    }

    /// The relations of one kind as Debian writes them, groups apart by commas.
    static func text(_ universe: Universe, _ kind: RelationKind, _ package: PackageID) -> String {
        let range = universe.relations(kind, of: package)
        var text = ""
        for position in range {
            let relation = universe.relation(position)
            if position > range.lowerBound { text += relation.continuesGroup ? " | " : ", " }
            text += universe.text(of: relation)
        }
        return text
    }

    /// Everything that a universe holds of a package.
    static func describe(_ universe: Universe) -> [String] {
        universe.packages.map { package in
            let kinds = RelationKind.allCases.map { text(universe, $0, package) }
            let stanza = String(decoding: universe.stanza(package), as: UTF8.self)
            let traits = universe.traits(package)
            return
                "\(universe.label(package)) \(traits) [\(kinds.joined(separator: "; "))] \(stanza)"
        }
    }

    /// The numbers that names got, which break ties.
    static func names(_ universe: Universe) -> [String] {
        (0..<universe.names.count).map { universe.names.string(NameID(UInt32($0))) }
    }

    static func error(_ text: String) -> PackagesError? {
        do {
            _ = try read(text)
            return nil
        } catch { return error }
    }
}
