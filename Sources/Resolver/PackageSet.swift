public import PackageModel

/// A set of packages of one universe, a bit each.
public struct PackageSet: Sendable, Hashable {
    private(set) var words: [UInt64]

    /// Begins empty, with room for the packages of a universe.
    public init(count: Int) { words = Array(repeating: 0, count: (count + 63) / 64) }

    /// Makes a set of some packages of a universe of `count` packages.
    public init(_ packages: some Sequence<PackageID>, count: Int) {
        self.init(count: count)
        for package in packages { insert(package) }
    }

    /// Whether nothing is in it.
    public var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    /// Adds a package of the universe that the set was made for.
    public mutating func insert(_ package: PackageID) { insert(package.index) }

    /// Whether a package is in it; packages beyond the universe it was made for are not.
    public func contains(_ package: PackageID) -> Bool { contains(package.index) }

    mutating func insert(_ index: Int) { words[index >> 6] |= 1 << UInt64(index & 63) }

    mutating func remove(_ index: Int) { words[index >> 6] &= ~(1 << UInt64(index & 63)) }

    @inline(__always)
    func contains(_ index: Int) -> Bool {
        index >> 6 < words.count && words[index >> 6] >> UInt64(index & 63) & 1 == 1
    }

    mutating func removeAll() {
        for index in words.indices { words[index] = 0 }
    }

    /// The members, in ascending order.
    var members: [Int32] {
        var found: [Int32] = []
        for index in words.indices {
            var word = words[index]
            while word != 0 {
                found.append(Int32(index << 6 + word.trailingZeroBitCount))
                word &= word - 1
            }
        }
        return found
    }

    /// The greatest member that is at most `limit`.
    func last(upTo limit: Int) -> Int? {
        guard limit >= 0, !words.isEmpty else { return nil }
        var index = limit >> 6
        var word: UInt64 = 0
        if index >= words.count {
            index = words.count - 1
            word = words[index]
        } else {
            word = words[index] & (UInt64.max >> UInt64(63 - limit & 63))
        }
        while word == 0 {
            if index == 0 { return nil }
            index -= 1
            word = words[index]
        }
        return index << 6 + (63 - word.leadingZeroBitCount)
    }
}
