internal import Archive
internal import DebianRepository
internal import Manifest
internal import MirrorBase
internal import PackageModel
internal import RPMRepository
internal import Resolver
internal import Store
internal import SystemIO

/// One published tree, and what is tried on it.
struct Proving {
    let context: BuildContext
    let tree: FilePath
    /// The lock, where there is one.
    let lock: Lock?
    let signer: any RootSigner
    let isFrozen: Bool
    private var plan: DistroPlan { context.plan }
    private var observer: BuildObserver { context.observer }

    /// Where the list of upstream's packages is wanted: lists and groups say nothing of what packages need.
    private func needsUpstream(_ baselines: [Baseline]) -> Bool {
        baselines.contains { baseline in
            switch baseline.content {
            case .nothing, .packages: false
            case .list, .group: true
            }
        }
    }

    private func notOurs(_ what: String) -> MirrorError {
        if !Files.exists(tree) {
            return MirrorError(
                .usage, "there is no mirror in `\(tree)`",
                hints: ["`mirror build` makes one; `--output` says where it is"])
        }
        return MirrorError(
            .integrity, "\(what) is not whole, or not signed with the mirror's own key",
            hints: ["`mirror build` publishes it again; `--sign-key` names another key"])
    }

    private func unreachable(_ error: MirrorError) throws(MirrorError) {
        guard error.category == .network else { throw error }
        observer.report(
            .warning(
                "\(error.problems[0].message); what the packages of a baseline need is known only as far as the mirror holds them"
            ))
    }

    private func matrix(
        _ client: String, _ machines: [(baseline: Baseline, packages: [Lock.Installed])],
        _ cells: (String, [Lock.Installed]) throws(MirrorError) -> [ProofMatrix.Cell]
    ) throws(MirrorError) -> ProofMatrix {
        var columns: [ProofColumn] = []
        for (baseline, packages) in machines {
            observer.report(.phase("proving \(baseline.name)"))
            columns.append(ProofColumn(try cells(baseline.name, packages)))
        }
        return ProofMatrix(
            distro: plan.distro.name, architecture: plan.architecture.name, client: client,
            baselines: machines.map { baseline, packages in
                ProofMatrix.Baseline(
                    name: baseline.name, packages: packages.count,
                    unknown: packages.count { $0.record.isEmpty })
            },
            cells: ProofColumn.joined(columns))
    }

    // MARK: - rpm

    func matrix(_ family: RPMFamily, _ baselines: [Baseline]) async throws(MirrorError)
        -> ProofMatrix
    {
        guard RPMTreeCheck(tree: tree, signer: signer).isWhole() else {
            throw notOurs("the metadata in `\(tree)`")
        }
        let rules = RPMRules(plan).ofNode
        let base = try plan.baseWishes()
        let published = try published(rules, base + context.wishes.map(\.wish))
        var upstream: RepositoryContent?
        if needsUpstream(baselines) {
            do throws(MirrorError) { upstream = try await family.upstream() } catch {
                try unreachable(error)
            }
        }
        let known = RPMBaselines(
            content: upstream ?? published, rules: upstream == nil ? rules : RPMRules(plan),
            observer: observer, further: upstream == nil ? nil : published)
        var machines: [(baseline: Baseline, packages: [Lock.Installed])] = []
        for baseline in baselines { machines.append((baseline, try known.installed(baseline))) }
        let proof = RPMProof(
            content: published, rules: rules, base: base, wishes: context.wishes,
            manifest: context.manifest, sets: lock?.sets ?? [], isYum: rules.hasYum,
            isFrozen: isFrozen)
        return try matrix(rules.hasYum ? RPMNode.yum : RPMNode.dnf, machines) {
            (name, packages) throws(MirrorError) in
            try proof.cells(name, packages)
        }
    }

