internal import MirrorBase

/// What the `package` element of a primary document tells people: texts, and relations as they are written.
///
/// Everything in it is from outside, and may hold any character that XML can.
public struct PrimaryDetails: Sendable, Hashable {
    /// Relations of one kind.
    public struct Relations: Sendable, Hashable {
        /// The kind, as the document names it: `requires`, `provides` …
        public var kind: String
        /// The relations, as rpm writes them: `libx >= 1:2-3`.
        public var texts: [String]
    }

    /// One line about it.
    public private(set) var summary = ""
    /// What it is, in several lines.
    public private(set) var description = ""
    /// Who made it.
    public private(set) var packager = ""
    /// A page about it.
    public private(set) var url = ""
    /// Under which terms it is.
    public private(set) var license = ""
    /// Whose it is.
    public private(set) var vendor = ""
    /// What kind of package it is, in rpm's old words.
    public private(set) var group = ""
    /// Its relations in the order of the document, kinds without any left out.
    public private(set) var relations: [Relations] = []

    private static let kinds: [XMLName] = [
        "provides", "requires", "conflicts", "obsoletes", "recommends", "suggests", "supplements",
        "enhances",
    ]

    /// Reads the bytes of a `package` element.
    public init(element: some Sequence<UInt8>) throws(MetadataError) {
        let bytes = Array(element)
        var scanner = XMLScanner(bytes.span)
        try scanner.readRoot("package")
        while try scanner.nextChild() {
            switch scanner.name {
            case "summary": summary = try scanner.trimmedElement()
            case "description": description = try scanner.trimmedElement()
            case "packager": packager = try scanner.trimmedElement()
            case "url": url = try scanner.trimmedElement()
            case "format": while try scanner.nextChild() { try readFormat(&scanner) }
            default: try scanner.skipElement()
            }
        }
        try scanner.readEnd()
    }

    /// Reads one child of the package's `format`.
    private mutating func readFormat(_ scanner: inout XMLScanner) throws(MetadataError) {
        switch scanner.name {
        case "license": license = try scanner.trimmedElement()
        case "vendor": vendor = try scanner.trimmedElement()
        case "group": group = try scanner.trimmedElement()
        case let name where PrimaryDetails.kinds.contains(name):
            let kind = scanner.elementName.split(separator: ":").last.map(String.init) ?? ""
            var texts: [String] = []
            if !scanner.closesItself {
                while try scanner.nextChild() {
                    if let text = scanner.relationText() { texts.append(text) }
                    try scanner.skipElement()
                }
            } else {
                try scanner.skipElement()
            }
            if !texts.isEmpty { relations.append(Relations(kind: kind, texts: texts)) }
        default: try scanner.skipElement()
        }
    }
}

extension XMLScanner {
    private static let operators = [
        "LT": "<", "LE": "<=", "EQ": "=", "GE": ">=", "GT": ">",
    ]

    /// The text of the element whose start tag came last, without the blanks around it.
    @_lifetime(self: copy self)
    fileprivate mutating func trimmedElement() throws(MetadataError) -> String {
        trimmedString(try elementText())
    }

    /// The relation of the entry whose start tag came last, as rpm writes it; an epoch of zero is left out.
    fileprivate func relationText() -> String? {
        func text(_ name: XMLName) -> String? { attribute(name).map { string($0) } }
        guard let name = text("name"), !name.isEmpty else { return nil }
        guard let flags = text("flags"), let sign = XMLScanner.operators[flags] else { return name }
        var version = text("ver") ?? ""
        if let epoch = text("epoch"), !epoch.isEmpty, epoch != "0" {
            version = "\(epoch):\(version)"
        }
        if let release = text("rel"), !release.isEmpty { version += "-\(release)" }
        return "\(name) \(sign) \(version)"
    }
}
