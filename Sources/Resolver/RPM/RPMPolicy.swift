internal import PackageModel

/// What an `RPMResolver` does beyond what dependencies demand; the defaults are those of dnf on EL 8 and
/// later, without weak dependencies.
public struct RPMPolicy: Sendable {
    /// Whether recommended and supplementing packages come along (dnf's `install_weak_deps`).
    public var weakDependencies: Bool
    /// Whether a wish is met only by the best build of what it names (dnf's `best`).
    public var best: Bool
    /// Packages that must not be installed: dnf's excludes, and what modules hide.
    public var excluded: PackageSet
    /// Packages that weak dependencies do not bring in (dnf's `exclude_from_weak`).
    public var excludedFromWeak: PackageSet
    /// Whether what installed packages recommend, or what supplements them, stays out where it is not
    /// installed (dnf's `exclude_from_weak_autodetect`).
    public var leavesOutWeak = true
    /// Capabilities whose providers can be installed in several versions (dnf's `installonlypkgs`).
    public var installOnly: [String]
    /// Packages that are chosen before all others wherever they are candidates, whatever is newer or better:
    /// what a former answer held. What is the best without regard to them meets a demand for the best too.
    public var preferred = PackageSet(count: 0)
    /// Fewest bytes as an objective above dnf's taste; `nil` for none.
    public var objective: SizeObjective?
    /// How many steps one question may take (`StepBudget`) before it is given up.
    public var stepBudget: Int

    /// dnf's own list of what can be installed in several versions.
    public static let defaultInstallOnly = [
        "kernel", "kernel-PAE", "installonlypkg(kernel)", "installonlypkg(kernel-module)",
        "installonlypkg(vm)", "multiversion(kernel)",
    ]

    /// Makes a policy.
    public init(
        weakDependencies: Bool = false, best: Bool = true,
        excluded: PackageSet = PackageSet(count: 0),
        excludedFromWeak: PackageSet = PackageSet(count: 0),
        installOnly: [String] = RPMPolicy.defaultInstallOnly, stepBudget: Int = StepBudget.standard
    ) {
        self.weakDependencies = weakDependencies
        self.best = best
        self.excluded = excluded
        self.excludedFromWeak = excludedFromWeak
        self.installOnly = installOnly
        self.stepBudget = stepBudget
    }
}
