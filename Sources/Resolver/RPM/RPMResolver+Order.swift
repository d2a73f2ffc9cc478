internal import MirrorBase
internal import PackageModel

/// How survivors of the filters are brought into order by what they provide and require.
extension RPMResolver {
    /// One provided version of one candidate.
    private struct Provision {
        var name: NameID
        var version: VersionID
        /// Whether it stands for versions below this one.
        var isBelow: Bool
        var candidate: Int
    }

    /// Puts candidates that provide an older version of the same thing behind those with a newer one.
    func sortByCommonProvisions(_ list: inout [Int32]) {
        var provisions: [Provision] = []
        for (index, package) in list.enumerated() {
            for position in universe.relations(.provides, of: PackageID(Int(package))) {
                let relation = universe.relation(position)
                switch relation.comparison {
                case .equal where universe.versions.isDigest(relation.version.name): continue
                case .equal, .less, .lessOrEqual:
                    provisions.append(
                        Provision(
                            name: relation.name, version: relation.version,
                            isBelow: relation.comparison == .less, candidate: index))
                default: continue
                }
            }
        }
        provisions.sort { precedes($0, $1) }
        var penalties = Array(repeating: 0, count: list.count)
        var penalty = 0
        for index in provisions.indices.dropFirst() {
            let before = provisions[index - 1]
            let this = provisions[index]
            if before.name != this.name {
                penalty = 0
                continue
            }
            if before.candidate != this.candidate, compare(before, this) != 0 { penalty += 1 }
            if installed.contains(list[this.candidate]) { continue }
            penalties[this.candidate] += penalty
        }
        let order = list.indices.sorted {
            penalties[$0] != penalties[$1] ? penalties[$0] < penalties[$1] : $0 < $1
        }
        let before = list
        list = order.map { before[$0] }
    }

    /// By name, then the newest first, of one version those without a release last, then as the candidates
    /// stand.
    private func precedes(_ left: Provision, _ right: Provision) -> Bool {
        if left.name != right.name { return left.name < right.name }
        switch universe.dependencyOrder(left.version, right.version) {
        case .firstLacksRelease: return false
        case .secondLacksRelease: return true
        default:
            let order = compare(left, right)
            return order != 0 ? order > 0 : left.candidate < right.candidate
        }
    }

    private func compare(_ left: Provision, _ right: Provision) -> Int {
        switch universe.dependencyOrder(left.version, right.version) {
        case .less: -1
        case .greater: 1
        case .equal: (left.isBelow ? 0 : 1) - (right.isBelow ? 0 : 1)
        case .firstLacksRelease, .secondLacksRelease: 0
        }
    }

    // MARK: - Locales and kernels

    /// Puts packages first whose locale or kernel is there already, as Mageia's names tell them.
    func sortByLocale(_ list: inout [Int32]) {
        let scores = list.map { score(of: PackageID(Int($0))) }
        if scores.allSatisfy({ $0 == 1 }) { return }
        let order = list.indices.sorted {
            scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1
        }
        let before = list
        list = order.map { before[$0] }
    }

    private func score(of package: PackageID) -> Int {
        if let kernel = RPMResolver.kernel(of: universe.nameText(package)) {
            let score = score(ofProviders: kernel, otherwise: 1)
            if score > 1 { return score }
        }
        var score = 1
        for position in universe.relations(.requires, of: package) {
            let name = universe.firstName(of: universe.relation(position))
            guard universe.names.contains(name, "locales-") else { continue }
            if universe.names.contains(name, "locales-en") {
                score = 2
            } else {
                return self.score(ofProviders: universe.names.string(name), otherwise: 0)
            }
        }
        return score
    }

    /// 4 where something that provides a name is chosen, 3 where it is installed at least.
    private func score(ofProviders name: String, otherwise: Int) -> Int {
        guard let id = universe.names.find(name) else { return otherwise }
        let providers = universe.providers(of: id)
        if providers.contains(where: { solver.values[$0.package.index] == 1 }) { return 4 }
        return providers.contains { installed.contains($0.package) } ? 3 : otherwise
    }

    /// The kernel that development files or modules belong to, by their name.
    static func kernel(of name: String) -> String? {
        if name.hasPrefix("kernel-"), let range = name.firstRange(of: "-devel-") {
            return name[..<range.lowerBound] + "-" + name[range.upperBound...]
        }
        guard let range = name.firstRange(of: "-kernel-") else { return nil }
        let parts = name[range.upperBound...].split(separator: "-")
        guard parts.count >= 3, let release = parts.last, let first = parts.first?.first,
            first.isNumber
        else { return nil }
        let flavour = parts[1..<(parts.count - 1)].joined(separator: "-")
        return "kernel-\(flavour)-\(parts[0])-\(release)"
    }
}

extension Interner {
    /// Whether a version is rather the digest of something: hexadecimal digits, four of them or more.
    borrowing func isDigest(_ id: NameID) -> Bool {
        let text = self[id]
        var start = 0
        if text.count > 2, text[0] == UInt8(ascii: "0"), text[1] == UInt8(ascii: ":") { start = 2 }
        if text.count - start < 4 { return false }
        for index in start..<text.count {
            switch text[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
                UInt8(ascii: "A")...UInt8(ascii: "F"):
                continue
            default: return false
            }
        }
        return true
    }

    /// Whether a text is part of an interned one.
    borrowing func contains(_ id: NameID, _ part: StaticString) -> Bool {
        let text = self[id]
        let wanted = Array(part.description.utf8)
        if text.count < wanted.count { return false }
        for start in 0...(text.count - wanted.count) where text[start] == wanted[0] {
            var length = 1
            while length < wanted.count, text[start + length] == wanted[length] { length += 1 }
            if length == wanted.count { return true }
        }
        return false
    }
}

extension Universe {
    /// The name of a relation; of a rich one that of its first part.
    func firstName(of relation: Relation) -> NameID {
        guard let id = relation.expression else { return relation.name }
        var current = expression(id)
        while true {
            switch current {
            case .relation(let inner): return firstName(of: inner)
            case .and(let parts), .or(let parts), .with(let parts):
                guard let first = parts.first else { return relation.name }
                current = first
            case .ifThere(let first, _, _), .unlessThere(let first, _, _), .without(let first, _):
                current = first
            }
        }
    }
}
