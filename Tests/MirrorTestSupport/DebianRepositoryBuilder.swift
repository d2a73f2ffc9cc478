import MirrorBase
import SystemIO

/// Makes a real apt repository in a directory, with hooks to make it wrong.
///
///     var builder = DebianRepositoryBuilder(root: directory.path)
///     builder.add(DebPackage(name: "curl", version: "7.88.1-10"), to: "bookworm")
///     let repository = try builder.write()
///
/// Everything that is hashed, sized and signed is so by this file and by the usual tools (`gpg`, `xz`,
/// `gzip`, `bzip2`, `zstd`), never by the code under test.
public struct DebianRepositoryBuilder: Sendable {
    /// Where it is written.
    public let root: FilePath
    /// The suites, in the order of their first mention.
    public private(set) var suites: [DebianSuite] = []
    private var changes: [String: [@Sendable (inout [UInt8]) -> Void]] = [:]
    private var padding: [String: Int] = [:]
    private var files: [String: [UInt8]] = [:]
    private var stanzaChanges: [String: [@Sendable (String) -> String]] = [:]

    /// Makes a builder for a directory, which is made when it is written.
    public init(root: FilePath) { self.root = root }

    // MARK: What is in it

    /// Adds a suite, or replaces the settings of one, keeping its packages.
    public mutating func add(_ suite: DebianSuite) {
        if let index = suites.firstIndex(where: { $0.name == suite.name }) {
            let entries = suites[index].entries
            suites[index] = suite
            suites[index].entries = entries + suite.entries
        } else {
            suites.append(suite)
        }
    }

    /// A suite by name; setting one adds it. An unknown one is a plain suite of that name.
    public subscript(_ name: String) -> DebianSuite {
        get { suites.first { $0.name == name } ?? DebianSuite(name) }
        set {
            if let index = suites.firstIndex(where: { $0.name == name }) {
                suites[index] = newValue
            } else {
                suites.append(newValue)
            }
        }
    }

    /// Adds packages: their files to the pool, their stanzas to the indexes.
    public mutating func add(
        _ packages: DebPackage..., to suite: String, component: String = "main"
    ) {
        add(packages, to: suite, component: component)
    }

    /// Adds packages: their files to the pool, their stanzas to the indexes.
    public mutating func add(
        _ packages: [DebPackage], to suite: String, component: String = "main"
    ) {
        self[suite].entries += packages.map { .package($0, component: component) }
    }

    /// Adds a stanza to an index as it stands, without a file: for what no good archive would hold.
    public mutating func addStanza(
        _ text: String, to suite: String, component: String = "main", architecture: String = "amd64"
    ) {
        self[suite].entries.append(
            .stanza(text, component: component, architecture: architecture))
    }

    /// Adds a file that no index names.
    public mutating func addFile(_ path: String, _ content: [UInt8]) { files[path] = content }

    // MARK: How it is wrong

    /// Changes the bytes of a file of the repository after everything was hashed and signed.
    ///
    /// `path` is relative to the root: a package, an index (its copies by hash change too), `InRelease`.
    public mutating func tamper(
        _ path: String, _ change: @escaping @Sendable (inout [UInt8]) -> Void
    ) {
        changes[path, default: []].append(change)
    }

    /// Flips a bit in the middle of a file after it was hashed; its size stays.
    public mutating func corrupt(_ path: String) {
        tamper(path) { if !$0.isEmpty { $0[$0.count / 2] ^= 1 } }
    }

    /// Cuts a file off after it was hashed.
    public mutating func truncate(_ path: String, to count: Int? = nil) {
        tamper(path) { $0 = Array($0.prefix(count ?? $0.count / 2)) }
    }

    /// Makes the packed forms of an index unpack to `count` bytes more than the Release declares.
    ///
    /// `path` is the plain index: `dists/bookworm/main/binary-amd64/Packages`. The packed file itself is
    /// as declared, as in an archive whose signer wants to fill the disk.
    public mutating func inflate(_ path: String, by count: Int) { padding[path] = count }

