internal import Manifest
internal import MirrorBase
internal import MirrorEngine
internal import PackageModel
internal import Resolver

extension WhyNotQuestion {
    /// The wishes that share the first set, which has all that take part in no conflict.
    var ground: [Wish] {
        guard before.parts.count > 1, let first = before.parts.first else { return wishes }
        let own = Set(first.wishes.map { before.entries[$0].wish.label })
        let labels = Set(before.entries.map(\.wish.label))
        // What stands for several packages bears none of their labels.
        return wishes.filter { own.contains($0.text) || !labels.contains($0.text) }
    }

    /// The answer where the wish excludes what else is wished, or itself.
    func conflict(_ candidates: [PackageID], _ others: [PackageID]) -> WhyNotAnswer {
        let ground = ground
        let after = trial.solve(ground + [wish])
        var answer = answer(.conflict, "", candidates)
        answer.chosen = others.map { NamedPackage($0, in: universe) }
        if let problem = after.problems.first {
            answer.headline = problem.message
            answer.hints = problem.hints
            return answer
        }
        guard let conflict = after.conflicts.first else {
            answer.headline = "no answer was found for `\(wish.text)` beside the other wishes"
            return answer
        }
        let explained = trial.explanation(
            of: conflict, in: after, of: ground + [wish],
            optional: context.plan.optionalRepositories)
        guard let explanation = explained else { return answer }
        answer.headline = explanation.headline
        answer.explanation = explanation
        answer.hints = explanation.notes
        answer.proposals = explanation.remedies.compactMap { proposal($0, ground) }
        if after.parts.count > 1, !isLeftOut {
            answer.proposals.append(separation(after, ground))
        }
        return answer
    }

    /// A remedy as a change to the manifest that also brings what was asked for.
    private func proposal(_ remedy: Remedy, _ ground: [Wish]) -> WhyNotAnswer.Proposal? {
        var change = WishChange(added: isLeftOut ? [] : [wish])
        var text = remedy.text
        let addition = isLeftOut ? "" : ", and add `\(wish.text)`"
        switch remedy.change {
        case .drop(let other):
            // Going without what is asked for is no answer.
            if other == wish.text { return nil }
            change.dropped = [other]
            text = "give up `\(other)`" + addition
        case .rewrite(let other, let replacement) where other == wish.text:
            if isLeftOut {
                change.rewritten = [.init(wish: other, text: replacement)]
            } else {
                guard let new = wish.rewritten(as: replacement) else { return nil }
                change.added = [new]
                text = "add `\(replacement)` to the wishes"
            }
        case .rewrite(let other, let replacement):
            change.rewritten = [.init(wish: other, text: replacement)]
            text += addition
        case .add(let other):
            guard let new = try? Wish(parsing: other) else { return nil }
            change.added.insert(new, at: 0)
            if !isLeftOut { text += ", and `\(wish.text)`" }
        }
        return proposal(text, change, on: ground)
    }

    /// The mirror may hold what no machine can.
    private func separation(_ after: TrialOutcome, _ ground: [Wish]) -> WhyNotAnswer.Proposal {
        WhyNotAnswer.Proposal(
            text:
                "add `\(wish.text)` all the same: the mirror then holds \(after.parts.count) sets, and a machine takes one of them",
            change: editor.change(WishChange(added: [wish])),
            effect: effect(packages(of: ground), after.packages(beside: trial.assumed)))
    }

    /// A change of the manifest with what it comes to; `nil` where it does not work.
    func proposal(
        _ text: String, _ change: WishChange, on ground: [Wish], bringing package: PackageID? = nil
    ) -> WhyNotAnswer.Proposal? {
        guard let changed = applied(change, to: ground) else { return nil }
        let after = trial.solve(changed)
        guard after.problems.isEmpty, after.parts.count == 1 else { return nil }
        let packages = after.packages(beside: trial.assumed)
        if let package, !packages.contains(package) { return nil }
        return WhyNotAnswer.Proposal(
            text: text, change: editor.change(change),
            effect: effect(self.packages(of: ground), packages))
    }

    /// What some of the wishes come to by themselves.
    func packages(of ground: [Wish]) -> Set<PackageID> {
        let outcome = ground.count == wishes.count ? before : trial.solve(ground)
        return outcome.packages(beside: trial.assumed)
    }
}
