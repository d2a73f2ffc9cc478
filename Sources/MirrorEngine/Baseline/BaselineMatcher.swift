internal import DebianRepository
internal import Manifest
internal import MirrorBase
internal import PackageModel
internal import RPMRepository
internal import Resolver
internal import Store

/// Finds the packages of a list among those of repositories, which know what they need and provide.
///
/// A package that the repositories do not have in that version is known by name, version and architecture
/// only: it then provides itself and needs nothing.
struct BaselineMatcher {
    let universe: Universe
    /// Packages that names alone do not mean.
    let hidden: PackageSet
    /// What an index says of a package.
    let record: (PackageID) throws(MirrorError) -> String
    /// Finds a package that these repositories do not have.
    var elsewhere: (BaselineEntry) throws(MirrorError) -> Lock.Installed? = { _ in nil }

    /// The packages of a list.
    func installed(_ entries: [BaselineEntry], of baseline: String) throws(MirrorError)
        -> Matched
    {
        var matched = Matched()
        var others = 0
        for entry in entries {
            if let architecture = entry.architecture,
                !universe.architectures.contains(architecture)
            {
                others += 1
                continue
            }
            guard let version = entry.version else {
                guard let newest = newest(entry) else {
                    matched.missing.append(entry.name)
                    continue
                }
                matched.packages.append(try known(newest))
                continue
            }
            if let package = package(entry, version) {
                matched.packages.append(try known(package))
            } else if let found = try elsewhere(entry) {
                matched.packages.append(found)
            } else {
                matched.unknown += 1
                matched.packages.append(unknown(entry, version))
            }
        }
        if matched.packages.isEmpty, others > 0 {
            throw MirrorError(
                .usage,
                "the baseline `\(baseline)` has no packages for \(universe.architectures[0])",
                hints: ["it was made on a machine of another architecture"])
        }
        return matched
    }

    /// What a list came to.
    struct Matched {
        var packages: [Lock.Installed] = []
        /// How many are known by name, version and architecture only.
        var unknown = 0
        /// Names, of a list of names, that no repository has.
        var missing: [String] = []
    }

    /// The package of a line with a version, if the repositories have it.
    func find(_ entry: BaselineEntry) throws(MirrorError) -> Lock.Installed? {
        guard let version = entry.version, let found = package(entry, version) else { return nil }
        return try known(found)
    }

    /// A package with what its index says of it.
    func known(_ package: PackageID) throws(MirrorError) -> Lock.Installed {
        Lock.Installed(
            name: universe.nameText(package), version: universe.versionText(package),
            architecture: universe.architectureText(package), record: try record(package),
            files: files(of: package))
    }

    /// Paths that something asks for and that primary does not list.
    private func files(of package: PackageID) -> [String] {
        universe.scheme == .rpm ? otherFiles.files[package] ?? [] : []
    }

    private let otherFiles: OtherFiles

    /// Begins over the packages of repositories; `record` says what an index says of one.
    init(
        _ universe: Universe, hidden: PackageSet,
        record: @escaping (PackageID) throws(MirrorError) -> String
    ) {
        self.universe = universe
        self.hidden = hidden
        self.record = record
        otherFiles = OtherFiles(universe)
    }

    // MARK: - Which package a line means

    private func builds(_ entry: BaselineEntry) -> [PackageID] {
        guard let name = universe.names.find(entry.name) else { return [] }
        let all = universe.providers(of: name).filter(\.isOwnName).map(\.package)
        if let architecture = entry.architecture {
            return all.filter { universe.architectureText($0) == architecture }
        }
        return all.filter {
            universe.architecture($0) <= UniverseBuilder.allArchitectures
        }
    }

    private func newest(_ entry: BaselineEntry) -> PackageID? {
        if universe.scheme == .debian {
            let choice = VersionChoice(architecture: entry.architecture)
            return CandidateOrder().packages(named: entry.name, choice, in: universe).first
        }
        var best: PackageID?
        for package in builds(entry) where !hidden.contains(package) {
            let isBetter = best.map {
                universe.compare(universe.version(package), universe.version($0)) > 0
            }
            if isBetter ?? true { best = package }
        }
        return best
    }

    private func package(_ entry: BaselineEntry, _ version: String) -> PackageID? {
        builds(entry).first { package in
            let own = universe.versionText(package)
            if own == version { return true }
            guard universe.scheme == .rpm else { return false }
            // `rpm -qa` leaves the epoch out unless it is asked for.
            return !version.contains(":") && BaselineMatcher.withoutEpoch(own) == version
        }
    }

    private func unknown(_ entry: BaselineEntry, _ version: String) -> Lock.Installed {
        let builds = builds(entry)
        let architecture =
            entry.architecture
            ?? builds.first.map { universe.architectureText($0) } ?? universe.architectures[0]
        var version = version
        if universe.scheme == .rpm, !version.contains(":") {
            // An epoch hardly ever changes; without one the package would seem old.
            let epoch = builds.last.map { universe.versionText($0).prefix { $0 != ":" } }
            version = "\(epoch ?? "0"):\(version)"
        }
        return Lock.Installed(name: entry.name, version: version, architecture: architecture)
    }

    static func withoutEpoch(_ version: String) -> String {
        version.firstIndex(of: ":").map { String(version[version.index(after: $0)...]) } ?? version
    }
}

/// For each package the paths that it holds and that primary leaves out, of those that something asks for.
private struct OtherFiles {
    private(set) var files: [PackageID: [String]] = [:]

    init(_ universe: Universe) {
        guard universe.scheme == .rpm else { return }
        for number in 0..<universe.names.count {
            let name = NameID(UInt32(number))
            if !universe.names.agrees(name, with: [UInt8(ascii: "/")]) { continue }
            let path = universe.names.string(name)
            if RepodataDocument.isInPrimary(path) { continue }
            for provider in universe.providers(of: name)
            // A path may be listed and provided.
            where files[provider.package]?.last != path {
                files[provider.package, default: []].append(path)
            }
        }
        files = files.mapValues { $0.sorted() }
    }
}
