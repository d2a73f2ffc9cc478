public import MirrorBase

/// The solution of one distribution and architecture: what is installed, from where, and for which wish.
///
/// A value that is written to `locks/<distro>-<arch>.lock.json` and read from there; the file form is in
/// `text` and `init(reading:)`. It is always in canonical order: packages by name, version and
/// architecture, bytewise; options, reasons and set numbers sorted.
public struct Lock: Sendable, Hashable {
    /// The number of the file form that is written and read.
    public static let schema = 1

    /// The distro's id.
    public var distro: String
    /// The architecture, in the distribution's own word (`amd64`, `x86_64`).
    public var architecture: String
    /// What the answer depends on.
    public var inputs: Inputs
    /// What was solved together, in the manifest's order.
    public var sets: [WishSet]
    /// What is installed, in canonical order.
    public let packages: [Package]
    /// What is published about the packages beside their records; none with deb.
    public var documents: [Document]
    /// What the answer takes for granted on the machine; nothing unless a baseline is assumed.
    public var assumed: Assumed

    /// Makes a lock; the packages are put in canonical order.
    public init(
        distro: String, architecture: String, inputs: Inputs, sets: [WishSet], packages: [Package],
        documents: [Document] = [], assumed: Assumed = Assumed()
    ) {
        self.distro = distro
        self.architecture = architecture
        self.inputs = inputs
        self.sets = sets
        self.packages = Lock.sorted(packages) { $0.precedes($1) }
        self.documents = documents
        self.assumed = assumed
    }

    /// Items in an order, which those of a file mostly have already.
    private static func sorted<Item>(_ items: [Item], by isBefore: (Item, Item) -> Bool) -> [Item] {
        for index in items.indices.dropFirst() where !isBefore(items[index - 1], items[index]) {
            return items.sorted(by: isBefore)
        }
        return items
    }

    /// The same lock with other packages.
    public func with(packages: [Package]) -> Lock {
        Lock(
            distro: distro, architecture: architecture, inputs: inputs, sets: sets,
            packages: packages, documents: documents, assumed: assumed)
    }

    /// What the answer depends on.
    public struct Inputs: Sendable, Hashable {
        /// The SHA-256 of the manifest file.
        public var manifest: Digest
        /// The SHA-256 of the distro file.
        public var distro: Digest
        /// The options that change the answer, as `key=value`, sorted.
        public let options: [String]
        /// The repositories, in the distro file's order.
        public var repositories: [Repository]
        /// The baselines, in the order in which they were named.
        public var baselines: [Baseline]

        /// Makes the inputs; the options are sorted.
        public init(
            manifest: Digest, distro: Digest, options: [String], repositories: [Repository],
            baselines: [Baseline] = []
        ) {
            self.manifest = manifest
            self.distro = distro
            self.options = Lock.sorted(options, by: Lock.isBefore)
            self.repositories = repositories
            self.baselines = baselines
        }
    }

    /// One repository as it was when the lock was made.
    public struct Repository: Sendable, Hashable {
        /// Its id in the distro file.
        public var id: String
        /// The suite, such as `bookworm`; empty where the family has none.
        public var suite: String
        /// The SHA-256 of the verified text of its root.
        public var digest: Digest
        /// The date the root bears.
        public var date: Timestamp
        /// The fingerprint of the key that signed the root; `nil` where the repository is unsigned.
        public var signer: String?
        /// Where it was read from, without user name and password.
        public let url: String
        /// The function of the digest by which its root names the list of packages, where that is a weak
        /// one: then the root's signature does not vouch for packages.
        public var weakDigest: String?

        /// Makes a repository; user name and password are taken out of the URL.
        public init(
            id: String, suite: String, digest: Digest, date: Timestamp, signer: String?,
            url: String,
            weakDigest: String? = nil
        ) {
            self.id = id
            self.suite = suite
            self.digest = digest
            self.date = date
            self.signer = signer
            self.url = Lock.withoutCredentials(url)
            self.weakDigest = weakDigest
        }
    }

