internal import Store

/// The shortest ways through a graph to some packages.
///
/// A way is shorter if fewer of its steps could be left out (weak dependencies, packages that nothing chose),
/// then if it has fewer steps.
struct ChainWalk {
    private let graph: LockGraph
    /// For each place of the lock how far it is to the packages; `nil` where there is no way.
    private(set) var distances: [Distance?]
    private let isBroad: [Bool]

    /// How far it is.
    struct Distance: Hashable, Comparable {
        /// How many steps could be left out.
        var weak: Int
        /// How many steps there are.
        var steps: Int

        static func < (left: Distance, right: Distance) -> Bool {
            (left.weak, left.steps) < (right.weak, right.steps)
        }
    }

    /// Measures the ways to some packages, from everywhere.
    init(_ graph: LockGraph, to targets: [Int], _ lock: Lock) {
        self.graph = graph
        isBroad = lock.packages.map(\.isBroad)
        distances = Array(repeating: nil, count: lock.packages.count)
        // One round for each number of weak steps; in a round, packages by the number of steps.
        var level = [targets]
        var weak = 0
        while !level.isEmpty {
            var next: [[Int]] = []
            var steps = 0
            while steps < level.count {
                for place in level[steps] where distances[place] == nil {
                    distances[place] = Distance(weak: weak, steps: steps)
                    for edge in graph.edges(to: place) where distances[Int(edge.from)] == nil {
                        if isWeak(edge) {
                            ChainWalk.append(Int(edge.from), at: steps + 1, to: &next)
                        } else {
                            ChainWalk.append(Int(edge.from), at: steps + 1, to: &level)
                        }
                    }
                }
                steps += 1
            }
            level = next
            weak += 1
        }
    }

    private static func append(_ place: Int, at steps: Int, to level: inout [[Int]]) {
        while level.count <= steps { level.append([]) }
        level[steps].append(place)
    }

    private func isWeak(_ edge: LockGraph.Edge) -> Bool { edge.isWeak || isBroad[Int(edge.to)] }

    /// The edges that a shortest way may go on with.
    private func next(_ place: Int) -> [LockGraph.Edge] {
        guard let distance = distances[place], distance.steps > 0 else { return [] }
        return graph.edges(from: place).filter { edge in
            guard let rest = distances[Int(edge.to)] else { return false }
            return rest.weak + (isWeak(edge) ? 1 : 0) == distance.weak
                && rest.steps + 1 == distance.steps
        }
    }

    /// The shortest ways from a package, in the order of the lock, no more than `limit`.
    func chains(from place: Int, limit: Int) -> [[LockGraph.Edge]] {
        var found: [[LockGraph.Edge]] = []
        var way: [LockGraph.Edge] = []
        var open = [next(place)[...]]
        while !open.isEmpty {
            let at = way.last.map { Int($0.to) } ?? place
            if distances[at]?.steps == 0 {
                if found.count == limit { return found }
                found.append(way)
                open.removeLast()
                _ = way.popLast()
                continue
            }
            guard let edge = open[open.count - 1].popFirst() else {
                open.removeLast()
                _ = way.popLast()
                continue
            }
            way.append(edge)
            open.append(next(Int(edge.to))[...])
        }
        return found
    }

    /// How many shortest ways there are from a package; no more than a million are counted.
    func count(from place: Int) -> Int {
        // What is near is counted before what leads there: all ways from a package are of one length.
        var places = [place]
        var known: Set<Int> = [place]
        var index = 0
        while index < places.count {
            for edge in next(places[index]) where known.insert(Int(edge.to)).inserted {
                places.append(Int(edge.to))
            }
            index += 1
        }
        var counts: [Int: Int] = [:]
        for place in places.reversed() {
            let further = next(place)
            counts[place] =
                further.isEmpty
                ? 1 : min(further.reduce(0) { $0 + (counts[Int($1.to)] ?? 0) }, 1_000_000)
        }
        return counts[place] ?? 0
    }
}
