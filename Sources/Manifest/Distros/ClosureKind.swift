/// How much of what could serve a wish a mirror holds.
public enum ClosureKind: String, Sendable, Hashable, CaseIterable {
    /// What a client would choose.
    case exact
    /// Every provider of every need, on and on, as `repotrack` takes them.
    case broad
}
