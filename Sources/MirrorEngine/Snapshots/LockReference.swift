public import MirrorBase
public import SystemIO

/// What a user calls a lock by.
public enum LockReference: Sendable, Hashable {
    /// A file: `locks/debian12-amd64.lock.json`.
    case file(FilePath)
    /// A file as a revision of its git repository has it: `locks/debian12-amd64.lock.json@HEAD~1`.
    case revision(FilePath, String)
    /// The lock that the next build compares with: `debian12/amd64`.
    case current(distro: String, architecture: String)
    /// A build of the history: `debian12/amd64@3`.
    case snapshot(distro: String, architecture: String, Moment)

    /// Which build of the history is meant.
    public enum Moment: Sendable, Hashable {
        /// The one of that number.
        case number(Int)
        /// `@latest`: the newest one that came to a mirror.
        case latest
        /// `@previous`: the newest one before it that came to another mirror.
        case previous
        /// A date: the newest one that was over by then, in UTC; a day counts to its end.
        case by(Timestamp)
    }

    /// Reads what a user wrote.
    ///
    /// A file of that name comes first. Else what stands before `@` decides: a distro and an architecture
    /// mean the history, a path means a revision.
    ///
    /// - Parameter distros: The names of the distros that there are.
    public init(_ text: String, distros: some Collection<String>) throws(MirrorError) {
        if Files.exists(FilePath(text)) {
            self = .file(FilePath(text))
            return
        }
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
            .map(String.init)
        let words = parts[0].split(separator: "/", omittingEmptySubsequences: false)
            .map(String.init)
        if words.count == 2, distros.contains(words[0]), !words[1].isEmpty {
            if parts.count == 1 {
                self = .current(distro: words[0], architecture: words[1])
            } else {
                self = .snapshot(
                    distro: words[0], architecture: words[1], try Moment(parts[1], of: text))
            }
            return
        }
        if let (path, revision) = Self.revision(text) {
            self = .revision(path, revision)
            return
        }
        var hints = [
            "a lock file, `FILE@REVISION`, `DISTRO/ARCH`, or `DISTRO/ARCH@N` of the history"
        ]
        let near = Suggestion.near(words[0], among: distros)
        if words.count == 2, !near.isEmpty {
            hints.insert(
                "did you mean \(near.map { "`\($0)/\(words[1])`" }.joined(separator: " or "))?",
                at: 0)
        }
        throw MirrorError(.usage, "there is nothing called `\(text)` to read", hints: hints)
    }

    /// The path and the revision of `PATH@REVISION`.
    ///
    /// Either may hold a sign of its own: `HEAD@{1}`, or a directory of that name. The first sign behind a file
    /// counts, or, where there is none now, the first one behind the directories that there are.
    private static func revision(_ text: String) -> (FilePath, String)? {
        let signs = text.indices.filter { text[$0] == "@" }
        func parts(_ sign: String.Index) -> (FilePath, String)? {
            let revision = String(text[text.index(after: sign)...])
            return sign == text.startIndex || revision.isEmpty
                ? nil : (FilePath(String(text[..<sign])), revision)
        }
        let known = signs.compactMap(parts).first { path, _ in
            (try? Files.status(path, followLinks: true))?.kind == .file
        }
        if let known { return known }
        let slashes = text.indices.filter { text[$0] == "/" }
        let end = slashes.last { slash in
            let path = FilePath(String(text[...slash]))
            return (try? Files.status(path, followLinks: true))?.kind == .directory
        }
        return signs.first { $0 > (end ?? text.startIndex) }.flatMap(parts)
            ?? signs.first.flatMap(parts)
    }
}

extension LockReference.Moment {
    /// Reads what stands behind `@`; `text` is what messages say that it is part of.
    public init(_ word: String, of text: String) throws(MirrorError) {
        switch word {
        case "latest": self = .latest
        case "previous": self = .previous
        default:
            if let number = Int(word), number > 0 {
                self = .number(number)
            } else if let time = Timestamp(day: word) ?? Timestamp(time: word) {
                self = .by(time)
            } else {
                throw MirrorError(
                    .usage,
                    "`\(word)`\(word == text ? "" : " of `\(text)`") names no build of the history",
                    hints: [
                        "a number of `mirror history`, `latest`, `previous`, a day such as `2026-11-21`, or a time such as `2026-11-21T10:00:00Z`"
                    ])
            }
        }
    }
}

extension Timestamp {
    /// A time like `2026-11-21T10:00:00Z`; seconds and `Z` may be left out, and a minute counts to its end.
    init?(time text: String) {
        let whole = text.hasSuffix("Z") ? text : text + "Z"
        if let time = Timestamp(iso8601: whole) {
            self = time
        } else {
            guard let start = Timestamp(iso8601: whole.dropLast() + ":00Z") else { return nil }
            self.init(seconds: start.seconds + 59)
        }
    }

    /// The last second of a day that is written like `2026-11-21`, in UTC.
    init?(day: String) {
        guard day.utf8.count == 10, let start = Timestamp(iso8601: day + "T00:00:00Z") else {
            return nil
        }
        self.init(seconds: start.seconds + 86_399)
    }
}
