public import SystemIO

/// The directory that holds the mirror's own key, in GnuPG's form.
///
/// It is for this user alone (mode 0700). `gpg --homedir` works on it, and a key in it is replaced by
/// replacing the directory.
public struct SigningKeyStore: Sendable {
    private let home: FilePath
    private let directory: FilePath

    /// Names the directory; nothing is made before `ensureKey`.
    public init(home: FilePath, temporaryDirectory: FilePath = "/tmp") {
        self.home = home
        directory = temporaryDirectory
    }

    private var record: FilePath { home / "fingerprint" }

    /// The key that was made before; `nil` where none was.
    public func existingKey() throws(OpenPGPError) -> SigningIdentity? {
        let text: [UInt8]?
        do throws(SystemError) {
            text = try Files.readIfPresent(record)
        } catch { throw .system(error) }
        guard let text else { return nil }
        let fingerprint = String(decoding: text, as: UTF8.self).filter { $0 != "\n" }
        return try SigningIdentity(fingerprint, home: home, temporaryDirectory: directory)
    }

    /// The mirror's key, made on first use: RSA of 4096 bits, which every client since GnuPG 1.4 reads, to
    /// sign only, without passphrase and without expiry, with a SHA-512 self-signature.
    ///
    /// Processes that come here at the same time get the same key. Making it takes some seconds.
    /// `algorithm` is GnuPG's word for the kind of key.
    public func ensureKey(name: String, email: String, algorithm: String = "rsa4096")
        throws(OpenPGPError) -> SigningIdentity
    {
        if let key = try existingKey() { return key }
        do throws(SystemError) {
            try Files.makeDirectory(home, mode: 0o700)
            try Files.setMode(home, 0o700)
        } catch { throw .system(error) }
        let lock: FileLock
        do throws(SystemError) {
            lock = try FileLock(home / "lock")
        } catch { throw .system(error) }
        let key = try keyUnderLock(userID: "\(name) <\(email)>", algorithm: algorithm)
        _ = consume lock
        return key
    }

    private func keyUnderLock(userID: String, algorithm: String) throws(OpenPGPError)
        -> SigningIdentity
    {
        // Another process may have made it while this one waited.
        if let key = try existingKey() { return key }
        try makeKey(userID: userID, algorithm: algorithm)
        guard let key = try existingKey() else { throw .noSigningKey(userID) }
        return key
    }

    /// The key is made elsewhere and moved here, its fingerprint last: a process that stops half-way
    /// leaves nothing that counts as a key.
    private func makeKey(userID: String, algorithm: String) throws(OpenPGPError) {
        let work = try GnuPGHome(
            in: directory, mayStartAgent: true,
            options: ["cert-digest-algo SHA512", "personal-digest-preferences SHA512"])
        let fingerprint = try work.withAgent { () throws(OpenPGPError) in
            try GPGContext(home: work.path).createKey(userID: userID, algorithm: algorithm)
        }
        do throws(SystemError) {
            for folder in ["private-keys-v1.d", "openpgp-revocs.d"] {
                guard Files.exists(work.path / folder) else { continue }
                try Files.makeDirectory(home / folder, mode: 0o700)
                for name in try Files.list(work.path / folder) {
                    try copy(work.path / folder / name, to: home / folder / name)
                }
            }
            try copy(work.path / "pubring.kbx", to: home / "pubring.kbx")
            try Files.replace(record, with: Array((fingerprint + "\n").utf8), durable: true)
        } catch { throw .system(error) }
    }

    private func copy(_ source: FilePath, to target: FilePath) throws(SystemError) {
        try Files.replace(target, with: try Files.read(source), mode: 0o600, durable: true)
    }
}
