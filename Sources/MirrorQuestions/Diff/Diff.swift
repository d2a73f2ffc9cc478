internal import Archive
internal import Manifest
public import MirrorBase
public import MirrorEngine
public import PackageDiff
internal import PackageModel
internal import Store
internal import SystemIO

/// Finds what changed between two sets of packages that users name.
public struct Diff: Sendable {
    let options: BuildOptions
    let observer: BuildObserver
    /// Whether what the makers wrote about upgrades is looked for.
    let hasChangelogs: Bool

    /// Begins with options and an observer.
    ///
    /// - Parameter changelogs: Whether the changelogs of upgrades are read, which takes a while.
    public init(_ options: BuildOptions, changelogs: Bool, observer: BuildObserver) {
        self.options = options
        self.observer = observer
        hasChangelogs = changelogs
    }

    /// Compares two things that each are a lock, by any of its names, or the directory of a published tree.
    public func run(_ before: String, _ after: String) throws(MirrorError) -> Difference {
        try compare(try place(before), try place(after))
    }

    /// Compares a lock with what it was before.
    ///
    /// `DISTRO/ARCH` is compared with the newest mirror of the history that differs from it, a file with what
    /// the last commit has; what names a build or a revision, with the lock that there is now.
    public func run(since word: String) throws(MirrorError) -> Difference {
        guard case .lock(let reference, _) = try place(word) else {
            throw MirrorError(
                .usage, "nothing is known of what the tree `\(word)` was before",
                hints: ["`mirror diff OLD \(word)` compares it with a lock or another tree"])
        }
        switch reference {
        case .file(let path):
            return try compare(
                .lock(.revision(path, "HEAD"), "\(word)@HEAD"), .lock(reference, word))
        case .revision(let path, _):
            return try compare(.lock(reference, word), .lock(.file(path), path.string))
        case .snapshot(let distro, let architecture, _):
            return try compare(
                .lock(reference, word),
                .lock(
                    .current(distro: distro, architecture: architecture),
                    "\(distro)/\(architecture)"))
        case .current(let distro, let architecture):
            var current = try finder.lock(reference, called: word)
            let history = try History(options)
            var build = try history.build(.latest, distro: distro, architecture: architecture)
            if build.lock == ContentHasher.digest(.sha256, of: current.text) {
                current.build = build
                build = try history.build(.previous, distro: distro, architecture: architecture)
            }
            let before = try finder.lock(
                .snapshot(
                    distro: distro, architecture: architecture, .number(build.number ?? 0)),
                called: word)
            return try difference(.lock(before, nil), .lock(current, nil))
        }
    }

    /// Compares what two manifests come to over the same repositories as they are now.
    ///
    /// Nothing is written but what is kept of upstream's metadata.
    ///
    /// - Parameters:
    ///   - old: A manifest, or `FILE@REVISION`.
    ///   - new: The other one.
    public func run(
        manifests old: String, _ new: String, distro: String, architecture: String
    ) async throws(MirrorError) -> Difference {
        let sides = try await ManifestDiff(
            options: options, observer: observer, hasChangelogs: hasChangelogs
        ).sides((old, new), distro: distro, architecture: architecture)
        return try difference(sides.before, sides.after)
    }

    // MARK: - Sides

    /// What a word means, before anything is read.
    private enum Place: Sendable {
        case lock(LockReference, String)
        case tree(FilePath, String)
        case index(IndexFile, String)
    }

    /// What was read of it.
    private enum Content: Sendable {
        /// A lock and, where it is from no build, when it was made if that is known.
        case lock(FoundLock, Timestamp?)
        case tree(PublishedTree)
    }

    private var finder: LockFinder { LockFinder(options: options, hasRecords: false) }

    private func place(_ word: String) throws(MirrorError) -> Place {
        let status = try onDisk("find `\(word)`") { () throws(SystemError) in
            try Files.status(FilePath(word), followLinks: true)
        }
        if status?.kind == .directory { return .tree(FilePath(word), word) }
        if status != nil, let index = IndexFile(FilePath(word)) { return .index(index, word) }
        let distros = Workspace.names(in: options.distros)
        if status == nil, let lock = try lockWithoutDistro(word, distros.keys) {
            return .lock(.file(lock), word)
        }
        if status == nil, distros[word] != nil {
            throw MirrorError(
                .usage, "`\(word)` is a distro, of which there is a lock for each architecture",
                hints: ["`\(word)/ARCH` is the lock of one"])
        }
        return .lock(try LockReference(word, distros: distros.keys), word)
    }

