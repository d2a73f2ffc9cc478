internal import MirrorBase
internal import MirrorEngine
internal import PackageModel
internal import Store

/// A word that names packages of a lock.
struct PackageQuestion {
    let text: String

    /// The packages of a lock that are meant, in its order: those that are called so; if none is, those that
    /// provide it; if none does, those that a wish of that text took.
    func packages(of lock: Lock, _ graphs: [LockGraph]) -> [(place: Int, match: WhyAnswer.Match)] {
        let named = lock.packages.indices.filter { names(lock.packages[$0]) }
        if !named.isEmpty { return named.map { ($0, .name) } }
        var found: Set<Int> = []
        for graph in graphs { found.formUnion(providers(graph)) }
        if !found.isEmpty { return found.sorted().map { ($0, .provides(text)) } }
        return lock.packages.indices.filter {
            let reasons = lock.packages[$0].reasons
            return Lock.Package.isWished(reasons) && reasons.contains(text)
        }.map { ($0, .wish) }
    }

    /// Whether a package is called so, in any of the ways in which tools write packages.
    func names(_ package: Lock.Package) -> Bool {
        names(package.name, package.version, package.architecture)
    }

    /// Whether a package of these parts is called so.
    func names(_ name: String, _ version: String, _ architecture: String) -> Bool {
        if text == name { return true }
        // However a package is written, its name comes first.
        if Glob.isPattern(text) {
            guard name.utf8.starts(with: Glob.start(of: text).prefix(name.utf8.count)) else {
                return false
            }
            return PackageQuestion.spellings(name, version, architecture).contains {
                Glob.matches(text, $0)
            }
        }
        guard text.utf8.starts(with: name.utf8) else { return false }
        return PackageQuestion.spellings(name, version, architecture).contains(text)
    }

    private static func spellings(_ name: String, _ version: String, _ architecture: String)
        -> [String]
    {
        let bare = version.firstIndex(of: ":").map { String(version[version.index(after: $0)...]) }
        func withoutRelease(_ version: String) -> String? {
            version.lastIndex(of: "-").map { String(version[..<$0]) }
        }
        var all = [name, "\(name):\(architecture)", "\(name).\(architecture)"]
        let versions = [
            version, bare, withoutRelease(version), bare.flatMap(withoutRelease),
        ]
        for version in versions.compactMap({ $0 }) {
            all += [
                "\(name)=\(version)", "\(name):\(architecture)=\(version)", "\(name)-\(version)",
                "\(name)-\(version).\(architecture)", "\(name)_\(version)_\(architecture)",
            ]
        }
        return all
    }

    /// The packages of a set that provide what is named, or hold the file.
    private func providers(_ graph: LockGraph) -> [Int] {
        let universe = graph.universe
        var ids: [NameID] = []
        if Glob.isPattern(text) {
            for index in 0..<universe.names.count {
                let name = NameID(UInt32(index))
                if Glob.matches(text, universe.names.string(name)) { ids.append(name) }
            }
        } else if let name = universe.names.find(text) {
            ids = [name]
        }
        let packages = Set(ids.flatMap { universe.providers(of: $0).map(\.package) })
        return graph.members.filter { place in
            graph.packages[place].map { packages.contains($0) } ?? false
        }
    }
}
