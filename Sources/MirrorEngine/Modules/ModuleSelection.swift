internal import MirrorBase
internal import PackageModel
internal import RPMRepository
internal import Resolver

/// Which streams of modules are active, chosen as dnf chooses.
///
/// A stream is active because somebody enables it, because it is its module's default, or because an active
/// one requires it. What is enabled has to become active, in its newest build if that is possible; defaults
/// that cannot be are passed over.
struct ModuleSelection: Sendable {
    /// All builds of all streams, repository after repository.
    let builds: [ModuleBuild]
    /// What is meant where nobody chooses, by module.
    let defaults: [String: ModuleDefaults]
    /// For each build whether it is active.
    private(set) var isActive: [Bool]
    /// Why something that is enabled cannot be active.
    private(set) var problems: [MirrorError.Problem] = []
    /// Defaults that are not active although nobody disabled them.
    private(set) var notes: [String] = []

    /// Chooses among the documents of all repositories.
    init(_ repositories: [[ModuleDocument]], _ rules: ModuleRules) {
        builds = repositories.joined().compactMap(\.build)
        defaults = ModuleDefaults.merged(repositories)
        isActive = Array(repeating: false, count: builds.count)
        if builds.isEmpty, rules.enabled.isEmpty { return }
        let requests = settled(rules)
        let enabled = Set(requests.map(\.module))
        let disabled = rules.disabled.subtracting(enabled)
        let universe = ModuleUniverse(
            builds, platform: rules.platform, architectures: rules.architectures,
            excluding: disabled)
        let usual = defaults.values.compactMap { defaults -> ModuleRequest? in
            guard let stream = defaults.stream, !enabled.contains(defaults.module) else {
                return nil
            }
            let request = ModuleRequest(module: defaults.module, stream: stream, source: "")
            return universe.packages(of: request.label).isEmpty ? nil : request
        }
        var question = ModuleQuestion(universe, requests)
        let active = question.answer(usual.sorted { $0.module < $1.module })
        problems += question.problems
        notes = question.notes
        // A stream is active in all its versions.
        let identities = Set(active.map { universe.universe.nameText($0) })
        for (number, build) in builds.enumerated() where universe.packages[number] != nil {
            isActive[number] = identities.contains(build.identity)
        }
    }

    // MARK: - What is known

    /// The names of all modules, in order.
    var modules: [String] { Set(builds.map(\.module)).sorted() }

    /// Whether a repository has the module.
    func has(_ module: String) -> Bool { builds.contains { $0.module == module } }

    /// The streams of a module, in order.
    func streams(of module: String) -> [String] {
        Set(builds.filter { $0.module == module }.map(\.stream)).sorted()
    }

    /// The newest active build of a module.
    func activeBuild(of module: String) -> ModuleBuild? {
        let active = builds.indices.filter { isActive[$0] && builds[$0].module == module }
        return active.max { builds[$0].version < builds[$1].version }.map { builds[$0] }
    }

    // MARK: - What is asked for

    /// What is enabled, each module once and with its stream; what contradicts itself or does not exist is a
    /// problem.
    private mutating func settled(_ rules: ModuleRules) -> [ModuleRequest] {
        var settled: [ModuleRequest] = []
        // Who names a stream is heard first, whatever the order.
        let ordered =
            rules.enabled.filter { $0.stream != nil } + rules.enabled.filter { $0.stream == nil }
        for var request in ordered {
            if let other = settled.first(where: { $0.module == request.module }) {
                if let stream = request.stream, stream != other.stream {
                    problems.append(
                        MirrorError.Problem(
                            "`\(other.label)` (\(other.source)) and `\(request.label)` "
                                + "(\(request.source)) cannot both be active",
                            hints: ["of a module, one stream can be active in a mirror"]))
                }
                continue
            }
            guard let stream = stream(for: request) else { continue }
            request.stream = stream
            settled.append(request)
        }
        return settled
    }

    /// The stream that a request means; `nil`, and a problem, where that cannot be said.
    private mutating func stream(for request: ModuleRequest) -> String? {
        let streams = streams(of: request.module)
        if streams.isEmpty {
            let near = Suggestion.near(request.module, among: modules).map { "`\($0)`" }
            problems.append(
                MirrorError.Problem(
                    "no repository has the module `\(request.module)`, which \(request.source) enables",
                    hints: near.isEmpty ? [] : ["did you mean \(near.joined(separator: " or "))?"]))
            return nil
        }
        if let stream = request.stream, streams.contains(stream) { return stream }
        if request.stream == nil {
            if let stream = defaults[request.module]?.stream { return stream }
            if streams.count == 1 { return streams[0] }
        }
        let labels = streams.map { "`\(request.module):\($0)`" }.joined(separator: ", ")
        problems.append(
            MirrorError.Problem(
                request.stream == nil
                    ? "the module `\(request.module)` has no default stream, and \(request.source) names none"
                    : "there is no stream `\(request.label)`, which \(request.source) enables",
                hints: ["the streams are \(labels)"]))
        return nil
    }
}
