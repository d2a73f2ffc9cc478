/// One document of a YAML file, and which lines of the file it is.
public struct YAMLDocument: Sendable {
    /// The tree.
    public let root: YAMLNode
    /// Its lines, counted from zero: from its `---` to the beginning of the next document.
    public let lines: Range<Int>
    /// The line at which its content has ended, counted from zero: that of the `...` where there is one.
    public let endLine: Int
    /// Whether it begins with `---`.
    public let isStartMarked: Bool
    /// Whether it ends with `...`.
    public let isEndMarked: Bool
    let lineStarts: [Int]

    /// The bytes of some lines of the file, counted from zero and from the first byte after a byte order mark.
    public func bytes(ofLines lines: Range<Int>) -> Range<Int> {
        let last = lineStarts.count - 1
        return lineStarts[min(lines.lowerBound, last)]..<lineStarts[min(lines.upperBound, last)]
    }
}
