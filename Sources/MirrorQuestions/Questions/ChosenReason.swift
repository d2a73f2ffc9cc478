internal import Manifest
internal import MirrorBase
internal import MirrorEngine
internal import PackageModel
internal import Resolver

/// Why one version of a package is chosen, and not another one.
struct ChosenReason<Trial: WishTrial> {
    let trial: Trial
    let context: BuildContext
    /// The manifest's wishes that mean something here.
    let wishes: [Wish]
    /// What they come to.
    let outcome: TrialOutcome

    private var universe: Universe { trial.universe }
    private var isDebian: Bool { universe.scheme == .debian }

    /// The reasons, the one that decides first.
    func reasons(for chosen: PackageID, over other: PackageID) -> [WhyNotAnswer.Reason] {
        if universe.name(chosen) != universe.name(other) { return [] }
        let named = wishes(for: chosen, over: other)
        if !named.isEmpty { return named }
        let ranks = (universe.priority(chosen), universe.priority(other))
        if ranks.0 != ranks.1, ranks.0 > ranks.1 { return [priority(chosen, other)] }
        let order = universe.compare(universe.version(chosen), universe.version(other))
        if order > 0 {
            return [
                reason("newer", "`\(version(chosen))` is newer than `\(version(other))`")
            ]
        }
        if order == 0 { return [same(chosen, other)] }
        let relations = self.relations(for: chosen, over: other)
        return relations.isEmpty
            ? [reason("others", "what else is chosen goes with `\(version(chosen))`")] : relations
    }

    /// A reason as it follows the headline.
    func clause(_ reason: WhyNotAnswer.Reason) -> String {
        switch reason.kind {
        case "newer": "which is newer"
        case "priority", "same", "others": reason.text
        default: "since \(reason.text)"
        }
    }

    private func reason(_ kind: String, _ text: String) -> WhyNotAnswer.Reason {
        WhyNotAnswer.Reason(kind: kind, text: text)
    }

    private func version(_ package: PackageID) -> String {
        let text = universe.versionText(package)
        return isDebian ? text : text.withoutZeroEpoch
    }

    /// Wishes that mean the one version and not the other.
    private func wishes(for chosen: PackageID, over other: PackageID) -> [WhyNotAnswer.Reason] {
        context.wishes.compactMap { grouped in
            let wish = grouped.wish
            let names = wish.alternatives.contains {
                $0.constraint != nil || $0.suite != nil || !$0.dashedSplits.isEmpty
            }
            guard names, wishes.contains(wish) else { return nil }
            let meant = trial.members(of: wish, among: wishes).joined()
            guard meant.contains(chosen), !meant.contains(other) else { return nil }
            let line = "\(context.manifest.file):\(wish.position.line)"
            return reason(
                "wish", "the wish `\(wish.text)` of `\(grouped.group)` (\(line)) asks for it")
        }
    }

    private func priority(_ chosen: PackageID, _ other: PackageID) -> WhyNotAnswer.Reason {
        let ranks = (universe.priority(chosen), universe.priority(other))
        if isDebian {
            return reason(
                "priority",
                "which has priority \(ranks.0) where \(origin(other)) has \(ranks.1)")
        }
        // Here the lower one is the better, as in dnf's configuration.
        return reason(
            "priority",
            "since \(origin(chosen)) has priority \(1000 - ranks.0) and \(origin(other)) \(1000 - ranks.1), and the lower one counts first"
        )
    }

    private func origin(_ package: PackageID) -> String {
        let origin = universe.origin(package)
        return isDebian && !origin.suite.isEmpty && origin.suite != "/"
            ? "`\(origin.repository) \(origin.suite)`" : "`\(origin.repository)`"
    }

    private func same(_ chosen: PackageID, _ other: PackageID) -> WhyNotAnswer.Reason {
        if universe.architecture(chosen) != universe.architecture(other) {
            return reason(
                "same", "which is the same version for `\(universe.architectureText(chosen))`")
        }
        return reason("same", "which is the same version from \(origin(chosen)), and comes first")
    }

    /// Dependencies of chosen packages that the one version meets and the other does not.
    private func relations(for chosen: PackageID, over other: PackageID) -> [WhyNotAnswer.Reason] {
        let name = universe.name(chosen)
        var found: [WhyNotAnswer.Reason] = []
        for package in outcome.packages(beside: nil).sorted()
        where universe.name(package) != name && found.count < 3 {
            for kind in [RelationKind.requires, .conflicts] {
                for position in universe.relations(kind, of: package) {
                    let relation = universe.relation(position)
                    guard relation.name == name, relation.comparison != .any,
                        relation.comparison != .expression
                    else { continue }
                    let fits = { (version: VersionID) in
                        isDebian
                            ? relation.comparison.accepts(
                                universe.compare(version, relation.version))
                            : universe.meets(relation, .equal, version)
                    }
                    let verdicts = (fits(universe.version(chosen)), fits(universe.version(other)))
                    let wanted = kind == .conflicts ? (false, true) : (true, false)
                    guard verdicts == wanted else { continue }
                    let verb = kind == .conflicts ? "conflicts with" : "needs"
                    found.append(
                        reason(
                            "dependency",
                            "`\(universe.label(package))` \(verb) `\(universe.text(of: relation))`"
                        ))
                }
            }
        }
        return found
    }
}
