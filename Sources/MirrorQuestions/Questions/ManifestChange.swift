internal import MirrorBase

/// A change to `packages.yaml`, as lines that replace others.
public struct ManifestChange: Sendable, Hashable {
    /// Lines that replace others in one place.
    public struct Edit: Sendable, Hashable {
        /// The group whose list changes.
        public var group: String
        /// The first line that goes, counted from 1; where none goes, the line that the new ones stand before.
        public var line: Int
        /// The lines that go.
        public var former: [String]
        /// The lines that come, with their indentation.
        public var inserted: [String]
        /// The lines that come, below the names of their group: for reading, and for a file of its own.
        public var shown: [String]
        /// How many lines go.
        public var removed: Int { former.count }
    }

    /// The manifest, as it was named.
    public var file: String
    /// What changes, from the top; places do not overlap.
    public var edits: [Edit]
}
