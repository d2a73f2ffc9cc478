internal import Archive
internal import DebianRepository
internal import MirrorBase
internal import OpenPGP
internal import Store
internal import SystemIO

/// Writes packages as an apt repository into a tree, so that every client sees the old one or the new.
///
/// Indexes come first, under names that carry their digest, then package files; once the gate has passed
/// and everything is on the disk, the Release files and the plain names; only then what nothing names any
/// more is removed. A file that clients were told of is never replaced by another: see `PackagePlaces`.
/// The tree is locked meanwhile: two architectures, or two distros, may be built into it at once.
struct DebianPublisher {
    /// The root of the archive, such as `out/debian`.
    let tree: FilePath
    /// How the suite presents itself.
    let identity: SuiteIdentity
    let architecture: String
    /// The further architectures whose packages have indexes of their own; others go into the native one.
    var foreign: [String] = []
    /// Whether a package may not get another path than its line of the lock says.
    var keepsPaths = false
    let pool: Pool
    let signer: any RootSigner
    let date: Timestamp
    let observer: BuildObserver

    /// An index as it is about to be published.
    struct Index: Sendable {
        /// The path without a compression, relative to the suite's directory.
        var path: String
        /// The forms, by file name ending, with the uncompressed one, which is listed but not written.
        var forms: [(ending: String, bytes: [UInt8])]
        var plain: [UInt8]
    }

    /// What came of publishing.
    struct Outcome: Sendable {
        /// Whether anything is new.
        var changed: Bool
        /// The digest of the Release file.
        var release: Digest
        /// The packages as they were published; paths may have changed.
        var packages: [PlannedPackage]
    }

    private var suiteDirectory: FilePath { tree / "dists" / identity.suite }
    private var signatures: DebianTreeSignatures {
        DebianTreeSignatures(tree: tree, suite: identity.suite, signer: signer)
    }

    /// Publishes, with `gate` looking at the new indexes before they go live.
    func publish(
        _ packages: [PlannedPackage], gate: ([FilePath]) throws(MirrorError) -> Void
    ) throws(MirrorError) -> Outcome {
        try onDisk("make the tree") { () throws(SystemError) in
            try Files.makeDirectory(suiteDirectory)
        }
        let lock = try onDisk("lock the tree") { () throws(SystemError) in
            try FileLock(tree / ".lock") {
                observer.report(.note("waiting for another build that publishes into this tree"))
            }
        }
        return try withExtendedLifetime(lock) { () throws(MirrorError) in
            try publishLocked(packages, gate: gate)
        }
    }

    private func publishLocked(
        _ packages: [PlannedPackage], gate: ([FilePath]) throws(MirrorError) -> Void
    ) throws(MirrorError) -> Outcome {
        let present = DebianTreeIndexes(tree: tree, suite: identity.suite)
        let placed = try PackagePlaces(
            tree: tree, pool: pool, named: present.digests, published: present.published,
            keepsPaths: keepsPaths
        ).place(packages) { (package, path) throws(MirrorError) in
            try package.stanzaMoved(to: path)
        }
        let indexes = try indexes(of: placed)
        let existing = try existingRelease()
        var release = try release(indexes)
        if let existing {
            release = release.merging(existing: existing, replacing: ownPrefixes(existing))
            release.listWhatIsThere()
        }
        if let existing, existing.files == release.files, existing.describes(identity, release),
            isWhole(indexes), signatures.hold()
        {
            try link(placed)
            return Outcome(changed: false, release: try releaseDigest(), packages: placed)
        }
        let cleaner = DebianTreeCleaner(
            tree: tree, suite: identity.suite, architectures: Set([architecture] + foreign),
            present: present, observer: observer)
        let paths = placed.map(\.locked.path)
        let added = paths.filter { !Files.exists(tree / $0) }
        do throws(MirrorError) {
            // Indexes before packages: should this build be killed, they tell a later one what is left.
            try writeByHash(indexes)
            try link(placed)
            try gate(indexes.map { gatePath(of: $0) })
            try syncContent()
            try Interruption.check()
        } catch {
            cleaner.withdraw(packages: added, indexes: indexes.flatMap { byHashNames(of: $0) })
            throw error
        }
        try goLive(release, indexes)
        cleaner.clean(release, after: existing, packages: paths)
        return Outcome(changed: true, release: try releaseDigest(), packages: placed)
    }

