internal import Archive
internal import Manifest
internal import MirrorBase
internal import RPMRepository
internal import Store

/// Makes the metadata of a tree from the lines of a lock.
struct RepodataMaker {
    let traits: RPMTraits
    let elements: ElementStore

    private var compression: Compression {
        switch traits.compression {
        case .gzip: .gzip
        case .zstd: .zstd
        case .xz: .xz
        }
    }

    /// All files, in the order of the lock, so that equal locks give equal files.
    func files(_ packages: [PlannedPackage], _ documents: [Lock.Document]) throws(MirrorError)
        -> [RepodataFile]
    {
        let sorted = packages.sorted { $0.locked.precedes($1.locked) }
        let parts = try sorted.map { (package) throws(MirrorError) in
            RepodataBuilder.Package(
                primary: Array(package.locked.record.utf8),
                filelists: try elements.element(.filelists, of: package),
                other: try elements.element(.other, of: package), location: package.locked.path)
        }
        let others = documents.map { document in
            RepodataBuilder.Document(
                type: document.kind, name: RepodataMaker.fileName(document.kind),
                text: Array(document.text.utf8))
        }
        return try RepodataBuilder(
            compression: compression, hasDatabases: traits.writesDatabases
        ).files(parts, others)
    }

    private static func fileName(_ kind: String) -> String {
        switch kind {
        case "group": "comps.xml"
        case "modules": "modules.yaml"
        default: "\(kind).xml"
        }
    }
}
