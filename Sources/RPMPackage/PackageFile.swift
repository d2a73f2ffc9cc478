public import MirrorBase

/// The beginning of an rpm file, up to its payload: the lead, the signature header and the main header.
///
/// What follows rpm's description of the format (`format_lead`, `format_header`, `format_v4` and `v6` of
/// rpm's manual). Binary and source packages of all versions since rpm 2.1 are read.
public struct PackageFile: Sendable {
    /// The bytes of the file before its payload.
    public let bytes: [UInt8]
    /// The size of the whole file in bytes.
    public let fileSize: Int
    /// Signatures and digests; not covered by any of them.
    public let signatureHeader: PackageHeader<SignatureTag>
    /// What the package is.
    public let header: PackageHeader<HeaderTag>
    /// Name, version and architecture.
    public let identity: PackageIdentity
    /// Whether it is a source package.
    public let isSource: Bool

    static let leadSize = 96
    private static let leadMagic: [UInt8] = [0xED, 0xAB, 0xEE, 0xDB]
    /// Where the lead says what its signatures are like, and the only answer since rpm 2.1.
    private static let signatureFormOffset = 78
    private static let signatureForm: UInt16 = 5

    /// How many bytes of a file, from its beginning, its headers take.
    ///
    /// As long as too few are given to know, it is the number that must be given to go on; after three
    /// rounds at most it is known.
    public static func headSize(of beginning: Span<UInt8>) throws(PackageFileError) -> Int {
        try checkLead(beginning)
        let smallest = leadSize + HeaderReader.introSize
        if beginning.count < smallest { return smallest }
        let mainStart = try mainHeaderStart(beginning)
        if beginning.count < mainStart + HeaderReader.introSize {
            return mainStart + HeaderReader.introSize
        }
        return try HeaderReader(.main, of: beginning, at: mainStart).range.upperBound
    }

    /// Reads the headers.
    ///
    /// - Parameters:
    ///   - head: the file from its beginning to its payload, or more of it
    ///   - fileSize: the size of the whole file in bytes
    public init(head: [UInt8], fileSize: Int) throws(PackageFileError) {
        let headSize = try PackageFile.headSize(of: head.span)
        guard headSize <= head.count, headSize <= fileSize else {
            throw PackageFileError(
                offset: min(head.count, fileSize), .truncated(needed: headSize))
        }
        bytes = headSize == head.count ? head : Array(head[..<headSize])
        self.fileSize = fileSize
        signatureHeader = try PackageHeader(.signature, in: bytes, at: PackageFile.leadSize)
        let start = try PackageFile.mainHeaderStart(head.span)
        header = try PackageHeader(.main, in: bytes, at: start)
        // Older packages do not say that they are source packages; only these have no source package.
        if let mark = try header.number(.sourcePackage) {
            isSource = mark != 0
        } else {
            isSource = header.entry(.sourceRPM) == nil
        }
        identity = try PackageFile.identity(header, isSource: isSource)
    }

    /// Where the main header lies in the file; the payload follows at once.
    public var headerRange: Range<Int> { header.range }
    /// Where the payload begins.
    public var payloadOffset: Int { header.range.upperBound }

    /// A part of the headers as text; what is not UTF-8 is replaced.
    public func string(_ range: ByteRange) -> String {
        String(decoding: bytes[range.range], as: UTF8.self)
    }

    /// What tells that a package belongs to a stream of a module, `name:stream:version:context`.
    public func modularityLabel() throws(PackageFileError) -> String? {
        try header.text(.modularityLabel).map { string($0) }
    }

    /// The size of all files in bytes, as the header says; zero where it does not.
    public func installedSize() throws(PackageFileError) -> UInt64 {
        if let size = try header.number(.size) { return size }
        return try header.number(.longSize) ?? 0
    }

    /// The size of the payload before compression in bytes; zero where no header says it.
    public func archiveSize() throws(PackageFileError) -> UInt64 {
        if !signatureHeader.isReserved, let size = try signatureHeader.number(.archiveSize) {
            return size
        }
        if let size = try signatureHeader.number(.longArchiveSize) { return size }
        if let size = try header.number(.archiveSize) { return size }
        return try header.number(.longArchiveSize) ?? 0
    }

    private static func checkLead(_ bytes: Span<UInt8>) throws(PackageFileError) {
        for (index, byte) in leadMagic.enumerated() where index < bytes.count {
            if bytes[index] != byte { throw PackageFileError(offset: 0, .notAPackage) }
        }
        guard bytes.count >= signatureFormOffset + 2 else { return }
        let form =
            UInt16(bytes[signatureFormOffset]) << 8 | UInt16(bytes[signatureFormOffset + 1])
        if form != signatureForm {
            throw PackageFileError(offset: signatureFormOffset, .unknownSignatureForm(form))
        }
    }

    /// The main header begins at the next multiple of eight after the signature header.
    private static func mainHeaderStart(_ bytes: Span<UInt8>) throws(PackageFileError) -> Int {
        let end = try HeaderReader(.signature, of: bytes, at: leadSize).range.upperBound
        return (end + 7) / 8 * 8
    }

    private static func identity(_ header: PackageHeader<HeaderTag>, isSource: Bool)
        throws(PackageFileError)
        -> PackageIdentity
    {
        func required(_ tag: HeaderTag) throws(PackageFileError) -> String {
            guard let range = try header.text(tag), !range.isEmpty else {
                throw PackageFileError(
                    offset: header.range.lowerBound, .missing(tag: tag.rawValue))
            }
            return String(decoding: header.bytes[range.range], as: UTF8.self)
        }
        guard let epoch = UInt32(exactly: try header.number(.epoch) ?? 0) else {
            throw PackageFileError(
                offset: header.range.lowerBound,
                .badEntry(tag: HeaderTag.epoch.rawValue, .value))
        }
        return PackageIdentity(
            name: try required(.name), epoch: epoch, version: try required(.version),
            release: try required(.release),
            architecture: isSource ? "src" : try required(.architecture))
    }
}
