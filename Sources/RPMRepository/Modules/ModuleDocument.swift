/// One document of a modules file, and its text, to be copied as it is.
public struct ModuleDocument: Sendable, Hashable {
    /// What a document says.
    public enum Content: Sendable, Hashable {
        /// A stream of a module with its packages.
        case stream(ModuleBuild)
        /// What is meant where nobody chooses.
        case defaults(ModuleDefaults)
        /// That a stream has ended, or what has taken its place.
        case obsoletes(module: String, stream: String)
        /// The words of a stream in other languages.
        case translations(module: String, stream: String)
        /// Something else, for builders or of a future: its kind.
        case other(String)
    }

    /// What it says.
    public var content: Content
    /// The bytes of the document, from its `---` to the next document.
    public var text: [UInt8]
    /// The line of the file at which it begins, counted from 1.
    public var line: Int
    /// Whether the text begins with a mark.
    var isStartMarked: Bool
    /// Whether the text ends with a mark.
    var isEndMarked: Bool

    /// The build of a stream that it describes, if it describes one.
    public var build: ModuleBuild? {
        if case .stream(let build) = content { build } else { nil }
    }

    /// The defaults that it holds, if it holds any.
    public var defaults: ModuleDefaults? {
        if case .defaults(let defaults) = content { defaults } else { nil }
    }

    /// The module that it is about; `nil` for unknown kinds.
    public var module: String? {
        switch content {
        case .stream(let stream): stream.module
        case .defaults(let defaults): defaults.module
        case .obsoletes(let module, _), .translations(let module, _): module
        case .other: nil
        }
    }

    /// Joins documents to one file.
    ///
    /// Each keeps its text; a mark or the end of a line is added only where documents would run into each
    /// other.
    public static func text(of documents: [ModuleDocument]) -> [UInt8] {
        var text: [UInt8] = []
        for document in documents {
            if !document.isStartMarked { text += "---\n".utf8 }
            text += document.text
            if text.last != UInt8(ascii: "\n") { text.append(UInt8(ascii: "\n")) }
            if !document.isEndMarked { text += "...\n".utf8 }
        }
        return text
    }
}
