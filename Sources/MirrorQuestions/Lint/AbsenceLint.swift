internal import Archive
internal import DebianRepository
internal import Manifest
internal import MirrorBase
internal import MirrorEngine
internal import SystemIO
internal import Transfer
internal import YAML

/// Which names of the manifest exist on no or only some of the distros that take them, and what they are
/// called there.
struct AbsenceLint {
    let options: BuildOptions
    let observer: BuildObserver
    let manifest: Manifest
    let files: LintFiles
    let refreshes: Bool

    /// What asking came to.
    struct Outcome {
        var askedCount = 0
        var unreachable: [LintReport.Unreachable] = []
    }

    /// One distro and architecture.
    struct Place: Hashable {
        var distro: String
        var architecture: String

        var text: String { "\(distro) \(architecture)" }
    }

    func run(_ log: inout LintLog) async throws(MirrorError) -> Outcome {
        var outcome = Outcome()
        var table = AbsenceTable()
        var failures: [MirrorError] = []
        for file in files.asked {
            for architecture in file.distro.architectures {
                let place = Place(distro: file.distro.name, architecture: architecture.name)
                observer.report(.phase("asking \(place.text)"))
                do throws(MirrorError) {
                    try await with(place, file) { market throws(MirrorError) in
                        try await table.note(wishes(file, architecture.name), at: place, market)
                    }
                    outcome.askedCount += 1
                } catch {
                    if error.category == .interrupted || error.category == .bug { throw error }
                    failures.append(error)
                    outcome.unreachable.append(
                        LintReport.Unreachable(
                            place: place.text, message: error.problems[0].message))
                }
            }
        }
        if outcome.askedCount == 0, let first = failures.first {
            throw MirrorError(
                .network, "no repository answers: \(first.problems[0].message)",
                hints: first.problems[0].hints, attempts: first.attempts)
        }
        // What a name is called elsewhere shows only when it is known where it exists.
        for (place, names) in table.missing {
            guard let file = files.asked.first(where: { $0.distro.name == place.distro }) else {
                continue
            }
            // It answered a moment ago; where it does no longer, nothing is proposed.
            try? await with(place, file, refreshing: false) { market throws(MirrorError) in
                for name in names {
                    table.propose(
                        try await market.equivalents(of: name, sources: table.sources(of: name)),
                        for: name, at: place)
                }
            }
        }
        let hasMore = files.asked.contains { file in
            file.distro.repositories.contains { $0.isOptional && !options.with.contains($0.id) }
        }
        table.report(
            manifest,
            hint: hasMore ? "`--with` asks repositories, too, that are off by default" : nil, &log)
        return outcome
    }

    private func wishes(_ file: Workspace.DistroFile, _ architecture: String) -> [Wish] {
        manifest.wishes(
            forGroups: file.distro.groups.map(\.name), distro: file.distro.name,
            architecture: architecture
        ).map(\.wish)
    }

    private func with(
        _ place: Place, _ file: Workspace.DistroFile, refreshing: Bool = true,
        _ body: (NameMarket) async throws(MirrorError) -> Void
    ) async throws(MirrorError) {
        // Warnings about repositories are for those who build.
        let silent = BuildObserver { [observer] event in
            if case .phase = event { return }
            if case .warning(let text) = event { return observer.report(.note(text)) }
            observer.report(event)
        }
        try await Freshness.answer(options, silent, refreshes: refreshes && refreshing) {
            (options, observer, _) throws(MirrorError) in
            let session = try Session(options, observer)
            defer { session.client.shutdown() }
            let plan = try DistroPlan(
                file, architecture: place.architecture, options: options)
            let indexes = try await UpstreamIndexes.load(
                BuildContext(
                    session: session, plan: plan, manifest: manifest, baselines: BaselinePlan()))
            try await body(NameMarket(indexes, observer))
        }
    }
}

/// For each wish where it exists and where not.
struct AbsenceTable {

    /// One line of the manifest.
    fileprivate struct Line {
        var wish: Wish
        var present: [AbsenceLint.Place] = []
        var absent: [AbsenceLint.Place] = []
    }

    /// The lines in the order in which they were met.
    private var lines: [Line] = []
    private var numbers: [SourceSpan: Int] = [:]
    /// The source packages of names that exist, each as often as it was seen first.
    private var known: [String: [String]] = [:]
    private var proposals: [AbsenceLint.Place: [String: [NameMarket.Equivalent]]] = [:]

