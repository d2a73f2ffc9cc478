internal import MirrorBase

/// What it took until nodes find everything that their package managers choose.
public struct StabilityReport: Sendable, Hashable {
    /// A package that is in the mirror for nodes, beside what all wishes of a set take together.
    public struct Addition: Sendable, Hashable {
        /// The package: `name version architecture`, or `name-version-release.architecture`.
        public var package: String
        /// The program that takes it: `apt`, `dnf` or `yum`.
        public var program: String
        /// What for: `` `curl` ``, ``the group `common` ``, `set 1`.
        public var question: String
    }

    /// How often the mirror was asked everything that a node may ask; once where nothing was missing.
    public var rounds = 0
    /// What was added, in order.
    public var additions: [Addition] = []
}

extension StabilityReport {
    /// Writes the field `stability` of an object.
    func write(to json: inout JSONText) {
        json.key("stability")
        json.beginObject()
        json.field("rounds", rounds)
        json.key("additions")
        json.beginArray()
        for addition in additions {
            json.beginObject()
            json.field("package", addition.package)
            json.field("program", addition.program)
            json.field("for", addition.question)
            json.endObject()
        }
        json.endArray()
        json.endObject()
    }
}
