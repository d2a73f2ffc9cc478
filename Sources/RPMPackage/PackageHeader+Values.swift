public import MirrorBase

extension PackageHeader {
    /// The first number of a tag; `nil` where the tag is absent.
    public func number(_ tag: Tag) throws(PackageFileError) -> UInt64? {
        try numbers(tag)?[0]
    }

    /// All numbers of a tag; `nil` where the tag is absent.
    public func numbers(_ tag: Tag) throws(PackageFileError) -> HeaderNumbers? {
        guard let entry = try entry(tag, where: \.isNumber) else { return nil }
        return HeaderNumbers(entry, in: bytes)
    }

    /// Where the first string of a tag lies, without its zero byte; for a translated one the original.
    public func text(_ tag: Tag) throws(PackageFileError) -> ByteRange? {
        guard let entry = try entry(tag, where: \.isText) else { return nil }
        return string(from: entry.range.lowerBound)
    }

    /// Where all strings of a tag lie; none where the tag is absent.
    public func texts(_ tag: Tag) throws(PackageFileError) -> [ByteRange] {
        guard let entry = try entry(tag, where: \.isText) else { return [] }
        var texts: [ByteRange] = []
        texts.reserveCapacity(entry.count)
        var offset = entry.range.lowerBound
        for _ in 0..<entry.count {
            let text = string(from: offset)
            texts.append(text)
            offset = Int(text.upper) + 1
        }
        return texts
    }

    /// Where the bytes of a tag lie; `nil` where the tag is absent.
    public func binary(_ tag: Tag) throws(PackageFileError) -> Range<Int>? {
        try entry(tag) { $0 == .binary }?.range
    }

    private func entry(_ tag: Tag, where isExpected: (HeaderValueType) -> Bool)
        throws(PackageFileError) -> HeaderEntry?
    {
        guard let entry = entry(tag) else { return nil }
        guard isExpected(entry.type) else {
            throw PackageFileError(
                offset: entry.range.lowerBound, .badEntry(tag: tag.rawValue, .unexpectedType))
        }
        return entry
    }

    /// The string from an offset up to its zero byte, which is known to be there.
    private func string(from offset: Int) -> ByteRange {
        ByteRange(offset..<ByteSearch.first(0, in: bytes.span, from: offset))
    }
}
