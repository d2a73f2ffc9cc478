internal import MirrorBase
internal import PackageModel
internal import RPMPackage

/// The relations of a package as primary lists them, which are fewer than its header has.
///
/// Left out are what rpm itself provides, what the package holds or provides itself, what is said twice, and
/// all requirements of the C library but the highest.
struct DependencyLists {
    /// One relation.
    struct Entry: Sendable, Hashable {
        var name: [UInt8]
        /// `EQ`, `LT`, `GT`, `LE` or `GE`; `nil` where any version will do.
        var comparison: String?
        /// The version in its parts; `nil` where there is none.
        var version: Version?
        var isPrerequisite = false
    }

    /// A version in its parts.
    struct Version: Sendable, Hashable {
        var epoch: [UInt8]
        var version: [UInt8]
        /// Empty for none.
        var release: [UInt8]
    }

    private var lists: [PackageDependency.Kind: [Entry]] = [:]

    /// The names of the lists in the order of primary.
    private static let names: [(String, PackageDependency.Kind)] = [
        ("provides", .provides), ("requires", .requires), ("conflicts", .conflicts),
        ("obsoletes", .obsoletes), ("suggests", .suggests), ("enhances", .enhances),
        ("recommends", .recommends), ("supplements", .supplements),
    ]

    /// The lists in the order of primary; some are empty.
    var all: [(name: String, entries: [Entry])] {
        DependencyLists.names.map { name, kind in (name, lists[kind] ?? []) }
    }

    /// All relations of a kind that the header has.
    static func complete(_ kind: PackageDependency.Kind, of package: PackageFile)
        throws(PackageFileError) -> [Entry]
    {
        try Reader(package: package).entries(kind)
    }

    init(_ package: PackageFile, _ files: [ListedFile]) throws(PackageFileError) {
        let reader = Reader(package: package)
        var provided: Set<[UInt8]> = []
        for dependency in try package.dependencies(.provides) {
            guard let entry = reader.entry(dependency) else { continue }
            provided.insert(reader.key(entry, dependency))
            lists[.provides, default: []].append(entry)
        }
        if !package.header.hasRegion { addOwnName(package) }
        for kind in [PackageDependency.Kind.conflicts, .obsoletes] {
            lists[kind] = try reader.entries(kind)
        }
        try addRequirements(package, files, provided, reader)
        for kind in [PackageDependency.Kind.suggests, .enhances, .recommends, .supplements] {
            lists[kind, default: []] += try reader.entries(kind)
        }
        for (old, weak, strong) in [
            (
                PackageDependency.Kind.oldSuggests, PackageDependency.Kind.suggests,
                PackageDependency.Kind.recommends
            ),
            (.oldEnhances, .enhances, .supplements),
        ] {
            for dependency in try package.dependencies(old) {
                guard let entry = reader.entry(dependency) else { continue }
                lists[dependency.flags.contains(.strong) ? strong : weak, default: []].append(entry)
            }
        }
    }

    /// Packages from before rpm 4 do not say that they provide themselves; rpm adds it when it reads them.
    private mutating func addOwnName(_ package: PackageFile) {
        let identity = package.identity
        let own = Entry(
            name: Array(identity.name.utf8), comparison: "EQ",
            version: Version(
                epoch: Array(String(identity.epoch).utf8), version: Array(identity.version.utf8),
                release: Array(identity.release.utf8)))
        if lists[.provides]?.contains(own) != true { lists[.provides, default: []].append(own) }
    }