    private func published(_ rules: RPMRules, _ wishes: [Wish]) throws(MirrorError)
        -> RepositoryContent
    {
        let (documents, filelists) = try RepositoryDocuments.local("mirror", tree)
        let paths = wishes.flatMap(\.alternatives).map(\.name).filter { $0.hasPrefix("/") }
        var reader = try RepositoryContentReader(
            [documents], architectures: rules.architectures, paths: Set(paths))
        let namesOtherPaths = reader.needsFilelists
        if namesOtherPaths, let filelists { try reader.add(filelists, of: 0) }
        return RepositoryContent(
            universe: reader.universe(), repositories: [documents],
            namesOtherPaths: namesOtherPaths, kept: nil,
            try OtherDocuments.read([documents]).get())
    }

    // MARK: - deb

    func matrix(_ family: DebianFamily, _ baselines: [Baseline]) async throws(MirrorError)
        -> ProofMatrix
    {
        let main = plan.distro.suite
        let suitePlan = lock.map { SuitePlan($0, suite: main) }
        let names = suitePlan?.names ?? []
        var suites: [String: Universe] = [:]
        for name in Set(names + [main]).sorted() { suites[name] = try published(suite: name) }
        guard let own = suites[main] else { throw notOurs("`\(tree)`") }
        var upstream: Universe?
        if needsUpstream(baselines) {
            do throws(MirrorError) { upstream = try await family.upstream() } catch {
                try unreachable(error)
            }
        }
        let known = DebianBaselines(
            universe: upstream ?? own, observer: observer, further: upstream == nil ? nil : own)
        var machines: [(baseline: Baseline, packages: [Lock.Installed])] = []
        for baseline in baselines { machines.append((baseline, try known.installed(baseline))) }
        let proof = DebianProof(
            suites: suites, places: places(names), main: main, wishes: context.wishes,
            recommends: plan.recommends, manifest: context.manifest, sets: lock?.sets ?? [],
            suiteNames: names, owners: owners, isFrozen: isFrozen)
        return try matrix(DebianNode.program, machines) { (name, packages) throws(MirrorError) in
            try proof.cells(name, packages)
        }
    }

    /// The suite of each wish of the lock.
    private func places(_ suites: [String]) -> [String: String] {
        var places: [String: String] = [:]
        for (set, suite) in zip(lock?.sets ?? [], suites) {
            for wish in set.wishes where places[wish] == nil { places[wish] = suite }
        }
        return places
    }

    /// What was taken for wished paths; the tree does not list files.
    private var owners: [String: [String]] {
        var owners: [String: [String]] = [:]
        for target in context.wishes.map(\.wish).flatMap(\.alternatives) where target.kind == .path
        {
            owners[target.name] = (lock?.packages ?? []).filter { $0.reasons.contains(target.name) }
                .map(\.name)
        }
        return owners
    }

    /// The packages of a suite, as its signed Release file has them.
    private func published(suite: String) throws(MirrorError) -> Universe {
        let signatures = DebianTreeSignatures(tree: tree, suite: suite, signer: signer)
        guard signatures.hold(), let text = signatures.inlineText(),
            let release = try? Release(parsing: text)
        else { throw notOurs("the suite `\(suite)` in `\(tree)`") }
        let native = plan.architecture.urlName
        var builder = UniverseBuilder(
            nativeArchitecture: native, foreignArchitectures: plan.architecture.foreign)
        let origin = builder.addOrigin(
            PackageOrigin(repository: "mirror", suite: suite, component: ""))
        for architecture in [native] + plan.architecture.foreign {
            for (path, file) in release.files.sorted(by: { $0.key < $1.key })
            where path.hasSuffix("/binary-\(architecture)/Packages.xz") {
                let place = tree / "dists" / suite / path
                guard let digest = file.digest(.sha256), let bytes = try? Files.read(place),
                    bytes.count == file.size, ContentHasher.digest(.sha256, of: bytes) == digest
                else { throw notOurs("`\(place)`") }
                try DebianUniverseLoader.read(
                    place, .xz, name: "`\(place)`", origin: origin, into: &builder)
            }
        }
        return builder.finish()
    }
}
