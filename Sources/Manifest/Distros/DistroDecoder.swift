internal import MirrorBase
internal import YAML

/// Turns the tree of a distro file into a `Distro`, and notes what is wrong with it.
struct DistroDecoder {
    let log: ProblemLog

    static let keys = [
        "name", "title", "family", "release", "codename", "end-of-life", "architectures", "groups",
        "repositories", "keys", "variables", "base", "recommends", "path", "suite", "label",
        "origin", "notes", "repodata", "platform", "modules", "best", "multilib",
        "baseline", "closure",
    ]

    /// The distro of the tree; `nil` where it is no mapping.
    func distro(_ root: YAMLNode) -> Distro? {
        guard
            let reader = MappingReader(
                root, what: "the distro", known: DistroDecoder.keys, log: log)
        else { return nil }
        let family = choice(reader, "family", PackageFamily.self)
        if !reader.has("family") { reader.reportMissing("family") }
        let name = reader.requiredText("name")
        check(name, reader.node("name"), what: "the name of a distro", extra: "._-")
        let codename = reader.text("codename")
        var distro = Distro(
            source: log.source, name: name, nameSpan: reader.node("name")?.span ?? reader.span,
            title: reader.text("title") ?? name, family: family ?? .deb,
            release: reader.requiredText("release"), codename: codename,
            endOfLife: endOfLife(reader), architectures: architectures(reader),
            groups: groups(reader), repositories: [], keys: keys(reader),
            variables: variables(reader.node("variables")), base: base(reader),
            installsRecommends: reader.bool("recommends") ?? false,
            path: path(reader, "path") ?? name, suite: reader.text("suite") ?? codename ?? name,
            label: reader.text("label"), origin: reader.text("origin"),
            rpm: RPMTraits(), notes: reader.texts("notes").map(\.text))
        distro.variableSpans = nameSpans(reader.node("variables"))
        distro.keySpans = nameSpans(reader.node("keys"))
        distro.closure = choice(reader, "closure", ClosureKind.self) ?? .exact
        // What depends on the family would be judged by a guess.
        if !reader.has("repositories") { reader.reportMissing("repositories") }
        guard let family else { return distro }
        distro.rpm = RPMTraitsDecoder(log: log).traits(reader, family)
        distro.baseline = baseline(reader)
        readPath(reader, into: &distro)
        guard reader.has("repositories") else { return distro }
        RepositoryDecoder(log: log).decode(reader, into: &distro)
        return distro
    }

    /// Where the names of a mapping stand; what is wrong with it is reported elsewhere.
    private func nameSpans(_ node: YAMLNode?) -> [String: SourceSpan] {
        guard case .mapping(let entries) = node?.content else { return [:] }
        return Dictionary(
            entries.compactMap { entry in entry.key.text.map { ($0, entry.key.span) } },
            uniquingKeysWith: { first, _ in first })
    }

    private func endOfLife(_ reader: MappingReader) -> Distro.EndOfLife? {
        guard let node = reader.node("end-of-life") else { return nil }
        if node.text != nil {
            return date(node).map { Distro.EndOfLife(date: $0, note: nil, span: node.span) }
        }
        guard
            let nested = MappingReader(
                node, what: "`end-of-life`", known: ["date", "note"], log: log)
        else { return nil }
        let note = nested.text("note")
        guard let dateNode = nested.node("date") else {
            nested.reportMissing("date")
            return nil
        }
        return date(dateNode).map {
            Distro.EndOfLife(date: $0, note: note, span: dateNode.span)
        }
    }

    /// A day as `2028-06-30`; one that the calendar lacks is none.
    private func date(_ node: YAMLNode) -> Timestamp? {
        let text = node.text ?? ""
        let shape = text.map { $0.isNumber ? "0" : $0 }
        guard String(shape) == "0000-00-00", let date = Timestamp(iso8601: text),
            date.iso8601.hasPrefix(text)
        else {
            log.report(
                "\(node.words) is not a date", at: node.span,
                hints: ["a date is written as `2028-06-30`"])
            return nil
        }
        return date
    }

