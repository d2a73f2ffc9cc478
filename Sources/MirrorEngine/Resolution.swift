package import Store

/// What a distro's wishes came to: the packages, the lock, and what was noticed on the way.
package struct Resolution {
    /// The packages, with their records.
    package var packages: [PlannedPackage]
    /// The lock.
    package var lock: Lock
    /// Optional wishes that nothing meets here.
    var absent: [String]
    /// What it took until nodes find everything; `nil` where nothing was resolved.
    var stability: StabilityReport?
    /// What asking for fewest bytes came to.
    var sizes: SizeOutcome?
}
