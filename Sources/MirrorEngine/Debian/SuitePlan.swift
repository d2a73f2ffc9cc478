internal import MirrorBase
internal import Store

/// Which suite of the published archive holds which sets of a lock.
///
/// apt takes the newest version of a name in a suite, so a suite has one. Sets whose packages merely
/// exclude one another share a suite: a node installs from one set or another. A set that needs another
/// version of some name gets a suite of its own, called `<suite>-set2` after its number.
struct SuitePlan {
    /// One suite.
    struct Suite {
        /// Its name.
        var name: String
        /// The sets in it, by number from zero.
        var sets: [Int]
        /// The packages of these sets.
        var packages: [Lock.Package]
    }

    /// The suites, the distro's own first.
    private(set) var suites: [Suite] = []

    /// Places the sets of a lock, each in the first suite where it fits.
    init(_ lock: Lock, suite: String) {
        let places = SuitePlan.places(
            of: lock.sets.count,
            lock.packages.map { ("\($0.name) \($0.architecture)", $0.version, $0.sets) })
        for (set, place) in places.enumerated() {
            if place < suites.count {
                suites[place].sets.append(set)
            } else {
                let name = set == 0 ? suite : "\(suite)-set\(set + 1)"
                suites.append(Suite(name: name, sets: [set], packages: []))
            }
        }
        for index in suites.indices {
            let sets = suites[index].sets
            suites[index].packages = lock.packages.filter { package in
                package.sets.contains { sets.contains($0) }
            }
        }
    }

    /// For each set the number of the suite that holds it: the first where no name has another version.
    ///
    /// - Parameter packages: The name and architecture of each package, its version, and its sets.
    static func places(
        of sets: Int, _ packages: [(name: String, version: String, sets: [Int])]
    ) -> [Int] {
        // For each suite the version of each name and architecture in it.
        var versions: [[String: String]] = []
        return (0..<sets).map { number in
            let own = Dictionary(
                packages.filter { $0.sets.contains(number) }.map { ($0.name, $0.version) },
                uniquingKeysWith: { first, _ in first })
            let place = versions.firstIndex { known in
                own.allSatisfy { known[$0.key] == nil || known[$0.key] == $0.value }
            }
            guard let place else {
                versions.append(own)
                return versions.count - 1
            }
            versions[place].merge(own) { first, _ in first }
            return place
        }
    }

    /// For each set the name of the suite that holds it.
    var names: [String] {
        let pairs = suites.flatMap { suite in suite.sets.map { ($0, suite.name) } }
        return pairs.sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// The suites that an earlier build with more sets may have left, by name.
    static func extraNames(of suite: String, among directories: [String]) -> [String] {
        directories.filter {
            $0.hasPrefix("\(suite)-set") && Int($0.dropFirst(suite.count + 4)) != nil
        }
    }
}
