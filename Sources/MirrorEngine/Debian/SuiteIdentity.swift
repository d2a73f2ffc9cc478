internal import DebianRepository
internal import Manifest

/// How a published suite presents itself in its Release file.
struct SuiteIdentity: Sendable, Hashable {
    var origin: String
    var label: String
    var suite: String
    var codename: String
    var version: String?
    var description: String
    /// The components that are there even when no package is in them.
    var components: [String]
}

extension Release {
    /// Takes architectures and components from the indexes that are listed, so that one that is built no
    /// more does not stay on offer.
    mutating func listWhatIsThere() {
        let indexes = files.keys.map { $0.split(separator: "/") }.filter { $0.count == 3 }
        components = Set(indexes.map { String($0[0]) }).sorted()
        architectures = Set(indexes.map { String($0[1].dropFirst("binary-".count)) }).sorted()
    }

    /// Whether an earlier Release says of the suite what this one would, its date aside.
    func describes(_ identity: SuiteIdentity, _ other: Release) -> Bool {
        origin == identity.origin && label == identity.label && suite == identity.suite
            && codename == identity.codename && version == identity.version
            && description == identity.description
            && Set(architectures) == Set(other.architectures)
            && Set(components) == Set(other.components)
    }
}

extension SuiteIdentity {
    /// The components of what a plan publishes, in the order in which nodes are told to list them.
    static func components(of plan: DistroPlan) -> [String] {
        var components: [String] = []
        for repository in plan.repositories {
            let own = repository.component.map { [$0] } ?? repository.components
            for component in own.isEmpty ? [repository.id] : own
            where !components.contains(component) {
                components.append(component)
            }
        }
        return components
    }
}
