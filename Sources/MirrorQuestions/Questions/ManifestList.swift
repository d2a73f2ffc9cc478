internal import Manifest
internal import MirrorBase
internal import MirrorEngine
internal import YAML

/// The list of a group, as it is written in the file.
struct ManifestList {
    private let group: Manifest.Group
    private let manifest: Manifest
    private let key: YAMLNode
    private let value: YAMLNode
    /// Whether it is written in brackets.
    let isInBrackets: Bool

    private var lines: [String] { manifest.source.lines }

    /// Finds the list; `nil` where the group has one by an alias, which stands elsewhere.
    init?(_ group: Manifest.Group, in manifest: Manifest) {
        guard let entry = ManifestList.entry(of: group, in: manifest) else { return nil }
        self.group = group
        self.manifest = manifest
        (key, value) = (entry.key, entry.value)
        guard value.isNull || value.span.position > key.span.position else { return nil }
        isInBrackets = ManifestList.bracket(of: value, in: manifest.source.lines) != nil
    }

    private static func entry(of group: Manifest.Group, in manifest: Manifest) -> YAMLNode.Entry? {
        let bytes = Array(manifest.source.lines.joined(separator: "\n").utf8)
        let source = SourceText(file: manifest.file, bytes: bytes)
        let root = YAMLComposer.compose(bytes, log: ProblemLog(source))
        guard case .mapping(let entries) = root?.content else { return nil }
        for entry in entries {
            if entry.key.span == group.span { return entry }
            guard case .mapping(let inner) = entry.value.content else { continue }
            if let found = inner.first(where: { $0.key.span == group.span }) { return found }
        }
        return nil
    }

    /// The place behind the bracket that opens a list, which an anchor may stand before; `nil` for a list without.
    private static func bracket(of node: YAMLNode, in lines: [String]) -> SourcePosition? {
        guard case .sequence = node.content else { return nil }
        let start = node.span.position
        let text = lines[start.line - 1].dropFirst(start.column - 1)
        var rest = text
        while let first = rest.first, "&!".contains(first) {
            rest = rest.drop { $0 != " " }.drop { $0 == " " }
        }
        guard rest.first == "[" else { return nil }
        let offset = text.distance(from: text.startIndex, to: rest.startIndex)
        return SourcePosition(line: start.line, column: start.column + offset + 1)
    }

    // MARK: - More items

    /// The list with more items at its end.
    func adding(_ items: [WishLine]) -> ManifestChange.Edit? {
        if let edit = inEmpty(items) { return edit }
        return isInBrackets ? inBrackets(items) : below(items)
    }

    /// A list of which each item has a line.
    private func below(_ items: [WishLine]) -> ManifestChange.Edit? {
        let start = group.span.position.line
        let next = manifest.groups.map(\.span.position.line).filter { $0 > start }.min()
        let numbers = group.wishes.map(\.position.line)
            .filter { $0 > start && $0 < next ?? .max }.sorted()
        guard let first = numbers.first, let last = numbers.last else { return nil }
        let indent = String(lines[first - 1].prefix { $0 == " " })
        let inserted = items.map { "\(indent)- \($0.item())" }
        let line = isAlone(last, indent: indent.count) ? last + 1 : first
        return edit(line: line, former: [], inserted, shown: inserted)
    }

    /// A list without items: its line becomes one that has them below.
    private func inEmpty(_ items: [WishLine]) -> ManifestChange.Edit? {
        let number = group.span.position.line
        let line = lines[number - 1]
        let name = line.dropFirst(key.span.position.column - 1 + key.span.length)
        guard value.size == 1, name.hasPrefix(":") else { return nil }
        let rest = name.dropFirst().drop { $0 == " " }
        let indent = String(line.prefix { $0 == " " })
        let inserted = items.map { "\(indent)  - \($0.item())" }
        // A remark stays with the name.
        let isBare = rest.isEmpty || rest.hasPrefix("#")
        guard isBare || ["[]", "~", "null"].contains(rest) else { return nil }
        let header = isBare ? line : String(line[..<name.startIndex]) + ":"
        return edit(line: number, former: [line], [header] + inserted, shown: inserted)
    }

    /// A list in brackets, on one line or several: behind its last item, before the first where that is
    /// elsewhere.
    private func inBrackets(_ items: [WishLine]) -> ManifestChange.Edit? {
        guard case .sequence(let nodes) = value.content,
            let opening = ManifestList.bracket(of: value, in: lines)
        else { return nil }
        let text = items.map { $0.item(inBrackets: true) }.joined(separator: ", ")
        var place = opening
        var inserted = nodes.isEmpty ? text : "\(text), "
        if let last = nodes.last, last.span.position >= opening, last.end < value.end {
            place = last.end
            inserted = ", \(text)"
        }
        let range = key.span.position.line...value.end.line
        var changed = Array(lines[range.lowerBound - 1..<range.upperBound])
        let former = changed
        let line = changed[place.line - range.lowerBound]
        changed[place.line - range.lowerBound] =
            line.prefix(place.column - 1) + inserted + line.dropFirst(place.column - 1)
        let outer = names.dropLast().filter { _ in changed[0].hasPrefix(" ") }
        return ManifestChange.Edit(
            group: group.name, line: range.lowerBound, former: former, inserted: changed,
            shown: outer.map { "\($0):" } + changed)
    }

    // MARK: - Places

    /// Whether the item on a line is on no other.
    func isAlone(_ number: Int, indent: Int) -> Bool {
        let line = lines[number - 1]
        guard line.dropFirst(indent).hasPrefix("-") else { return false }
        let opened = line.count { "{[".contains($0) }
        if opened != line.count(where: { "}]".contains($0) }) { return false }
        guard let next = lines.dropFirst(number).first, next.contains(where: { $0 != " " }) else {
            return true
        }
        let nextIndent = next.prefix { $0 == " " }.count
        return nextIndent <= indent || next.dropFirst(nextIndent).hasPrefix("#")
    }

    /// An edit of whole lines.
    func edit(
        line: Int, former: [String], _ inserted: [String], shown: [String]
    ) -> ManifestChange.Edit {
        var header: [String] = []
        if !shown.isEmpty {
            for (depth, part) in names.enumerated() {
                header.append(String(repeating: "  ", count: depth) + part + ":")
            }
        }
        return ManifestChange.Edit(
            group: group.name, line: line, former: former, inserted: inserted,
            shown: header + shown)
    }

    /// The names below which the list stands: its own, or an outer one first.
    private var names: [String] {
        let line = lines[group.span.position.line - 1]
        guard line.hasPrefix(" "), let dot = group.name.firstIndex(of: ".") else {
            return [group.name]
        }
        return [String(group.name[..<dot]), String(group.name[group.name.index(after: dot)...])]
    }
}
