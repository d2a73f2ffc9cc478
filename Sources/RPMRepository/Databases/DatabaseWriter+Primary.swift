internal import MirrorBase
internal import SQLite

/// The names of elements and attributes that databases are made of.
private enum Name {
    static let name: XMLName = "name"
    static let arch: XMLName = "arch"
    static let version: XMLName = "version"
    static let checksum: XMLName = "checksum"
    static let summary: XMLName = "summary"
    static let description: XMLName = "description"
    static let packager: XMLName = "packager"
    static let url: XMLName = "url"
    static let time: XMLName = "time"
    static let size: XMLName = "size"
    static let format: XMLName = "format"
    static let file: XMLName = "file"
    static let entry: XMLName = "entry"
    static let type: XMLName = "type"
    static let flags: XMLName = "flags"
    static let epoch: XMLName = "epoch"
    static let ver: XMLName = "ver"
    static let rel: XMLName = "rel"
    static let pre: XMLName = "pre"
    static let headerRange: XMLName = "header-range"
    static let license: XMLName = "license"
    static let vendor: XMLName = "vendor"
    static let group: XMLName = "group"
    static let buildhost: XMLName = "buildhost"
    static let sourcerpm: XMLName = "sourcerpm"
    static let build: XMLName = "build"
    static let package: XMLName = "package"
    static let installed: XMLName = "installed"
    static let archive: XMLName = "archive"
    static let start: XMLName = "start"
    static let end: XMLName = "end"
    static let lists: [XMLName] = DatabaseSchema.dependencyTables.map {
        XMLName(stringLiteral: $0)
    }
}

/// What the row of a package in primary is made of; `nil` where the element does not have it.
private struct PackageColumns {
    var pkgid: XMLValue?
    var checksumType: XMLValue?
    var name: XMLValue?
    var architecture: XMLValue?
    var epoch: XMLValue?
    var version: XMLValue?
    var release: XMLValue?
    var summary: XMLValue?
    var description: XMLValue?
    var packager: XMLValue?
    var url: XMLValue?
    var license: XMLValue?
    var vendor: XMLValue?
    var group: XMLValue?
    var buildhost: XMLValue?
    var sourcerpm: XMLValue?
    var fileTime = 0
    var buildTime = 0
    var packageSize = 0
    var installedSize = 0
    var archiveSize = 0
    var headerStart = 0
    var headerEnd = 0
}

extension DatabaseWriter {
    /// Appends a package of primary, which lies at `location` now; `element` is its `<package>`.
    public func append(_ element: Span<UInt8>, location: String) throws(DatabaseError) {
        precondition(document == .primary, "only packages of primary have a location")
        try appendPackage { (key) throws(MetadataError) in
            var columns = PackageColumns()
            var scanner = XMLScanner(element)
            try scanner.readRoot("package")
            try readPackage(&scanner, key, into: &columns)
            try scanner.readEnd()
            insertPackage(columns, key, location, scanner)
        }
    }

    private func readPackage(
        _ scanner: inout XMLScanner, _ key: Int, into columns: inout PackageColumns
    ) throws(MetadataError) {
        while try scanner.nextChild() {
            switch scanner.name {
            case Name.name: columns.name = try scanner.elementText()
            case Name.arch: columns.architecture = try scanner.elementText()
            case Name.version:
                columns.epoch = scanner.attribute(Name.epoch)
                columns.version = scanner.attribute(Name.ver)
                columns.release = scanner.attribute(Name.rel)
                try scanner.skipElement()
            case Name.checksum:
                columns.checksumType = scanner.attribute(Name.type)
                columns.pkgid = try scanner.elementText()
            case Name.summary: columns.summary = try scanner.elementText()
            case Name.description: columns.description = try scanner.elementText()
            case Name.packager: columns.packager = try scanner.elementText()
            case Name.url: columns.url = try scanner.elementText()
            case Name.time:
                columns.fileTime = try scanner.number(Name.file)
                columns.buildTime = try scanner.number(Name.build)
                try scanner.skipElement()
            case Name.size:
                columns.packageSize = try scanner.number(Name.package)
                columns.installedSize = try scanner.number(Name.installed)
                columns.archiveSize = try scanner.number(Name.archive)
                try scanner.skipElement()
            case Name.format: try readFormat(&scanner, key, into: &columns)
            default: try scanner.skipElement()
            }
        }
    }

