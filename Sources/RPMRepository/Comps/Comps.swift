internal import MirrorBase

/// Groups of packages as a repository names them: its comps document.
public struct Comps: Sendable, Hashable {
    /// The groups, in the order of the document.
    public var groups: [CompsGroup] = []
    /// The environments: groups of groups, one of which makes a system.
    public var environments: [CompsEnvironment] = []
    /// The categories, under which installers list groups.
    var categories: [CompsEnvironment] = []
    /// What belongs to a package in some language.
    var languagePacks: [CompsLanguagePacks] = []
    /// The document.
    var text: [UInt8] = []
    /// Where elements of the root end and others can be added: before its end tag.
    var end = 0

    /// The group of that id.
    public func group(_ id: String) -> CompsGroup? { groups.first { $0.id == id } }

    /// The environment of that id.
    public func environment(_ id: String) -> CompsEnvironment? {
        environments.first { $0.id == id }
    }

    /// The groups and environments of several repositories, to select from: those of one id are one, with all
    /// that each of them lists, the first mention of a package counting.
    public static func merged(_ documents: [Comps]) -> Comps {
        var merged = Comps()
        for document in documents {
            for group in document.groups {
                if let index = merged.groups.firstIndex(where: { $0.id == group.id }) {
                    merged.groups[index].add(group)
                } else {
                    merged.groups.append(group)
                }
            }
            for environment in document.environments {
                if let index = merged.environments.firstIndex(where: { $0.id == environment.id }) {
                    merged.environments[index].groups.add(environment.groups)
                    merged.environments[index].optionalGroups.add(environment.optionalGroups)
                } else {
                    merged.environments.append(environment)
                }
            }
        }
        return merged
    }
}

/// A group of packages.
public struct CompsGroup: Sendable, Hashable {
    /// When a package of a group is installed with it.
    public enum MemberKind: Sendable, Hashable {
        /// Always.
        case mandatory
        /// Unless somebody decides otherwise.
        case usual
        /// If somebody asks for it.
        case optional
        /// If another package is installed as well.
        case conditional(on: String)
        /// Never: a kind that is not known, as yum has it.
        case unknown
    }

    /// A package of a group.
    public struct Member: Sendable, Hashable {
        /// The name of the package.
        public var name: String
        /// When it is installed.
        public var kind: MemberKind
        /// For which base architectures it is meant; empty for all.
        public var architectures: [String]
        /// Whether only builds for the base architecture are meant, not those for lesser ones.
        public var isBaseArchitectureOnly: Bool
        var range: ByteRange
    }

    /// What selects it, after `@`.
    public var id: String
    /// What it is called in English.
    public var name: String
    /// Its packages, in the order of the document.
    public var packages: [Member] = []
    var range = ByteRange.empty
    /// Where packages can be added: before the end tag of the list; `nil` where it has none.
    var listEnd: Int?

    /// Adds the packages of another group that are not there yet.
    mutating func add(_ other: CompsGroup) {
        var names = Set(packages.map(\.name))
        for member in other.packages where names.insert(member.name).inserted {
            packages.append(member)
        }
        if name.isEmpty { name = other.name }
    }
}

/// Groups by their id, as an environment or a category lists them.
public struct CompsGroupList: Sendable, Hashable {
    /// One mention of a group.
    struct Member: Sendable, Hashable {
        var id: String
        var range: ByteRange
    }

    var members: [Member] = []
    /// Where groups can be added: before the end tag of the list; `nil` where there is none.
    var end: Int?

    /// The ids, in the order of the document.
    public var ids: [String] { members.map(\.id) }

    mutating func add(_ other: CompsGroupList) {
        for member in other.members where !members.contains(where: { $0.id == member.id }) {
            members.append(member)
        }
    }
}

/// A group of groups that makes a system, or a category, which has no optional ones.
public struct CompsEnvironment: Sendable, Hashable {
    /// What selects it, after `@^`.
    public var id: String
    /// What it is called in English.
    public var name: String
    /// The groups that belong to it.
    public var groups = CompsGroupList()
    /// The groups that may be added to it.
    public var optionalGroups = CompsGroupList()
    var range = ByteRange.empty
}

/// Packages in a language, for each language that is installed.
struct CompsLanguagePacks: Sendable, Hashable {
    /// A package and what belongs to it.
    struct Match: Sendable, Hashable {
        /// The package; may be a pattern.
        var name: String
        /// The package to install, `%s` standing for the language.
        var install: String
        var range: ByteRange
    }

    var matches: [Match] = []
    var range = ByteRange.empty
    /// Where others can be added; `nil` where there is no end tag.
    var end: Int?
}
