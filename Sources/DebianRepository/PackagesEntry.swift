public import MirrorBase

/// What an index says of one package, as far as two indexes are compared by it.
public struct PackagesEntry: Sendable, Hashable {
    /// The package's name.
    public var name: String
    /// Its version.
    public var version: String
    /// The architecture it was built for; `all` where the stanza says none.
    public var architecture: String
    /// Bytes of its file; zero where the stanza does not say.
    public var size: Int
    /// The SHA-256 of its file; where the stanza has none, another digest that it has.
    public var digest: Digest

    /// The packages of a Packages index, in its order, whatever their architecture.
    ///
    /// Stanzas without a version are passed over, as apt does; one without a name or a digest is an error.
    public static func read(_ index: Span<UInt8>) throws(PackagesEntryError) -> [PackagesEntry] {
        var packages: [PackagesEntry] = []
        var stanza = Stanza()
        var line = 0
        var offset = 0
        while offset < index.count {
            line += 1
            let end = ByteSearch.first(0x0A, in: index, from: offset)
            let text = offset..<PackagesFields.trimmedEnd(index, offset..<end)
            if text.isEmpty {
                if let package = try stanza.package(line: line - 1) { packages.append(package) }
                stanza = Stanza()
            } else if !stanza.take(index, text) {
                throw PackagesEntryError(line: line, reason: .notAField)
            }
            offset = end + 1
        }
        if let package = try stanza.package(line: line) { packages.append(package) }
        return packages
    }

    /// The fields of one stanza, the first of several of a name.
    private struct Stanza {
        private var values: [String?] = Array(repeating: nil, count: Stanza.names.count)
        private var isEmpty = true

        private static let names = [
            "package", "version", "architecture", "size", "sha512", "sha256", "sha1", "md5sum",
        ].map { Array($0.utf8) }
        private static let digests: [(place: Int, algorithm: HashAlgorithm)] = [
            // What our own locks have comes first, so that a tree can be compared with a lock.
            (5, .sha256), (4, .sha512), (6, .sha1), (7, .md5),
        ]

        /// Takes a line that is not blank; `false` if it is neither a field nor a continuation.
        mutating func take(_ bytes: Span<UInt8>, _ line: Range<Int>) -> Bool {
            let first = bytes[line.lowerBound]
            if first == 0x20 || first == 0x09 { return !isEmpty }
            isEmpty = false
            var colon = line.lowerBound
            while colon < line.upperBound, bytes[colon] != UInt8(ascii: ":") { colon += 1 }
            if colon == line.upperBound || colon == line.lowerBound { return false }
            for (place, name) in Stanza.names.enumerated()
            where values[place] == nil && name.count == colon - line.lowerBound {
                var isSame = true
                for index in name.indices
                where bytes[line.lowerBound + index] | 0x20 != name[index] | 0x20 {
                    isSame = false
                }
                if isSame { values[place] = Stanza.text(bytes, (colon + 1)..<line.upperBound) }
            }
            return true
        }

        private static func text(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
            var text: [UInt8] = []
            for index in range where !text.isEmpty || bytes[index] > 0x20 {
                text.append(bytes[index])
            }
            return String(decoding: text, as: UTF8.self)
        }

        /// The package; `nil` where there is no stanza, or one that nobody can use.
        func package(line: Int) throws(PackagesEntryError) -> PackagesEntry? {
            if isEmpty { return nil }
            guard let name = values[0], !name.isEmpty else {
                throw PackagesEntryError(line: line, reason: .missing("Package"))
            }
            guard let version = values[1], !version.isEmpty else { return nil }
            var digest: Digest?
            for (place, algorithm) in Stanza.digests where digest == nil {
                digest = values[place].flatMap { Digest(algorithm, hex: $0) }
            }
            guard let digest else {
                throw PackagesEntryError(line: line, reason: .missing("SHA256"))
            }
            return PackagesEntry(
                name: name, version: version, architecture: values[2] ?? "all",
                size: max(0, values[3].flatMap { Int($0) } ?? 0), digest: digest)
        }
    }
}

/// A Packages index that cannot be compared.
public struct PackagesEntryError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong with it.
    public enum Reason: Sendable, Hashable {
        /// A line is neither a field, nor a continuation, nor blank.
        case notAField
        /// A stanza lacks a field.
        case missing(String)
    }

    /// The line, from 1; the last one of a stanza that lacks a field.
    public var line: Int
    /// What is wrong there.
    public var reason: Reason

    /// What is wrong, as the second half of a sentence about the index.
    public var description: String {
        switch reason {
        case .notAField: "line \(line) is not a field"
        case .missing(let field): "the stanza that ends at line \(line) has no usable `\(field)`"
        }
    }
}
