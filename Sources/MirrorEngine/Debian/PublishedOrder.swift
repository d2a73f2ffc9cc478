/// Which index of a published suite lists which packages, and in which order.
///
/// apt numbers names as it meets them and breaks ties by these numbers, so whoever asks what apt would do
/// has to keep this order.
struct PublishedOrder {
    /// What decides where a package is listed.
    struct Key {
        var component: String
        var architecture: String
        var name: String
        var version: String

        /// The order of a lock: name, version, architecture, bytewise.
        func precedes(_ other: Key) -> Bool {
            for (left, right) in [
                (name, other.name), (version, other.version), (architecture, other.architecture),
            ] where left != right {
                return left.utf8.lexicographicallyPrecedes(right.utf8)
            }
            return false
        }
    }

    /// The native architecture.
    var architecture: String
    /// The further architectures whose packages have indexes of their own; others go into the native one.
    var foreign: [String] = []

    /// The indexes by path without a compression, in the order in which a client reads them whose sources list
    /// the components in that order: for each the numbers of its packages.
    ///
    /// There is one for each component and architecture. What runs everywhere is in each of a component, since
    /// clients ask for no `binary-all`.
    ///
    /// - Parameter components: The components in their order, with indexes even where no package is in them.
    func indexes(of keys: [Key], components: [String] = []) -> [(path: String, packages: [Int])] {
        let used = Set(keys.map(\.architecture)).intersection(foreign)
        let architectures = [architecture] + used.subtracting([architecture]).sorted()
        var lists: [String: [Int]] = [:]
        for index in keys.indices.sorted(by: { keys[$0].precedes(keys[$1]) }) {
            let own = keys[index].architecture
            let targets =
                own == "all" ? architectures : [used.contains(own) ? own : architecture]
            for target in targets {
                lists[path(keys[index].component, target), default: []].append(index)
            }
        }
        let others = Set(keys.map(\.component)).subtracting(components).sorted()
        return (components + others).flatMap { component in
            architectures.map { architecture in
                let path = path(component, architecture)
                return (path, lists[path] ?? [])
            }
        }
    }

    private func path(_ component: String, _ architecture: String) -> String {
        "\(component)/binary-\(architecture)/Packages"
    }
}
