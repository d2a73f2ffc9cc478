internal import MirrorBase

/// A universe as bytes, so that it need not be read from its indexes again.
///
/// The form is private to one version of this program: it has no meaning beyond the cache. Length and a
/// checksum at the front tell damage; whoever may write to the cache is trusted not to forge.
extension Universe {
    /// Grows with every change of the form.
    private static let archiveFormat: UInt32 = 1
    private static let archiveMagic: UInt32 = 0x5256_4e55
    private static let headerSize = 24

    /// The universe without the texts that its stanzas are ranges of.
    public func archived() -> [UInt8] {
        var writer = ArchiveWriter()
        writer.reserve(names.content.count + 16 * (relations.count + providers.count + count))
        writer.write(scheme == .rpm ? 1 : 0)
        writer.write(UInt32(count))
        writer.write(UInt32(texts.count))
        writer.write(names.content)
        writer.write(names.boundaries)
        writer.write(versions.content)
        writer.write(versions.boundaries)
        writer.write(UInt32(architectures.count))
        for architecture in architectures { writer.write(architecture) }
        writer.write(UInt32(origins.count))
        for origin in origins {
            writer.write(origin.repository)
            writer.write(origin.suite)
            writer.write(origin.component)
            writer.write(UInt32(bitPattern: Int32(clamping: origin.priority)))
        }
        writer.write(UInt32(expressions.count))
        for expression in expressions { writer.write(expression) }
        writePackages(&writer)
        writer.write(relationStarts)
        writer.write(UInt32(relations.count))
        for relation in relations { writer.write(relation) }
        writer.write(providerStarts)
        writer.write(UInt32(providers.count))
        for provider in providers { writer.write(provider) }
        return Universe.header(of: writer.bytes) + writer.bytes
    }

    private static func header(of body: [UInt8]) -> [UInt8] {
        let checksum = ByteSearch.hash(body.span)
        var header = ArchiveWriter()
        header.write(archiveMagic)
        header.write(archiveFormat)
        for half in [UInt64(body.count), checksum] {
            header.write(UInt32(truncatingIfNeeded: half))
            header.write(UInt32(truncatingIfNeeded: half >> 32))
        }
        return header.bytes
    }

    private func writePackages(_ writer: inout ArchiveWriter) {
        for index in 0..<count {
            let traits = packageTraits[index]
            var flags = UInt32(traits.multiArch.rawValue) | UInt32(traits.priority.rawValue) << 8
            flags |= (traits.isEssential ? 1 << 16 : 0) | (traits.isProtected ? 1 << 17 : 0)
            writer.write(packageNames[index].raw)
            writer.write(packageVersions[index].raw)
            writer.write(UInt32(packageArchitectures[index]) | UInt32(packageTexts[index]) << 16)
            writer.write(flags)
            writer.write(
                UInt32(packageOrigins[index])
                    | UInt32(UInt16(bitPattern: packagePriorities[index])) << 16)
            writer.write(UInt32(packageStanzas[index].range.lowerBound))
            writer.write(UInt32(packageStanzas[index].range.upperBound))
        }
    }

    /// The universe that `archived()` made bytes of; `nil` where they are damaged or of another version.
    ///
    /// - Parameter texts: The texts of the indexes, as many as there were, or none where no stanza will be
    ///   asked for.
    public convenience init?(archive bytes: Span<UInt8>, texts: [[UInt8]]) {
        guard bytes.count >= Universe.headerSize else { return nil }
        let body = bytes.extracting(Universe.headerSize..<bytes.count)
        var header = ArchiveReader(bytes, from: 0)
        do {
            guard try header.number() == Universe.archiveMagic,
                try header.number() == Universe.archiveFormat,
                try header.number() == UInt32(truncatingIfNeeded: body.count),
                try header.number() == UInt32(truncatingIfNeeded: body.count >> 32)
            else { return nil }
            let checksum = UInt64(try header.number()) | UInt64(try header.number()) << 32
            guard checksum == ByteSearch.hash(body) else { return nil }
            var reader = ArchiveReader(body, from: 0)
            try self.init(reading: &reader, texts: texts)
        } catch { return nil }
    }
}
