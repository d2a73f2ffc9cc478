internal import MirrorBase
internal import PackageModel

/// Reads the lists of dependencies of one package, in the order of the document, and gives them to a builder in
/// the order that it wants.
struct RelationReader: Sendable {
    private let names: PrimaryNames
    private var relations: [Relation] = []
    private var lists: [(kind: RelationKind, end: Int)] = []
    /// Rich dependencies by their text, since most stand in many packages.
    private var expressions: [NameID: ExpressionID] = [:]
    private var scratch: [UInt8] = []
    /// The attributes of the version that was read last, and that version: lists hold runs of the same.
    private var lastVersion: (range: Range<Int>, id: VersionID) = (0..<0, .none)

    init(_ names: PrimaryNames) { self.names = names }

    /// Begins a package.
    mutating func reset() {
        relations.removeAll(keepingCapacity: true)
        lists.removeAll(keepingCapacity: true)
    }

    /// Gives the relations of a package to a builder, each kind as it was read.
    func append(to builder: inout UniverseBuilder) {
        for kind in RelationKind.allCases {
            var start = 0
            for list in lists {
                if list.kind == kind {
                    for index in start..<list.end { builder.append(relations[index]) }
                }
                start = list.end
            }
            builder.endKind()
        }
    }

    /// Reads one list.
    mutating func readList(
        _ kind: RelationKind, _ scanner: inout XMLScanner, into builder: inout UniverseBuilder
    ) throws(MetadataError) {
        while try scanner.nextChild() {
            if scanner.name == names.entry { try readEntry(kind, &scanner, into: &builder) }
            try scanner.skipElement()
        }
        lists.append((kind, relations.count))
    }

    /// Reads the entry whose start tag came last.
    private mutating func readEntry(
        _ kind: RelationKind, _ scanner: inout XMLScanner, into builder: inout UniverseBuilder
    ) throws(MetadataError) {
        var name: XMLValue?
        var flags: XMLValue?
        var parts = VersionParts()
        for index in 0..<scanner.attributes.count {
            let attribute = scanner.attributes[index]
            if attribute.length > 8 { continue }
            switch attribute.word {
            case names.name.first: name = attribute.value
            case names.flags.first: flags = attribute.value
            case names.epoch.first: parts.take(attribute, as: \.epoch)
            case names.versionText.first: parts.take(attribute, as: \.version)
            case names.release.first: parts.take(attribute, as: \.release)
            default: break
            }
        }
        guard let name, !name.isEmpty else { throw scanner.failure(.missing("name", in: "entry")) }
        if scanner.bytes[name.range.lowerBound] == UInt8(ascii: "("), kind != .provides,
            kind != .obsoletes
        {
            relations.append(try richRelation(name, scanner, into: &builder))
            return
        }
        var relation = Relation(
            name: scanner.characters.intern(name, into: &builder.names, &scratch))
        if let flags {
            guard let comparison = RelationReader.comparison(flags, scanner.bytes) else {
                throw scanner.failure(.malformed("flags", value: scanner.string(flags)))
            }
            relation.comparison = comparison
            relation.version = try version(
                parts, scanner.characters, at: scanner.tokenStart, into: &builder)
        }
        relations.append(relation)
    }

    /// The attributes of an entry that make a version.
    private struct VersionParts {
        var epoch: XMLValue?
        var version: XMLValue?
        var release: XMLValue?
        /// From the first to the end of the last.
        var range = 0..<0

        @inline(__always)
        mutating func take(
            _ attribute: XMLAttribute, as part: WritableKeyPath<VersionParts, XMLValue?>
        ) {
            let value = attribute.value
            self[keyPath: part] = value
            let start = range.isEmpty ? Int(attribute.qualifiedName.lower) : range.lowerBound
            range = start..<value.range.upperBound
        }
    }

    /// The version that some attributes make.
    private mutating func version(
        _ parts: VersionParts, _ characters: XMLCharacters, at place: Int,
        into builder: inout UniverseBuilder
    ) throws(MetadataError) -> VersionID {
        let bytes = characters.bytes
        let range = parts.range
        if range.count == lastVersion.range.count, lastVersion.range.upperBound <= bytes.count,
            ByteSearch.isEqual(
                bytes.extracting(range), bytes, at: lastVersion.range.lowerBound)
        {
            return lastVersion.id
        }
        guard EVRText.append(parts.epoch, parts.version, parts.release, characters, to: &scratch)
        else {
            let text = parts.epoch.map { characters.string($0) } ?? ""
            throw characters.failure(.malformed("epoch", value: text), at: place)
        }
        lastVersion = (range, VersionID(builder.versions.intern(scratch.span).raw))
        return lastVersion.id
    }

    /// The relation for a rich dependency, read once for each text.
    private mutating func richRelation(
        _ text: XMLValue, _ scanner: borrowing XMLScanner, into builder: inout UniverseBuilder
    ) throws(MetadataError) -> Relation {
        let name = scanner.characters.intern(text, into: &builder.names, &scratch)
        if let known = expressions[name] { return Relation(expression: known, text: name) }
        scratch.removeAll(keepingCapacity: true)
        scanner.append(text, to: &scratch)
        do {
            let expression = try RichDependency.read(scratch.span, into: &builder)
            let id = builder.addExpression(expression)
            expressions[name] = id
            return Relation(expression: id, text: name)
        } catch {
            let beginning = String(decoding: scratch.prefix(60), as: UTF8.self)
            throw scanner.failure(.malformedDependency(beginning))
        }
    }

    /// What a `flags` attribute means.
    private static func comparison(
        _ value: XMLValue, _ bytes: Span<UInt8>
    ) -> VersionOperator? {
        guard value.range.count == 2 else { return nil }
        let first = bytes[value.range.lowerBound]
        let second = bytes[value.range.lowerBound + 1]
        switch (first, second) {
        case (UInt8(ascii: "E"), UInt8(ascii: "Q")): return .equal
        case (UInt8(ascii: "G"), UInt8(ascii: "E")): return .greaterOrEqual
        case (UInt8(ascii: "L"), UInt8(ascii: "E")): return .lessOrEqual
        case (UInt8(ascii: "L"), UInt8(ascii: "T")): return .less
        case (UInt8(ascii: "G"), UInt8(ascii: "T")): return .greater
        default: return nil
        }
    }
}
