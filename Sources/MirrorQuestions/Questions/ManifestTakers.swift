internal import Manifest
internal import MirrorBase
internal import MirrorEngine

/// What every distro and architecture takes from a manifest, to see what a change of the file changes.
final class ManifestTakers {
    /// One distro and architecture.
    struct Place: Hashable {
        var distro: String
        var architecture: String
        /// The groups that it takes.
        var groups: [String]

        /// One architecture of a distro.
        init(_ distro: Distro, _ architecture: String) {
            self.distro = distro.name
            self.architecture = architecture
            groups = distro.groups.map(\.name)
        }

        /// What it takes from a manifest.
        func wishes(in manifest: Manifest) -> [Wish] {
            manifest.wishes(forGroups: groups, distro: distro, architecture: architecture)
                .map(\.wish)
        }
    }

    /// What a wish comes to where it holds, however it is written.
    private struct Meaning: Hashable {
        var targets: [WishTarget]
        var isOptional: Bool
        var recommends: Bool?

        init(_ wish: Wish) {
            targets = wish.alternatives
            for index in targets.indices { targets[index].architectures = .all }
            isOptional = wish.isOptional
            recommends = wish.recommends
        }
    }

    /// The manifest as it is.
    private let manifest: Manifest
    /// The distro and architecture that a change is for.
    private let place: Place
    /// All others, and what they take now; read when it is asked first.
    private lazy var others: [(place: Place, wishes: [Wish])] = readOthers().map { other in
        (other, other.wishes(in: manifest))
    }
    private let readOthers: () -> [Place]

    /// - Parameter others: All distros and architectures but the one.
    init(_ manifest: Manifest, _ place: Place, others: @escaping () -> [Place]) {
        self.manifest = manifest
        self.place = place
        readOthers = others
    }

    /// Whether the others take the same from another manifest as from this one.
    ///
    /// - Parameter change: What may happen to the other architectures of the distro, too; `nil` for nothing.
    func keepOthers(in other: Manifest, allowing change: WishChange?) -> Bool {
        others.allSatisfy { taker, wishes in
            let after = taker.wishes(in: other)
            if after.map(Meaning.init) == wishes.map(Meaning.init) { return true }
            guard taker.distro == place.distro, let expected = change?.applied(to: wishes) else {
                return false
            }
            return ManifestTakers.mean(after, expected)
        }
    }

    /// Whether the one takes from a manifest what a change makes of its wishes.
    func brings(_ change: WishChange, in other: Manifest) -> Bool {
        guard let expected = change.applied(to: place.wishes(in: manifest)) else { return false }
        return ManifestTakers.mean(place.wishes(in: other), expected)
    }

    /// Whether wishes come to the same, in whichever order.
    private static func mean(_ left: [Wish], _ right: [Wish]) -> Bool {
        func counts(_ wishes: [Wish]) -> [Meaning: Int] {
            Dictionary(wishes.map { (Meaning($0), 1) }, uniquingKeysWith: +)
        }
        return counts(left) == counts(right)
    }
}

extension ManifestTakers {
    /// The takers of a run's manifest; distro files that cannot be read take nothing.
    convenience init(_ context: BuildContext) {
        let (distro, architecture) = (context.plan.distro, context.plan.architecture.name)
        let directories = context.options.distros
        self.init(context.manifest, Place(distro, architecture)) {
            let files = Workspace.names(in: directories).keys.sorted().compactMap { name in
                name == distro.name
                    ? distro : (try? Workspace.distro(name, in: directories))?.distro
            }
            return files.flatMap { file in
                file.architectures.map { Place(file, $0.name) }
            }.filter { $0.distro != distro.name || $0.architecture != architecture }
        }
    }
}
