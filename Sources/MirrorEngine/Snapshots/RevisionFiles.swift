internal import MirrorBase
internal import SystemIO

/// Files as a revision of their git repository has them.
struct RevisionFiles {
    /// The revision, in git's words: `HEAD~1`, `main`, `v1.2`.
    let revision: String

    /// The bytes of a file at the revision; `nil` where the revision has no such file.
    ///
    /// The file need not be there now, but its directory. A revision that does not exist, a directory that
    /// is in no repository, and a machine without git are mistakes of the user.
    func read(_ path: FilePath) throws(MirrorError) -> [UInt8]? {
        let directory = path.parent
        try check(in: directory)
        let shown = try git(in: directory, ["show", "\(revision):./\(path.lastComponent)"])
        if shown.exitCode == 0 { return shown.output }
        // git tells a file that is not there by the same code as everything else.
        let listed = try git(
            in: directory,
            ["ls-tree", "--name-only", revision, "--", path.lastComponent])
        if listed.exitCode == 0, listed.output.isEmpty { return nil }
        throw MirrorError(
            .usage, "git cannot show `\(path)` at `\(revision)`", cause: Self.words(shown))
    }

    /// Refuses a revision that does not exist.
    func check(in directory: FilePath) throws(MirrorError) {
        let inside = try git(in: directory, ["rev-parse", "--git-dir"])
        if inside.exitCode != 0 {
            throw MirrorError(
                .usage, "`\(directory)` is in no git repository", cause: Self.words(inside))
        }
        let known = try git(
            in: directory,
            ["rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"])
        if known.exitCode != 0 {
            throw MirrorError(
                .usage,
                "there is no revision `\(revision)` in the git repository of `\(directory)`",
                hints: [
                    "`git log --oneline` lists the revisions; a shallow clone has but the last ones"
                ])
        }
    }

    private func git(in directory: FilePath, _ words: [String]) throws(MirrorError)
        -> ChildProcess.Outcome
    {
        do { return try ChildProcess.run("git", ["-C", directory.string] + words) } catch {
            throw MirrorError(
                .usage, "cannot run git, which knows `\(revision)`: \(error.reason)",
                hints: ["git has to be installed for what names a revision"])
        }
    }

    /// What git said, on one line.
    private static func words(_ outcome: ChildProcess.Outcome) -> String? {
        let text = String(decoding: outcome.errors, as: UTF8.self)
        let lines = text.split(separator: "\n").map(String.init)
        return lines.isEmpty ? nil : lines.joined(separator: "; ")
    }
}
