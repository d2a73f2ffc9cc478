internal import Manifest
internal import MirrorBase
internal import MirrorEngine
internal import PackageModel
internal import YAML

/// What is wrong with the manifest, seen from all distros that take from it.
struct ManifestLint {
    let manifest: Manifest
    let files: LintFiles

    /// A distro and architecture with the wishes that it gets.
    private struct Taker {
        var distro: Distro
        var architecture: String
        var wishes: [GroupedWish]
    }

    func run(_ log: inout LintLog) {
        // One that cannot be read may take any group.
        let isComplete = files.distros.count == files.names.count
        if isComplete {
            checkGroups(&log)
            checkConditions(&log)
        }
        checkPatterns(&log)
        let takers = files.asked.map(\.distro).flatMap { distro in
            distro.architectures.map { architecture in
                Taker(
                    distro: distro, architecture: architecture.name,
                    wishes: manifest.wishes(
                        forGroups: distro.groups.map(\.name), distro: distro.name,
                        architecture: architecture.name))
            }
        }
        checkRepeated(takers, &log)
        checkVersions(takers, &log)
    }

    private func warn(
        _ rule: LintReport.Rule, _ message: String, at span: SourceSpan, notes: [String] = [],
        hints: [String] = [], _ log: inout LintLog
    ) {
        log.add(
            .warning, rule, manifest.file,
            MirrorError.Problem(
                message, excerpt: manifest.source.excerpt(span, notes: notes), hints: hints))
    }

    // MARK: - Groups

    private func checkGroups(_ log: inout LintLog) {
        var taken: Set<String> = []
        for file in files.distros {
            taken.formUnion(manifest.groupsTaken(by: file.distro.groups.map(\.name)))
        }
        for group in manifest.groups where !taken.contains(group.name) {
            warn(
                .unusedGroup, "no distro takes the group `\(group.name)`", at: group.span,
                hints: ["`groups:` of a distro file names what it takes"], &log)
        }
    }

    // MARK: - Conditions

    private func checkConditions(_ log: inout LintLog) {
        for group in manifest.groups where group.wishes.contains(where: \.hasCondition) {
            let takers = files.distros.map(\.distro).filter {
                manifest.groupsTaken(by: $0.groups.map(\.name)).contains(group.name)
            }
            if takers.isEmpty { continue }
            for wish in group.wishes where wish.hasCondition {
                let isMet = takers.contains { distro in
                    wish.distros.allows(distro.name)
                        && distro.architectures.contains { wish.holds(for: $0.name) }
                }
                if isMet { continue }
                warn(
                    .idleWish,
                    "`\(wish.text)` holds for no distro and architecture that takes the group `\(group.name)`",
                    at: wish.span, &log)
            }
        }
    }

    private func checkPatterns(_ log: inout LintLog) {
        for wish in manifest.groups.flatMap(\.wishes) {
            for pattern in wish.distros.included + wish.distros.excluded
            where !files.names.contains(where: { Glob.matches(pattern, $0) }) {
                let near = Suggestion.near(pattern, among: files.names)
                warn(
                    .unknownDistro, "no distro is called `\(pattern)`", at: wish.span,
                    hints: near.isEmpty
                        ? []
                        : ["did you mean \(near.map { "`\($0)`" }.joined(separator: " or "))?"],
                    &log)
            }
        }
    }

    // MARK: - Wishes against each other

    /// A wish that a group holds twice, be it through a group that it takes in.
    ///
    /// Groups beside one another may hold the same: each is published as a group, and has to be whole.
    private func checkRepeated(_ takers: [Taker], _ log: inout LintLog) {
        /// For each line the lines before it that say the same, and how many get both.
        var repeats: [SourceSpan: [SourceSpan: Int]] = [:]
        var counts: [SourceSpan: Int] = [:]
        var lines: [SourceSpan: GroupedWish] = [:]
        for taker in takers {
            var first: [[WishTarget]: SourceSpan] = [:]
            for grouped in taker.wishes {
                let span = grouped.wish.span
                counts[span, default: 0] += 1
                lines[span] = grouped
                if let other = first[grouped.wish.alternatives] {
                    if other != span { repeats[span, default: [:]][other, default: 0] += 1 }
                } else {
                    first[grouped.wish.alternatives] = span
                }
            }
        }
        for (span, others) in repeats {
            for (other, count) in others where count == counts[span] {
                guard let wish = lines[span], let earlier = lines[other] else { continue }
                let isOuter = manifest.groupsTaken(by: [wish.group]).contains(earlier.group)
                let isInner = manifest.groupsTaken(by: [earlier.group]).contains(wish.group)
                if !isOuter && !isInner { continue }
                let place =
                    wish.group == earlier.group
                    ? "in the group `\(wish.group)` twice"
                    : "also in the group `\(earlier.group)`, which \(isOuter ? "`\(wish.group)` takes in" : "takes in `\(wish.group)`")"
                warn(
                    .repeatedWish, "`\(wish.wish.text)` is \(place)", at: span,
                    notes: ["the other is in line \(other.position.line)"], &log)
            }
        }
    }

