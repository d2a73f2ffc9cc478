internal import Archive
internal import Manifest
internal import MirrorBase
internal import OpenPGP
internal import SystemIO
internal import Transfer

/// Finds the public keys that a distro file names: beside it, on this machine, or at an address.
struct KeyLoader: Sendable {
    /// Where fetched keys are kept.
    let directory: FilePath
    let client: TransferClient
    let verifier: Verifier
    let isOffline: Bool
    let observer: BuildObserver

    /// The largest key file that is taken.
    static let sizeLimit = 4 << 20

    /// The first file that bears the fingerprint, else what an address has under it.
    ///
    /// A machine may have another key of that name, such as that of an older release. Where nothing else
    /// is to be had, the first file that can be read is taken, and the verification says what it lacks.
    func load(_ key: SigningKey, urls: [String], beside distros: FilePath, of repository: String)
        async throws(MirrorError) -> TrustedKey
    {
        let files = (key.file.map { [distros / $0] } ?? []) + key.paths.map { FilePath($0) }
        var other: TrustedKey?
        for path in files {
            let bytes = try onDisk("read the key `\(path)`") { () throws(SystemError) in
                try Files.readIfPresent(path)
            }
            guard let bytes else { continue }
            let found = TrustedKey(
                name: path.string, data: bytes, fingerprints: key.fingerprints)
            if try holds(found) { return found }
            other = other ?? found
        }
        if urls.isEmpty, let other { return other }
        if urls.isEmpty {
            let tried = files.map { "`\($0)`" }.joined(separator: ", ")
            throw MirrorError(
                .usage,
                "no key of `\(repository)` can be read: \(tried.isEmpty ? "none is named" : tried)")
        }
        do { return try await fetch(key, urls) } catch {
            throw error.during("looking for a key of `\(repository)`")
        }
    }

    /// The key of the first address that has it, else the one that an earlier run kept.
    ///
    /// The fingerprint pins the key, so a kept copy is as good as a new one; but keys get new expiry
    /// dates, so while there is a network the new one is taken.
    private func fetch(_ key: SigningKey, _ urls: [String]) async throws(MirrorError) -> TrustedKey
    {
        let name = key.fingerprints.first ?? "key"
        let kept = directory / "\(name).key"
        var failure: MirrorError?
        if !isOffline {
            for url in urls {
                do throws(MirrorError) {
                    let found = try await download(url, key)
                    try onDisk("keep the key `\(name)`") { () throws(SystemError) in
                        try Files.replace(kept, with: found.data)
                    }
                    return found
                } catch {
                    if error.category == .disk || error.category == .interrupted { throw error }
                    // What a server delivers wrongly weighs more than what it does not have.
                    if failure == nil || error.category == .integrity { failure = error }
                }
            }
        }
        let present = try onDisk("read the kept key") { () throws(SystemError) in
            try Files.readIfPresent(kept)
        }
        if let present {
            let trusted = TrustedKey(
                name: kept.string, data: present, fingerprints: key.fingerprints)
            if try holds(trusted) {
                if let failure {
                    observer.report(
                        .warning("\(failure.problems[0].message); the kept one is used"))
                }
                return trusted
            }
        }
        throw failure
            ?? MirrorError(.network, "the key `\(name)` is not kept from an earlier run")
    }

    /// What an address has, if it is the key; into a file that no other process uses.
    private func download(_ url: String, _ key: SigningKey) async throws(MirrorError) -> TrustedKey
    {
        try onDisk("make the cache") { () throws(SystemError) in
            try Files.makeDirectory(directory)
        }
        let file = Files.temporaryName(beside: directory / "fetched")
        defer { try? Files.remove(file) }
        let request = TransferRequest(
            name: url, urls: [url], destination: file, maximumSize: KeyLoader.sizeLimit,
            resumes: false)
        do { _ = try await client.fetch(request) } catch {
            throw MirrorError(
                error, fetching: "the key `\(redacted(url))`",
                hint: "a key file can lie beside the distro file: `file:` below `keys:`")
        }
        let bytes = try onDisk("read the key") { () throws(SystemError) in try Files.read(file) }
        let found = TrustedKey(name: url, data: bytes, fingerprints: key.fingerprints)
        if try holds(found) { return found }
        throw MirrorError(
            .integrity,
            "what `\(redacted(url))` has is not the key `\(key.fingerprints.first ?? "")`",
            hints: ["a proxy or a login page may have answered in its place"])
    }

    /// Whether the data has one of the keys that it is trusted by.
    ///
    /// Looking costs a run of GnuPG. The answer depends on nothing but the bytes, so a yes is noted.
    private func holds(_ key: TrustedKey) throws(MirrorError) -> Bool {
        let content = key.data + Array(key.fingerprints.joined(separator: " ").utf8)
        let notes = directory.parent / "checked-keys"
        let note = notes / ContentHasher.digest(.sha256, of: content).hex
        if Files.exists(note) { return true }
        do throws(OpenPGPError) {
            let found = try verifier.primaryFingerprints(in: key.data)
            guard found.contains(where: { key.fingerprints.contains($0) }) else { return false }
        } catch {
            if case .system(let cause) = error { throw MirrorError(cause, doing: "read a key") }
            return false
        }
        // Where the cache cannot be written, whatever has to go there says so.
        try? Files.makeDirectory(notes)
        try? Files.replace(note, with: [])
        return true
    }
}
