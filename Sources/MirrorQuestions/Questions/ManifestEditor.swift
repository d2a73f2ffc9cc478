internal import Manifest
internal import MirrorBase
internal import MirrorEngine
internal import YAML

/// Writes wishes into a manifest, in the way in which it is written already.
///
/// Every change is tried: the file is read again with it, and has to mean what was asked for, and for all other
/// distros and architectures what it meant before.
struct ManifestEditor {
    let manifest: Manifest
    /// The distro that wishes are for.
    let distro: Distro
    /// The architecture that they are for.
    let architecture: String
    /// The wishes of the distro and architecture, with their groups.
    let wishes: [GroupedWish]
    let takers: ManifestTakers
    /// Whether all other architectures of the distro are known to have what a wish names.
    let isEverywhere: (Wish) -> Bool

    /// For whom alone something is written.
    struct Condition {
        var isDistro: Bool
        var isArchitecture: Bool

        /// The simplest first.
        static let all = [
            Condition(isDistro: false, isArchitecture: false),
            Condition(isDistro: true, isArchitecture: false),
            Condition(isDistro: false, isArchitecture: true),
            Condition(isDistro: true, isArchitecture: true),
        ]
    }

    var lines: [String] { manifest.source.lines }

    /// A change of the file that brings a change of wishes; `nil` where the file is written so that a person has
    /// to make it.
    func change(_ change: WishChange) -> ManifestChange? {
        var edits: [ManifestChange.Edit] = []
        // A wish of several groups may be named once for each of them.
        var seen: Set<String> = []
        for wish in change.dropped where seen.insert(wish).inserted {
            guard let found = replacing(wish, by: nil) else { return nil }
            edits += found
        }
        for rewriting in change.rewritten where seen.insert(rewriting.wish).inserted {
            guard let found = replacing(rewriting.wish, by: rewriting.text) else { return nil }
            edits += found
        }
        if !change.added.isEmpty {
            guard let edit = adding(change.added) else { return nil }
            edits.append(edit)
        }
        edits.sort { ($0.line, $0.removed) < ($1.line, $1.removed) }
        guard let edited = edited(edits), takers.brings(change, in: edited) else { return nil }
        return ManifestChange(file: manifest.file, edits: edits)
    }

    /// The manifest with edits; `nil` where that is none.
    private func edited(_ edits: [ManifestChange.Edit]) -> Manifest? {
        var lines = lines
        for edit in edits.reversed() {
            let start = edit.line - 1
            lines.replaceSubrange(start..<start + edit.removed, with: edit.inserted)
        }
        return try? Manifest(
            file: manifest.file, bytes: Array(lines.joined(separator: "\n").utf8))
    }

    /// The simplest way to write something that changes nothing for others.
    ///
    /// - Parameter allowed: What may happen to the other architectures of the distro, too.
    private func simplest(
        allowing allowed: WishChange?, _ edit: (Condition) -> ManifestChange.Edit?
    ) -> ManifestChange.Edit? {
        for condition in Condition.all {
            guard let found = edit(condition), let edited = edited([found]) else { continue }
            if takers.keepOthers(in: edited, allowing: allowed) { return found }
        }
        return nil
    }

    // MARK: - New lines

    /// The group that is the distro's own; else the last that it takes, which others may take, too.
    private var target: Manifest.Group? {
        let known = distro.groups.compactMap { manifest.group($0.name) }
        return known.first { $0.name == distro.name } ?? known.last
    }

    private func adding(_ wishes: [Wish]) -> ManifestChange.Edit? {
        guard let group = target, let list = ManifestList(group, in: manifest) else { return nil }
        let isKnown = wishes.allSatisfy(isEverywhere)
        return simplest(allowing: isKnown ? WishChange(added: wishes) : nil) { condition in
            let items = wishes.map { wish in
                var line = WishLine(wish)
                if condition.isDistro { line.distros = DistroFilter(included: [distro.name]) }
                if condition.isArchitecture, line.architectures == .all {
                    line.architectures = ArchitectureFilter(included: [architecture])
                }
                return line
            }
            return list.adding(items)
        }
    }

    // MARK: - Other lines

