public import MirrorBase

/// Where packages of a universe come from: one suite and component of one repository.
public struct PackageOrigin: Sendable, Hashable {
    /// The repository's id in the distro file.
    public var repository: String
    /// The suite, as the distro file names it.
    public var suite: String
    /// The component, empty in a flat repository.
    public var component: String
    /// The priority of this origin, the higher the better: with apt 500, 100, 1, or what the distro file
    /// says.
    public var priority: Int

    /// Makes an origin of its parts.
    public init(repository: String, suite: String, component: String, priority: Int = 500) {
        self.repository = repository
        self.suite = suite
        self.component = component
        self.priority = priority
    }
}

extension PackageOrigin {
    /// Where packages come from that are on a machine already; with apt's priority of them
    /// (apt_preferences(5)).
    public static let installed = PackageOrigin(
        repository: "@System", suite: "", component: "", priority: 100)

    /// The same for one family: rpm's clients prefer nothing of a repository to what is there, so with
    /// rpm's scheme the priority is the best that a package can have.
    public static func installed(_ scheme: VersionScheme) -> PackageOrigin {
        var origin = installed
        if scheme == .rpm { origin.priority = Int(Int16.max) }
        return origin
    }

    /// Whether packages of this origin are on a machine already.
    public var isInstalled: Bool { repository == PackageOrigin.installed.repository }
}

/// All packages of all repositories of one distro and architecture.
///
/// Structure of arrays: a package is an index, names and versions are ids, relations lie in one array,
/// and everything else stays bytes of the index it came from. It never changes once built.
public final class Universe: Sendable {
    /// Package and capability names, numbered in the order of first mention.
    public let names: Interner
    /// Version texts.
    public let versions: Interner
    /// By which rules versions are ordered.
    public let scheme: VersionScheme
    /// Rich dependencies; a relation holds an index into it.
    public let expressions: [DependencyExpression]
    /// Architectures; a package holds an index into it. The first is the native one, the second `all` or
    /// `noarch`.
    public let architectures: [String]
    /// The origins; a package holds an index into it.
    public let origins: [PackageOrigin]
    /// The texts of the indexes, which stanzas are ranges of.
    public let texts: [[UInt8]]

    /// The number of packages.
    public let count: Int
    let packageNames: [NameID]
    let packageVersions: [VersionID]
    let packageArchitectures: [UInt8]
    let packageTraits: [PackageTraits]
    let packageOrigins: [UInt16]
    let packagePriorities: [Int16]
    let packageTexts: [UInt16]
    let packageStanzas: [ByteRange]
    let relationStarts: [UInt32]
    let relations: [Relation]

    // What provides a name, and which packages bear it: counted, then filled.
    let providerStarts: [UInt32]
    let providers: [Provider]

    /// One reason why a package counts as some name.
    public struct Provider: Sendable, Hashable {
        /// The package.
        public var package: PackageID
        /// The version it counts as; `.none` where it is provided without one.
        public var version: VersionID
        /// How it counts as that version: exactly or, with rpm, as a range.
        public var comparison: VersionOperator
        /// Whether the name is the package's own.
        public var isOwnName: Bool
    }

    init(_ builder: consuming UniverseBuilder) {
        count = builder.packageNames.count
        packageNames = builder.packageNames
        packageVersions = builder.packageVersions
        packageArchitectures = builder.packageArchitectures
        packageTraits = builder.packageTraits
        packageOrigins = builder.packageOrigins
        packagePriorities = builder.packagePriorities
        packageTexts = builder.packageTexts
        packageStanzas = builder.packageStanzas
        relationStarts = builder.relationStarts
        relations = builder.relations
        architectures = builder.architectures
        scheme = builder.scheme
        expressions = builder.expressions
        origins = builder.origins
        texts = builder.texts
        (providerStarts, providers) = builder.countedProviders()
        names = builder.names
        versions = builder.versions
    }

    /// Reads what `archived()` wrote behind its header.
    init(reading reader: inout ArchiveReader, texts: [[UInt8]]) throws(ArchiveReader.Mismatch) {
        scheme = try reader.number() == 1 ? .rpm : .debian
        count = Int(try reader.number())
        let textCount = Int(try reader.number())
        guard texts.isEmpty || texts.count == textCount else { throw ArchiveReader.Mismatch() }
        self.texts = texts
        names = try reader.interner()
        versions = try reader.interner()
        architectures = try reader.list { (reader) throws(ArchiveReader.Mismatch) in
            try reader.string()
        }
        origins = try reader.list { (reader) throws(ArchiveReader.Mismatch) in
            try reader.origin()
        }
        expressions = try reader.list { (reader) throws(ArchiveReader.Mismatch) in
            try reader.expression(depth: 0)
        }
        var packages = PackageColumns()
        for _ in 0..<count { try packages.read(&reader) }
        packageNames = packages.names
        packageVersions = packages.versions
        packageArchitectures = packages.architectures
        packageTraits = packages.traits
        packageOrigins = packages.origins
        packagePriorities = packages.priorities
        packageTexts = packages.texts
        packageStanzas = packages.stanzas
        relationStarts = try reader.numbers()
        relations = try reader.list { (reader) throws(ArchiveReader.Mismatch) in
            try reader.relation()
        }
        providerStarts = try reader.numbers()
        providers = try reader.list { (reader) throws(ArchiveReader.Mismatch) in
            try reader.provider()
        }
        guard reader.isAtEnd else { throw ArchiveReader.Mismatch() }
    }

