internal import MirrorBase

/// Builds the tree of a document from its steps.
///
/// Aliases and merge keys are followed. What they repeat is bounded, since a few lines of aliases of
/// aliases otherwise name billions of nodes.
public struct YAMLComposer: ~Copyable {
    /// How deeply collections may lie in each other.
    public static let deepest = 64
    /// How many nodes aliases may repeat in one file.
    public static let mostRepeated = 100_000

    private var reader: YAMLEventReader
    private let log: ProblemLog
    private var anchors: [String: YAMLNode] = [:]
    private var openAnchors: Set<String> = []
    private var repeated = 0
    private let bytes: ArraySlice<UInt8>
    private var lineStarts: [Int]?
    /// The step after the last document, where it was read already.
    private var ahead: YAMLEvent?
    private var isFinished = false

    /// Begins to read the documents of `bytes`, one after the other.
    public init(_ bytes: [UInt8], log: ProblemLog) {
        self.bytes = SourceText.content(of: bytes)
        reader = YAMLEventReader(self.bytes)
        self.log = log
    }

    /// The tree of the one document in `bytes`; `nil` where there is none.
    ///
    /// What is not YAML ends the reading and is reported to `log`, as are duplicate keys, which don't.
    public static func compose(_ bytes: [UInt8], log: ProblemLog) -> YAMLNode? {
        var composer = YAMLComposer(bytes, log: log)
        do throws(YAMLSyntaxError) {
            guard let (root, _) = try composer.document() else { return nil }
            let after = try composer.next()
            guard case .streamEnd = after.kind else {
                throw YAMLSyntaxError(
                    problem: "the file holds a second document", mark: after.start)
            }
            return root
        } catch {
            log.report(error, bytes: composer.bytes)
            return nil
        }
    }

    /// The next document; `nil` after the last, and where what follows is not YAML, which is reported.
    ///
    /// Bounds on what aliases repeat hold for the file, anchors for their document.
    public mutating func nextDocument() -> YAMLDocument? {
        if isFinished { return nil }
        do {
            if let document = try documentWithPlace() { return document }
        } catch {
            log.report(error, bytes: bytes)
        }
        isFinished = true
        return nil
    }

    private mutating func documentWithPlace() throws(YAMLSyntaxError) -> YAMLDocument? {
        let isFirst = lineStarts == nil
        let starts = lineStarts ?? SourceText.lineStarts(bytes)
        lineStarts = starts
        guard let (root, marks) = try document() else { return nil }
        let following = try next()
        ahead = following
        // What stands before a first document without a mark can be a comment only.
        let first = isFirst && !marks.isStartMarked ? 0 : marks.start.line
        var last = starts.count - 1
        if case .documentStart = following.kind { last = following.start.line }
        return YAMLDocument(
            root: root, lines: min(first, last)..<last,
            endLine: marks.isEndMarked ? marks.end.line : last, isStartMarked: marks.isStartMarked,
            isEndMarked: marks.isEndMarked, lineStarts: starts)
    }

    private mutating func next() throws(YAMLSyntaxError) -> YAMLEvent {
        if let event = ahead {
            ahead = nil
            return event
        }
        return try reader.next()
    }

    /// Where a document begins and ends, and whether marks say so.
    private struct Marks {
        var start: YAMLMark
        var end: YAMLMark
        var isStartMarked: Bool
        var isEndMarked: Bool
    }

    private mutating func document() throws(YAMLSyntaxError) -> (root: YAMLNode, marks: Marks)? {
        anchors = [:]
        var first = try next()
        if case .streamStart = first.kind { first = try next() }
        guard case .documentStart(let isStartMarked) = first.kind else { return nil }
        let root = try node(try next(), depth: 0)
        let last = try next()
        guard case .documentEnd(let isEndMarked) = last.kind else { return nil }
        let marks = Marks(
            start: first.start, end: last.start, isStartMarked: isStartMarked,
            isEndMarked: isEndMarked)
        return (root, marks)
    }

    private mutating func node(_ event: YAMLEvent, depth: Int) throws(YAMLSyntaxError) -> YAMLNode {
        guard depth <= YAMLComposer.deepest else {
            throw YAMLSyntaxError(
                problem: "lists and mappings lie more than \(YAMLComposer.deepest) deep",
                mark: event.start)
        }
        if case .alias(let name) = event.kind { return try alias(name, event) }
        if let anchor = event.anchor { openAnchors.insert(anchor) }
        var node = YAMLNode(content: .sequence([]), span: span(event), end: end(event))
        switch event.kind {
        case .scalar(let text, let style):
            // A tag, as in `!!str yes`, makes a word of what would be a truth value.
            node.content = .scalar(text, event.tag == nil ? style : .doubleQuoted)
            node.isVerbatim = isVerbatim(text, style, event)
        case .sequenceStart:
            var items: [YAMLNode] = []
            while true {
                let next = try reader.next()
                if case .sequenceEnd = next.kind {
                    node.span = span(event, to: next)
                    node.end = end(next)
                    break
                }
                items.append(try self.node(next, depth: depth + 1))
                node.size += items[items.count - 1].size
            }
            node.content = .sequence(items)
        case .mappingStart:
            let (entries, last) = try mapping(depth: depth)
            node.span = span(event, to: last)
            node.end = end(last)
            node.size = entries.reduce(1) { $0 + $1.key.size + $1.value.size }
            node.content = .mapping(entries)
        default:
            throw YAMLSyntaxError(problem: "a node was expected", mark: event.start)
        }
        if let tag = event.tag, !tag.hasPrefix("tag:yaml.org,2002:") {
            log.report("the tag `\(tag)` has no meaning here", at: node.span)
        }
        if let anchor = event.anchor {
            openAnchors.remove(anchor)
            anchors[anchor] = node
        }
        return node
    }

