internal import Manifest
package import MirrorBase
internal import PackageModel
internal import RPMPackage
internal import RPMRepository
internal import Resolver
internal import Store
internal import SystemIO

extension RPMFamily {
    func resolve(_ roots: [VerifiedRepository]) async throws(MirrorError) -> Resolution {
        let wishes = context.wishes
        let request = try self.request()
        let all = request.all
        let (roots, upstream) = try await content(
            of: roots, for: all + context.baselines.shippedWishes())
        session.observer.report(.phase("resolving"))
        try context.knownNames.record(upstream.universe, of: context.place)
        let rules = RPMRules(plan)
        let there = try installed(upstream, rules)
        let isAssumed = context.baselines.mode == .assume
        let content = isAssumed ? try upstream.assuming(there) : upstream
        let market = RPMMarket(content, rules, for: all)
        var wishPlan = RPMWishPlan(
            market, weak: rules.weak, place: context.place,
            elsewhere: context.knownNames.finder(except: context.place))
        wishPlan.addAssumed()
        wishPlan.add(base: request.base)
        wishPlan.add(wishes, of: context.manifest)
        if !isAssumed { wishPlan.add(shipped: there) }
        for note in wishPlan.notes + market.modules.notes { session.observer.report(.note(note)) }
        let problems = market.modules.problems + wishPlan.problems
        if !problems.isEmpty { throw MirrorError(.usage, problems: problems) }
        let search = RemedySearch(
            world: RPMRemedyWorld(
                content: content, rules: rules, place: context.place, market: market,
                base: request.base, shipped: isAssumed ? [] : there),
            wishes: wishes.map(\.wish), optional: plan.optionalRepositories)
        let solved = try RPMSolving(
            content: content, market: market, rules: rules, plan: wishPlan, request: request,
            assumed: isAssumed ? there : [], shipped: isAssumed ? [] : there,
            search: search, objectives: Objectives(plan, session.observer)
        ).solve(session.observer)
        let maker = RPMLockMaker(content: content, roots: roots)
        let members = solved.sets.members
        let modules = try PublishedModules(content: content, market: market, rules: rules)
            .documents(for: members.map(\.package), plain: solved.plain)
        var packages = try maker.packages(of: members)
        var documents: [Lock.Document] = []
        if !session.options.isDryRun {
            packages = try await complete(packages, roots)
            documents = try await self.documents(for: packages, modules, content, roots)
        }
        let lock = Lock(
            distro: plan.distro.name, architecture: plan.architecture.name,
            inputs: context.lockInputs.make(lines(for: roots)),
            sets: solved.sets.lines, packages: packages.map(\.locked), documents: documents,
            assumed: Lock.Assumed(packages: isAssumed ? there : [], wishes: solved.sets.met))
        return Resolution(
            packages: packages, lock: lock, absent: wishPlan.absent, stability: solved.stability,
            sizes: solved.sets.sizes)
    }

    /// What the user asks for on this distro and architecture.
    func request() throws(MirrorError) -> RPMNode.Request {
        if let locked = context.locked {
            return RPMNode.Request(
                base: [], wishes: locked.wishes, manifest: context.manifest, groups: locked.groups)
        }
        return RPMNode.Request(
            base: try plan.baseWishes(), wishes: context.wishes, manifest: context.manifest,
            groups: context.groups)
    }

    func answers(
        to wishes: [Wish], each: Bool, _ emit: (Resolve.Answer) throws(MirrorError) -> Void
    ) async throws(MirrorError) {
        let (_, upstream) = try await content(of: try await roots(), for: wishes, each: each)
        session.observer.report(.phase("resolving"))
        let rules = RPMRules(plan)
        let there = try installed(upstream, rules)
        let isAssumed = context.baselines.mode == .assume
        try RPMAnswers(
            content: isAssumed ? try upstream.assuming(there) : upstream, rules: rules,
            shipped: isAssumed ? [] : there, place: context.place,
            observer: session.observer, objectives: Objectives(plan, session.observer),
            optional: plan.optionalRepositories
        ).answer(wishes, each: each, emit)
    }

    /// Everything that the repositories have.
    func upstream() async throws(MirrorError) -> RepositoryContent {
        try await content(of: try await roots(), for: []).1
    }

    /// What is on the target already.
    func installed(_ content: RepositoryContent, _ rules: RPMRules)
        throws(MirrorError) -> [Lock.Installed]
    {
        let baselines = RPMBaselines(content: content, rules: rules, observer: session.observer)
        return try context.baselines.packages { (baseline) throws(MirrorError) in
            try baselines.installed(baseline)
        }
    }

    // MARK: - What repositories have

