internal import MirrorBase
internal import PackageModel

/// Makes the clauses of a universe: what rpm and libsolv demand of any set of packages.
///
/// They come in libsolv's order, on which decisions depend: by their literals, where packages count from
/// one and a negative literal is a negative number. The literals of each are in ascending order, so a clause
/// begins with the latest package that it says something against, and clauses of later packages come first.
struct RPMClauses: ~Copyable {
    /// Clauses that leave a choice, package by package: literals as in `RichDependency.Block`.
    struct Choices {
        var literals: [Int32] = []
        /// Where each clause ends in `literals`.
        var ends: [Int32] = []
        /// For each package the range of its clauses, as where they begin; they lie in descending order.
        var starts: [Int32]
        var counts: [Int32]

        func clauses(of package: Int) -> Range<Int> {
            Int(starts[package])..<Int(starts[package] + counts[package])
        }

        func literals(of clause: Int) -> Range<Int> {
            (clause == 0 ? 0 : Int(ends[clause - 1]))..<Int(ends[clause])
        }
    }

    private struct Clause {
        var start: Int
        var end: Int
        var reason: ClauseReason
    }

    private struct Pair {
        /// The later package above, the earlier below.
        var key: UInt64
        var reason: ClauseReason
    }

    private let universe: Universe
    private let policy: RPMPolicy
    private let installOnly: PackageSet
    private let installed: PackageSet
    private var literals: [Int32] = []
    private var clauses: [Clause] = []
    /// Where the clauses of each package begin.
    private var starts: [Int] = []
    private var pairs: [Pair] = []
    /// Clauses that begin with another package than the one they come from.
    private var strays: [(package: Int, clause: Clause)] = []
    private let colours: [UInt8]
    private let scope: PackageSet?

    /// Makes the clauses about packages within a scope, or about all.
    init(
        _ universe: Universe, _ policy: RPMPolicy, _ rich: inout RichTable,
        installed: PackageSet, within scope: PackageSet?
    ) {
        self.scope = scope
        self.universe = universe
        self.policy = policy
        self.installed = installed
        installOnly = RPMClauses.installOnly(universe, policy)
        colours = universe.architectures.map(RPMClauses.colour)
        for package in universe.packages {
            starts.append(clauses.count)
            if !isWithin(package) { continue }
            if policy.excluded.contains(package), !installed.contains(package) {
                append([], package, .excluded(package))
            }
            addRequires(of: package, &rich)
            addConflicts(of: package, &rich)
            addObsoletes(of: package)
            addSameName(package)
        }
        starts.append(clauses.count)
    }

    /// The packages that can be installed in several versions.
    static func installOnly(_ universe: Universe, _ policy: RPMPolicy) -> PackageSet {
        var set = PackageSet(count: universe.count)
        for name in policy.installOnly {
            guard let id = universe.names.find(name) else { continue }
            for provider in universe.providers(of: id) { set.insert(provider.package) }
        }
        return set
    }

    /// Two bits: builds of one name that share one get in each other's way. 64 bit and 32 bit ones do not,
    /// and what is for no architecture does with both.
    static func colour(_ architecture: String) -> UInt8 {
        if architecture == "noarch" { return 3 }
        return architecture.contains("64") || architecture == "s390x" ? 2 : 1
    }

    // MARK: - What is demanded

    private mutating func append(
        _ block: some Sequence<Int32>, _ package: PackageID, _ reason: ClauseReason
    ) {
        let start = literals.count
        literals.append(-Int32(package.raw) - 1)
        literals += block
        clauses.append(Clause(start: start, end: literals.count, reason: reason))
    }

    /// Adds a clause whose literals may begin with another package.
    private mutating func append(
        sorted block: [Int32], _ package: PackageID, _ reason: ClauseReason
    ) {
        let start = literals.count
        literals += (block + [-Int32(package.raw) - 1]).sorted()
        let clause = Clause(start: start, end: literals.count, reason: reason)
        let first = Int(-literals[start]) - 1
        if first == package.index {
            clauses.append(clause)
        } else {
            strays.append((first, clause))
        }
    }

    private func isWithin(_ package: PackageID) -> Bool { scope?.contains(package) ?? true }

    private mutating func exclude(_ left: PackageID, _ right: PackageID, _ reason: ClauseReason) {
        // What lies outside is not chosen in any case.
        if !isWithin(left) || !isWithin(right) { return }
        let key = UInt64(max(left, right).raw) << 32 | UInt64(min(left, right).raw)
        pairs.append(Pair(key: key, reason: reason))
    }

    private mutating func addRequires(of package: PackageID, _ rich: inout RichTable) {
        let own = Int32(package.raw)
        for position in universe.relations(.requires, of: package) {
            let relation = universe.relation(position)
            let reason = ClauseReason.requires(
                package, relation: RelationID(position), end: RelationID(position + 1))
            if let plain = rich.plain(relation) {
                let providers = rich.table[plain]
                // A package may meet its own requirement.
                if providers.contains(own) { continue }
                if installed.isBroken(package.index, providers) { continue }
                if providers.isEmpty, rich.table.isMetBySystem(relation) { continue }
                append(providers.lazy.map { $0 + 1 }, package, reason)
                continue
            }
            for block in rich.blocks(relation)
            where !block.contains(own + 1) && !installed.isBroken(package.index, block: block) {
                add(block, package, reason)
            }
        }
    }

