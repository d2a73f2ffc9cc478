public import MirrorBase
public import YAML

/// `packages.yaml`: named groups of wishes.
///
/// A group is a list; a mapping of lists is one level of nesting, whose groups are called `outer.inner`.
public struct Manifest: Sendable {
    /// One group.
    public struct Group: Sendable {
        /// Its name, `outer.inner` where it is nested.
        public var name: String
        /// Where its name stands.
        public var span: SourceSpan
        /// Its lines in order.
        public var wishes: [Wish]
    }

    /// The lines of the file.
    public let source: SourceText
    /// The groups in the order of the file.
    public let groups: [Group]
    private let indexes: [String: Int]

    /// The file as the user named it.
    public var file: String { source.file }

    /// Reads a manifest.
    ///
    /// - Parameters:
    ///   - file: the name for messages.
    ///   - bytes: the content.
    /// - Throws: every mistake of the file at once.
    public init(file: String, bytes: [UInt8]) throws(ManifestErrors) {
        let source = SourceText(file: file, bytes: bytes)
        let log = ProblemLog(source)
        let root = YAMLComposer.compose(bytes, log: log)
        let groups = root.map { ManifestDecoder(log).groups($0) } ?? []
        if root == nil, log.problems.isEmpty {
            log.report("the manifest is empty", at: .start)
        }
        self.source = source
        self.groups = groups
        indexes = Dictionary(
            groups.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        reportCycles(to: log)
        try log.finish()
    }

    /// Makes a manifest without groups, for questions that none is needed for.
    public init() {
        source = SourceText(file: "", bytes: [])
        groups = []
        indexes = [:]
    }

    /// The group of that name.
    public func group(_ name: String) -> Group? { indexes[name].map { groups[$0] } }

    /// The line of a wish of this manifest, marked.
    public func excerpt(for wish: Wish, notes: [String] = []) -> SourceExcerpt {
        source.excerpt(wish.span, notes: notes)
    }
}

/// A wish and the group it is written in.
public struct GroupedWish: Sendable, Hashable {
    /// The group that holds the line.
    public var group: String
    /// The wish, with only those alternatives that hold for the architecture it was asked for.
    public var wish: Wish

    /// Makes a wish of a group.
    public init(group: String, wish: Wish) {
        self.group = group
        self.wish = wish
    }
}

extension Manifest {
    /// What the groups ask for on one distro and architecture, in the order of groups and lines.
    ///
    /// `@group` is replaced by what that group holds, each group counting once; a group that the manifest
    /// does not have stays as a wish, since it may be one of the repositories'. The architecture may
    /// be named in any family's words. Unknown names in `names` are passed over: checking a distro
    /// against the manifest reports them.
    public func wishes(forGroups names: [String], distro: String, architecture: String)
        -> [GroupedWish]
    {
        var found: [GroupedWish] = []
        var seen: Set<String> = []
        for name in names {
            collect(name, distro, architecture, seen: &seen, into: &found)
        }
        return found
    }

    private func collect(
        _ name: String, _ distro: String, _ architecture: String, seen: inout Set<String>,
        into found: inout [GroupedWish]
    ) {
        guard let group = group(name), seen.insert(name).inserted else { return }
        for var wish in group.wishes {
            guard wish.distros.allows(distro), wish.architectures.allows(architecture) else {
                continue
            }
            wish.alternatives.removeAll { !$0.architectures.allows(architecture) }
            if wish.alternatives.isEmpty { continue }
            if let target = referenced(by: wish) {
                collect(target, distro, architecture, seen: &seen, into: &found)
            } else {
                found.append(GroupedWish(group: name, wish: wish))
            }
        }
    }

    /// The group that a wish takes in: the first of its alternatives that this manifest has.
    ///
    /// Groups are alternatives of groups only, so no name is passed over.
    func referenced(by wish: Wish) -> String? {
        wish.alternatives.first {
            $0.kind == .group && $0.profile == nil && indexes[$0.name] != nil
        }?.name
    }

    /// Notes groups that take in themselves, each circle once.
    private func reportCycles(to log: ProblemLog) {
        var finished: Set<String> = []
        var path: [String] = []
        func visit(_ name: String) {
            guard !finished.contains(name), let group = group(name) else { return }
            path.append(name)
            for wish in group.wishes {
                guard let next = referenced(by: wish) else { continue }
                if let start = path.firstIndex(of: next) {
                    let circle = (path[start...] + [next]).map { "`\($0)`" }
                    log.report(
                        "group `\(next)` takes in itself: \(circle.joined(separator: " -> "))",
                        at: wish.span)
                } else {
                    visit(next)
                }
            }
            path.removeLast()
            finished.insert(name)
        }
        for group in groups { visit(group.name) }
    }
}