    /// All package ids, in the order of the indexes.
    public var packages: some RandomAccessCollection<PackageID> {
        (0..<count).lazy.map { PackageID($0) }
    }

    /// The name of a package.
    public func name(_ package: PackageID) -> NameID { packageNames[package.index] }
    /// The version of a package.
    public func version(_ package: PackageID) -> VersionID { packageVersions[package.index] }
    /// The index in `architectures` of a package's architecture.
    public func architecture(_ package: PackageID) -> UInt8 { packageArchitectures[package.index] }
    /// The small facts about a package.
    public func traits(_ package: PackageID) -> PackageTraits { packageTraits[package.index] }
    /// Where a package comes from.
    public func origin(_ package: PackageID) -> PackageOrigin { origins[originIndex(package)] }
    /// The index in `origins` of where a package comes from.
    public func originIndex(_ package: PackageID) -> Int { Int(packageOrigins[package.index]) }
    /// apt's priority of a package: the highest of all origins that hold this version, or its pin.
    public func priority(_ package: PackageID) -> Int { Int(packagePriorities[package.index]) }

    /// The relations of one kind, as positions for `relation(_:)`.
    public func relations(_ kind: RelationKind, of package: PackageID) -> Range<Int> {
        let slot = package.index * RelationKind.allCases.count + kind.rawValue
        return Int(relationStarts[slot])..<Int(relationStarts[slot + 1])
    }

    /// One relation.
    public func relation(_ position: Int) -> Relation { relations[position] }

    /// Everything that counts as a name, the packages that bear it included, in the order of the indexes.
    public func providers(of name: NameID) -> ArraySlice<Provider> {
        providers[Int(providerStarts[name.index])..<Int(providerStarts[name.index + 1])]
    }

    /// The record of a package, as bytes of the upstream index.
    public func stanza(_ package: PackageID) -> ArraySlice<UInt8> {
        texts[Int(packageTexts[package.index])][packageStanzas[package.index].range]
    }

    /// Where the record of a package lies: the number of a text, and a range of it.
    public func stanzaRange(_ package: PackageID) -> (text: Int, range: ByteRange) {
        (Int(packageTexts[package.index]), packageStanzas[package.index])
    }

    /// One rich dependency.
    public func expression(_ id: ExpressionID) -> DependencyExpression { expressions[id.index] }

    /// The name of a package as text.
    public func nameText(_ package: PackageID) -> String { names.string(name(package)) }
    /// The version of a package as text.
    public func versionText(_ package: PackageID) -> String {
        versions.string(version(package).name)
    }
    /// The architecture of a package as text.
    public func architectureText(_ package: PackageID) -> String {
        architectures[Int(architecture(package))]
    }
    /// A package for messages: `name version architecture`, or `name-version-release.architecture`.
    public func label(_ package: PackageID) -> String {
        switch scheme {
        case .debian:
            "\(nameText(package)) \(versionText(package)) \(architectureText(package))"
        case .rpm:
            "\(nameText(package))-\(shortVersion(version(package))).\(architectureText(package))"
        }
    }

    /// A version as people write it: with rpm, an epoch of zero is left out.
    private func shortVersion(_ version: VersionID) -> String {
        let text = versions.string(version.name)
        return scheme == .rpm ? text.withoutZeroEpoch : text
    }

    /// Negative, zero or positive as the first version is earlier than, equal to or later than the second.
    public func compare(_ left: VersionID, _ right: VersionID) -> Int {
        left == right ? 0 : versions.order(left, right, by: scheme)
    }

    /// A relation as its family writes it: `libc6 (>= 2.36)`, or `glibc >= 2.34`.
    public func text(of relation: Relation) -> String {
        if scheme == .rpm {
            let name = names.string(relation.name)
            if relation.comparison == .any || relation.comparison == .expression { return name }
            return "\(name) \(relation.comparison.rpmText) \(shortVersion(relation.version))"
        }
        var text = names.string(relation.name)
        if relation.architecture != Relation.anyArchitecture {
            text += ":" + architectures[Int(relation.architecture)]
        }
        if relation.comparison != .any {
            text += " (\(relation.comparison.text) \(versions.string(relation.version.name)))"
        }
        return text
    }

    /// The group of alternatives that begins at a position, as Debian writes it: `a | b (>= 1)`.
    public func text(ofGroupAt position: Int, end: Int) -> String {
        var text = text(of: relations[position])
        var next = position + 1
        while next < end, relations[next].continuesGroup {
            text += " | " + self.text(of: relations[next])
            next += 1
        }
        return text
    }
}

extension Interner {
    /// Compares two interned versions.
    borrowing func order(_ left: VersionID, _ right: VersionID, by scheme: VersionScheme) -> Int {
        scheme.compare(self[left.name], self[right.name])
    }
}
