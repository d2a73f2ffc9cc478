internal import Resolver

/// A resolver as the client of a machine on which nothing is installed.
struct ResolverClient<Resolver: WishResolver & ~Copyable>: PackageClient, ~Copyable {
    private var resolver: Resolver

    init(_ resolver: consuming Resolver) { self.resolver = resolver }

    mutating func install(_ wishes: [ResolverWish]) -> ClientAnswer {
        switch resolver.answer(to: wishes) {
        case .solved(let solution):
            .changes(ClientTransaction(installs: solution.packages.sorted()))
        case .undecided(let steps): .undecided(steps: steps)
        case .unsatisfiable(let refutation):
            .refused(
                ClientRefusal(
                    sentence: "it cannot be installed", wishes: refutation.wishes,
                    refutation: refutation))
        }
    }
}
