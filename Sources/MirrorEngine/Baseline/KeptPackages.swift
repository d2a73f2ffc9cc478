internal import PackageModel
internal import Resolver

extension Refutation {
    /// The same, with what a machine has said as such and not as wishes; `nil` where it takes no part.
    func keeping(_ entries: [PlannedWish]) -> Refutation? {
        guard wishes.contains(where: { entries[$0].isKept }) else { return nil }
        var copy = self
        copy.facts = facts.map { fact in
            guard case .wish(let number, let choices) = fact, entries[number].isKept,
                let installed = entries[number].wish.candidates.first
            else { return fact }
            return .keeps(installed, choices: choices)
        }
        copy.wishes.removeAll { entries[$0].isKept }
        return copy
    }
}

extension Explanation {
    /// Says why wishes cannot be met beside what is installed.
    ///
    /// What would work is not looked for: that would be tried on an empty machine.
    init(
        besideInstalled refutation: Refutation, _ wishes: [ResolverWish], in universe: Universe,
        _ hiding: @escaping (PackageID) -> String?
    ) {
        self.init(refutation, wishes: wishes, in: universe, hiding: hiding)
        let labels = Enumeration.and(self.wishes.map { "`\($0)`" })
        // What could take the place of each comes after it.
        let installed = reasons.filter { $0.kind == .installed }.compactMap(\.others.first)
        if installed.isEmpty { return }
        let names = Set(installed.map(\.name)).sorted()
        let kept = Enumeration.and(names.map { "`\($0)`" })
        notes.append(
            "the baseline has \(kept), and nothing that is installed is removed: "
                + "leave out \(labels), or take \(kept) off the machine and out of the baseline")
    }
}