    // MARK: - Packages

    private func link(_ packages: [PlannedPackage]) throws(MirrorError) {
        for package in packages {
            try onDisk("publish `\(package.locked.path)`") { () throws(SystemError) in
                _ = try pool.publish(package.locked.sha256, to: tree / package.locked.path)
            }
        }
    }

    // MARK: - Indexes

    /// The Packages indexes, in the order of the lock, so that equal locks give equal indexes.
    private func indexes(of packages: [PlannedPackage]) throws(MirrorError) -> [Index] {
        let order = PublishedOrder(architecture: architecture, foreign: foreign)
        let keys = packages.map { package in
            PublishedOrder.Key(
                component: package.component, architecture: package.locked.architecture,
                name: package.locked.name, version: package.locked.version)
        }
        var indexes: [Index] = []
        for (path, numbers) in order.indexes(of: keys, components: identity.components) {
            // A blank line after the last stanza too: debootstrap overlooks a package without one.
            let plain = numbers.reduce(into: [UInt8]()) { $0 += packages[$1].stanza + [0x0A] }
            do {
                let forms = [
                    (".gz", try Compressor.compress(plain, as: .gzip)),
                    (".xz", try Compressor.compress(plain, as: .xz)),
                ]
                indexes.append(Index(path: path, forms: forms, plain: plain))
            } catch { throw MirrorError(.bug, "an index cannot be compressed: \(error)") }
        }
        return indexes
    }

    private func release(_ indexes: [Index]) throws(MirrorError) -> Release {
        var release = Release(
            origin: identity.origin, label: identity.label, suite: identity.suite,
            codename: identity.codename, version: identity.version, date: date,
            architectures: Set(
                indexes.map { String($0.path.split(separator: "/")[1].dropFirst(7)) }
            )
            .sorted(),
            components: Set(indexes.map { component(of: $0) }).sorted(),
            description: identity.description)
        do {
            for index in indexes {
                // apt looks for the uncompressed name even where only compressed forms are there.
                try release.list(
                    index.path, size: index.plain.count,
                    digest: ContentHasher.digest(.sha256, of: index.plain))
                for form in index.forms {
                    try release.list(
                        index.path + form.ending, size: form.bytes.count,
                        digest: ContentHasher.digest(.sha256, of: form.bytes))
                }
            }
        } catch { throw MirrorError(.usage, "a component cannot be a path: \(error)") }
        return release
    }

    private func component(of index: Index) -> String {
        String(index.path.split(separator: "/")[0])
    }

    /// What an earlier Release lists of these architectures, all of which this build replaces.
    private func ownPrefixes(_ existing: Release) -> [String] {
        let parts = ([architecture] + foreign).map { "/binary-\($0)/" }
        return existing.files.keys.filter { path in parts.contains { path.contains($0) } }
    }

    /// What is live. That is the InRelease file where it is ours: it is replaced before the others.
    private func existingRelease() throws(MirrorError) -> Release? {
        if let text = signatures.inlineText(), let release = try? Release(parsing: text) {
            return release
        }
        let bytes = try onDisk("read the published Release") { () throws(SystemError) in
            try Files.readIfPresent(suiteDirectory / "Release")
        }
        guard let bytes else { return nil }
        do { return try Release(parsing: bytes) } catch {
            observer.report(
                .warning(
                    "the Release file in `\(suiteDirectory)` is replaced, since it cannot be read: \(error)"
                ))
            return nil
        }
    }

