import MirrorTestSupport
import SystemIO

/// One of libsolv's test files: repositories, and episodes of jobs with their results.
///
/// Lines that begin with `#>` are the text of the instruction before them; other lines that begin with `#` are
/// comments. `nextjob` begins another episode over the same repositories.
struct LibsolvCase {
    struct Repository {
        var name: String
        var priority: Int
        /// Lines of testtags.
        var lines: [String]
    }

    struct Result {
        /// What is asserted: `transaction,problems`, `rules`, `jobs` or `genid`.
        var kind: String
        var lines: [String]
    }

    struct Episode {
        var jobs: [String] = []
        var solverFlags: Set<String> = []
        /// Pairs of versions, as text.
        var comparisons: [String] = []
        /// Dependencies, as text.
        var dependencies: [String] = []
        var results: [Result] = []

        var isEmpty: Bool {
            jobs.isEmpty && comparisons.isEmpty && dependencies.isEmpty && results.isEmpty
        }
    }

    private(set) var repositories: [Repository] = []
    private(set) var episodes: [Episode] = []
    private(set) var architecture = "x86_64"
    private(set) var installed = ""
    private(set) var poolFlags: Set<String> = []
    private(set) var disabled: [String] = []

    init(_ path: FilePath) throws {
        let text = String(decoding: try Files.read(path), as: UTF8.self)
        var blocks: [(line: String, body: [String])] = []
        for line in text.split(separator: "\n") {
            let line = line.drop { $0 == " " || $0 == "\t" }
            if line.hasPrefix("#>"), !blocks.isEmpty {
                blocks[blocks.count - 1].body.append(String(line.dropFirst(2)))
            } else if !line.isEmpty, !line.hasPrefix("#") {
                blocks.append((String(line), []))
            }
        }
        var episode = Episode()
        for block in blocks {
            if block.line == "nextjob" {
                episodes.append(episode)
                episode = Episode()
            } else {
                try take(block.line, block.body, into: &episode, path)
            }
        }
        if !episode.isEmpty { episodes.append(episode) }
    }

    private mutating func take(
        _ line: String, _ body: [String], into episode: inout Episode, _ path: FilePath
    ) throws {
        let words = line.split(separator: " ").map(String.init)
        let rest = words.dropFirst().joined(separator: " ")
        switch words[0] {
        case "repo":
            // `-99.-1000` is a priority with a second one behind it.
            let priority = words[2].split(separator: ".").first.flatMap { Int($0) } ?? 0
            var lines = body
            if words.count > 4, words[4] != "<inline>" {
                let bytes = try Files.read(path.parent / words[4])
                lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
                    .map(String.init)
            }
            repositories.append(Repository(name: words[1], priority: priority, lines: lines))
        case "system":
            if words[1] != "unset" { architecture = words[1] }
            if words.count > 3 { installed = words[3] }
        case "poolflags": poolFlags.formUnion(words.dropFirst())
        case "solverflags": episode.solverFlags.formUnion(words.dropFirst())
        case "disable": disabled.append(rest)
        case "job": episode.jobs.append(rest)
        case "evrcmp": episode.comparisons.append(rest)
        case "genid": episode.dependencies.append(rest)
        case "result":
            // Of two of a kind the last counts, as in libsolv's reader.
            episode.results.removeAll { $0.kind == words[1] }
            episode.results.append(Result(kind: words[1], lines: body))
        case "feature": break
        default: throw RPMScenario.Mistake(line: line)
        }
    }

    // MARK: - What can be used

    /// Flags that change nothing where nothing is installed, or that the resolver always has.
    private static let harmless: Set<String> = [
        "allowvendorchange", "keepexplicitobsoletes", "bestobeypolicy", "keeporphans",
        "yumobsoletes", "implicitobsoleteusescolors", "whatprovideswithdisabled",
    ]

    /// Whether packages are installed from the start.
    var hasInstalledPackages: Bool {
        repositories.contains {
            $0.name == installed && $0.lines.contains { $0.hasPrefix("=Pkg:") }
        }
    }

    /// Why an episode is no question to the resolver or to `DNFClient`; `nil` where it is one.
    func obstacle(_ episode: Episode) -> String? {
        guard let kind = episode.results.first?.kind else { return "asserts nothing" }
        if kind == "genid" {
            let isKnown = episode.dependencies.allSatisfy { LibsolvText.isDependency($0) }
            return isKnown ? nil : "is about escapes or operators that rpm-md cannot write"
        }
        if kind == "jobs" { return nil }
        if let job = episode.jobs.first(where: { !Self.isUsable($0) }) {
            return "job \(job.split(separator: " ").prefix(1).joined())"
        }
        for flag in episode.solverFlags.union(poolFlags).sorted()
        where !Self.harmless.contains(flag) {
            return "flag \(flag)"
        }
        return nil
    }

    private static func isUsable(_ job: String) -> Bool {
        job.hasPrefix("install ") || job.hasPrefix("excludefromweak name ")
    }
}
