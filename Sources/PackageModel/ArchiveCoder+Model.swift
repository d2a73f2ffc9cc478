internal import MirrorBase

extension ArchiveWriter {
    mutating func write(_ relation: Relation) {
        write(relation.name.raw)
        write(relation.version.raw)
        write(
            UInt32(relation.architecture) | UInt32(relation.comparison.rawValue) << 8
                | (relation.continuesGroup ? 1 << 16 : 0))
    }

    mutating func write(_ provider: Universe.Provider) {
        write(provider.package.raw)
        write(provider.version.raw)
        write(UInt32(provider.comparison.rawValue) | (provider.isOwnName ? 1 << 8 : 0))
    }

    mutating func write(_ expression: DependencyExpression) {
        switch expression {
        case .relation(let relation):
            write(0)
            write(relation)
        case .and(let parts): write(1, parts)
        case .or(let parts): write(2, parts)
        case .with(let parts): write(3, parts)
        case .without(let first, let second): write(4, [first, second])
        case .ifThere(let first, let condition, let otherwise):
            write(5, [first, condition] + (otherwise.map { [$0] } ?? []))
        case .unlessThere(let first, let condition, let otherwise):
            write(6, [first, condition] + (otherwise.map { [$0] } ?? []))
        }
    }

    private mutating func write(_ kind: UInt32, _ parts: [DependencyExpression]) {
        write(kind)
        write(UInt32(parts.count))
        for part in parts { write(part) }
    }
}

extension ArchiveReader {
    @_lifetime(self: copy self)
    mutating func interner() throws(Mismatch) -> Interner {
        let content = try text()
        guard let interner = Interner(arena: content, starts: try numbers()) else {
            throw Mismatch()
        }
        return interner
    }

    @_lifetime(self: copy self)
    mutating func list<Element>(
        _ element: (inout ArchiveReader) throws(Mismatch) -> Element
    ) throws(Mismatch) -> [Element] {
        let count = try count()
        var elements: [Element] = []
        elements.reserveCapacity(count)
        for _ in 0..<count { elements.append(try element(&self)) }
        return elements
    }

    @_lifetime(self: copy self)
    mutating func origin() throws(Mismatch) -> PackageOrigin {
        let repository = try string()
        let suite = try string()
        let component = try string()
        return PackageOrigin(
            repository: repository, suite: suite, component: component,
            priority: Int(Int32(bitPattern: try number())))
    }

    @_lifetime(self: copy self)
    mutating func relation() throws(Mismatch) -> Relation {
        let name = NameID(try number())
        let version = VersionID(try number())
        let rest = try number()
        return Relation(
            name: name, comparison: try comparison(rest >> 8), version: version,
            architecture: UInt8(truncatingIfNeeded: rest), continuesGroup: rest >> 16 & 1 == 1)
    }

    @_lifetime(self: copy self)
    mutating func provider() throws(Mismatch) -> Universe.Provider {
        let package = PackageID(try number())
        let version = VersionID(try number())
        let rest = try number()
        return Universe.Provider(
            package: package, version: version, comparison: try comparison(rest),
            isOwnName: rest >> 8 & 1 == 1)
    }

    private func comparison(_ value: UInt32) throws(Mismatch) -> VersionOperator {
        guard let comparison = VersionOperator(rawValue: UInt8(truncatingIfNeeded: value)) else {
            throw Mismatch()
        }
        return comparison
    }

    @_lifetime(self: copy self)
    mutating func expression(depth: Int) throws(Mismatch) -> DependencyExpression {
        guard depth < 64 else { throw Mismatch() }
        let kind = try number()
        if kind == 0 { return .relation(try relation()) }
        var parts: [DependencyExpression] = []
        for _ in 0..<(try count()) { parts.append(try expression(depth: depth + 1)) }
        switch (kind, parts.count) {
        case (1, _): return .and(parts)
        case (2, _): return .or(parts)
        case (3, _): return .with(parts)
        case (4, 2): return .without(parts[0], parts[1])
        case (5, 2...3):
            return .ifThere(
                parts[0], condition: parts[1], otherwise: parts.count == 3 ? parts[2] : nil)
        case (6, 2...3):
            return .unlessThere(
                parts[0], condition: parts[1], otherwise: parts.count == 3 ? parts[2] : nil)
        default: throw Mismatch()
        }
    }
}

/// What a universe holds of each package, column by column.
struct PackageColumns {
    var names: [NameID] = []
    var versions: [VersionID] = []
    var architectures: [UInt8] = []
    var traits: [PackageTraits] = []
    var origins: [UInt16] = []
    var priorities: [Int16] = []
    var texts: [UInt16] = []
    var stanzas: [ByteRange] = []

    /// Adds the next package.
    mutating func read(_ reader: inout ArchiveReader) throws(ArchiveReader.Mismatch) {
        names.append(NameID(try reader.number()))
        versions.append(VersionID(try reader.number()))
        let place = try reader.number()
        architectures.append(UInt8(truncatingIfNeeded: place))
        texts.append(UInt16(truncatingIfNeeded: place >> 16))
        let flags = try reader.number()
        guard let multiArch = MultiArch(rawValue: UInt8(truncatingIfNeeded: flags)),
            let priority = Priority(rawValue: UInt8(truncatingIfNeeded: flags >> 8))
        else { throw ArchiveReader.Mismatch() }
        traits.append(
            PackageTraits(
                multiArch: multiArch, priority: priority, isEssential: flags >> 16 & 1 == 1,
                isProtected: flags >> 17 & 1 == 1))
        let origin = try reader.number()
        origins.append(UInt16(truncatingIfNeeded: origin))
        priorities.append(Int16(bitPattern: UInt16(truncatingIfNeeded: origin >> 16)))
        let start = Int(try reader.number())
        let end = Int(try reader.number())
        guard start <= end else { throw ArchiveReader.Mismatch() }
        stanzas.append(ByteRange(start..<end))
    }
}
