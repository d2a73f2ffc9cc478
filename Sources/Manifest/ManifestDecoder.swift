internal import MirrorBase
internal import YAML

/// Turns the tree of a manifest into groups, and notes what is wrong with it.
struct ManifestDecoder {
    private let log: ProblemLog

    init(_ log: ProblemLog) { self.log = log }

    static let wishKeys = [
        "name", "version", "arch", "distros", "suite", "optional", "recommends",
    ]

    /// The groups of the manifest whose tree is `root`.
    func groups(_ root: YAMLNode) -> [Manifest.Group] {
        var groups: [Manifest.Group] = []
        var places: [String: SourceSpan] = [:]
        func add(_ name: String, _ key: YAMLNode, _ wishes: [Wish]) {
            if let first = places[name] {
                log.report(
                    "the group `\(name)` is there twice", at: key.span,
                    notes: ["the first is in line \(first.position.line)"])
                return
            }
            places[name] = key.span
            groups.append(Manifest.Group(name: name, span: key.span, wishes: wishes))
        }
        for (name, entry) in log.entries(root, for: "the manifest") {
            check(name, entry.key)
            guard case .mapping = entry.value.content else {
                add(name, entry.key, wishes(entry.value, group: name))
                continue
            }
            for (inner, nested) in log.entries(entry.value, for: "group `\(name)`") {
                check(inner, nested.key)
                let full = "\(name).\(inner)"
                if case .mapping = nested.value.content {
                    log.report(
                        "group `\(full)` has to be a list, not a mapping", at: nested.key.span,
                        hints: ["groups are nested one level deep"])
                    continue
                }
                add(full, nested.key, wishes(nested.value, group: full))
            }
        }
        return groups
    }

    private func check(_ name: String, _ key: YAMLNode) {
        for (offset, character) in name.enumerated() {
            if character.isLetter || character.isNumber || "._-+".contains(character) { continue }
            log.report(
                "`\(character)` cannot be in the name of a group",
                at: key.span(of: offset..<offset + 1))
            return
        }
    }

    private func wishes(_ node: YAMLNode, group: String) -> [Wish] {
        if node.isNull { return [] }
        guard case .sequence(let items) = node.content else {
            log.report("group `\(group)` has to be a list, not \(node.words)", at: node.span)
            return []
        }
        return items.flatMap { item -> [Wish] in
            switch item.content {
            case .scalar: return short(item).map { [$0] } ?? []
            case .mapping: return long(item).map { [$0] } ?? []
            // An alias of another list puts its lines here.
            case .sequence: return wishes(item, group: group)
            }
        }
    }

    /// A wish of one line, as `name (>= version) [architecture]`.
    private func short(_ node: YAMLNode) -> Wish? {
        guard let text = node.text, !node.isNull else {
            log.report("the wish is empty", at: node.span)
            return nil
        }
        do {
            return try Wish(parsing: text, at: node.span)
        } catch {
            log.report(error.description, at: node.span(of: error.range), hints: error.hints)
            return nil
        }
    }

    /// A wish of several keys, as `{name: curl, version: ">= 7"}`.
    private func long(_ node: YAMLNode) -> Wish? {
        if let span = pair(node) {
            log.report(
                "a wish is text, or a mapping that has a `name`", at: span,
                hints: ["a version is written as `name (= version)`"])
            return nil
        }
        guard
            let reader = MappingReader(
                node, what: "the wish", known: ManifestDecoder.wishKeys, log: log)
        else { return nil }
        let nameNode = reader.node("name")
        if nameNode == nil { reader.reportMissing("name") }
        let constraint = version(reader)
        let suite = suite(reader)
        let architectures = architectures(reader)
        let distros = distros(reader)
        let isOptional = reader.bool("optional") ?? false
        let recommends = reader.bool("recommends")
        guard let nameNode, reader.text("name") != nil, var wish = short(nameNode) else {
            return nil
        }
        wish.span = nameNode.span
        wish.architectures = architectures
        wish.distros = distros
        wish.isOptional = wish.isOptional || isOptional
        wish.recommends = recommends
        for index in wish.alternatives.indices {
            apply(constraint, suite, to: &wish.alternatives[index], reader)
        }
        wish.text = text(of: wish, nameNode, constraint, suite)
        return wish
    }

