internal import MirrorBase
internal import OpenPGP
internal import SystemIO

/// Signs with the mirror's own key, made on first use, or with one that the user named.
struct MirrorSigner: RootSigner {
    private let identity: SigningIdentity

    var fingerprint: String { identity.fingerprint }

    /// Finds the key or makes it.
    ///
    /// - Parameters:
    ///   - key: A file with a secret key, or the fingerprint or id of one in the user's own keyring;
    ///     `nil` for the mirror's own.
    ///   - state: Where the mirror's own key is kept, in `keys`.
    init(key: String?, state: FilePath, observer: BuildObserver) throws(MirrorError) {
        if let key, key.contains("/"), !Files.exists(FilePath(key)) {
            throw MirrorError(
                .usage, "there is no file `\(key)` to sign with",
                hints: ["`--sign-key` takes a file with a secret key, or a key of your own keyring"]
            )
        }
        do throws(OpenPGPError) {
            if let key {
                if key.contains("/") || Files.exists(FilePath(key)) {
                    identity = try SigningIdentity(secretKeyFile: FilePath(key))
                } else {
                    let home = Environment["GNUPGHOME"].map { FilePath($0) }
                    identity = try SigningIdentity(key, home: home ?? Environment.home / ".gnupg")
                }
                return
            }
            let store = SigningKeyStore(home: state / "keys")
            if let existing = try store.existingKey() {
                identity = existing
            } else {
                observer.report(.phase("making the mirror's own key"))
                identity = try store.ensureKey(
                    name: "mirror", email: "mirror@localhost")
                observer.report(
                    .note(
                        "made the mirror's own key \(identity.fingerprint) in `\(state / "keys")`"))
            }
        } catch { throw MirrorSigner.error("the signing key cannot be used", error) }
    }

    func clearsign(_ text: [UInt8], at time: Timestamp) throws(MirrorError) -> [UInt8] {
        do { return try identity.clearsign(text, at: time) } catch {
            throw MirrorSigner.error("`InRelease` cannot be signed", error)
        }
    }

    func sign(_ text: [UInt8], of file: String, at time: Timestamp) throws(MirrorError) -> [UInt8] {
        do { return try identity.detachedSign(text, at: time) } catch {
            throw MirrorSigner.error("`\(file)` cannot be signed", error)
        }
    }

    func publicKeys() throws(MirrorError) -> [(name: String, bytes: [UInt8])] {
        do {
            return [
                ("mirror-archive-keyring.asc", try identity.exportPublicKey(armored: true)),
                ("mirror-archive-keyring.gpg", try identity.exportPublicKey(armored: false)),
            ]
        } catch { throw MirrorSigner.error("the public key cannot be written", error) }
    }

    private static func error(_ what: String, _ cause: OpenPGPError) -> MirrorError {
        switch cause {
        case .noSigningKey:
            MirrorError(
                .usage, "\(what): \(cause)",
                hints: ["`--sign-key` takes a file with a secret key, or a key of your own keyring"]
            )
        case .system(let error): MirrorError(error, doing: "sign")
        default: MirrorError(.integrity, "\(what): \(cause)")
        }
    }
}
