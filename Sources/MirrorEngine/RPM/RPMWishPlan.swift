internal import Manifest
internal import MirrorBase
internal import PackageModel
internal import Resolver
internal import Store

/// The wishes of a run over rpm repositories, each as the packages that meet it.
///
/// A wish that is a pattern or a group stands for several; a client that installs it installs these together.
struct RPMWishPlan {
    /// A wish of the user, and what it stands for.
    struct Unit {
        var wish: Wish
        /// The numbers of its entries.
        var entries: [Int]
    }

    /// What makes two members one entry: a label alone may stand for the package itself, for one of its
    /// architectures, or for what a group wants only beside something else.
    private struct Key: Hashable {
        var label: String
        var candidates: [PackageID]
        var condition: [PackageID]?
    }

    /// The wishes in the order of groups and lines, each once.
    private(set) var entries: [PlannedWish] = []
    /// How many of the first entries say what stays on the machine.
    private(set) var assumedCount = 0
    /// For each wish of the user the numbers of its entries: what one installation may ask for.
    private(set) var units: [Unit] = []
    /// Wishes that may go unfulfilled, and do.
    private(set) var absent: [String] = []
    /// What else is worth a line.
    private(set) var notes: [String] = []
    /// What does not exist.
    private(set) var problems: [MirrorError.Problem] = []
    /// Whether any wish takes weak dependencies along.
    private(set) var takesWeak: Bool

    private let market: RPMMarket
    private let weak: Bool
    private let place: String
    private let elsewhere: (String) -> [String]
    private var known: [Key: Int] = [:]
    private var allNames: [String]?

    /// Begins without wishes.
    ///
    /// - Parameters:
    ///   - weak: Whether weak dependencies come along, unless a wish says otherwise.
    ///   - place: The distro and architecture, for messages.
    ///   - elsewhere: The other distros where a name is known to exist.
    init(
        _ market: RPMMarket, weak: Bool, place: String,
        elsewhere: @escaping (String) -> [String] = { _ in [] }
    ) {
        self.market = market
        self.weak = weak
        takesWeak = weak
        self.place = place
        self.elsewhere = elsewhere
    }

    /// Adds that what is on the machine stays there; before anything else is added.
    mutating func addAssumed() {
        guard let assumed = market.assumed else { return }
        entries = assumed.wishes().map {
            PlannedWish(wish: $0, groups: [Lock.baselineGroup], isKept: true)
        }
        assumedCount = entries.count
    }

    /// Adds the packages of a baseline that are shipped: each as a wish for that very version, or for what
    /// there is of it.
    mutating func add(shipped packages: [Lock.Installed]) {
        for package in packages {
            let all = market.find(named: package.name, architecture: package.architecture)
            let same = all.filter { market.universe.versionText($0) == package.version }
            if all.isEmpty { continue }
            let label = same.isEmpty ? package.name : "\(package.name) (= \(package.version))"
            entries.append(
                PlannedWish(
                    wish: ResolverWish(
                        label: label, candidates: same.isEmpty ? all : same,
                        takesRecommended: false, takesBest: same.isEmpty),
                    groups: [Lock.baselineGroup]))
        }
    }

    /// Adds what the distro calls its base, as if a group `base` asked for it.
    mutating func add(base wishes: [Wish]) {
        for wish in wishes where !add(wish, group: "base", of: nil) {
            let near = wish.alternatives.flatMap { target in
                Suggestion.near(
                    target.name, among: target.kind.isGroup ? market.groupNames : names())
            }
            let list = near.map { "`\($0)`" }.joined(separator: " or ")
            problems.append(
                MirrorError.Problem(
                    "`\(wish.text)`, which `base` names, does not exist in \(place)",
                    hints: near.isEmpty ? [] : ["did you mean \(list)?"]))
        }
    }

    /// Adds what the groups of a manifest ask for.
    mutating func add(_ wishes: [GroupedWish], of manifest: Manifest) {
        for grouped in wishes {
            if add(grouped.wish, group: grouped.group, of: manifest) { continue }
            if grouped.wish.isOptional {
                absent.append(grouped.wish.text)
            } else {
                let problem = problem(grouped.wish, manifest.excerpt(for: grouped.wish))
                if !problems.contains(problem) { problems.append(problem) }
            }
        }
    }

    /// Adds a wish that was given on the command line.
    mutating func add(_ wish: Wish) {
        if add(wish, group: "", of: nil) { return }
        if wish.isOptional {
            absent.append(wish.text)
        } else {
            problems.append(problem(wish, nil))
        }
    }

    /// The wishes of the user that were written so.
    func wishes(_ text: String) -> [Wish] { units.map(\.wish).filter { $0.text == text } }

    // MARK: - What exists

    /// Adds the first alternative that exists; `false` if none does.
    private mutating func add(_ wish: Wish, group: String, of manifest: Manifest?) -> Bool {
        for target in wish.alternatives {
            let found = market.find(target, label: wish.text)
            notes += found.notes.filter { !notes.contains($0) }
            if let problem = found.problem {
                let excerpt = manifest?.excerpt(for: wish)
                problems.append(
                    MirrorError.Problem(problem.text, excerpt: excerpt, hints: problem.hints))
                return true
            }
            if found.members.isEmpty { continue }
            let numbers = found.members.map { member in
                add(member, groups: target.kind.isGroup ? [group, wish.text] : [group], wish)
            }
            units.append(Unit(wish: wish, entries: numbers))
            return true
        }
        return false
    }

    private mutating func add(_ member: RPMMarket.Member, groups: [String], _ wish: Wish) -> Int {
        let takes = wish.recommends ?? weak
        if takes { takesWeak = true }
        let key = Key(
            label: member.label, candidates: member.packages, condition: member.condition)
        if let index = known[key] {
            // What one group wishes for with all that it recommends, another cannot take back.
            if takes { entries[index].wish.takesRecommended = true }
            for group in groups where !entries[index].groups.contains(group) {
                entries[index].groups.append(group)
            }
            return index
        }
        known[key] = entries.count
        entries.append(
            PlannedWish(
                wish: ResolverWish(
                    label: member.label, candidates: member.packages, takesRecommended: takes,
                    takesBest: !isThere(member), condition: member.condition),
                groups: groups))
        return entries.count - 1
    }

    /// Whether a package of the machine meets a wish; a better one is then no demand.
    private func isThere(_ member: RPMMarket.Member) -> Bool {
        guard let assumed = market.assumed else { return false }
        return member.packages.contains { assumed.installed.contains($0) }
    }

    // MARK: - What does not exist

    private mutating func names() -> [String] {
        if let allNames { return allNames }
        let sorted = market.names
        allNames = sorted
        return sorted
    }

    private mutating func problem(_ wish: Wish, _ excerpt: SourceExcerpt?) -> MirrorError.Problem {
        var missing = MissingWish(wish, in: place)
        for target in wish.alternatives {
            if market.tell(of: target, &missing) { continue }
            let choices = target.kind.isGroup ? market.groupNames : names()
            let others = target.kind.isGroup ? [] : elsewhere(target.name)
            missing.noteNear(target.name, among: choices, elsewhere: others)
        }
        return missing.problem(excerpt)
    }
}
