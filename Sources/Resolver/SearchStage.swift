/// What a search decides first: its stages, in this order.
///
/// A stage begins when nothing is left to decide in those before it. Where a decision or a conflict leaves
/// something open in an earlier one, the search goes on there.
enum SearchStage: CaseIterable {
    /// The wishes, in their order.
    case wishes
    /// With rpm whether what is installed stays as it is.
    case installed
    /// What chosen packages need.
    case dependencies
    /// With rpm what chosen packages recommend, and what supplements them: wishes that may fail, so no wish
    /// and no dependency is ever given up for one. apt takes recommendations among the dependencies.
    case weakDependencies
    /// With rpm whether a choice that was lost by something which is there all the same can be taken back.
    case minimisation
}

/// In which order dependencies are decided: rpm goes round all of them once for each case; apt goes depth
/// first, and knows no rounds.
enum DependencyRound: CaseIterable {
    /// Those of which one candidate is the best.
    case forced
    /// All that are left, from the first on that had several candidates.
    case open
}
