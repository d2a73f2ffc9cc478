public import MirrorBase

/// How a dependency compares versions.
public enum VersionOperator: UInt8, Sendable, Hashable {
    /// Every version fits.
    case any
    /// Strictly earlier (`<<`).
    case less
    /// Earlier or equal (`<=`).
    case lessOrEqual
    /// Equal (`=`).
    case equal
    /// Later or equal (`>=`).
    case greaterOrEqual
    /// Strictly later (`>>`).
    case greater

    /// The operator as Debian writes it; empty for `any`.
    public var text: String {
        switch self {
        case .any: ""
        case .less: "<<"
        case .lessOrEqual: "<="
        case .equal: "="
        case .greaterOrEqual: ">="
        case .greater: ">>"
        }
    }

    /// Whether a version that compares so to the relation's version is accepted.
    ///
    /// `order` is negative, zero or positive as the found version is earlier, equal or later.
    @inlinable
    public func accepts(_ order: Int) -> Bool {
        switch self {
        case .any: true
        case .less: order < 0
        case .lessOrEqual: order <= 0
        case .equal: order == 0
        case .greaterOrEqual: order >= 0
        case .greater: order > 0
        }
    }
}

/// One name with an optional version range: an alternative of a dependency, or something provided.
public struct Relation: Hashable, Sendable {
    /// The package or capability that is named.
    public var name: NameID
    /// The version that `comparison` compares with; `.none` with `.any`.
    public var version: VersionID
    /// The architecture asked for by `name:arch`; `anyArchitecture` where none is.
    public var architecture: UInt8
    /// How versions compare.
    public var comparison: VersionOperator
    /// Whether this is a further alternative of the relation before it (`a | b`).
    public var continuesGroup: Bool

    /// Stands where a relation names no architecture.
    public static let anyArchitecture: UInt8 = .max

    /// Makes a relation of its parts.
    @inlinable
    public init(
        name: NameID, comparison: VersionOperator = .any, version: VersionID = .none,
        architecture: UInt8 = Relation.anyArchitecture, continuesGroup: Bool = false
    ) {
        self.name = name
        self.comparison = comparison
        self.version = version
        self.architecture = architecture
        self.continuesGroup = continuesGroup
    }
}

/// The kinds of relations that a package carries, in the order in which they are stored.
public enum RelationKind: Int, Sendable, CaseIterable {
    /// What has to be there: Pre-Depends, then Depends; groups of alternatives.
    case requires
    /// What must not be there: Conflicts, then Breaks.
    case conflicts
    /// What should be there: Recommends.
    case recommends
    /// What else it counts as.
    case provides
}
