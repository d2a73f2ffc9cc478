internal import MirrorBase

/// What people look for in a package, as bytes: the parts of its record that a search goes through.
///
/// One value is filled again for each package of an index, so that nothing is allocated for each.
public struct ListedPackage: Sendable {
    /// The name.
    public private(set) var name: [UInt8] = []
    /// The version; for rpm `epoch:version-release`.
    public private(set) var version: [UInt8] = []
    /// The architecture.
    public private(set) var architecture: [UInt8] = []
    /// The name of the source package it is built from; for rpm the file name without its ending.
    public private(set) var source: [UInt8] = []
    /// The one line that says what it is.
    public private(set) var summary: [UInt8] = []
    /// The names that it provides beside its own, each with a line feed behind it.
    public private(set) var provides: [UInt8] = []
    /// The files that its record lists, each with a line feed behind it.
    public private(set) var files: [UInt8] = []

    /// A part of a package that is one text.
    public enum Field: Sendable {
        /// One of the parts.
        case name, version, architecture, source, summary
    }

    /// A part of a package that is a list of texts.
    public enum List: Sendable {
        /// One of the lists.
        case provides, files
    }

    /// Makes a package without anything.
    public init() {}

    /// Empties all parts for the next package.
    public mutating func reset() {
        name.removeAll(keepingCapacity: true)
        version.removeAll(keepingCapacity: true)
        architecture.removeAll(keepingCapacity: true)
        source.removeAll(keepingCapacity: true)
        summary.removeAll(keepingCapacity: true)
        provides.removeAll(keepingCapacity: true)
        files.removeAll(keepingCapacity: true)
    }

    /// Sets a part; a line feed in it becomes a blank, since lines are what a search tells apart.
    public mutating func set(_ field: Field, to bytes: Span<UInt8>) {
        switch field {
        case .name: Self.replace(&name, with: bytes)
        case .version: Self.replace(&version, with: bytes)
        case .architecture: Self.replace(&architecture, with: bytes)
        case .source: Self.replace(&source, with: bytes)
        case .summary: Self.replace(&summary, with: bytes)
        }
    }

    /// Sets a part, as above.
    public mutating func set(_ field: Field, to bytes: [UInt8]) { set(field, to: bytes.span) }

    /// Adds to a list, as below.
    public mutating func add(_ bytes: [UInt8], to list: List) { add(bytes.span, to: list) }

    /// Takes the name as that of the source where none is known.
    public mutating func completeSource() {
        if source.isEmpty { source = name }
    }

    /// Adds to a list.
    public mutating func add(_ bytes: Span<UInt8>, to list: List) {
        switch list {
        case .provides: Self.append(bytes, to: &provides, endsLine: true)
        case .files: Self.append(bytes, to: &files, endsLine: true)
        }
    }

    private static func replace(_ part: inout [UInt8], with bytes: Span<UInt8>) {
        part.removeAll(keepingCapacity: true)
        append(bytes, to: &part, endsLine: false)
    }

    private static func append(_ bytes: Span<UInt8>, to part: inout [UInt8], endsLine: Bool) {
        let start = part.count
        part.append(bytes)
        if ByteSearch.first(0x0A, in: bytes, from: 0) < bytes.count {
            for index in start..<part.count where part[index] == 0x0A { part[index] = 0x20 }
        }
        if endsLine { part.append(0x0A) }
    }
}
