internal import MirrorBase
public import PackageModel

/// Reads a filelists document, piece by piece, for the files that a universe's relations name.
///
/// It belongs to one primary document: packages are joined by their checksum, and those that the universe does
/// not have are passed over.
public struct FilelistsReader: Sendable {
    private let files: RepositoryFiles
    private var checkpoint = XMLScanner.Checkpoint()
    private var isInside = false
    private var scratch: [UInt8] = []
    private let packageName: XMLName = "package"
    private let fileName: XMLName = "file"
    private let checksumName: XMLName = "pkgid"

    /// Begins the document that belongs to a primary document.
    public init(_ files: RepositoryFiles) { self.files = files }

    /// Reads the packages that are complete in `bytes`, which holds the document from its beginning.
    ///
    /// Call it again when more of the document is there, and at last with `isComplete`, which expects its end.
    public mutating func read(
        _ bytes: Span<UInt8>, isComplete: Bool, into builder: inout UniverseBuilder
    ) throws(MetadataError) {
        var scanner = XMLScanner(bytes, from: checkpoint)
        do {
            if !isInside {
                try scanner.readRoot("filelists")
                isInside = !scanner.closesItself
                if isInside { checkpoint = scanner.checkpoint }
            }
            while true {
                switch try scanner.next() {
                case .startElement where scanner.name == packageName:
                    try readPackage(&scanner, into: &builder)
                case .startElement: try scanner.skipElement()
                case .endElement, .text: break
                case .endOfDocument: return
                }
                checkpoint = scanner.checkpoint
            }
        } catch {
            if error.reason == .unexpectedEnd, !isComplete {
                try scanner.checkUnfinished(since: checkpoint)
                return
            }
            throw error
        }
    }

    private mutating func readPackage(
        _ scanner: inout XMLScanner, into builder: inout UniverseBuilder
    ) throws(MetadataError) {
        guard let checksum = scanner.attribute(checksumName) else {
            throw scanner.failure(.missing("pkgid", in: "package"))
        }
        guard let package = files.package(checksum: scanner.bytes.extracting(checksum.range)) else {
            try scanner.skipElement()
            return
        }
        while try scanner.nextChild() {
            guard scanner.name == fileName else {
                try scanner.skipElement()
                continue
            }
            let path = try scanner.elementText()
            if let known = scanner.characters.find(path, in: builder.names, &scratch) {
                builder.addFile(known, of: package)
            }
        }
    }
}
