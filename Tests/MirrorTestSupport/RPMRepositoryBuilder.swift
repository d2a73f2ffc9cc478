import MirrorBase
import SystemIO

/// Makes a real rpm repository in a directory, with hooks to make it wrong.
///
///     var builder = RPMRepositoryBuilder(root: directory.path)
///     builder.add(RPMPackageSpec("curl", "7.61.1-22.el9", requires: ["libcurl >= 7.61"]))
///     let repository = try builder.write()
///
/// Packages are made by rpmbuild and rpmsign, metadata by createrepo_c and modifyrepo_c, signatures by
/// gpg: never by the code under test.
public struct RPMRepositoryBuilder: Sendable {
    /// A compression that createrepo_c can write.
    public enum Compression: String, Sendable, CaseIterable {
        case gz, bz2, xz
    }

    /// Where it is written.
    public let root: FilePath
    /// The packages, in the order in which they were added.
    public private(set) var packages: [RPMPackageSpec] = []
    /// The directory of the packages, relative to the root; empty for the root itself.
    public var packageDirectory = "Packages"
    /// How primary, filelists and other are packed.
    public var compression = Compression.gz
    /// Whether there are sqlite databases too.
    public var databases = false
    /// The algorithm of all digests, as createrepo_c names it.
    public var checksum = "sha256"
    /// Whether the names of metadata files begin with their digest.
    public var uniqueNames = true
    /// The document of groups (comps), `nil` for none.
    public var groups: String?
    /// The documents of modules, `nil` for none.
    public var modules: String?
    /// The document of advisories, `nil` for none.
    public var updateinfo: String?
    /// Seconds since the epoch: the revision, and the time of everything.
    public var revision = 1_709_510_400
    /// The key that signs every package; `nil` leaves them unsigned.
    public var packageKey: SigningKey?
    /// Whether packages also have a signature over header and payload.
    public var packageSignatureCoversPayload = false
    /// The keys that sign `repomd.xml`; none leaves it unsigned.
    public var metadataKeys: [SigningKey]
    private var files: [(path: String, file: FilePath)] = []
    private var documentChanges: [(type: String, change: @Sendable (String) -> String)] = []
    private var rootChanges: [@Sendable (String) -> String] = []
    private var changes: [String: [@Sendable (inout [UInt8]) -> Void]] = [:]

    /// Makes a builder for a directory, which is made when it is written; the standard key signs.
    public init(root: FilePath) throws {
        self.root = root
        packageKey = try SigningKey.standard.get()
        metadataKeys = [try SigningKey.standard.get()]
    }

    // MARK: What is in it

    /// Adds packages.
    public mutating func add(_ packages: RPMPackageSpec...) { self.packages += packages }

    /// Adds packages.
    public mutating func add(_ packages: [RPMPackageSpec]) { self.packages += packages }

    /// Takes packages out.
    public mutating func remove(where condition: (RPMPackageSpec) -> Bool) {
        packages.removeAll(where: condition)
    }

    /// Changes the packages of a name.
    public mutating func change(_ name: String, _ change: (inout RPMPackageSpec) -> Void) {
        for index in packages.indices where packages[index].name == name {
            change(&packages[index])
        }
    }

    /// Adds an rpm file that was made elsewhere, under a path relative to the root.
    public mutating func addFile(_ file: FilePath, as path: String) {
        files.append((path, file))
    }

    // MARK: How it is wrong

    /// Changes a metadata document (`primary`, `filelists`, `other`, `modules` …) before it is packed,
    /// hashed and signed: so a properly signed document can lie.
    public mutating func edit(
        _ type: String, _ change: @escaping @Sendable (String) -> String
    ) {
        documentChanges.append((type, change))
    }

    /// Changes `repomd.xml` before it is signed.
    public mutating func editRoot(_ change: @escaping @Sendable (String) -> String) {
        rootChanges.append(change)
    }

    /// Changes the bytes of a file after everything was hashed and signed.
    ///
    /// `path` is relative to the root; a metadata file is named `repodata/primary`, by its type alone.
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

    // MARK: Writing

