import MirrorTestSupport

@testable import RPMRepository

/// What a real XML parser, Python's expat, says of documents.
enum ExpatOracle {
    /// Whether it can be asked.
    static let isPresent = Tool.isAsked("python3")
    static let notice = "needs python3"

    /// Prints a line for each document of standard input, each preceded by its length in a line: the events of
    /// one that is well-formed as `XMLEvents` writes them, or `refused`.
    private static let program = """
        import re, sys
        from xml.parsers import expat
        def escape(text):
            return text.encode('unicode_escape').decode('ascii')
        def local(name):
            return name.split(':', 1)[1] if ':' in name else name
        def events(document):
            lines = []
            text = []
            def flush():
                if text:
                    lines.append('T' + escape(''.join(text)))
                    text.clear()
            def start(name, attributes):
                flush()
                lines.append('S' + name)
                for name, value in zip(attributes[::2], attributes[1::2]):
                    if name != 'xmlns' and not name.startswith('xmlns:'):
                        lines.append('A' + escape(value))
            def end(name):
                flush()
                lines.append('E')
            # A name of UTF-8 that expat does not know, and libxml2 does.
            other = re.match(rb'[^>]*encoding=(.)utf8\\1', document, re.I)
            parser = expat.ParserCreate('UTF-8' if other else None)
            parser.ordered_attributes = True
            parser.StartElementHandler = start
            parser.EndElementHandler = end
            parser.CharacterDataHandler = text.append
            try:
                parser.Parse(document, True)
            except (expat.ExpatError, ValueError, LookupError):
                return 'refused'
            return ' '.join(line.replace(' ', '\\\\x20') for line in lines)
        source = sys.stdin.buffer
        while line := source.readline():
            print(events(source.read(int(line))))
        """

    /// The answers to some documents, in their order.
    static func answers(_ documents: [[UInt8]]) throws -> [String] {
        var input: [UInt8] = []
        for document in documents {
            input += Array("\(document.count)\n".utf8)
            input += document
        }
        let outcome = try Subprocess.check(
            "python3", ["-c", program], environment: ["PYTHONIOENCODING": "utf-8"], input: input)
        return outcome.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            .map(String.init)
    }
}

/// The events of a document as one line, like the oracle's.
enum XMLEvents {
    static func of(_ document: [UInt8]) throws(MetadataError) -> String {
        var scanner = XMLScanner(document.span)
        var events: [String] = []
        var text: [UInt8] = []
        func flush() {
            if !text.isEmpty { events.append("T" + escaped(String(decoding: text, as: UTF8.self))) }
            text = []
        }
        while true {
            switch try scanner.next() {
            case .startElement:
                flush()
                events.append("S" + scanner.elementName)
                for attribute in scanner.attributes where !declaresNamespace(document, attribute) {
                    events.append("A" + escaped(scanner.string(attribute.value)))
                }
            case .text: scanner.append(scanner.text, to: &text)
            case .endElement:
                flush()
                events.append("E")
            case .endOfDocument: return events.joined(separator: " ")
            }
        }
    }

    private static func declaresNamespace(_ document: [UInt8], _ attribute: XMLAttribute) -> Bool {
        let name = document[attribute.qualifiedName.range]
        return name.elementsEqual("xmlns".utf8) || name.starts(with: "xmlns:".utf8)
    }

    /// A text as Python's `unicode_escape` writes it, and blanks as well.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text.unicodeScalars {
            let value = character.value
            let digits = String(value, radix: 16)
            func padded(_ count: Int) -> String {
                String(repeating: "0", count: count - digits.count) + digits
            }
            switch character {
            case "\\": result += "\\\\"
            case "\t": result += "\\t"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case " ": result += "\\x20"
            default:
                if (0x21..<0x7F).contains(value) {
                    result.unicodeScalars.append(character)
                } else if value < 0x100 {
                    result += "\\x" + padded(2)
                } else if value < 0x1_0000 {
                    result += "\\u" + padded(4)
                } else {
                    result += "\\U" + padded(8)
                }
            }
        }
        return result
    }
}
