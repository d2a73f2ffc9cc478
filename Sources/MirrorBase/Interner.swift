/// The identity of an interned byte string: a name, a version text, an architecture.
public struct NameID: Hashable, Sendable, Comparable {
    /// The position in the interner, in the order of first mention.
    public let raw: UInt32

    /// Makes an id of a position that an interner gave out.
    @inlinable public init(_ raw: UInt32) { self.raw = raw }

    /// The id as an array index.
    @inlinable public var index: Int { Int(raw) }

    /// Orders by first mention.
    @inlinable public static func < (left: NameID, right: NameID) -> Bool { left.raw < right.raw }
}

/// Gives every distinct byte string one number, in the order of first mention.
///
/// Open addressing over one arena: an entry costs its bytes, four bytes of offset and, at most,
/// sixteen bytes of table. Nothing is ever removed.
public struct Interner: ~Copyable, Sendable {
    @usableFromInline var arena: [UInt8] = []
    @usableFromInline var starts: [UInt32] = [0]
    /// Per slot the id plus one (zero: free) below, and the upper half of the hash above.
    @usableFromInline var table: [UInt64]
    @usableFromInline var mask: Int

    /// Makes an empty interner with room for about `capacity` strings before it has to grow.
    public init(capacity: Int = 1 << 12) {
        var size = 64
        while size < capacity * 2 { size *= 2 }
        table = Array(repeating: 0, count: size)
        mask = size - 1
    }

    /// Makes one that holds the same strings under the same ids.
    public init(copying other: borrowing Interner) {
        arena = other.arena
        starts = other.starts
        table = other.table
        mask = other.mask
    }

    /// Makes an interner of strings that lie one after the other in `arena`, each once, numbered in that
    /// order; string `n` ends where string `n + 1` starts, the last at the end of `arena`.
    ///
    /// `nil` where the starts are not in ascending order within `arena`.
    public init?(arena: [UInt8], starts: [UInt32]) {
        guard let first = starts.first, let last = starts.last, first == 0, last == arena.count
        else { return nil }
        for index in 1..<max(1, starts.count) where starts[index] < starts[index - 1] { return nil }
        self.init(capacity: starts.count)
        self.arena = arena
        self.starts = starts
        fill()
    }

    /// All strings one after the other.
    public var content: [UInt8] { arena }
    /// Where in `content` each string starts and, last, where the last one ends.
    public var boundaries: [UInt32] { starts }

    /// How many distinct strings there are.
    @inlinable public var count: Int { starts.count - 1 }

    /// The number of a string, a new one if it was not seen before.
    @inlinable
    public mutating func intern(_ bytes: Span<UInt8>) -> NameID {
        let hash = ByteSearch.hash(bytes)
        var slot = Int(truncatingIfNeeded: hash) & mask
        while true {
            let entry = table[slot]
            if entry == 0 { break }
            if entry >> 32 == hash >> 32 {
                let id = UInt32(truncatingIfNeeded: entry) - 1
                if matches(id, bytes) { return NameID(id) }
            }
            slot = (slot &+ 1) & mask
        }
        arena.append(bytes)
        starts.append(UInt32(arena.count))
        let id = UInt32(starts.count - 2)
        table[slot] = (hash >> 32) << 32 | UInt64(id + 1)
        if starts.count * 2 > table.count { grow() }
        return NameID(id)
    }

    /// The number of a string, a new one if it was not seen before.
    public mutating func intern(_ text: String) -> NameID {
        intern(Array(text.utf8).span)
    }

    /// The number of a string that was seen before, else `nil`.
    public func find(_ bytes: Span<UInt8>) -> NameID? {
        let hash = ByteSearch.hash(bytes)
        var slot = Int(truncatingIfNeeded: hash) & mask
        while table[slot] != 0 {
            let entry = table[slot]
            if entry >> 32 == hash >> 32 {
                let id = UInt32(truncatingIfNeeded: entry) - 1
                if matches(id, bytes) { return NameID(id) }
            }
            slot = (slot &+ 1) & mask
        }
        return nil
    }

    /// The number of a string that was seen before, else `nil`.
    public func find(_ text: String) -> NameID? {
        find(Array(text.utf8).span)
    }

    /// The bytes of an interned string.
    @inlinable public subscript(_ id: NameID) -> Span<UInt8> {
        @_lifetime(borrow self)
        borrowing get {
            arena.span.extracting(Int(starts[id.index])..<Int(starts[id.index + 1]))
        }
    }

    /// Whether an interned string and `start` are the same as far as the shorter one goes.
    @inlinable
    public borrowing func agrees(_ id: NameID, with start: [UInt8]) -> Bool {
        let text = self[id]
        for index in 0..<min(text.count, start.count) where text[index] != start[index] {
            return false
        }
        return true
    }

    /// An interned string as text; bytes that are not UTF-8 become replacement characters.
    public func string(_ id: NameID) -> String {
        String(decoding: arena[Int(starts[id.index])..<Int(starts[id.index + 1])], as: UTF8.self)
    }

    @inlinable
    func matches(_ id: UInt32, _ bytes: Span<UInt8>) -> Bool {
        let start = Int(starts[Int(id)])
        guard Int(starts[Int(id) + 1]) - start == bytes.count else { return false }
        return ByteSearch.isEqual(bytes, arena.span, at: start)
    }

    @usableFromInline
    mutating func grow() {
        table = Array(repeating: 0, count: table.count * 2)
        mask = table.count - 1
        fill()
    }

    /// Enters all strings into the empty table.
    mutating func fill() {
        for index in 0..<(starts.count - 1) {
            let hash = ByteSearch.hash(
                arena.span.extracting(Int(starts[index])..<Int(starts[index + 1])))
            var slot = Int(truncatingIfNeeded: hash) & mask
            while table[slot] != 0 { slot = (slot &+ 1) & mask }
            table[slot] = (hash >> 32) << 32 | UInt64(index + 1)
        }
    }
}
