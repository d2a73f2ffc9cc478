internal import Archive
package import DebianRepository
internal import MirrorBase
internal import PackageModel
internal import SystemIO

/// Reads indexes into one universe: decompressed on a thread beside, parsed as the text arrives.
enum DebianUniverseLoader {
    /// The universe of all indexes, in their order.
    static func load(
        _ indexes: [DebianIndex], native: String, foreign: [String] = []
    ) throws(MirrorError) -> Universe {
        var builder = UniverseBuilder(nativeArchitecture: native, foreignArchitectures: foreign)
        for index in indexes {
            try Interruption.check()
            let origin = builder.addOrigin(
                PackageOrigin(
                    repository: index.root.source.repository, suite: index.root.source.suite,
                    component: index.component, priority: index.root.priority))
            if let pin = index.root.source.pin { builder.pin(origin: origin, pin) }
            try read(
                index.path, Compression(index.variant.compression),
                name: "`\(index.root.source.directory)\(index.variant.path)`",
                declared: index.variant.uncompressed?.size, origin: origin, into: &builder)
        }
        return builder.finish()
    }

    /// Reads one Packages index from a file; how messages name it is `name`.
    ///
    /// With `declared`, the text has to have that many bytes.
    static func read(
        _ path: FilePath, _ compression: Compression, name: String, declared: Int? = nil,
        origin: UInt16, into builder: inout UniverseBuilder
    ) throws(MirrorError) {
        var text: [UInt8] = []
        var reader = PackagesReader(origin: origin, text: builder.nextText, for: builder)
        do {
            // What a Release file claims is no reason to ask for more memory than an index comes to.
            let size = min(try Files.status(path)?.size ?? 0, DigestCache.sizeLimit)
            text.reserveCapacity(min(declared ?? size * 5, size * 12))
            var pipeline = try DecompressionPipeline(
                .file(path), compression: compression,
                limit: min(declared ?? .max, DigestCache.sizeLimit))
            while let part = try pipeline.next() {
                text += part
                try reader.read(text.span, isComplete: false, into: &builder)
            }
            try reader.read(text.span, isComplete: true, into: &builder)
        } catch let error as ArchiveError {
            throw MirrorError(.integrity, "\(name) \(error.reason)")
        } catch let error as PackagesError {
            throw MirrorError(.integrity, "\(name) cannot be read: \(error.description)")
        } catch let error as SystemError {
            throw MirrorError(error, doing: "read \(name)")
        } catch {
            throw MirrorError(.bug, "reading \(name) failed: \(error)")
        }
        if let declared, declared != text.count {
            throw MirrorError(
                .integrity, "\(name) has \(text.count) bytes, but its Release file says \(declared)"
            )
        }
        builder.addText(text)
    }
}

extension Compression {
    /// The compression of an index as its name ends.
    package init(_ compression: IndexCompression) {
        switch compression {
        case .none: self = .plain
        case .xz: self = .xz
        case .zstd: self = .zstd
        case .gzip: self = .gzip
        case .bzip2: self = .bzip2
        case .lzma, .lz4: self = .lzma
        }
    }
}
