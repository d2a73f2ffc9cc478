extension Distro {
    /// The file's own keys that no repository refers to, by name.
    public var unusedKeys: [String] {
        let used = Set(repositories.flatMap(\.keys).compactMap(\.name))
        return keys.keys.filter { !used.contains($0) }.sorted()
    }

    /// The file's own variables that nothing in it names, in alphabetical order.
    ///
    /// `releasever` counts as named where its parts are.
    public var unusedVariables: [String] {
        var texts = [path]
        for repository in repositories { texts += repository.templates }
        for key in keys.values { texts += key.addresses }
        var used: Set<String> = []
        for text in texts { used.formUnion(Variables.names(in: text)) }
        if !used.isDisjoint(with: ["releasever_major", "releasever_minor"]) {
            used.insert("releasever")
        }
        for value in variables.values { used.formUnion(Variables.names(in: value)) }
        return variables.keys.filter { !used.contains($0) }.sorted()
    }
}

extension DistroRepository {
    /// Every text of the repository in which variables are filled in.
    fileprivate var templates: [String] {
        var texts = suites
        for location in place.locations + fallbacks + archived { texts += location.addresses }
        if case .packages(let packages) = place {
            for item in packages {
                switch item {
                case .directory(let path): texts.append(path)
                case .file(let file): texts += file.addresses
                }
            }
        }
        for key in keys { texts += key.addresses }
        return texts
    }

    /// The addresses that the file has for it in plain http or ftp, in the order of the file.
    public var openAddresses: [String] {
        var open: [String] = []
        for location in place.locations + fallbacks {
            for address in location.addresses
            where address.hasPrefix("http://") || address.hasPrefix("ftp://") {
                if !open.contains(address) { open.append(address) }
            }
        }
        return open
    }
}
