internal import Manifest
internal import MirrorBase
internal import YAML

/// Writes wishes into a manifest, in the way in which it is written already.
struct ManifestEditor {
    let manifest: Manifest
    /// The distro that wishes are for.
    let distro: Distro
    /// The wishes of the distro and architecture, with their groups.
    let wishes: [GroupedWish]
    /// The other distros that take a group.
    let others: (String) -> [String]

    private var lines: [String] { manifest.source.lines }

    /// A change that gives up some wishes, writes others in another way and adds more; `nil` where the file is
    /// written so that a person has to do it.
    func change(
        dropping dropped: [String] = [], rewriting: [(wish: String, text: String)] = [],
        adding added: [String] = []
    ) -> ManifestChange? {
        var edits: [ManifestChange.Edit] = []
        // A wish of several groups may be named once for each of them.
        var seen: Set<String> = []
        for wish in dropped where seen.insert(wish).inserted {
            guard let found = replacing(wish, by: nil) else { return nil }
            edits += found
        }
        for (wish, text) in rewriting where seen.insert(wish).inserted {
            guard let found = replacing(wish, by: text) else { return nil }
            edits += found
        }
        if !added.isEmpty {
            guard let edit = adding(added) else { return nil }
            edits.append(edit)
        }
        edits.sort { ($0.line, $0.removed) < ($1.line, $1.removed) }
        return ManifestChange(file: manifest.file, edits: edits)
    }

    // MARK: - New lines

    /// The group that is the distro's own; else the last that it takes, which others may take, too.
    private var target: Manifest.Group? {
        let known = distro.groups.compactMap { manifest.group($0.name) }
        return known.first { $0.name == distro.name } ?? known.last
    }

    private func adding(_ texts: [String]) -> ManifestChange.Edit? {
        guard let group = target else { return nil }
        let isShared = !others(group.name).isEmpty
        let items = texts.map { text in
            isShared
                ? "{name: \(YAMLScalar.quoted(text)), distros: [\(distro.name)]}"
                : YAMLScalar.text(text)
        }
        let header = group.span.position.line
        let first = wishLines(of: group).first
        if first == header { return inFlow(items, of: group) }
        guard let first else { return inEmpty(items, of: group) }
        let indent = String(lines[first - 1].prefix { $0 == " " })
        let inserted = items.map { "\(indent)- \($0)" }
        let last = wishLines(of: group).last ?? first
        let line = isAlone(last, indent: indent.count) ? last + 1 : first
        return edit(group, line: line, former: [], inserted, shown: inserted)
    }

    /// A list without items: its line becomes one that has them below.
    private func inEmpty(_ items: [String], of group: Manifest.Group) -> ManifestChange.Edit? {
        let number = group.span.position.line
        let line = lines[number - 1]
        guard let colon = line.lastIndex(of: ":") else { return nil }
        let rest = line[line.index(after: colon)...].filter { $0 != " " }
        guard ["", "[]", "~", "null"].contains(rest) || rest.hasPrefix("#") else { return nil }
        let indent = String(line.prefix { $0 == " " })
        let inserted = items.map { "\(indent)  - \($0)" }
        return edit(
            group, line: number, former: [line], [String(line[...colon])] + inserted,
            shown: inserted,
        )
    }

    /// A list on one line, in brackets.
    private func inFlow(_ items: [String], of group: Manifest.Group) -> ManifestChange.Edit? {
        let number = group.span.position.line
        let line = lines[number - 1]
        guard let end = line.lastIndex(of: "]") else { return nil }
        let more = items.map { $0.hasPrefix("{") ? $0 : YAMLScalar.inFlow($0) }
        let text = line[..<end] + ", " + more.joined(separator: ", ") + line[end...]
        let indent = String(line.prefix { $0 == " " })
        return edit(
            group, line: number, former: [line], [String(text)],
            shown: items.map { "\(indent)  - \($0)" })
    }

    // MARK: - Other lines

    /// Every line of a wish, once, written in another way or taken away.
    ///
    /// A line may belong to several groups: to those that have it by an alias, too.
    private func replacing(_ wish: String, by text: String?) -> [ManifestChange.Edit]? {
        var lines: [Int: (wish: Wish, groups: [Manifest.Group])] = [:]
        for grouped in wishes where grouped.wish.text == wish {
            guard let group = manifest.group(grouped.group) else { return nil }
            lines[grouped.wish.position.line, default: (grouped.wish, [])].groups.append(group)
        }
        var edits: [ManifestChange.Edit] = []
        for (_, line) in lines.sorted(by: { $0.key < $1.key }) {
            let isShared = line.groups.contains { group in
                others(group.name).contains(where: line.wish.distros.allows)
            }
            guard let group = line.groups.first,
                let edit = replacing(line.wish, of: group, isShared: isShared, by: text)
            else { return nil }
            edits.append(edit)
        }
        return edits.isEmpty ? nil : edits
    }