    private func readFormat(
        _ scanner: inout XMLScanner, _ key: Int, into columns: inout PackageColumns
    ) throws(MetadataError) {
        while try scanner.nextChild() {
            switch scanner.name {
            case Name.license: columns.license = try scanner.elementText()
            case Name.vendor: columns.vendor = try scanner.elementText()
            case Name.group: columns.group = try scanner.elementText()
            case Name.buildhost: columns.buildhost = try scanner.elementText()
            case Name.sourcerpm: columns.sourcerpm = try scanner.elementText()
            case Name.headerRange:
                columns.headerStart = try scanner.number(Name.start)
                columns.headerEnd = try scanner.number(Name.end)
                try scanner.skipElement()
            case Name.file: try insertFile(&scanner, key)
            default:
                guard let table = Name.lists.firstIndex(of: scanner.name) else {
                    try scanner.skipElement()
                    continue
                }
                try insertDependencies(&scanner, key, table: table)
            }
        }
    }

    private func insertFile(_ scanner: inout XMLScanner, _ key: Int) throws(MetadataError) {
        let kind = FileKind(scanner)
        let path = try scanner.elementText()
        row.removeAll()
        row.append(path, of: scanner)
        row.appendText { $0 += kind.word.utf8 }
        row.append(key)
        insert(into: 0)
    }

    /// Inserts the entries of one list, whose tables follow that of files.
    private func insertDependencies(
        _ scanner: inout XMLScanner, _ key: Int, table: Int
    ) throws(MetadataError) {
        let hasPre = table == 0
        while try scanner.nextChild() {
            if scanner.name == Name.entry {
                row.removeAll()
                for name in [Name.name, Name.flags, Name.epoch, Name.ver, Name.rel] {
                    row.append(scanner.attribute(name), of: scanner)
                }
                row.append(key)
                if hasPre {
                    let isBefore = scanner.isTrue(Name.pre)
                    row.appendText { $0 += (isBefore ? "TRUE" : "FALSE").utf8 }
                }
                insert(into: table + 1)
            }
            try scanner.skipElement()
        }
    }

    /// Inserts the package itself. What is empty is NULL, but for vendor and source package.
    private func insertPackage(
        _ columns: PackageColumns, _ key: Int, _ location: String, _ scanner: borrowing XMLScanner
    ) {
        row.removeAll()
        row.append(key)
        for value in [
            columns.pkgid, columns.name, columns.architecture, columns.version, columns.epoch,
            columns.release,
        ] {
            row.append(value, of: scanner)
        }
        for value in [columns.summary, columns.description, columns.url] {
            row.append(nonEmpty: value, of: scanner)
        }
        row.append(columns.fileTime)
        row.append(columns.buildTime)
        row.append(nonEmpty: columns.license, of: scanner)
        row.append(orEmpty: columns.vendor, of: scanner)
        row.append(nonEmpty: columns.group, of: scanner)
        row.append(nonEmpty: columns.buildhost, of: scanner)
        row.append(orEmpty: columns.sourcerpm, of: scanner)
        row.append(columns.headerStart)
        row.append(columns.headerEnd)
        row.append(nonEmpty: columns.packager, of: scanner)
        row.append(columns.packageSize)
        row.append(columns.installedSize)
        row.append(columns.archiveSize)
        row.appendText { $0 += location.utf8 }
        row.appendNull()
        row.append(columns.checksumType, of: scanner)
        insertRow(with: packages)
    }
}