    /// The key of `- kubelet: 1.31`, which others write for a name and its version.
    private func pair(_ node: YAMLNode) -> SourceSpan? {
        guard case .mapping(let entries) = node.content, entries.count == 1,
            let key = entries[0].key.text, entries[0].value.text != nil,
            Suggestion.near(key, among: ManifestDecoder.wishKeys).isEmpty,
            !ManifestDecoder.wishKeys.contains(key)
        else { return nil }
        return entries[0].key.span
    }

    private func apply(
        _ constraint: VersionConstraint?, _ suite: String?, to target: inout WishTarget,
        _ reader: MappingReader
    ) {
        if constraint == nil, suite == nil { return }
        guard [.name, .glob].contains(target.kind) else {
            log.report(
                "`\(constraint == nil ? "suite" : "version")` goes with a name, not with `\(target.name)`",
                at: reader.keySpan(constraint == nil ? "suite" : "version"))
            return
        }
        if let constraint {
            if target.constraint != nil {
                log.report("the version is given twice", at: reader.keySpan("version"))
            }
            target.constraint = constraint
        }
        if let suite {
            if target.suite != nil {
                log.report("the suite is given twice", at: reader.keySpan("suite"))
            }
            target.suite = suite
        }
        target.dashedSplits = []
    }

    /// The wish in the words of the short form, for messages and locks.
    private func text(
        of wish: Wish, _ name: YAMLNode, _ constraint: VersionConstraint?, _ suite: String?
    ) -> String {
        var text = name.text ?? ""
        if let suite { text += "/\(suite)" }
        if let constraint { text += " (\(constraint))" }
        let architectures =
            wish.architectures.included + wish.architectures.excluded.map { "!\($0)" }
        if !architectures.isEmpty { text += " [\(architectures.joined(separator: " "))]" }
        return text
    }

    private func version(_ reader: MappingReader) -> VersionConstraint? {
        guard let text = reader.text("version"), let node = reader.node("version") else {
            return nil
        }
        // The constraint is read as one of a wish, so that both forms have one grammar.
        let hasOperator = text.first { !$0.isWhitespace }.map { "<>=!~".contains($0) } ?? false
        let prefix = hasOperator ? "x " : "x = "
        do {
            let wish = try Wish(parsing: prefix + text)
            if wish.alternatives.count == 1, !wish.isOptional,
                wish.alternatives[0].architectures == .all,
                let constraint = wish.alternatives[0].constraint
            {
                return constraint
            }
            log.report("`\(text)` is not a version", at: node.span)
        } catch {
            let lower = max(0, error.range.lowerBound - prefix.count)
            let upper = max(lower + 1, error.range.upperBound - prefix.count)
            log.report(error.description, at: node.span(of: lower..<upper), hints: error.hints)
        }
        return nil
    }

    private func suite(_ reader: MappingReader) -> String? {
        guard let text = reader.text("suite"), let node = reader.node("suite") else { return nil }
        if let bad = text.firstIndex(where: { !($0.isLetter || $0.isNumber || ".-_/".contains($0)) }
        ) {
            let offset = text.distance(from: text.startIndex, to: bad)
            log.report(
                "`\(text[bad])` cannot be in a suite", at: node.span(of: offset..<offset + 1))
            return nil
        }
        return text
    }

    private func architectures(_ reader: MappingReader) -> ArchitectureFilter {
        var filter = ArchitectureFilter.all
        for (text, node) in reader.texts("arch") {
            let isNegated = text.hasPrefix("!")
            let name = isNegated ? String(text.dropFirst()) : text
            guard let known = ArchitectureName.canonical(name) else {
                log.report(
                    "unknown architecture `\(name)`", at: node.span,
                    hints: ArchitectureName.hints(for: name))
                continue
            }
            if isNegated { filter.excluded.append(known) } else { filter.included.append(known) }
        }
        return filter
    }

    private func distros(_ reader: MappingReader) -> DistroFilter {
        var filter = DistroFilter.all
        for (text, _) in reader.texts("distros") {
            if text.hasPrefix("!") {
                filter.excluded.append(String(text.dropFirst()))
            } else {
                filter.included.append(text)
            }
        }
        return filter
    }
}
