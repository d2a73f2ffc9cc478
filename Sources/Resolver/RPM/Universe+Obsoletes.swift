internal import PackageModel

extension Universe {
    /// The packages whose name and version a relation of Obsoletes names.
    func obsoleted(by relation: Relation) -> [PackageID] {
        if relation.comparison == .expression { return [] }
        var found: [PackageID] = []
        for provider in providers(of: relation.name) where provider.isOwnName {
            if meets(relation, .equal, version(provider.package)) { found.append(provider.package) }
        }
        return found
    }
}
