internal import PackageModel

/// The packages that an answer to some wishes can hold, and all that their clauses speak of.
///
/// What lies outside can never be chosen, so clauses about it change no answer. More may lie within than can
/// be chosen; whatever can be lies within.
struct QuestionScope: ~Copyable {
    private(set) var packages: PackageSet
    private var waiting: [Int32] = []

    /// Walks from what the wishes name.
    init(
        _ wishes: [ResolverWish], _ universe: Universe, _ policy: RPMPolicy,
        _ rich: inout RichTable, _ soft: borrowing SoftDependencies
    ) {
        packages = PackageSet(count: universe.count)
        for wish in wishes {
            for package in wish.candidates { add(Int32(package.raw)) }
            for package in wish.condition ?? [] { add(Int32(package.raw)) }
        }
        follow(universe, policy, &rich)
        if policy.weakDependencies { addSupplements(universe, policy, &rich, soft) }
    }

    /// Goes on with what supplements something within, until nothing more does.
    private mutating func addSupplements(
        _ universe: Universe, _ policy: RPMPolicy, _ rich: inout RichTable,
        _ soft: borrowing SoftDependencies
    ) {
        var isGrowing = true
        while isGrowing {
            isGrowing = false
            for package in soft.supplementing
            where !packages.contains(Int(package)) && !policy.excluded.contains(Int(package)) {
                let range = soft.supplements(Int(package))
                let within = packages
                if soft.isPossible(range, rich.table, { within.contains(Int($0)) }) {
                    add(package)
                    isGrowing = true
                }
            }
            follow(universe, policy, &rich)
        }
    }

    private mutating func add(_ package: Int32) {
        if packages.contains(Int(package)) { return }
        packages.insert(Int(package))
        waiting.append(package)
    }

    private mutating func follow(
        _ universe: Universe, _ policy: RPMPolicy, _ rich: inout RichTable
    ) {
        while let next = waiting.popLast() {
            let package = PackageID(Int(next))
            addAll(.requires, of: package, universe, &rich)
            addAll(.conflicts, of: package, universe, &rich)
            if policy.weakDependencies { addAll(.recommends, of: package, universe, &rich) }
            if universe.architecture(package) <= UniverseBuilder.allArchitectures { continue }
            // A build for a lesser architecture asks for the same build for a better one.
            for provider in universe.providers(of: universe.name(package)) where provider.isOwnName
            {
                add(Int32(provider.package.raw))
            }
        }
    }

    /// Adds all that relations name; of conflicts only what rich ones do, which may also demand something.
    private mutating func addAll(
        _ kind: RelationKind, of package: PackageID, _ universe: Universe, _ rich: inout RichTable
    ) {
        for position in universe.relations(kind, of: package) {
            let relation = universe.relation(position)
            if let expression = relation.expression {
                let formula = rich.formula(expression)
                for other in formula.packages(rich.table) { add(other) }
            } else if kind != .conflicts {
                for other in rich.table[rich.table.providers(of: relation)] { add(other) }
            }
        }
    }
}