    /// Wishes that were solved together.
    public struct WishSet: Sendable, Hashable {
        /// The name that reports call it by.
        public var name: String
        /// The wishes as the manifest writes them.
        public var wishes: [String]
        /// Why this is a set of its own, when its wishes cannot be installed beside the others.
        public var conflict: String?

        /// Makes a set of its parts.
        public init(name: String, wishes: [String], conflict: String? = nil) {
            self.name = name
            self.wishes = wishes
            self.conflict = conflict
        }
    }

    /// What a repository says about its packages as a whole, cut down to those of the lock.
    public struct Document: Sendable, Hashable {
        /// The kinds that there are, all of them of rpm; a root names each once at most.
        static let kinds: Set<String> = ["group", "modules", "updateinfo"]

        /// What the root calls it: for rpm `group`, `modules` or `updateinfo`.
        public var kind: String
        /// The document as it is published, before compression.
        public var text: String

        /// Makes a document of its parts.
        public init(kind: String, text: String) {
            self.kind = kind
            self.text = text
        }
    }

    /// One package of the solution.
    public struct Package: Sendable, Hashable {
        /// The package's name.
        public var name: String
        /// The version; for rpm `epoch:version-release`.
        public var version: String
        /// The architecture the package was built for.
        public var architecture: String
        /// The id of the repository it comes from.
        public var repository: String
        /// The part of the published repository that lists it: for deb a component, for rpm empty.
        public var component: String
        /// Where it lies in the published tree, relative to the tree.
        public var path: String
        /// Where it lies upstream, relative to the repository, as the index writes it.
        public var upstream: String
        /// Bytes.
        public var size: Int
        /// The SHA-256 of the file.
        public var sha256: Digest
        /// The SHA-256 of its element of upstream's filelists, which lies in the pool; rpm only.
        public var filelists: Digest?
        /// The SHA-256 of its element of upstream's other, which lies in the pool; rpm only.
        public var other: Digest?
        /// The names of the wishes it is there for, sorted.
        public let reasons: [String]
        /// The numbers of the sets it belongs to, ascending.
        public let sets: [Int]
        /// Whether nothing chose it: it is there because it could serve something that was chosen (`closure:
        /// broad`). What is broad may exclude anything.
        public let isBroad: Bool
        /// Its record in the published index, word for word: for deb a stanza that ends in one line feed,
        /// for rpm the element of primary.
        public var record: String

        /// Makes a package; reasons and set numbers are sorted. With one set that is `[0]`.
        public init(
            name: String, version: String, architecture: String, repository: String,
            component: String = "main", path: String, upstream: String, size: Int, sha256: Digest,
            filelists: Digest? = nil, other: Digest? = nil, reasons: [String], sets: [Int] = [0],
            isBroad: Bool = false, record: String = ""
        ) {
            self.name = name
            self.version = version
            self.architecture = architecture
            self.repository = repository
            self.component = component
            self.path = path
            self.upstream = upstream
            self.size = size
            self.sha256 = sha256
            self.filelists = filelists
            self.other = other
            self.reasons = Lock.sorted(reasons, by: Lock.isBefore)
            self.sets = Lock.sorted(sets, by: <)
            self.isBroad = isBroad
            self.record = record
        }

        /// The canonical order: name, version, architecture, bytewise.
        public func precedes(_ other: Package) -> Bool {
            if name != other.name { return Lock.isBefore(name, other.name) }
            if version != other.version { return Lock.isBefore(version, other.version) }
            return Lock.isBefore(architecture, other.architecture)
        }
    }

    /// Bytewise order of the UTF-8 form, which no locale and no Unicode version changes.
    static func isBefore(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    /// A URL without `user:password@`; a lock is committed and shared.
    static func withoutCredentials(_ url: String) -> String {
        let bytes = Array(url.utf8)
        let separator = Array("://".utf8)
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            bytes[colon...].starts(with: separator)
        else { return url }
        let start = colon + separator.count
        let ends: [UInt8] = [UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#")]
        let end = bytes[start...].firstIndex { ends.contains($0) } ?? bytes.count
        guard let sign = bytes[start..<end].lastIndex(of: UInt8(ascii: "@")) else { return url }
        return String(decoding: bytes[..<start] + bytes[(sign + 1)...], as: UTF8.self)
    }
}
