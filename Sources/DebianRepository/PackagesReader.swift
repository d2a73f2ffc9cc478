internal import MirrorBase
public import PackageModel

/// Reads a Packages index, piece by piece as it is decompressed, into a universe.
///
/// Only what resolving needs is looked at; the rest of a stanza stays bytes, to be copied as they are.
/// The format is deb822 (`deb822(5)`, Debian Policy 5.1): field names in any case, continuation lines,
/// stanzas apart by blank lines. Comments do not exist in it. Stanzas for other architectures, and those
/// without a version (which apt cannot use either), are passed over.
public struct PackagesReader: ~Copyable, Sendable {
    /// How many packages were kept.
    public private(set) var packageCount = 0

    private let origin: UInt16
    private let text: UInt16
    private var offset = 0
    private var line = 1
    private var fields = PackagesFields()
    private let architectureNames: [[UInt8]]

    /// Begins an index whose packages have `origin`; `builder` gets its text under `text` at the end.
    public init(origin: UInt16, text: UInt16, for builder: borrowing UniverseBuilder) {
        self.origin = origin
        self.text = text
        architectureNames = builder.architectures.map { Array($0.utf8) }
    }

    /// Reads the stanzas that are complete in `bytes`, which holds the index from its beginning.
    ///
    /// Call it again when more of the index is there, and at last with `isComplete`, which takes the last
    /// stanza even without a blank line behind it.
    public mutating func read(
        _ bytes: Span<UInt8>, isComplete: Bool, into builder: inout UniverseBuilder
    ) throws(PackagesError) {
        while offset < bytes.count {
            guard try readStanza(bytes, isComplete: isComplete, into: &builder) else { return }
        }
    }

    /// Reads one stanza; `false`, with nothing changed, if its end is not there yet.
    private mutating func readStanza(
        _ bytes: Span<UInt8>, isComplete: Bool, into builder: inout UniverseBuilder
    ) throws(PackagesError) -> Bool {
        fields.reset()
        let start = offset
        let end = bytes.count
        var position = start
        var line = self.line
        while position < end {
            let first = bytes[position]
            if first == 0x0A || (first == 0x0D && position + 1 < end && bytes[position + 1] == 0x0A)
            {
                // A blank line ends the stanza, or precedes the first.
                let next = position + (first == 0x0A ? 1 : 2)
                if position > start {
                    try keep(bytes, start..<position, lastLine: line - 1, into: &builder)
                }
                offset = next
                self.line = line + 1
                return true
            }
            let (lineEnd, found) = PackagesFields.endOfLine(bytes, from: position)
            if !found, !isComplete { return false }
            if !fields.take(bytes, position..<lineEnd) {
                throw PackagesError(line: line, reason: .notAField)
            }
            position = found ? lineEnd + 1 : lineEnd
            line += 1
        }
        if !isComplete { return false }
        if position > start {
            try keep(bytes, start..<position, lastLine: line - 1, into: &builder)
        }
        offset = position
        self.line = line
        return true
    }

    private mutating func keep(
        _ bytes: Span<UInt8>, _ stanza: Range<Int>, lastLine: Int,
        into builder: inout UniverseBuilder
    ) throws(PackagesError) {
        let nameRange = fields[.package]
        if nameRange.isEmpty { throw PackagesError(line: lastLine, reason: .missingPackage) }
        guard !fields[.version].isEmpty,
            let architecture = architectureIndex(bytes, fields[.architecture])
        else { return }
        let name = builder.names.intern(bytes.extracting(nameRange))
        let version = VersionID(builder.versions.intern(bytes.extracting(fields[.version])).raw)
        let traits = fields.traits(bytes)
        builder.beginPackage()
        do {
            let relations = RelationReader(architectureNames: architectureNames)
            try relations.read(bytes, fields[.preDepends], into: &builder)
            try relations.read(bytes, fields[.depends], into: &builder)
            builder.endKind()
            try relations.read(bytes, fields[.conflicts], into: &builder)
            try relations.read(bytes, fields[.breaks], into: &builder)
            builder.endKind()
            try relations.read(bytes, fields[.recommends], into: &builder)
            builder.endKind()
            // Only mentioned: apt numbers names in the order in which it meets them, and breaks ties by it.
            try relations.mention(bytes, fields[.suggests], into: &builder)
            try relations.mention(bytes, fields[.replaces], into: &builder)
            try relations.mention(bytes, fields[.enhances], into: &builder)
            // apt passes over a provision with any operator but `=`, which policy does not know.
            try relations.read(bytes, fields[.provides], only: .equal, into: &builder)
        } catch {
            var line = self.line
            for index in stanza.lowerBound..<error.offset where bytes[index] == 0x0A { line += 1 }
            throw PackagesError(line: line, reason: .malformedRelation(error.text))
        }
        if traits.multiArch == .allowed {
            var any: [UInt8] = []
            any.reserveCapacity(nameRange.count + 4)
            for index in nameRange { any.append(bytes[index]) }
            any += Array(":any".utf8)
            let anyName = builder.names.intern(any.span)
            builder.append(Relation(name: anyName, comparison: .equal, version: version))
        }
        builder.endKind()
        let kept = builder.endPackage(
            name: name, version: version, architecture: architecture, traits: traits,
            origin: origin, text: text, stanza: ByteRange(stanza))
        if kept { packageCount += 1 }
    }

    /// The index of the architecture; `nil` for one that does not belong here, native where none is said.
    private func architectureIndex(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt8? {
        if range.isEmpty { return UniverseBuilder.nativeArchitecture }
        for (index, name) in architectureNames.enumerated()
        where PackagesFields.equals(bytes, range, name) {
            return UInt8(index)
        }
        return nil
    }
}
