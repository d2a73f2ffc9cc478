/// The number of an entry in the main header of a package (rpm's `rpmtag.h`).
///
/// Signature headers number theirs otherwise: `SignatureTag`.
public struct HeaderTag: RawRepresentable, Sendable, Hashable {
    /// The number.
    public let rawValue: UInt32

    /// Makes a tag of its number.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    init(_ rawValue: UInt32) { self.rawValue = rawValue }

    // The package itself.
    /// The name.
    public static let name = HeaderTag(1000)
    /// The version.
    public static let version = HeaderTag(1001)
    /// The release.
    public static let release = HeaderTag(1002)
    /// The epoch.
    public static let epoch = HeaderTag(1003)
    /// One line on what the package is.
    public static let summary = HeaderTag(1004)
    /// What the package is.
    public static let description = HeaderTag(1005)
    /// When it was built, in seconds since 1970.
    public static let buildTime = HeaderTag(1006)
    /// Where it was built.
    public static let buildHost = HeaderTag(1007)
    /// The size of all files in bytes.
    public static let size = HeaderTag(1009)
    /// The size of all files in bytes, where it is 4 GiB or more.
    public static let longSize = HeaderTag(5009)
    /// Who distributes it.
    public static let vendor = HeaderTag(1011)
    /// The licence.
    public static let license = HeaderTag(1014)
    /// Who built it.
    public static let packager = HeaderTag(1015)
    /// Where it belongs by topic.
    public static let group = HeaderTag(1016)
    /// Where to read more about it.
    public static let url = HeaderTag(1020)
    /// The architecture it is built for.
    public static let architecture = HeaderTag(1022)
    /// The file name of the source package it was built from.
    public static let sourceRPM = HeaderTag(1044)
    /// The size of the payload before compression, in bytes.
    public static let archiveSize = HeaderTag(1046)
    /// The size of the payload before compression, where it is 4 GiB or more.
    public static let longArchiveSize = HeaderTag(271)
    /// Whether it is a source package.
    public static let sourcePackage = HeaderTag(1106)
    /// The stream of a module it belongs to.
    public static let modularityLabel = HeaderTag(5096)

    // Files.
    /// Whole paths, in packages from before rpm 4.
    public static let oldFileNames = HeaderTag(1027)
    /// Kinds and permissions of files.
    public static let fileModes = HeaderTag(1030)
    /// What files are for.
    public static let fileFlags = HeaderTag(1037)
    /// For each file the number of its directory.
    public static let directoryIndexes = HeaderTag(1116)
    /// For each file its name in its directory.
    public static let baseNames = HeaderTag(1117)
    /// Directories.
    public static let directoryNames = HeaderTag(1118)

    // Changelog, newest first.
    /// When entries were made, in seconds since 1970; newest first.
    public static let changelogTimes = HeaderTag(1080)
    /// Who made entries.
    public static let changelogNames = HeaderTag(1081)
    /// What entries say.
    public static let changelogTexts = HeaderTag(1082)

    // The payload.
    /// The digest of the compressed payload, in hexadecimal digits.
    public static let payloadDigest = HeaderTag(5092)
    /// The hash function of that digest, by its number in OpenPGP.
    public static let payloadDigestAlgorithm = HeaderTag(5093)
    /// A second digest of the compressed payload.
    public static let payloadSHA512 = HeaderTag(5121)
}

/// The number of an entry in the signature header of a package.
///
/// The numbers from 1000 on mean something else than in the main header.
public struct SignatureTag: RawRepresentable, Sendable, Hashable {
    /// The number.
    public let rawValue: UInt32

    /// Makes a tag of its number.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    private init(_ rawValue: UInt32) { self.rawValue = rawValue }

    /// A signature of the header by a key of any kind but RSA.
    static let headerDSA = SignatureTag(267)
    /// A signature of the header by an RSA key.
    static let headerRSA = SignatureTag(268)
    static let headerSHA1 = SignatureTag(269)
    static let longSize = SignatureTag(270)
    static let longArchiveSize = SignatureTag(271)
    static let headerSHA256 = SignatureTag(273)
    /// Signatures of the header in base64, as rpm 6 writes them.
    static let openPGP = SignatureTag(278)
    static let headerSHA3 = SignatureTag(279)
    static let reserved = SignatureTag(999)
    static let size = SignatureTag(1000)
    /// A signature of header and payload by an RSA key.
    static let wholeRSA = SignatureTag(1002)
    static let wholeMD5 = SignatureTag(1004)
    /// A signature of header and payload by a key of any kind but RSA.
    static let wholeDSA = SignatureTag(1005)
    static let archiveSize = SignatureTag(1007)
}
