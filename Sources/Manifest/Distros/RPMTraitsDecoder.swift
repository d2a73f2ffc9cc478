internal import YAML

/// Reads what only a distro with rpm packages says of itself.
struct RPMTraitsDecoder {
    let log: ProblemLog

    /// The keys that a deb distro does not have.
    static let keys = ["repodata", "platform", "modules", "best", "multilib"]
    /// The keys that an rpm distro does not have.
    static let foreignKeys = ["suite", "label", "origin"]

    private var shared: DistroDecoder { DistroDecoder(log: log) }

    /// The traits in `reader`; for deb, each of these keys is a mistake.
    func traits(_ reader: MappingReader, _ family: PackageFamily) -> RPMTraits {
        let refused = family == .rpm ? RPMTraitsDecoder.foreignKeys : RPMTraitsDecoder.keys
        for key in refused where reader.has(key) {
            log.report("a distro of family `\(family)` has no `\(key)`", at: reader.keySpan(key))
        }
        var traits = RPMTraits()
        guard family == .rpm else { return traits }
        readRepodata(reader, into: &traits)
        traits.platform = platform(reader)
        readModules(reader, into: &traits)
        traits.wantsBest = reader.bool("best") ?? true
        traits.multilib = shared.choice(reader, "multilib", RPMTraits.Multilib.self) ?? .best
        return traits
    }

    private func readRepodata(_ reader: MappingReader, into traits: inout RPMTraits) {
        guard let node = reader.node("repodata"),
            let nested = MappingReader(
                node, what: "`repodata`", known: ["compression", "databases"], log: log)
        else { return }
        traits.compression =
            shared.choice(nested, "compression", RPMTraits.Compression.self) ?? .gzip
        traits.writesDatabases = nested.bool("databases") ?? false
    }

    private func platform(_ reader: MappingReader) -> RPMTraits.ModuleStream? {
        guard let text = reader.text("platform"), let node = reader.node("platform") else {
            return nil
        }
        guard let stream = stream(text), stream.module == "platform" else {
            log.report(
                "`\(text)` is not a platform", at: node.span,
                hints: ["a platform is written as in os-release: `platform:el9`"])
            return nil
        }
        return stream
    }

    private func readModules(_ reader: MappingReader, into traits: inout RPMTraits) {
        guard let node = reader.node("modules"),
            let nested = MappingReader(
                node, what: "`modules`", known: ["enable", "disable"], log: log)
        else { return }
        for (text, node) in nested.texts("enable") {
            guard let stream = stream(text) else {
                log.report(
                    "`\(text)` names no stream of a module", at: node.span,
                    hints: ["a stream is written as `nginx:1.24`"])
                continue
            }
            if let other = traits.enabledModules.first(where: { $0.module == stream.module }) {
                log.report(
                    "only one stream of `\(stream.module)` can be enabled, and `\(other)` is",
                    at: node.span)
                continue
            }
            traits.enabledModules.append(stream)
        }
        for (text, node) in nested.texts("disable") {
            guard !text.contains(where: { $0 == ":" || $0 == "/" || $0.isWhitespace }) else {
                log.report(
                    "`\(text)` is not the name of a module", at: node.span,
                    hints: ["a module is disabled with all its streams"])
                continue
            }
            if traits.enabledModules.contains(where: { $0.module == text }) {
                log.report("the module `\(text)` is enabled, too", at: node.span)
            }
            traits.disabledModules.append(text)
        }
    }

    /// `name:stream`, with nothing after it.
    private func stream(_ text: String) -> RPMTraits.ModuleStream? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }),
            !text.contains(where: { $0 == "/" || $0.isWhitespace })
        else { return nil }
        return RPMTraits.ModuleStream(module: String(parts[0]), stream: String(parts[1]))
    }
}
