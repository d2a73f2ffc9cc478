internal import MirrorBase
internal import Store

/// A package that will be in the tree: its line of the lock, and where it is fetched from.
struct PlannedPackage: Sendable {
    /// The line of the lock.
    var locked: Lock.Package
    /// The addresses of the archive it comes from, best first.
    var urls: [String]

    /// The component of the published tree.
    var component: String { locked.component }

    /// The stanza, with the published `Filename`, ending in one line feed.
    var stanza: [UInt8] {
        get { Array(locked.record.utf8) }
        set { locked.record = String(decoding: newValue, as: UTF8.self) }
    }
}
