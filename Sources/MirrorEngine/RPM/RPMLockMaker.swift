internal import Manifest
internal import MirrorBase
internal import PackageModel
internal import RPMPackage
internal import RPMRepository
internal import Store
internal import SystemIO

/// Turns what was resolved into the packages of a lock.
struct RPMLockMaker {
    let content: RepositoryContent
    let roots: [VerifiedRepository]

    /// What stands for a SHA-256 that is not known until the file is fetched.
    static let unknown = Digest(.sha256, bytes: Array(repeating: 0, count: 32))

    private var universe: Universe { content.universe }

    /// The packages of a solution, in its order.
    func packages(of members: [SolvedSets.Member]) throws(MirrorError) -> [PlannedPackage] {
        var planned: [PlannedPackage] = []
        var paths: [String: Digest] = [:]
        var labels: [Digest: String] = [:]
        for member in members {
            let package = try plan(member, paths: &paths)
            let label = universe.label(member.package)
            if let other = labels[package.recordDigest] {
                throw MirrorError(
                    .integrity,
                    "`\(label)` and `\(other)` are one file by their records, with the digest \(package.recordDigest.hex)"
                )
            }
            labels[package.recordDigest] = label
            planned.append(package)
        }
        return planned
    }

    private func plan(_ member: SolvedSets.Member, paths: inout [String: Digest])
        throws(MirrorError) -> PlannedPackage
    {
        let package = member.package
        let origin = universe.origin(package)
        let label = "`\(universe.label(package))` of `\(origin.repository)`"
        guard let root = roots.first(where: { $0.source.repository == origin.repository }) else {
            throw MirrorError(.bug, "\(label) comes from a repository that was not read")
        }
        let element = try content.element(of: package)
        let record: PrimaryRecord
        do { record = try PrimaryRecord(element: element) } catch {
            throw MirrorError(.integrity, "\(label) cannot be fetched: \(error)")
        }
        if !record.checksum.algorithm.isStrong, root.source.trust == .metadata {
            throw MirrorError(
                .integrity,
                "\(label) cannot be verified: its record gives only its \(record.checksum.algorithm.name), and no package is signed",
                hints: ["`trust:` in the distro file says what is signed"])
        }
        var path = "\(RPMFamily.packageDirectory)/\(RPMLockMaker.fileName(record))"
        if let other = paths[path], other != record.checksum {
            // Two repositories use one name for different files; the second keeps to itself.
            path = PackagePlaces.distinctPath(path, record.checksum)
        }
        paths[path] = record.checksum
        let isKnown = record.checksum.algorithm == .sha256
        let locked = Lock.Package(
            name: universe.nameText(package), version: universe.versionText(package),
            architecture: universe.architectureText(package), repository: origin.repository,
            component: "", path: path, upstream: record.location.path, size: record.packageSize,
            sha256: isKnown ? record.checksum : RPMLockMaker.unknown, reasons: member.reasons,
            sets: member.sets, isBroad: member.isBroad,
            record: String(decoding: element, as: UTF8.self))
        return PlannedPackage(
            locked: locked, urls: try root.source.urls(of: record.location, below: root.urls),
            identity: root.source.identity, upstreamDigest: isKnown ? nil : record.checksum,
            isVouchedFor: root.vouches(for: record.checksum))
    }

    /// The name of the file: upstream's, unless it is none that servers and clients spell alike.
    static func fileName(_ record: PrimaryRecord) -> String {
        let name = record.location.path.split(separator: "/").last.map(String.init) ?? ""
        let isPlain = name.utf8.allSatisfy { byte in
            (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || (0x30...0x39) ~= byte
                || "-._~+^".utf8.contains(byte)
        }
        return isPlain && name.hasSuffix(".rpm") ? name : record.identity.fileStem + ".rpm"
    }
}
