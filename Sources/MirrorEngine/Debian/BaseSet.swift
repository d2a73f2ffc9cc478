internal import Manifest
internal import MirrorBase
internal import PackageModel
internal import Resolver

/// The packages that debootstrap unpacks before there is an apt on the machine.
enum BaseSet {
    /// The names that the distro's base stands for, with everything that debootstrap pulls in for them.
    ///
    /// debootstrap takes all packages of its priorities and follows Depends and Pre-Depends by name:
    /// the first alternative only, no versions, no Provides. What it would look for is wished for here, so
    /// that the tree has it even where apt would have taken another alternative.
    static func names(
        _ members: [Distro.BaseMember], from repositories: Set<String>, _ order: CandidateOrder,
        in universe: Universe
    ) -> [String] {
        var seen: Set<NameID> = []
        var found: [NameID] = []
        func add(_ name: NameID) {
            if seen.insert(name).inserted { found.append(name) }
        }
        for package in universe.packages
        where isMember(package, members, in: universe)
            && repositories.contains(universe.origin(package).repository)
        {
            // Only what apt would install counts: an older version may have had another priority.
            let best = order.packages(named: universe.nameText(package), in: universe).first
            if best == package { add(universe.name(package)) }
        }
        for case .name(let name) in members {
            if let id = universe.names.find(name) { add(id) }
        }
        var next = 0
        while next < found.count {
            let name = universe.names.string(found[next])
            next += 1
            guard let package = order.packages(named: name, in: universe).first else { continue }
            for position in universe.relations(.requires, of: package) {
                let relation = universe.relation(position)
                if relation.continuesGroup { continue }
                let plain = universe.nameWithoutQualifier(relation.name)
                if let plain, universe.providers(of: plain).contains(where: { $0.isOwnName }) {
                    add(plain)
                }
            }
        }
        return found.map { universe.names.string($0) }
    }

    private static func isMember(
        _ package: PackageID, _ members: [Distro.BaseMember], in universe: Universe
    ) -> Bool {
        let traits = universe.traits(package)
        let architecture = universe.architecture(package)
        guard architecture <= UniverseBuilder.allArchitectures else { return false }
        return members.contains { member in
            switch member {
            case .essential: traits.isEssential
            case .priority(let name): Priority(name) == traits.priority
            case .name: false
            }
        }
    }
}

extension Universe {
    /// `name` of `name:any`; the name itself where it has no qualifier, `nil` where nothing bears it.
    func nameWithoutQualifier(_ name: NameID) -> NameID? {
        let text = names.string(name)
        guard let colon = text.firstIndex(of: ":") else { return name }
        return names.find(String(text[..<colon]))
    }
}
