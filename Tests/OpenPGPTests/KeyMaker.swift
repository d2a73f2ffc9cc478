import Glibc
import MirrorTestSupport
import OpenPGP
import SystemIO

struct CommandFailed: Error {
    var command: String
}

/// Runs a shell command in a directory; its error output is kept out of the way.
func shell(_ command: String, in directory: FilePath) throws {
    let status = system(
        "cd '\(directory.string)' && export GNUPGHOME='\(directory.string)' && { \(command)\n} >/dev/null 2>err"
    )
    if status != 0 { throw CommandFailed(command: command) }
}

/// A directory for one test, removed afterwards.
final class Workplace {
    let path: FilePath

    init() throws {
        path =
            TemporaryPlace.forSockets
            / "pgp-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        try Files.makeDirectory(path, mode: 0o700)
    }

    deinit { try? Files.removeTree(path) }

    /// What is left in it, to see whether nothing is.
    func names() throws -> [String] { try Files.list(path) }
}

/// A person with keys made by gpg in a directory of its own.
final class KeyMaker {
    let home: FilePath
    private(set) var fingerprint = ""

    /// Makes a key; `options` go to the gpg that makes it.
    init(_ kind: String = "rsa2048", expires: String = "never", options: String = "") throws {
        home =
            TemporaryPlace.forSockets
            / "km-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        try Files.makeDirectory(home, mode: 0o700)
        try gpg(
            "--passphrase '' \(options) --quick-generate-key 'Test <test@example.org>' \(kind) sign \(expires)"
        )
        try gpg(
            "--with-colons --list-keys | grep ^fpr | head -1 | cut -d: -f10 | tr -d '\\n' > fpr")
        fingerprint = String(decoding: try Files.read(home / "fpr"), as: UTF8.self)
    }

    deinit {
        try? shell("gpgconf --kill all; gpgconf --remove-socketdir || true", in: home)
        try? Files.removeTree(home)
    }

    func gpg(_ arguments: String) throws {
        try shell("gpg --batch --yes --no-tty --pinentry-mode loopback \(arguments)", in: home)
    }

    /// The public keys, in armour.
    func publicKeys() throws -> [UInt8] {
        try gpg("--armor --export > public.asc")
        return try Files.read(home / "public.asc")
    }

    func trusted() throws -> TrustedKey {
        TrustedKey(name: "test.asc", data: try publicKeys(), fingerprints: [fingerprint])
    }

    func clearsign(_ text: String, options: String = "") throws -> [UInt8] {
        try Files.replace(home / "text", with: Array(text.utf8))
        try gpg("--digest-algo SHA512 \(options) --clearsign -o signed text")
        return try Files.read(home / "signed")
    }

    func detached(_ text: String, options: String = "") throws -> [UInt8] {
        try Files.replace(home / "text", with: Array(text.utf8))
        try gpg("--digest-algo SHA512 \(options) --detach-sign -o signed text")
        return try Files.read(home / "signed")
    }
}

extension [UInt8] {
    var text: String { String(decoding: self, as: UTF8.self) }

    /// With one text in place of another.
    func replacing(_ old: String, with new: String) -> [UInt8] {
        var result = self
        let old = Array(old.utf8)
        for start in result.indices.reversed() where result[start...].starts(with: old) {
            result.replaceSubrange(start..<start + old.count, with: Array(new.utf8))
        }
        return result
    }
}
