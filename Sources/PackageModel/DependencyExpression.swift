/// A rich dependency of rpm: `(a if b else c)` and what it may hold.
///
/// The grammar is that of rpm's "boolean dependencies". `and`, `or` and `with` may be chained; the other
/// operators take two operands, or three with `else`.
public indirect enum DependencyExpression: Hashable, Sendable {
    /// One capability, with a version range or without.
    case relation(Relation)
    /// All of them.
    case and([DependencyExpression])
    /// Any of them.
    case or([DependencyExpression])
    /// The first if the second is there, else the third where there is one.
    case ifThere(
        DependencyExpression, condition: DependencyExpression, otherwise: DependencyExpression?)
    /// The first unless the second is there; then the third, where there is one.
    case unlessThere(
        DependencyExpression, condition: DependencyExpression, otherwise: DependencyExpression?)
    /// One package that is all of them at once.
    case with([DependencyExpression])
    /// A package that is the first and not the second.
    case without(DependencyExpression, DependencyExpression)
}

/// The identity of a rich dependency in a universe.
public struct ExpressionID: Hashable, Sendable {
    /// The position in the universe's array of expressions.
    public let raw: UInt32

    /// Makes an id of a position.
    @inlinable public init(_ index: Int) { raw = UInt32(index) }

    /// The id as an array index.
    @inlinable public var index: Int { Int(raw) }
}
