internal import MirrorBase
internal import PackageModel

/// How a family calls packages and dependencies, and what it has to say of what is missing.
protocol FamilyWords {
    var universe: Universe { get }

    /// One package, without quotes.
    func label(_ package: PackageID) -> String
    /// A version as it stands in a list of them.
    func version(_ package: PackageID) -> String
    /// A dependency as the family writes it, from its first relation to its end.
    func need(_ relation: RelationID, _ end: RelationID) -> String
    /// Why nothing meets a dependency of a package, as it follows "needs `x`": ", which nothing provides".
    ///
    /// - Parameter choices: What would meet it, but must not be installed.
    func lack(
        of package: PackageID, _ relation: RelationID, _ end: RelationID, _ choices: [PackageID]
    ) -> String
    /// The part of a formula that nothing provides, where it is plain that this is why it is not met.
    func absentPart(of relation: RelationID) -> String?
    /// A dependency without what only says for which architecture it is.
    func unmarked(_ need: String) -> String
    /// Why a package must not be installed: "is excluded".
    func exclusion(of package: PackageID) -> String
    /// Why two packages of one name cannot both be, where the versions alone do not say it.
    func rivalry(_ left: PackageID, _ right: PackageID) -> String
}

extension FamilyWords {
    var names: PackageNames {
        PackageNames(universe: universe, label: label, version: version)
    }

    /// What a fact says of what is on the machine: "`a 1`" and "is installed and can only become `a 2`".
    ///
    /// - Parameter package: The package in question, where it is one of what may be there.
    func presence(_ fact: Refutation.Fact, of package: PackageID? = nil) -> (
        subject: String, predicate: String
    ) {
        switch fact {
        case .frozen(let installed):
            return (names.and([installed]), "is installed and must stay as it is")
        case .keeps(let installed, let choices):
            let others = choices.filter { $0 != installed }
            let subject = names.and([installed])
            if package == installed || others.isEmpty { return (subject, "is installed") }
            let targets = package.map { [$0] } ?? others
            return (subject, "is installed and can only become " + names.or(targets))
        default: return ("what is installed", "has to stay")
        }
    }

    /// A single relation: what a package conflicts with or obsoletes.
    func need(_ relation: RelationID) -> String {
        need(relation, RelationID(relation.index + 1))
    }

    /// The name that a dependency asks for in just the version that its package has: siblings in lock-step.
    func lockStepName(
        _ package: PackageID, _ relation: RelationID, _ end: RelationID
    ) -> String? {
        guard end.index == relation.index + 1 else { return nil }
        let wanted = universe.relation(relation.index)
        guard wanted.comparison == .equal, wanted.version != .none,
            universe.compare(wanted.version, universe.version(package)) == 0
        else { return nil }
        return universe.names.string(wanted.name)
    }

    /// What a relation names, and that a package is or provides it.
    func object(_ packages: [PackageID], _ relation: RelationID) -> String {
        let named = universe.relation(relation.index)
        let label = names.and(packages)
        let isPlural = packages.count > 1
        if packages.contains(where: { universe.name($0) != named.name }) {
            return "`\(need(relation))`, which \(label) \(isPlural ? "provide" : "provides")"
        }
        if named.comparison == .any { return label }
        return "`\(need(relation))`, which \(isPlural ? "are" : "is") \(label)"
    }

    func exclusion(of package: PackageID) -> String { "is excluded" }

    func unmarked(_ need: String) -> String { need }

    func absentPart(of relation: RelationID) -> String? { nil }

    func rivalry(_ left: PackageID, _ right: PackageID) -> String {
        let name = "`\(universe.nameText(left))`"
        if universe.compare(universe.version(left), universe.version(right)) == 0 {
            return "only one build of \(name) can be installed"
        }
        return "only one version of \(name) can be installed"
    }
}

/// Debian's words.
struct DebianWords: FamilyWords {
    let universe: Universe

    /// Name and version; the architecture too, where it is a foreign one.
    func label(_ package: PackageID) -> String {
        "\(name(package)) \(universe.versionText(package))"
    }

    func version(_ package: PackageID) -> String { universe.versionText(package) }

    func need(_ relation: RelationID, _ end: RelationID) -> String {
        universe.text(ofGroupAt: relation.index, end: end.index)
    }

    private func name(_ package: PackageID) -> String {
        let name = universe.nameText(package)
        return universe.architecture(package) > UniverseBuilder.allArchitectures
            ? name + ":" + universe.architectureText(package) : name
    }

    func lack(
        of package: PackageID, _ relation: RelationID, _ end: RelationID, _ choices: [PackageID]
    ) -> String {
        if end.index > relation.index + 1 {
            return end.index == relation.index + 2
                ? ", neither of which exists" : ", none of which exists"
        }
        let wanted = universe.relation(relation.index)
        let bearers = CandidateOrder().versions(of: wanted.name, in: universe)
        let fitting = bearers.filter {
            wanted.comparison == .any
                || wanted.comparison.accepts(universe.compare(universe.version($0), wanted.version))
        }
        if let reason = architectureLack(of: package, wanted, fitting) { return reason }
        if let first = fitting.first {
            return ", but \(names.and(fitting)) \(fitting.count > 1 ? "are" : "is") in "
                + "`\(universe.origin(first).suite)`, whose priority \(universe.priority(first)) "
                + "keeps it from serving dependencies"
        }
        if !bearers.isEmpty { return ", but there is only \(names.and(bearers))" }
        let bare = universe.providers(of: wanted.name).filter { $0.version == .none }
        if wanted.comparison != .any, !bare.isEmpty {
            let providers = bare.map(\.package)
            return
                ", which \(names.and(providers)) \(providers.count > 1 ? "provide" : "provides") "
                + "only without a version"
        }
        return ", which nothing provides"
    }

    /// What is there in the right version, but for another architecture than is asked for.
    private func architectureLack(
        of package: PackageID, _ wanted: Relation, _ fitting: [PackageID]
    ) -> String? {
        var found = fitting
        let text = universe.names.string(wanted.name)
        if found.isEmpty, text.hasSuffix(":any"),
            let name = universe.names.find(String(text.dropLast(":any".count)))
        {
            found = CandidateOrder().versions(of: name, in: universe)
            guard !found.isEmpty else { return nil }
            return ", but \(names.and(found)) \(found.count > 1 ? "are" : "is") not "
                + "`Multi-Arch: allowed`"
        }
        let asked =
            wanted.architecture == Relation.anyArchitecture
            ? universe.nativeOr(universe.architecture(package)) : wanted.architecture
        found = found.filter {
            universe.nativeOr(universe.architecture($0)) != asked
                && universe.traits($0).multiArch != .foreign
        }
        guard !found.isEmpty, found.count == fitting.count else { return nil }
        let architectures = Set(found.map { universe.nativeOr(universe.architecture($0)) })
            .sorted().map { "`\(universe.architectures[Int($0)])`" }
        return ", but \(names.and(found)) \(found.count > 1 ? "are" : "is") for "
            + "\(Enumeration.and(architectures)), not `\(universe.architectures[Int(asked)])`"
    }

    func rivalry(_ left: PackageID, _ right: PackageID) -> String {
        let name = "`\(universe.nameText(left))`"
        if universe.architecture(left) == universe.architecture(right) {
            return "only one version of \(name) can be installed"
        }
        let areSiblings = [left, right].allSatisfy { universe.traits($0).multiArch == .same }
        return areSiblings
            ? "\(name) must have the same version for all architectures"
            : "\(name) can be installed for one architecture only"
    }
}
