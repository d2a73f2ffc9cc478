internal import PackageModel

/// A variable or its negation, as one number: twice the variable, plus one where negated.
struct Literal: Hashable, Sendable {
    let code: Int32

    @inline(__always)
    init(code: Int32) { self.code = code }

    /// The literal that holds when `variable` does.
    @inline(__always)
    static func positive(_ variable: Int) -> Literal { Literal(code: Int32(variable) << 1) }
    /// The literal that holds when `variable` does not.
    @inline(__always)
    static func negative(_ variable: Int) -> Literal { Literal(code: Int32(variable) << 1 | 1) }

    @inline(__always) var variable: Int { Int(code >> 1) }
    @inline(__always) var isPositive: Bool { code & 1 == 0 }
    @inline(__always) var index: Int { Int(code) }
    @inline(__always) var negated: Literal { Literal(code: code ^ 1) }
}

/// Where a clause lies in the solver's arena.
struct ClauseID: Hashable, Sendable {
    let raw: Int32

    static let none = ClauseID(raw: -1)
}

/// Why a clause exists; explanations are read from it.
enum ClauseReason: Sendable, Hashable {
    /// A package needs one of the alternatives that begin at a relation.
    case requires(PackageID, relation: RelationID, end: RelationID)
    /// A package and another exclude each other by a relation of the first.
    case conflicts(PackageID, PackageID, relation: RelationID)
    /// Two versions, or two builds, of one name exclude each other.
    case sameName(PackageID, PackageID)
    /// A wish, by its number, needs one of its candidates.
    case wish(Int)
    /// A package takes the place of another by a relation of its own.
    case obsoletes(PackageID, PackageID, relation: RelationID)
    /// A package excludes what a rich dependency of its own names.
    case excludes(PackageID, relation: RelationID)
    /// A package must not be installed, whatever asks for it.
    case excluded(PackageID)
    /// A package for a lesser architecture may only stand beside the same build for a better one.
    case inferior(PackageID)
    /// A wish, by its number, needs the best of its candidates.
    case best(Int)
    /// An installed package stays, or one of those that may take its place comes.
    case keeps(PackageID)
    /// An installed package has to stay as it is.
    case frozen(PackageID)
    /// A part of what was one package comes only with another part.
    case split(PackageID)
    /// What is installed, or updates it, is preferred to something else; by number.
    case preference(Int)
    /// Learnt from the clauses in this range of the solver's antecedents.
    case learnt(Int, Int)
}

extension Literal {
    /// The literal that a number stands for: a variable counted from one, negative where negated.
    init(signed number: Int32) {
        self = number > 0 ? .positive(Int(number) - 1) : .negative(-Int(number) - 1)
    }
}
