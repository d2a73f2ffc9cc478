extension Verifier {
    /// The fingerprints of the primary keys that data holds, in upper-case digits; none where it holds no
    /// OpenPGP keys, as a page of a web server.
    ///
    /// Nothing is said about whether a key is good for anything: it may have expired or been revoked.
    public func primaryFingerprints(in data: [UInt8]) throws(OpenPGPError) -> [String] {
        let home = try GnuPGHome(in: directory)
        let context = try GPGContext(home: home.path)
        guard try context.importKeys(data) > 0 else { return [] }
        return try context.keys().map(\.fingerprint)
    }

    /// The keys that are trusted and nothing else of what came with them, in ASCII armour, without the
    /// signatures of others.
    public func export(_ key: TrustedKey) throws(OpenPGPError) -> [UInt8] {
        let home = try GnuPGHome(in: directory)
        let context = try GPGContext(home: home.path)
        guard try context.importKeys(key.data) > 0 else { throw .unreadableKey(name: key.name) }
        let present = try context.keys().map(\.fingerprint)
        var text: [UInt8] = []
        for fingerprint in key.fingerprints where present.contains(fingerprint) {
            text += try context.export(fingerprint, armored: true)
        }
        if text.isEmpty {
            throw .keyNotFound(name: key.name, fingerprint: key.fingerprints.first ?? "")
        }
        return text
    }
}
