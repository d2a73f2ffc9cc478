internal import PackageModel
internal import Resolver

extension Explanation {
    /// Says why wishes cannot be met beside what is installed; `nil` where that takes no part.
    ///
    /// What would work is not looked for: that would be tried on an empty machine.
    init?(
        besideInstalled refutation: Refutation, _ wishes: [ResolverWish], in universe: Universe,
        _ hiding: @escaping (PackageID) -> String?
    ) {
        self.init(refutation, wishes: wishes, in: universe, hiding: hiding)
        // What could take the place of each comes after it.
        let installed = reasons.filter { $0.kind == .installed }.compactMap(\.others.first)
        if installed.isEmpty { return nil }
        let names = Set(installed.map(\.name)).sorted()
        let kept = Enumeration.and(names.map { "`\($0)`" })
        let labels = Enumeration.and(self.wishes.map { "`\($0)`" })
        notes.append(
            "the baseline has \(kept), and nothing that is installed is removed: "
                + "leave out \(labels), or take \(kept) off the machine and out of the baseline")
    }
}
