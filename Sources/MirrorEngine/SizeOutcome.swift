public import MirrorBase
internal import Resolver

/// What asking for fewest bytes came to.
public struct SizeOutcome: Sendable, Hashable {
    /// The bytes of what the client would choose.
    public var usual: Int
    /// The bytes of the answer; with several sets what their answers come to one by one.
    public var bytes: Int
    /// Whether no answer has fewer; else they are the fewest that were found within the budget.
    public var isProven: Bool

    /// What the answers of all sets came to; `nil` where fewest bytes were not asked for.
    init?(_ solutions: [Solution]) {
        let reports = solutions.compactMap(\.sizes)
        guard let first = reports.first else { return nil }
        let whole = reports.dropFirst().reduce(first, +)
        usual = whole.usual
        bytes = whole.bytes
        isProven = whole.isProven
    }

    /// Adds it to an object, as `minimal`.
    public func write(to json: inout JSONText) {
        json.key("minimal")
        json.beginObject()
        json.field("usual", usual)
        json.field("bytes", bytes)
        json.field("proven", isProven)
        json.endObject()
    }
}
