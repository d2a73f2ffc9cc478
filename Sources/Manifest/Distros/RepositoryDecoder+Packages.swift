internal import MirrorBase
internal import YAML

extension RepositoryDecoder {
    static let packageKeys = ["url", "architectures", "sha256", "sha384", "sha512"]

    /// Directories of loose packages and single files: one of them or a list.
    func loosePackages(_ node: YAMLNode, _ distro: Distro) -> [LoosePackages] {
        let items: [YAMLNode]
        if case .sequence(let list) = node.content { items = list } else { items = [node] }
        if items.isEmpty { log.report("`packages` names nothing", at: node.span) }
        return items.compactMap { item in
            if case .mapping = item.content { return file(item, distro).map { .file($0) } }
            return directory(item).map { .directory($0) }
        }
    }

    private func directory(_ node: YAMLNode) -> String? {
        guard let text = log.text(node, for: "an entry of `packages`") else { return nil }
        if text.hasPrefix("/") { return text }
        if text.contains("://") {
            log.report(
                "`packages` takes directories, and single files with their digest", at: node.span,
                hints: ["a file is written as `{url: …, sha256: …}`"])
            return nil
        }
        return text
    }

    private func file(_ node: YAMLNode, _ distro: Distro) -> LoosePackage? {
        guard
            let reader = MappingReader(
                node, what: "the package", known: RepositoryDecoder.packageKeys, log: log)
        else { return nil }
        if !reader.hasEntries("url") { reader.reportMissing("url") }
        let addresses = reader.texts("url").map(\.text)
        let architectures = architectures(reader, distro)
        let given = RepositoryDecoder.digestKeys.filter { reader.has($0.key) }
        if given.isEmpty {
            log.report(
                "the package has no digest", at: reader.span,
                hints: ["`sha256sum FILE` prints one for `sha256`"])
        }
        for (key, _) in given.dropFirst() {
            log.report("`\(key)` cannot go with `\(given[0].key)`", at: reader.keySpan(key))
        }
        guard let (key, algorithm) = given.first, let text = reader.text(key) else { return nil }
        guard let digest = Digest(algorithm, hex: text) else {
            log.report(
                "`\(key)` has \(algorithm.byteCount * 2) hexadecimal digits",
                at: reader.node(key)?.span ?? reader.span)
            return nil
        }
        return LoosePackage(
            addresses: addresses, digest: digest, architectures: architectures, span: node.span)
    }

    private static let digestKeys: [(key: String, algorithm: HashAlgorithm)] = [
        ("sha256", .sha256), ("sha384", .sha384), ("sha512", .sha512),
    ]
}
