public import PackageModel

/// What yum 3 would do on a machine of EL 6 or 7, with what its repositories hold.
///
/// yum resolves greedily: each requirement that nothing meets takes the provider that scores best at that
/// moment, and no choice is taken back. It knows neither rich nor weak dependencies.
/// docs/internals/rpm-clients.md has the rules. One client answers many questions, each from the same state
/// of the machine.
public struct YumClient: PackageClient, ~Copyable {
    private let market: YumMarket
    private var table: CapabilityTable

    /// Makes a client of a machine.
    ///
    /// - Parameters:
    ///   - installed: What is on the machine: packages of the universe, beside those that repositories hold.
    ///   - excluded: Packages that yum does not see.
    ///   - source: The file name of a package's source rpm, where it is known; it decides between providers
    ///     from the same source as what asks, and others.
    public init(
        _ universe: Universe, installed: PackageSet, excluded: PackageSet,
        source: (PackageID) -> String? = { _ in nil }
    ) {
        market = YumMarket(universe, installed, excluded, source)
        table = CapabilityTable(universe)
    }

    /// What `yum install` of all these together would change, or why it refuses.
    public mutating func install(_ wishes: [ResolverWish]) -> ClientAnswer {
        var transaction = YumTransaction(market, wishes)
        if let refusal = transaction.resolve(&table) { return .refused(refusal) }
        return .changes(transaction.changes)
    }
}