    /// Changes the stanza by which the indexes describe a package, before they are hashed and signed.
    ///
    /// So a properly signed index can lie about a size or digest, or name a path outside the tree.
    public mutating func editStanza(
        of package: String, _ change: @escaping @Sendable (String) -> String
    ) {
        stanzaChanges[package, default: []].append(change)
    }

    /// Replaces the value of one field in the stanza of a package; `nil` removes the field.
    public mutating func setField(_ name: String, to value: String?, of package: String) {
        editStanza(of: package) { stanza in
            stanza.split(separator: "\n").compactMap { line in
                guard line.hasPrefix("\(name): ") else { return "\(line)\n" }
                return value.map { "\(name): \($0)\n" }
            }.joined()
        }
    }

    // MARK: Writing

    /// Writes everything and says where it is.
    ///
    /// Files of an earlier write that are not in this one stay, as on a server between two updates.
    @discardableResult
    public func write() throws -> BuiltRepository {
        var output = Output(root: root, changes: changes)
        try Files.makeDirectory(root)
        for (path, content) in files { try output.write(path, content) }
        for suite in suites { try write(suite, to: &output) }
        let key = try SigningKey.standard.get()
        try output.write("archive-key.asc", Array(key.publicKey.utf8))
        return BuiltRepository(
            root: root, keyFile: root / "archive-key.asc", fingerprint: key.fingerprint,
            packages: output.packages)
    }

    /// A stanza of a package with the changes that a test asked for.
    func edited(_ stanza: String, of package: String) -> String {
        (stanzaChanges[package] ?? []).reduce(stanza) { $1($0) }
    }

    /// The bytes that a packed form of an index holds: the index, and what `inflate` adds.
    func packedContent(_ path: String, _ content: [UInt8]) -> [UInt8] {
        guard let count = padding[path] else { return content }
        return content + [UInt8](repeating: 0x0a, count: count)
    }

    /// Writes files below the root, each with the changes that a test asked for.
    struct Output {
        let root: FilePath
        let changes: [String: [@Sendable (inout [UInt8]) -> Void]]
        var packages: [String: BuiltRepository.PoolFile] = [:]
        private var directories: Set<String> = []

        init(root: FilePath, changes: [String: [@Sendable (inout [UInt8]) -> Void]]) {
            self.root = root
            self.changes = changes
        }

        /// Writes a file; `source` is the name under which changes were asked for.
        mutating func write(_ path: String, _ content: [UInt8], changedAs source: String? = nil)
            throws
        {
            var content = content
            for change in changes[source ?? path] ?? [] { change(&content) }
            let target = root / path
            if directories.insert(target.parent.string).inserted {
                try Files.makeDirectory(target.parent)
            }
            try Files.replace(target, with: content)
        }
    }
}

/// A repository that was written.
public struct BuiltRepository: Sendable {
    /// A package file in it.
    public struct PoolFile: Sendable, Hashable {
        /// The path relative to the repository.
        public var path: String
        /// The size that the index declares.
        public var size: Int
        /// The SHA-256 that the index declares.
        public var sha256: Digest
    }

    /// Its directory.
    public let root: FilePath
    /// The standard key, armoured, for `Signed-By` and distro files.
    public let keyFile: FilePath
    /// The standard key's fingerprint, in forty upper-case digits.
    public let fingerprint: String
    /// The package files by `name_version_arch`, the version with its epoch.
    public let packages: [String: PoolFile]

    /// Its address for a reader on this machine.
    public var url: String { "file://\(root)" }

    /// The path of an index: `binary-<arch>/Packages` and its form.
    public func indexPath(
        _ suite: String, component: String = "main", architecture: String = "amd64",
        form: DebianSuite.Form = .xz
    ) -> String {
        "dists/\(suite)/\(component)/binary-\(architecture)/Packages\(form.rawValue)"
    }

    /// A line for apt's `sources.list`.
    public func sourcesLine(_ suite: String, components: [String] = ["main"]) -> String {
        let parts = suite.hasSuffix("/") ? "" : " " + components.joined(separator: " ")
        return "deb [signed-by=\(keyFile)] \(url) \(suite)\(parts)"
    }
}
