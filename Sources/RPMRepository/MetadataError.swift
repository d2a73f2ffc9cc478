internal import MirrorBase

/// A document of a repository that cannot be read, with the place.
public struct MetadataError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong with it.
    public enum Reason: Sendable, Hashable {
        /// The document is cut off.
        case unexpectedEnd
        /// It is not XML.
        case notWellFormed(XMLFault)
        /// It is XML of a kind that repositories do not hold, and that is refused for safety.
        case unsupported(XMLOddity)
        /// It is another document than the one asked for.
        case wrongRoot(found: String, expected: String)
        /// An element or attribute is not there; the second is the element that lacks it.
        case missing(String, in: String)
        /// An element or attribute is there twice.
        case repeated(String, in: String)
        /// An element stands where only text may be.
        case unexpectedElement(String)
        /// A value that is not what it should be.
        case malformed(String, value: String)
        /// A dependency that cannot be read; the text is its beginning.
        case malformedDependency(String)
        /// A location that is not safe to use.
        case location(String, LocationFault)
        /// Two packages that differ bear one checksum.
        case sharedChecksum(String)
        /// What two documents say of the package of one checksum differs.
        case mismatch(String, value: String, expected: String)
        /// There is more than four gigabytes of it, or more of something than is reasonable.
        case tooLarge(String)
    }

    /// The line, from 1.
    public var line: Int
    /// The byte in the line, from 1.
    public var column: Int
    /// What is wrong there.
    public var reason: Reason

    /// Makes an error of its parts.
    public init(line: Int, column: Int, reason: Reason) {
        self.line = line
        self.column = column
        self.reason = reason
    }

    /// Makes an error about the place `offset` of a text.
    public init(_ bytes: Span<UInt8>, at offset: Int, _ reason: Reason) {
        let end = min(max(offset, 0), bytes.count)
        var line = 1
        var start = 0
        var position = ByteSearch.first(0x0A, in: bytes, from: 0)
        while position < end {
            line += 1
            start = position + 1
            position = ByteSearch.first(0x0A, in: bytes, from: start)
        }
        self.init(line: line, column: end - start + 1, reason: reason)
    }

    /// The problem with its place, as a sentence without its end.
    public var description: String { "line \(line), column \(column): \(reason)" }
}

extension MetadataError.Reason: CustomStringConvertible {
    /// What is wrong, as the second half of a sentence.
    public var description: String {
        switch self {
        case .unexpectedEnd: "the document is cut off"
        case .notWellFormed(let fault): "not well-formed: \(fault.description)"
        case .unsupported(let oddity): "refused: \(oddity.description)"
        case .wrongRoot(let found, let expected):
            "the document is `\(found)`, not `\(expected)`"
        case .missing(let part, let element): "`\(element)` has no `\(part)`"
        case .repeated(let part, let element): "`\(element)` has `\(part)` twice"
        case .unexpectedElement(let name): "the element `\(name)` stands where text belongs"
        case .malformed(let part, let value): "`\(value)` is no `\(part)`"
        case .malformedDependency(let text): "malformed dependency: `\(text)`"
        case .location(let text, let fault): "the location `\(text)` \(fault.description)"
        case .sharedChecksum(let digest): "two packages have the checksum `\(digest)`"
        case .mismatch(let part, let value, let expected):
            "the `\(part)` is `\(value)`, not `\(expected)`"
        case .tooLarge(let part): "more \(part) than can be right"
        }
    }
}

/// What makes a document no XML.
public enum XMLFault: Sendable, Hashable {
    /// Bytes that are not UTF-8.
    case encoding
    /// A character that XML does not have.
    case character
    /// The markup that begins here is not XML's.
    case markup
    /// The end tag of another element than the innermost.
    case nesting
    /// An attribute twice in one tag.
    case repeatedAttribute
    /// An entity that is not one of the five predefined, or a reference to no character.
    case reference
    /// Text or a second element outside the root.
    case outsideRoot

    var description: String {
        switch self {
        case .encoding: "bytes that are not UTF-8"
        case .character: "a character that XML does not have"
        case .markup: "broken markup"
        case .nesting: "the end of an element that is not open here"
        case .repeatedAttribute: "an attribute twice in one tag"
        case .reference: "an unknown entity or character"
        case .outsideRoot: "content outside the root element"
        }
    }
}

/// What XML has, repositories do not use, and this reader refuses.
public enum XMLOddity: Sendable, Hashable {
    /// Another encoding than UTF-8 and its subset ASCII, by the name that the document gives it; empty
    /// where it gives none and only its bytes show it.
    case encoding(String)
    /// Definitions inside the document type, which is how entities come to expand.
    case definitions
    /// An entity that only an external document type may define.
    case entity
    /// A name with letters outside ASCII.
    case name
    /// More attributes in one tag, or more elements in one another, than any repository has.
    case size

    var description: String {
        switch self {
        case .encoding(let name):
            "an encoding other than UTF-8" + (name.isEmpty ? "" : ": `\(name)`")
        case .definitions: "definitions in the document type"
        case .entity: "an entity of another document"
        case .name: "a name with letters outside ASCII"
        case .size: "too many attributes, or elements too deep"
        }
    }
}

/// Why a location is not used.
public enum LocationFault: Error, Sendable, Hashable {
    /// There is nothing in it.
    case empty
    /// It does not stay below the root of the repository.
    case leavesTree
    /// A character that does not survive every way from a server to a file: control characters,
    /// backslashes, `%`, `?`, `#`.
    case character
    /// Longer than a path may be.
    case tooLong

    var description: String {
        switch self {
        case .empty: "is empty"
        case .leavesTree: "leaves the repository"
        case .character: "has a character that no address may have"
        case .tooLong: "is too long"
        }
    }
}
