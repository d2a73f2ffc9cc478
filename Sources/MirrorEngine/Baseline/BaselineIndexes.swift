internal import DebianRepository
internal import Manifest
internal import MirrorBase
internal import PackageModel
internal import RPMRepository
internal import Store

/// Reads a baseline that is an index of deb packages: `dpkg/status`, or Packages.
struct DebianBaselineIndex {
    /// The file, for messages.
    let file: String
    /// The architectures whose packages are seen, the native one first.
    let architectures: [String]

    /// What dpkg calls a package that works; those half installed do not count, those that wait for triggers
    /// do.
    private static let states: Set<String> = ["installed", "triggers-awaited", "triggers-pending"]

    func content(_ text: [UInt8], for family: PackageFamily) throws(MirrorError)
        -> Baseline.Content
    {
        if family == .rpm {
            throw MirrorError(
                .usage,
                "the baseline `\(file)` is about deb packages, and this distro has rpm packages")
        }
        let text = installedOnly(text)
        var builder = UniverseBuilder(
            nativeArchitecture: architectures[0],
            foreignArchitectures: Array(architectures.dropFirst(2)), nameCapacity: 1 << 12)
        let origin = builder.addOrigin(.installed)
        var reader = PackagesReader(origin: origin, text: 0, for: builder)
        do throws(PackagesError) {
            try reader.read(text.span, isComplete: true, into: &builder)
        } catch {
            throw MirrorError(
                .usage, "the baseline `\(file)` cannot be read: \(error.description)",
                excerpt: .line(error.line, 1, of: text, in: file))
        }
        builder.addText(text)
        let universe = builder.finish()
        if universe.count == 0 {
            throw MirrorError(
                .usage, "the baseline `\(file)` has no installed packages for \(architectures[0])")
        }
        return .packages(
            universe.newest().map { package in
                Lock.Installed(
                    name: universe.nameText(package), version: universe.versionText(package),
                    architecture: universe.architectureText(package),
                    record: DebianBaselineIndex.record(universe.stanza(package)))
            })
    }

    /// The same lines, those of packages that are not installed blank.
    private func installedOnly(_ text: [UInt8]) -> [UInt8] {
        var kept: [UInt8] = []
        kept.reserveCapacity(text.count)
        var stanza: [ArraySlice<UInt8>] = []
        var counts = true
        func close() {
            for line in stanza {
                if counts { kept += line }
                kept.append(10)
            }
            stanza = []
            counts = true
        }
        for line in text.split(separator: 10, omittingEmptySubsequences: false) {
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x0D }) {
                close()
                kept.append(10)
                continue
            }
            let words = String(decoding: line.prefix(100), as: UTF8.self).split(separator: " ")
            if words.first?.lowercased() == "status:" {
                counts = words.last.map { DebianBaselineIndex.states.contains(String($0)) } ?? true
            }
            stanza.append(line)
        }
        close()
        return kept
    }

    /// The fields that say what a package needs, provides and excludes.
    private static let fields: Set<String> = [
        "package", "version", "architecture", "multi-arch", "essential", "protected", "important",
        "priority", "pre-depends", "depends", "recommends", "conflicts", "breaks", "provides",
        "replaces",
    ]

    /// A stanza without what nobody asks of an installed package.
    static func record(_ stanza: some Sequence<UInt8>) -> String {
        var text = ""
        var isKept = false
        let lines = String(decoding: Array(stanza), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: true)
        for line in lines {
            if line.first != " ", line.first != "\t" {
                let name = line.prefix { $0 != ":" }.lowercased()
                isKept = fields.contains(name)
            }
            if isKept { text += line + "\n" }
        }
        return text
    }
}

/// Reads a baseline that is an index of rpm packages.
enum RPMBaselineIndex {
    /// The newest package of each name and architecture.
    static func packages(_ documents: RepositoryDocuments, _ architectures: [String])
        throws(MirrorError) -> [Lock.Installed]
    {
        let reader = try RepositoryContentReader([documents], architectures: architectures)
        let universe = reader.universe()
        if universe.count == 0 {
            throw MirrorError(
                .usage,
                "the baseline \(documents.primary.name) has no packages for \(architectures[0])")
        }
        return universe.newest().map { package in
            Lock.Installed(
                name: universe.nameText(package), version: universe.versionText(package),
                architecture: universe.architectureText(package),
                record: record(universe.stanza(package)))
        }
    }

    /// Throws the first mistake in a document.
    static func check(_ text: Span<UInt8>, _ architectures: [String]) throws(MetadataError) {
        var builder = UniverseBuilder(
            nativeArchitecture: architectures[0], scheme: .rpm, nameCapacity: 1 << 12)
        let origin = builder.addOrigin(.installed(.rpm))
        var reader = PrimaryReader(origin: origin, text: 0, for: builder)
        try reader.read(text, isComplete: true, into: &builder)
    }

    /// An element of primary without its description, which nobody asks of an installed package.
    static func record(_ element: some Sequence<UInt8>) -> String {
        let text = String(decoding: Array(element), as: UTF8.self)
        guard let start = text.firstRange(of: "<description>"),
            let end = text.firstRange(of: "</description>"), start.upperBound <= end.lowerBound
        else { return text }
        return String(text[..<start.upperBound] + text[end.lowerBound...])
    }
}

extension Universe {
    /// The newest package of each name and architecture, in the order of the index.
    func newest() -> [PackageID] {
        var best: [String: PackageID] = [:]
        var order: [String] = []
        for package in packages {
            let key = "\(nameText(package)) \(architectureText(package))"
            guard let other = best[key] else {
                best[key] = package
                order.append(key)
                continue
            }
            if compare(version(package), version(other)) > 0 { best[key] = package }
        }
        return order.compactMap { best[$0] }
    }
}
