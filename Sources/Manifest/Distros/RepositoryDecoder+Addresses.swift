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
            let locations = locations(of: key, repository)
            guard isMapping, !locations.contains(where: { $0.architecture == nil }) else {
                continue
            }
            for architecture in served
            where DistroRepository.templates(locations, for: architecture.name).isEmpty {
                log.report(
                    "`\(key)` has no address for `\(architecture.name)`", at: reader.keySpan(key))
            }
        }
        if let node = reader.node("packages") { checkPackages(node, repository, distro, served) }
        for (_, node) in reader.texts("suites") {
            check(node, repository, distro, served, isAddress: false)
        }
        for key in repository.keys {
            for address in key.addresses where address.contains("$") {
                checkKey(address, key, repository, distro, served)
            }
        }
    }

    private func locations(of key: String, _ repository: DistroRepository)
        -> [DistroRepository.Location]
    {
        switch key {
        case "archived-url": repository.archived
        case "url" where !repository.fallbacks.isEmpty: repository.fallbacks
        default: repository.place.locations
        }
    }

    private func checkPackages(
        _ node: YAMLNode, _ repository: DistroRepository, _ distro: Distro,
        _ served: [DistroArchitecture]
    ) {
        switch node.content {
        case .scalar: check(node, repository, distro, served, isAddress: false)
        case .sequence(let items):
            for item in items { checkPackages(item, repository, distro, served) }
        case .mapping(let entries):
            for entry in entries where entry.key.text == "url" {
                for template in leaves(entry.value) {
                    check(template, repository, distro, served, isAddress: true)
                }
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
                known: values.keys.sorted(), hints: hints(error.name, distro.family))
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
                hints: hints(error.name, distro.family))
        }
    }

    private func hints(_ name: String, _ family: PackageFamily) -> [String] {
        if name == "codename" { return ["the distro has no `codename`"] }
        let own = "variables of your own are set under `variables:`"
        guard family == .rpm else { return [own] }
        return [own, "what a client's own are is in its `/etc/dnf/vars` or `/etc/yum/vars`"]
    }
}