    private mutating func alias(_ name: String, _ event: YAMLEvent) throws(YAMLSyntaxError)
        -> YAMLNode
    {
        if openAnchors.contains(name) {
            throw YAMLSyntaxError(
                problem: "`*\(name)` repeats itself without end", mark: event.start)
        }
        guard let node = anchors[name] else {
            let hint = Suggestion.near(name, among: anchors.keys.sorted()).first
            throw YAMLSyntaxError(
                problem: "`*\(name)` repeats what nothing above calls `&\(name)`"
                    + (hint.map { ", but something is called `&\($0)`" } ?? ""),
                mark: event.start)
        }
        repeated += node.size
        if repeated > YAMLComposer.mostRepeated {
            throw YAMLSyntaxError(
                problem: "aliases repeat more than \(YAMLComposer.mostRepeated) nodes",
                mark: event.start)
        }
        return node
    }

    /// The entries of a mapping, and the step that ends it.
    private mutating func mapping(depth: Int) throws(YAMLSyntaxError)
        -> (entries: [YAMLNode.Entry], end: YAMLEvent)
    {
        var entries: [YAMLNode.Entry] = []
        var places: [String: SourceSpan] = [:]
        var merged: [YAMLNode] = []
        var next = try reader.next()
        while true {
            if case .mappingEnd = next.kind { break }
            let key = try node(next, depth: depth + 1)
            let value = try node(try reader.next(), depth: depth + 1)
            next = try reader.next()
            if case .scalar("<<", .plain) = key.content {
                merged.append(value)
                continue
            }
            if let name = key.text {
                if let first = places[name] {
                    log.report(
                        "the key `\(name)` is there twice", at: key.span,
                        notes: ["the first is in line \(first.position.line)"])
                    continue
                }
                places[name] = key.span
            }
            entries.append(YAMLNode.Entry(key: key, value: value))
        }
        for value in merged { merge(value, into: &entries, names: &places) }
        return (entries, next)
    }

    /// Adds the entries of a merged mapping, or of a list of them, whose keys are not there yet.
    private func merge(
        _ value: YAMLNode, into entries: inout [YAMLNode.Entry], names: inout [String: SourceSpan]
    ) {
        switch value.content {
        case .mapping(let more):
            for entry in more {
                guard let name = entry.key.text, names[name] == nil else { continue }
                names[name] = entry.key.span
                entries.append(entry)
            }
        case .sequence(let list):
            for item in list {
                guard case .mapping = item.content else {
                    log.report(
                        "`<<` takes a mapping or a list of mappings, not \(item.kind)",
                        at: item.span)
                    continue
                }
                merge(item, into: &entries, names: &names)
            }
        case .scalar:
            log.report(
                "`<<` takes a mapping or a list of mappings, not \(value.kind)", at: value.span)
        }
    }

    /// Where what an event covers ends.
    private func end(_ event: YAMLEvent) -> SourcePosition {
        log.source.position(line: event.end.line, scalar: event.end.column)
    }

    /// The first line of what an event covers.
    private func span(_ event: YAMLEvent) -> SourceSpan {
        let start = log.source.position(line: event.start.line, scalar: event.start.column)
        guard event.end.line == event.start.line else {
            var line = log.source.line(start.line)
            while let last = line.last, last == " " || last == "\t" { line.removeLast() }
            return SourceSpan(position: start, length: line.count - start.column + 1)
        }
        let end = log.source.position(line: event.end.line, scalar: event.end.column)
        return SourceSpan(position: start, length: end.column - start.column)
    }

    /// All of a collection in brackets that ends in its first line; else what `span` says of its start.
    private func span(_ event: YAMLEvent, to end: YAMLEvent) -> SourceSpan {
        var whole = event
        if event.end.column > event.start.column, end.end.line == event.start.line {
            whole.end = end.end
        }
        return span(whole)
    }

    private func isVerbatim(_ text: String, _ style: YAMLNode.Style, _ event: YAMLEvent) -> Bool {
        guard event.start.line == event.end.line, event.anchor == nil, event.tag == nil else {
            return false
        }
        let quotes = style == .plain ? 0 : 1
        return log.source.holds(
            text, line: event.start.line, scalar: event.start.column + quotes,
            length: event.end.column - event.start.column - 2 * quotes)
    }
}
