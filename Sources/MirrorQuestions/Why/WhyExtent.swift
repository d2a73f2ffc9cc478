/// What is wanted of an answer to why packages are in a lock.
public struct WhyExtent: Sendable, Hashable {
    /// How many wishes are told of each package; `nil` for all.
    public var wishes: Int?
    /// How many of the shortest ways from each wish are told.
    public var chains: Int
    /// Whether everything from which a way leads to the packages is wanted.
    public var hasTree: Bool

    /// Makes an extent; by default one way from each of the nearest five wishes.
    public init(wishes: Int? = 5, chains: Int = 1, hasTree: Bool = false) {
        self.wishes = wishes
        self.chains = chains
        self.hasTree = hasTree
    }
}
