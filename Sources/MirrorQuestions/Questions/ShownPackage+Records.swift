internal import DebianRepository
internal import MirrorEngine
internal import RPMRepository
internal import Transfer

/// What records say; everything in them is from outside.
extension ShownPackage {
    private static let debianKinds = [
        "Pre-Depends", "Depends", "Recommends", "Suggests", "Enhances", "Provides", "Conflicts",
        "Breaks", "Replaces", "Built-Using", "Static-Built-Using",
    ]

    /// Takes over what a stanza of a Packages index says.
    mutating func read(stanza: some Sequence<UInt8>) {
        guard let fields = ControlStanza.readLeniently(Array(stanza)).stanzas.first else { return }
        func text(_ name: String) -> String? {
            fields.value(name).flatMap { $0.isEmpty ? nil : $0 }
        }
        size = text("Size").flatMap { Int($0) }
        installedSize = text("Installed-Size").flatMap { Int($0) }.flatMap { size in
            size.multipliedReportingOverflow(by: 1024).overflow ? nil : size * 1024
        }
        section = text("Section")
        importance = text("Priority")
        homepage = text("Homepage")
        source = text("Source")
        maintainer = text("Maintainer")
        vendor = text("Vendor")
        license = text("License")
        var lines = (text("Description") ?? "").split(
            separator: "\n", omittingEmptySubsequences: false
        ).map { $0 == "." ? "" : String($0) }
        summary = lines.isEmpty || lines[0].isEmpty ? nil : lines.removeFirst()
        description = lines.isEmpty ? nil : lines.joined(separator: "\n")
        for kind in ShownPackage.debianKinds {
            guard let value = text(kind) else { continue }
            let texts = value.split(separator: ",").map { part in
                part.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            }.filter { !$0.isEmpty }
            relations.append(Relations(kind: kind, texts: texts))
        }
    }

    /// Finds where the file of a stanza is, and how it is named.
    mutating func findFile(stanza: some Sequence<UInt8>, below addresses: [String]) {
        guard let record = try? PackageRecord(stanza: stanza) else { return }
        digest = record.sha256
        urls = DebianFamily.urls(of: record.filename, below: addresses.map { redacted($0) })
    }

    /// Takes over what an element of a primary document says.
    mutating func read(element: [UInt8]) {
        if let record = try? PrimaryRecord(element: element) {
            size = record.packageSize == 0 ? nil : record.packageSize
            installedSize = record.installedSize == 0 ? nil : record.installedSize
            source = record.sourcePackage
            digest = record.checksum
        }
        guard let details = try? PrimaryDetails(element: element) else { return }
        func known(_ text: String) -> String? { text.isEmpty ? nil : text }
        summary = known(details.summary)
        description = known(details.description)
        homepage = known(details.url)
        license = known(details.license)
        vendor = known(details.vendor)
        maintainer = known(details.packager)
        section = details.group == "Unspecified" ? nil : known(details.group)
        relations = details.relations.map { list in
            Relations(
                kind: list.kind.prefix(1).uppercased() + list.kind.dropFirst(), texts: list.texts)
        }
    }

    /// Finds where the file of an element is.
    mutating func findFile(element: [UInt8], of root: VerifiedRepository?) {
        guard let root, let record = try? PrimaryRecord(element: element) else { return }
        let addresses = (try? root.source.urls(of: record.location, below: root.urls)) ?? []
        urls = (addresses + root.source.looseURLs(of: record.location.path)).map { redacted($0) }
    }
}