    private func architectures(_ reader: MappingReader) -> [DistroArchitecture] {
        guard let node = reader.node("architectures") else {
            reader.reportMissing("architectures")
            return []
        }
        var found: [DistroArchitecture] = []
        func add(_ name: String, _ key: YAMLNode, _ urlName: String?, _ foreign: [String]) {
            guard isArchitecture(name, key) else { return }
            if found.contains(where: { ArchitectureName.areSame($0.name, name) }) {
                return log.report("the architecture `\(name)` is there twice", at: key.span)
            }
            found.append(
                DistroArchitecture(
                    name: name, urlName: urlName ?? name, foreign: foreign, span: key.span))
        }
        if case .mapping = node.content {
            for (name, entry) in log.entries(node, for: "`architectures`") {
                if entry.value.isNull {
                    add(name, entry.key, nil, [])
                } else if let text = entry.value.text {
                    add(name, entry.key, text, [])
                } else if let nested = MappingReader(
                    entry.value, what: "architecture `\(name)`", known: ["url", "foreign"],
                    log: log)
                {
                    let foreign = nested.texts("foreign").filter {
                        isArchitecture($0.text, $0.node)
                    }
                    add(name, entry.key, nested.text("url"), foreign.map(\.text))
                }
            }
        } else {
            for (text, item) in log.texts(node, for: "`architectures`") { add(text, item, nil, []) }
        }
        if found.isEmpty, log.problems.isEmpty {
            log.report("the distro has no architecture", at: reader.keySpan("architectures"))
        }
        return found
    }

    private func groups(_ reader: MappingReader) -> [Distro.GroupReference] {
        if !reader.has("groups") { reader.reportMissing("groups") }
        var groups: [Distro.GroupReference] = []
        for (text, node) in reader.texts("groups") {
            if let first = groups.first(where: { $0.name == text }) {
                log.report(
                    "the group `\(text)` is listed twice", at: node.span,
                    notes: ["the first is in line \(first.span.position.line)"])
                continue
            }
            groups.append(Distro.GroupReference(name: text, span: node.span))
        }
        return groups
    }

    private func base(_ reader: MappingReader) -> [Distro.BaseMember] {
        reader.texts("base").map { text, _ in
            switch text {
            case "essential": .essential
            case "required", "important", "standard": .priority(text)
            default: .name(text)
            }
        }
    }

    private func keys(_ reader: MappingReader) -> [String: SigningKey] {
        guard let node = reader.node("keys") else { return [:] }
        var keys: [String: SigningKey] = [:]
        for (name, entry) in log.entries(node, for: "`keys`") {
            keys[name] = key(entry.value, name: name)
        }
        return keys
    }
}

extension DistroDecoder {
    /// A key: where its file is, and which fingerprints it has to bear.
    func key(_ node: YAMLNode, name: String?) -> SigningKey? {
        let what = name.map { "key `\($0)`" } ?? "the key"
        guard
            let reader = MappingReader(
                node, what: what,
                known: ["fingerprint", "file", "path", "url", "architectures"], log: log)
        else { return nil }
        if !reader.hasEntries("fingerprint") { reader.reportMissing("fingerprint") }
        let fingerprints = reader.texts("fingerprint").compactMap { fingerprint($0.text, $0.node) }
        let key = SigningKey(
            name: name, fingerprints: fingerprints, file: path(reader, "file"),
            paths: reader.texts("path").map(\.text), addresses: reader.texts("url").map(\.text),
            architectures: reader.texts("architectures").filter { isArchitecture($0.text, $0.node) }
                .map(\.text), span: node.span)
        for (text, node) in reader.texts("path") where !text.hasPrefix("/") {
            log.report(
                "`path` has to be absolute, and `\(text)` is not", at: node.span,
                hints: ["a file beside the distro files goes under `file`"])
        }
        for (text, node) in reader.texts("url") {
            log.checkNoPassword(text, at: node)
            if !text.contains("$") { log.checkAddress(text, at: node) }
        }
        if !reader.has("file"), !reader.has("path"), !reader.has("url") {
            log.report(
                "\(what) has no `file`, `path` or `url` to read it from", at: reader.span)
        }
        return key
    }

