internal import MirrorBase
public import PackageModel

/// Reads a primary document, piece by piece as it is decompressed, into a universe.
///
/// Only what resolving needs is looked at; an element as a whole is the package's record, to be copied as it
/// is. Source packages and those of architectures that the universe does not have are passed over. A package
/// listed twice, which is two elements with one checksum, is kept once. Children of an element may come in
/// any order, and elements that are not known are passed over.
public struct PrimaryReader: ~Copyable, Sendable {
    /// How many packages were kept.
    public private(set) var packageCount = 0

    private let origin: UInt16
    private let text: UInt16
    private var checkpoint = XMLScanner.Checkpoint()
    private var isInside = false
    private let names = PrimaryNames()
    private let architectureNames: [[UInt8]]
    private var relations: RelationReader
    private var checksums = PackageChecksums()
    private var files: [NotedFile] = []
    private var scratch: [UInt8] = []

    /// Begins a document whose packages have `origin`; `builder` gets its text under `text` at the end.
    public init(origin: UInt16, text: UInt16, for builder: borrowing UniverseBuilder) {
        self.origin = origin
        self.text = text
        architectureNames = builder.architectures.map { Array($0.utf8) }
        relations = RelationReader(names)
    }

    /// Reads the packages that are complete in `bytes`, which holds the document from its beginning.
    ///
    /// Call it again when more of the document is there, and at last with `isComplete`, which expects its end.
    public mutating func read(
        _ bytes: Span<UInt8>, isComplete: Bool, into builder: inout UniverseBuilder
    ) throws(MetadataError) {
        var scanner = XMLScanner(bytes, from: checkpoint)
        do {
            if !isInside {
                try scanner.readRoot("metadata")
                if !scanner.closesItself { checkpoint = scanner.checkpoint }
                isInside = !scanner.closesItself
            }
            while true {
                switch try scanner.next() {
                case .startElement where scanner.name == names.package:
                    try readPackage(&scanner, into: &builder)
                case .startElement: try scanner.skipElement()
                case .endElement: checkpoint = scanner.checkpoint
                case .text: break
                case .endOfDocument: return
                }
                // The same elements are open as before, so that the place is all that changes.
                checkpoint.offset = scanner.offset
            }
        } catch {
            if error.reason == .unexpectedEnd, !isComplete {
                try scanner.checkUnfinished(since: checkpoint)
                return
            }
            throw error
        }
    }

    /// What is known of the packages and their files when all is read.
    public consuming func finish() -> RepositoryFiles {
        RepositoryFiles(files: files, checksums: checksums)
    }

    /// The parts of a package that come before its dependencies.
    private struct Head {
        var name: XMLValue?
        var architecture: XMLValue?
        var epoch: XMLValue?
        var version: XMLValue?
        var release: XMLValue?
        var checksum: XMLValue?
        var checksumType: XMLValue?
    }

    /// Reads one package, and adds it when all of it is there.
    private mutating func readPackage(
        _ scanner: inout XMLScanner, into builder: inout UniverseBuilder
    ) throws(MetadataError) {
        let start = scanner.tokenStart
        let package = PackageID(builder.packageCount)
        let fileCount = files.count
        var isAdded = false
        defer { if !isAdded { files.removeLast(files.count - fileCount) } }
        var head = Head()
        var format: XMLScanner.Checkpoint?
        relations.reset()
        while try scanner.nextChild() {
            if scanner.name != names.format {
                try PrimaryReader.readHead(&scanner, names, into: &head)
            } else if let value = head.architecture,
                PrimaryReader.architecture(value, scanner.bytes, architectureNames) != nil
            {
                try readFormat(&scanner, of: package, into: &builder)
            } else {
                // Where the architecture comes last, there is no knowing yet.
                let isKnown = head.architecture != nil || scanner.closesItself
                format = isKnown ? nil : scanner.checkpoint
                try scanner.skipElement()
            }
        }
        let end = scanner.offset
        func missing(_ part: String) -> MetadataError {
            scanner.failure(.missing(part, in: "package"), at: start)
        }
        guard let name = head.name, !name.isEmpty else { throw missing("name") }
        guard let architectureName = head.architecture else { throw missing("arch") }
        guard let checksum = head.checksum else { throw missing("checksum") }
        guard let version = head.version, !version.isEmpty else { throw missing("version") }
        guard EVRText.append(head.epoch, version, head.release, scanner.characters, to: &scratch)
        else {
            let epoch = head.epoch.map { scanner.string($0) } ?? ""
            throw scanner.failure(.malformed("epoch", value: epoch), at: start)
        }
        let versionID = builder.versions.intern(scratch.span)
        guard
            try checksums.add(
                checksum, type: head.checksumType, name: name, architecture: architectureName,
                version: scratch, scanner.characters, at: start),
            let architecture = PrimaryReader.architecture(
                architectureName, scanner.bytes, architectureNames)
        else { return }
        if let format {
            var later = XMLScanner(scanner.bytes, from: format)
            try readFormat(&later, of: package, into: &builder)
        }
        let nameID = scanner.characters.intern(name, into: &builder.names, &scratch)
        builder.beginPackage()
        relations.append(to: &builder)
        builder.endPackage(
            name: nameID, version: VersionID(versionID.raw), architecture: architecture,
            traits: PackageTraits(), origin: origin, text: text, stanza: ByteRange(start..<end))
        checksums.setPackage(package)
        packageCount += 1
        isAdded = true
    }

    /// Reads a child of a package that is not its `format`.
    private static func readHead(
        _ scanner: inout XMLScanner, _ names: PrimaryNames, into head: inout Head
    ) throws(MetadataError) {
        if scanner.name == names.name {
            guard head.name == nil else { throw scanner.repeated() }
            head.name = try scanner.elementText()
        } else if scanner.name == names.architecture {
            guard head.architecture == nil else { throw scanner.repeated() }
            head.architecture = try scanner.elementText()
        } else if scanner.name == names.version {
            guard head.version == nil else { throw scanner.repeated() }
            head.epoch = scanner.attribute(names.epoch)
            head.version = scanner.attribute(names.versionText)
            head.release = scanner.attribute(names.release)
            try scanner.skipElement()
        } else if scanner.name == names.checksum {
            guard head.checksum == nil else { throw scanner.repeated() }
            head.checksumType = scanner.attribute(names.type)
            head.checksum = try scanner.elementText()
        } else {
            try scanner.skipElement()
        }
    }

    /// Reads the dependencies and files of a package.
    private mutating func readFormat(
        _ scanner: inout XMLScanner, of package: PackageID, into builder: inout UniverseBuilder
    ) throws(MetadataError) {
        while try scanner.nextChild() {
            if scanner.name == names.file {
                let path = try scanner.elementText()
                files.append(NotedFile(path: path, package: package))
            } else if let kind = names.kind(scanner.name) {
                try relations.readList(kind, &scanner, into: &builder)
            } else {
                try scanner.skipElement()
            }
        }
    }

    /// The index of an architecture; `nil` for one that does not belong here.
    private static func architecture(
        _ value: XMLValue, _ bytes: Span<UInt8>, _ names: [[UInt8]]
    ) -> UInt8? {
        for (index, name) in names.enumerated()
        where value.range.count == name.count
            && ByteSearch.isEqual(name.span, bytes, at: value.range.lowerBound)
        {
            return UInt8(index)
        }
        return nil
    }
}
