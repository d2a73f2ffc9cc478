package import MirrorBase
package import SystemIO

/// The git repository that a directory is in, as the program git knows it.
package struct GitRepository {
    /// A directory in it.
    let directory: FilePath

    package init(directory: FilePath) { self.directory = directory }

    /// The id of the one commit that a revision names.
    ///
    /// Whatever git is asked then is asked with the id: its commands understand more than revisions, such as
    /// options, ranges and what is not in one. A revision that does not exist or is no single commit, a
    /// directory that is in no repository, and a machine without git are mistakes of the user.
    package func commit(of revision: String) throws(MirrorError) -> String {
        let inside = try run(["rev-parse", "--git-dir"])
        if inside.exitCode != 0 {
            throw MirrorError(
                .usage, "`\(directory)` is in no git repository", cause: Self.words(inside))
        }
        let known = try run([
            "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}",
        ])
        let id = String(decoding: known.output, as: UTF8.self).prefix { $0 != "\n" }
        if known.exitCode != 0 || id.isEmpty {
            throw MirrorError(
                .usage,
                "there is no revision `\(revision)` in the git repository of `\(directory)`",
                hints: [
                    "`git log --oneline` lists the revisions; a shallow clone has but the last ones"
                ])
        }
        guard id.utf8.allSatisfy({ Hexadecimal.value(of: $0) != nil }) else {
            throw MirrorError(
                .usage, "`\(revision)` names what is not in a revision, and no revision",
                hints: ["a branch, a tag or a commit, such as `origin/main`"])
        }
        return String(id)
    }

    /// Runs git in the directory; that it fails is no error.
    package func run(_ words: [String]) throws(MirrorError) -> ChildProcess.Outcome {
        do { return try ChildProcess.run("git", ["-C", directory.string] + words) } catch {
            throw MirrorError(
                .usage, "cannot run git: \(error.reason)",
                hints: ["git has to be installed for what names a revision"])
        }
    }

    /// What git said of its failure, on one line.
    package static func words(_ outcome: ChildProcess.Outcome) -> String? {
        let text = String(decoding: outcome.errors, as: UTF8.self)
        let lines = text.split(separator: "\n").map(String.init)
        return lines.isEmpty ? nil : lines.joined(separator: "; ")
    }
}
