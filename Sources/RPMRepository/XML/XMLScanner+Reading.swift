internal import MirrorBase

/// What readers of documents do with tokens.
extension XMLScanner {
    /// Takes the root element, which has to bear a name.
    @_lifetime(self: copy self)
    public mutating func readRoot(_ expected: String) throws(MetadataError) {
        _ = try next()
        if name != XMLName(stringLiteral: expected) {
            throw failure(.wrongRoot(found: elementName, expected: expected))
        }
    }

    /// Takes tokens up to the next child of the element that is open; `false` at its end.
    ///
    /// Text between children is passed over. The child has then to be taken as a whole, by `skipElement`,
    /// `elementText` or a loop of the same kind.
    @_lifetime(self: copy self)
    public mutating func nextChild() throws(MetadataError) -> Bool {
        while true {
            switch try next() {
            case .startElement: return true
            case .text: continue
            case .endElement, .endOfDocument: return false
            }
        }
    }

    /// Takes the rest of the element whose start tag came last.
    @_lifetime(self: copy self)
    public mutating func skipElement() throws(MetadataError) {
        let depth = depth
        repeat { _ = try next() } while self.depth >= depth
    }

    /// Takes the rest of the element whose start tag came last, which may hold only text.
    @_lifetime(self: copy self)
    public mutating func elementText() throws(MetadataError) -> XMLValue {
        var value = XMLValue(range: offset..<offset, form: .plain)
        var pieces = 0
        while true {
            switch try next() {
            case .startElement: throw failure(.unexpectedElement(elementName))
            case .text:
                value =
                    pieces == 0
                    ? text
                    : XMLValue(
                        range: value.range.lowerBound..<text.range.upperBound, form: .text)
                pieces += 1
            case .endElement, .endOfDocument: return value
            }
        }
    }

    /// Checks that nothing follows the root element.
    @_lifetime(self: copy self)
    public mutating func readEnd() throws(MetadataError) {
        _ = try next()
    }

    /// How many bytes an element may have that comes in parts.
    private static let largestElement = 64 << 20

    /// Checks that what is there of an unfinished element is no more than any element has.
    ///
    /// With each part of a document that element is read from its beginning; without a bound one of
    /// gigabytes would be read thousands of times.
    func checkUnfinished(since checkpoint: Checkpoint) throws(MetadataError) {
        if bytes.count - checkpoint.offset > XMLScanner.largestElement {
            throw failure(.tooLarge("bytes in one element"), at: checkpoint.offset)
        }
    }

    /// The name of the element whose tag came last, with its prefix, for messages.
    public var elementName: String {
        guard !closesItself, let open = openElements.last else {
            let start = tokenStart + 1
            guard let (end, _) = try? characters.nameEnd(from: start) else { return "" }
            return characters.string(start..<end)
        }
        return characters.string(open.range)
    }

    /// The text that a value means.
    public func string(_ value: XMLValue) -> String { characters.string(value) }

    /// Appends the text that a value means.
    public func append(_ value: XMLValue, to buffer: inout [UInt8]) {
        characters.append(value, to: &buffer)
    }

    /// An error about the element whose start tag came last, of which there is another.
    func repeated() -> MetadataError {
        let parent = openElements.dropLast(closesItself ? 0 : 1).last
        return failure(.repeated(elementName, in: parent.map { characters.string($0.range) } ?? ""))
    }
}
