internal import Archive
internal import MirrorBase
internal import MirrorEngine
internal import PackageModel
internal import RPMRepository
internal import SystemIO

/// An index of packages that a user names by itself, told by its name.
enum IndexFile: Sendable {
    /// A Packages index.
    case packages(FilePath)
    /// A primary document or database.
    case primary(FilePath)
    /// The root of an rpm repository, which lies in this directory.
    case root(FilePath)

    /// The index that a file is; `nil` for all others.
    init?(_ path: FilePath) {
        if DebianTreeIndexes.indexName(path.string) != nil {
            self = .packages(path)
            return
        }
        let name = path.lastComponent
        let tree = path.parent / ".."
        if name == "repomd.xml", Files.exists(tree / RepositoryLocation.root) {
            self = .root(path.parent.lastComponent == "repodata" ? path.parent.parent : tree)
            return
        }
        // Before the name may stand a digest.
        let kind = name.split(separator: "-").last ?? ""
        if kind.hasPrefix("primary.xml") || kind.hasPrefix("primary.sqlite") {
            self = .primary(path)
            return
        }
        return nil
    }
}

extension PublishedTree {
    /// Reads an index that a user names by itself.
    init(_ index: IndexFile, called title: String) throws(MirrorError) {
        switch index {
        case .root(let tree): try self.init(tree, called: title)
        case .packages(let path):
            let packages = try DebianTreeReader(tree: path.parent).packages(ofIndex: path)
            self.init(title: title, scheme: .debian, packages: packages, details: NoDetails())
        case .primary(let path):
            let packages = try RPMTreeReader.packages(ofPrimary: path)
            self.init(title: title, scheme: .rpm, packages: packages, details: NoDetails())
        }
    }
}