    /// Writes everything and says where it is; whatever lies in the directory goes away.
    @discardableResult
    public func write() throws -> BuiltRPMRepository {
        try Files.removeTree(root)
        try Files.makeDirectory(root)
        try placePackages()
        let repodata = root / "repodata"
        try createMetadata()
        for (type, document) in [("modules", modules), ("updateinfo", updateinfo)] {
            if let document { try addDocument(type, document, to: repodata) }
        }
        for (type, change) in documentChanges {
            try addDocument(type, change(text(of: type)), to: repodata)
        }
        try finishRoot()
        let built = try BuiltRPMRepository(root: root, packages: packages, keys: keys)
        try Files.replace(root / "KEYS", with: Array(built.publicKeys.utf8))
        for (path, list) in changes {
            let target = try root / built.path(path)
            var content = try Files.read(target)
            for change in list { change(&content) }
            try Files.replace(target, with: content)
        }
        return built
    }

    private var keys: [SigningKey] {
        var seen: Set<String> = []
        return ([packageKey].compactMap { $0 } + metadataKeys).filter {
            seen.insert($0.fingerprint).inserted
        }
    }

    private func placePackages() throws {
        let signature = packageKey.map {
            RPMPackageBuilder.Signature(by: $0, coversPayload: packageSignatureCoversPayload)
        }
        let made = try RPMPackageBuilder.files(of: packages, signature: signature)
        let directory = packageDirectory.isEmpty ? root : root / packageDirectory
        try Files.makeDirectory(directory)
        for (package, file) in zip(packages, made) {
            try Files.linkOrCopy(file, to: directory / package.fileName)
        }
        for (path, file) in files {
            let target = root / path
            try Files.makeDirectory(target.parent)
            try Files.linkOrCopy(file, to: target)
        }
    }

    private func createMetadata() throws {
        var arguments = [
            "--quiet", "--checksum", checksum, "--revision", "\(revision)",
            "--set-timestamp-to-revision", databases ? "--database" : "--no-database",
            uniqueNames ? "--unique-md-filenames" : "--simple-md-filenames",
            "--general-compress-type", compression.rawValue,
        ]
        let directory = try TemporaryDirectory("comps")
        if let groups {
            let file = try directory.write("comps.xml", groups)
            arguments += ["--groupfile", file.string]
        }
        try Subprocess.check("createrepo_c", arguments + [root.string], timeLimit: .seconds(300))
    }

    /// Puts a document into the metadata, in place of one of that type.
    private func addDocument(_ type: String, _ text: String, to repodata: FilePath) throws {
        let directory = try TemporaryDirectory("document")
        let ending = type == "modules" ? "yaml" : "xml"
        let file = try directory.write("\(type).\(ending)", text)
        try Subprocess.check(
            "modifyrepo_c",
            [
                "--mdtype", type, "--checksum", checksum, "--compress-type",
                compression.rawValue,
                uniqueNames ? "--unique-md-filenames" : "--simple-md-filenames", file.string,
                repodata.string,
            ])
    }

    /// The text of a metadata document as it was written so far.
    private func text(of type: String) throws -> String {
        let path = try root / BuiltRPMRepository.location(of: type, in: root)
        return try BuiltRPMRepository.unpacked(path)
    }

    private func finishRoot() throws {
        let path = root / "repodata/repomd.xml"
        var text = String(decoding: try Files.read(path), as: UTF8.self)
        // modifyrepo_c writes the time of the day; equal input is to make equal bytes.
        text = text.replacing(
            /<timestamp>[0-9]+<\/timestamp>/, with: "<timestamp>\(revision)</timestamp>")
        for change in rootChanges { text = change(text) }
        let bytes = Array(text.utf8)
        try Files.replace(path, with: bytes)
        if metadataKeys.isEmpty { return }
        try Files.replace(
            root / "repodata/repomd.xml.asc",
            with: SigningKey.detachedSignature(bytes, by: metadataKeys))
        let keys = metadataKeys.map(\.publicKey).joined()
        try Files.replace(root / "repodata/repomd.xml.key", with: Array(keys.utf8))
    }
}
