public import MirrorBase
internal import PackageModel
public import RPMPackage

/// What a repository says about one package: its elements of primary, filelists and other, made from its
/// own header.
///
/// Elements, attributes, their order and their form are those of createrepo_c, byte for byte. Text that is
/// not UTF-8 is taken as Latin-1, as createrepo_c takes it; a package with control characters, which XML
/// does not have, is refused.
public struct PackageElements: Sendable, Hashable {
    /// The facts about a package that are not in its header.
    public struct File: Sendable, Hashable {
        /// Where the file lies, from the root of the repository.
        public var location: String
        /// The digest of the file, by which documents refer to the package.
        public var digest: Digest
        /// When the file was changed last.
        public var modified: Timestamp

        /// Puts the facts together.
        public init(location: String, digest: Digest, modified: Timestamp) {
            self.location = location
            self.digest = digest
            self.modified = modified
        }
    }

    /// The element of primary.
    public let primary: [UInt8]
    /// The element of filelists.
    public let filelists: [UInt8]
    /// The element of other.
    public let other: [UInt8]

    /// Makes the elements; of changes the newest are taken, at most `changeLimit`.
    public init(_ package: PackageFile, file: File, changeLimit: Int = 10)
        throws(PackageElementsError)
    {
        let texts: [ElementText]
        do throws(PackageFileError) {
            let files = try package.files().map { ListedFile($0, of: package) }
            let lists = ListElement(package: package, file: file)
            texts = [
                try PrimaryElement(package: package, file: file, files: files).text(),
                lists.filelists(files), try lists.other(limit: changeLimit),
            ]
        } catch { throw .unreadable(error) }
        for text in texts where text.isForbidden { throw .controlCharacter }
        primary = texts[0].bytes
        filelists = texts[1].bytes
        other = texts[2].bytes
        do throws(MetadataError) {
            try readBack(location: file.location, architecture: package.identity.architecture)
        } catch { throw .unfit(error.reason) }
    }

    /// Reads the elements as those do who resolve: what they refuse must not be published.
    private func readBack(location: String, architecture: String) throws(MetadataError) {
        // Source packages are passed over by all readers.
        let native = ["src", "nosrc", "noarch"].contains(architecture) ? "x86_64" : architecture
        var builder = UniverseBuilder(
            nativeArchitecture: native, scheme: .rpm, nameCapacity: 64)
        let origin = builder.addOrigin(PackageOrigin(repository: "", suite: "", component: ""))
        var writer = RepodataWriter(.primary, packageCount: 1)
        try writer.append(primary.span, location: location)
        var reader = PrimaryReader(origin: origin, text: 0, for: builder)
        try reader.read(writer.finish().span, isComplete: true, into: &builder)
        _ = try PrimaryRecord(element: primary)
        var lists = RepodataWriter(.filelists, packageCount: 1)
        try lists.append(filelists.span)
        var files = FilelistsReader(reader.finish())
        try files.read(lists.finish().span, isComplete: true, into: &builder)
    }
}

/// Why no elements can be made of a package.
public enum PackageElementsError: Error, Sendable, Hashable {
    /// The header cannot be read.
    case unreadable(PackageFileError)
    /// Some text has a character that XML does not have.
    case controlCharacter
    /// No reader of repositories takes what the header says.
    case unfit(MetadataError.Reason)
}

extension PackageElementsError: CustomStringConvertible {
    /// What is wrong, as the second half of a sentence about the file.
    public var description: String {
        switch self {
        case .unreadable(let error): error.description
        case .controlCharacter: "has a control character in its header, which XML cannot hold"
        case .unfit(let reason): "cannot be listed: \(reason)"
        }
    }
}
