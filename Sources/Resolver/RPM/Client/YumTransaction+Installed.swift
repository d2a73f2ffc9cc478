internal import PackageModel

/// What yum does about what is installed, and what it says where it gives up.
extension YumTransaction {
    // MARK: - What is installed

    /// Updates installed packages that need what is going.
    mutating func meetNeedsOfInstalled(_ table: inout CapabilityTable) throws(Gap) {
        if replaced.isEmpty { return }
        for package in market.installedPackages where present.contains(package) {
            for position in universe.relations(.requires, of: package)
            where present.contains(package) && !isMet(position, of: package, &table)
                && market.wasMet(position, &table)
            {
                if let update = update(of: package), causes[update] == nil {
                    add(update, .replacing(package, for: package, nil))
                } else {
                    try meet(position, of: package, &table)
                }
            }
        }
    }

    /// The newest version of an installed package, if it is newer.
    private func update(of package: PackageID) -> PackageID? {
        let builds = market.builds(of: universe.name(package), universe.architecture(package))
        guard let newest = builds.first,
            universe.compare(universe.version(newest), universe.version(package)) > 0
        else { return nil }
        return newest
    }

    /// Builds of one name for several architectures are there in one version only.
    mutating func keepInStep(_ package: PackageID) -> ClientRefusal? {
        if !present.contains(package) || market.isInstallOnly(package) { return nil }
        for provider in universe.providers(of: universe.name(package))
        where provider.isOwnName && provider.package != package
            && present.contains(provider.package)
            && universe.compare(universe.version(provider.package), universe.version(package)) != 0
        {
            let other = provider.package
            let sibling = market.builds(of: universe.name(other), universe.architecture(other))
                .first {
                    universe.compare(universe.version($0), universe.version(package)) == 0
                }
            guard let sibling else {
                return refusal(
                    "protected multilib versions: `\(universe.label(package))` is not "
                        + "`\(universe.label(other))`", package, .sameName(package, other))
            }
            add(sibling, .replacing(other, for: package, .sameName(package, other)))
        }
        return nil
    }

    /// Updates what is installed and in conflict with something that comes, or refuses.
    mutating func lookAtConflicts() -> ClientRefusal? {
        for package in present.members.map({ PackageID(Int($0)) }) {
            for position in universe.relations(.conflicts, of: package) {
                let relation = universe.relation(position)
                if relation.expression != nil { continue }
                for provider in universe.providers(of: relation.name) {
                    let other = provider.package
                    guard other != package, !provider.isOwnName, present.contains(other),
                        present.contains(package),
                        !market.installed.contains(other) || !market.installed.contains(package),
                        universe.meets(relation, provider.comparison, provider.version)
                    else { continue }
                    let conflict = Refutation.Fact.conflicts(
                        package, other, relation: RelationID(position))
                    let (old, cause) =
                        market.installed.contains(other) ? (other, package) : (package, other)
                    if market.installed.contains(old), let update = update(of: old) {
                        add(update, .replacing(old, for: cause, conflict))
                        continue
                    }
                    return refusal(
                        "`\(universe.label(package))` conflicts with `\(universe.label(other))`",
                        package, conflict)
                }
            }
        }
        return nil
    }

    // MARK: - Refusing

    func refusal(of gap: Gap) -> ClientRefusal {
        let need = universe.text(of: universe.relation(gap.relation))
        return refusal(
            "`\(universe.label(gap.package))` requires `\(need)`", gap.package,
            .requires(
                gap.package, relation: RelationID(gap.relation),
                end: RelationID(gap.relation + 1), choices: []))
    }

    /// A refusal with all that leads to it.
    private func refusal(
        _ sentence: String, _ package: PackageID, _ last: Refutation.Fact
    ) -> ClientRefusal {
        var facts = [last]
        var current = package
        var wish: Int?
        var seen: Set<PackageID> = []
        while let cause = causes[current], seen.insert(current).inserted {
            switch cause {
            case .wish(let number):
                facts.append(.wish(number, choices: [current]))
                wish = number
            case .relation(let parent, let position):
                facts.append(
                    .requires(
                        parent, relation: RelationID(position), end: RelationID(position + 1),
                        choices: [current]))
                current = parent
            case .replacing(let old, let parent, let exclusion):
                if market.installed.contains(old) {
                    facts.append(.keeps(old, choices: [old, current]))
                }
                if let exclusion { facts.append(exclusion) }
                current = parent
            }
        }
        let blamed = wish.map { [$0] } ?? Array(wishes.indices)
        return ClientRefusal(
            sentence: sentence, wishes: blamed,
            refutation: Refutation(facts: facts, wishes: blamed))
    }
}
