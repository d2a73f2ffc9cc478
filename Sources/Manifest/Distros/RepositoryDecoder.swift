internal import MirrorBase
internal import YAML

/// Reads the repositories of a distro file.
struct RepositoryDecoder {
    let log: ProblemLog

    static let keys = [
        "id", "url", "mirrorlist", "metalink", "packages", "archived-url", "suites", "components",
        "flat", "priority", "pins", "include", "exclude", "enabled", "optional", "reason",
        "architectures", "trust", "keys", "check-valid-until", "ignore-key-expiry", "component",
        "variables", "cost", "module-hotfixes", "client-certificate",
    ]
    static let places = ["mirrorlist", "metalink", "packages", "url"]

    private var shared: DistroDecoder { DistroDecoder(log: log) }

    /// Reads `repositories` of the distro into it.
    func decode(_ reader: MappingReader, into distro: inout Distro) {
        guard let node = reader.node("repositories") else {
            return reader.reportMissing("repositories")
        }
        guard case .sequence(let items) = node.content else {
            return log.report("`repositories` has to be a list, not \(node.kind)", at: node.span)
        }
        for item in items {
            guard
                let nested = MappingReader(
                    item, what: "the repository", known: RepositoryDecoder.keys, log: log)
            else { continue }
            let repository = repository(nested, distro)
            if let first = distro.repository(repository.id), !repository.id.isEmpty {
                log.report(
                    "the repository `\(repository.id)` is there twice", at: repository.span,
                    notes: ["the first is in line \(first.span.position.line)"])
            }
            distro.repositories.append(repository)
        }
    }

    private func repository(_ reader: MappingReader, _ distro: Distro) -> DistroRepository {
        let id = reader.requiredText("id")
        shared.check(id, reader.node("id"), what: "the id of a repository", extra: "._-")
        let isFlat = reader.bool("flat") ?? false
        let repository = DistroRepository(
            id: id, span: reader.node("id")?.span ?? reader.span, place: place(reader, distro),
            fallbacks: fallbacks(reader),
            archived: reader.node("archived-url").map { locations($0, "archived-url") } ?? [],
            suites: suites(reader, distro.family, isFlat),
            components: components(reader, distro.family, isFlat), isFlat: isFlat,
            priority: reader.integer("priority", in: -32_768...32_767),
            cost: reader.integer("cost", in: 0...32_767), pins: pins(reader),
            include: reader.texts("include").map(\.text),
            exclude: reader.texts("exclude").map(\.text),
            isEnabled: reader.bool("enabled") ?? true, isOptional: reader.bool("optional") ?? false,
            reason: reader.text("reason"),
            architectures: architectures(reader, distro), trust: trust(reader, distro.family),
            keys: keys(reader, distro), checksValidUntil: reader.bool("check-valid-until") ?? true,
            ignoresKeyExpiry: reader.bool("ignore-key-expiry") ?? false,
            component: shared.path(reader, "component"),
            isModuleHotfixes: reader.bool("module-hotfixes") ?? false,
            clientCertificate: clientCertificate(reader),
            variables: shared.variables(reader.node("variables")))
        refuseForeignKeys(reader, distro.family)
        checkCertificate(reader, repository)
        if repository.trust != .unsigned, !reader.hasEntries("keys") {
            let span = reader.has("keys") ? reader.keySpan("keys") : repository.span
            log.report(
                "repository `\(id)` has no `keys`", at: span,
                hints: ["name the keys that sign it, or write `trust: unsigned`"])
        }
        for architecture in distro.architectures
        where !repository.keys.isEmpty && repository.serves(architecture.name)
            && repository.keys(for: architecture.name).isEmpty
        {
            log.report(
                "repository `\(id)` has no key for `\(architecture.name)`",
                at: reader.keySpan("keys"))
        }
        checkAddresses(reader, repository, distro)
        return repository
    }

    private func place(_ reader: MappingReader, _ distro: Distro) -> DistroRepository.Place {
        let given = RepositoryDecoder.places.filter { reader.has($0) }
        if given.isEmpty { reader.reportMissing("url") }
        for key in given.dropFirst() where distro.family == .deb || !isFallback(key, of: given) {
            log.report(
                "`\(key)` cannot go with `\(given[0])`", at: reader.keySpan(key),
                hints: ["a repository is in one place"])
        }
        guard let key = given.first else { return .addresses([]) }
        guard let node = reader.node(key) else {
            reader.reportMissing(key)
            return .addresses([])
        }
        switch key {
        case "mirrorlist": return .mirrorList(locations(node, key))
        case "metalink": return .metalink(locations(node, key))
        case "packages": return .packages(loosePackages(node, distro))
        default: return .addresses(locations(node, key))
        }
    }

