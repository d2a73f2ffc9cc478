package import MirrorBase

/// Whether the user has asked the run to end.
package enum Interruption {
    /// Throws where the run is to end; called between steps, before anything that shows outside.
    package static func check() throws(MirrorError) {
        if Task.isCancelled { throw MirrorError(.interrupted, "interrupted") }
    }
}
