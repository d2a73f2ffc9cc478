/// What is done about packages that are on a machine already.
public enum BaselineMode: String, Sendable, Hashable, CaseIterable {
    /// They are there: they are not shipped, and nothing that is shipped breaks them.
    case assume
    /// They are shipped, too, with what they need.
    case ship
}
