internal import MirrorBase
public import PackageModel

/// A file of a package, as the primary document has it.
struct NotedFile: Sendable {
    private let range: ByteRange
    /// The package.
    let package: PackageID
    private let form: XMLValue.Form

    init(path: XMLValue, package: PackageID) {
        range = ByteRange(path.range)
        form = path.form
        self.package = package
    }

    /// The path.
    var path: XMLValue { XMLValue(range: range.range, form: form) }
}

/// Which package of one repository bears a checksum, and which files its primary document lists.
///
/// What provides a path is asked when all repositories are read, since any of them may name it.
public final class RepositoryFiles: Sendable {
    private let files: [NotedFile]
    private let checksums: PackageChecksums

    init(files: [NotedFile], checksums: consuming PackageChecksums) {
        self.files = files
        self.checksums = checksums
    }

    /// The package with a checksum in hexadecimal digits, if it is in the universe.
    public func package(checksum: Span<UInt8>) -> PackageID? { checksums.package(checksum) }

    /// Notes in a universe which of its named paths these packages hold; `primary` is the text that was read.
    public func addNamedFiles(_ primary: Span<UInt8>, into builder: inout UniverseBuilder) {
        let characters = XMLCharacters(primary)
        var scratch: [UInt8] = []
        for file in files {
            if let path = characters.find(file.path, in: builder.names, &scratch) {
                builder.addFile(path, of: file.package)
            }
        }
    }
}
