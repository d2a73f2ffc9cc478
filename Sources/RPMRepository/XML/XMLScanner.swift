internal import MirrorBase

/// A piece of text between tags, or the value of an attribute, as bytes of the document.
public struct XMLValue: Sendable, Hashable {
    /// What stands between the bytes and the text they mean.
    enum Form: UInt8, Sendable {
        /// Nothing: the bytes are the text.
        case plain
        /// References, line ends, comments and CDATA.
        case text
        /// References and white space, as in attributes.
        case attribute
    }

    /// Where it lies in the document.
    public var range: Range<Int>
    var form: Form

    /// Whether the bytes are the text, without anything to decode.
    public var isPlain: Bool { form == .plain }
    /// Whether there is nothing in it.
    public var isEmpty: Bool { range.isEmpty }
}

/// Reads the XML of repositories token by token: a pull scanner over the bytes of a document.
///
/// It takes what the documents of rpm-md, comps and updateinfo are made of, and enforces that they are
/// well-formed (Extensible Markup Language 1.0, section 2.1): tags nest, attributes are unique, text is UTF-8
/// without forbidden characters, references are to characters and the five predefined entities. Comments and
/// processing instructions are passed over. Names are compared without their prefix, as yum and libsolv do.
///
/// What XML allows and repositories do not use is refused: encodings other than UTF-8 and ASCII, a document type with
/// definitions in it (so nothing expands), names with letters outside ASCII, entities that an external
/// document type might define, more than 64 attributes in a tag, elements deeper than 128.
///
/// A document may come in pieces: at the end of the bytes every step throws `unexpectedEnd`. Keep a
/// `checkpoint`, and go on from it when there is more.
public struct XMLScanner: ~Escapable {
    /// What comes next in a document.
    public enum Token: Sendable {
        /// A start tag; `name` and `attributes` are its own.
        case startElement
        /// An end tag, or the end of an empty-element tag; `name` is the element's.
        case endElement
        /// Text inside an element; `text` is it.
        case text
        /// Nothing more.
        case endOfDocument
    }

    /// A place between two tokens, from which another scanner can go on.
    public struct Checkpoint: Sendable {
        var offset = 0
        var phase = Phase.beginning
        var openElements: [ByteRange] = []
        var hasExternalType = false
        var isASCII = false

        /// The beginning of a document.
        public init() {}
    }

    enum Phase: UInt8, Sendable {
        case beginning, prolog, prologAfterType, content, epilog
    }

    static let mostElements = 128

    /// The document.
    public let bytes: Span<UInt8>
    /// The place after the last token.
    public internal(set) var offset = 0
    /// The place where the last token begins.
    public internal(set) var tokenStart = 0
    /// The local name of the element whose tag came last.
    public internal(set) var name = XMLName()
    /// The attributes of the last start tag.
    public internal(set) var attributes = XMLAttributes()
    /// A bit for each of the names of these, several for one bit.
    var attributePlaces: UInt64 = 0
    /// The text that came last.
    public internal(set) var text = XMLValue(range: 0..<0, form: .plain)

    var phase = Phase.beginning
    var openElements: [ByteRange] = []
    /// Whether the document type lies elsewhere, where entities may be defined.
    var hasExternalType = false
    /// Whether the document says that it has nothing but ASCII.
    var isASCII = false
    /// The name of the last start tag as it is written, to know it again: most tags follow one of their kind.
    var lastTag = XMLName()
    /// The same without its prefix.
    var lastName = XMLName()
    /// Whether the last start tag is an empty-element tag, whose end is the next token.
    var closesItself = false

    /// Reads a document from its beginning.
    @_lifetime(copy bytes)
    public init(_ bytes: Span<UInt8>) {
        self.init(bytes, from: Checkpoint())
    }

    /// Goes on in a document whose bytes before the checkpoint are the same as they were.
    @_lifetime(copy bytes)
    public init(_ bytes: Span<UInt8>, from checkpoint: Checkpoint) {
        self.bytes = bytes
        offset = checkpoint.offset
        phase = checkpoint.phase
        openElements = checkpoint.openElements
        hasExternalType = checkpoint.hasExternalType
        isASCII = checkpoint.isASCII
    }

    /// The place after the last token; not between the start and the end of an empty-element tag.
    public var checkpoint: Checkpoint {
        precondition(!closesItself, "the end of an empty element is still to come")
        var checkpoint = Checkpoint()
        checkpoint.offset = offset
        checkpoint.phase = phase
        checkpoint.openElements = openElements
        checkpoint.hasExternalType = hasExternalType
        checkpoint.isASCII = isASCII
        return checkpoint
    }

    /// How many elements are open; the one whose start tag came last counts.
    public var depth: Int { openElements.count + (closesItself ? 1 : 0) }

    /// The next token.
    @_lifetime(self: copy self)
    public mutating func next() throws(MetadataError) -> Token {
        if closesItself {
            closesItself = false
            if openElements.isEmpty { phase = .epilog }
            return .endElement
        }
        if phase != .content { return try nextOutsideRoot() }
        while true {
            tokenStart = offset
            guard offset < bytes.count else { throw failure(.unexpectedEnd) }
            if bytes[offset] != UInt8(ascii: "<") {
                try readText()
                return .text
            }
            guard offset &+ 1 < bytes.count else { throw failure(.unexpectedEnd) }
            switch bytes[offset &+ 1] {
            case UInt8(ascii: "/"):
                try readEndTag()
                return .endElement
            case UInt8(ascii: "!"):
                if try readDeclaration() { return .text }
            case UInt8(ascii: "?"):
                try skipInstruction()
            default:
                try readStartTag()
                return .startElement
            }
        }
    }

    /// The value of an attribute of the last start tag, by its local name.
    public func attribute(_ name: XMLName) -> XMLValue? {
        for index in 0..<attributes.count where matches(attributes[index], name) {
            return attributes[index].value
        }
        return nil
    }

    /// Whether an attribute has a local name.
    @inline(__always)
    func matches(_ attribute: XMLAttribute, _ name: XMLName) -> Bool {
        if attribute.word != name.first || attribute.length != name.length { return false }
        if name.length <= 8 { return true }
        return XMLName(bytes, Int(attribute.localName)..<Int(attribute.qualifiedName.upper)) == name
    }

    /// The characters of the document.
    var characters: XMLCharacters {
        @inline(__always) @_lifetime(copy self)
        get { XMLCharacters(bytes, hasExternalType: hasExternalType, isASCII: isASCII) }
    }

    /// An error about the place of the last token, or another.
    @inline(__always)
    func failure(_ reason: MetadataError.Reason, at place: Int? = nil) -> MetadataError {
        MetadataError(bytes, at: place ?? tokenStart, reason)
    }
}
