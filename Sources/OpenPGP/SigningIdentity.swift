public import MirrorBase
public import SystemIO

/// A secret key to sign with, and where it lies.
///
/// Every call works in a private directory of its own that only links to the keys, starts GnuPG's agent
/// there, and ends it. Keys must be without passphrase: nobody is asked for one.
public struct SigningIdentity: Sendable {
    /// The fingerprint of the primary key, in upper-case digits.
    public let fingerprint: String
    /// When the key was made; no signature can be older.
    public let created: Timestamp
    private let keys: FilePath
    private let directory: FilePath
    /// Keeps keys that were read from a file.
    private let owner: GnuPGHome?

    /// Finds a key in a directory of GnuPG's, such as the user's `~/.gnupg`, by its fingerprint, key ID or
    /// mail address.
    public init(_ name: String, home: FilePath, temporaryDirectory: FilePath = "/tmp")
        throws(OpenPGPError)
    {
        try self.init(name, keys: home, directory: temporaryDirectory, owner: nil)
    }

    /// Reads a key from a file that GnuPG exported a secret key to, in ASCII armour or binary.
    public init(secretKeyFile: FilePath, temporaryDirectory: FilePath = "/tmp")
        throws(OpenPGPError)
    {
        let data: [UInt8]
        do throws(SystemError) {
            data = try Files.read(secretKeyFile)
        } catch { throw .system(error) }
        let home = try GnuPGHome(in: temporaryDirectory, mayStartAgent: true)
        let found = try home.withAgent { () throws(OpenPGPError) in
            let context = try GPGContext(home: home.path)
            return try context.importKeys(data) > 0 ? context.keys().first : nil
        }
        guard let key = found else { throw .noSigningKey(secretKeyFile.string) }
        try self.init(
            key.fingerprint, keys: home.path, directory: temporaryDirectory, owner: home)
    }

    private init(_ name: String, keys: FilePath, directory: FilePath, owner: GnuPGHome?)
        throws(OpenPGPError)
    {
        self.keys = keys
        self.directory = directory
        self.owner = owner
        let home = try SigningIdentity.linkedHome(keys, in: directory)
        // The primary key or a subkey will sign, whichever GnuPG prefers.
        let secrets = keys / "private-keys-v1.d"
        guard let key = try GPGContext(home: home.path).keys(matching: name).first,
            let created = key.parts
                .filter({ $0.canSign && Files.exists(secrets / "\($0.keygrip).key") })
                .map(\.created).max()
        else { throw .noSigningKey(name) }
        fingerprint = key.fingerprint
        self.created = created
    }

    /// The text with a signature around it, as an InRelease file is.
    ///
    /// With `date` the signature is made at that time, or at the key's own if that is later, and the same
    /// text, key and date give the same bytes. The text is refused unless every client reads it:
    /// see `UnsignableText`.
    public func clearsign(_ text: [UInt8], at date: Timestamp? = nil) throws(OpenPGPError)
        -> [UInt8]
    {
        try SigningIdentity.check(text)
        let signed = try sign(text, at: date, .clear)
        // GnuPG cuts very long lines off with no more than a warning.
        guard try split(clearsigned: signed).text.elementsEqual(text.dropLast()) else {
            throw .engine(operation: "sign", reason: "it changed the text")
        }
        return signed
    }

    /// A signature of a text or of any bytes, in ASCII armour, as `Release.gpg` and `repomd.xml.asc` are;
    /// see `clearsign` for `date`.
    public func detachedSign(_ text: [UInt8], at date: Timestamp? = nil) throws(OpenPGPError)
        -> [UInt8]
    {
        try sign(text, at: date, .detached)
    }

    /// The public key, in ASCII armour or binary.
    public func exportPublicKey(armored: Bool) throws(OpenPGPError) -> [UInt8] {
        let home = try SigningIdentity.linkedHome(keys, in: directory)
        return try GPGContext(home: home.path).export(fingerprint, armored: armored)
    }

    private func sign(_ text: [UInt8], at date: Timestamp?, _ form: GPGContext.SignatureForm)
        throws(OpenPGPError) -> [UInt8]
    {
        var options = [
            "digest-algo SHA512", "personal-digest-preferences SHA512", "no-emit-version",
            "no-comments", "no-escape-from-lines", "default-key \(fingerprint)",
        ]
        let time = date.map { max($0, created).seconds }
        // The exclamation mark stops the clock.
        if let time { options.append("faked-system-time \(time)!") }
        let home = try SigningIdentity.linkedHome(
            keys, in: directory, mayStartAgent: true, options: options)
        return try home.withAgent { () throws(OpenPGPError) in
            let context = try GPGContext(home: home.path)
            let start = Environment.now()
            let signed = try context.sign(text, key: fingerprint, form: form)
            let end = Environment.now()
            // GnuPG lets the clock run where that shows the time asked for already; the time is past now.
            guard let time, start <= time, time < end else { return signed }
            return try context.sign(text, key: fingerprint, form: form)
        }
    }

    /// A home that shows the keys of another one and nothing else of it.
    private static func linkedHome(
        _ keys: FilePath, in directory: FilePath, mayStartAgent: Bool = false,
        options: [String] = []
    ) throws(OpenPGPError) -> GnuPGHome {
        let home = try GnuPGHome(in: directory, mayStartAgent: mayStartAgent, options: options)
        do throws(SystemError) {
            for name in ["pubring.kbx", "pubring.gpg", "private-keys-v1.d"] {
                guard Files.exists(keys / name) else { continue }
                try SymbolicLink.make(home.path / name, to: keys / name)
            }
        } catch { throw .system(error) }
        return home
    }

    private static func check(_ text: [UInt8]) throws(OpenPGPError) {
        if text.isEmpty { throw .unsignable(line: 1, reason: .empty) }
        var lines = LineReader(text)
        while let line = lines.next() {
            if text[line].first == UInt8(ascii: "-") {
                throw .unsignable(line: lines.number, reason: .leadingDash)
            }
            if text[line].withoutTrailingBlanks.count != line.count {
                throw .unsignable(line: lines.number, reason: .trailingBlank)
            }
        }
        if text.last != UInt8(ascii: "\n") {
            throw .unsignable(line: lines.number, reason: .missingNewline)
        }
    }
}
