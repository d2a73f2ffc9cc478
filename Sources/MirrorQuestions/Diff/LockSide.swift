internal import MirrorBase
internal import MirrorEngine
internal import PackageDiff
internal import PackageModel
internal import RPMRepository
internal import Store
internal import SystemIO

extension DiffSide {
    /// The packages of a lock.
    init(_ found: FoundLock, cache: FilePath) {
        list = PackageList(found.lock, title: found.title)
        details =
            list.scheme == .rpm
            ? LockDetails(lock: found.lock, text: found.text, cache: cache) : NoDetails()
    }
}

extension PackageList {
    /// The packages of a lock, each with the wishes that it is there for.
    init(_ lock: Lock, title: String) {
        let reasons = LockReasons(lock)
        self.init(
            title: title, scheme: lock.scheme, distro: lock.distro,
            architecture: lock.nativeArchitecture,
            packages: lock.packages.map { Package($0, reasons) })
    }
}

extension PackageList.Package {
    /// A package of a lock. Of its reasons those count that are wishes; where none is, all do.
    init(_ package: Lock.Package, digest: Digest? = nil, _ reasons: LockReasons) {
        self.init(
            name: package.name, version: package.version, architecture: package.architecture,
            repository: package.repository, size: package.size, digest: digest ?? package.sha256,
            wishes: reasons.wishes(of: package.name, package.reasons))
    }
}

/// What a lock, and what was kept when it was made, know of rpm packages.
private struct LockDetails: PackageDetails {
    /// The lock, without records.
    let lock: Lock
    /// The lock as it is written, with records.
    let text: [UInt8]
    let cache: FilePath

    func changelogs(of packages: [PackageList.Package]) -> [Digest: PackageChangelog] {
        let store = ElementStore(pool: Pool(root: cache / "pool"))
        var found: [Digest: PackageChangelog] = [:]
        for package in locked(packages) {
            // What is neither kept nor in the package's file is nowhere.
            guard let element = try? store.element(.other, of: package),
                let changelog = try? PackageChangelog(element: element)
            else { continue }
            found[package.sha256] = changelog
        }
        return found
    }

    func buildTimes(of packages: [PackageList.Package]) -> [Digest: Timestamp] {
        guard let whole = try? Lock(reading: text) else { return [:] }
        let wanted = Set(packages.map(\.digest))
        var found: [Digest: Timestamp] = [:]
        for package in whole.packages where wanted.contains(package.sha256) {
            let record = try? PrimaryRecord(element: package.record.utf8)
            found[package.sha256] = record?.buildTime
        }
        return found
    }

    func advisories(about names: Set<String>) throws(MirrorError) -> [UpdateAdvisory] {
        let own = lock.documents.first { $0.kind == "updateinfo" }
        do {
            var found: [UpdateAdvisory] = []
            if let own {
                found = try UpdateDocument(Array(own.text.utf8)).advisories(about: names)
            }
            for document in KeptAdvisories(cache: cache).documents(of: lock) {
                found += try document.advisories(about: names)
            }
            return found
        } catch {
            throw MirrorError(.integrity, "the advisories of the lock cannot be read: \(error)")
        }
    }

    private func locked(_ packages: [PackageList.Package]) -> [Lock.Package] {
        let wanted = Set(packages.map(\.digest))
        return lock.packages.filter { wanted.contains($0.sha256) }
    }
}