    /// Whether every index is in the tree as it would be written, under its name and its digest.
    private func isWhole(_ indexes: [Index]) -> Bool {
        indexes.allSatisfy { index in
            index.forms.allSatisfy { form in
                let digest = ContentHasher.digest(.sha256, of: form.bytes)
                return [index.path + form.ending, Release.byHashPath(of: index.path, digest)]
                    .allSatisfy { (try? Files.read(suiteDirectory / $0)) == form.bytes }
            }
        }
    }

    // MARK: - Going live

    /// The form that the gate reads: xz, which clients prefer.
    private func gatePath(of index: Index) -> FilePath {
        byHashPath(index, index.forms[index.forms.count - 1])
    }

    private func byHashPath(_ index: Index, _ form: (ending: String, bytes: [UInt8])) -> FilePath {
        let digest = ContentHasher.digest(.sha256, of: form.bytes)
        return suiteDirectory / Release.byHashPath(of: index.path + form.ending, digest)
    }

    /// The names by digest of all forms, relative to the suite's directory.
    private func byHashNames(of index: Index) -> [String] {
        index.forms.map { form in
            let digest = ContentHasher.digest(.sha256, of: form.bytes)
            return Release.byHashPath(of: index.path + form.ending, digest)
        }
    }

    private func writeByHash(_ indexes: [Index]) throws(MirrorError) {
        try onDisk("write the indexes") { () throws(SystemError) in
            for index in indexes {
                for form in index.forms {
                    let path = byHashPath(index, form)
                    try Files.makeDirectory(path.parent)
                    try Files.replace(path, with: form.bytes)
                }
            }
        }
    }

    /// Waits until packages and indexes are on the disk, so that no Release file outlives what it lists.
    private func syncContent() throws(MirrorError) {
        try onDisk("write the tree") { () throws(SystemError) in
            var devices: Set<UInt64> = []
            for place in [tree, tree / "pool", suiteDirectory] {
                guard let status = try Files.status(place, followLinks: true),
                    devices.insert(status.device).inserted
                else { continue }
                try Files.syncFileSystem(of: place)
            }
        }
    }

    /// Replaces the files by which clients find the tree.
    ///
    /// A client that reads InRelease and takes indexes by digest (apt since 1.2) sees the old tree or the
    /// new one at any moment. One that reads Release and Release.gpg has a short window between the two,
    /// and one that takes indexes by their plain names has one between InRelease and the last of these;
    /// either then refuses the update and finds all in order the next time.
    private func goLive(_ release: Release, _ indexes: [Index]) throws(MirrorError) {
        let text: [UInt8]
        do { text = try ReleaseWriter.bytes(for: release) } catch {
            throw MirrorError(.usage, "the Release file cannot be written: \(error)")
        }
        let inline = try signer.clearsign(text, at: release.date ?? date)
        let detached = try signer.sign(text, of: "Release", at: release.date ?? date)
        let keys = try signer.publicKeys()
        try onDisk("write the Release files") { () throws(SystemError) in
            for (name, bytes) in keys { try replace(tree / name, with: bytes) }
            try Files.replace(suiteDirectory / "InRelease", with: inline, durable: true)
            try Files.replace(suiteDirectory / "Release", with: text, durable: true)
            try Files.replace(suiteDirectory / "Release.gpg", with: detached, durable: true)
            try Files.syncDirectory(suiteDirectory)
            for index in indexes {
                for form in index.forms {
                    try replace(suiteDirectory / (index.path + form.ending), with: form.bytes)
                }
            }
        }
    }

    /// Replaces a file unless it is so already, and makes sure that it is on the disk.
    private func replace(_ path: FilePath, with bytes: [UInt8]) throws(SystemError) {
        if try Files.readIfPresent(path) == bytes { return }
        try Files.replace(path, with: bytes, durable: true)
    }

    private func releaseDigest() throws(MirrorError) -> Digest {
        try onDisk("read the published Release") { () throws(SystemError) in
            try ContentHasher.digest(.sha256, ofFile: suiteDirectory / "Release")
        }
    }
}
