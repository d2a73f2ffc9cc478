internal import Archive
internal import DebianRepository
internal import MirrorBase
internal import SystemIO

/// Writes a flat apt archive of loose Debian packages: `deb [signed-by=…] URL ./`.
struct LooseDebWriter {
    let directory: FilePath
    let options: LooseIndex.Options
    let signer: MirrorSigner?
    let observer: BuildObserver

    /// Writes the indexes, then what vouches for them.
    func write(_ packages: [LooseDeb]) throws(MirrorError) {
        var text: [UInt8] = []
        var names: [String: String] = [:]
        for package in packages {
            let stanza = package.stanza
            let name = "\(stanza.name) \(stanza.version) \(stanza.architecture)"
            if let first = names.updateValue(package.filename, forKey: name) {
                observer.report(
                    .warning("`\(first)` and `\(package.filename)` are both `\(name)`"))
            }
            text += package.text
            text.append(0x0A)
        }
        let packed: [UInt8]
        do throws(ArchiveError) {
            packed = try Compressor.compress(text, as: .gzip, threads: options.jobs)
        } catch { throw MirrorError(.bug, "`Packages.gz` \(error)") }
        let indexes = [("Packages", text), ("Packages.gz", packed)]
        let time = try time(of: packages)
        let release = try release(indexes, packages, time)
        try Interruption.check()
        for (name, bytes) in indexes {
            try onDisk("write `\(name)`") { () throws(SystemError) in
                try Files.replace(directory / name, with: bytes)
            }
        }
        try replaceRelease(release, at: time)
    }

    /// The time that everything bears: never before that of the Release file before, which apt would keep.
    private func time(of packages: [LooseDeb]) throws(MirrorError) -> Timestamp {
        let newest = packages.map(\.modified).max() ?? Timestamp(seconds: 0)
        let former = try onDisk("read the Release file") { () throws(SystemError) in
            try Files.readIfPresent(directory / "Release")
        }
        let date = former.flatMap { try? Release(parsing: $0).date }
        return max(options.sourceDate ?? newest, date ?? Timestamp(seconds: 0))
    }

    private func release(
        _ indexes: [(String, [UInt8])], _ packages: [LooseDeb], _ time: Timestamp
    ) throws(MirrorError) -> [UInt8] {
        let architectures = Set(packages.map(\.stanza.architecture)).subtracting(["all"])
        var release = Release(date: time, architectures: architectures.sorted())
        // Indexes of a flat archive lie where they are named and nowhere else.
        release.acquireByHash = false
        release.noSupportForArchitectureAll = []
        do {
            for (name, bytes) in indexes {
                try release.list(
                    name, size: bytes.count, digest: ContentHasher.digest(.sha256, of: bytes))
            }
            return try ReleaseWriter.bytes(for: release)
        } catch { throw MirrorError(.bug, "the Release file: \(error)") }
    }

    /// Puts the Release file in place, with its signatures or without those of the one before.
    private func replaceRelease(_ release: [UInt8], at time: Timestamp) throws(MirrorError) {
        var files: [(name: String, bytes: [UInt8]?)] = [("Release.gpg", nil), ("InRelease", nil)]
        if let signer {
            files = try signer.publicKeys().map { ($0.name, $0.bytes) }
            files.append(("Release.gpg", try signer.sign(release, of: "Release", at: time)))
            files.append(("InRelease", try signer.clearsign(release, at: time)))
        }
        files.append(("Release", release))
        try onDisk("write the Release file") { () throws(SystemError) in
            for (name, bytes) in files {
                let path = directory / name
                if let bytes {
                    try Files.replace(path, with: bytes)
                } else if Files.exists(path) {
                    try Files.remove(path)
                }
            }
        }
    }
}