    /// Addresses of their own may stand beside a document that lists them, for when it cannot be had.
    private func isFallback(_ key: String, of given: [String]) -> Bool {
        key == "url" && (given[0] == "mirrorlist" || given[0] == "metalink")
    }

    private func fallbacks(_ reader: MappingReader) -> [DistroRepository.Location] {
        guard reader.has("mirrorlist") || reader.has("metalink"), let node = reader.node("url")
        else { return [] }
        return locations(node, "url")
    }

    /// Addresses: one, a list, or a mapping of architectures to these, where `default` is for the rest.
    private func locations(_ node: YAMLNode, _ key: String) -> [DistroRepository.Location] {
        guard case .mapping = node.content else {
            let texts = log.texts(node, for: "`\(key)`")
            return [DistroRepository.Location(architecture: nil, addresses: texts.map(\.text))]
        }
        return log.entries(node, for: "`\(key)`").compactMap { name, entry in
            let texts = log.texts(entry.value, for: "`\(key)` of `\(name)`")
            if name != "default", !shared.isArchitecture(name, entry.key) { return nil }
            return DistroRepository.Location(
                architecture: name == "default" ? nil : name, addresses: texts.map(\.text))
        }
    }

    private func suites(_ reader: MappingReader, _ family: PackageFamily, _ isFlat: Bool)
        -> [String]
    {
        if family == .rpm || reader.has("packages") { return [] }
        let suites = reader.texts("suites").map(\.text)
        if isFlat { return suites.isEmpty ? ["/"] : suites }
        if suites.isEmpty {
            log.report(
                "the repository has no `suites`", at: reader.node("id")?.span ?? reader.span,
                hints: ["a repository without suites is `flat: yes`"])
        }
        return suites
    }

    private func components(_ reader: MappingReader, _ family: PackageFamily, _ isFlat: Bool)
        -> [String]
    {
        if family == .rpm || reader.has("packages") { return [] }
        let components = reader.texts("components").map(\.text)
        if isFlat {
            if reader.has("components") {
                log.report(
                    "a flat repository has no `components`", at: reader.keySpan("components"))
            }
            return []
        }
        if components.isEmpty {
            log.report(
                "the repository has no `components`", at: reader.node("id")?.span ?? reader.span)
        }
        return components
    }

    private func pins(_ reader: MappingReader) -> [DistroRepository.Pin] {
        guard let node = reader.node("pins") else { return [] }
        return log.entries(node, for: "`pins`").compactMap { pattern, entry in
            let what = "the pin of `\(pattern)`"
            return log.integer(entry.value, for: what, in: -32_768...32_767).map {
                DistroRepository.Pin(pattern: pattern, priority: $0)
            }
        }
    }

    func architectures(_ reader: MappingReader, _ distro: Distro) -> [String] {
        reader.texts("architectures").compactMap { text, node in
            guard shared.isArchitecture(text, node) else { return nil }
            let foreign = distro.architectures.flatMap(\.foreign)
            let isKnown =
                distro.architecture(text) != nil
                || foreign.contains { ArchitectureName.areSame($0, text) }
            if !isKnown, !distro.architectures.isEmpty {
                log.report("`\(text)` is no architecture of this distro", at: node.span)
            }
            return text
        }
    }

    /// Loose packages have no metadata that could be signed: where keys are named, they sign packages.
    private func trust(_ reader: MappingReader, _ family: PackageFamily) -> RepositoryTrust {
        let isLoose = reader.has("packages")
        let hasSigned = family == .rpm && reader.hasEntries("keys")
        let usual: RepositoryTrust = isLoose ? (hasSigned ? .packages : .unsigned) : .signed
        let trust = shared.choice(reader, "trust", RepositoryTrust.self) ?? usual
        let span = reader.node("trust")?.span ?? reader.span
        if reader.has("trust"), family == .deb, trust == .packages || trust == .metadata {
            log.report(
                "`trust: \(trust.rawValue)` is for rpm; a deb repository is `signed` or `unsigned`",
                at: span)
        } else if isLoose, trust == .signed || trust == .metadata {
            log.report(
                "loose packages have no metadata that could be signed", at: span,
                hints: ["with `trust: packages` the keys sign each package"])
        }
        return trust
    }

    private func keys(_ reader: MappingReader, _ distro: Distro) -> [SigningKey] {
        guard let node = reader.node("keys") else { return [] }
        let items: [YAMLNode]
        if case .sequence(let list) = node.content { items = list } else { items = [node] }
        return items.compactMap { item in
            guard let name = item.text else { return shared.key(item, name: nil) }
            if let key = distro.keys[name] { return key }
            // A key of that name with a mistake of its own has been reported where it stands.
            log.reportUnknown(
                "signing key", name, at: item.span, known: distro.keys.keys.sorted(),
                hints: distro.keys.isEmpty ? ["keys are named under `keys:` of the distro"] : [])
            return nil
        }
    }
}
