import MirrorBase
import PackageModel
import RPMRepository

/// Reads primary documents for tests, whole or in pieces, and describes what came out.
enum PrimarySamples {
    static let architectures = ["i686", "i586", "ppc", "aarch64"]

    /// What reading gives: the universe, and the files by checksum.
    struct Outcome {
        var universe: Universe
        var unprovided: [String]
    }

    static func read(
        _ text: String, foreign: [String] = [], cuts: [Int] = []
    ) throws(MetadataError) -> Universe {
        try read(Array(text.utf8), foreign: foreign, cuts: cuts).universe
    }

    /// Feeds the document up to each cut in turn, then all of it, and the filelists behind it.
    static func read(
        _ bytes: [UInt8], filelists: [UInt8]? = nil, foreign: [String] = [], cuts: [Int] = []
    ) throws(MetadataError) -> Outcome {
        var builder = UniverseBuilder(
            nativeArchitecture: "x86_64", foreignArchitectures: foreign, scheme: .rpm)
        let origin = builder.addOrigin(PackageOrigin(repository: "r", suite: "", component: ""))
        var reader = PrimaryReader(origin: origin, text: builder.nextText, for: builder)
        for cut in cuts {
            // A copy, so that the part behind the cut cannot be looked at.
            let part = Array(bytes[..<cut])
            try reader.read(part.span, isComplete: false, into: &builder)
        }
        try reader.read(bytes.span, isComplete: true, into: &builder)
        let files = reader.finish()
        files.addNamedFiles(bytes.span, into: &builder)
        if let filelists {
            var reader = FilelistsReader(files)
            for cut in cuts where cut < filelists.count {
                let part = Array(filelists[..<cut])
                try reader.read(part.span, isComplete: false, into: &builder)
            }
            try reader.read(filelists.span, isComplete: true, into: &builder)
        }
        builder.addText(bytes)
        let unprovided = builder.unprovidedPaths.map { builder.names.string($0) }
        return Outcome(universe: builder.finish(), unprovided: unprovided)
    }

    /// The relations of one kind, epochs always written.
    static func relations(
        _ universe: Universe, _ kind: RelationKind, _ package: PackageID
    ) -> [String] {
        universe.relations(kind, of: package).map { position in
            let relation = universe.relation(position)
            let name = universe.names.string(relation.name)
            if relation.comparison == .any || relation.comparison == .expression { return name }
            let version = universe.versions.string(relation.version.name)
            return "\(name) \(relation.comparison.rpmText) \(version)"
        }
    }

    /// The packages that count as a name; `nil` for a name that nothing mentions.
    static func providers(_ universe: Universe, _ name: String) -> [PackageID]? {
        universe.names.find(name).map { universe.providers(of: $0).map(\.package) }
    }

    static func identity(_ universe: Universe, _ package: PackageID) -> String {
        [
            universe.nameText(package), universe.versionText(package),
            universe.architectureText(package),
        ].joined(separator: " ")
    }

    /// Everything that a universe holds of a package.
    static func describe(_ universe: Universe) -> [String] {
        universe.packages.map { package in
            let kinds = RelationKind.allCases.map { kind in
                relations(universe, kind, package).joined(separator: ", ")
            }
            let record = String(decoding: universe.stanza(package), as: UTF8.self)
            return "\(identity(universe, package)) [\(kinds.joined(separator: "; "))] \(record)"
        }
    }

    static func error(_ text: String) -> MetadataError? {
        do {
            _ = try read(text)
            return nil
        } catch { return error }
    }

    /// One package with some dependency lists, in a document of its own.
    static func document(_ format: String, name: String = "a") -> String {
        "<metadata>\(package(name: name, format: format))</metadata>"
    }

    static func package(
        name: String = "a", architecture: String = "x86_64", checksum: Character = "1",
        version: String = "epoch='0' ver='1' rel='2'", format: String = ""
    ) -> String {
        """
        <package type="rpm"><name>\(name)</name><arch>\(architecture)</arch><version \(version)/>
        <checksum type="sha256" pkgid="YES">\(String(repeating: checksum, count: 64))</checksum>
        <location href="\(name).rpm"/><format>\(format)</format></package>
        """
    }
}
