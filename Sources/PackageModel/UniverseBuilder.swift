public import MirrorBase

/// Collects packages, index after index, and becomes a `Universe`.
///
/// A reader of a format calls `beginPackage`, then `append` for each relation kind in the order of
/// `RelationKind`, then `endPackage`; kinds after the last one filled stay empty. With Debian's scheme, a
/// package whose name, version and architecture are there already is dropped by `endPackage`: the first
/// listed origin wins, as with apt, and the higher priority counts. With rpm's scheme all are kept, as
/// libsolv does: two repositories may hold the same package, and priority decides.
public struct UniverseBuilder: ~Copyable, Sendable {
    /// Package and capability names; a reader interns into it in the order of mention.
    public var names: Interner
    /// Version texts.
    public var versions: Interner
    /// Architectures whose packages belong here: the native one, `all` or `noarch`, then others.
    public let architectures: [String]
    /// By which rules versions are ordered.
    public let scheme: VersionScheme
    /// Rich dependencies; a reader appends each text once, and keeps the id.
    public internal(set) var expressions: [DependencyExpression] = []
    /// The origins so far.
    public internal(set) var origins: [PackageOrigin] = []

    private var pins: [UInt16: @Sendable (String) -> Int?] = [:]
    var texts: [[UInt8]] = []
    var packageNames: [NameID] = []
    var packageVersions: [VersionID] = []
    var packageArchitectures: [UInt8] = []
    var packageTraits: [PackageTraits] = []
    var packageOrigins: [UInt16] = []
    var packagePriorities: [Int16] = []
    var packageTexts: [UInt16] = []
    var packageStanzas: [ByteRange] = []
    @usableFromInline var relationStarts: [UInt32] = []
    @usableFromInline var relations: [Relation] = []

    // Chains of packages of one name, to find doubles: head by name, then next by package.
    var firstOfName: [UInt32] = []
    var nextOfName: [UInt32] = []

    static let kinds = RelationKind.allCases.count
    static let nobody = UInt32.max

    /// Files of packages that something asks for, beside what they provide.
    var files: [(path: NameID, package: PackageID)] = []
    /// The same, each as one number.
    var knownFiles: Set<UInt64> = []

    /// Begins an empty universe for a native architecture and, if any, others: foreign ones, or those of
    /// older processors that the native one runs too, the best first.
    ///
    /// - Parameter nameCapacity: About how many names there will be; more are no mistake.
    public init(
        nativeArchitecture: String, foreignArchitectures: [String] = [],
        scheme: VersionScheme = .debian, nameCapacity: Int = 1 << 16
    ) {
        self.scheme = scheme
        names = Interner(capacity: nameCapacity)
        versions = Interner(capacity: nameCapacity / 2)
        let independent = scheme == .debian ? "all" : "noarch"
        architectures = [nativeArchitecture, independent] + foreignArchitectures
        precondition(architectures.count < Int(Relation.anyArchitecture), "too many architectures")
    }

    /// The index of the native architecture in `architectures`.
    public static let nativeArchitecture: UInt8 = 0
    /// The index of `all`, or `noarch`, in `architectures`.
    public static let allArchitectures: UInt8 = 1

    /// The number of packages so far.
    public var packageCount: Int { packageNames.count }

    /// Adds an origin; its index goes into `beginPackage`.
    public mutating func addOrigin(_ origin: PackageOrigin) -> UInt16 {
        origins.append(origin)
        return UInt16(origins.count - 1)
    }

    /// The number that the next text of `addText` gets.
    public var nextText: UInt16 { UInt16(texts.count) }

    /// Adds the text of an index, which the stanzas of its packages are ranges of.
    public mutating func addText(_ text: consuming [UInt8]) {
        texts.append(text)
    }

    /// Adds a rich dependency; its id goes into `Relation.init(expression:text:)`.
    public mutating func addExpression(_ expression: DependencyExpression) -> ExpressionID {
        expressions.append(expression)
        return ExpressionID(expressions.count - 1)
    }

    /// Begins a package; its relations follow.
    @inlinable
    public mutating func beginPackage() {
        relationStarts.append(UInt32(relations.count))
    }

    /// Adds a relation of the kind that is being filled.
    @inlinable
    public mutating func append(_ relation: Relation) { relations.append(relation) }

    /// Ends one kind of relations; the next kind follows, or `endPackage` after the last.
    @inlinable
    public mutating func endKind() { relationStarts.append(UInt32(relations.count)) }

