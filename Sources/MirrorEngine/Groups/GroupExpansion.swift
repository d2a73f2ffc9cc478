internal import Manifest
internal import MirrorBase
internal import PackageModel
internal import RPMRepository

/// What wishes for groups, environments and modules stand for in rpm repositories.
///
/// `@name` is a module where there is one of that name, else a group, as with dnf. A group stands for its
/// mandatory and default packages, and for the conditional ones if what they depend on is installed;
/// `@name/optional` for all. An environment stands for its groups, with `/optional` also for those that may be
/// added. A module stands for the packages of a profile in its active stream, by default the default profiles.
struct GroupExpansion {
    /// One package that a group stands for.
    struct Member: Sendable, Hashable {
        /// The name of the package.
        var name: String
        /// The only architecture of which it is taken; `nil` for any.
        var architecture: String?
        /// The package that has to be installed as well; `nil` where it comes along in any case.
        var condition: String?
        /// The group, environment or module profile that lists it, for messages.
        var source: String

        /// The packages of which one has to be installed as well, or `nil` where it comes along in any case.
        ///
        /// A condition is met by whatever provides it.
        func conditions(in universe: Universe) -> [PackageID]? {
            guard let condition else { return nil }
            guard let name = universe.names.find(condition) else { return [] }
            var found: [PackageID] = []
            for provider in universe.providers(of: name) where found.last != provider.package {
                found.append(provider.package)
            }
            return found
        }
    }

    /// What an alternative of a wish comes to.
    enum Outcome: Sendable, Hashable {
        /// These packages, each once.
        case members([Member])
        /// There is no such group; names that are near.
        case absent(near: [String])
        /// There is one, but it cannot be said what it stands for.
        case unclear(String, hints: [String])
    }

    private let comps: Comps
    private let modules: ModuleSelection
    private let baseArchitecture: String

    /// Expands what `comps`, merged from all repositories, and the modules hold.
    ///
    /// - Parameter baseArchitecture: The architecture for which some packages of groups are meant only.
    init(comps: Comps, modules: ModuleSelection, baseArchitecture: String) {
        self.comps = comps
        self.modules = modules
        self.baseArchitecture = baseArchitecture
    }

    /// What a target stands for; it has to be a group, an environment or a module.
    func expand(_ target: WishTarget) -> Outcome {
        switch target.kind {
        case .module: return module(target)
        case .environment: return environment(target)
        default: break
        }
        if modules.has(target.name) { return module(target) }
        guard let group = comps.group(target.name), isPlain(target) else {
            return .absent(near: near(target.name, comps.groups.map(\.id) + modules.modules))
        }
        return .members(unique(members(of: group, withOptional: target.profile != nil)))
    }

    /// The streams that a target needs to be active, so that it can be expanded.
    static func request(for target: WishTarget, isModule: (String) -> Bool) -> ModuleRequest? {
        let isMeant = target.kind == .module || target.kind == .group && isModule(target.name)
        if !isMeant { return nil }
        let label = target.stream.map { "\(target.name):\($0)" } ?? target.name
        let profile = target.profile.map { "/\($0)" } ?? ""
        return ModuleRequest(
            module: target.name, stream: target.stream, source: "the wish `@\(label)\(profile)`")
    }

    // MARK: - Groups

    /// Whether the target has nothing after its name but perhaps `/optional`.
    private func isPlain(_ target: WishTarget) -> Bool {
        target.profile == nil || target.profile == "optional"
    }

    private func environment(_ target: WishTarget) -> Outcome {
        guard let environment = comps.environment(target.name), isPlain(target) else {
            return .absent(near: near(target.name, comps.environments.map(\.id)))
        }
        let ids =
            environment.groups.ids
            + (target.profile == nil ? [] : environment.optionalGroups.ids)
        // Groups that an environment names and no repository has are passed over, as dnf does.
        let groups = ids.compactMap { comps.group($0) }
        return .members(
            unique(groups.flatMap { members(of: $0, withOptional: target.profile != nil) }))
    }

    private func members(of group: CompsGroup, withOptional: Bool) -> [Member] {
        group.packages.compactMap { package in
            guard
                package.architectures.isEmpty || package.architectures.contains(baseArchitecture)
            else { return nil }
            var member = Member(name: package.name, source: "@\(group.id)")
            if package.isBaseArchitectureOnly { member.architecture = baseArchitecture }
            switch package.kind {
            case .mandatory, .usual: return member
            case .optional: return withOptional ? member : nil
            case .conditional(let other):
                member.condition = other
                return member
            case .unknown: return nil
            }
        }
    }

    /// Each package once: without a condition where any mention has none.
    private func unique(_ members: [Member]) -> [Member] {
        let unconditional = Set(members.filter { $0.condition == nil }.map(\.name))
        var seen: Set<[String?]> = []
        return members.filter { member in
            if member.condition != nil, unconditional.contains(member.name) { return false }
            return seen.insert([member.name, member.condition]).inserted
        }
    }

    private func near(_ name: String, _ known: [String]) -> [String] {
        Suggestion.near(name, among: known)
    }

    // MARK: - Modules

    private func module(_ target: WishTarget) -> Outcome {
        let streams = modules.streams(of: target.name)
        if streams.isEmpty { return .absent(near: near(target.name, modules.modules)) }
        let wanted = target.stream.map { "\(target.name):\($0)" } ?? target.name
        guard let build = modules.activeBuild(of: target.name),
            target.stream == nil || target.stream == build.stream
        else {
            let labels = streams.map { "`\(target.name):\($0)`" }.joined(separator: ", ")
            if let stream = target.stream, !streams.contains(stream) {
                return .absent(near: streams.map { "\(target.name):\($0)" })
            }
            return .unclear("`\(wanted)` is not active", hints: ["the streams are \(labels)"])
        }
        let names: [String]
        if let profile = target.profile {
            guard build.profile(profile) != nil else {
                return .unclear(
                    "`\(build.label)` has no profile `\(profile)`", hints: profileHints(build))
            }
            names = [profile]
        } else {
            names = modules.defaultProfiles(of: build)
        }
        if names.isEmpty {
            return .unclear("`\(build.label)` has no default profile", hints: profileHints(build))
        }
        let members = names.compactMap { build.profile($0) }.flatMap { profile in
            profile.packages.map {
                Member(name: $0, source: "@\(build.label)/\(profile.name)")
            }
        }
        return .members(unique(members))
    }

    private func profileHints(_ build: ModuleBuild) -> [String] {
        let names = build.profiles.map { "`@\(build.label)/\($0.name)`" }
        return names.isEmpty ? [] : ["write \(names.joined(separator: " or "))"]
    }
}

extension ModuleSelection {
    /// The profiles that are installed with a build where none is named, in order.
    func defaultProfiles(of build: ModuleBuild) -> [String] {
        let names = defaults[build.module]?.profiles(of: build.stream) ?? []
        let own = names.isEmpty ? build.profiles.filter(\.isDefault).map(\.name) : names
        return own.sorted()
    }
}
