internal import PackageModel
internal import RPMRepository
internal import Resolver

extension RepositoryContent {
    /// What its record says of a package's size; zero where it says nothing, and for what is on the machine
    /// already, which nobody fetches.
    func size(of package: PackageID) -> Int {
        let record = (try? element(of: package)).flatMap { try? PrimaryRecord(element: $0) }
        return record?.packageSize ?? 0
    }
}

extension Objectives {
    /// A policy with these objectives; without wishes for whatever may be asked.
    func applied(
        to policy: RPMPolicy, for wishes: [ResolverWish]?, _ content: RepositoryContent
    ) -> RPMPolicy {
        var policy = policy
        let universe = content.universe
        policy.preferred = PackageSet(formerPackages(in: universe), count: universe.count)
        if !isMinimal { return policy }
        let scope = wishes.map { RPMResolver.scope(of: $0, in: universe, policy: policy) }
        policy.objective = size(in: universe, within: scope, content.size)
        return policy
    }
}
