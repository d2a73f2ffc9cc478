internal import MirrorBase

extension JSONText {
    /// Adds what names a package of a repository.
    mutating func fields(
        _ name: String, version: String, architecture: String, repository: String
    ) {
        field("name", name)
        field("version", version)
        field("arch", architecture)
        field("repository", repository)
    }
}
