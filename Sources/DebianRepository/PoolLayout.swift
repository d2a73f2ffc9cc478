internal import MirrorBase

/// Where package files lie in a tree, and which names from outside may be used as paths.
public enum PoolLayout {
    /// The longest name of one file or directory, in bytes, that common file systems take.
    static let longestComponent = 255
    /// The longest relative path in bytes, somewhat below the 4,096 that Linux takes for a whole path.
    static let longestPath = 3_500

    /// A `Filename`, or a path from a Release file, that is safe to use below a directory of ours.
    ///
    /// Leading `./` is dropped, since object stores do not normalise it. Refused are absolute paths,
    /// empty, `.` and `..` parts, control characters, backslashes (a separator elsewhere) and parts
    /// longer than 255 bytes.
    public static func checkedFilename(_ filename: String) throws(FilenameError) -> String {
        func fail(_ problem: FilenameError.Problem) -> FilenameError {
            FilenameError(filename: filename, problem: problem)
        }
        if filename.utf8.first == ControlByte.slash { throw fail(.absolute) }
        for scalar in filename.unicodeScalars {
            let value = scalar.value
            if value < 0x20 || (0x7f...0x9f).contains(value) { throw fail(.controlCharacter) }
            if scalar == "\\" { throw fail(.backslash) }
        }
        var rest = filename.utf8[...]
        while rest.starts(with: "./".utf8) { rest = rest.dropFirst(2) }
        guard !rest.isEmpty else { throw fail(.empty) }
        guard rest.count <= longestPath else { throw fail(.tooLong) }
        for part in rest.split(separator: ControlByte.slash, omittingEmptySubsequences: false) {
            if part.isEmpty || part.elementsEqual(".".utf8) { throw fail(.emptyComponent) }
            if part.elementsEqual("..".utf8) { throw fail(.parentDirectory) }
            if part.count > longestComponent { throw fail(.tooLong) }
        }
        return String(Substring(rest))
    }

    /// A `Filename` given as bytes; refused as well where they are not UTF-8.
    public static func checkedFilename(_ bytes: Span<UInt8>) throws(FilenameError) -> String {
        var copy: [UInt8] = []
        copy.reserveCapacity(bytes.count)
        for index in bytes.indices { copy.append(bytes[index]) }
        guard let text = String(validating: copy, as: UTF8.self) else {
            throw FilenameError(
                filename: String(decoding: copy, as: UTF8.self), problem: .notUnicode)
        }
        return try checkedFilename(text)
    }

    /// The path of a package file in our tree.
    ///
    /// What lies below `pool/` upstream keeps its path, so that a mirror looks like its origin.
    /// Anything else (flat repositories, pools of other names) goes to
    /// `pool/<component>/<prefix>/<source>/<file name>`, as Debian lays it out.
    ///
    /// - Parameters:
    ///   - filename: The upstream `Filename`.
    ///   - component: The component; an empty one, as in flat repositories, counts as `main`.
    ///   - package: The package's name, which is the source's unless `source` says otherwise.
    ///   - source: The value of `Source`, possibly with a version in parentheses.
    public static func path(
        filename: String, component: String, package: String, source: String? = nil
    ) throws(FilenameError) -> String {
        let checked = try checkedFilename(filename)
        if checked.utf8.starts(with: "pool/".utf8) { return checked }
        let name = sourceName(source ?? package)
        guard !name.utf8.contains(ControlByte.slash) else {
            throw FilenameError(filename: name, problem: .separatorInName)
        }
        let base = checked.split(separator: "/").last.map(String.init) ?? checked
        let area = component.isEmpty ? "main" : component
        return try checkedFilename("pool/\(area)/\(prefix(of: name))/\(name)/\(base)")
    }

    /// The source package that a `Source` field names: `glibc` for `glibc (2.36-9)`.
    public static func sourceName(_ field: String) -> String {
        let name = field.prefix { $0 != " " && $0 != "\t" && $0 != "(" }
        return String(name)
    }

    /// The directory that a source package's own directory lies in: `libc` for `libcap2`, else one
    /// letter.
    public static func prefix(of source: String) -> String {
        let isLibrary = source.hasPrefix("lib") && source.count > 3
        return String(source.prefix(isLibrary ? 4 : 1))
    }

    /// A path as it is written in a request, encoded as apt does it.
    ///
    /// Kept are ASCII letters and digits, `/`, `:` and the other characters that a URL path may hold,
    /// except `+` and `~`, which apt encodes and so caching servers have seen encoded. Digits of
    /// escapes are lower-case, also as apt's.
    public static func requestPath(_ filename: String) -> String {
        var encoded: [UInt8] = []
        encoded.reserveCapacity(filename.utf8.count)
        let kept = Array("/:-._@!$&'()*,;=".utf8)
        for byte in filename.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                encoded.append(byte)
            case _ where kept.contains(byte):
                encoded.append(byte)
            default:
                encoded.append(UInt8(ascii: "%"))
                encoded.append(contentsOf: Hexadecimal.string(of: [byte]).utf8)
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}

/// A name from outside that must not be used as a path.
public struct FilenameError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The ways in which a name can be unsafe.
    public enum Problem: Sendable, Hashable {
        /// Nothing is left of it.
        case empty
        /// It begins with a slash.
        case absolute
        /// It has a part `..`.
        case parentDirectory
        /// It has an empty part or a part `.`, or ends with a slash.
        case emptyComponent
        /// It has a control character.
        case controlCharacter
        /// It has a backslash.
        case backslash
        /// A part is longer than 255 bytes, or the whole too long for a path.
        case tooLong
        /// It is not UTF-8.
        case notUnicode
        /// A package's name has a slash.
        case separatorInName
    }

    /// The name as given.
    public let filename: String
    /// What is wrong with it.
    public let problem: Problem

    /// Makes an error about a name.
    public init(filename: String, problem: Problem) {
        self.filename = filename
        self.problem = problem
    }

    /// The problem in words; control characters of the name are shown as escapes.
    public var description: String {
        let what =
            switch problem {
            case .empty: "is empty"
            case .absolute: "is an absolute path"
            case .parentDirectory: "leads to a parent directory"
            case .emptyComponent: "has an empty part"
            case .controlCharacter: "has a control character"
            case .backslash: "has a backslash"
            case .tooLong: "is too long"
            case .notUnicode: "is not UTF-8"
            case .separatorInName: "has a slash"
            }
        var shown = ""
        for scalar in filename.unicodeScalars.prefix(200) {
            shown += scalar.escaped(asASCII: false)
        }
        return "`\(shown)` \(what)"
    }
}