    /// Every line of a wish, once, written in another way or taken away.
    ///
    /// A line may belong to several groups: to those that have it by an alias, too.
    private func replacing(_ wish: String, by text: String?) -> [ManifestChange.Edit]? {
        var groups: [Int: (wish: Wish, group: Manifest.Group)] = [:]
        for grouped in wishes where grouped.wish.text == wish {
            // As it is written, with all alternatives.
            guard let group = manifest.group(grouped.group),
                let whole = group.wishes.first(where: { $0.span == grouped.wish.span })
            else { return nil }
            let number = whole.position.line
            if groups[number] == nil || ManifestList(group, in: manifest) != nil {
                groups[number] = (whole, group)
            }
        }
        var edits: [ManifestChange.Edit] = []
        for (_, line) in groups.sorted(by: { $0.key < $1.key }) {
            guard let edit = replacing(line.wish, of: line.group, by: text) else { return nil }
            edits.append(edit)
        }
        return edits.isEmpty ? nil : edits
    }

    private func replacing(
        _ wish: Wish, of group: Manifest.Group, by text: String?
    ) -> ManifestChange.Edit? {
        let number = wish.position.line
        guard let list = ManifestList(group, in: manifest), !list.isInBrackets,
            lines.indices.contains(number - 1), number != group.span.position.line
        else { return nil }
        let line = lines[number - 1]
        let indent = String(line.prefix { $0 == " " })
        let item = line.dropFirst(indent.count)
        guard item.hasPrefix("- "), list.isAlone(number, indent: indent.count) else { return nil }
        let comment = item.firstRange(of: " #").map { String(item[$0.lowerBound...]) } ?? ""
        let old = WishLine(wish, isLong: item.hasPrefix("- {"))
        var new: WishLine?
        var allowed: WishChange?
        if let text {
            guard let other = wish.rewritten(as: text) else { return nil }
            new = WishLine(other, isLong: item.hasPrefix("- {"))
            if isEverywhere(other) {
                allowed = WishChange(rewritten: [.init(wish: wish.text, text: text)])
            }
        }
        return simplest(allowing: allowed) { condition in
            var inserted = kept(old, condition)
            if let new { inserted.append(narrowed(new, condition)) }
            let texts = inserted.enumerated().map { number, line in
                "\(indent)- \(line.item())\(number == 0 ? comment : "")"
            }
            return list.edit(line: number, former: [line], texts, shown: texts)
        }
    }

    /// What stays of a line for those that a change is not for.
    private func kept(_ line: WishLine, _ condition: Condition) -> [WishLine] {
        var lines: [WishLine] = []
        if condition.isDistro, let distros = line.distros.without(distro.name) {
            var rest = line
            rest.distros = distros
            lines.append(rest)
        }
        if condition.isArchitecture, let others = line.architectures.without(architecture) {
            var rest = line
            rest.architectures = others
            if condition.isDistro { rest.distros = DistroFilter(included: [distro.name]) }
            lines.append(rest)
        }
        return lines
    }

    /// A line for those alone that a change is for.
    private func narrowed(_ line: WishLine, _ condition: Condition) -> WishLine {
        var line = line
        if condition.isDistro { line.distros = DistroFilter(included: [distro.name]) }
        if condition.isArchitecture {
            line.architectures = ArchitectureFilter(included: [architecture])
        }
        return line
    }
}

extension ManifestEditor {
    /// Edits for the distro and architecture of a run.
    init(_ context: BuildContext, _ wishes: [GroupedWish]) {
        manifest = context.manifest
        distro = context.plan.distro
        architecture = context.plan.architecture.name
        self.wishes = wishes
        takers = ManifestTakers(context)
        let others = context.plan.distro.architectures.map(\.name)
            .filter { $0 != context.plan.architecture.name }
            .map { "\(context.plan.distro.name) \($0)" }
        let names = context.knownNames
        isEverywhere = { wish in
            // Of versions, suites and what lists others, nothing is kept.
            guard
                wish.alternatives.allSatisfy({
                    $0.kind == .name && $0.constraint == nil && $0.suite == nil
                        && $0.architecture == nil
                })
            else { return others.isEmpty }
            return others.allSatisfy { place in
                wish.alternatives.contains { names.has($0.name, in: place) }
            }
        }
    }
}
