internal import MirrorBase
internal import YAML

extension RepositoryDecoder {
    /// Notes addresses and suites that name unknown variables, are no addresses, or are missing for an
    /// architecture.
    func checkAddresses(
        _ reader: MappingReader, _ repository: DistroRepository, _ distro: Distro
    ) {
        let served = distro.architectures.filter { repository.serves($0.name) }
        for key in ["url", "mirrorlist", "metalink", "archived-url"] {
            guard let node = reader.node(key) else { continue }
            let isMapping = if case .mapping = node.content { true } else { false }
            for template in leaves(node) {
                check(template, repository, distro, served, isAddress: true)
            }
            let locations =
                key == "archived-url" ? repository.archived : repository.place.locations
            guard isMapping, !locations.contains(where: { $0.architecture == nil }) else {
                continue
            }
            for architecture in served
            where DistroRepository.templates(locations, for: architecture.name).isEmpty {
                log.report(
                    "`\(key)` has no address for `\(architecture.name)`", at: reader.keySpan(key))
            }
        }
        for (_, node) in reader.texts("suites") {
            check(node, repository, distro, served, isAddress: false)
        }
        for key in repository.keys {
            for address in key.addresses where address.contains("$") {
                checkKey(address, key, repository, distro, served)
            }
        }
    }

    /// The texts of a node, wherever they are in it.
    private func leaves(_ node: YAMLNode) -> [YAMLNode] {
        switch node.content {
        case .scalar: node.isNull ? [] : [node]
        case .sequence(let items): items.flatMap(leaves)
        case .mapping(let entries): entries.flatMap { leaves($0.value) }
        }
    }

    private func check(
        _ node: YAMLNode, _ repository: DistroRepository, _ distro: Distro,
        _ served: [DistroArchitecture], isAddress: Bool
    ) {
        guard let text = node.text, let architecture = served.first ?? distro.architectures.first
        else { return }
        let values = distro.values(for: repository, architecture: architecture)
        do {
            let expanded = try Variables.expand(text, values)
            guard isAddress else { return }
            log.checkAddress(expanded, at: node)
            log.checkNoPassword(expanded, at: node)
        } catch {
            log.reportUnknown(
                "variable", error.name, at: node.span(of: error.range),
                known: values.keys.sorted(), hints: hints(error.name))
        }
    }

    private func checkKey(
        _ address: String, _ key: SigningKey, _ repository: DistroRepository, _ distro: Distro,
        _ served: [DistroArchitecture]
    ) {
        guard let architecture = served.first ?? distro.architectures.first else { return }
        let values = distro.values(for: repository, architecture: architecture)
        do { _ = try Variables.expand(address, values) } catch {
            log.reportUnknown(
                "variable", error.name, at: key.span, known: values.keys.sorted(),
                hints: hints(error.name))
        }
    }

    private func hints(_ name: String) -> [String] {
        if name == "codename" { return ["the distro has no `codename`"] }
        return ["variables of your own are set under `variables:`"]
    }
}
