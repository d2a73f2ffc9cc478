internal import MirrorBase
public import RPMPackage

/// An `updateinfo` document: what each update is about, and the packages that it brings.
///
/// Only that is looked at which decides whether an update is kept; its element stays bytes. Dialects differ in
/// what an update says, and in namespaces, but not in this.
public struct UpdateDocument: Sendable {
    /// A package that an update brings.
    struct Package: Sendable, Hashable {
        var name: String
        /// `nil` where the update does not say, or says nothing that is a number.
        var epoch: UInt32?
        var version: String
        var release: String
        var architecture: String
    }

    /// One update.
    struct Update: Sendable {
        var id: String
        var packages: [Package]
        var range: Range<Int>
    }

    let bytes: [UInt8]
    private(set) var updates: [Update] = []

    /// How many updates there are.
    public var count: Int { updates.count }

    /// Reads a document as a whole; several updates may bear one name.
    public init(_ bytes: [UInt8]) throws(MetadataError) {
        self.bytes = bytes
        var scanner = XMLScanner(bytes.span)
        try scanner.readRoot("updates")
        while try scanner.nextChild() {
            let start = scanner.tokenStart
            guard scanner.name == UpdateDocument.update else {
                try scanner.skipElement()
                continue
            }
            var update = Update(id: "", packages: [], range: start..<start)
            try UpdateDocument.read(&scanner, into: &update)
            update.range = start..<scanner.offset
            updates.append(update)
        }
        try scanner.readEnd()
    }

    private static let update: XMLName = "update"
    private static let id: XMLName = "id"
    private static let pkglist: XMLName = "pkglist"
    private static let collection: XMLName = "collection"
    private static let package: XMLName = "package"
    private static let name: XMLName = "name"
    private static let epoch: XMLName = "epoch"
    private static let version: XMLName = "version"
    private static let release: XMLName = "release"
    private static let arch: XMLName = "arch"

    private static func read(
        _ scanner: inout XMLScanner, into update: inout Update
    ) throws(MetadataError) {
        while try scanner.nextChild() {
            switch scanner.name {
            case id: update.id = scanner.string(try scanner.elementText())
            case pkglist:
                while try scanner.nextChild() {
                    if scanner.name == collection {
                        try readCollection(&scanner, into: &update)
                    } else {
                        try scanner.skipElement()
                    }
                }
            default: try scanner.skipElement()
            }
        }
    }

    private static func readCollection(
        _ scanner: inout XMLScanner, into update: inout Update
    ) throws(MetadataError) {
        while try scanner.nextChild() {
            if scanner.name == package, let name = scanner.attribute(name),
                let version = scanner.attribute(version),
                let release = scanner.attribute(release), let arch = scanner.attribute(arch)
            {
                // Missing, empty and `None` are found in the wild.
                let epoch = scanner.attribute(epoch).flatMap { UInt32(scanner.string($0)) }
                update.packages.append(
                    Package(
                        name: scanner.string(name), epoch: epoch, version: scanner.string(version),
                        release: scanner.string(release), architecture: scanner.string(arch)))
            }
            try scanner.skipElement()
        }
    }
}

/// Makes one `updateinfo` document of those of several repositories, with the updates that matter.
public struct UpdatePruner: Sendable {
    /// The epochs of the packages that are there, by all else that identifies them.
    private var epochs: [UpdateDocument.Package: Set<UInt32>] = [:]

    /// Prunes to these packages.
    public init(keeping packages: some Sequence<PackageIdentity>) {
        for package in packages {
            let key = UpdateDocument.Package(
                name: package.name, epoch: nil, version: package.version, release: package.release,
                architecture: package.architecture)
            epochs[key, default: []].insert(package.epoch)
        }
    }

    /// The document of the updates that bring one of the packages at least; `nil` where there is none.
    ///
    /// Elements are copied as they are, also what they say of packages that are not there: clients compare
    /// with what is installed. What two repositories say word for word is there once.
    public func document(_ documents: [UpdateDocument]) throws(MetadataError) -> [UInt8]? {
        var text = Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<updates>\n".utf8)
        var kept: Set<[UInt8]> = []
        for document in documents {
            for update in document.updates where update.packages.contains(where: isKept) {
                let element = Array(document.bytes[update.range])
                guard kept.insert(element).inserted else { continue }
                let parts = try MovingElement(element.span, name: "update")
                parts.appendStart(of: element.span, declared: [], to: &text)
                text += element[parts.startTagEnd..<parts.end]
                text.append(0x0A)
            }
        }
        text += "</updates>\n".utf8
        return kept.isEmpty ? nil : text
    }

    private func isKept(_ package: UpdateDocument.Package) -> Bool {
        var key = package
        key.epoch = nil
        guard let found = epochs[key] else { return false }
        return package.epoch.map(found.contains) ?? true
    }
}
