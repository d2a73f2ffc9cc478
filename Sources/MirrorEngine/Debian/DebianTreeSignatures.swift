internal import MirrorBase
internal import OpenPGP
internal import SystemIO

/// Whether the Release files of a published suite bear the signatures that they should.
struct DebianTreeSignatures {
    /// The root of the archive.
    let tree: FilePath
    let suite: String
    /// Whoever signs the tree.
    let signer: any RootSigner

    /// Whether both signatures are by the signer's key and fit, and both published key files hold it; so a
    /// changed key and a damaged file show alike.
    func hold() -> Bool {
        let directory = tree / "dists" / suite
        guard let release = try? Files.read(directory / "Release"),
            let inline = try? Files.read(directory / "InRelease"),
            let detached = try? Files.read(directory / "Release.gpg")
        else { return false }
        let verifier = Verifier()
        // One signature is checked with each of the two key files, which shows that both can be read.
        guard let first = key("mirror-archive-keyring.gpg"),
            let text = try? verifier.verify(clearsigned: inline, keys: [first]).text,
            text.elementsEqual(release.dropLast()), release.last == 0x0A
        else { return false }
        guard let second = key("mirror-archive-keyring.asc") else { return false }
        return (try? verifier.verify(detached: detached, of: release, keys: [second])) != nil
    }

    /// The text of the InRelease file, if that bears the signer's signature; the last line feed is no part
    /// of what is signed.
    func inlineText() -> [UInt8]? {
        guard let inline = try? Files.read(tree / "dists" / suite / "InRelease"),
            let key = key("mirror-archive-keyring.gpg"),
            let text = try? Verifier().verify(clearsigned: inline, keys: [key]).text
        else { return nil }
        return Array(text) + [0x0A]
    }

    private func key(_ name: String) -> TrustedKey? {
        guard let bytes = try? Files.read(tree / name) else { return nil }
        return TrustedKey(name: name, data: bytes, fingerprints: [signer.fingerprint])
    }
}
