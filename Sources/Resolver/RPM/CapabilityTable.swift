internal import MirrorBase
internal import PackageModel

/// Which packages provide what relations ask for, worked out once for each name and range.
struct CapabilityTable: ~Copyable {
    /// A range of `packages`.
    struct Slice: Hashable {
        var start: Int32
        var end: Int32

        static let empty = Slice(start: 0, end: 0)

        var isEmpty: Bool { start == end }
        var range: Range<Int> { Int(start)..<Int(end) }
    }

    /// Ranges of one name that were asked for, as a chain.
    private struct Entry {
        var comparison: VersionOperator
        var version: VersionID
        var slice: Slice
        var next: Int32
    }

    let universe: Universe
    /// The packages of all slices, each slice in ascending order.
    private(set) var packages: [Int32] = []
    private var entries: [Entry] = []
    private var firstOfName: [Int32]

    init(_ universe: Universe) {
        self.universe = universe
        firstOfName = Array(repeating: -1, count: universe.names.count)
    }

    subscript(_ slice: Slice) -> ArraySlice<Int32> { packages[slice.range] }

    /// The packages that provide what a plain relation asks for.
    mutating func providers(of relation: Relation) -> Slice {
        var next = firstOfName[relation.name.index]
        while next >= 0 {
            let entry = entries[Int(next)]
            if entry.comparison == relation.comparison, entry.version == relation.version {
                return entry.slice
            }
            next = entry.next
        }
        let start = packages.count
        for provider in universe.providers(of: relation.name) where !provider.isOwnName {
            let package = Int32(provider.package.raw)
            if packages.count > start, packages[packages.count - 1] == package { continue }
            if universe.meets(relation, provider.comparison, provider.version) {
                packages.append(package)
            }
        }
        let slice = Slice(start: Int32(start), end: Int32(packages.count))
        entries.append(
            Entry(
                comparison: relation.comparison, version: relation.version, slice: slice,
                next: firstOfName[relation.name.index]))
        firstOfName[relation.name.index] = Int32(entries.count - 1)
        return slice
    }

    /// Keeps a list of packages, in ascending order.
    mutating func keep(_ list: [Int32]) -> Slice {
        let start = packages.count
        packages += list
        return Slice(start: Int32(start), end: Int32(packages.count))
    }

    /// Whether the running system itself meets a relation: what rpm says of its own abilities.
    func isMetBySystem(_ relation: Relation) -> Bool {
        relation.comparison != .any && universe.names.hasPrefix(relation.name, "rpmlib(")
    }
}

extension Interner {
    borrowing func hasPrefix(_ id: NameID, _ prefix: StaticString) -> Bool {
        let text = self[id]
        guard text.count >= prefix.utf8CodeUnitCount else { return false }
        var index = 0
        for byte in prefix.description.utf8 {
            if text[index] != byte { return false }
            index += 1
        }
        return true
    }
}
