import MirrorBase
import MirrorTestSupport
import PackageModel
import Store

/// A small lock, drawn by chance, with what follows from it worked out in the plainest way.
struct WhyModel {
    /// Something that may meet a need.
    struct Target {
        var name: String
        /// The least version; 0 for any.
        var least = 0
    }

    /// One dependency.
    struct Need {
        /// `depends`, `recommends` or `supplements`.
        var kind: WhyModel.Kind
        var isFirst = false
        var targets: [Target]
        /// rpm's `(… if condition)`.
        var condition: String?
    }

    enum Kind { case depends, recommends, supplements }

    struct Package {
        var name: String
        var version: Int
        var provides: [Target] = []
        var needs: [Need] = []
        var reasons: [String] = []
        var isBroad = false
    }

    struct Edge: Hashable {
        var from: Int
        var to: Int
        var isWeak: Bool
    }

    let scheme: VersionScheme
    var packages: [Package] = []
    var wishes: [String] = []
    var options: [String] = []

    // MARK: - Chance

    init(_ scheme: VersionScheme, _ random: inout SeededRandom) {
        self.scheme = scheme
        let count = Int.random(in: 3...12, using: &random)
        let names = (0..<count).map { "p\($0 + 10)" }
        for name in names {
            var package = Package(name: name, version: Int.random(in: 1...2, using: &random))
            if Int.random(in: 0..<3, using: &random) == 0 {
                package.provides = [
                    Target(
                        name: "v\(Int.random(in: 0..<3, using: &random))",
                        least: Int.random(in: 0...2, using: &random))
                ]
            }
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                package.needs.append(WhyModel.need(names, scheme, &random))
            }
            packages.append(package)
        }
        wishes = names.filter { _ in Int.random(in: 0..<3, using: &random) == 0 }
        if wishes.isEmpty { wishes = [names[0]] }
        for index in packages.indices {
            let name = names[index]
            packages[index].reasons =
                wishes.contains(name)
                ? ["group", name] : [wishes.randomElement(using: &random) ?? ""]
            packages[index].isBroad =
                !wishes.contains(name) && Int.random(in: 0..<6, using: &random) == 0
        }
        if Bool.random(using: &random) { options = ["recommends=true"] }
    }

    private static func need(
        _ names: [String], _ scheme: VersionScheme, _ random: inout SeededRandom
    ) -> Need {
        func target() -> Target {
            let isPackage = Int.random(in: 0..<4, using: &random) > 0
            return Target(
                name: isPackage
                    ? names.randomElement(using: &random) ?? ""
                    : "v\(Int.random(in: 0..<4, using: &random))",
                least: Int.random(in: 0..<3, using: &random) == 0
                    ? Int.random(in: 1...2, using: &random) : 0)
        }
        let kinds: [Kind] =
            scheme == .rpm
            ? [.depends, .depends, .recommends, .supplements] : [.depends, .depends, .recommends]
        let kind = kinds.randomElement(using: &random) ?? .depends
        var need = Need(
            kind: kind, isFirst: kind == .depends && Bool.random(using: &random),
            targets: [target()])
        switch Int.random(in: 0..<3, using: &random) {
        case 0 where kind != .supplements: need.targets.append(target())
        case 1 where kind == .depends && scheme == .rpm:
            need.condition = names.randomElement(using: &random)
        default: break
        }
        return need
    }

    // MARK: - The lock

    func text(_ target: Target) -> String {
        if target.least == 0 { return target.name }
        return scheme == .debian
            ? "\(target.name) (>= \(target.least))" : "\(target.name) >= \(target.least)"
    }

    func text(_ need: Need) -> String {
        let texts = need.targets.map(text)
        if scheme == .debian { return texts.joined(separator: " | ") }
        if let condition = need.condition {
            let wanted = texts.count == 1 ? texts[0] : "(\(texts.joined(separator: " or ")))"
            return "(\(wanted) if \(condition))"
        }
        return texts.count == 1 ? texts[0] : "(\(texts.joined(separator: " or ")))"
    }

    var lock: Lock {
        let digest = Digest(.sha256, bytes: Array(repeating: 1, count: 32))
        return Lock(
            distro: "sample", architecture: scheme == .debian ? "amd64" : "x86_64",
            inputs: Lock.Inputs(
                manifest: digest, distro: digest, options: options, repositories: []),
            sets: [Lock.WishSet(name: "1", wishes: wishes)],
            packages: packages.enumerated().map { number, package in
                Lock.Package(
                    name: package.name,
                    version: scheme == .debian ? "\(package.version)" : "0:\(package.version)-1",
                    architecture: scheme == .debian ? "amd64" : "x86_64", repository: "main",
                    component: scheme == .debian ? "main" : "",
                    path: package.name, upstream: package.name, size: 1 << number, sha256: digest,
                    reasons: package.reasons, isBroad: package.isBroad,
                    record: scheme == .debian
                        ? stanza(package) : element(package, checksum: number + 1))
            })
    }

    private func stanza(_ package: Package) -> String {
        func field(_ name: String, _ values: [String]) -> String {
            values.isEmpty ? "" : "\(name): \(values.joined(separator: ", "))\n"
        }
        let depends = package.needs.filter { $0.kind == .depends }
        return "Package: \(package.name)\nVersion: \(package.version)\nArchitecture: amd64\n"
            + field("Pre-Depends", depends.filter(\.isFirst).map(text))
            + field("Depends", depends.filter { !$0.isFirst }.map(text))
            + field("Recommends", package.needs.filter { $0.kind == .recommends }.map(text))
            + field(
                "Provides",
                package.provides.map {
                    $0.least == 0 ? $0.name : "\($0.name) (= \($0.least))"
                })
    }

    private func element(_ package: Package, checksum: Int) -> String {
        func entry(_ target: Target, _ flags: String) -> String {
            let version =
                target.least == 0 ? "" : " flags=\"\(flags)\" epoch=\"0\" ver=\"\(target.least)\""
            return "<rpm:entry name=\"\(target.name)\"\(version)/>"
        }
        func list(_ name: String, _ kind: Kind) -> String {
            let entries = package.needs.filter { $0.kind == kind }.map { need in
                let isPlain = need.targets.count == 1 && need.condition == nil
                let rich = text(need).replacing(">", with: "&gt;")
                return isPlain ? entry(need.targets[0], "GE") : "<rpm:entry name=\"\(rich)\"/>"
            }
            return "<rpm:\(name)>\(entries.joined())</rpm:\(name)>"
        }
        let digits = String(checksum)
        let digest = String(repeating: "0", count: 64 - digits.count) + digits
        let own =
            "<rpm:entry name=\"\(package.name)\" flags=\"EQ\" epoch=\"0\" ver=\"\(package.version)\" rel=\"1\"/>"
        return """
            <package type="rpm"><name>\(package.name)</name><arch>x86_64</arch>\
            <version epoch="0" ver="\(package.version)" rel="1"/>\
            <checksum type="sha256" pkgid="YES">\(digest)</checksum><location href="\(package.name).rpm"/>\
            <format><rpm:provides>\(own)\(package.provides.map { entry($0, "EQ") }.joined())</rpm:provides>\
            \(list("requires", .depends))\(list("recommends", .recommends))\
            \(list("supplements", .supplements))</format></package>
            """
    }

    // MARK: - What follows

    func meets(_ target: Target, _ package: Package) -> Bool {
        if package.name == target.name, package.version >= target.least { return true }
        return package.provides.contains { provided in
            guard provided.name == target.name else { return false }
            if target.least == 0 { return true }
            if provided.least == 0 { return scheme == .rpm }
            return provided.least >= target.least
        }
    }

    /// The packages that meet a need.
    func providers(_ need: Need) -> [Int] {
        packages.indices.filter { index in
            need.targets.contains { meets($0, packages[index]) }
        }
    }

    /// Every need as edges; where a pair has several, a demand counts.
    func edges(weak: Bool) -> Set<Edge> {
        var found: Set<Edge> = []
        for (from, package) in packages.enumerated() {
            for need in package.needs {
                let providers = providers(need)
                // What meets its own condition is demanded by nothing.
                if let condition = need.condition,
                    !packages.indices.contains(where: {
                        meets(Target(name: condition), packages[$0]) && !providers.contains($0)
                    })
                {
                    continue
                }
                if providers.contains(from) { continue }
                for to in providers {
                    switch need.kind {
                    case .depends: found.insert(Edge(from: from, to: to, isWeak: false))
                    case .recommends: found.insert(Edge(from: from, to: to, isWeak: true))
                    case .supplements: found.insert(Edge(from: to, to: from, isWeak: true))
                    }
                }
            }
        }
        return found.filter { edge in
            if !edge.isWeak { return true }
            return weak && !found.contains(Edge(from: edge.from, to: edge.to, isWeak: false))
        }
    }

    func reached(_ starts: [Int], _ edges: Set<Edge>) -> Set<Int> {
        var reached = Set(starts)
        while true {
            let more = edges.filter { reached.contains($0.from) }.map(\.to)
            let count = reached.count
            reached.formUnion(more)
            if reached.count == count { return reached }
        }
    }

    /// The packages that the wishes name.
    func roots(without wish: String? = nil) -> [Int] {
        packages.indices.filter { packages[$0].name != wish && wishes.contains(packages[$0].name) }
    }

    /// Whether weak needs count.
    var followsWeak: Bool {
        if options.contains("recommends=true") { return true }
        let demanded = reached(roots(), edges(weak: false))
        return edges(weak: true).contains {
            $0.isWeak && demanded.contains($0.from) && !demanded.contains($0.to)
                && !packages[$0.to].isBroad
        }
    }

    /// The least number of weak steps and of steps from one package to another.
    func distance(from start: Int, to end: Int, _ edges: Set<Edge>) -> [Int]? {
        var best: [Int: [Int]] = [start: [0, 0]]
        for _ in 0..<packages.count * 2 {
            for edge in edges {
                guard let known = best[edge.from] else { continue }
                let weak = edge.isWeak || packages[edge.to].isBroad ? 1 : 0
                let way = [known[0] + weak, known[1] + 1]
                if best[edge.to].map({ way.lexicographicallyPrecedes($0) }) ?? true {
                    best[edge.to] = way
                }
            }
        }
        return best[end]
    }
}