    /// Everything that the repositories have; roots that had to be fetched again are replaced. With `each`,
    /// each wish is one of many questions.
    func content(of roots: [VerifiedRepository], for wishes: [Wish], each: Bool = false)
        async throws(MirrorError) -> ([VerifiedRepository], RepositoryContent)
    {
        let found = try await contents(of: roots, called: "the root") {
            (root) throws(MirrorError) in
            try await self.documents(of: root)
        } again: { (root) throws(MirrorError) in
            try await repositoryFetcher.fetch(root.source)
        }
        let current = found.map(\.root)
        // Of equal packages the first is taken, and that is to be the cheapest.
        let order = current.indices.sorted { left, right in
            (current[left].source.cost, left) < (current[right].source.cost, right)
        }
        let paths = Set(
            wishes.flatMap(\.alternatives).map(\.name).filter { $0.hasPrefix("/") })
        let loader = RepositoryLoader(
            repositories: order.map { found[$0].content }, architectures: architectures,
            paths: paths,
            cache: UniverseCache(directory: session.options.cache / "universes"))
        let content = try loader.content()
        for root in current { try repositoryFetcher.remember(root) }
        let need = FilelistsNeed(content: content, rules: RPMRules(plan))
        if each ? !content.namesOtherPaths : !need.isThere(for: wishes) {
            return (current, content)
        }
        var filelists: [CachedDocument?] = []
        for index in order {
            filelists.append(try await documentFetcher.fetch(.filelists, of: current[index]))
        }
        return (current, try loader.content(filelists: filelists))
    }

    /// The primary document of each root; roots that had to be fetched again are replaced, and all of them
    /// remembered.
    package func primaries(of roots: [VerifiedRepository]) async throws(MirrorError) -> [(
        root: VerifiedRepository, content: CachedDocument
    )] {
        let found = try await contents(of: roots, called: "the root") {
            (root) throws(MirrorError) in
            try await self.primary(of: root)
        } again: { (root) throws(MirrorError) in
            try await repositoryFetcher.fetch(root.source)
        }
        for (root, _) in found { try repositoryFetcher.remember(root) }
        return found
    }

    private func primary(of root: VerifiedRepository) async throws(MirrorError) -> CachedDocument {
        guard let primary = try await documentFetcher.fetch(.primary, of: root) else {
            throw MirrorError(
                .integrity, "the repomd.xml of `\(root.source.repository)` names no primary")
        }
        return primary
    }

    func documents(of root: VerifiedRepository) async throws(MirrorError)
        -> RepositoryDocuments
    {
        let fetcher = documentFetcher
        let primary = try await primary(of: root)
        return RepositoryDocuments(
            origin: PackageOrigin(
                repository: root.source.repository, suite: "", component: "",
                // Here the higher priority is the better one.
                priority: 1000 - root.source.priority),
            isModuleHotfixes: root.source.isModuleHotfixes, include: root.source.include,
            exclude: root.source.exclude, primary: primary,
            modules: try await fetcher.fetch(["modules"], of: root),
            comps: try await fetcher.fetch(["group_gz", "group", "group_xz"], of: root))
    }

    // MARK: - What a lock needs beside the choice

    /// The packages with their SHA-256, and with what upstream says of them in filelists and other.
    private func complete(_ packages: [PlannedPackage], _ roots: [VerifiedRepository])
        async throws(MirrorError) -> [PlannedPackage]
    {
        let identified = try await PackageIdentification(
            pool: session.pool, client: session.client,
            directory: session.options.cache / "digests", isOffline: session.options.isOffline,
            check: try await packageCheck(), observer: session.observer
        ).identify(packages)
        return try await ElementCollector(
            fetcher: documentFetcher, pool: session.pool, observer: session.observer
        ).collect(identified, from: roots)
    }

    /// Groups, modules and updates, cut down to what is taken.
    private func documents(
        for packages: [PlannedPackage], _ modules: [ModuleDocument], _ content: RepositoryContent,
        _ roots: [VerifiedRepository]
    ) async throws(MirrorError) -> [Lock.Document] {
        var documents: [Lock.Document] = []
        if let comps = content.comps(for: Set(packages.map(\.locked.name))) {
            documents.append(Lock.Document(kind: "group", bytes: comps))
        }
        if !modules.isEmpty {
            documents.append(
                Lock.Document(kind: "modules", bytes: ModuleDocument.text(of: modules)))
        }
        if let updates = try await updates(for: packages, roots) {
            documents.append(Lock.Document(kind: "updateinfo", bytes: updates))
        }
        return documents
    }

    /// The advisories about what is taken.
    private func updates(for packages: [PlannedPackage], _ roots: [VerifiedRepository])
        async throws(MirrorError) -> [UInt8]?
    {
        var updates: [UpdateDocument] = []
        for root in roots {
            guard let cached = try await documentFetcher.fetch(["updateinfo"], of: root) else {
                continue
            }
            let text = try cached.text()
            do { updates.append(try UpdateDocument(text)) } catch {
                throw MirrorError(.integrity, "\(cached.name) cannot be read: \(error)")
            }
        }
        let pruner = UpdatePruner(keeping: packages.compactMap { PackageIdentity($0.locked) })
        do { return try pruner.document(updates) } catch {
            throw MirrorError(.integrity, "the advisories cannot be cut down: \(error)")
        }
    }
}

extension RepositoryContent {
    /// The groups of all repositories, cut down to packages of these names; `nil` where none is left.
    func comps(for names: Set<String>) -> [UInt8]? {
        Comps.pruned(comps) { pattern in
            names.contains(pattern)
                || Glob.isPattern(pattern) && names.contains { Glob.matches(pattern, $0) }
        }
    }
}

extension Lock.Document {
    init(kind: String, bytes: [UInt8]) {
        self.init(kind: kind, text: String(decoding: bytes, as: UTF8.self))
    }
}

extension ModuleArtifact.Parts {
    /// The package of a line of a lock.
    init(_ package: Lock.Package) {
        self.init(
            name: package.name, version: package.version, architecture: package.architecture)
    }
}
