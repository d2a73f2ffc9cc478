internal import Manifest
internal import PackageDiff
package import PackageModel
package import Store

extension Lock {
    /// By which rules its versions are ordered; where it has no package, nobody asks.
    package var scheme: VersionScheme {
        packages.first.map { VersionScheme(component: $0.component) } ?? .debian
    }

    /// The architecture in the word that its packages have, where the distro file has another.
    package var nativeArchitecture: String {
        PackageList.native(architecture, among: packages.lazy.map(\.architecture))
    }
}

extension VersionScheme {
    /// By which rules a lock with a package of this component orders versions: packages of dpkg have one,
    /// those of rpm have none.
    init(component: String) { self = component.isEmpty ? .rpm : .debian }
}

extension PackageList {
    /// An architecture in the word that packages have, where the distro file has another.
    static func native(_ architecture: String, among words: some Sequence<String>) -> String {
        if words.contains(architecture) { return architecture }
        return words.first { ArchitectureName.areSame($0, architecture) } ?? architecture
    }
}

extension Lock.Package {
    /// Whether a wish names a package with these reasons: they are the wish and a group that holds it
    /// then, where what follows from a wish has that wish alone. A group that is called like its wish
    /// is named beside it.
    package static func isWished(_ reasons: [String]) -> Bool { reasons.count > 1 }
}
