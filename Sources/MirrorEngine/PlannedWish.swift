internal import Resolver

/// A wish as packages that would meet it, and where it comes from.
struct PlannedWish: Sendable {
    /// The wish as the user wrote it.
    var wish: ResolverWish
    /// The groups that hold it; `base` for the base set.
    var groups: [String]
    /// Whether it says that a package of a baseline stays, and nobody wrote it.
    var isKept = false
}
