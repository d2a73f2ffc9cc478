/// An rpm file that cannot be read, and where it is wrong.
public struct PackageFileError: Error, Sendable, Hashable {
    /// What is wrong.
    public enum Reason: Sendable, Hashable {
        /// The file does not begin with the lead of an rpm package.
        case notAPackage
        /// The lead announces a form of signature that no rpm since version 2.1 writes.
        case unknownSignatureForm(UInt16)
        /// The file ends before the part that begins here; it would have to have this many bytes.
        case truncated(needed: Int)
        /// A header does not begin with the bytes that every header begins with.
        case notAHeader
        /// A header says it has no entries, or more entries or data than any header may have.
        case unbelievableSize(entries: UInt32, bytes: UInt32)
        /// An entry of a header does not follow the rules; the tag is given.
        case badEntry(tag: UInt32, EntryMistake)
        /// The trailer of the region does not say what the header holds.
        case badRegion
        /// A tag that every package has is missing.
        case missing(tag: UInt32)
        /// Tags that belong together differ in how many values they have.
        case unequalCounts(tag: UInt32)
        /// A number names something that the header does not have.
        case badIndex(tag: UInt32)
        /// A path is longer than any system takes, or all are out of proportion to the header.
        case unbelievablePaths
    }

    /// The rule that an entry of a header breaks.
    public enum EntryMistake: Sendable, Hashable {
        /// The tag is below those that entries may have.
        case tag
        /// The type is none of the nine.
        case type
        /// It has no values, or more than the data has room for.
        case count
        /// Its data lies outside, is not aligned, or overlaps that of the entry before.
        case place
        /// A string does not end within the data.
        case unterminated
        /// A value is not written the way that its tag demands.
        case value
        /// The tag has another type in every package.
        case unexpectedType
    }

    /// The place in the file, in bytes from its beginning.
    public var offset: Int
    /// What is wrong there.
    public var reason: Reason

    /// Makes an error of its parts.
    public init(offset: Int, _ reason: Reason) {
        self.offset = offset
        self.reason = reason
    }
}

extension PackageFileError: CustomStringConvertible {
    /// What is wrong, as the second half of a sentence about the file.
    public var description: String {
        switch reason {
        case .notAPackage: "is not an rpm package"
        case .unknownSignatureForm(let form): "has signatures in the unknown form \(form)"
        case .truncated(let needed): "ends too early: it should have at least \(needed) bytes"
        case .notAHeader: "has no header at byte \(offset)"
        case .unbelievableSize(let entries, let bytes):
            "has a header at byte \(offset) that claims \(entries) entries and \(bytes) bytes"
        case .badEntry(let tag, let mistake):
            "has a bad entry of tag \(tag) at byte \(offset): \(mistake.reason)"
        case .badRegion: "has a header whose region is damaged, at byte \(offset)"
        case .missing(let tag): "has no tag \(tag) in its header"
        case .unequalCounts(let tag): "has more or fewer values of tag \(tag) than belong to it"
        case .badIndex(let tag): "has a value of tag \(tag) that points nowhere, at byte \(offset)"
        case .unbelievablePaths: "has paths that are too long, at byte \(offset)"
        }
    }
}

extension PackageFileError.EntryMistake {
    /// The words for messages.
    public var reason: String {
        switch self {
        case .tag: "the tag is reserved"
        case .type: "the type does not exist"
        case .count: "it has none or too many values"
        case .place: "its data is not where it may be"
        case .unterminated: "a string does not end"
        case .value: "it is not written as it must be"
        case .unexpectedType: "it has another type than this tag must have"
        }
    }
}
