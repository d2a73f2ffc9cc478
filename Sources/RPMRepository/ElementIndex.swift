public import MirrorBase
public import RPMPackage

/// Finds the elements of given packages in a filelists or other document, to copy them as they are.
///
/// The document comes in pieces or whole. An element that bears the checksum of a package and names another
/// one is an error.
public struct ElementIndex: ~Copyable, Sendable {
    private let root: String
    private var checksums = Interner()
    private var identities: [PackageIdentity] = []
    private var ranges: [ByteRange] = []
    private var checkpoint = XMLScanner.Checkpoint()
    private var isInside = false
    private let packageName: XMLName = "package"
    private let checksumName: XMLName = "pkgid"

    /// Looks for some packages in a document whose root element is `root`: `filelists` or `otherdata`.
    public init(
        root: String, packages: some Sequence<(checksum: Digest, identity: PackageIdentity)>
    ) {
        self.root = root
        for (checksum, identity) in packages
        where checksums.intern(checksum.hex).index == identities.count {
            identities.append(identity)
            ranges.append(.empty)
        }
    }

    /// Looks through what is complete in `bytes`, which holds the document from its beginning.
    ///
    /// Call it again when more of the document is there, and at last with `isComplete`, which expects its end.
    public mutating func read(_ bytes: Span<UInt8>, isComplete: Bool) throws(MetadataError) {
        var scanner = XMLScanner(bytes, from: checkpoint)
        do {
            if !isInside {
                try scanner.readRoot(root)
                isInside = !scanner.closesItself
                if isInside { checkpoint = scanner.checkpoint }
            }
            while true {
                switch try scanner.next() {
                case .startElement where scanner.name == packageName: try readPackage(&scanner)
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

    /// The bytes of a package's element; `nil` where the document has none, or not yet.
    public func range(of checksum: Digest) -> Range<Int>? {
        guard let id = checksums.find(checksum.hex), !ranges[id.index].isEmpty else { return nil }
        return ranges[id.index].range
    }

    private mutating func readPackage(_ scanner: inout XMLScanner) throws(MetadataError) {
        let start = scanner.tokenStart
        guard let checksum = scanner.attribute(checksumName) else {
            throw scanner.failure(.missing("pkgid", in: "package"))
        }
        // The first of several counts.
        guard let id = checksums.find(scanner.bytes.extracting(checksum.range)),
            ranges[id.index].isEmpty
        else {
            try scanner.skipElement()
            return
        }
        let identity = identities[id.index]
        try scanner.expect(identity.name, of: "name")
        try scanner.expect(identity.architecture, of: "arch")
        while try scanner.nextChild() {
            if scanner.name == "version" {
                let (epoch, version, release) = try scanner.versionAttributes()
                let expected = "\(identity.epoch):\(identity.version)-\(identity.release)"
                let found = "\(epoch):\(version)-\(release)"
                guard found == expected else {
                    throw scanner.failure(.mismatch("version", value: found, expected: expected))
                }
            }
            try scanner.skipElement()
        }
        ranges[id.index] = ByteRange(start..<scanner.offset)
    }
}

extension XMLScanner {
    /// Checks an attribute of the last start tag, where it is there.
    fileprivate func expect(_ expected: String, of part: String) throws(MetadataError) {
        guard let value = attribute(XMLName(stringLiteral: part)) else { return }
        let found = string(value)
        if found != expected {
            throw failure(
                .mismatch(part, value: found, expected: expected), at: value.range.lowerBound)
        }
    }
}
