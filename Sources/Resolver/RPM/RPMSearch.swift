internal import PackageModel

/// Where the search for one answer stands.
struct RPMSearch {
    /// A decision that had alternatives.
    struct Branch {
        /// The level before the decision.
        var level: Int
        var candidates: [Int32]
        var isTried: [Bool]
    }

    /// A place in the order of clauses: those of a package that leave a choice, then those of the
    /// question.
    struct Place: Equatable {
        /// The package, or -1 for the clauses of the question.
        var package: Int
        var clause: Int
    }

    enum Outcome {
        case done
        case refuted(ClauseID)
        case exhausted
    }

    /// What came of deciding something.
    enum Step {
        /// Nothing but the decision and what follows.
        case decided
        /// Something was learnt, and decisions were taken back.
        case jumpedBack
        /// The search is over.
        case over(Outcome)
    }

    /// How far a question goes.
    struct Extent {
        /// Whether weak dependencies are followed, where the policy says so.
        var takesWeak = true
        /// Packages that are there in any case.
        var given: [PackageID] = []
    }

    /// What a stage of the search came to.
    enum StageStep {
        /// Nothing is open in it.
        case nothing
        /// Something was decided or taken back, and earlier stages have to be looked at again.
        case changed
        /// The search is over.
        case over(Outcome)
    }

    /// The first clause that the question added, and those of its wishes.
    var firstClause = 0
    var jobs = 0..<0
    var branches: [Branch] = []
    /// Installed packages that wishes have others in mind for, by their place among the installed ones.
    var released: Set<Int> = []
    /// Where among the installed packages the search goes on.
    var installedPlace = 0
    /// Chosen packages with clauses that leave a choice; some may be chosen no more.
    var active: PackageSet
    var activeUpTo = 0
    /// What the chosen packages recommend and suggest, and how much of the trail was looked at.
    var recommended: PackageSet
    var suggested: PackageSet
    var recommendedUpTo = 0
    var openBlocks: [(block: RichDependency.Block, isRecommended: Bool)] = []
    var extent = Extent()
    /// The step of the solver at which the question is given up.
    var stepLimit = 0

    init(packages: Int) {
        active = PackageSet(count: packages)
        recommended = PackageSet(count: packages)
        suggested = recommended
    }

    mutating func begin(_ firstClause: Int) {
        self.firstClause = firstClause
        branches.removeAll(keepingCapacity: true)
        released = []
        installedPlace = 0
        active.removeAll()
        activeUpTo = 0
        forgetRecommended()
    }

    mutating func forgetRecommended() {
        if recommendedUpTo > 0 {
            recommended.removeAll()
            suggested.removeAll()
        }
        recommendedUpTo = 0
        openBlocks.removeAll(keepingCapacity: true)
    }
}
