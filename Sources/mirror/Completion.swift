internal import CommandLineKit
internal import Manifest
internal import MirrorBase
internal import MirrorEngine
internal import MirrorQuestions
internal import SystemIO

/// Answers what the completion scripts ask for while somebody types.
struct Completion {
    private let options: BuildOptions
    /// The positionals before the cursor.
    private let words: [String]

    /// Takes the options and positionals before the cursor; `nil` where these are no line to go on with.
    init?(_ arguments: Arguments, _ words: [String]) {
        guard let options = try? BuildOptions(arguments) else {
            return nil
        }
        self.options = options
        self.words = words
    }

    /// Prints the candidates of a kind, one a line; nothing where there are none.
    func answer(_ kind: String) {
        StandardStream.output.write(candidates(kind).map { $0 + "\n" }.joined())
    }

    private func candidates(_ kind: String) -> [String] {
        switch kind {
        case "distros", "packages", "wishes": words.isEmpty ? distros : following(kind)
        case "architectures": architectures.filter { !words.dropFirst().contains($0) }
        case "distro-names": distros.filter { !words.contains($0) }
        case "mirrors": mirrors
        case "snapshots" where words.count == 2:
            moments(distro: words[0], architecture: words[1], in: try? History(options))
        case "groups": groups
        case "repositories": repositories
        default: []
        }
    }

    /// What may stand behind a distro.
    private func following(_ kind: String) -> [String] {
        if words.count == 1, isDistro { return architectures }
        return switch kind {
        case "packages": LockNames(words, options)?.packages ?? []
        case "wishes" where words.count > 1: wishes
        default: []
        }
    }

    private var distros: [String] { Workspace.names(in: options.distros).keys.sorted() }

    private var isDistro: Bool {
        words.first.map { Workspace.names(in: options.distros)[$0] != nil } ?? false
    }

    private var file: Workspace.DistroFile? {
        words.first.flatMap { try? Workspace.distro($0, in: options.distros) }
    }

    /// What follows a distro are its architectures.
    private var architectures: [String] { file?.distro.architectures.map(\.name) ?? [] }

    /// The newest builds that came to a mirror, by number, and what the newest of all are called.
    private func moments(distro: String, architecture: String, in history: History?) -> [String] {
        guard let history else { return [] }
        let numbers = history.numbers(distro: distro, architecture: architecture)
        if numbers.isEmpty { return [] }
        return ["latest"] + (numbers.count > 1 ? ["previous"] : [])
            + numbers.suffix(20).reversed().map { "\($0)" }
    }

    /// Mirrors as `DISTRO/ARCH`, and those of the history. With the words of manifests, the distro and the
    /// architecture behind them.
    private var mirrors: [String] {
        if words.count == 1, Self.isManifest(words[0]) { return distros }
        if words.count == 2, Self.isManifest(words[0]) {
            return (try? Workspace.distro(words[1], in: options.distros))?.distro.architectures
                .map(\.name) ?? []
        }
        guard words.count < 2, let matrix = try? BuildMatrix([], options: options) else {
            return []
        }
        let history = try? History(options)
        return matrix.entries.flatMap { entry -> [String] in
            let name = "\(entry.distro)/\(entry.architecture)"
            let moments = moments(
                distro: entry.distro, architecture: entry.architecture, in: history)
            return (entry.lock == nil ? [] : [name]) + moments.map { "\(name)@\($0)" }
        }
    }

    private static func isManifest(_ word: String) -> Bool {
        let path = word.prefix { $0 != "@" }
        return path.hasSuffix(".yaml") || path.hasSuffix(".yml")
    }

    /// The groups and wishes of the lock that was named; the groups of the manifest where none was.
    private var groups: [String] {
        if let wanted = LockNames(words, options)?.wanted {
            return wanted.groups + wanted.wishes.filter { !wanted.groups.contains($0) }
        }
        return (try? Workspace(options).manifest)?.groups.map(\.name) ?? []
    }

    /// What may be asked of a distro: the groups of its repositories that are known without asking these,
    /// and the packages of its lock.
    private var wishes: [String] {
        guard let file else { return [] }
        let lock = LockNames(words, options)
        let asked =
            (try? Workspace(options).manifest)?.wishes(
                forGroups: file.distro.groups.map(\.name), distro: words[0], architecture: words[1]
            ).map(\.wish.text) ?? []
        let base = file.distro.base.compactMap {
            if case .name(let name) = $0 { name } else { nil }
        }
        let groups = Set(asked + base + (lock?.wanted.wishes ?? []))
        return groups.filter { $0.hasPrefix("@") }.sorted() + (lock?.packages ?? [])
    }

    /// The repositories of the distro that was named; of all distros where none was.
    private var repositories: [String] {
        if let file { return file.distro.repositories.map(\.id) }
        if !words.isEmpty { return LockNames(words, options)?.repositories ?? [] }
        let all = distros.compactMap { try? Workspace.distro($0, in: options.distros) }
        return Set(all.flatMap { $0.distro.repositories.map(\.id) }).sorted()
    }
}
