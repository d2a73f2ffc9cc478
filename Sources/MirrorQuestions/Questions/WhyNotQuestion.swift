internal import Manifest
internal import MirrorBase
internal import MirrorEngine
internal import PackageModel
internal import Resolver
internal import Store

/// Why one wish is not met by what a build would choose.
struct WhyNotQuestion<Trial: WishTrial> {
    let trial: Trial
    let upstream: Upstream
    /// What is asked for.
    let wish: Wish
    /// The lock of the last build.
    let lock: FoundLock?
    /// The manifest's wishes that can be had by themselves.
    let wishes: [Wish]
    /// Those that nothing meets, or that cannot be installed.
    let leftOut: [Wish]
    /// What cannot be had whatever is asked for, as hints.
    let notes: [String]
    /// What the manifest's wishes come to.
    let before: TrialOutcome
    let editor: ManifestEditor

    var context: BuildContext { upstream.context }
    var universe: Universe { trial.universe }
    var place: String { context.place }
    /// Whether the manifest has the very wish, and it is of those that cannot be had.
    var isLeftOut: Bool { leftOut.contains { $0.text == wish.text } }

    init(_ trial: Trial, _ upstream: Upstream, _ wish: Wish, _ lock: FoundLock?) {
        self.upstream = upstream
        self.wish = wish
        self.lock = lock
        let context = upstream.context
        let grouped = context.wishes
        let ground = WhyNotGround(trial, grouped.map(\.wish), context.place)
        self.trial = ground.trial
        wishes = ground.wishes
        leftOut = ground.unmet + ground.failed
        before = ground.outcome
        notes = ground.notes(except: wish)
        let names = ground.unmet.filter { !$0.isOptional }.map { "`\($0.text)`" }
        if !names.isEmpty {
            context.observer.report(
                .warning(
                    "left out, since nothing in \(context.place) meets it: \(Enumeration.and(names, atMost: 5))"
                ))
        }
        editor = ManifestEditor(context, grouped)
    }

    // MARK: - The answer

    func answer() -> WhyNotAnswer {
        var answer = found()
        answer.hints += notes
        if let hint = epochHint(answer) { answer.hints.append(hint) }
        return answer
    }

    /// That a version without an epoch is below every one that has an epoch, where that met the wish.
    private func epochHint(_ answer: WhyNotAnswer) -> String? {
        guard universe.scheme == .rpm, answer.result != .missing,
            let target = wish.alternatives.first, let constraint = target.constraint,
            constraint.relation.rawValue.hasPrefix(">"), !constraint.version.contains(":"),
            let colon = answer.packages.first?.shortVersion.firstIndex(of: ":"),
            let epoch = answer.packages.first?.shortVersion[..<colon]
        else { return nil }
        return
            "rpm compares epochs first, and \(epoch) is higher than none: `\(target.name) (\(constraint.relation.rawValue) \(epoch):\(constraint.version))` compares the versions"
    }

    private func found() -> WhyNotAnswer {
        let members = trial.members(of: wish, among: wishes)
        let candidates = members.flatMap { $0 }
        if let lock, !candidates.isEmpty {
            let locked = LockedAnswer(lock)
            let found = locked.packages(candidates, in: universe)
            let isWhole = members.allSatisfy { !locked.packages($0, in: universe).isEmpty }
            if isWhole { return locked.answer(wish.text, found) }
        }
        if candidates.isEmpty { return missing() }
        if let assumed = trial.assumed {
            let there = members.compactMap { $0.first { assumed.installed.contains($0) } }
            if there.count == members.count { return assumedAnswer(there) }
        }
        if before.parts.isEmpty { return unanswerable() }
        let chosen = before.packages(beside: trial.assumed)
        let met = members.compactMap { $0.first(where: chosen.contains) }
        if met.count == members.count { return chosenAnswer(met) }
        // Of what stands for several packages, those that are there are no question.
        let unmet = members.filter { !$0.contains(where: chosen.contains) }
        let others = rivals(of: unmet.flatMap { $0 }, among: chosen)
        for replacing in replaceable.isEmpty ? [false] : [true, false] {
            if let found = attempt(replacing: replacing, unmet, others) { return found }
        }
        return conflict(unmet.flatMap { $0 }, others)
    }

    /// An answer without reasons.
    func answer(
        _ result: WhyNotAnswer.Result, _ headline: String, _ packages: [PackageID] = []
    ) -> WhyNotAnswer {
        var answer = WhyNotAnswer(
            distro: context.plan.distro.name, architecture: context.plan.architecture.name,
            spec: wish.text, result: result, headline: headline)
        answer.packages = packages.map { NamedPackage($0, in: universe) }
        return answer
    }

    /// The answer where there is none even without the wishes that cannot be met by themselves.
    private func unanswerable() -> WhyNotAnswer {
        var answer = answer(
            .conflict,
            "no answer was found for the other wishes of \(place), so none for `\(wish.text)`")
        if let problem = before.problems.first {
            answer.headline = problem.message
            answer.hints = problem.hints
        } else if let conflict = before.conflicts.first {
            let explanation = Explanation(
                conflict.refutation, wishes: before.entries.map(\.wish), in: universe,
                hiding: before.hiding)
            answer.headline = explanation.headline
            answer.explanation = explanation
        }
        return answer
    }

    private func assumedAnswer(_ packages: [PackageID]) -> WhyNotAnswer {
        let labels = packages.map { "`\(universe.label($0))`" }
        var answer = answer(
            .assumed,
            "\(Enumeration.and(labels, atMost: 5)) \(packages.count > 1 ? "are" : "is") on the targets of \(place) already, by the baseline",
            packages)
        answer.hints = ["`--baseline-mode ship` takes along what a baseline has"]
        return answer
    }

