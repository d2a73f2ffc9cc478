internal import DebianRepository
internal import MirrorBase
internal import MirrorEngine
internal import PackageModel
internal import RPMRepository
internal import Store
internal import SystemIO

/// The packages of one set of a lock as a universe, made of their records.
struct LockUniverse {
    let universe: Universe
    /// For each package of the universe its place in the lock.
    let places: [Int]
    /// Whether some package asks for a path of which nothing says who holds it.
    let lacksFiles: Bool

    /// Reads the records of some packages of a lock.
    ///
    /// - Parameters:
    ///   - places: Where the packages stand in the lock.
    ///   - path: A further path of which it will be known who holds it.
    ///   - pool: Where the packages' lists of files may be.
    init(_ lock: Lock, _ places: [Int], path: String? = nil, pool: Pool) throws(MirrorError) {
        let scheme = lock.scheme
        let architectures = LockUniverse.architectures(of: lock, scheme)
        var builder = UniverseBuilder(
            nativeArchitecture: architectures[0], foreignArchitectures: Array(architectures[1...]),
            scheme: scheme, nameCapacity: 1 << 13)
        if let path { _ = builder.names.intern(path) }
        let text = LockUniverse.text(lock, places, scheme)
        let origin = builder.addOrigin(
            PackageOrigin(repository: lock.distro, suite: "", component: ""))
        do {
            switch scheme {
            case .debian:
                var reader = PackagesReader(origin: origin, text: 0, for: builder)
                try reader.read(text.bytes.span, isComplete: true, into: &builder)
            case .rpm:
                var reader = PrimaryReader(origin: origin, text: 0, for: builder)
                try reader.read(text.bytes.span, isComplete: true, into: &builder)
                reader.finish().addNamedFiles(text.bytes.span, into: &builder)
            }
        } catch {
            throw MirrorError(.usage, "the records of the lock cannot be read: \(error)")
        }
        builder.addText(text.bytes)
        let known = builder.finish()
        let found = known.packages.map { package in
            places[text.number(at: known.stanzaRange(package).range.range.lowerBound)]
        }
        (universe, lacksFiles) = LockUniverse.withFiles(known, path, lock, found, pool)
        self.places = found
    }

    /// The architectures of the packages, the native one first and `all` or `noarch` left out.
    private static func architectures(of lock: Lock, _ scheme: VersionScheme) -> [String] {
        var counts: [String: Int] = [:]
        for package in lock.packages { counts[package.architecture, default: 0] += 1 }
        counts[scheme == .debian ? "all" : "noarch"] = nil
        // A distro may call an architecture otherwise than its packages do.
        let native =
            counts[lock.architecture] != nil
            ? lock.architecture
            : counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? lock.architecture
        // What no machine has can only come of a damaged lock.
        return [native] + counts.keys.filter { $0 != native }.sorted().prefix(200)
    }

    /// The records behind one another, and where each begins.
    private struct Text {
        var bytes: [UInt8] = []
        var starts: [Int] = []

        /// The number of the record that holds a place.
        func number(at place: Int) -> Int {
            var (low, high) = (0, starts.count)
            while low < high {
                let middle = (low + high) / 2
                if starts[middle] <= place { low = middle + 1 } else { high = middle }
            }
            return low - 1
        }
    }

    private static func text(_ lock: Lock, _ places: [Int], _ scheme: VersionScheme) -> Text {
        var text = Text()
        text.bytes.reserveCapacity(places.reduce(256) { $0 + lock.packages[$1].record.utf8.count })
        if scheme == .rpm {
            text.bytes +=
                """
                <metadata xmlns="\(RepodataDocument.primary.namespace)" \
                xmlns:rpm="http://linux.duke.edu/metadata/rpm">

                """.utf8
        }
        for place in places {
            text.starts.append(text.bytes.count)
            let record = lock.packages[place].record.utf8
            text.bytes.append(record.span)
            text.bytes += "\n\n".utf8
        }
        if scheme == .rpm { text.bytes += "</metadata>\n".utf8 }
        return text
    }

    // MARK: - Files

    /// The same universe with the files that relations ask for and only the pool's lists of files have.
    private static func withFiles(
        _ universe: Universe, _ path: String?, _ lock: Lock, _ places: [Int], _ pool: Pool
    ) -> (Universe, lacksFiles: Bool) {
        if universe.scheme == .debian { return (universe, false) }
        let wanted = wantedPaths(universe, path)
        if !wanted.contains(true) { return (universe, false) }
        var builder = UniverseBuilder(extending: universe)
        var isWhole = true
        var isChanged = false
        for (number, place) in places.enumerated() {
            guard let digest = lock.packages[place].filelists,
                let element = try? Files.readIfPresent(pool.path(of: digest))
            else {
                isWhole = false
                continue
            }
            for name in paths(in: element.span, universe) where wanted[name.index] {
                builder.addFile(name, of: PackageID(number))
                isChanged = true
            }
        }
        return (isChanged ? builder.finish() : universe, !isWhole)
    }

    /// For each name whether it is a path that something asks for and that nobody is known to hold.
    private static func wantedPaths(_ universe: Universe, _ path: String?) -> [Bool] {
        var isWanted = [Bool](repeating: false, count: universe.names.count)
        for package in universe.packages {
            for kind in [RelationKind.requires, .recommends, .supplements] {
                for position in universe.relations(kind, of: package) {
                    isWanted[universe.relation(position).name.index] = true
                }
            }
        }
        // What rich dependencies name is not worth a walk through them.
        let hasRich = !universe.expressions.isEmpty
        for index in isWanted.indices where isWanted[index] || hasRich {
            let name = NameID(UInt32(index))
            isWanted[index] =
                universe.names.isPath(name) && universe.providers(of: name).isEmpty
        }
        if let path, let name = universe.names.find(path), universe.names.isPath(name) {
            isWanted[name.index] = true
        }
        return isWanted
    }

    /// The paths of an element of filelists that a universe has a name for.
    private static func paths(in element: Span<UInt8>, _ universe: Universe) -> [NameID] {
        var found: [NameID] = []
        var place = 0
        while place < element.count {
            let start = ByteSearch.first(UInt8(ascii: ">"), in: element, from: place) + 1
            if start >= element.count { break }
            place = start
            guard element[start] == UInt8(ascii: "/") else { continue }
            place = ByteSearch.first(UInt8(ascii: "<"), in: element, from: start)
            if let name = universe.names.find(element.extracting(start..<place)) {
                found.append(name)
            }
        }
        return found
    }
}
