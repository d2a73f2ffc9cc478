/// One of the two header structures of a package: numbered entries, and the data they point into.
///
/// Every rule that rpm checks is checked when it is made, so that all values can be read without more
/// ado: sizes, types, alignment, that strings end, that entries follow one another in the data without
/// overlapping, and that the region covers what it says. Tags may be in any order and need not be known.
public struct PackageHeader<Tag: RawRepresentable<UInt32> & Sendable>: Sendable {
    /// Where the header lies in the file: intro, entries and data.
    public let range: Range<Int>
    /// The entries as they stand there, without the region's own.
    public let entries: [HeaderEntry]
    /// Whether it says what a signature covers; packages from before rpm 4 do not.
    public let hasRegion: Bool
    let bytes: [UInt8]

    /// Reads the header that begins at `start` of a file whose beginning is `bytes`.
    init(_ kind: HeaderKind, in bytes: [UInt8], at start: Int) throws(PackageFileError) {
        let reader = try HeaderReader(kind, of: bytes.span, at: start)
        guard bytes.count >= reader.range.upperBound else {
            throw PackageFileError(offset: start, .truncated(needed: reader.range.upperBound))
        }
        range = reader.range
        self.bytes = bytes
        (entries, hasRegion) = try reader.read(bytes.span)
    }

    /// The first entry of a tag.
    func entry(_ tag: Tag) -> HeaderEntry? {
        for entry in entries where entry.tag == tag.rawValue { return entry }
        return nil
    }
}
