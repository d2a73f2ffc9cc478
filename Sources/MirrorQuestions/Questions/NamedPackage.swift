internal import MirrorBase
internal import PackageModel
internal import Store

/// A package that an answer speaks of.
public struct NamedPackage: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Its version, whole: with rpm `epoch:version-release`.
    public var version: String
    /// Its architecture.
    public var architecture: String
    /// The repository that it is in.
    public var repository: String

    /// A package of a universe.
    init(_ package: PackageID, in universe: Universe) {
        name = universe.nameText(package)
        version = universe.versionText(package)
        architecture = universe.architectureText(package)
        repository = universe.origin(package).repository
    }

    /// A package of a lock.
    init(_ package: Lock.Package) {
        name = package.name
        version = package.version
        architecture = package.architecture
        repository = package.repository
    }

    /// The version as people write it: an rpm epoch of zero is left out.
    public var shortVersion: String {
        version.withoutZeroEpoch
    }
}