    private func chosenAnswer(_ packages: [PackageID]) -> WhyNotAnswer {
        let labels = Enumeration.and(packages.map { "`\(universe.label($0))`" }, atMost: 5)
        let verb = packages.count > 1 ? "are" : "is"
        let state = lock == nil ? "there is no lock yet" : "the lock does not have it"
        var answer = answer(
            .chosen, "\(labels) \(verb) chosen for \(place), but \(state)", packages)
        answer.hints = ["`mirror build \(place)` brings it"]
        return answer
    }

    /// What is chosen under the names of packages.
    private func rivals(of candidates: [PackageID], among chosen: Set<PackageID>) -> [PackageID] {
        let names = Set(candidates.map { universe.name($0) })
        return chosen.filter { names.contains(universe.name($0)) }.sorted()
    }

    // MARK: - Trying

    /// The wishes for the same name that what is asked for can be written into: those that say nothing of
    /// versions, and those that cannot be had.
    private var replaceable: [Wish] {
        guard let own = wish.alternatives.first, wish.alternatives.count == 1, own.kind == .name
        else { return [] }
        let isSpecific = own.constraint != nil || own.suite != nil
        func isSame(_ other: Wish) -> Bool {
            guard let target = other.alternatives.first, other.alternatives.count == 1 else {
                return false
            }
            return target.kind == .name && target.name == own.name
                && target.architecture == own.architecture && other.text != wish.text
        }
        let open = wishes.filter { other in
            isSpecific && isSame(other) && other.alternatives[0].constraint == nil
                && other.alternatives[0].suite == nil
        }
        return open + leftOut.filter(isSame)
    }

    /// The answer where the wish can be met beside the others; `nil` where it cannot.
    private func attempt(
        replacing: Bool, _ members: [[PackageID]], _ others: [PackageID]
    ) -> WhyNotAnswer? {
        let replaced = replacing ? replaceable : []
        let change =
            replaced.isEmpty
            ? WishChange(added: isLeftOut ? [] : [wish])
            : WishChange(rewritten: replaced.map { .init(wish: $0.text, text: wish.text) })
        guard let changed = applied(change, to: wishes) else { return nil }
        let after = trial.solve(changed)
        guard after.problems.isEmpty, !after.parts.isEmpty,
            after.parts.count <= before.parts.count
        else { return nil }
        let packages = after.packages(beside: trial.assumed)
        let taken = members.compactMap { $0.first(where: packages.contains) }
        let text =
            replaced.first.map { "write `\(wish.text)` instead of `\($0.text)`" }
            ?? "add `\(wish.text)` to the wishes"
        var answer = others.isEmpty ? available(taken) : other(taken, others)
        answer.proposals = [
            WhyNotAnswer.Proposal(
                text: text, change: editor.change(change),
                effect: effect(before.packages(beside: trial.assumed), packages))
        ]
        if after.parts.count > 1 {
            answer.hints.append(
                "the wishes of \(place) exclude one another and are in \(after.parts.count) sets; this one is in the first that it fits into"
            )
        }
        return answer
    }

    /// Wishes with a change, which may bring in some that are left out.
    func applied(_ change: WishChange, to wishes: [Wish]) -> [Wish]? {
        change.applied(
            to: wishes
                + leftOut.filter { change.names($0.text) || $0.text == wish.text })
    }

    private func available(_ packages: [PackageID]) -> WhyNotAnswer {
        let labels = Enumeration.and(packages.map { "`\(universe.label($0))`" }, atMost: 3)
        return answer(
            .available,
            "\(labels) can be had in \(place): no wish names it, and nothing that is chosen needs it",
            packages)
    }

    private func other(_ packages: [PackageID], _ others: [PackageID]) -> WhyNotAnswer {
        var result = answer(.other, "", packages)
        let preference = ChosenReason(
            trial: trial, context: context, wishes: wishes, outcome: before)
        let rival =
            packages.first.flatMap { package in
                others.first { universe.name($0) == universe.name(package) }
            } ?? others.first
        result.chosen = others.map { NamedPackage($0, in: universe) }
        guard let package = packages.first, let rival else { return result }
        result.reasons = preference.reasons(for: rival, over: package)
        result.headline =
            "`\(universe.label(package))` is not chosen for \(place): `\(universe.label(rival))` is"
        if let first = result.reasons.first { result.headline += ", \(preference.clause(first))" }
        return result
    }

    /// What would change for the mirror.
    func effect(_ before: Set<PackageID>, _ after: Set<PackageID>) -> WhyNotAnswer.Effect {
        var effect = WhyNotAnswer.Effect()
        var gone = before.subtracting(after).sorted { precedes($0, $1) }
        func sized(_ package: PackageID) -> WhyNotAnswer.Effect.Sized {
            WhyNotAnswer.Effect.Sized(
                package: NamedPackage(package, in: universe), size: trial.size(of: package))
        }
        for package in after.subtracting(before).sorted(by: { precedes($0, $1) }) {
            let new = sized(package)
            effect.bytes += new.size
            let former = gone.firstIndex {
                universe.name($0) == universe.name(package)
                    && universe.architecture($0) == universe.architecture(package)
            }
            guard let former else {
                effect.added.append(new)
                continue
            }
            let old = sized(gone.remove(at: former))
            effect.bytes -= old.size
            effect.changed.append(
                WhyNotAnswer.Effect.Change(
                    before: old.package, after: new.package, bytes: new.size - old.size))
        }
        effect.removed = gone.map(sized)
        effect.bytes -= effect.removed.reduce(0) { $0 + $1.size }
        return effect
    }

    private func precedes(_ left: PackageID, _ right: PackageID) -> Bool {
        let names = (universe.nameText(left), universe.nameText(right))
        return names.0 == names.1 ? left < right : names.0 < names.1
    }
}