    /// Versions of one package that no version fulfils.
    private func checkVersions(_ takers: [Taker], _ log: inout LintLog) {
        var pairs: [[SourceSpan]: [String]] = [:]
        var wishes: [SourceSpan: Wish] = [:]
        for taker in takers {
            let scheme: VersionScheme = taker.distro.family == .deb ? .debian : .rpm
            let bound = taker.wishes.map(\.wish).filter { wish in
                !wish.isOptional && wish.alternatives.count == 1
                    && wish.alternatives[0].constraint != nil
            }
            for (number, wish) in bound.enumerated() {
                for other in bound[..<number]
                where wish.alternatives[0].excludes(other.alternatives[0], scheme) {
                    (wishes[wish.span], wishes[other.span]) = (wish, other)
                    let pair = [wish.span, other.span]
                    if pairs[pair]?.contains(taker.distro.name) == true { continue }
                    pairs[pair, default: []].append(taker.distro.name)
                }
            }
        }
        for (pair, distros) in pairs {
            guard let wish = wishes[pair[0]], let other = wishes[pair[1]] else { continue }
            let list = distros.map { "`\($0)`" }.joined(separator: ", ")
            warn(
                .contradiction,
                "no version of `\(wish.alternatives[0].name)` is both `\(wish.text)` and `\(other.text)`, as wished for on \(list)",
                at: pair[0], notes: ["the other is in line \(pair[1].position.line)"],
                hints: ["a build splits them into sets, of which a machine can have one"], &log)
        }
    }
}

extension Manifest {
    /// The groups that are taken with these, they and those that they take in.
    func groupsTaken(by names: [String]) -> Set<String> {
        var taken: Set<String> = []
        var pending = names
        while let name = pending.popLast() {
            guard let group = group(name), taken.insert(name).inserted else { continue }
            for target in group.wishes.flatMap(\.alternatives) where target.kind == .group {
                pending.append(target.name)
            }
        }
        return taken
    }
}

extension Wish {
    /// Whether it holds for some distros or architectures alone.
    fileprivate var hasCondition: Bool {
        architectures != .all || distros != .all
            || alternatives.allSatisfy { $0.architectures != .all }
    }

    /// Whether anything of it holds for an architecture.
    fileprivate func holds(for architecture: String) -> Bool {
        architectures.allows(architecture)
            && alternatives.contains { $0.architectures.allows(architecture) }
    }
}

extension WishTarget {
    /// Whether no version fulfils both; what cannot be known counts as possible.
    fileprivate func excludes(_ other: WishTarget, _ scheme: VersionScheme) -> Bool {
        guard kind == .name, other.kind == .name, name == other.name,
            architecture == other.architecture, suite == other.suite,
            let left = constraint, let right = other.constraint
        else { return false }
        if left.isGlob || right.isGlob {
            guard left.relation == .equal, right.relation == .equal else { return false }
            if left.isGlob, right.isGlob { return false }
            let (pattern, version) = left.isGlob ? (left, right) : (right, left)
            return !Glob.matches(pattern.version, version.version)
        }
        let order = scheme.compare(left.version, right.version)
        // With rpm `1.2` stands for every release of it, so that only what differs before counts.
        if scheme == .rpm, order != 0,
            left.version.hasPrefix(right.version + "-")
                || right.version.hasPrefix(left.version + "-")
        {
            return false
        }
        return !left.relation.meets(right.relation, order: order)
    }
}

extension VersionRelation {
    /// Whether some version can be in this relation to one version and in the other to another, where `order`
    /// is how the first compares to the second.
    fileprivate func meets(_ other: VersionRelation, order: Int) -> Bool {
        let isUpper = [.earlier, .earlierOrEqual].contains(self)
        let isOtherUpper = [.earlier, .earlierOrEqual].contains(other)
        switch (self, other) {
        case (.equal, .equal): return order == 0
        case (.equal, _): return other.holds(order)
        case (_, .equal): return holds(-order)
        default:
            // Two bounds of one side always leave something.
            if isUpper == isOtherUpper { return true }
            let bothTake =
                [.earlierOrEqual, .laterOrEqual].contains(self)
                && [.earlierOrEqual, .laterOrEqual].contains(other)
            if order == 0 { return bothTake }
            return isUpper ? order > 0 : order < 0
        }
    }

    /// Whether a version is in the relation, by how it compares to the one that is named.
    private func holds(_ order: Int) -> Bool {
        switch self {
        case .earlier: order < 0
        case .earlierOrEqual: order <= 0
        case .equal: order == 0
        case .laterOrEqual: order >= 0
        case .later: order > 0
        }
    }
}
