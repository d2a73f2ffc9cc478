internal import Manifest
internal import MirrorBase
internal import MirrorEngine
internal import PackageModel
internal import Resolver
internal import YAML

/// For each wish where it exists and where not.
struct AbsenceTable {
    /// One line of the manifest.
    fileprivate struct Line {
        var wish: Wish
        var present: [LintPlace] = []
        var absent: [LintPlace] = []
    }

    /// The lines in the order in which they were met.
    private var lines: [Line] = []
    private var numbers: [SourceSpan: Int] = [:]
    /// The source packages of names that exist, each as often as it was seen first.
    private var known: [String: [String]] = [:]
    private var proposals: [LintPlace: [String: [NameMarket.Equivalent]]] = [:]

    /// Notes which wishes a place has something for.
    mutating func note(_ wishes: [Wish], at place: LintPlace, _ market: NameMarket)
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
            for target in wish.alternatives where market.has(target, paths) {
                exists = true
                if target.kind == .name {
                    for name in target.names where market.has(name) {
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
    var missing: [(place: LintPlace, names: [String])] {
        var places: [LintPlace] = []
        var names: [LintPlace: [String]] = [:]
        for line in lines where !line.wish.isOptional {
            for place in line.absent {
                if names[place] == nil { places.append(place) }
                names[place, default: []] += line.names
            }
        }
        return places.map { ($0, names[$0] ?? []) }
    }

    /// The wishes that nothing has where they are wished for, with these places.
    var nowhere: [(wish: Wish, places: [LintPlace])] {
        lines.filter { $0.present.isEmpty }.map { ($0.wish, $0.absent) }
    }

    /// The source packages of a name, where it exists.
    func sources(of name: String) -> [String] { known[name] ?? [] }

    /// Takes what a name may be called at a place.
    mutating func propose(
        _ equivalents: [NameMarket.Equivalent], for name: String, at place: LintPlace
    ) {
        proposals[place, default: [:]][name] = equivalents
    }

    // MARK: - What is reported

    /// - Parameter optional: The repositories that are off, for wishes that are nowhere.
    func report(
        _ manifest: Manifest, optional: [SourceSpan: OptionalHolders], _ log: inout LintLog
    ) {
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
                        + (optional[line.wish.span]?.hints ?? [])))
        }
    }

    /// What would do instead: one hint for each name with the places where it has it.
    private func hints(for line: Line) -> [String] {
        var order: [String] = []
        var places: [String: [LintPlace]] = [:]
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
    fileprivate static func text(_ places: [LintPlace]) -> String {
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

/// The repositories that are off until somebody asks for them, and may have what is nowhere.
struct OptionalHolders {
    /// A repository with the places where it is off.
    private struct Holder {
        var id: String
        var isRead: Bool
        var places: [LintPlace]
    }

    private var holders: [Holder] = []

    /// Notes a repository of a place: one that has it, or that nobody has read.
    mutating func note(_ id: String, at place: LintPlace, isRead: Bool) {
        if let index = holders.firstIndex(where: { $0.id == id && $0.isRead == isRead }) {
            holders[index].places.append(place)
        } else {
            holders.append(Holder(id: id, isRead: isRead, places: [place]))
        }
    }

    /// What is said of them.
    var hints: [String] {
        var hints = holders.filter(\.isRead).map { holder in
            "it is in `\(holder.id)`, which is off by default in \(AbsenceTable.text(holder.places)): `--with \(holder.id)` asks it, too"
        }
        let unread = Set(holders.filter { !$0.isRead }.map(\.id)).sorted()
        if !unread.isEmpty {
            let names = Enumeration.and(unread.map { "`\($0)`" })
            let (verb, it) = unread.count == 1 ? ("is", "it") : ("are", "one")
            hints.append(
                "not looked at: \(names), which \(verb) off by default; `--with \(unread.count == 1 ? unread[0] : "ID")` asks \(it), too"
            )
        }
        return hints
    }
}

extension WishTarget {
    /// The names that it may mean.
    fileprivate var names: [String] { [name] + dashedSplits.map(\.name) }
}

extension NameMarket {
    /// Whether there is something for a target; what lists others counts as there.
    ///
    /// - Parameter paths: The paths among the targets that some package has.
    func has(_ target: WishTarget, _ paths: Set<String>) -> Bool {
        switch target.kind {
        case .group, .environment, .module: true
        case .path: paths.contains(target.name)
        case .glob: hasName(like: target.name)
        case .name: target.names.contains { has($0) }
        }
    }
}
