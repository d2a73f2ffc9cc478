/// What a person would like to know while a build runs.
public enum BuildEvent: Sendable, Hashable {
    /// A step begins; the text is its name, such as `resolving`.
    case phase(String)
    /// Something worth a line, that needs nobody's action.
    case note(String)
    /// Something that somebody should look at.
    case warning(String)
    /// Something is lost that cannot be had again, which even who wants to hear of nothing is told.
    case loss(String)
    /// Downloading has come so far: bytes and files that are there, and how many there will be.
    case download(bytes: Int, totalBytes: Int, files: Int, totalFiles: Int)
}

/// Where the events of a build go; called from any thread, one call at a time is not promised.
public struct BuildObserver: Sendable {
    /// Takes an event and returns quickly.
    public let report: @Sendable (BuildEvent) -> Void

    /// Makes an observer of a function that returns quickly.
    public init(_ report: @escaping @Sendable (BuildEvent) -> Void = { _ in }) {
        self.report = report
    }
}
