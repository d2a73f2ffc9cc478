public import MirrorBase

/// One thing that a package provides, requires, or has another relation to.
public struct PackageDependency: Sendable, Hashable {
    /// What kinds of relations a header lists.
    public enum Kind: Sendable, Hashable, CaseIterable {
        case provides, requires, conflicts, obsoletes, suggests, enhances, recommends, supplements
        /// What SUSE's packages had before rpm knew weak dependencies; a flag tells strong from weak.
        case oldSuggests, oldEnhances

        /// The tags of names, flags and versions.
        var tags: (names: HeaderTag, flags: HeaderTag, versions: HeaderTag) {
            switch self {
            case .provides: (HeaderTag(1047), HeaderTag(1112), HeaderTag(1113))
            case .requires: (HeaderTag(1049), HeaderTag(1048), HeaderTag(1050))
            case .conflicts: (HeaderTag(1054), HeaderTag(1053), HeaderTag(1055))
            case .obsoletes: (HeaderTag(1090), HeaderTag(1114), HeaderTag(1115))
            case .recommends: (HeaderTag(5046), HeaderTag(5048), HeaderTag(5047))
            case .suggests: (HeaderTag(5049), HeaderTag(5051), HeaderTag(5050))
            case .supplements: (HeaderTag(5052), HeaderTag(5054), HeaderTag(5053))
            case .enhances: (HeaderTag(5055), HeaderTag(5057), HeaderTag(5056))
            case .oldSuggests: (HeaderTag(1156), HeaderTag(1158), HeaderTag(1157))
            case .oldEnhances: (HeaderTag(1159), HeaderTag(1161), HeaderTag(1160))
            }
        }
    }

    /// The name, the path, or the whole text of a rich dependency.
    public var name: ByteRange
    /// The version, with epoch and release where they are given; empty for none.
    public var version: ByteRange
    /// How versions compare, and what the relation is for.
    public var flags: Flags

    /// The bits that say how versions compare and what a relation is for (rpm's `rpmds.h`).
    public struct Flags: OptionSet, Sendable, Hashable {
        /// The bits.
        public let rawValue: UInt32

        /// Makes flags of their bits.
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// Versions below.
        public static let less = Flags(rawValue: 1 << 1)
        /// Versions above.
        public static let greater = Flags(rawValue: 1 << 2)
        /// The version itself.
        public static let equal = Flags(rawValue: 1 << 3)
        /// Needed before the package is unpacked, in old packages.
        public static let prerequisite = Flags(rawValue: 1 << 6)
        /// Needed by the script that runs before installation.
        public static let beforeInstall = Flags(rawValue: 1 << 9)
        /// Needed by the script that runs after installation.
        public static let afterInstall = Flags(rawValue: 1 << 10)
        /// Not needed in any case, in packages from before there were weak dependencies.
        public static let missingOK = Flags(rawValue: 1 << 19)
        /// In a list of SUSE's old tags: the strong one of the two kinds.
        public static let strong = Flags(rawValue: 1 << 27)
    }
}

extension PackageFile {
    /// The relations of one kind in the order of the header.
    ///
    /// The oldest packages give no versions and flags; then none counts.
    public func dependencies(_ kind: PackageDependency.Kind) throws(PackageFileError)
        -> [PackageDependency]
    {
        let tags = kind.tags
        let names = try header.texts(tags.names)
        if names.isEmpty { return [] }
        let versions = try header.texts(tags.versions)
        let flags = try header.numbers(tags.flags)
        guard versions.isEmpty || versions.count == names.count else {
            throw PackageFileError(
                offset: header.range.lowerBound, .unequalCounts(tag: tags.versions.rawValue))
        }
        guard flags == nil || flags?.count == names.count else {
            throw PackageFileError(
                offset: header.range.lowerBound, .unequalCounts(tag: tags.flags.rawValue))
        }
        var result: [PackageDependency] = []
        result.reserveCapacity(names.count)
        for (index, name) in names.enumerated() {
            let bits = UInt32(truncatingIfNeeded: flags?[index] ?? 0)
            result.append(
                PackageDependency(
                    name: name, version: versions.isEmpty ? .empty : versions[index],
                    flags: PackageDependency.Flags(rawValue: bits)))
        }
        return result
    }
}
