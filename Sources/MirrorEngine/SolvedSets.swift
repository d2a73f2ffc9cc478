internal import PackageModel
internal import Resolver
internal import Store

/// Wishes and the sets that they were solved in, seen from the packages.
struct SolvedSets {
    /// A package of the solution.
    struct Member {
        var package: PackageID
        /// The sets that it belongs to, by number from zero.
        var sets: [Int]
        /// The wishes and groups that it is there for.
        var reasons: [String]
        /// Whether nothing chose it: it could serve something that was chosen.
        var isBroad = false
    }

    /// A package that is there beside what the wishes of a set take together.
    private struct Addition {
        var package: PackageID
        var set: Int
        /// The wish that it is there for.
        var entry: Int
        /// Whether the wish means it, rather than needs it.
        var isWished: Bool
    }

    let entries: [PlannedWish]
    /// How many of the first wishes are part of every set.
    let common: Int
    let sets: WishSets
    /// For each conflict that forced a split what excludes what.
    let conflicts: [String]
    /// What is on the machine already; what stays of it is no part of the solution.
    var assumed: AssumedBase?
    /// How many of the first wishes say that it stays.
    var assumedCount = 0
    private var additions: [Addition] = []
    /// The packages of each set that are chosen.
    private var chosen: [Set<PackageID>]
    /// For each set what else could serve it.
    private var broad: [[Solution.Choice]] = []
    /// How many additions there were when that was looked for; `nil` before.
    private var broadenedAfter: Int?

    /// All packages of all sets.
    var contents: Set<PackageID> {
        chosen.reduce(into: Set(broad.joined().map(\.package))) { $0.formUnion($1) }
    }

    /// What asking for fewest bytes came to; `nil` where that was not asked.
    var sizes: SizeOutcome? { SizeOutcome(sets.parts.map(\.solution)) }

    /// Adds to every set what else could serve it; `false` where nothing was chosen since that was done last.
    mutating func broaden<R: WishResolver & ~Copyable>(with resolver: inout R) -> Bool {
        if broadenedAfter == additions.count { return false }
        broadenedAfter = additions.count
        broad = sets.parts.enumerated().map { number, part in
            var solution = part.solution
            solution.choices += additions.filter { $0.set == number }.map {
                Solution.Choice(package: $0.package, parent: nil, wish: $0.entry)
            }
            return resolver.broadClosure(of: solution, beside: assumed)
        }
        return true
    }

    init(entries: [PlannedWish], common: Int, sets: WishSets, conflicts: [String]) {
        self.entries = entries
        self.common = common
        self.sets = sets
        self.conflicts = conflicts
        chosen = sets.parts.map { Set($0.solution.packages) }
    }

    /// The sets by number, with the numbers of their wishes.
    var numbered: [(number: Int, entries: [Int])] {
        sets.parts.enumerated().map { ($0, $1.wishes) }
    }

    /// Whether some set that a pick is for has not all of it.
    func lacks(_ pick: NodePick) -> Bool {
        pick.question.sets.contains { set in
            pick.packages.contains { !chosen[set].contains($0) && !isAssumed($0) }
        }
    }

    /// Adds what a node may pick to the sets that it is for; what is new in them, in ascending order.
    ///
    /// What could serve there already is chosen from then on, and not new.
    mutating func add(_ pick: NodePick) -> [PackageID] {
        var added: Set<PackageID> = []
        for set in pick.question.sets {
            let asked = pick.question.entries.filter { sets.parts[set].wishes.contains($0) }
            guard let first = asked.first else { continue }
            let known = Set(broad.isEmpty ? [] : broad[set].map(\.package))
            for package in pick.packages
            where !isAssumed(package) && chosen[set].insert(package).inserted {
                let wish = asked.first { entries[$0].wish.candidates.contains(package) }
                additions.append(
                    Addition(
                        package: package, set: set, entry: wish ?? first, isWished: wish != nil))
                if !known.contains(package) { added.insert(package) }
            }
        }
        return added.sorted()
    }

