internal import Manifest
internal import PackageModel
package import Store

/// Which wishes of a lock are but members of a larger one: the packages of a distro's base, of a group or of
/// a module of the repositories.
///
/// A lock has each member as a wish. To people they are one wish: that of the distro file or manifest.
package struct WishHomes {
    /// What the base of dpkg's distros is called, which the distro file defines by priorities.
    package static let base = "base"

    /// The names that stand for several wishes.
    package let collectives: Set<String>
    /// The groups of the manifest that hold a collective.
    package private(set) var groups: [String: Set<String>] = [:]
    private var residues: [String: [String]] = [:]
    private var homes: [String: String] = [:]

    /// Finds them by the groups of each wish.
    package init(_ wishes: [(label: String, groups: [String])], hasBase: Bool) {
        let names = Set(wishes.flatMap(\.groups)).filter { name in
            hasBase && name == WishHomes.base || WishHomes.isCollective(name)
        }
        collectives = names
        // What all members have in common are the groups of the manifest that hold the whole.
        for (_, own) in wishes {
            let plain = Set(own).subtracting(names)
            for name in own where names.contains(name) && name != WishHomes.base {
                groups[name] = groups[name]?.intersection(plain) ?? plain
            }
        }
        for (label, all) in wishes {
            let own = all.filter(names.contains)
            guard let first = own.first else { continue }
            let shared = own.reduce(into: Set<String>()) { $0.formUnion(groups[$1] ?? []) }
            let residue = all.filter { !names.contains($0) && !shared.contains($0) }
            residues[label] = residue
            if residue.isEmpty { homes[label] = first }
        }
    }

    private static func isCollective(_ name: String) -> Bool {
        (try? Wish(parsing: name))?.alternatives.contains { $0.kind.isGroup } ?? false
    }

    /// What a wish is a member of and nothing beside; `nil` for a wish of its own.
    package func home(of label: String) -> String? { homes[label] }

    /// The groups that hold a member of something larger for itself.
    package func residue(of label: String) -> [String] { residues[label] ?? [] }
}

/// What packages of a lock are there for, in the words of the distro file and the manifest.
///
/// Reads nothing but names, so that it serves locks of which no records were read.
package struct LockReasons {
    private let labels: Set<String>
    private let homes: WishHomes
    /// Every wish, each once, in the order of the lock.
    package let wishes: [String]

    /// Takes the wishes of a lock, and of each package its name and the reasons that the lock has.
    package init(wishes: [String], packages: [(name: String, reasons: [String])], hasBase: Bool) {
        labels = Set(wishes)
        var order: [String] = []
        var groups: [String: [String]] = [:]
        for (name, reasons) in packages where Lock.Package.isWished(reasons) {
            let own = LockReasons.labels(of: name, reasons, labels)
            for label in own {
                if groups[label] == nil { order.append(label) }
                for group in reasons where !own.contains(group) {
                    if groups[label]?.contains(group) ?? false { continue }
                    groups[label, default: []].append(group)
                }
            }
        }
        let homes = WishHomes(order.map { ($0, groups[$0] ?? []) }, hasBase: hasBase)
        self.wishes = LockReasons.whole(wishes, homes)
        self.homes = homes
    }

    /// Some of the wishes, where a member of something larger is that larger one, which is there once.
    package func whole(_ wishes: [String]) -> [String] { LockReasons.whole(wishes, homes) }

    private static func whole(_ wishes: [String], _ homes: WishHomes) -> [String] {
        var known: Set<String> = []
        return wishes.map { homes.home(of: $0) ?? $0 }.filter { known.insert($0).inserted }
    }

    /// Takes those of a lock.
    package init(_ lock: Lock) {
        self.init(
            wishes: lock.sets.flatMap(\.wishes),
            packages: lock.packages.map { ($0.name, $0.reasons) },
            hasBase: lock.scheme == .debian)
    }

    /// The wishes among the reasons of a package: a group may be called like a wish for another package.
    private static func labels(of name: String, _ reasons: [String], _ labels: Set<String>)
        -> [String]
    {
        let known = Set(reasons).filter(labels.contains)
        if known.count < 2 { return Array(known) }
        let own = known.filter { label in
            let targets = (try? Wish(parsing: label))?.alternatives ?? []
            return targets.isEmpty || targets.contains { $0.kind != .name || $0.name == name }
        }
        return (own.isEmpty ? known : own).sorted()
    }

    /// The wishes and groups that a package is there for, each once; of what merely follows, the wish that
    /// it follows from.
    package func reasons(of name: String, _ reasons: [String]) -> [String] {
        let isWished = Lock.Package.isWished(reasons)
        let own = isWished ? LockReasons.labels(of: name, reasons, labels) : reasons
        var found: [String] = []
        for reason in reasons {
            let shown = own.contains(reason) ? homes.home(of: reason) ?? reason : reason
            if !found.contains(shown) { found.append(shown) }
        }
        return found
    }

    /// Whether a wish means a package by itself: not what merely follows, and not a member of something larger
    /// that nobody asked for by its own name.
    package func isNamed(_ name: String, _ reasons: [String]) -> Bool {
        Lock.Package.isWished(reasons)
            && !self.reasons(of: name, reasons).allSatisfy(homes.collectives.contains)
    }

    /// The wishes alone; all reasons where none is one.
    package func wishes(of name: String, _ reasons: [String]) -> [String] {
        guard Lock.Package.isWished(reasons) else { return self.reasons(of: name, reasons) }
        let own = LockReasons.labels(of: name, reasons, labels)
        var named: [String] = []
        for reason in reasons where own.contains(reason) || homes.collectives.contains(reason) {
            let wish = homes.home(of: reason) ?? reason
            if !named.contains(wish) { named.append(wish) }
        }
        return named.isEmpty ? self.reasons(of: name, reasons) : named
    }
}
