internal import MirrorBase

/// Writes primary, filelists or other from the elements of packages, which stay as their makers wrote them.
///
/// Every byte of an element is copied but two things. The location in primary is the new one; an
/// `xml:base`, which would lead back to where the element comes from, goes. A prefix that the element took
/// from the root of its document, and that ours does not declare, is declared on the element itself.
/// Elements have to be well-formed on their own, and complete.
public struct RepodataWriter: Sendable {
    /// The document that is being written.
    public let document: RepodataDocument
    private var text: [UInt8] = []
    private let packageCount: Int
    private var written = 0
    private var declaredPrefixes: [String] { document == .primary ? ["rpm"] : [] }

    /// Begins a document of as many packages, whose elements have about `size` bytes together.
    public init(_ document: RepodataDocument, packageCount: Int, size: Int = 0) {
        self.document = document
        self.packageCount = packageCount
        text = document.start(packageCount: packageCount)
        // A location may have grown, and the end is to come.
        text.reserveCapacity(size + packageCount * 64 + 1024)
    }

    /// Appends the element of a package of filelists or other.
    public mutating func append(_ element: Span<UInt8>) throws(MetadataError) {
        precondition(document != .primary, "a package of primary has a location")
        let parts = try MovingElement(element, name: "package")
        parts.appendStart(of: element, declared: declaredPrefixes, to: &text)
        text.append(element.extracting(parts.startTagEnd..<parts.end))
        finishElement()
    }

    /// Appends the element of a package of primary, which lies at `location` now.
    ///
    /// The location is a path from the root of the repository.
    public mutating func append(
        _ element: Span<UInt8>, location: String
    ) throws(MetadataError) {
        precondition(document == .primary, "only packages of primary have a location")
        let parts = try MovingElement(element, name: "package")
        guard let place = parts.location else {
            throw MetadataError(element, at: 0, .missing("location", in: "package"))
        }
        parts.appendStart(of: element, declared: declaredPrefixes, to: &text)
        text.append(element.extracting(parts.startTagEnd..<place.lowerBound))
        text += "<location href=\"".utf8
        text.append(escapedAttribute: location.utf8)
        text += "\"/>".utf8
        text.append(element.extracting(place.upperBound..<parts.end))
        finishElement()
    }

    private mutating func finishElement() {
        text.append(0x0A)
        written += 1
    }

    /// Ends the document and gives its text; a number of packages other than announced is a bug.
    public consuming func finish() -> [UInt8] {
        precondition(written == packageCount, "as many packages as announced")
        text += document.end
        return text
    }
}
