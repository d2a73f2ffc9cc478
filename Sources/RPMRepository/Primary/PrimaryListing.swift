internal import MirrorBase
public import PackageModel

/// Reads a primary document for what people look for: packages of all architectures, but no sources.
public enum PrimaryListing {
    /// Calls `body` with each package of a document, in its order.
    public static func read(
        _ text: Span<UInt8>, _ body: (borrowing ListedPackage) -> Void
    ) throws(MetadataError) {
        var reader = ListingReader()
        var scanner = XMLScanner(text)
        try scanner.readRoot("metadata")
        while true {
            switch try scanner.next() {
            case .startElement where scanner.name == reader.names.package:
                try reader.readPackage(&scanner)
                if reader.isComplete { body(reader.package) }
            case .startElement: try scanner.skipElement()
            case .endElement, .text: break
            case .endOfDocument: return
            }
        }
    }
}

/// Reads a filelists document for files by what they are called.
public enum FilelistsListing {
    /// Calls `body` with each file of a document and the package that holds it, in its order.
    ///
    /// Of the package only name, version and architecture are set.
    public static func read(
        _ text: Span<UInt8>, _ body: (borrowing ListedPackage, Span<UInt8>) -> Void
    ) throws(MetadataError) {
        var reader = ListingReader()
        var scanner = XMLScanner(text)
        try scanner.readRoot("filelists")
        while true {
            switch try scanner.next() {
            case .startElement where scanner.name == reader.names.package:
                try reader.readFiles(&scanner, body)
            case .startElement: try scanner.skipElement()
            case .endElement, .text: break
            case .endOfDocument: return
            }
        }
    }
}

/// The package that is being read.
private struct ListingReader {
    let names = PrimaryNames()
    private(set) var package = ListedPackage()
    private var scratch: [UInt8] = []
    private let summary: XMLName = "summary"
    private let source: XMLName = "sourcerpm"
    private let provides: XMLName = "provides"

    /// Whether what was read is a package that can be installed.
    var isComplete: Bool {
        !package.name.isEmpty && !package.version.isEmpty
            && package.architecture != Array("src".utf8)
            && package.architecture != Array("nosrc".utf8)
    }

    mutating func readPackage(_ scanner: inout XMLScanner) throws(MetadataError) {
        package.reset()
        while try scanner.nextChild() {
            if scanner.name == names.name {
                set(.name, try scanner.elementText(), scanner)
            } else if scanner.name == names.architecture {
                set(.architecture, try scanner.elementText(), scanner)
            } else if scanner.name == names.version {
                try readVersion(&scanner)
            } else if scanner.name == summary {
                set(.summary, try scanner.elementText(), scanner)
            } else if scanner.name == names.format {
                try readFormat(&scanner)
            } else {
                try scanner.skipElement()
            }
        }
        package.completeSource()
    }

    mutating func readFiles(
        _ scanner: inout XMLScanner, _ body: (borrowing ListedPackage, Span<UInt8>) -> Void
    ) throws(MetadataError) {
        package.reset()
        if let name = scanner.attribute(names.name) { set(.name, name, scanner) }
        if let name = scanner.attribute(names.architecture) { set(.architecture, name, scanner) }
        while try scanner.nextChild() {
            if scanner.name == names.version {
                try readVersion(&scanner)
            } else if scanner.name == names.file {
                let path = try scanner.elementText()
                if path.isPlain {
                    body(package, scanner.bytes.extracting(path.range))
                } else {
                    decode(path, scanner)
                    body(package, scratch.span)
                }
            } else {
                try scanner.skipElement()
            }
        }
    }

    private mutating func readVersion(_ scanner: inout XMLScanner) throws(MetadataError) {
        if let version = scanner.attribute(names.versionText),
            EVRText.append(
                scanner.attribute(names.epoch), version, scanner.attribute(names.release),
                scanner.characters, to: &scratch)
        {
            package.set(.version, to: scratch)
        }
        try scanner.skipElement()
    }

    private mutating func readFormat(_ scanner: inout XMLScanner) throws(MetadataError) {
        while try scanner.nextChild() {
            if scanner.name == source {
                decode(try scanner.elementText(), scanner)
                package.set(.source, to: ListingReader.sourceName(scratch))
            } else if scanner.name == names.file {
                decode(try scanner.elementText(), scanner)
                package.add(scratch, to: .files)
            } else if scanner.name == provides {
                try readProvides(&scanner)
            } else {
                try scanner.skipElement()
            }
        }
    }

    private mutating func readProvides(_ scanner: inout XMLScanner) throws(MetadataError) {
        while try scanner.nextChild() {
            if scanner.name == names.entry, let name = scanner.attribute(names.name) {
                decode(name, scanner)
                if scratch != package.name { package.add(scratch, to: .provides) }
            }
            try scanner.skipElement()
        }
    }

    private mutating func set(
        _ field: ListedPackage.Field, _ value: XMLValue, _ scanner: borrowing XMLScanner
    ) {
        decode(value, scanner)
        package.set(field, to: scratch)
    }

    private mutating func decode(_ value: XMLValue, _ scanner: borrowing XMLScanner) {
        scratch.removeAll(keepingCapacity: true)
        scanner.append(value, to: &scratch)
    }

    /// The name in `name-version-release.src.rpm`.
    private static func sourceName(_ file: [UInt8]) -> [UInt8] {
        let dashes = file.indices.filter { file[$0] == UInt8(ascii: "-") }
        return dashes.count < 2 ? file : Array(file[..<dashes[dashes.count - 2]])
    }
}
