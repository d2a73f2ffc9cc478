/// Which package a header or an index is about: name, epoch, version, release, architecture.
public struct PackageIdentity: Hashable, Sendable {
    /// The name.
    public var name: String
    /// The epoch; zero where none is given.
    public var epoch: UInt32
    /// The version.
    public var version: String
    /// The release.
    public var release: String
    /// The architecture; `src` for source packages.
    public var architecture: String

    /// Makes an identity of its parts.
    public init(
        name: String, epoch: UInt32 = 0, version: String, release: String, architecture: String
    ) {
        self.name = name
        self.epoch = epoch
        self.version = version
        self.release = release
        self.architecture = architecture
    }

    /// `name-epoch:version-release.architecture`, the form of module artifacts.
    public var nevra: String { "\(name)-\(epoch):\(version)-\(release).\(architecture)" }

    /// `name-version-release.architecture`, the usual name of the file without its ending.
    public var fileStem: String { "\(name)-\(version)-\(release).\(architecture)" }
}
