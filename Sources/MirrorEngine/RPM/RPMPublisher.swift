internal import Archive
internal import MirrorBase
internal import OpenPGP
internal import RPMRepository
internal import Store
internal import SystemIO

/// Writes packages as an rpm repository into a tree, so that every client sees the old one or the new.
///
/// Metadata comes first, under names that carry its digest, then package files; once the gate has passed
/// and everything is on the disk, `repomd.xml` with its signature; only then what nothing names any more
/// is removed. A file that clients were told of is never replaced by another: see `PackagePlaces`. The
/// tree is locked meanwhile.
struct RPMPublisher {
    /// The root of the repository, such as `out/centos/7/os/x86_64`.
    let tree: FilePath
    let maker: RepodataMaker
    let keepsPaths: Bool
    let pool: Pool
    let signer: any RootSigner
    /// The files of the keys by which packages are signed.
    let packageKeys: [(name: String, bytes: [UInt8])]
    let date: Timestamp
    let observer: BuildObserver

    /// What came of publishing.
    struct Outcome: Sendable {
        /// Whether anything is new.
        var changed: Bool
        /// The digest of `repomd.xml`.
        var root: Digest
        /// The packages as they were published; paths may have changed.
        var packages: [PlannedPackage]
    }

    private var directory: FilePath { tree / RepositoryLocation.directory }
    private var rootPath: FilePath { tree / RepositoryLocation.root }

    /// Publishes, with `gate` looking at the new root and what it names before they go live.
    func publish(
        _ packages: [PlannedPackage], _ documents: [Lock.Document],
        gate: ([UInt8]) throws(MirrorError) -> Void
    ) throws(MirrorError) -> Outcome {
        try onDisk("make the tree") { () throws(SystemError) in
            try Files.makeDirectory(directory)
        }
        let lock = try onDisk("lock the tree") { () throws(SystemError) in
            try FileLock(tree / ".lock") {
                observer.report(.note("waiting for another build that publishes into this tree"))
            }
        }
        return try withExtendedLifetime(lock) { () throws(MirrorError) in
            try publishLocked(packages, documents, gate: gate)
        }
    }

    private func publishLocked(
        _ packages: [PlannedPackage], _ documents: [Lock.Document],
        gate: ([UInt8]) throws(MirrorError) -> Void
    ) throws(MirrorError) -> Outcome {
        let present = RPMTreeIndexes(tree: tree)
        let placed = try PackagePlaces(
            tree: tree, pool: pool, named: present.digests, published: present.published,
            keepsPaths: keepsPaths
        ).place(packages) { (package, path) throws(MirrorError) in
            var copy = package
            copy.locked.path = path
            return copy
        }
        let files = try maker.files(placed, documents)
        // yum keeps what it has where the newest of all times is older than before.
        let time = max(date, present.root?.newestTimestamp ?? Timestamp(seconds: 0))
        let root = RepositoryRootWriter(
            revision: "\(time.seconds)", records: files.map { $0.record(at: time) }
        ).bytes()
        let check = RPMTreeCheck(tree: tree, signer: signer)
        if let live = present.root, check.names(live, files), check.isWhole() {
            try link(placed)
            try publishKeys()
            return Outcome(changed: false, root: try rootDigest(), packages: placed)
        }
        let cleaner = RPMTreeCleaner(tree: tree, present: present, observer: observer)
        let paths = placed.map(\.locked.path)
        let added = paths.filter { !Files.exists(tree / $0) }
        do throws(MirrorError) {
            // Metadata before packages: should this build be killed, it tells a later one what is left.
            try write(files)
            try link(placed)
            try gate(root)
            try syncContent()
            try Interruption.check()
        } catch {
            cleaner.withdraw(packages: added, files: files.map(\.location))
            throw error
        }
        try publishKeys()
        try goLive(root, at: time)
        cleaner.clean(files: files.map(\.location), packages: paths)
        return Outcome(changed: true, root: try rootDigest(), packages: placed)
    }

    private func link(_ packages: [PlannedPackage]) throws(MirrorError) {
        for package in packages {
            try onDisk("publish `\(package.locked.path)`") { () throws(SystemError) in
                _ = try pool.publish(package.locked.sha256, to: tree / package.locked.path)
            }
        }
    }

    private func publishKeys() throws(MirrorError) {
        try onDisk("publish the keys of packages") { () throws(SystemError) in
            try RPMPackageKeys.publish(packageKeys, in: tree)
        }
    }

    private func write(_ files: [RepodataFile]) throws(MirrorError) {
        try onDisk("write the metadata") { () throws(SystemError) in
            for file in files { try Files.replace(tree / file.location, with: file.bytes) }
        }
    }

    /// Waits until packages and metadata are on the disk, so that no root outlives what it lists.
    private func syncContent() throws(MirrorError) {
        try onDisk("write the tree") { () throws(SystemError) in
            var devices: Set<UInt64> = []
            for place in [tree, tree / RPMFamily.packageDirectory, directory] {
                guard let status = try Files.status(place, followLinks: true),
                    devices.insert(status.device).inserted
                else { continue }
                try Files.syncFileSystem(of: place)
            }
        }
    }

    /// Replaces the files by which clients find the tree.
    ///
    /// Clients that ask for the signature do so after they have read `repomd.xml`. Between the two
    /// renames, and while one client is between its two requests, the signature does not fit; such a
    /// client refuses the update and finds all in order the next time.
    private func goLive(_ root: [UInt8], at time: Timestamp) throws(MirrorError) {
        let signature = try signer.sign(root, of: "repomd.xml", at: time)
        let keys = try signer.publicKeys()
        try onDisk("write the root of the metadata") { () throws(SystemError) in
            for (name, bytes) in keys {
                try replace(tree / name, with: bytes)
                if name.hasSuffix(".asc") {
                    try replace(tree / RepositoryLocation.rootKey, with: bytes)
                }
            }
            try Files.replace(
                tree / RepositoryLocation.rootSignature, with: signature, durable: true)
            try Files.replace(rootPath, with: root, durable: true)
            try Files.syncDirectory(directory)
        }
    }

    /// Replaces a file unless it is so already, and makes sure that it is on the disk.
    private func replace(_ path: FilePath, with bytes: [UInt8]) throws(SystemError) {
        if try Files.readIfPresent(path) == bytes { return }
        try Files.replace(path, with: bytes, durable: true)
    }

    private func rootDigest() throws(MirrorError) -> Digest {
        try onDisk("read the published root") { () throws(SystemError) in
            try ContentHasher.digest(.sha256, ofFile: rootPath)
        }
    }
}
