internal import PackageModel

/// The wish for as few bytes as possible, which stands above the client's taste.
public struct SizeObjective: Sendable {
    /// The size of every package's file in bytes; one that is not known is zero.
    public var sizes: [Int]
    /// How many steps the search for something smaller may take; then the smallest found so far counts.
    ///
    /// A step is a literal whose consequences were drawn, a conflict, or a clause that was looked at.
    public var stepBudget: Int

    /// Makes an objective; the default budget is some seconds of work.
    public init(_ sizes: [Int], stepBudget: Int = 50_000_000) {
        self.sizes = sizes
        self.stepBudget = stepBudget
    }

    /// What a package costs; every package costs something, so that none is taken without need.
    func cost(_ package: PackageID) -> Int { max(1, size(package)) }

    func size(_ package: PackageID) -> Int { sizes[package.index] }

    func total(_ packages: some Sequence<PackageID>) -> Int {
        packages.reduce(0) { $0 + size($1) }
    }
}

/// What the search for fewest bytes came to.
public struct SizeReport: Sendable, Hashable {
    /// The bytes of what the client would choose.
    public var usual: Int
    /// The bytes of the answer, at most as many.
    public var bytes: Int
    /// Whether nothing smaller exists; else it is the smallest that was found within the budget.
    public var isProven: Bool

    /// Makes a report of its parts.
    public init(usual: Int, bytes: Int, isProven: Bool) {
        self.usual = usual
        self.bytes = bytes
        self.isProven = isProven
    }

    /// Several answers as one.
    public static func + (left: SizeReport, right: SizeReport) -> SizeReport {
        SizeReport(
            usual: left.usual + right.usual, bytes: left.bytes + right.bytes,
            isProven: left.isProven && right.isProven)
    }
}
