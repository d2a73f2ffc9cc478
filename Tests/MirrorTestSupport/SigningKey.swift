import Glibc
import MirrorBase
import Synchronization
import SystemIO

/// A real OpenPGP key, made by gpg in a key ring of this process and gone with it.
public final class SigningKey: Sendable {
    /// The fingerprint in forty upper-case hexadecimal digits.
    public let fingerprint: String
    /// The public key, armoured.
    public let publicKey: String
    private let clock: Timestamp?

    /// The key that repositories are signed with unless a test says otherwise.
    public static let standard = Result { try SigningKey(name: "Sample Archive Key") }
    /// A key that nobody was told to trust.
    public static let stranger = Result { try SigningKey(name: "Unknown Key") }

    /// Makes a key.
    ///
    /// - Parameters:
    ///   - algorithm: as gpg names it: `ed25519`, `rsa2048`
    ///   - expires: `never`, or how long it lasts, such as `1d`
    ///   - clock: the time at which it is made and at which it signs; now by default
    public init(
        name: String, algorithm: String = "ed25519", expires: String = "never",
        clock: Timestamp? = nil
    ) throws {
        self.clock = clock
        let home = try SigningKey.home.get()
        let user = "\(name) <\(UInt64.random(in: 0...UInt64.max))@example.org>"
        // Two at once in one new key ring get in each other's way.
        let made = try SigningKey.generation.withLock { _ in
            try Subprocess.check(
                "gpg",
                SigningKey.options(clock) + [
                    "--status-fd", "1", "--quick-generate-key", user, algorithm, "sign", expires,
                ], environment: ["GNUPGHOME": home.string])
        }
        let line = made.output.split(separator: "\n").first { $0.contains(" KEY_CREATED ") }
        guard let fingerprint = line?.split(separator: " ").last.map(String.init) else {
            throw Subprocess.Failure.failed(command: ["gpg"], made)
        }
        self.fingerprint = fingerprint
        publicKey = try Subprocess.check(
            "gpg", ["--batch", "--armor", "--export", fingerprint],
            environment: ["GNUPGHOME": home.string]
        ).output
    }

    /// Signs text in place: the content of an `InRelease`.
    public func clearSign(_ text: [UInt8]) throws -> [UInt8] {
        try SigningKey.clearSign(text, by: [self])
    }

    /// Signs beside the text: the content of a `Release.gpg`.
    public func detachedSignature(_ text: [UInt8]) throws -> [UInt8] {
        try SigningKey.detachedSignature(text, by: [self])
    }

    /// Signs text in place, by several keys at once.
    public static func clearSign(_ text: [UInt8], by keys: [SigningKey]) throws -> [UInt8] {
        try sign("--clear-sign", text, by: keys)
    }

    /// Signs beside the text, by several keys at once.
    public static func detachedSignature(_ text: [UInt8], by keys: [SigningKey]) throws -> [UInt8] {
        try sign("--detach-sign", text, by: keys)
    }

    private static let generation = Mutex<Void>(())

    private static func sign(_ mode: String, _ text: [UInt8], by keys: [SigningKey]) throws
        -> [UInt8]
    {
        let signers = keys.flatMap { ["--local-user", $0.fingerprint] }
        let clock = keys.compactMap(\.clock).first
        return try Subprocess.check(
            "gpg", options(clock) + ["--armor", "--digest-algo", "SHA512"] + signers + [mode],
            environment: ["GNUPGHOME": try home.get().string], input: text
        ).standardOutput
    }

    private static func options(_ clock: Timestamp?) -> [String] {
        var options = [
            "--batch", "--no-tty", "--yes", "--pinentry-mode", "loopback", "--passphrase", "",
        ]
        if let clock {
            let digits = clock.iso8601.filter { $0.isNumber || $0 == "T" }
            options += ["--faked-system-time", digits + "!"]
        }
        return options
    }

    /// The key ring; when the process exits its agent is stopped and the directory removed.
    private static let home: Result<FilePath, any Error> = Result {
        let place = TemporaryPlace.forSockets
        var template = Array((place / "mirror-gpg-XXXXXX").string.utf8CString)
        guard mkdtemp(&template) != nil else {
            throw SystemError(operation: "mkdtemp", path: place.string, code: errno)
        }
        atexit { SigningKey.removeHome() }
        return FilePath(
            String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    /// The directory of the key ring, for programs that sign by themselves.
    static func homeDirectory() throws -> FilePath { try home.get() }

    private static func removeHome() {
        guard case .success(let path) = home else { return }
        _ = try? Subprocess.run(
            "gpgconf", ["--homedir", path.string, "--kill", "all"], timeLimit: .seconds(5))
        try? Files.removeTree(path)
    }
}
