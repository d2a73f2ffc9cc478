public import MirrorBase

/// What an `other` document says of one package: what its makers wrote about each version.
public struct PackageChangelog: Sendable, Hashable {
    /// What was written about one version.
    public struct Entry: Sendable, Hashable {
        /// Who wrote it, mostly with the version: `Name <mail> - 1.2-3`.
        public var author: String
        /// The day it bears.
        public var date: Timestamp
        /// What it says.
        public var text: String
    }

    /// The entries in the order of the document; several may bear one day.
    public var entries: [Entry] = []

    /// Reads the bytes of a `package` element.
    ///
    /// An entry without a date that can be read is passed over: there is no telling whether it is new.
    public init(element: [UInt8]) throws(MetadataError) {
        var scanner = XMLScanner(element.span)
        try scanner.readRoot("package")
        while try scanner.nextChild() {
            guard scanner.name == "changelog" else {
                try scanner.skipElement()
                continue
            }
            let author = scanner.attribute("author").map { scanner.string($0) } ?? ""
            let date = scanner.attribute("date").flatMap { Int64(scanner.trimmedString($0)) }
            let text = scanner.trimmedString(try scanner.elementText())
            if let date {
                entries.append(
                    Entry(author: author, date: Timestamp(seconds: date), text: text))
            }
        }
        try scanner.readEnd()
    }

    /// The entries that are not in an earlier changelog of the package, newest first.
    ///
    /// Repositories cut changelogs off, so an entry counts only if it is as late as the newest one there.
    public func entries(since earlier: PackageChangelog) -> [Entry] {
        guard let newest = earlier.entries.map(\.date).max() else { return newestFirst }
        let known = Set(earlier.entries)
        return newestFirst.filter { $0.date >= newest && !known.contains($0) }
    }

    /// The entries, newest first; of one day in the order in which the document has them last.
    ///
    /// Documents list the newest last, as createrepo does, or first, as headers do.
    public var newestFirst: [Entry] {
        let isAscending = (entries.first?.date).map { $0 <= (entries.last?.date ?? $0) } ?? true
        let ordered = isAscending ? Array(entries.reversed()) : entries
        return ordered.enumerated().sorted { left, right in
            left.element.date != right.element.date
                ? left.element.date > right.element.date : left.offset < right.offset
        }.map(\.element)
    }
}
