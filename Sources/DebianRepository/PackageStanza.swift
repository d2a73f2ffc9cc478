public import MirrorBase

/// What the control file of a package says, made into a stanza of a Packages index.
public struct PackageStanza: Sendable, Hashable {
    /// The name.
    public let name: String
    /// The version.
    public let version: String
    /// The architecture.
    public let architecture: String
    private let control: [UInt8]

    /// The fields that an index says about the file; a control file has no say in them.
    private static let ownFields = [
        "filename", "size", "md5sum", "sha1", "sha256", "sha512", "status",
    ]

    /// Reads the control file of a package.
    public init(control: [UInt8]) throws(PackageStanzaError) {
        let stanzas: [ControlStanza]
        do throws(ControlError) { stanzas = try ControlStanza.read(control) } catch {
            throw .unreadable(error)
        }
        guard let stanza = stanzas.first else { throw .missing(field: "Package") }
        func required(_ field: String) throws(PackageStanzaError) -> String {
            guard let value = stanza.value(field), !value.isEmpty, !value.contains("\n") else {
                throw .missing(field: field)
            }
            return value
        }
        name = try required("Package")
        version = try required("Version")
        architecture = try required("Architecture")
        self.control = PackageStanza.ownLines(control, stanza)
    }

    /// The lines of a stanza but those that the index writes itself.
    private static func ownLines(_ bytes: [UInt8], _ stanza: ControlStanza) -> [UInt8] {
        var dropped: Set<Int> = []
        for field in stanza.fields where ownFields.contains(field.name.lowercased()) {
            dropped.formUnion(field.lines.map(\.number))
        }
        let numbers = stanza.fields.flatMap { $0.lines.map(\.number) }
        guard let first = numbers.min(), let last = numbers.max() else { return [] }
        var text: [UInt8] = []
        var number = 0
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            number += 1
            if number < first || number > last || dropped.contains(number) { continue }
            text += line.last == 0x0D ? line.dropLast() : line
            text.append(0x0A)
        }
        return text
    }

    /// The stanza, which ends with a line feed and has no blank line behind it.
    ///
    /// - Parameters:
    ///   - filename: where the file lies, from the root of the archive
    ///   - size: the size of the file in bytes
    ///   - sha256: the digest of the file
    public func text(filename: String, size: Int, sha256: Digest) -> [UInt8] {
        control + Array("Filename: \(filename)\nSize: \(size)\nSHA256: \(sha256.hex)\n".utf8)
    }
}

/// Why a control file makes no stanza.
public enum PackageStanzaError: Error, Sendable, Hashable, CustomStringConvertible {
    /// It is no control file.
    case unreadable(ControlError)
    /// A field that every package has is not there, or not on one line.
    case missing(field: String)

    /// What is wrong, as the second half of a sentence about the control file.
    public var description: String {
        switch self {
        case .unreadable(let error): "cannot be read: \(error)"
        case .missing(let field): "has no field `\(field)`"
        }
    }
}
