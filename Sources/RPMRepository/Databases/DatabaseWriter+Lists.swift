internal import MirrorBase
internal import SQLite

/// What a file of a package is.
enum FileKind: Sendable, Hashable {
    case file, directory, ghost

    private static let type: XMLName = "type"

    /// The kind that the start tag says which came last; what is unknown is a plain file.
    init(_ scanner: borrowing XMLScanner) {
        let word = scanner.attribute(FileKind.type).map { scanner.string($0) }
        switch word {
        case "dir": self = .directory
        case "ghost": self = .ghost
        default: self = .file
        }
    }

    /// The word in primary's table of files.
    var word: String {
        switch self {
        case .file: "file"
        case .directory: "dir"
        case .ghost: "ghost"
        }
    }

    /// The letter in the lists of filelists.
    var letter: UInt8 {
        switch self {
        case .file: UInt8(ascii: "f")
        case .directory: UInt8(ascii: "d")
        case .ghost: UInt8(ascii: "g")
        }
    }
}

/// The files of one directory, as filelists packs them.
private struct PackedDirectory {
    var names: [UInt8] = []
    var kinds: [UInt8] = []
}

extension DatabaseWriter {
    private static let pkgid: XMLName = "pkgid"
    private static let file: XMLName = "file"
    private static let changelog: XMLName = "changelog"
    private static let author: XMLName = "author"
    private static let date: XMLName = "date"

    /// Appends a package of filelists or other; `element` is its `<package>`.
    public func append(_ element: Span<UInt8>) throws(DatabaseError) {
        precondition(document != .primary, "a package of primary has a location")
        try appendPackage { (key) throws(MetadataError) in
            var scanner = XMLScanner(element)
            try scanner.readRoot("package")
            row.removeAll()
            row.append(key)
            row.append(scanner.attribute(DatabaseWriter.pkgid), of: scanner)
            insertRow(with: packages)
            if document == .filelists {
                try readFiles(&scanner, key)
            } else {
                try readChanges(&scanner, key)
            }
            try scanner.readEnd()
        }
    }

    /// Inserts a row for each directory, in the order in which the package names them.
    private func readFiles(_ scanner: inout XMLScanner, _ key: Int) throws(MetadataError) {
        var directories: [PackedDirectory] = []
        var places: [[UInt8]: Int] = [:]
        var order: [[UInt8]] = []
        var path: [UInt8] = []
        var last: (name: [UInt8], place: Int) = ([], -1)
        while try scanner.nextChild() {
            guard scanner.name == DatabaseWriter.file else {
                try scanner.skipElement()
                continue
            }
            let kind = FileKind(scanner)
            path.removeAll(keepingCapacity: true)
            scanner.append(try scanner.elementText(), to: &path)
            let split = (path.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1
            // Neighbours mostly share their directory.
            if last.place < 0 || !path[..<split].elementsEqual(last.name) {
                let name = Array(path[..<split])
                let place = places[name] ?? directories.count
                if place == directories.count {
                    places[name] = place
                    order.append(name)
                    directories.append(PackedDirectory())
                }
                last = (name, place)
            }
            directories[last.place].append(path[split...], kind)
        }
        for (name, directory) in zip(order, directories) {
            row.removeAll()
            row.append(key)
            row.appendText { $0 += DatabaseWriter.directoryName(name) }
            row.appendText { $0 += directory.names }
            row.appendText { $0 += directory.kinds }
            insert(into: 0)
        }
    }

    /// The part of a path up to its last slash, as a column: no slash at the end but in the root, and a dot
    /// for the files of source packages, which lie in no directory.
    private static func directoryName(_ part: [UInt8]) -> ArraySlice<UInt8> {
        guard let last = part.last else { return [UInt8(ascii: ".")] }
        let end = part.lastIndex { $0 != UInt8(ascii: "/") }
        return end.map { part[...$0] } ?? [last]
    }

    private func readChanges(_ scanner: inout XMLScanner, _ key: Int) throws(MetadataError) {
        while try scanner.nextChild() {
            guard scanner.name == DatabaseWriter.changelog else {
                try scanner.skipElement()
                continue
            }
            row.removeAll()
            row.append(key)
            row.append(orEmpty: scanner.attribute(DatabaseWriter.author), of: scanner)
            row.append(try scanner.number(DatabaseWriter.date))
            row.append(orEmpty: try scanner.elementText(), of: scanner)
            insert(into: 0)
        }
    }
}

extension PackedDirectory {
    /// Adds a name; the root directory has none, and is a slash of its own.
    mutating func append(_ name: ArraySlice<UInt8>, _ kind: FileKind) {
        if !kinds.isEmpty { names.append(UInt8(ascii: "/")) }
        if name.isEmpty { names.append(UInt8(ascii: "/")) } else { names += name }
        kinds.append(kind.letter)
    }
}
