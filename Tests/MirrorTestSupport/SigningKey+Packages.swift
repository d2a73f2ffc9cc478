extension SigningKey {
    /// The public key, not armoured.
    public func binaryPublicKey() throws -> [UInt8] {
        try Subprocess.check(
            "gpg", ["--batch", "--export", fingerprint],
            environment: ["GNUPGHOME": try SigningKey.homeDirectory().string]
        ).standardOutput
    }

    /// A signature of some bytes, not armoured, as packages carry it.
    ///
    /// - Parameters:
    ///   - digest: the hash function as gpg names it
    ///   - isOfText: whether the bytes are signed as a text whose line ends may change
    public func packet(over bytes: [UInt8], digest: String = "SHA256", isOfText: Bool = false)
        throws -> [UInt8]
    {
        try Subprocess.check(
            "gpg",
            [
                "--batch", "--no-tty", "--yes", "--pinentry-mode", "loopback", "--passphrase", "",
                "--digest-algo", digest, "--local-user", fingerprint,
            ] + (isOfText ? ["--textmode"] : []) + ["--detach-sign"],
            environment: ["GNUPGHOME": try SigningKey.homeDirectory().string], input: bytes
        ).standardOutput
    }
}
