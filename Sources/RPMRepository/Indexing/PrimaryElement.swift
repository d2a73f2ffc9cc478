internal import MirrorBase
internal import RPMPackage

/// Makes the element of primary.
struct PrimaryElement {
    let package: PackageFile
    let file: PackageElements.File
    let files: [ListedFile]

    func text() throws(PackageFileError) -> ElementText {
        var text = ElementText()
        text.markup("<package type=\"rpm\">\n")
        try addDescription(to: &text)
        text.markup("  <format>\n")
        try addFormat(to: &text)
        text.markup("  </format>\n</package>")
        return text
    }

    /// What the package is and where it lies.
    private func addDescription(to text: inout ElementText) throws(PackageFileError) {
        let identity = package.identity
        text.element("name", "  ", Array(identity.name.utf8).span)
        text.element("arch", "  ", Array(identity.architecture.utf8).span)
        text.version(of: package)
        text.markup("  <checksum type=\"\(file.digest.algorithm.name)\" pkgid=\"YES\">")
        text.markup("\(file.digest.hex)</checksum>\n")
        for (name, tag) in [
            ("summary", HeaderTag.summary), ("description", .description),
            ("packager", .packager), ("url", .url),
        ] { try addElement(name, tag, "  ", to: &text) }
        let header = package.header
        text.markup("  <time")
        text.attribute("file", plain: String(file.modified.seconds))
        text.attribute("build", plain: String(try header.number(.buildTime) ?? 0))
        text.markup("/>\n  <size")
        text.attribute("package", plain: String(package.fileSize))
        text.attribute("installed", plain: String(try package.installedSize()))
        text.attribute("archive", plain: String(try package.archiveSize()))
        text.markup("/>\n  <location")
        text.attribute("href", file.location)
        text.markup("/>\n")
    }

    private func addFormat(to text: inout ElementText) throws(PackageFileError) {
        for (name, tag) in [
            ("rpm:license", HeaderTag.license), ("rpm:vendor", .vendor), ("rpm:group", .group),
            ("rpm:buildhost", .buildHost), ("rpm:sourcerpm", .sourceRPM),
        ] { try addElement(name, tag, "    ", to: &text) }
        text.markup("    <rpm:header-range")
        text.attribute("start", plain: String(package.headerRange.lowerBound))
        text.attribute("end", plain: String(package.headerRange.upperBound))
        text.markup("/>\n")
        let lists = try DependencyLists(package, files)
        for list in lists.all where !list.entries.isEmpty {
            text.markup("    <rpm:\(list.name)>\n")
            for entry in list.entries { addEntry(entry, to: &text) }
            text.markup("    </rpm:\(list.name)>\n")
        }
        for file in files where PrimaryPaths.contains(file.path.span) {
            text.file(file, indent: "    ")
        }
    }

    private func addElement(
        _ name: String, _ tag: HeaderTag, _ indent: String, to text: inout ElementText
    ) throws(PackageFileError) {
        let range = try package.header.text(tag)?.range ?? 0..<0
        text.element(name, indent, package.bytes.span.extracting(range))
    }

    private func addEntry(_ entry: DependencyLists.Entry, to text: inout ElementText) {
        text.markup("      <rpm:entry")
        text.attribute("name", entry.name.span)
        if let comparison = entry.comparison {
            text.attribute("flags", plain: comparison)
            if let version = entry.version {
                text.attribute("epoch", version.epoch.span)
                if !version.version.isEmpty { text.attribute("ver", version.version.span) }
                if !version.release.isEmpty { text.attribute("rel", version.release.span) }
            }
        }
        if entry.isPrerequisite { text.attribute("pre", plain: "1") }
        text.markup("/>\n")
    }
}

extension ElementText {
    /// Appends an element that holds a text, on a line of its own.
    mutating func element(_ name: String, _ indent: String, _ value: Span<UInt8>) {
        markup("\(indent)<\(name)>")
        text(value)
        markup("</\(name)>\n")
    }
}

/// The paths that primary lists, so that what depends on them needs no other document.
enum PrimaryPaths {
    private static let directory = Array("/etc/".utf8)
    private static let program = Array("/usr/lib/sendmail".utf8)
    private static let part = Array("bin/".utf8)

    /// Whether a path is one of them: below `/etc`, with `bin/` anywhere in it, or sendmail's old place.
    static func contains(_ path: Span<UInt8>) -> Bool {
        if path.count >= directory.count, ByteSearch.isEqual(directory.span, path, at: 0) {
            return true
        }
        if path.count == program.count, ByteSearch.isEqual(program.span, path, at: 0) {
            return true
        }
        guard path.count >= part.count else { return false }
        for start in 0...path.count - part.count
        where path[start] == part[0] && ByteSearch.isEqual(part.span, path, at: start) {
            return true
        }
        return false
    }
}
