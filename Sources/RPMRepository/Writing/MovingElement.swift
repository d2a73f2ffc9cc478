internal import MirrorBase

/// The parts of an element, such as `<package>`, that change when it moves to another document.
struct MovingElement {
    /// Where the element begins.
    private(set) var start = 0
    /// One past its last byte.
    private(set) var end = 0
    /// One past the name in its start tag.
    private(set) var startNameEnd = 0
    /// One past its start tag.
    private(set) var startTagEnd = 0
    /// The `<location>` child as a whole; `nil` where there is none.
    private(set) var location: Range<Int>?
    /// Prefixes that no tag of the element declares where they are used, in the order of use.
    private(set) var undeclaredPrefixes: [String] = []

    /// Prefixes that tags of the element declare, with the depth of the tag.
    private var last: [UInt8] = []
    private var declared: [(prefix: [UInt8], depth: Int)] = []

    /// Finds the parts of an element, which has to be all of `bytes` but white space around it.
    init(_ bytes: Span<UInt8>, name: String) throws(MetadataError) {
        var scanner = XMLScanner(bytes)
        try scanner.readRoot(name)
        start = scanner.tokenStart
        startTagEnd = scanner.offset
        startNameEnd = try scanner.characters.nameEnd(from: start + 1).end
        try note(scanner)
        var locationStart: Int?
        while scanner.depth > 0 {
            switch try scanner.next() {
            case .startElement:
                try note(scanner)
                if scanner.depth == 2, scanner.name == "location" {
                    if location != nil {
                        throw scanner.failure(.repeated("location", in: name))
                    }
                    locationStart = scanner.tokenStart
                }
            case .endElement:
                if !declared.isEmpty { declared.removeAll { $0.depth > scanner.depth } }
                if scanner.depth == 1, let begin = locationStart {
                    location = begin..<scanner.offset
                    locationStart = nil
                }
            case .text, .endOfDocument: continue
            }
        }
        end = scanner.offset
        try scanner.readEnd()
    }

    /// Appends the start tag, with declarations of the prefixes that neither the element nor its new
    /// root declares.
    func appendStart(of element: Span<UInt8>, declared: [String], to text: inout [UInt8]) {
        text.append(element.extracting(start..<startNameEnd))
        for prefix in undeclaredPrefixes where !declared.contains(prefix) {
            text += " xmlns:\(prefix)=\"\(MovingElement.namespace(of: prefix))\"".utf8
        }
        text.append(element.extracting(startNameEnd..<startTagEnd))
    }

    /// What a prefix most probably stands for; readers go by local names.
    private static func namespace(of prefix: String) -> String {
        switch prefix {
        case "rpm": RepodataDocument.rpmNamespace
        case "suse": "http://novell.com/package/metadata/suse/common"
        default: "urn:prefix:\(prefix)"
        }
    }

    /// Takes notice of what the last start tag declares and uses.
    private mutating func note(_ scanner: borrowing XMLScanner) throws(MetadataError) {
        for attribute in scanner.attributes where attribute.length == 0 {
            let name = attribute.qualifiedName.range
            let prefix = MovingElement.bytes(scanner.bytes, name.dropFirst("xmlns:".utf8.count))
            if !prefix.isEmpty { declared.append((prefix, scanner.depth)) }
        }
        let start = scanner.tokenStart + 1
        let local = try scanner.characters.nameEnd(from: start).local
        if local > start { use(scanner.bytes, start..<local - 1) }
        for attribute in scanner.attributes where attribute.length > 0 {
            let start = Int(attribute.qualifiedName.lower)
            let local = Int(attribute.localName)
            if local > start { use(scanner.bytes, start..<local - 1) }
        }
    }

    private mutating func use(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        // Nearly all are the same one, thousands of times.
        if range.count == last.count, ByteSearch.isEqual(last.span, bytes, at: range.lowerBound) {
            return
        }
        let prefix = MovingElement.bytes(bytes, range)
        if declared.contains(where: { $0.prefix == prefix }) { return }
        last = prefix
        let text = String(decoding: prefix, as: UTF8.self)
        if !["xml", "xmlns"].contains(text), !undeclaredPrefixes.contains(text) {
            undeclaredPrefixes.append(text)
        }
    }

    private static func bytes(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
        var copy: [UInt8] = []
        copy.append(bytes.extracting(range))
        return copy
    }
}
