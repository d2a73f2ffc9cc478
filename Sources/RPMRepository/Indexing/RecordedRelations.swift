internal import MirrorBase
public import RPMPackage

/// What a record of primary says that its package requires, provides, conflicts with and obsoletes.
///
/// Where nobody has signed the record, it must not say more than the signed header: a relation that was
/// added would have other packages installed, or this one in place of others. It may say less, as
/// repositories leave out what the package itself has, each maker in its own way; rpm looks at the header
/// in the end.
public struct RecordedRelations: Sendable, Hashable {
    /// The relations, each as `requires bash >= 0:4.0`.
    public private(set) var texts: Set<String> = []

    private static let kinds: [(name: String, kind: PackageDependency.Kind)] = [
        ("requires", .requires), ("provides", .provides), ("conflicts", .conflicts),
        ("obsoletes", .obsoletes),
    ]

    /// Reads the bytes of a `package` element.
    public init(element: some Sequence<UInt8>) throws(MetadataError) {
        let bytes = Array(element)
        var scanner = XMLScanner(bytes.span)
        try scanner.readRoot("package")
        while try scanner.nextChild() {
            guard scanner.name == "format" else {
                try scanner.skipElement()
                continue
            }
            while try scanner.nextChild() { try readList(&scanner) }
        }
        try scanner.readEnd()
    }

    /// Reads one child of the package's `format`.
    private mutating func readList(_ scanner: inout XMLScanner) throws(MetadataError) {
        let list = RecordedRelations.kinds.first { scanner.name == XMLName(stringLiteral: $0.name) }
        guard let list else { return try scanner.skipElement() }
        while try scanner.nextChild() {
            if scanner.name == "entry" {
                func text(_ name: XMLName) -> String? {
                    scanner.attribute(name).map { scanner.string($0) }
                }
                texts.insert(
                    RecordedRelations.text(
                        list.name, text("name") ?? "", text("flags"),
                        text("epoch") ?? "", text("ver") ?? "", text("rel") ?? ""))
            }
            try scanner.skipElement()
        }
    }

    /// The first relation, in the order of their texts, that the header does not have; `nil` for none.
    public func unfounded(in package: PackageFile) throws(PackageElementsError) -> String? {
        var rest = texts
        do throws(PackageFileError) {
            for (name, kind) in RecordedRelations.kinds {
                for entry in try DependencyLists.complete(kind, of: package) {
                    rest.remove(RecordedRelations.text(name, entry))
                }
            }
        } catch { throw .unreadable(error) }
        if rest.isEmpty { return nil }
        // What a record says in other words: texts that are not UTF-8, or a name that old packages do not
        // say they provide.
        let file = PackageElements.File(
            location: "x", digest: Digest(.sha256, bytes: Array(repeating: 0, count: 32)),
            modified: Timestamp(seconds: 0))
        let own = try PackageElements(package, file: file)
        guard let expected = try? RecordedRelations(element: own.primary) else { return rest.min() }
        return rest.subtracting(expected.texts).min()
    }

    private static func text(_ list: String, _ entry: DependencyLists.Entry) -> String {
        func string(_ bytes: [UInt8]?) -> String { String(decoding: bytes ?? [], as: UTF8.self) }
        return text(
            list, string(entry.name), entry.comparison, string(entry.version?.epoch),
            string(entry.version?.version), string(entry.version?.release))
    }

    /// One relation in words; where any version will do, none counts.
    private static func text(
        _ list: String, _ name: String, _ comparison: String?, _ epoch: String, _ version: String,
        _ release: String
    ) -> String {
        let signs = ["EQ": "=", "LT": "<", "GT": ">", "LE": "<=", "GE": ">="]
        guard let comparison else { return "\(list) \(name)" }
        let number = epoch.drop { $0 == "0" }
        let end = release.isEmpty ? "" : "-\(release)"
        return
            "\(list) \(name) \(signs[comparison] ?? comparison) \(number.isEmpty ? "0" : number):\(version)\(end)"
    }
}