    private mutating func addRequirements(
        _ package: PackageFile, _ files: [ListedFile], _ provided: Set<[UInt8]>,
        _ reader: Reader
    ) throws(PackageFileError) {
        let dependencies = try package.dependencies(.requires)
        let owned =
            dependencies.contains { reader.isPath($0) }
            ? Set(files.map(\.path)) : []
        // The last of each name.
        var taken: [[UInt8]: (key: [UInt8], isPrerequisite: Bool)] = [:]
        var library: Entry?
        for dependency in dependencies {
            let name = Array(package.bytes[dependency.name.range])
            if name.starts(with: Reader.ownFeature) { continue }
            if reader.isPath(dependency), owned.contains(name),
                PrimaryPaths.contains(package.bytes.span.extracting(dependency.name.range))
            {
                continue
            }
            guard var entry = reader.entry(dependency) else { continue }
            let key = reader.key(entry, dependency)
            if provided.contains(key) { continue }
            entry.isPrerequisite = !dependency.flags.isDisjoint(with: Reader.prerequisites)
            if let last = taken[name], last == (key, entry.isPrerequisite) { continue }
            if dependency.flags.contains(.missingOK) {
                entry.isPrerequisite = false
                lists[.recommends, default: []].append(entry)
            } else if name.starts(with: Reader.library) {
                if library.map({ LibraryVersion.isHigher(entry.name, than: $0.name) }) ?? true {
                    library = entry
                }
            } else {
                taken[name] = (key, entry.isPrerequisite)
                lists[.requires, default: []].append(entry)
            }
        }
        if let library { lists[.requires, default: []].append(library) }
    }
}

/// Reads single relations of a header.
private struct Reader {
    let package: PackageFile

    static let ownFeature = Array("rpmlib(".utf8)
    static let library = Array("libc.so.6".utf8)
    static let prerequisites: PackageDependency.Flags = [
        .prerequisite, .beforeInstall, .afterInstall,
    ]

    func entries(_ kind: PackageDependency.Kind) throws(PackageFileError)
        -> [DependencyLists.Entry]
    {
        var entries: [DependencyLists.Entry] = []
        for dependency in try package.dependencies(kind) {
            if let entry = entry(dependency) { entries.append(entry) }
        }
        return entries
    }

    /// A relation; `nil` for one whose epoch is no number, which is left out.
    func entry(_ dependency: PackageDependency) -> DependencyLists.Entry? {
        let text = package.bytes[dependency.version.range]
        var version: DependencyLists.Version?
        if !text.isEmpty {
            var epoch = Array("0".utf8)
            var rest = text
            if let colon = text.firstIndex(of: UInt8(ascii: ":")) {
                let digits = text[..<colon]
                guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
                if !digits.isEmpty { epoch = Array(digits) }
                rest = text[(colon + 1)...]
            }
            let dash = rest.firstIndex(of: UInt8(ascii: "-")) ?? rest.endIndex
            version = DependencyLists.Version(
                epoch: epoch, version: Array(rest[..<dash]),
                release: Array(rest[dash...].dropFirst()))
        }
        return DependencyLists.Entry(
            name: Array(package.bytes[dependency.name.range]),
            comparison: comparison(dependency.flags), version: version)
    }

    /// What two relations that are the same have in common: name, comparison and the text of the version.
    func key(_ entry: DependencyLists.Entry, _ dependency: PackageDependency) -> [UInt8] {
        entry.name + Array((entry.comparison ?? "").utf8) + package.bytes[dependency.version.range]
    }

    func isPath(_ dependency: PackageDependency) -> Bool {
        !dependency.name.isEmpty
            && package.bytes[Int(dependency.name.lower)] == UInt8(ascii: "/")
    }

    private func comparison(_ flags: PackageDependency.Flags) -> String? {
        switch flags.intersection([.less, .greater, .equal]) {
        case .less: "LT"
        case .greater: "GT"
        case .equal: "EQ"
        case [.less, .equal]: "LE"
        case [.greater, .equal]: "GE"
        default: nil
        }
    }
}

/// Which of two versions of the C library's symbols is the higher: `libc.so.6(GLIBC_2.4)(64bit)`.
private enum LibraryVersion {
    static func isHigher(_ name: [UInt8], than other: [UInt8]) -> Bool {
        guard let version = number(in: name) else { return false }
        guard let otherVersion = number(in: other) else { return true }
        return RPMVersion.compareText(
            name.span, version, other.span, otherVersion) > 0
    }

    /// What stands in the first parentheses from the first digit on.
    private static func number(in name: [UInt8]) -> Range<Int>? {
        guard let open = name.firstIndex(of: UInt8(ascii: "(")),
            let close = name[open...].firstIndex(of: UInt8(ascii: ")")),
            let digit = name[open..<close].firstIndex(where: { (0x30...0x39).contains($0) })
        else { return nil }
        return digit..<close
    }
}
