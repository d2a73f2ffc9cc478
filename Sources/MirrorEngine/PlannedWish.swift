package import Resolver

/// A wish as packages that would meet it, and where it comes from.
package struct PlannedWish: Sendable {
    /// The wish as the user wrote it.
    package var wish: ResolverWish
    /// The groups that hold it; `base` for the base set.
    var groups: [String]
}
