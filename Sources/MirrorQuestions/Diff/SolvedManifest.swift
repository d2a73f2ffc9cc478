internal import MirrorBase
internal import MirrorEngine
internal import PackageDiff
internal import PackageModel
internal import Store

/// What a manifest came to, for which no lock was written.
struct SolvedManifest {
    let list: PackageList
    let packages: [PlannedPackage]

    init(_ resolution: Resolution, title: String) {
        let lock = resolution.lock
        packages = resolution.packages
        let reasons = LockReasons(
            wishes: lock.sets.flatMap(\.wishes),
            packages: packages.map { ($0.locked.name, $0.locked.reasons) },
            hasBase: lock.scheme == .debian)
        list = PackageList(
            title: title, scheme: lock.scheme, distro: lock.distro,
            architecture: lock.nativeArchitecture,
            packages: packages.map {
                // The SHA-256 may not be known yet.
                PackageList.Package($0.locked, digest: $0.recordDigest, reasons)
            })
    }
}