    private func replacing(
        _ wish: Wish, of group: Manifest.Group, isShared: Bool, by text: String?
    ) -> ManifestChange.Edit? {
        let number = wish.position.line
        guard lines.indices.contains(number - 1), number != group.span.position.line else {
            return nil
        }
        let line = lines[number - 1]
        let indent = String(line.prefix { $0 == " " })
        let item = line.dropFirst(indent.count)
        guard item.hasPrefix("- "), isAlone(number, indent: indent.count) else { return nil }
        let comment = item.firstRange(of: " #").map { String(item[$0.lowerBound...]) } ?? ""
        let isLong = item.hasPrefix("- {")
        var items: [String] = []
        if isShared {
            // The others keep the line as it is.
            var rest = wish.distros
            rest.excluded.append(distro.name)
            items.append(long(plain(wish.text), as: wish, rest))
            if let text {
                items.append(long(text, as: wish, DistroFilter(included: [distro.name])))
            }
        } else if let text {
            items.append(isLong ? long(text, as: wish, wish.distros) : short(text, as: wish))
        }
        let inserted = items.enumerated().map { number, item in
            "\(indent)- \(item)\(number == 0 ? comment : "")"
        }
        return edit(group, line: number, former: [line], inserted, shown: inserted)
    }

    /// A text in the short form, with all else that a wish says.
    private func short(_ text: String, as wish: Wish) -> String {
        let plain = plain(wish.text)
        // The architectures of the short form are part of its text.
        let suffix = text.hasSuffix("]") ? "" : wish.text.dropFirst(plain.count)
        let mark = wish.isOptional && suffix.isEmpty && !text.hasSuffix("?") ? "?" : ""
        return YAMLScalar.text(text + suffix + mark)
    }

    /// The text of a wish without its architectures, where it has no alternatives.
    private func plain(_ text: String) -> String {
        guard text.hasSuffix("]"), !text.contains("|"), let open = text.firstRange(of: " [") else {
            return text
        }
        return String(text[..<open.lowerBound])
    }

    /// A text in the long form, with all else that a wish says.
    private func long(_ text: String, as wish: Wish, _ distros: DistroFilter) -> String {
        func list(_ included: [String], _ excluded: [String]) -> String {
            (included.map(YAMLScalar.inFlow) + excluded.map { YAMLScalar.quoted("!\($0)") })
                .joined(separator: ", ")
        }
        var parts = ["name: \(YAMLScalar.quoted(text))"]
        var architectures = wish.architectures
        if let only = wish.alternatives.first, wish.alternatives.count == 1,
            architectures == .all
        {
            architectures = only.architectures
        }
        if architectures != .all {
            parts.append("arch: [\(list(architectures.included, architectures.excluded))]")
        }
        if distros != .all {
            parts.append("distros: [\(list(distros.included, distros.excluded))]")
        }
        if wish.isOptional { parts.append("optional: yes") }
        if let recommends = wish.recommends { parts.append("recommends: \(recommends)") }
        return "{\(parts.joined(separator: ", "))}"
    }

    // MARK: - Places

    /// The lines of a group's wishes that stand below its name, in order.
    private func wishLines(of group: Manifest.Group) -> [Int] {
        let start = group.span.position.line
        let next = manifest.groups.map(\.span.position.line).filter { $0 > start }.min()
        return group.wishes.map(\.position.line)
            .filter { $0 >= start && $0 < next ?? .max }.sorted()
    }

    /// Whether the item on a line is on no other.
    private func isAlone(_ number: Int, indent: Int) -> Bool {
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

    private func edit(
        _ group: Manifest.Group, line: Int, former: [String], _ inserted: [String], shown: [String]
    ) -> ManifestChange.Edit {
        var header: [String] = []
        if !shown.isEmpty {
            for (depth, part) in parts(of: group).enumerated() {
                header.append(String(repeating: "  ", count: depth) + part + ":")
            }
        }
        return ManifestChange.Edit(
            group: group.name, line: line, former: former, inserted: inserted,
            shown: header + shown)
    }

    /// The names below which a group stands: its own, or an outer one first.
    private func parts(of group: Manifest.Group) -> [String] {
        let line = lines[group.span.position.line - 1]
        guard line.hasPrefix(" "), let dot = group.name.firstIndex(of: ".") else {
            return [group.name]
        }
        return [String(group.name[..<dot]), String(group.name[group.name.index(after: dot)...])]
    }
}

/// Texts as YAML writes them.
enum YAMLScalar {
    /// A text as an item of a list, in quotes only where it needs them.
    static func text(_ text: String) -> String {
        let first = text.unicodeScalars.first
        let isPlain =
            first.map { !"-?:,[]{}#&*!|>'\"%@` ".unicodeScalars.contains($0) } ?? false
            && !text.contains(": ") && !text.contains(" #") && !text.hasSuffix(":")
            && !text.hasSuffix(" ")
            && !["y", "n", "yes", "no", "on", "off", "true", "false", "null", "~"]
                .contains(text.lowercased())
        return isPlain ? text : quoted(text)
    }

    /// A text within brackets, where more signs mean something.
    static func inFlow(_ text: String) -> String {
        text.hasPrefix("\"") || !text.contains(where: { ",[]{}".contains($0) })
            ? text : quoted(text)
    }

    /// A text in quotes.
    static func quoted(_ text: String) -> String { JSONText.quoted(text) }
}
