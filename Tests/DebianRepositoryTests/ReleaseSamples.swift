import MirrorBase

/// Texts and digests that several tests share.
enum ReleaseSamples {
    /// A digest whose bytes are all the same.
    static func digest(_ byte: UInt8, _ algorithm: HashAlgorithm = .sha256) -> Digest {
        Digest(algorithm, bytes: Array(repeating: byte, count: algorithm.byteCount))
    }

    /// A line of a hash section.
    static func entry(
        _ byte: UInt8, _ size: Int, _ path: String, _ algorithm: HashAlgorithm = .sha256
    ) -> String {
        " \(digest(byte, algorithm).hex) \(size) \(path)\n"
    }

    static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    /// A suite in Debian's manner: two components, `all` repeated in each index.
    static let debian =
        """
        Origin: Example
        Label: Example Archive
        Suite: oldstable
        Version: 12.15
        Codename: bookworm
        Changelogs: https://changelogs.example.org/@CHANGEPATH@_changelog
        Date: Sat, 11 Jul 2026 10:16:37 UTC
        Valid-Until: Sat, 18 Jul 2026 10:16:37 UTC
        Acquire-By-Hash: yes
        No-Support-for-Architecture-all: Packages
        Architectures: all amd64 arm64
        Components: main contrib
        Description: Example 12.15
        MD5Sum:

        """
        + entry(0x11, 100, "main/binary-amd64/Packages", .md5)
        + entry(0x12, 40, "main/binary-amd64/Packages.gz", .md5)
        + "SHA256:\n"
        + entry(0x21, 100, "main/binary-amd64/Packages")
        + entry(0x22, 40, "main/binary-amd64/Packages.gz")
        + entry(0x23, 30, "main/binary-amd64/Packages.xz")
        + entry(0x24, 10, "main/binary-all/Packages.xz")
        + entry(0x25, 30, "main/binary-arm64/Packages.xz")
        + entry(0x26, 0, "contrib/binary-amd64/Packages")
        + entry(0x27, 9, "main/Contents-amd64.gz")
        + entry(0x28, 9, "main/i18n/Translation-en.bz2")
        + entry(0x29, 9, "main/source/Sources.xz")
}
