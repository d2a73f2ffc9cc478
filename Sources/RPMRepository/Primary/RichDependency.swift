internal import MirrorBase
internal import PackageModel

/// Reads rich dependencies: `(a >= 1 if (b or c) else d)`.
///
/// The grammar is that of rpm's "boolean dependencies": operators are words, `and`, `or` and `with` chain with
/// themselves, the others take two operands, `if` and `unless` a third behind `else`. A capability may hold
/// parentheses, as long as they are balanced.
struct RichDependency: ~Escapable {
    /// A text that is none.
    struct Malformed: Error {}

    private enum Word {
        case and, or, with, without, `if`, unless, `else`
    }

    /// Nested deeper, it is not meant for people.
    private static let deepest = 32

    private var cursor: ByteCursor

    /// Reads `text`, all of it; names and versions go into the builder.
    static func read(
        _ text: Span<UInt8>, into builder: inout UniverseBuilder
    ) throws(Malformed) -> DependencyExpression {
        var reader = RichDependency(cursor: ByteCursor(text))
        let expression = try reader.group(depth: 0, into: &builder)
        reader.cursor.skipBlanks()
        guard reader.cursor.isAtEnd else { throw Malformed() }
        return expression
    }

    @_lifetime(copy cursor)
    private init(cursor: ByteCursor) { self.cursor = cursor }

    /// Reads what stands in parentheses.
    @_lifetime(self: copy self)
    private mutating func group(
        depth: Int, into builder: inout UniverseBuilder
    ) throws(Malformed) -> DependencyExpression {
        guard depth < RichDependency.deepest, cursor.take(UInt8(ascii: "(")) else {
            throw Malformed()
        }
        let first = try operand(depth: depth, into: &builder)
        if cursor.take(UInt8(ascii: ")")) { return first }
        let word = try self.word()
        let second = try operand(depth: depth, into: &builder)
        switch word {
        case .and, .or, .with:
            var operands = [first, second]
            while !cursor.take(UInt8(ascii: ")")) {
                guard try self.word() == word else { throw Malformed() }
                operands.append(try operand(depth: depth, into: &builder))
            }
            switch word {
            case .and: return .and(operands)
            case .or: return .or(operands)
            default: return .with(operands)
            }
        case .if, .unless:
            var otherwise: DependencyExpression?
            if !cursor.take(UInt8(ascii: ")")) {
                guard try self.word() == .else else { throw Malformed() }
                otherwise = try operand(depth: depth, into: &builder)
                guard cursor.take(UInt8(ascii: ")")) else { throw Malformed() }
            }
            return word == .if
                ? .ifThere(first, condition: second, otherwise: otherwise)
                : .unlessThere(first, condition: second, otherwise: otherwise)
        case .without:
            guard cursor.take(UInt8(ascii: ")")) else { throw Malformed() }
            return .without(first, second)
        case .else: throw Malformed()
        }
    }

    /// Reads one operand and the blanks around it.
    @_lifetime(self: copy self)
    private mutating func operand(
        depth: Int, into builder: inout UniverseBuilder
    ) throws(Malformed) -> DependencyExpression {
        cursor.skipBlanks()
        defer { cursor.skipBlanks() }
        if cursor.peek() == UInt8(ascii: "(") {
            return try group(depth: depth + 1, into: &builder)
        }
        let name = try capability()
        var relation = Relation(name: builder.names.intern(cursor.bytes.extracting(name)))
        cursor.skipBlanks()
        guard let comparison = try comparison() else { return .relation(relation) }
        cursor.skipBlanks()
        let version = try capability()
        var text: [UInt8] = []
        guard EVRText.append(written: cursor.bytes.extracting(version), to: &text) else {
            throw Malformed()
        }
        relation.comparison = comparison
        relation.version = VersionID(builder.versions.intern(text.span).raw)
        return .relation(relation)
    }

    /// Takes a name or a version: up to a blank, or a closing parenthesis that it did not open.
    @_lifetime(self: copy self)
    private mutating func capability() throws(Malformed) -> Range<Int> {
        var open = 0
        let range = cursor.slice { byte in
            switch byte {
            case UInt8(ascii: "("): open += 1
            case UInt8(ascii: ")"):
                if open == 0 { return true }
                open -= 1
            default: return byte <= 0x20
            }
            return false
        }
        if range.isEmpty { throw Malformed() }
        return range
    }

    /// Takes the sign of a comparison, if one is next.
    @_lifetime(self: copy self)
    private mutating func comparison() throws(Malformed) -> VersionOperator? {
        let sign = cursor.slice { !"<=>".utf8.contains($0) }
        guard let first = sign.first, let last = sign.last else { return nil }
        switch (cursor.bytes[first], cursor.bytes[last], sign.count) {
        case (UInt8(ascii: "<"), UInt8(ascii: "<"), 1): return .less
        case (UInt8(ascii: ">"), UInt8(ascii: ">"), 1): return .greater
        case (UInt8(ascii: "="), UInt8(ascii: "="), 1...2): return .equal
        case (UInt8(ascii: "<"), UInt8(ascii: "="), 2): return .lessOrEqual
        case (UInt8(ascii: ">"), UInt8(ascii: "="), 2): return .greaterOrEqual
        // rpm takes these the other way round too.
        case (UInt8(ascii: "="), UInt8(ascii: "<"), 2): return .lessOrEqual
        case (UInt8(ascii: "="), UInt8(ascii: ">"), 2): return .greaterOrEqual
        default: throw Malformed()
        }
    }

    /// Takes an operator, which is a word.
    @_lifetime(self: copy self)
    private mutating func word() throws(Malformed) -> Word {
        let range = cursor.slice { $0 <= 0x20 || $0 == UInt8(ascii: ")") }
        switch XMLName(cursor.bytes, range) {
        case "and": return .and
        case "or": return .or
        case "with": return .with
        case "without": return .without
        case "if": return .if
        case "unless": return .unless
        case "else": return .else
        default: throw Malformed()
        }
    }
}
