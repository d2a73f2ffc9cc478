internal import MirrorBase

/// Which of the two headers of a package it is; their rules differ.
enum HeaderKind: Sendable, Hashable {
    case signature, main

    var regionTag: UInt32 { self == .main ? 63 : 62 }
    /// The most data that rpm takes in, in bytes.
    var dataLimit: UInt32 { self == .main ? 256 << 20 : 64 << 20 }
}

/// Reads the entries of one header and checks each against the rules.
struct HeaderReader {
    /// The most entries that rpm takes in.
    private static let entryLimit: UInt32 = 65_535
    /// The most values of an entry other than bytes.
    private static let countLimit: UInt32 = 1_048_575
    private static let magic: [UInt8] = [0x8E, 0xAD, 0xE8, 0x01, 0, 0, 0, 0]
    /// The bytes before the first entry.
    static let introSize = 16

    let kind: HeaderKind
    let entryCount: Int
    /// Where the header lies in the file, by what its intro says.
    let range: Range<Int>

    private var entriesStart: Int { range.lowerBound + HeaderReader.introSize }
    private var dataStart: Int { entriesStart + 16 * entryCount }
    private var dataCount: Int { range.upperBound - dataStart }

    /// Reads the intro of the header that begins at `start`.
    init(_ kind: HeaderKind, of bytes: Span<UInt8>, at start: Int) throws(PackageFileError) {
        guard bytes.count - start >= HeaderReader.introSize else {
            throw PackageFileError(
                offset: start, .truncated(needed: start + HeaderReader.introSize))
        }
        for (index, byte) in HeaderReader.magic.enumerated() where bytes[start + index] != byte {
            throw PackageFileError(offset: start, .notAHeader)
        }
        let entries = HeaderReader.number(bytes, at: start + 8)
        let data = HeaderReader.number(bytes, at: start + 12)
        guard (1...HeaderReader.entryLimit).contains(entries), data <= kind.dataLimit else {
            throw PackageFileError(offset: start, .unbelievableSize(entries: entries, bytes: data))
        }
        self.kind = kind
        entryCount = Int(entries)
        range = start..<start + HeaderReader.introSize + 16 * Int(entries) + Int(data)
    }

    /// The entries, without the region's.
    func read(_ bytes: Span<UInt8>) throws(PackageFileError) -> ([HeaderEntry], hasRegion: Bool) {
        let hasRegion = try readRegion(bytes)
        var entries: [HeaderEntry] = []
        entries.reserveCapacity(entryCount)
        var end = dataStart
        for index in (hasRegion ? 1 : 0)..<entryCount {
            let entry = try readEntry(bytes, at: entriesStart + 16 * index, after: end)
            end = entry.range.upperBound
            entries.append(entry)
        }
        return (entries, hasRegion)
    }

    /// Whether there is a region, whose trailer is checked: in the main header it must cover everything,
    /// since nothing outside of it would be signed.
    private func readRegion(_ bytes: Span<UInt8>) throws(PackageFileError) -> Bool {
        let intro = entriesStart
        guard HeaderReader.number(bytes, at: intro) == kind.regionTag else { return false }
        let offset = Int(HeaderReader.number(bytes, at: intro + 8))
        guard HeaderReader.number(bytes, at: intro + 4) == HeaderValueType.binary.rawValue,
            HeaderReader.number(bytes, at: intro + 12) == 16, offset <= dataCount - 16
        else { throw PackageFileError(offset: intro, .badRegion) }
        let trailer = dataStart + offset
        let tag = HeaderReader.number(bytes, at: trailer)
        // Some old programs that sign write the number of another region into the trailer.
        let isOldImage = kind == .signature && tag == 61
        let covered = -Int(
            Int32(bitPattern: HeaderReader.number(bytes, at: trailer + 8)))
        guard tag == kind.regionTag || isOldImage,
            HeaderReader.number(bytes, at: trailer + 4) == HeaderValueType.binary.rawValue,
            HeaderReader.number(bytes, at: trailer + 12) == 16,
            covered % 16 == 0, (16...16 * entryCount).contains(covered)
        else { throw PackageFileError(offset: trailer, .badRegion) }
        if kind == .main {
            guard covered == 16 * entryCount, offset == dataCount - 16 else {
                throw PackageFileError(offset: trailer, .badRegion)
            }
        }
        return true
    }

    private func readEntry(_ bytes: Span<UInt8>, at place: Int, after previousEnd: Int)
        throws(PackageFileError) -> HeaderEntry
    {
        let tag = HeaderReader.number(bytes, at: place)
        func mistake(_ mistake: PackageFileError.EntryMistake) -> PackageFileError {
            PackageFileError(offset: place, .badEntry(tag: tag, mistake))
        }
        if tag < 100 { throw mistake(.tag) }
        guard let type = HeaderValueType(rawValue: HeaderReader.number(bytes, at: place + 4)) else {
            throw mistake(.type)
        }
        let offset = Int(HeaderReader.number(bytes, at: place + 8))
        let count = HeaderReader.number(bytes, at: place + 12)
        guard count >= 1, Int(count) <= dataCount,
            type == .binary || count <= HeaderReader.countLimit,
            type != .string || count == 1
        else { throw mistake(.count) }
        let start = dataStart + offset
        guard offset <= dataCount, offset % type.width == 0, start >= previousEnd else {
            throw mistake(.place)
        }
        var end = start
        if type.isText {
            for _ in 0..<count {
                end = ByteSearch.first(0, in: bytes.extracting(..<range.upperBound), from: end)
                if end == range.upperBound { throw mistake(.unterminated) }
                end += 1
            }
        } else {
            let size = Int(count) * type.width
            guard size <= range.upperBound - start else { throw mistake(.place) }
            end = start + size
        }
        return HeaderEntry(tag: tag, type: type, count: Int(count), range: start..<end)
    }

    /// A big-endian number of four bytes.
    static func number(_ bytes: Span<UInt8>, at offset: Int) -> UInt32 {
        UInt32(bytes[offset]) << 24 | UInt32(bytes[offset + 1]) << 16
            | UInt32(bytes[offset + 2]) << 8 | UInt32(bytes[offset + 3])
    }
}
