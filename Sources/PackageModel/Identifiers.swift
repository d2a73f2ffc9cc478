public import MirrorBase

/// The identity of one package (one version for one architecture) in a universe.
public struct PackageID: Hashable, Sendable, Comparable {
    /// The position in the universe's arrays, in the order of the indexes.
    public let raw: UInt32

    /// Makes an id of a position in the universe's arrays.
    @inlinable public init(_ raw: UInt32) { self.raw = raw }
    /// Makes an id of a position in the universe's arrays.
    @inlinable public init(_ index: Int) { raw = UInt32(index) }

    /// The id as an array index.
    @inlinable public var index: Int { Int(raw) }

    /// Orders by position.
    @inlinable public static func < (left: PackageID, right: PackageID) -> Bool {
        left.raw < right.raw
    }
}

/// The identity of an interned version text; a space of its own beside package names.
public struct VersionID: Hashable, Sendable {
    /// The position in the interner of versions.
    public let raw: UInt32

    /// Makes an id of a position in the interner of versions.
    @inlinable public init(_ raw: UInt32) { self.raw = raw }

    /// The id as one of the interner that holds the text.
    @inlinable public var name: NameID { NameID(raw) }

    /// Stands where a relation has no version.
    public static let none = VersionID(.max)
}

/// A position in a universe's array of relations.
public struct RelationID: Hashable, Sendable {
    /// The position.
    public let raw: UInt32

    /// Makes an id of a position.
    @inlinable public init(_ index: Int) { raw = UInt32(index) }

    /// The id as an array index.
    @inlinable public var index: Int { Int(raw) }
}
