internal import MirrorBase
internal import PackageModel

/// A dependency field that does not follow Debian Policy, section 7.1.
struct RelationError: Error, Sendable, Hashable {
    /// The relation that cannot be read, or its beginning.
    var text: String
    /// Where it begins in the text of the index.
    var offset: Int
}

/// Reads dependency fields (Debian Policy 7.1): commas between groups, bars between alternatives, each
/// `name[:architecture] [(operator version)]`.
///
/// `name:any` is a name of its own, provided by packages that are `Multi-Arch: allowed`; `:native` is
/// the native architecture. `name:arch` with an architecture that is not configured stays a name as a
/// whole, which no package bears. `<` and `>` alone mean `<=` and `>=`, as they did before policy dropped them.
struct RelationReader {
    let architectureNames: [[UInt8]]

    private static let any = Array("any".utf8)
    private static let native = Array("native".utf8)

    /// Adds the relations of a field to the builder's current kind.
    ///
    /// With `only`, relations that compare versions in another way are read and left out.
    func read(
        _ bytes: Span<UInt8>, _ field: Range<Int>, only: VersionOperator? = nil,
        into builder: inout UniverseBuilder
    ) throws(RelationError) {
        var cursor = ByteCursor(bytes, in: field)
        var continues = false
        while true {
            RelationReader.skipSpace(&cursor)
            guard let byte = cursor.peek() else { return }
            if byte == UInt8(ascii: ",") {
                cursor.offset += 1
                continues = false
                continue
            }
            let start = cursor.offset
            guard var relation = relation(bytes, &cursor, into: &builder) else {
                throw RelationReader.failure(bytes, start, field.upperBound)
            }
            relation.continuesGroup = continues
            if only == nil || relation.comparison == .any || relation.comparison == only {
                builder.append(relation)
            }
            RelationReader.skipSpace(&cursor)
            switch cursor.peek() {
            case nil: return
            case UInt8(ascii: ","): continues = false
            case UInt8(ascii: "|"): continues = true
            default: throw RelationReader.failure(bytes, start, field.upperBound)
            }
            cursor.offset += 1
        }
    }

    /// Interns the names of a field whose relations do not take part in resolving.
    func mention(
        _ bytes: Span<UInt8>, _ field: Range<Int>, into builder: inout UniverseBuilder
    ) throws(RelationError) {
        var cursor = ByteCursor(bytes, in: field)
        while !cursor.isAtEnd {
            cursor.skip { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "|") || $0 <= 0x20 }
            if cursor.isAtEnd { return }
            let name = cursor.slice(until: RelationReader.endsName)
            if name.isEmpty {
                throw RelationReader.failure(bytes, cursor.offset, field.upperBound)
            }
            _ = builder.names.intern(bytes.extracting(name))
            _ = cursor.slice { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "|") }
        }
    }

    private func relation(
        _ bytes: Span<UInt8>, _ cursor: inout ByteCursor, into builder: inout UniverseBuilder
    ) -> Relation? {
        var name = cursor.slice(until: RelationReader.endsName)
        if name.isEmpty { return nil }
        var architecture = Relation.anyArchitecture
        if cursor.take(UInt8(ascii: ":")) {
            let qualifier = cursor.slice(until: RelationReader.endsName)
            if qualifier.isEmpty { return nil }
            if PackagesFields.equals(bytes, qualifier, RelationReader.any) {
                name = name.lowerBound..<qualifier.upperBound
            } else if PackagesFields.equals(bytes, qualifier, RelationReader.native) {
                architecture = UniverseBuilder.nativeArchitecture
            } else {
                for (index, known) in architectureNames.enumerated()
                where PackagesFields.equals(bytes, qualifier, known) {
                    architecture = UInt8(index)
                }
                if architecture == Relation.anyArchitecture {
                    name = name.lowerBound..<qualifier.upperBound
                }
            }
        }
        var relation = Relation(
            name: builder.names.intern(bytes.extracting(name)), architecture: architecture)
        RelationReader.skipSpace(&cursor)
        guard cursor.take(UInt8(ascii: "(")) else { return relation }
        RelationReader.skipSpace(&cursor)
        guard let comparison = RelationReader.comparison(&cursor) else { return nil }
        RelationReader.skipSpace(&cursor)
        let version = cursor.slice { $0 <= 0x20 || $0 == UInt8(ascii: ")") }
        RelationReader.skipSpace(&cursor)
        if version.isEmpty || !cursor.take(UInt8(ascii: ")")) { return nil }
        relation.comparison = comparison
        relation.version = VersionID(builder.versions.intern(bytes.extracting(version)).raw)
        return relation
    }

    private static func comparison(_ cursor: inout ByteCursor) -> VersionOperator? {
        if cursor.take(UInt8(ascii: "<")) {
            if cursor.take(UInt8(ascii: "<")) { return .less }
            _ = cursor.take(UInt8(ascii: "="))
            return .lessOrEqual
        }
        if cursor.take(UInt8(ascii: ">")) {
            if cursor.take(UInt8(ascii: ">")) { return .greater }
            _ = cursor.take(UInt8(ascii: "="))
            return .greaterOrEqual
        }
        return cursor.take(UInt8(ascii: "=")) ? .equal : nil
    }

    /// The bytes below 64 that end a name, a bit for each: white space and control, `,` `(` `)` `:`.
    private static var nameEnds: UInt64 {
        0x1_FFFF_FFFF | 1 << 0x2C | 1 << 0x28 | 1 << 0x29 | 1 << 0x3A
    }

    @inline(__always)
    private static func endsName(_ byte: UInt8) -> Bool {
        byte < 0x40 ? RelationReader.nameEnds >> UInt64(byte) & 1 != 0 : byte == UInt8(ascii: "|")
    }

    @inline(__always)
    private static func skipSpace(_ cursor: inout ByteCursor) {
        cursor.skip { $0 <= 0x20 }
    }

    private static func failure(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> RelationError {
        var text: [UInt8] = []
        for index in start..<min(end, start + 60) { text.append(bytes[index]) }
        return RelationError(text: String(decoding: text, as: UTF8.self), offset: start)
    }
}
