public import MirrorBase

/// One package that is not as it was.
public struct Change: Sendable, Hashable {
    /// What happened to it; each change is of one kind, the first that holds in this order.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// It was not there.
        case added
        /// It is there no more.
        case removed
        /// Its version is later than it was.
        case upgraded
        /// Its version is earlier than it was.
        case downgraded
        /// It has the same version, and another content.
        case rebuilt
        /// It is the same, and comes from another repository.
        case moved
    }

    /// What happened.
    public var kind: Kind
    /// The package as it was; `nil` where it was added.
    public var before: PackageList.Package?
    /// The package as it is; `nil` where it was removed.
    public var after: PackageList.Package?
    /// What its makers say of the versions between the two, newest first; none where nobody says.
    public var changelog: [ChangelogEntry]
    /// The advisories that came with the versions between the two, newest first; none where nobody says.
    public var advisories: [Advisory]

    /// Makes a change of its parts.
    public init(
        kind: Kind, before: PackageList.Package?, after: PackageList.Package?,
        changelog: [ChangelogEntry] = [], advisories: [Advisory] = []
    ) {
        precondition(before != nil || after != nil, "a change is of a package")
        self.kind = kind
        self.before = before
        self.after = after
        self.changelog = changelog
        self.advisories = advisories
    }

    /// The package's name.
    public var name: String { after?.name ?? before?.name ?? "" }
    /// The architecture, as it is now where there is one.
    public var architecture: String { after?.architecture ?? before?.architecture ?? "" }
    /// How many bytes more the mirror has for it; negative where it has fewer.
    public var sizeChange: Int { (after?.size ?? 0) - (before?.size ?? 0) }
    /// Whether it comes from another repository than before, whatever else happened to it.
    public var changesRepository: Bool {
        guard let before, let after else { return false }
        return before.repository != after.repository && !before.repository.isEmpty
            && !after.repository.isEmpty
    }
}

/// What the makers of a package wrote about one version of it.
public struct ChangelogEntry: Sendable, Hashable {
    /// Who wrote it, with the version as rpm's changelogs have it: `Name <mail> - 1.2-3`.
    public var author: String
    /// The day it bears.
    public var date: Timestamp
    /// What it says, lines as they are.
    public var text: String

    /// Makes an entry of its parts.
    public init(author: String, date: Timestamp, text: String) {
        self.author = author
        self.date = date
        self.text = text
    }
}

/// What a distribution announced about an update.
public struct Advisory: Sendable, Hashable {
    /// Something it refers to, such as a CVE.
    public struct Reference: Sendable, Hashable {
        /// Its own name: `CVE-2026-1234`.
        public var id: String
        /// Its kind, in the metadata's word: `cve`, `bugzilla`.
        public var type: String
        /// Where to read more; empty where nobody says.
        public var url: String

        /// Makes a reference of its parts.
        public init(id: String, type: String, url: String) {
            self.id = id
            self.type = type
            self.url = url
        }
    }

    /// Its own name: `RLSA-2026:1234`.
    public var id: String
    /// Its kind, in the metadata's word: `security`, `bugfix`, `enhancement`.
    public var type: String
    /// How bad it is, in the metadata's word; `nil` where it does not say.
    public var severity: String?
    /// Its title.
    public var title: String
    /// What it refers to.
    public var references: [Reference]

    /// Makes an advisory of its parts.
    public init(
        id: String, type: String, severity: String?, title: String, references: [Reference]
    ) {
        self.id = id
        self.type = type
        self.severity = severity
        self.title = title
        self.references = references
    }
}
