public import MirrorBase

/// One file that a package holds or owns.
public struct PackagedFile: Sendable, Hashable {
    /// What it is to the lists of a repository.
    public enum Kind: Sendable, Hashable {
        /// A file, link or device.
        case file
        case directory
        /// Owned by the package without being in it.
        case ghost
    }

    /// The directory with a slash at its end; empty where the name is the whole path, and in source packages.
    public var directory: ByteRange
    /// The rest of the path.
    public var name: ByteRange
    /// What it is; a directory that is owned only is a directory.
    public var kind: Kind
}

extension PackageFile {
    private static let ghostFlag: UInt64 = 1 << 6
    private static let formatMask: UInt64 = 0xF000
    private static let directoryFormat: UInt64 = 0x4000

    /// The length of a path in bytes that Linux takes.
    private static let longestPath = 4096

    /// The files in the order of the header; paths are those of the package, unchecked but for their
    /// length: one of more than 4096 bytes, and all together out of proportion to the header, are errors.
    public func files() throws(PackageFileError) -> [PackagedFile] {
        let modes = try header.numbers(.fileModes)
        let flags = try header.numbers(.fileFlags)
        let paths = try self.paths()
        for (values, tag) in [(modes, HeaderTag.fileModes), (flags, HeaderTag.fileFlags)] {
            guard let values, values.count != paths.count else { continue }
            throw PackageFileError(
                offset: header.range.lowerBound, .unequalCounts(tag: tag.rawValue))
        }
        var files: [PackagedFile] = []
        files.reserveCapacity(paths.count)
        for (index, path) in paths.enumerated() {
            let isDirectory =
                (modes?[index] ?? 0) & PackageFile.formatMask == PackageFile.directoryFormat
            let isGhost = (flags?[index] ?? 0) & PackageFile.ghostFlag != 0
            files.append(
                PackagedFile(
                    directory: path.directory, name: path.name,
                    kind: isDirectory ? .directory : isGhost ? .ghost : .file))
        }
        return files
    }

    private func paths() throws(PackageFileError) -> [(directory: ByteRange, name: ByteRange)] {
        let names = try header.texts(.baseNames)
        if names.isEmpty {
            return try header.texts(.oldFileNames).map { (.empty, $0) }
        }
        let directories = try header.texts(.directoryNames)
        let tag = HeaderTag.directoryIndexes
        guard let indexes = try header.numbers(tag), indexes.count == names.count else {
            throw PackageFileError(
                offset: header.range.lowerBound, .unequalCounts(tag: tag.rawValue))
        }
        var paths: [(directory: ByteRange, name: ByteRange)] = []
        paths.reserveCapacity(names.count)
        // A header says a directory once for any number of names.
        var room = header.range.count * 16 + (16 << 20)
        for (index, name) in names.enumerated() {
            let number = indexes[index]
            guard number < UInt64(directories.count) else {
                throw PackageFileError(
                    offset: header.range.lowerBound, .badIndex(tag: tag.rawValue))
            }
            let length = directories[Int(number)].count + name.count
            room -= length
            guard length <= PackageFile.longestPath, room >= 0 else {
                throw PackageFileError(offset: name.range.lowerBound, .unbelievablePaths)
            }
            paths.append((directories[Int(number)], name))
        }
        return paths
    }
}
