internal import MirrorBase
internal import PackageModel

/// One run of yum: what is there, what comes and goes, and what is left to look at.
struct YumTransaction: ~Copyable {
    /// Something that nothing meets.
    struct Gap: Error {
        var package: PackageID
        var relation: Int
    }

    let market: YumMarket
    let wishes: [ResolverWish]
    /// What is there once the transaction is done.
    private(set) var present: PackageSet
    /// Packages that come, in the order in which they were added.
    private(set) var added: [PackageID] = []
    private(set) var replaced: [PackageID: [PackageID]] = [:]
    /// What asked for each package that comes: a package with a relation of it, or a wish.
    private(set) var causes: [PackageID: Cause] = [:]
    private var unresolved: [PackageID] = []

    enum Cause {
        case wish(Int)
        case relation(PackageID, Int)
        /// It takes the place of another because of a third, and why these two cannot both be, where they
        /// exclude each other.
        case replacing(PackageID, for: PackageID, Refutation.Fact?)
    }

    init(_ market: YumMarket, _ wishes: [ResolverWish]) {
        self.market = market
        self.wishes = wishes
        present = market.installed
    }

    var universe: Universe { market.universe }

    /// What changes.
    var changes: ClientTransaction {
        let coming = added.filter { present.contains($0) }.sorted()
        return ClientTransaction(
            installs: coming.filter { replaced[$0] == nil },
            replacements: coming.compactMap { package in
                replaced[package].map {
                    ClientTransaction.Replacement(package: package, replaced: $0.sorted())
                }
            })
    }

    // MARK: - What is there

    func isPresent(name: NameID) -> Bool { present(name: name) != nil }

    /// The newest package of a name that is there.
    func present(name: NameID) -> PackageID? {
        var found: PackageID?
        for provider in universe.providers(of: name)
        where provider.isOwnName && present.contains(provider.package) {
            if let known = found,
                universe.compare(universe.version(known), universe.version(provider.package)) >= 0
            {
                continue
            }
            found = provider.package
        }
        return found
    }

    /// Whether a requirement of a package is met by what is there, or by itself.
    func isMet(
        _ position: Int, of package: PackageID, _ table: inout CapabilityTable
    ) -> Bool {
        let relation = universe.relation(position)
        // yum takes a rich dependency for a name, which nothing provides.
        if relation.expression != nil { return false }
        if table.isMetBySystem(relation) { return true }
        let providers = table.providers(of: relation)
        return table[providers].contains {
            present.contains(Int($0)) || Int($0) == package.index
        }
    }

    // MARK: - Adding

    mutating func add(_ package: PackageID, _ cause: Cause) {
        // What came once and went again does not come back, so this ends.
        if present.contains(package) || causes[package] != nil { return }
        present.insert(package)
        added.append(package)
        unresolved.append(package)
        causes[package] = cause
        let isInstallOnly = market.isInstallOnly(package)
        for provider in universe.providers(of: universe.name(package))
        where provider.isOwnName && !isInstallOnly && isInWay(provider.package, of: package) {
            replace(provider.package, by: package)
        }
        for position in universe.relations(.obsoletes, of: package) {
            for other in universe.obsoleted(by: universe.relation(position))
            where other != package && present.contains(other) {
                replace(other, by: package)
            }
        }
    }

    /// Whether a package that is there goes when another of its name comes: for the same architecture, or
    /// where one of both is for none.
    private func isInWay(_ other: PackageID, of package: PackageID) -> Bool {
        if other == package || !present.contains(other) { return false }
        let left = universe.architecture(other)
        let right = universe.architecture(package)
        let independent = UniverseBuilder.allArchitectures
        return left == right || left == independent || right == independent
    }

    private mutating func replace(_ old: PackageID, by package: PackageID) {
        present.remove(old.index)
        let inherited = replaced.removeValue(forKey: old) ?? []
        let gone = market.installed.contains(old) ? inherited + [old] : inherited
        if !gone.isEmpty { replaced[package, default: []] += gone }
    }

    // MARK: - Resolving

    /// Adds what wishes and requirements ask for; what yum would say where it gives up.
    mutating func resolve(_ table: inout CapabilityTable) -> ClientRefusal? {
        for (number, wish) in wishes.enumerated() {
            if let refusal = take(wish, number, &table) { return refusal }
        }
        do {
            while let package = next() {
                try meetNeeds(of: package, &table)
                try meetNeedsOfInstalled(&table)
                if let refusal = keepInStep(package) { return refusal }
                if unresolved.isEmpty {
                    lookAgain(&table)
                    if let refusal = lookAtConflicts() { return refusal }
                }
            }
        } catch {
            return refusal(of: error)
        }
        return nil
    }