    /// A fingerprint in capitals and without the blanks that gpg prints.
    private func fingerprint(_ text: String, _ node: YAMLNode) -> String? {
        let digits = text.filter { !$0.isWhitespace }
        if let bad = digits.first(where: { $0.hexDigitValue == nil || !$0.isASCII }) {
            let offset = text.firstIndex(of: bad).map {
                text.distance(from: text.startIndex, to: $0)
            }
            log.report(
                "`\(bad)` cannot be in a fingerprint",
                at: offset.map { node.span(of: $0..<$0 + 1) } ?? node.span)
            return nil
        }
        guard digits.count == 40 || digits.count == 64 else {
            log.report(
                "a fingerprint has 40 or 64 hexadecimal digits, not \(digits.count)",
                at: node.span,
                hints: digits.count == 8 || digits.count == 16
                    ? ["key ids can be forged; `gpg --show-keys FILE` prints the fingerprint"] : []
            )
            return nil
        }
        return digits.uppercased()
    }

    /// The variables of the file or of a repository.
    func variables(_ node: YAMLNode?) -> [String: String] {
        guard let node else { return [:] }
        var variables: [String: String] = [:]
        for (name, entry) in log.entries(node, for: "`variables`") {
            guard Variables.isName(name) else {
                log.report(
                    "`\(name)` cannot be the name of a variable", at: entry.key.span,
                    hints: ["a name is letters, digits and `_`, and begins with no digit"])
                continue
            }
            variables[name] = log.text(entry.value, for: "variable `\(name)`")
        }
        return variables
    }

    /// A relative path that leads nowhere but below where it begins.
    func path(_ reader: MappingReader, _ key: String) -> String? {
        guard let text = reader.text(key), let node = reader.node(key) else { return nil }
        if DistroDecoder.isSound(text) { return text }
        reportUnsound(key, text, at: node.span)
        return nil
    }

    /// A word of a fixed set.
    func choice<Value: RawRepresentable & CaseIterable>(
        _ reader: MappingReader, _ key: String, _ type: Value.Type
    ) -> Value? where Value.RawValue == String {
        guard let text = reader.text(key), let node = reader.node(key) else { return nil }
        if let value = Value(rawValue: text) { return value }
        let known = Value.allCases.map(\.rawValue)
        let list = known.map { "`\($0)`" }
        log.report(
            "`\(key)` has to be \(list.dropLast().joined(separator: ", ")) or \(list.last ?? ""), not `\(text)`",
            at: node.span)
        return nil
    }

    /// Notes a name that is no architecture.
    func isArchitecture(_ name: String, _ node: YAMLNode) -> Bool {
        if ArchitectureName.canonical(name) != nil { return true }
        log.report(
            "unknown architecture `\(name)`", at: node.span,
            hints: ArchitectureName.hints(for: name))
        return false
    }

    /// Notes a character that an identifier cannot hold.
    func check(_ name: String, _ node: YAMLNode?, what: String, extra: String) {
        guard let node else { return }
        for (offset, character) in name.enumerated() {
            let isPlain = character.isASCII && (character.isLetter || character.isNumber)
            if isPlain || (offset > 0 && extra.contains(character)) { continue }
            return log.report(
                "`\(character)` cannot be \(offset == 0 ? "the beginning of" : "in") \(what)",
                at: node.span(of: offset..<offset + 1))
        }
    }
}

extension Distro {
    /// Reads a distro file.
    ///
    /// - Parameters:
    ///   - file: the name for messages.
    ///   - bytes: the content.
    /// - Throws: every mistake of the file at once.
    public init(file: String, bytes: [UInt8]) throws(ManifestErrors) {
        let log = ProblemLog(SourceText(file: file, bytes: bytes))
        let root = YAMLComposer.compose(bytes, log: log)
        let distro = root.flatMap { DistroDecoder(log: log).distro($0) }
        if root == nil, log.problems.isEmpty { log.report("the distro file is empty", at: .start) }
        try log.finish()
        guard let distro else {
            throw ManifestErrors([MirrorError.Problem("`\(file)` is no distro")])
        }
        self = distro
    }
}
