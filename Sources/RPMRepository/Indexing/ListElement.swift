internal import MirrorBase
internal import RPMPackage

/// Makes the elements of filelists and other.
struct ListElement {
    let package: PackageFile
    let file: PackageElements.File

    /// The element of filelists: every file.
    func filelists(_ files: [ListedFile]) -> ElementText {
        var text = begin()
        for file in files { text.file(file, indent: "  ") }
        text.markup("</package>")
        return text
    }

    /// The element of other: the newest changes, oldest first.
    func other(limit: Int) throws(PackageFileError) -> ElementText {
        var text = begin()
        for change in try changes(limit: limit).reversed() {
            text.markup("  <changelog")
            text.attribute("author", package.bytes.span.extracting(change.author))
            text.attribute("date", plain: String(change.time))
            text.markup(">")
            text.text(package.bytes.span.extracting(change.text))
            text.markup("</changelog>\n")
        }
        text.markup("</package>")
        return text
    }

    private func begin() -> ElementText {
        var text = ElementText()
        text.markup("<package")
        text.attribute("pkgid", plain: file.digest.hex)
        text.attribute("name", package.identity.name)
        text.attribute("arch", package.identity.architecture)
        text.markup(">\n")
        text.version(of: package)
        return text
    }

    private struct Change {
        var author: Range<Int>
        var time: UInt64
        var text: Range<Int>
    }

    /// The newest changes, newest first.
    ///
    /// Of changes of one second each gets a second more than the one that was made before it, so that who
    /// sorts by time keeps their order.
    private func changes(limit: Int) throws(PackageFileError) -> [Change] {
        let names = try package.header.texts(.changelogNames)
        let texts = try package.header.texts(.changelogTexts)
        guard let times = try package.header.numbers(.changelogTimes) else { return [] }
        var changes: [Change] = []
        var last: UInt64 = 0
        for index in 0..<min(names.count, texts.count, times.count, max(0, limit)) {
            let time = times[index]
            if time == last {
                var taken = time
                for newer in changes.indices.reversed() where changes[newer].time == taken {
                    changes[newer].time += 1
                    taken += 1
                }
            } else {
                last = time
            }
            changes.append(
                Change(author: author(names[index].range), time: time, text: texts[index].range))
        }
        return changes
    }

    /// A name without the blanks at its end.
    private func author(_ range: Range<Int>) -> Range<Int> {
        var end = range.upperBound
        while end > range.lowerBound + 1, package.bytes[end - 1] == 0x20 { end -= 1 }
        return range.lowerBound..<end
    }
}

extension ElementText {
    /// Appends the element that says which version a package has, of primary and the others alike.
    mutating func version(of package: PackageFile) {
        markup("  <version")
        attribute("epoch", plain: String(package.identity.epoch))
        attribute("ver", package.identity.version)
        attribute("rel", package.identity.release)
        markup("/>\n")
    }

    /// Appends the element of one file.
    mutating func file(_ file: ListedFile, indent: String) {
        markup(indent)
        switch file.kind {
        case .file: markup("<file>")
        case .directory: markup("<file type=\"dir\">")
        case .ghost: markup("<file type=\"ghost\">")
        }
        text(file.path.span)
        markup("</file>\n")
    }
}

/// A file as the documents list it: with its whole path, since a letter may lie on both sides of a border.
struct ListedFile {
    let path: [UInt8]
    let kind: PackagedFile.Kind

    init(_ file: PackagedFile, of package: PackageFile) {
        var path: [UInt8] = []
        path.reserveCapacity(file.directory.count + file.name.count)
        path.append(package.bytes.span.extracting(file.directory.range))
        path.append(package.bytes.span.extracting(file.name.range))
        self.path = path
        kind = file.kind
    }
}
