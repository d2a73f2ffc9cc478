internal import DebianRepository
internal import MirrorBase
internal import PackageModel
internal import Resolver
internal import Store

/// What the packages of one set of a lock need of each other, and which wishes name them.
///
/// Nodes are packages, by their place in the lock; an edge leads from what needs to what is needed. Where
/// weak dependencies were not followed, they are no edges.
struct LockGraph {
    /// That one package needs another, by one dependency that says so.
    struct Edge {
        var from: Int32
        var to: Int32
        /// Whether what needs could be there without it.
        var isWeak: Bool
        /// Whether what is needed says so itself, by what it supplements.
        var isSupplement: Bool
        /// Where the dependency begins and ends among the relations of the universe.
        var position: Int32
        var end: Int32
    }

    /// The number of the set, from zero.
    let set: Int
    /// The packages of the set, by their place in the lock.
    let members: [Int]
    let universe: Universe
    /// The package of the universe at each place of the lock; `nil` outside of the set.
    let packages: [PackageID?]
    /// All edges, by the package that needs.
    private(set) var edges: [Edge] = []
    private let starts: [Int32]
    private var incoming: [Int32] = []
    private var incomingStarts: [Int32] = []

    /// Works out what the packages of a set need.
    init(_ lock: Lock, set: Int, path: String? = nil, pool: Pool) throws(MirrorError) {
        self.set = set
        members = lock.packages.indices.filter { lock.packages[$0].sets.contains(set) }
        let read = try LockUniverse(lock, members, path: path, pool: pool)
        universe = read.universe
        var packages = [PackageID?](repeating: nil, count: lock.packages.count)
        for (number, place) in read.places.enumerated() { packages[place] = PackageID(number) }
        self.packages = packages
        var links = DependencyLinks(universe)
        var starts: [Int32] = [0]
        for place in lock.packages.indices {
            if let package = packages[place] {
                edges += LockGraph.edges(
                    from: place, links.links(of: package), package, universe, read.places)
            }
            starts.append(Int32(edges.count))
        }
        // What supplements comes in by another: such an edge belongs to that one.
        if edges.contains(where: \.isSupplement) {
            edges.sort { ($0.from, $0.rank, $0.to) < ($1.from, $1.rank, $1.to) }
            starts = LockGraph.starts(edges.map(\.from), lock.packages.count)
        }
        self.starts = starts
        turn(lock.packages.count)
    }

    /// The edges of one package, one for each other that it needs: the dependency that names it, if any.
    private static func edges(
        from place: Int, _ links: [DependencyLinks.Link], _ package: PackageID,
        _ universe: Universe, _ places: [Int]
    ) -> [Edge] {
        // A package may need another and supplement it: these lead to and fro.
        var edges: [Edge] = []
        for supplements in [false, true] {
            var best: [PackageID: Int] = [:]
            for (index, link) in links.enumerated()
            where link.package != package && (link.kind == .supplements) == supplements {
                let known = best[link.package].map { universe.rank(of: links[$0]) } ?? .max
                if universe.rank(of: link) < known { best[link.package] = index }
            }
            for index in best.values.sorted() {
                let link = links[index]
                let ends = (Int32(place), Int32(places[link.package.index]))
                edges.append(
                    Edge(
                        from: supplements ? ends.1 : ends.0, to: supplements ? ends.0 : ends.1,
                        isWeak: link.kind != .requires, isSupplement: supplements,
                        position: Int32(link.position), end: Int32(link.end)))
            }
        }
        return edges
    }

    private static func starts(_ sorted: [Int32], _ count: Int) -> [Int32] {
        var starts = [Int32](repeating: 0, count: count + 1)
        for node in sorted { starts[Int(node) + 1] += 1 }
        for node in 0..<count { starts[node + 1] += starts[node] }
        return starts
    }

    /// Notes for each package which edges lead to it.
    private mutating func turn(_ count: Int) {
        let order = edges.indices.sorted { (edges[$0].to, $0) < (edges[$1].to, $1) }
        incomingStarts = LockGraph.starts(order.map { edges[$0].to }, count)
        incoming = order.map { Int32($0) }
    }

    /// The same without weak dependencies.
    func withoutWeak() -> LockGraph { LockGraph(self) { !$0.isWeak } }

    private init(_ graph: LockGraph, _ isKept: (Edge) -> Bool) {
        set = graph.set
        members = graph.members
        universe = graph.universe
        packages = graph.packages
        edges = graph.edges.filter(isKept)
        starts = LockGraph.starts(edges.map(\.from), graph.packages.count)
        turn(graph.packages.count)
    }

    /// The edges to what a package needs.
    func edges(from place: Int) -> ArraySlice<Edge> {
        edges[Int(starts[place])..<Int(starts[place + 1])]
    }

    /// The edges from what needs a package.
    func edges(to place: Int) -> some Sequence<Edge> {
        incoming[Int(incomingStarts[place])..<Int(incomingStarts[place + 1])].lazy.map {
            edges[Int($0)]
        }
    }

    /// For each place of the lock whether it is one of these packages, or needed by them.
    func reached(from places: some Sequence<Int>) -> [Bool] {
        var isReached = [Bool](repeating: false, count: packages.count)
        var waiting: [Int] = []
        for place in places where !isReached[place] {
            isReached[place] = true
            waiting.append(place)
        }
        while let place = waiting.popLast() {
            for edge in edges(from: place) where !isReached[Int(edge.to)] {
                isReached[Int(edge.to)] = true
                waiting.append(Int(edge.to))
            }
        }
        return isReached
    }
}

extension LockGraph.Edge {
    fileprivate var rank: Int { isSupplement ? 2 : isWeak ? 1 : 0 }
}

extension Universe {
    /// How well a dependency says why a package is needed: first what demands it, then what names it.
    fileprivate func rank(of link: DependencyLinks.Link) -> Int {
        let kind = link.kind == .requires ? 0 : link.kind == .recommends ? 10 : 20
        let own = name(link.package)
        var rank = 3
        for position in link.position..<link.end {
            let wanted = relation(position).name
            if wanted == own { return kind + (relation(position).comparison == .any ? 1 : 0) }
            // rpm's `libcurl(x86-64)`, or a rich dependency.
            if rank > 2, names.begins(wanted, with: own) { rank = 2 }
        }
        return kind + rank
    }
}

extension Interner {
    /// Whether a name goes on behind another with a bracket.
    fileprivate borrowing func begins(_ name: NameID, with start: NameID) -> Bool {
        let (text, beginning) = (self[name], self[start])
        guard text.count > beginning.count, text[beginning.count] == UInt8(ascii: "(") else {
            return false
        }
        return ByteSearch.isEqual(beginning, text, at: 0)
    }
}
