internal import MirrorBase

/// What a build came to.
public struct BuildSummary: Sendable, Hashable {
    /// How it ended.
    public enum Result: String, Sendable, Hashable {
        /// A new tree is live.
        case published
        /// Nothing is new: neither upstream, nor in the user's files, nor in the tree.
        case unchanged
        /// Only the lock was written.
        case locked
        /// Only resolved; nothing was written.
        case resolved
    }

    /// The distro.
    public var distro: String
    /// The architecture.
    public var architecture: String
    /// How it ended.
    public var result: Result
    /// How many packages there are.
    public var packages: Int
    /// Their size in bytes.
    public var bytes: Int
    /// How many packages were fetched.
    public var downloadedPackages = 0
    /// Bytes that were fetched.
    public var downloadedBytes = 0
    /// How many packages the pool had.
    public var reusedPackages = 0
    /// Bytes that the pool had.
    public var reusedBytes = 0
    /// The wishes of each set; one set unless wishes exclude one another.
    public var sets: [[String]]
    /// For each set the suite that holds it.
    public var suites: [String]
    /// What forced a split into sets.
    public var conflicts: [String]
    /// Optional wishes that nothing meets here.
    public var absent: [String]
    /// What it took until nodes find everything; `nil` where nothing was resolved.
    public var stability: StabilityReport?
    /// What asking for fewest bytes came to; `nil` where that was not asked.
    public var sizes: SizeOutcome?
    /// Where the tree is; `nil` where none was written.
    public var tree: String?
    /// The lock file; `nil` where none was written.
    public var lock: String?
    /// The number that the history gave it; `nil` where it is not recorded.
    public var snapshot: Int?
    /// How long it took.
    public var seconds: Double

    /// The summary as JSON, one object on one line.
    public func json() -> String {
        var json = JSONText()
        json.beginObject()
        json.field("schema", 1)
        json.field("distro", distro)
        json.field("arch", architecture)
        json.field("result", result.rawValue)
        json.field("packages", packages)
        json.field("bytes", bytes)
        for (name, count, size) in [
            ("downloaded", downloadedPackages, downloadedBytes),
            ("reused", reusedPackages, reusedBytes),
        ] {
            json.key(name)
            json.beginObject()
            json.field("packages", count)
            json.field("bytes", size)
            json.endObject()
        }
        json.key("sets")
        json.beginArray()
        for set in sets { json.value(set) }
        json.endArray()
        json.field("suites", suites)
        json.field("conflicts", conflicts)
        json.field("absent", absent)
        if let stability { stability.write(to: &json) }
        sizes?.write(to: &json)
        if let tree { json.field("tree", tree) }
        if let lock { json.field("lock", lock) }
        json.field("milliseconds", Int(seconds * 1000))
        json.endObject()
        return json.text
    }
}
