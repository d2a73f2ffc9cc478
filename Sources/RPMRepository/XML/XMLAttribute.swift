internal import MirrorBase

/// One attribute of a start tag.
public struct XMLAttribute: Sendable {
    /// The first eight bytes of the local name.
    let word: UInt64
    /// The whole name with its prefix.
    let qualifiedName: ByteRange
    /// Where the local name begins; its end where the attribute declares a namespace and has none.
    let localName: UInt32
    let form: XMLValue.Form
    private let valueRange: ByteRange

    init(word: UInt64, name: Range<Int>, localName: Int, value: Range<Int>, form: XMLValue.Form) {
        self.word = word
        qualifiedName = ByteRange(name)
        self.localName = UInt32(localName)
        valueRange = ByteRange(value)
        self.form = form
    }

    /// The value.
    public var value: XMLValue { XMLValue(range: valueRange.range, form: form) }
    /// The length of the local name.
    var length: Int { Int(qualifiedName.upper) &- Int(localName) }
}

/// The attributes of one start tag, in the order of the document.
///
/// The places of former tags are used again, since a tag comes every twenty nanoseconds.
public struct XMLAttributes: RandomAccessCollection, Sendable {
    static let capacity = 64

    private var storage: [XMLAttribute] = []
    /// How many there are.
    public private(set) var count = 0

    /// The first place.
    public var startIndex: Int { 0 }
    /// The place behind the last.
    public var endIndex: Int { count }

    /// One of them.
    public subscript(index: Int) -> XMLAttribute {
        precondition(index < count, "an attribute that is not there")
        return storage[index]
    }

    @inline(__always)
    mutating func removeAll() { count = 0 }

    /// Adds one; `false` where there are too many.
    @inline(__always)
    mutating func append(_ attribute: XMLAttribute) -> Bool {
        guard count < XMLAttributes.capacity else { return false }
        if count < storage.count {
            storage[count] = attribute
        } else {
            storage.append(attribute)
        }
        count &+= 1
        return true
    }
}
