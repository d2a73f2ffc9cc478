internal import PackageModel

/// Clauses that prefer what is installed, or updates it, to what would come beside it.
///
/// libsolv's choice rules: a requirement that an installed package or an update of one can meet is not met
/// by anything else, as long as that works.
struct InstalledPreferences {
    /// One preference: a narrower form of a clause.
    struct Preference {
        /// The number of the clause among those that leave a choice.
        var clause: Int
        /// Its literals as in `RichDependency.Block`.
        var literals: [Int32]
    }

    var all: [Preference] = []
    /// Which ones the question at hand has given up.
    var isOff: [Bool] = []
    /// For each part of something that was split the other parts.
    var partners: [(package: Int32, others: [Int32])] = []
}

extension RPMResolver {
    /// Finds all preferences of a universe, in the order of the clauses that they narrow.
    func findPreferences() -> InstalledPreferences {
        var found = InstalledPreferences()
        var counterparts: [Int32: PackageID?] = [:]
        for package in (0..<universe.count).reversed() {
            for clause in choices.clauses(of: package) {
                let literals = choices.literals(of: clause).map { choices.literals[$0] }
                guard let narrow = narrowed(literals, &counterparts),
                    narrow != found.all.last?.literals
                else { continue }
                found.all.append(InstalledPreferences.Preference(clause: clause, literals: narrow))
            }
        }
        found.isOff = Array(repeating: false, count: found.all.count)
        for members in installed.splits { addPartners(members, &found) }
        return found
    }

    /// A clause without the packages that have nothing to do with installed ones; `nil` where there are none
    /// of these, or only these, or where all that may become of what is installed would do.
    private func narrowed(
        _ literals: [Int32], _ counterparts: inout [Int32: PackageID?]
    ) -> [Int32]? {
        var kept: [Int32] = []
        var bases: [PackageID] = []
        var isChoice = false
        for literal in literals where literal > 0 {
            let package = literal - 1
            let counterpart: PackageID?
            if let known = counterparts[package] {
                counterpart = known
            } else {
                counterpart = installed.counterpart(of: PackageID(Int(package)))
                counterparts[package] = .some(counterpart)
            }
            guard let counterpart else {
                isChoice = true
                continue
            }
            if !installed.isLegalChange(Int32(counterpart.raw), package) { continue }
            kept.append(literal)
            bases.append(counterpart)
        }
        if !isChoice || kept.isEmpty { return nil }
        let isCovered = bases.allSatisfy { base in
            guard let place = installed.packages.firstIndex(of: Int32(base.raw)) else {
                return true
            }
            return literals.contains(Int32(base.raw) + 1)
                && installed.updaters[place].allSatisfy { literals.contains($0 + 1) }
        }
        return isCovered ? nil : literals.filter { $0 < 0 } + kept
    }

    /// Each of several names that obsolete the same comes with one of each other.
    private func addPartners(_ members: [Int32], _ found: inout InstalledPreferences) {
        if members.count < 2 { return }
        var newest = members
        keepNewestOfEach(&newest)
        if newest.count < 2 { return }
        let names = newest.map { universe.name(PackageID(Int($0))) }
        let groups = names.map { name in
            members.filter { universe.name(PackageID(Int($0))) == name }
        }
        for (index, group) in groups.enumerated() {
            for package in group where !installed.contains(package) {
                for other in groups.indices where other != index {
                    found.partners.append((package, groups[other]))
                }
            }
        }
    }

    // MARK: - For one question

    /// Adds the preferences that stand.
    mutating func addPreferences() {
        for (number, preference) in preferences.all.enumerated() where !preferences.isOff[number] {
            solver.addClause(
                preference.literals.map { Literal(signed: $0) }, .preference(number))
        }
    }

    /// Gives up the latest preference that a refutation rests on; `false` where there is none.
    mutating func giveUpPreference(_ refutation: Refutation) -> Bool {
        var latest: Int?
        for case .preference(let number) in refutation.facts { latest = max(latest ?? 0, number) }
        guard let latest else { return false }
        giveUp(latest)
        return true
    }

    /// Gives up preferences that an answer has no use for, as something is chosen that they leave out.
    mutating func giveUpUnneeded() -> Bool {
        var isAny = false
        for (number, preference) in preferences.all.enumerated() where !preferences.isOff[number] {
            let isBroken = choices.literals(of: preference.clause).contains { position in
                let literal = choices.literals[position]
                return literal > 0 && solver.values[Int(literal) - 1] == 1
                    && !preference.literals.contains(literal)
            }
            if isBroken {
                giveUp(number)
                isAny = true
            }
        }
        return isAny
    }

    /// Gives up a preference and all others about what it leaves out.
    private mutating func giveUp(_ number: Int) {
        let left = preferences.all[number]
        preferences.isOff[number] = true
        let dropped = Set(
            choices.literals(of: left.clause).map { choices.literals[$0] }.filter {
                $0 > 0 && !left.literals.contains($0)
            })
        for (other, preference) in preferences.all.enumerated() where !preferences.isOff[other] {
            preferences.isOff[other] = choices.literals(of: preference.clause).contains {
                dropped.contains(choices.literals[$0])
            }
        }
    }
}
