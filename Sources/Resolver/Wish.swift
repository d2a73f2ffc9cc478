public import PackageModel

/// One thing to install, as packages that would do.
public struct ResolverWish: Sendable, Hashable {
    /// How messages and locks name it.
    public var label: String
    /// The packages that meet it, the preferred one first.
    public var candidates: [PackageID]
    /// Whether what it brings in may bring in what that recommends, where the policy allows it at all.
    public var takesRecommended: Bool

    /// Whether, with rpm, only the best of the candidates will do where the policy says so.
    public var takesBest: Bool
    /// With rpm: the wish counts only if one of these packages is installed anyway.
    public var condition: [PackageID]?

    /// Whether nobody wishes for it: it is on the machine, and it, or what can take its place, has to stay.
    public var isInstalled = false

    /// Makes a wish of a label and the packages that meet it, the preferred one first.
    public init(
        label: String, candidates: [PackageID], takesRecommended: Bool = true,
        takesBest: Bool = true, condition: [PackageID]? = nil
    ) {
        self.label = label
        self.candidates = candidates
        self.takesRecommended = takesRecommended
        self.takesBest = takesBest
        self.condition = condition
    }
}

/// The answer to one question.
public enum ResolverAnswer: Sendable {
    /// These packages, which can be installed together and meet every wish.
    case solved(Solution)
    /// No set of packages meets these wishes together; why, and which wishes take part.
    case unsatisfiable(Refutation)
    /// The search took that many steps (`StepBudget`) and was given up.
    case undecided(steps: Int)
}

/// A set of packages that can be installed together, and why each is in it.
public struct Solution: Sendable, Hashable {
    /// A package that was chosen.
    public struct Choice: Sendable, Hashable {
        /// The package.
        public var package: PackageID
        /// The package whose dependency brought it in; `nil` for one that was wished.
        public var parent: PackageID?
        /// The first wish, by its number, that it was chosen for.
        public var wish: Int

        /// Makes a choice of its parts.
        public init(package: PackageID, parent: PackageID?, wish: Int) {
            self.package = package
            self.parent = parent
            self.wish = wish
        }
    }

    /// The chosen packages, in the order in which they were chosen.
    public var choices: [Choice]
    /// What the search for fewest bytes came to, where there was one.
    public var sizes: SizeReport?

    /// The chosen packages, in the order in which they were chosen.
    public var packages: [PackageID] { choices.map(\.package) }
}