    /// Ends a package, or drops it if it is there already; says whether it was kept.
    @discardableResult
    public mutating func endPackage(
        name: NameID, version: VersionID, architecture: UInt8, traits: PackageTraits,
        origin: UInt16, text: UInt16, stanza: ByteRange
    ) -> Bool {
        let complete = (packageNames.count + 1) * UniverseBuilder.kinds + 1
        while relationStarts.count < complete { relationStarts.append(UInt32(relations.count)) }
        let pinned = pins[origin].flatMap { $0(names.string(name)) }
        let priority = Int16(clamping: pinned ?? origins[Int(origin)].priority)
        while firstOfName.count < names.count { firstOfName.append(UniverseBuilder.nobody) }
        var other = scheme == .debian ? firstOfName[name.index] : UniverseBuilder.nobody
        while other != UniverseBuilder.nobody {
            let index = Int(other)
            // One that must not be chosen neither hides nor lends its priority to the same from elsewhere.
            if packageVersions[index] == version, packageArchitectures[index] == architecture,
                packagePriorities[index] >= 0
            {
                packagePriorities[index] = max(packagePriorities[index], priority)
                let start = relationStarts.count - UniverseBuilder.kinds - 1
                relations.removeLast(relations.count - Int(relationStarts[start]))
                relationStarts.removeLast(UniverseBuilder.kinds + 1)
                return false
            }
            other = nextOfName[index]
        }
        // The end of the last kind is the beginning of the next package's first.
        relationStarts.removeLast()
        packageNames.append(name)
        packageVersions.append(version)
        packageArchitectures.append(architecture)
        packageTraits.append(traits)
        packageOrigins.append(origin)
        packagePriorities.append(priority)
        packageTexts.append(text)
        packageStanzas.append(stanza)
        nextOfName.append(firstOfName[name.index])
        firstOfName[name.index] = UInt32(packageNames.count - 1)
        return true
    }

    /// Gives packages of one origin a priority of their own, where `priority` has one for their name; for
    /// those that follow.
    ///
    /// A negative priority means that the package is never chosen.
    public mutating func pin(origin: UInt16, _ priority: @escaping @Sendable (String) -> Int?) {
        pins[origin] = priority
    }

    /// The finished universe.
    public consuming func finish() -> Universe {
        relationStarts.append(UInt32(relations.count))
        return Universe(self)
    }

    /// Everything that counts as each name, grouped by name and, within it, in the order of the indexes.
    func countedProviders() -> (starts: [UInt32], providers: [Universe.Provider]) {
        var starts = [UInt32](repeating: 0, count: names.count + 1)
        forEachProvision { name, _ in starts[name.index + 1] += 1 }
        for index in 0..<names.count { starts[index + 1] += starts[index] }
        var next = starts
        let empty = Universe.Provider(
            package: PackageID(0), version: .none, comparison: .any, isOwnName: false)
        var filled = [Universe.Provider](repeating: empty, count: Int(starts[names.count]))
        forEachProvision { name, provider in
            filled[Int(next[name.index])] = provider
            next[name.index] += 1
        }
        if !files.isEmpty { sortFileProviders(starts, &filled) }
        return (starts, filled)
    }

    /// Brings the providers of paths into the order of packages.
    ///
    /// Files come after everything else, so only the names of paths are out of order.
    private func sortFileProviders(_ starts: [UInt32], _ filled: inout [Universe.Provider]) {
        for name in Set(files.map(\.path)) {
            let range = Int(starts[name.index])..<Int(starts[name.index + 1])
            filled[range].sort { $0.package < $1.package }
        }
    }

    private func forEachProvision(_ body: (NameID, Universe.Provider) -> Void) {
        defer {
            for (path, package) in files {
                body(
                    path,
                    Universe.Provider(
                        package: package, version: .none, comparison: .any, isOwnName: false))
            }
        }
        for index in 0..<packageNames.count {
            let package = PackageID(index)
            let own = Universe.Provider(
                package: package, version: packageVersions[index], comparison: .equal,
                isOwnName: true)
            body(packageNames[index], own)
            let slot = index * UniverseBuilder.kinds + RelationKind.provides.rawValue
            for position in Int(relationStarts[slot])..<Int(relationStarts[slot + 1]) {
                let relation = relations[position]
                // Debian's provisions are exact or bear no version (Debian Policy 7.5).
                let counts = scheme == .rpm || relation.comparison == .equal
                body(
                    relation.name,
                    Universe.Provider(
                        package: package, version: counts ? relation.version : .none,
                        comparison: counts ? relation.comparison : .any, isOwnName: false))
            }
        }
    }
}
