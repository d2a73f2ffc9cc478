public import MirrorBase
public import RPMPackage

/// The `package` element of a primary document, with the parts that fetching and publishing it need.
public struct PrimaryRecord: Sendable, Hashable {
    /// Which package it is.
    public let identity: PackageIdentity
    /// The digest of the file, which is also the package's id in other documents.
    public let checksum: Digest
    /// Where the file lies.
    public let location: MetadataLocation
    /// The size of the file in bytes; zero where it is not said.
    public let packageSize: Int
    /// The size of the package's files when installed, in bytes; zero where it is not said.
    public let installedSize: Int
    /// When the file changed last, as far as its repository knew.
    public let fileTime: Timestamp
    /// When the package was built.
    public let buildTime: Timestamp
    /// The file name of the source package; `nil` for one that has none.
    public let sourcePackage: String?
    /// Where the header lies in the file, if it is said.
    public let headerRange: Range<Int>?
    /// The bytes of the `location` element in the record.
    public let locationRange: Range<Int>

    /// Reads the bytes of a `package` element.
    ///
    /// Its names are checked for use in paths and locks, and its location for staying in the repository.
    public init(element: some Sequence<UInt8>) throws(MetadataError) {
        let bytes = Array(element)
        var scanner = XMLScanner(bytes.span)
        try scanner.readRoot("package")
        var parts = Parts()
        while try scanner.nextChild() { try parts.read(&scanner) }
        try scanner.readEnd()
        func missing(_ part: String) -> MetadataError {
            MetadataError(bytes.span, at: 0, .missing(part, in: "package"))
        }
        guard let name = parts.name else { throw missing("name") }
        guard let architecture = parts.architecture else { throw missing("arch") }
        guard let (epoch, version, release) = parts.version else { throw missing("version") }
        guard let checksum = parts.checksum else { throw missing("checksum") }
        guard let location = parts.location else { throw missing("location") }
        identity = PackageIdentity(
            name: name, epoch: epoch, version: version, release: release,
            architecture: architecture)
        self.checksum = checksum
        self.location = location.value
        locationRange = location.range
        packageSize = parts.packageSize
        installedSize = parts.installedSize
        fileTime = parts.fileTime
        buildTime = parts.buildTime
        sourcePackage = parts.sourcePackage
        headerRange = parts.headerRange
    }

    /// What is read so far.
    private struct Parts {
        var name: String?
        var architecture: String?
        var version: (epoch: UInt32, version: String, release: String)?
        var checksum: Digest?
        var location: (value: MetadataLocation, range: Range<Int>)?
        var packageSize = 0
        var installedSize = 0
        var fileTime = Timestamp(seconds: 0)
        var buildTime = Timestamp(seconds: 0)
        var sourcePackage: String?
        var headerRange: Range<Int>?

        /// Reads one child of the package.
        mutating func read(_ scanner: inout XMLScanner) throws(MetadataError) {
            switch scanner.name {
            case "name":
                guard name == nil else { throw scanner.repeated() }
                name = try scanner.word(try scanner.elementText(), "name")
            case "arch":
                guard architecture == nil else { throw scanner.repeated() }
                architecture = try scanner.word(try scanner.elementText(), "arch")
            case "version":
                guard version == nil else { throw scanner.repeated() }
                version = try scanner.versionAttributes()
                try scanner.skipElement()
            case "checksum":
                guard checksum == nil else { throw scanner.repeated() }
                let type = scanner.attribute("type")
                checksum = try scanner.digest(try scanner.elementText(), type: type, "checksum")
            case "location":
                guard location == nil else { throw scanner.repeated() }
                let start = scanner.tokenStart
                let value = try scanner.location()
                try scanner.skipElement()
                location = (value, start..<scanner.offset)
            case "size":
                packageSize = try scanner.numberAttribute("package") ?? 0
                installedSize = try scanner.numberAttribute("installed") ?? 0
                try scanner.skipElement()
            case "time":
                if let value = scanner.attribute("file") {
                    fileTime = try scanner.timestamp(value, "file")
                }
                if let value = scanner.attribute("build") {
                    buildTime = try scanner.timestamp(value, "build")
                }
                try scanner.skipElement()
            case "format":
                while try scanner.nextChild() { try readFormat(&scanner) }
            default: try scanner.skipElement()
            }
        }

        /// Reads one child of the package's `format`.
        private mutating func readFormat(_ scanner: inout XMLScanner) throws(MetadataError) {
            switch scanner.name {
            case "sourcerpm":
                let text = scanner.trimmedString(try scanner.elementText())
                sourcePackage = text.isEmpty ? nil : text
            case "header-range":
                let start = try scanner.numberAttribute("start") ?? 0
                let end = try scanner.numberAttribute("end") ?? 0
                guard start <= end else {
                    throw scanner.failure(.malformed("header-range", value: "\(start)-\(end)"))
                }
                headerRange = start..<end
                try scanner.skipElement()
            default: try scanner.skipElement()
            }
        }
    }
}

extension XMLScanner {
    /// The number that an attribute of the last start tag holds.
    func numberAttribute(_ name: String) throws(MetadataError) -> Int? {
        guard let value = attribute(XMLName(stringLiteral: name)) else { return nil }
        return try number(value, name)
    }

    /// A name that may become part of a path: not empty, without white space, control characters and slashes.
    func word(_ value: XMLValue, _ part: String) throws(MetadataError) -> String {
        let text = string(value)
        let isSafe = text.unicodeScalars.allSatisfy { scalar in
            scalar.value > 0x20 && !(0x7F...0x9F).contains(scalar.value) && scalar != "/"
                && scalar != "\\"
        }
        guard !text.isEmpty, isSafe else {
            throw failure(.malformed(part, value: text), at: value.range.lowerBound)
        }
        return text
    }

    /// Epoch, version and release of the `version` element whose start tag came last.
    func versionAttributes() throws(MetadataError) -> (UInt32, String, String) {
        var epoch: UInt32 = 0
        if let value = attribute("epoch"), !value.isEmpty {
            guard let number = UInt32(exactly: try number(value, "epoch")) else {
                throw failure(.malformed("epoch", value: string(value)))
            }
            epoch = number
        }
        guard let version = attribute("ver") else {
            throw failure(.missing("ver", in: "version"))
        }
        let release = attribute("rel") ?? XMLValue(range: 0..<0, form: .plain)
        return (
            epoch, try word(version, "ver"), release.isEmpty ? "" : try word(release, "rel")
        )
    }
}
