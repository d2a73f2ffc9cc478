public import PackageModel

/// What dnf 4 would do on a machine, with what its repositories hold.
///
/// It chooses as libsolv 0.7 does, set up as dnf 4 sets it up for `dnf install` without `--allowerasing`:
/// what is installed may be kept, updated or obsoleted, but not removed. docs/internals/rpm-clients.md has
/// the rules. One client answers many questions, each from the same state of the machine.
public struct DNFClient: PackageClient, ~Copyable {
    private let universe: Universe
    private var resolver: RPMResolver

    /// Makes a client of a machine.
    ///
    /// - Parameters:
    ///   - installed: What is on the machine: packages of the universe, beside those that repositories hold.
    ///   - policy: How dnf is set up.
    ///   - frozen: Whether no installed package may be changed.
    public init(
        _ universe: Universe, installed: PackageSet, policy: RPMPolicy = RPMPolicy(),
        frozen: Bool = false
    ) {
        self.universe = universe
        var policy = policy
        if policy.weakDependencies, policy.leavesOutWeak {
            policy.excludedFromWeak = LeftOutWeak(universe, installed, policy).packages
        }
        resolver = RPMResolver(
            universe, policy, for: nil, installed: installed, isFrozen: frozen)
    }

    /// What `dnf install` of all these together would change, or why it refuses.
    ///
    /// A wish without any candidate is refused, as dnf refuses a name that nothing bears.
    public mutating func install(_ wishes: [ResolverWish]) -> ClientAnswer {
        let unknown = wishes.indices.filter { wishes[$0].candidates.isEmpty }
        if !unknown.isEmpty {
            let names = unknown.map { "`\(wishes[$0].label)`" }.joined(separator: ", ")
            return .refused(
                ClientRefusal(sentence: "no match for \(names)", wishes: unknown))
        }
        switch resolver.change(for: wishes) {
        case .done(let chosen): return .changes(transaction(to: chosen))
        case .refused(let refutation):
            let explanation = Explanation(refutation, wishes: wishes, in: universe)
            return .refused(
                ClientRefusal(
                    sentence: explanation.headline, wishes: refutation.wishes,
                    refutation: refutation))
        case .undecided: return .undecided(steps: resolver.policy.stepBudget)
        }
    }

    /// What leads from the machine as it is to the one that holds these packages.
    private func transaction(to chosen: PackageSet) -> ClientTransaction {
        let installed = resolver.installed
        var replaced: [Int32: [PackageID]] = [:]
        var removals: [PackageID] = []
        let new = chosen.members.filter { !installed.contains($0) }
        for package in installed.packages where !chosen.contains(Int(package)) {
            let old = PackageID(Int(package))
            guard let successor = successor(of: old, among: new) else {
                removals.append(old)
                continue
            }
            replaced[successor, default: []].append(old)
        }
        return ClientTransaction(
            installs: new.filter { replaced[$0] == nil }.map { PackageID(Int($0)) },
            replacements: new.compactMap { package in
                replaced[package].map {
                    ClientTransaction.Replacement(package: PackageID(Int(package)), replaced: $0)
                }
            },
            removals: removals)
    }

    /// Which new package takes the place of an installed one: of its name before what obsoletes it.
    private func successor(of old: PackageID, among new: [Int32]) -> Int32? {
        let installed = resolver.installed
        let sameName = new.first { package in
            let package = PackageID(Int(package))
            return universe.name(package) == universe.name(old)
                && installed.isSameColour(package, old)
        }
        return sameName ?? new.first { installed.obsoletes(PackageID(Int($0)), old) }
    }
}