    /// Adds a block of a rich dependency, which may be an exclusion of two packages.
    private mutating func add(
        _ block: RichDependency.Block, _ package: PackageID, _ reason: ClauseReason
    ) {
        let others = block.filter { $0 != -Int32(package.raw) - 1 }
        if others.count == 1, others[0] < 0 {
            exclude(package, PackageID(Int(-others[0]) - 1), reason)
        } else {
            append(sorted: others, package, reason)
        }
    }

    private mutating func addConflicts(of package: PackageID, _ rich: inout RichTable) {
        for position in universe.relations(.conflicts, of: package) {
            let relation = universe.relation(position)
            if let plain = rich.plain(relation) {
                for other in rich.table[plain] where Int(other) != package.index {
                    let other = PackageID(Int(other))
                    if areInstalled(package, other) { continue }
                    exclude(
                        package, other,
                        .conflicts(package, other, relation: RelationID(position)))
                }
                continue
            }
            let own = Int32(package.raw) + 1
            for block in rich.excludingBlocks(relation)
            where block != [-own] && !block.contains(own)
                && !installed.isBroken(package.index, block: block)
            {
                add(block, package, .excludes(package, relation: RelationID(position)))
            }
        }
    }

    /// Whether two packages are there together already, whatever they say of each other.
    private func areInstalled(_ left: PackageID, _ right: PackageID) -> Bool {
        installed.contains(left) && installed.contains(right)
    }

    /// What a package obsoletes: by name and version, never by what is provided.
    private mutating func addObsoletes(of package: PackageID) {
        for position in universe.relations(.obsoletes, of: package) {
            let relation = universe.relation(position)
            for other in universe.obsoleted(by: relation)
            where other != package && !areInstalled(package, other) {
                exclude(
                    package, other, .obsoletes(package, other, relation: RelationID(position)))
            }
        }
    }

    /// One package of a name, unless their architectures have nothing in common.
    private mutating func addSameName(_ package: PackageID) {
        // An installed package gets in the way of others as these see it.
        if installed.contains(package) { return }
        for provider in universe.providers(of: universe.name(package)) where provider.isOwnName {
            let other = provider.package
            if other == package { continue }
            let colour = colours[Int(universe.architecture(other))]
            if colour & colours[Int(universe.architecture(package))] == 0 { continue }
            if installOnly.contains(package), !universe.isSame(package, other),
                !installed.contains(other) || installOnly.contains(other)
            {
                continue
            }
            exclude(package, other, .sameName(package, other))
        }
    }

    // MARK: - In order

    /// Puts the clauses into a solver, in order, and draws first conclusions.
    consuming func finish(into solver: inout Solver) -> Choices {
        pairs.sort { $0.key > $1.key }
        strays.sort { $0.package > $1.package }
        var choices = Choices(
            starts: Array(repeating: 0, count: universe.count),
            counts: Array(repeating: 0, count: universe.count))
        var nextPair = 0
        var nextStray = 0
        var own: [Clause] = []
        for package in (0..<universe.count).reversed() {
            own.removeAll(keepingCapacity: true)
            own += clauses[starts[package]..<starts[package + 1]]
            while nextPair < pairs.count, pairs[nextPair].key >> 32 == UInt64(package) {
                let pair = pairs[nextPair]
                nextPair += 1
                let start = literals.count
                literals.append(-Int32(package) - 1)
                literals.append(-Int32(truncatingIfNeeded: pair.key) - 1)
                own.append(Clause(start: start, end: start + 2, reason: pair.reason))
            }
            while nextStray < strays.count, strays[nextStray].package == package {
                own.append(strays[nextStray].clause)
                nextStray += 1
            }
            choices.starts[package] = Int32(choices.ends.count)
            emit(&own, into: &solver, &choices)
            choices.counts[package] = Int32(choices.ends.count) - choices.starts[package]
        }
        solver.watchClauses()
        return choices
    }

    private func emit(
        _ own: inout [Clause], into solver: inout Solver, _ choices: inout Choices
    ) {
        if own.count > 1 {
            own.sort {
                literals[$0.start..<$0.end].lexicographicallyPrecedes(literals[$1.start..<$1.end])
            }
        }
        var before: Clause?
        var converted: [Literal] = []
        for clause in own {
            let list = literals[clause.start..<clause.end]
            if let before, literals[before.start..<before.end] == list { continue }
            before = clause
            converted.removeAll(keepingCapacity: true)
            var positives = 0
            for literal in list {
                if literal > 0 { positives += 1 }
                converted.append(Literal(signed: literal))
            }
            solver.appendClause(converted[...], clause.reason)
            if positives >= 2 {
                choices.literals += list
                choices.ends.append(Int32(choices.literals.count))
            }
        }
    }
}
