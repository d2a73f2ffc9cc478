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

    let entries: [PlannedWish]
    /// How many of the first wishes are part of every set.
    let common: Int
    private(set) var sets: WishSets
    /// What is on the machine already; what stays of it is no part of the solution.
    var assumed: AssumedBase?
    /// How many of the first wishes say that it stays.
    var assumedCount = 0
    /// For each conflict that forced a split what excludes what.
    let conflicts: [String]
    /// For each set what else could serve it.
    private var broad: [[Solution.Choice]] = []

    init(entries: [PlannedWish], common: Int, sets: WishSets, conflicts: [String]) {
        self.entries = entries
        self.common = common
        self.sets = sets
        self.conflicts = conflicts
    }

    /// What asking for fewest bytes came to; `nil` where that was not asked.
    var sizes: SizeOutcome? { SizeOutcome(sets.parts.map(\.solution)) }

    /// Adds to every set what else could serve it.
    mutating func broaden<R: WishResolver & ~Copyable>(with resolver: inout R) {
        broad = sets.parts.map { resolver.broadClosure(of: $0.solution) }
    }

    /// Adds what some wishes bring in by themselves to the sets that hold them: whoever installs one wish
    /// may be brought other packages than whoever installs all.
    ///
    /// The wishes that say what stays on the machine come first in the question.
    mutating func add(_ solution: Solution, of wishes: [Int]) {
        let numbers = Array(0..<assumedCount) + wishes
        for index in sets.parts.indices
        where wishes.contains(where: { sets.parts[index].wishes.contains($0) }) {
            let known = Set(sets.parts[index].solution.packages)
            for var choice in solution.choices where !known.contains(choice.package) {
                choice.wish = numbers[choice.wish]
                sets.parts[index].solution.choices.append(choice)
            }
        }
    }

    /// The packages of all sets, each once, in the order of the universe.
    var members: [Member] {
        var memberships: [PackageID: [Int]] = [:]
        var reasons: [PackageID: [String]] = [:]
        var wished: Set<PackageID> = []
        for (number, part) in sets.parts.enumerated() {
            for choice in part.solution.choices where !isAssumed(choice.package) {
                memberships[choice.package, default: []].append(number)
                let names =
                    choice.parent == nil
                    ? self.names(of: choice.package, in: part)
                    : [reason(of: choice.wish)]
                if choice.parent == nil {
                    let isKnown = !wished.insert(choice.package).inserted
                    let former = isKnown ? reasons[choice.package] ?? [] : []
                    reasons[choice.package] = former + names.filter { !former.contains($0) }
                } else if reasons[choice.package] == nil {
                    // One reason is enough for what merely follows from a wish: the lock then stays as it
                    // is when another wish needs the same.
                    reasons[choice.package] = names
                }
            }
        }
        let chosen = memberships.map { package, numbers in
            Member(package: package, sets: numbers, reasons: reasons[package] ?? [])
        }
        return (chosen + broadMembers(beside: memberships.keys)).sorted { $0.package < $1.package }
    }

    /// What is there only because it could serve; one reason is enough for each.
    private func broadMembers(beside chosen: Dictionary<PackageID, [Int]>.Keys) -> [Member] {
        var found: [PackageID: Member] = [:]
        for (number, choices) in broad.enumerated() {
            for choice in choices
            where !chosen.contains(choice.package) && !isAssumed(choice.package) {
                let label = reason(of: choice.wish)
                let new = Member(
                    package: choice.package, sets: [], reasons: [label], isBroad: true)
                found[choice.package, default: new].sets.append(number)
            }
        }
        return Array(found.values)
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

    /// The wishes that a package was chosen for, and the groups that hold them.
    private func names(of package: PackageID, in part: WishSets.Part) -> [String] {
        var names: [String] = []
        for wish in part.wishes where entries[wish].wish.candidates.contains(package) {
            let entry = entries[wish]
            if wish < assumedCount {
                if !names.contains(Lock.baselineGroup) { names.append(Lock.baselineGroup) }
                continue
            }
            for name in [entry.wish.label] + entry.groups where !name.isEmpty {
                if !names.contains(name) { names.append(name) }
            }
        }
        return names
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
