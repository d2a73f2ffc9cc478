/// The values of one row on their way into a statement, which is run once for each of many rows.
///
/// One row is filled again and again, so that no memory is asked for.
public struct Row {
    enum Cell {
        case null
        case integer(Int)
        /// A part of `bytes`.
        case text(Range<Int>)
    }

    private(set) var bytes: [UInt8] = []
    private(set) var cells: [Cell] = []

    /// Makes a row without values.
    public init() {}

    /// Takes all values out.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        cells.removeAll(keepingCapacity: true)
    }

    /// Appends the absence of a value.
    public mutating func appendNull() { cells.append(.null) }

    /// Appends a number.
    public mutating func append(_ number: Int) { cells.append(.integer(number)) }

    /// Appends a text in UTF-8, which `fill` writes behind what it is given.
    public mutating func appendText(_ fill: (inout [UInt8]) -> Void) {
        let start = bytes.count
        fill(&bytes)
        precondition(bytes.count >= start, "a text is appended to those before it")
        cells.append(.text(start..<bytes.count))
    }
}