    /// Comes back to packages whose needs were met once, by something that has gone since.
    private mutating func lookAgain(_ table: inout CapabilityTable) {
        for package in added where present.contains(package) {
            let isOpen = universe.relations(.requires, of: package).contains {
                !isMet($0, of: package, &table)
            }
            if isOpen { unresolved.append(package) }
        }
    }

    private mutating func next() -> PackageID? {
        unresolved.isEmpty ? nil : unresolved.removeFirst()
    }

    /// Takes the best of what a wish can mean, unless the newest of it is there.
    private mutating func take(
        _ wish: ResolverWish, _ number: Int, _ table: inout CapabilityTable
    ) -> ClientRefusal? {
        if let condition = wish.condition, !condition.contains(where: { present.contains($0) }) {
            return nil
        }
        let offered = wish.candidates.filter { market.isOffered($0) }
        let there = wish.candidates.filter { present.contains($0) }
        let newest = candidates(offered)
        guard let best = best(of: newest, for: nil, asking: nil, &table) else {
            if !there.isEmpty { return nil }
            return ClientRefusal(
                sentence: "no package `\(wish.label)` available", wishes: [number])
        }
        let final = market.obsoleter(of: best).flatMap { offered.contains($0) ? $0 : nil } ?? best
        let isThere = there.contains { other in
            universe.name(other) == universe.name(final)
                && universe.compare(universe.version(other), universe.version(final)) >= 0
        }
        if !isThere { add(final, .wish(number)) }
        return nil
    }

    /// Of each name only the newest, for the best architecture that it comes for.
    private func candidates(_ list: [PackageID]) -> [PackageID] {
        var best: [NameID: PackageID] = [:]
        var names: [NameID] = []
        for package in list.sorted() {
            let name = universe.name(package)
            guard let known = best[name] else {
                best[name] = package
                names.append(name)
                continue
            }
            let order = universe.compare(universe.version(known), universe.version(package))
            if order < 0
                || order == 0 && universe.architecture(package) < universe.architecture(known)
            {
                best[name] = package
            }
        }
        let all = names.compactMap { best[$0] }
        let native = all.filter { universe.architecture($0) <= UniverseBuilder.allArchitectures }
        return native.isEmpty ? all : native
    }

    /// Meets the requirements of a package, one after the other.
    private mutating func meetNeeds(
        of package: PackageID, _ table: inout CapabilityTable
    ) throws(Gap) {
        if !present.contains(package) { return }
        for position in sortedNeeds(of: package) where !isMet(position, of: package, &table) {
            try meet(position, of: package, &table)
            if !present.contains(package) { return }
        }
    }

    /// Exact versions first, then upper bounds, then lower bounds, then names; libraries last.
    private func sortedNeeds(of package: PackageID) -> [Int] {
        let keys = universe.relations(.requires, of: package).map { position in
            (position: position, key: key(of: universe.relation(position)))
        }
        return keys.sorted { ($0.key, $0.position) < ($1.key, $1.position) }.map(\.position)
    }

    private func key(of relation: Relation) -> Int {
        let order: [VersionOperator] = [.equal, .less, .lessOrEqual, .greater, .greaterOrEqual]
        let isLibrary =
            universe.names.hasPrefix(relation.name, "lib")
            && universe.names.contains(relation.name, "()")
        return 2 * (order.firstIndex(of: relation.comparison) ?? order.count) + (isLibrary ? 1 : 0)
    }

    mutating func meet(
        _ position: Int, of package: PackageID, _ table: inout CapabilityTable
    ) throws(Gap) {
        let relation = universe.relation(position)
        guard relation.expression == nil else { throw Gap(package: package, relation: position) }
        let slice = table.providers(of: relation)
        let providers = table[slice].map { PackageID(Int($0)) }
        var offered = providers.filter { market.isOffered($0) && !isSuperseded($0) }
        while let best = best(of: offered, for: relation, asking: package, &table) {
            let final = market.obsoleter(of: best).flatMap {
                providers.contains($0) && !isSuperseded($0) ? $0 : nil
            }
            add(final ?? best, .relation(package, position))
            if isMet(position, of: package, &table) || !present.contains(package) { return }
            offered.removeAll { $0 == best }
        }
        throw Gap(package: package, relation: position)
    }

    /// Whether something newer of the same name and architecture, or that obsoletes it, is there or comes.
    private func isSuperseded(_ package: PackageID) -> Bool {
        if causes[package] != nil { return true }
        for provider in universe.providers(of: universe.name(package))
        where provider.isOwnName && isInWay(provider.package, of: package)
            && !market.isInstallOnly(package)
        {
            let other = universe.version(provider.package)
            if universe.compare(other, universe.version(package)) >= 0 { return true }
        }
        return added.contains {
            present.contains($0) && market.names(.obsoletes, of: $0, package)
        }
    }
}
