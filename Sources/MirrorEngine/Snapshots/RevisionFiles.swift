package import MirrorBase
package import SystemIO

/// Files as a revision of their git repository has them.
package struct RevisionFiles {
    /// The revision, in git's words: `HEAD~1`, `main`, `v1.2`.
    let revision: String

    package init(revision: String) { self.revision = revision }

    /// The bytes of a file at the revision; `nil` where the revision has no such file.
    ///
    /// The file need not be there now, but its directory. What is no revision is an error as
    /// `GitRepository` says.
    package func read(_ path: FilePath) throws(MirrorError) -> [UInt8]? {
        let repository = GitRepository(directory: path.parent)
        let commit = try repository.commit(of: revision)
        let shown = try repository.run(["show", "\(commit):./\(path.lastComponent)"])
        if shown.exitCode == 0 { return shown.output }
        // git tells a file that is not there by the same code as everything else.
        let listed = try repository.run([
            "ls-tree", "--name-only", commit, "--", path.lastComponent,
        ])
        if listed.exitCode == 0, listed.output.isEmpty { return nil }
        throw MirrorError(
            .usage, "git cannot show `\(path)` at `\(revision)`", cause: GitRepository.words(shown))
    }

    /// When the revision was committed; `nil` where git does not say.
    package func time(beside path: FilePath) -> Timestamp? {
        let repository = GitRepository(directory: path.parent)
        guard let commit = try? repository.commit(of: revision),
            let shown = try? repository.run(["show", "-s", "--format=%ct", commit]),
            shown.exitCode == 0
        else { return nil }
        let words = String(decoding: shown.output, as: UTF8.self).split(separator: "\n")
        return words.first.flatMap { Int64($0) }.map(Timestamp.init(seconds:))
    }
}