    /// Notes which wishes a place has something for.
    mutating func note(_ wishes: [Wish], at place: AbsenceLint.Place, _ market: NameMarket)
        async throws(MirrorError)
    {
        let paths = try await market.owned(paths: wishes)
        for wish in wishes {
            let number = numbers[wish.span] ?? lines.count
            if number == lines.count {
                lines.append(Line(wish: wish))
                numbers[wish.span] = number
            }
            var exists = false
            for target in wish.alternatives {
                switch target.kind {
                case .group, .environment, .module: exists = true
                case .path: exists = exists || paths.contains(target.name)
                case .glob: exists = exists || market.hasName(like: target.name)
                case .name:
                    for name in [target.name] + target.dashedSplits.map(\.name) {
                        guard market.has(name) else { continue }
                        exists = true
                        for source in market.sources(of: name)
                        where known[name]?.contains(source) != true {
                            known[name, default: []].append(source)
                        }
                    }
                }
            }
            if exists {
                lines[number].present.append(place)
            } else {
                lines[number].absent.append(place)
            }
        }
    }

    /// The names that are looked for under other names, by place.
    var missing: [(place: AbsenceLint.Place, names: [String])] {
        var places: [AbsenceLint.Place] = []
        var names: [AbsenceLint.Place: [String]] = [:]
        for line in lines where !line.wish.isOptional {
            for place in line.absent {
                if names[place] == nil { places.append(place) }
                names[place, default: []] += line.names
            }
        }
        return places.map { ($0, names[$0] ?? []) }
    }

    /// The source packages of a name, where it exists.
    func sources(of name: String) -> [String] { known[name] ?? [] }

    /// Takes what a name may be called at a place.
    mutating func propose(
        _ equivalents: [NameMarket.Equivalent], for name: String, at place: AbsenceLint.Place
    ) {
        proposals[place, default: [:]][name] = equivalents
    }

    // MARK: - What is reported

    /// - Parameter hint: What is said of a name that is nowhere.
    func report(_ manifest: Manifest, hint: String?, _ log: inout LintLog) {
        for line in lines where !line.absent.isEmpty {
            if line.wish.isOptional, !line.present.isEmpty { continue }
            var notes: [String] = []
            if !line.present.isEmpty {
                notes.append("it is in \(AbsenceTable.text(line.present))")
                notes.append("it is not in \(AbsenceTable.text(line.absent))")
            }
            let all = line.present.count + line.absent.count
            let isOne = line.wish.alternatives.count == 1
            let message =
                line.present.isEmpty
                ? "\(isOne ? "" : "nothing of ")`\(line.wish.text)` exists \(isOne ? "nowhere" : "anywhere") where it is wished for: \(AbsenceTable.text(line.absent))"
                : "\(isOne ? "" : "something of ")`\(line.wish.text)` exists on \(line.present.count) of the \(all) distros and architectures that take it"
            log.add(
                line.wish.isOptional ? .warning : .error, .absent, manifest.file,
                MirrorError.Problem(
                    message, excerpt: manifest.excerpt(for: line.wish, notes: notes),
                    hints: hints(for: line)
                        + (line.present.isEmpty ? [hint].compactMap(\.self) : [])))
        }
    }

    /// What would do instead: one hint for each name with the places where it has it.
    private func hints(for line: Line) -> [String] {
        var order: [String] = []
        var places: [String: [AbsenceLint.Place]] = [:]
        for place in line.absent {
            for name in line.names {
                for equivalent in proposals[place]?[name] ?? [] {
                    let text =
                        "`\(name)` may be `\(equivalent.name)` (\(equivalent.evidence.words(of: name)))"
                    if places[text] == nil { order.append(text) }
                    places[text, default: []].append(place)
                }
            }
        }
        let firm = order.filter { !$0.hasSuffix("(\(NameMarket.Evidence.nearName.words(of: "")))") }
        // Names that merely look alike are for where nothing else is known.
        return (firm.isEmpty ? order : firm).prefix(6).map { text in
            "\(text) in \(AbsenceTable.text(places[text] ?? []))"
        }
    }

    /// `debian12 (amd64, arm64), rocky9 (x86_64)`.
    private static func text(_ places: [AbsenceLint.Place]) -> String {
        var distros: [String] = []
        var architectures: [String: [String]] = [:]
        for place in places {
            if architectures[place.distro] == nil { distros.append(place.distro) }
            architectures[place.distro, default: []].append(place.architecture)
        }
        return distros.map { distro in
            "\(distro) (\((architectures[distro] ?? []).joined(separator: ", ")))"
        }.joined(separator: ", ")
    }
}

extension AbsenceTable.Line {
    /// The names that the wish names, without those of versions.
    fileprivate var names: [String] {
        wish.alternatives.filter { $0.kind == .name }.map(\.name)
    }
}
