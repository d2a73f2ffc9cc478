internal import Archive
internal import MirrorBase
internal import RPMPackage
internal import RPMRepository
internal import Store
internal import SystemIO
internal import Transfer

/// Loose package files of a distro file, seen as a repository.
///
/// What a repository's metadata would say is made from the headers of the files.
struct LooseRepository {
    let cache: DigestCache
    /// Where single files lie under their own names.
    let directory: FilePath
    let jobs: Int
    let observer: BuildObserver

    /// Reads the files of a source, and fetches those that are named by address.
    ///
    /// A file that cannot be read is an error: who named it wants it.
    func read(_ source: RPMSource, _ places: [LoosePlace], at time: Timestamp)
        async throws(MirrorError) -> VerifiedRepository
    {
        var packages: [LooseRPM] = []
        var urls: [String] = []
        for place in places {
            let (names, directory) = try await files(of: place, source)
            let found = try LooseRPM.read(names, below: directory, jobs: jobs)
            if let broken = found.broken.first {
                throw broken.error.during("reading the packages of `\(source.repository)`")
            }
            packages += found.packages
            let url = DistroPlan.withScheme(try absolute(directory).string + "/")
            if !urls.contains(url) { urls.append(url) }
        }
        packages = try withoutTwins(packages, source)
        return VerifiedRepository(
            source: source, root: RepositoryRoot(),
            digest: LooseRepository.digest(packages), date: Timestamp(seconds: 0), signer: nil,
            verified: time, urls: urls, loose: packages)
    }

    /// The names of package files, and the directory they are in.
    private func files(of place: LoosePlace, _ source: RPMSource) async throws(MirrorError) -> (
        [String], FilePath
    ) {
        switch place {
        case .directory(let path):
            return (try LooseFiles(path, observer: observer).rpms, path)
        case .file(let urls, let digest):
            let name = urls.first?.split(separator: "/").last.map(String.init) ?? digest.hex
            let item = DigestCache.Item(
                name: "`\(name)` of `\(source.repository)`", file: name, promiser: "distro file",
                digest: digest, urls: urls, identity: source.identity)
            let kept: FilePath
            switch try await cache.attempt(item) {
            case .found(let path): kept = path
            case .lacking(let error): throw error
            }
            let own = directory / source.fileName
            try onDisk("keep `\(name)`") { () throws(SystemError) in
                try Files.makeDirectory(own)
                try Files.linkOrCopy(kept, to: own / name)
            }
            return ([name], own)
        }
    }

    private func absolute(_ path: FilePath) throws(MirrorError) -> FilePath {
        try onDisk("find `\(path)`") { () throws(SystemError) in try Files.absolute(path) }
    }

    /// Without what is there twice; two different files that are one package by their names are an error.
    private func withoutTwins(_ packages: [LooseRPM], _ source: RPMSource) throws(MirrorError)
        -> [LooseRPM]
    {
        var names: [String: LooseRPM] = [:]
        var kept: [LooseRPM] = []
        for package in packages {
            if let other = names[package.identity.nevra] {
                if other.digest == package.digest { continue }
                throw MirrorError(
                    .usage,
                    "`\(other.location)` and `\(package.location)` of `\(source.repository)` are both `\(package.identity.nevra)`, but differ"
                )
            }
            names[package.identity.nevra] = package
            kept.append(package)
        }
        return kept
    }

    /// What tells one state of the files from another: their names and digests.
    private static func digest(_ packages: [LooseRPM]) -> Digest {
        let lines = packages.map { "\($0.digest.hex) \($0.location)\n" }.sorted()
        return ContentHasher.digest(.sha256, of: Array(lines.joined().utf8))
    }
}

extension VerifiedRepository {
    /// The primary document of loose packages.
    func loosePrimary(_ packages: [LooseRPM]) throws(MirrorError) -> CachedDocument {
        var writer = RepodataWriter(.primary, packageCount: packages.count)
        for package in packages {
            do {
                try writer.append(package.elements.primary.span, location: package.location)
            } catch {
                throw MirrorError(.bug, "an element that was made is not well-formed: \(error)")
            }
        }
        return CachedDocument(
            repository: source.repository, type: "primary", source: .bytes(writer.finish()),
            compression: .plain)
    }

    /// The filelists document of loose packages.
    func looseFilelists(_ packages: [LooseRPM]) throws(MirrorError) -> CachedDocument {
        var writer = RepodataWriter(.filelists, packageCount: packages.count)
        for package in packages {
            do { try writer.append(package.elements.filelists.span) } catch {
                throw MirrorError(.bug, "an element that was made is not well-formed: \(error)")
            }
        }
        return CachedDocument(
            repository: source.repository, type: "filelists", source: .bytes(writer.finish()),
            compression: .plain)
    }
}
