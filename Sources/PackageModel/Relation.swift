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
    /// No comparison at all: the relation stands for a rich dependency.
    case expression

    /// The operator as Debian writes it; empty for `any` and `expression`.
    public var text: String {
        switch self {
        case .any, .expression: ""
        case .less: "<<"
        case .lessOrEqual: "<="
        case .equal: "="
        case .greaterOrEqual: ">="
        case .greater: ">>"
        }
    }

    /// The operator as rpm writes it; empty for `any` and `expression`.
    public var rpmText: String {
        switch self {
        case .less: "<"
        case .greater: ">"
        default: text
        }
    }

    /// Whether earlier versions are in the range.
    @inlinable public var includesLess: Bool { self == .less || self == .lessOrEqual }
    /// Whether the version itself is in the range.
    @inlinable public var includesEqual: Bool {
        self == .equal || self == .lessOrEqual || self == .greaterOrEqual
    }
    /// Whether later versions are in the range.
    @inlinable public var includesGreater: Bool { self == .greater || self == .greaterOrEqual }

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
        case .expression: false
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

    /// Makes a relation that stands for a rich dependency; `text` is all of it, in its parentheses.
    @inlinable
    public init(expression: ExpressionID, text: NameID) {
        self.init(name: text, comparison: .expression, version: VersionID(expression.raw))
    }

    /// The rich dependency that this relation stands for.
    @inlinable
    public var expression: ExpressionID? {
        comparison == .expression ? ExpressionID(Int(version.raw)) : nil
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
    /// What it takes the place of: rpm's Obsoletes.
    case obsoletes
    /// What may be of use: rpm's Suggests.
    case suggests
    /// With what it should be there: rpm's Supplements.
    case supplements
    /// With what it may be of use: rpm's Enhances.
    case enhances
}
