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
}