    /// The lock of `DISTRO/ARCH` where there is one, but no file of that distro: it says what was built. For
    /// a build of the history the file is needed.
    private func lockWithoutDistro(_ word: String, _ distros: some Collection<String>)
        throws(MirrorError) -> FilePath?
    {
        let name = word.prefix { $0 != "@" }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, !distros.contains(parts[0])
        else { return nil }
        let path = options.locks / "\(parts[0])-\(parts[1]).lock.json"
        if !Files.exists(path) { return nil }
        if name.endIndex == word.endIndex { return path }
        throw MirrorError(
            .usage, "there is no file of the distro `\(parts[0])`, of which `\(word)` is a build",
            hints: ["`--distros` says where distro files are; `\(name)` is the lock `\(path)`"])
    }

    private func read(_ place: Place) throws(MirrorError) -> Content {
        switch place {
        case .lock(let reference, let title):
            var found = try finder.lock(reference, called: title)
            switch reference {
            case .revision(let path, let revision):
                return .lock(found, RevisionFiles(revision: revision).time(beside: path))
            case .current(let distro, let architecture):
                found.build = build(of: found, distro: distro, architecture: architecture)
            case .file, .snapshot: break
            }
            return .lock(found, nil)
        case .index(let index, let title):
            return .tree(try PublishedTree(index, called: title))
        case .tree(let path, let title):
            return .tree(try PublishedTree(path, called: title))
        }
    }

    /// The newest build that came to a lock; `nil` where the history does not say.
    private func build(of found: FoundLock, distro: String, architecture: String) -> BuildRecord? {
        let latest = try? History(options).build(
            .latest, distro: distro, architecture: architecture)
        return latest?.lock == ContentHasher.digest(.sha256, of: found.text) ? latest : nil
    }

    /// Reads both sides at once.
    private func compare(_ before: Place, _ after: Place) throws(MirrorError) -> Difference {
        let contents = try Workers.map([before, after], jobs: 2, name: "read") { place in
            Result { () throws(MirrorError) in try read(place) }
        }
        return try difference(try contents[0].get(), try contents[1].get())
    }

    private func difference(_ before: Content, _ after: Content) throws(MirrorError) -> Difference {
        try difference(side(before, beside: after), side(after, beside: before))
    }

    private func side(_ content: Content, beside other: Content) -> DiffSide {
        switch content {
        case .lock(let found, let time):
            var side = DiffSide(found, cache: options.cache)
            side.list.time = found.build?.finished ?? time
            return side
        case .tree(let tree):
            switch other {
            case .lock(let found, _):
                let list = PackageList(found.lock, title: found.title)
                let own = suite(of: found.lock).map(tree.narrowed(to:)) ?? tree
                return DiffSide(list: own.list(beside: list), details: own.details)
            case .tree(let other):
                return DiffSide(
                    list: tree.list(beside: other.list(beside: nil)), details: tree.details)
            }
        }
    }

    /// The suite in which the distro of a lock is published; `nil` where its file is not there, or of no use.
    private func suite(of lock: Lock) -> String? {
        guard let file = try? Workspace.distro(lock.distro, in: options.distros),
            file.distro.family == .deb
        else { return nil }
        return file.distro.suite
    }

    private func difference(_ before: DiffSide, _ after: DiffSide) throws(MirrorError)
        -> Difference
    {
        var difference: Difference
        do throws(ComparisonError) {
            difference = try Difference(from: before.list, to: after.list)
        } catch {
            let words = [before, after].map { side in
                "`\(side.list.title)` has packages of \(side.list.scheme == .rpm ? "rpm" : "dpkg")"
            }
            throw MirrorError(
                .usage, "these cannot be compared: \(words.joined(separator: ", "))",
                hints: ["names and versions of the two have nothing in common"])
        }
        try Annotations(before: before, after: after, hasChangelogs: hasChangelogs)
            .annotate(&difference)
        return difference
    }
}
