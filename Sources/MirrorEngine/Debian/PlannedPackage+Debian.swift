internal import DebianRepository
internal import MirrorBase
internal import Store

extension PlannedPackage {
    /// The component of the published tree.
    var component: String { locked.component }

    /// The stanza, with the published `Filename`, ending in one line feed.
    var stanza: [UInt8] {
        get { Array(locked.record.utf8) }
        set { locked.record = String(decoding: newValue, as: UTF8.self) }
    }

    /// The same package under another path.
    func stanzaMoved(to path: String) throws(MirrorError) -> PlannedPackage {
        var copy = self
        copy.locked.path = path
        do { copy.stanza = try PackageRecord(stanza: stanza).text(filename: path) } catch {
            throw MirrorError(
                .integrity, "the record of `\(locked.name)` cannot be used: \(error)")
        }
        return copy
    }
}
