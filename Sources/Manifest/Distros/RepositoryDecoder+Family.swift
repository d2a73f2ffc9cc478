internal import MirrorBase
internal import YAML

extension RepositoryDecoder {
    /// The keys that only a deb repository has.
    static let debKeys = [
        "suites", "components", "flat", "pins", "check-valid-until", "component",
    ]
    /// The keys that only an rpm repository has.
    static let rpmKeys = ["cost", "module-hotfixes"]

    /// Notes keys that repositories of this family do not have.
    func refuseForeignKeys(_ reader: MappingReader, _ family: PackageFamily) {
        switch family {
        case .rpm: refuse(RepositoryDecoder.debKeys, reader, "an rpm repository")
        case .deb:
            refuse(RepositoryDecoder.rpmKeys, reader, "a deb repository")
            if reader.has("packages") {
                refuse(["suites", "components", "flat"], reader, "a directory of packages")
            }
        }
    }

    private func refuse(_ keys: [String], _ reader: MappingReader, _ whose: String) {
        for key in keys where reader.has(key) {
            log.report("\(whose) has no `\(key)`", at: reader.keySpan(key))
        }
    }

    /// What the server is shown, and by whom it is vouched for.
    func clientCertificate(_ reader: MappingReader) -> ClientCertificate? {
        guard let node = reader.node("client-certificate"),
            let nested = MappingReader(
                node, what: "`client-certificate`", known: ["certificate", "key", "ca"], log: log)
        else { return nil }
        for key in ["certificate", "key", "ca"] {
            guard let text = nested.text(key), let node = nested.node(key) else { continue }
            checkPath(text, of: key, at: node)
        }
        if nested.node("certificate") == nil { nested.reportMissing("certificate") }
        guard let certificate = nested.text("certificate") else { return nil }
        return ClientCertificate(
            certificate: certificate, key: nested.text("key"), authority: nested.text("ca"),
            span: node.span)
    }

    /// Globs are for the last part: a certificate has a serial number as its name.
    private func checkPath(_ text: String, of key: String, at node: YAMLNode) {
        if !text.hasPrefix("/") {
            log.report("`\(key)` has to be absolute, and `\(text)` is not", at: node.span)
            return
        }
        let parts = text.split(separator: "/")
        if let index = parts.dropLast().firstIndex(where: { Glob.isPattern(String($0)) }) {
            log.report(
                "a pattern is possible in the last part of `\(key)` only, not in `\(parts[index])`",
                at: node.span)
        }
    }

    /// Notes addresses that a certificate does not reach.
    func checkCertificate(_ reader: MappingReader, _ repository: DistroRepository) {
        guard repository.clientCertificate != nil else { return }
        let locations = repository.place.locations + repository.fallbacks + repository.archived
        for address in locations.flatMap(\.addresses) where address.hasPrefix("http:") {
            log.report(
                "a client certificate needs `https`, and `\(address)` is none",
                at: reader.keySpan("client-certificate"))
        }
    }
}
