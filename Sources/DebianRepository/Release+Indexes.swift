public import MirrorBase

/// The kinds of index that a repository has.
public enum IndexKind: Sendable, Hashable {
    /// The binary packages of one architecture.
    case packages
    /// The source packages; the architecture does not matter.
    case sources
    /// The long descriptions in one language.
    case translation(language: String)
    /// Which package owns which file, of one architecture.
    case contents
}

/// How an index is compressed.
public enum IndexCompression: String, Sendable, Hashable, CaseIterable {
    /// Not at all.
    case none = ""
    /// xz, the only form of some archives.
    case xz = ".xz"
    /// Zstandard, which apt reads since 2.x.
    case zstd = ".zst"
    /// gzip, which everything reads.
    case gzip = ".gz"
    /// bzip2, mostly of translations.
    case bzip2 = ".bz2"
    /// The predecessor of xz.
    case lzma = ".lzma"
    /// LZ4, which no archive is known to publish.
    case lz4 = ".lz4"

    /// What the names of such files end with, with the dot; empty for plain files.
    public var suffix: String { rawValue }
}

/// One form in which an index is offered.
///
/// A listed file is no promise: some archives list what only other servers have.
public struct IndexVariant: Sendable, Hashable {
    /// The path relative to the Release file.
    public let path: String
    /// How it is compressed.
    public let compression: IndexCompression
    /// The size in bytes, as transferred.
    public let size: Int
    /// The strongest digest of it, as transferred.
    public let digest: Digest
    /// The path by digest, which stays right while a new index is published; `nil` where the
    /// repository has none.
    public let byHashPath: String?
    /// The size and digests of the decompressed index; `nil` where they are not listed.
    public let uncompressed: Release.File?
}

/// Why an index is not there, with what is.
public enum IndexUnavailable: Error, Sendable, Hashable, CustomStringConvertible {
    /// The repository does not have the component.
    case component(String, available: [String])
    /// The component does not have the architecture.
    case architecture(String, available: [String])
    /// The Release file does not list the index by a strong digest, in none of the wanted forms.
    case notListed(path: String)

    /// The problem in words.
    public var description: String {
        switch self {
        case .component(let name, let available):
            "no component `\(name)`; there is \(available.joined(separator: ", "))"
        case .architecture(let name, let available):
            "no architecture `\(name)`; there is \(available.joined(separator: ", "))"
        case .notListed(let path): "`\(path)` is not listed"
        }
    }
}

extension Release {
    /// The forms in which an index is offered, in the order of `preferring`.
    ///
    /// - Parameters:
    ///   - component: The component, with or without the prefix that some archives put before it
    ///     (`updates/main` for indexes in `main`); `nil` for a flat repository.
    ///   - architecture: The architecture, possibly `all`.
    ///   - kind: The kind of index.
    ///   - preferring: The forms that can be read, best first; others are left out.
    /// - Returns: At least one form, each with a strong digest.
    public func index(
        component: String?, architecture: String, kind: IndexKind = .packages,
        preferring: [IndexCompression] = [.xz, .zstd, .gzip, .bzip2, .lzma, .none]
    ) throws(IndexUnavailable) -> [IndexVariant] {
        let bases: [String]
        if let component {
            bases = paths(of: kind, in: directories(of: component), architecture)
        } else {
            bases = [Release.flatPath(of: kind, architecture)]
        }
        for base in bases {
            let found = preferring.compactMap { variant(base, $0) }
            if !found.isEmpty { return found }
        }
        if let component { try explainAbsence(component, architecture, kind) }
        throw .notListed(path: bases.first ?? "Packages")
    }

    /// The architectures whose Packages indexes a machine of one architecture reads.
    ///
    /// It reads `all` beside its own unless `No-Support-for-Architecture-all` says that the packages
    /// of `all` are repeated in every index, or unless there is no such index.
    public func packageArchitectures(component: String?, architecture: String) -> [String] {
        guard component != nil, architecture != "all", architectures.contains("all"),
            !noSupportForArchitectureAll.contains("Packages"),
            (try? index(
                component: component, architecture: "all",
                preferring: IndexCompression.allCases)) != nil
        else { return [architecture] }
        return [architecture, "all"]
    }

    /// The architectures of which a component has a Packages index, in alphabetical order.
    public func listedArchitectures(component: String) -> [String] {
        let prefixes = directories(of: component).map { $0 + "/binary-" }
        var found: Set<String> = []
        for path in files.keys {
            for prefix in prefixes where path.hasPrefix(prefix) {
                let parts = path.dropFirst(prefix.count).split(separator: "/")
                if parts.count == 2, parts[1].hasPrefix("Packages") {
                    found.insert(String(parts[0]))
                }
            }
        }
        return found.sorted()
    }

    private func variant(_ base: String, _ compression: IndexCompression) -> IndexVariant? {
        let path = base + compression.suffix
        guard let file = files[path], let digest = file.strongest else { return nil }
        return IndexVariant(
            path: path, compression: compression, size: file.size, digest: digest,
            byHashPath: acquireByHash ? Release.byHashPath(of: path, digest) : nil,
            uncompressed: files[base])
    }

    /// The path of an index by its digest, `main/binary-amd64/by-hash/SHA256/<hex>`.
    public static func byHashPath(of path: String, _ digest: Digest) -> String {
        let section = sections.first { $0.algorithm == digest.algorithm }?.field ?? ""
        let name = "by-hash/\(section)/\(digest.hex)"
        guard let slash = path.lastIndex(of: "/") else { return name }
        return path[...slash] + name
    }

    /// The directories that may hold a component, likeliest first.
    ///
    /// Security archives declare `updates/main` and keep its indexes in `main`.
    private func directories(of component: String) -> [String] {
        var found = [component]
        func add(_ name: String) { if !found.contains(name) { found.append(name) } }
        add(Release.lastPart(of: component))
        for declared in components where Release.lastPart(of: declared) == component {
            add(declared)
        }
        return found
    }

    private func paths(
        of kind: IndexKind, in directories: [String], _ architecture: String
    ) -> [String] {
        switch kind {
        case .packages: directories.map { "\($0)/binary-\(architecture)/Packages" }
        case .sources: directories.map { "\($0)/source/Sources" }
        case .translation(let language): directories.map { "\($0)/i18n/Translation-\(language)" }
        // Debian has one per component, Ubuntu one for the whole suite.
        case .contents:
            directories.map { "\($0)/Contents-\(architecture)" } + ["Contents-\(architecture)"]
        }
    }

    private static func flatPath(of kind: IndexKind, _ architecture: String) -> String {
        switch kind {
        case .packages: "Packages"
        case .sources: "Sources"
        case .translation(let language): language
        case .contents: "Contents-\(architecture)"
        }
    }

    private func explainAbsence(
        _ component: String, _ architecture: String, _ kind: IndexKind
    ) throws(IndexUnavailable) {
        let directories = directories(of: component)
        let isDeclared = components.contains {
            $0 == component || Release.lastPart(of: $0) == component
        }
        if !isDeclared,
            !files.keys.contains(where: { path in
                directories.contains { path.hasPrefix($0 + "/") }
            })
        {
            throw .component(component, available: components)
        }
        guard kind == .packages || kind == .contents else { return }
        let listed = listedArchitectures(component: component)
        if !listed.contains(architecture) {
            throw .architecture(architecture, available: listed.isEmpty ? architectures : listed)
        }
    }

    private static func lastPart(of component: String) -> String {
        component.split(separator: "/").last.map(String.init) ?? component
    }
}