    /// The packages of all sets, each once, in the order of the universe.
    var members: [Member] {
        var memberships: [PackageID: [Int]] = [:]
        var reasons: [PackageID: [String]] = [:]
        var wished: Set<PackageID> = []
        func note(_ package: PackageID, in set: Int, for entry: Int, isWished: Bool) {
            memberships[package, default: []].append(set)
            if isWished {
                let names = self.names(of: package, in: sets.parts[set])
                let isKnown = !wished.insert(package).inserted
                let former = isKnown ? reasons[package] ?? [] : []
                reasons[package] = former + names.filter { !former.contains($0) }
            } else if reasons[package] == nil {
                // One reason is enough for what merely follows from a wish: the lock then stays as it
                // is when another wish needs the same.
                reasons[package] = [reason(of: entry)]
            }
        }
        for (set, part) in sets.parts.enumerated() {
            for choice in part.solution.choices where !isAssumed(choice.package) {
                note(choice.package, in: set, for: choice.wish, isWished: choice.parent == nil)
            }
        }
        for addition in additions {
            note(
                addition.package, in: addition.set, for: addition.entry,
                isWished: addition.isWished)
        }
        var found = memberships.mapValues { _ in false }
        for (number, choices) in broad.enumerated() {
            for choice in choices
            where !chosen[number].contains(choice.package) && !isAssumed(choice.package) {
                // One reason is enough for what merely could serve.
                if found.updateValue(found[choice.package] ?? true, forKey: choice.package) == nil {
                    reasons[choice.package] = [reason(of: choice.wish)]
                }
                memberships[choice.package, default: []].append(number)
            }
        }
        return found.map { package, isBroad in
            Member(
                package: package, sets: memberships[package]?.sorted() ?? [],
                reasons: reasons[package] ?? [], isBroad: isBroad)
        }.sorted { $0.package < $1.package }
    }

    private func isAssumed(_ package: PackageID) -> Bool {
        assumed?.installed.contains(package) ?? false
    }

    /// What a package is there for that merely follows from a wish.
    private func reason(of wish: Int) -> String {
        wish < assumedCount ? Lock.baselineGroup : entries[wish].wish.label
    }

    /// The wishes that what is on the machine meets, in the order of wishes.
    var met: [String] {
        guard let assumed else { return [] }
        var met: [String] = []
        for (number, entry) in entries.enumerated().dropFirst(assumedCount)
        where entry.wish.candidates.contains(where: { assumed.installed.contains($0) }) {
            let isShipped = sets.parts.contains { part in
                part.wishes.contains(number)
                    && part.solution.choices.contains {
                        entry.wish.candidates.contains($0.package) && !isAssumed($0.package)
                    }
            }
            if !isShipped { met.append(entry.wish.label) }
        }
        return met
    }

    /// The wishes that a package was chosen for, and the groups that hold them: at least two names, so that it
    /// is told from what merely follows.
    private func names(of package: PackageID, in part: WishSets.Part) -> [String] {
        var names: [String] = []
        var isOwnGroup = false
        for wish in part.wishes where entries[wish].wish.candidates.contains(package) {
            let entry = entries[wish]
            if wish < assumedCount {
                if !names.contains(Lock.baselineGroup) { names.append(Lock.baselineGroup) }
                continue
            }
            isOwnGroup = isOwnGroup || entry.groups.contains(entry.wish.label)
            for name in [entry.wish.label] + entry.groups where !name.isEmpty {
                if !names.contains(name) { names.append(name) }
            }
        }
        return names.count == 1 && isOwnGroup ? names + names : names
    }

    /// Whether a wish brings something in; one whose condition does not hold brings nothing.
    private func isMet(_ wish: Int, in part: WishSets.Part) -> Bool {
        if entries[wish].wish.condition == nil { return true }
        return part.solution.choices.contains {
            entries[wish].wish.candidates.contains($0.package)
        }
    }

    /// The sets as a lock has them.
    var lines: [Lock.WishSet] {
        let met = Set(met)
        return sets.parts.enumerated().map { number, part in
            // What is essential is in every set, and named in the first.
            let own = (number == 0 ? part.wishes : part.wishes.filter { $0 >= common })
                .filter { $0 >= assumedCount && isMet($0, in: part) }
                .filter { !met.contains(entries[$0].wish.label) }
            let apart = zip(sets.conflicts, conflicts).filter { conflict, _ in
                number > 0 && conflict.wishes.contains { own.contains($0) }
            }
            return Lock.WishSet(
                name: "\(number + 1)", wishes: own.map { entries[$0].wish.label },
                conflict: apart.isEmpty ? nil : apart.map(\.1).joined(separator: "; "))
        }
    }
}
