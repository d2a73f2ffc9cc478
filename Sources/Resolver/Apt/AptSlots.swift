internal import MirrorBase
internal import PackageModel

/// The packages as apt counts them: a name on an architecture, of which one version can be there.
///
/// Made once for a client; what apt knows before it is asked for anything.
struct AptSlots {
    /// No version.
    static let none: Int32 = -1

    /// The slot of each package of the universe.
    private(set) var slots: [Int32]
    /// The version that apt would install, by slot.
    private(set) var candidates: [Int32] = []
    /// The version that is installed, by slot.
    private(set) var installed: [Int32] = []
    /// Whether any version of it is `Essential`; by slot.
    private(set) var isEssential: [Bool] = []
    /// Whether any version of it is `Protected`; by slot.
    private(set) var isImportant: [Bool] = []
    /// All slots that the machine cannot do without, whether they are there or not.
    private(set) var needed: [Int] = []
    /// All slots with something installed.
    private(set) var occupied: [Int] = []

    /// The name of each slot.
    private(set) var names: [NameID] = []

    /// The next slot of the same name, on another architecture; by slot.
    private var next: [Int32] = []
    /// The first slot of each name.
    private var first: [Int32]

    var count: Int { candidates.count }

    init(_ universe: Universe, installed set: PackageSet, _ order: CandidateOrder) {
        slots = Array(repeating: AptSlots.none, count: universe.count)
        first = Array(repeating: AptSlots.none, count: universe.names.count)
        for package in universe.packages {
            let slot = add(package, universe)
            slots[package.index] = Int32(slot)
            let traits = universe.traits(package)
            if traits.isEssential { isEssential[slot] = true }
            if traits.isProtected { isImportant[slot] = true }
            if set.contains(package) {
                installed[slot] = Int32(package.index)
                occupied.append(slot)
            }
        }
        for package in universe.packages { consider(package, universe, order) }
        needed = (0..<candidates.count).filter { isNeeded($0) }
    }

    private mutating func add(_ package: PackageID, _ universe: Universe) -> Int {
        let name = universe.name(package).index
        let architecture = universe.nativeOr(universe.architecture(package))
        var slot: Int32 = first[name]
        while slot != AptSlots.none {
            if architectures[Int(slot)] == architecture { return Int(slot) }
            slot = next[Int(slot)]
        }
        candidates.append(AptSlots.none)
        installed.append(AptSlots.none)
        isEssential.append(false)
        isImportant.append(false)
        architectures.append(architecture)
        names.append(universe.name(package))
        next.append(first[name])
        first[name] = Int32(candidates.count - 1)
        return candidates.count - 1
    }

    private var architectures: [UInt8] = []

    /// apt_preferences(5): the highest priority, then the newest; never an earlier one than what is
    /// installed, unless its priority is 1000 or more.
    private mutating func consider(
        _ package: PackageID, _ universe: Universe, _ order: CandidateOrder
    ) {
        let priority = universe.priority(package)
        guard priority > 0 else { return }
        let slot = Int(slots[package.index])
        let version = universe.version(package)
        if installed[slot] != AptSlots.none, priority < 1000 {
            let there = universe.version(PackageID(Int(installed[slot])))
            if universe.compare(version, there) < 0 { return }
        }
        guard candidates[slot] != AptSlots.none else {
            candidates[slot] = Int32(package.index)
            return
        }
        let best = PackageID(Int(candidates[slot]))
        let other = universe.priority(best)
        let isBetter =
            priority == other
            ? universe.compare(version, universe.version(best)) > 0 : priority > other
        if isBetter { candidates[slot] = Int32(package.index) }
    }

    func slot(of package: Int) -> Int { Int(slots[package]) }

    func slot(of package: PackageID) -> Int { Int(slots[package.index]) }

    /// The slots of a name, each for another architecture.
    func slots(named name: NameID) -> [Int] {
        var found: [Int] = []
        var slot = first[name.index]
        while slot != AptSlots.none {
            found.append(Int(slot))
            slot = next[Int(slot)]
        }
        return found
    }

    /// Whether the machine cannot do without it.
    func isNeeded(_ slot: Int) -> Bool { isEssential[slot] || isImportant[slot] }

    /// The slot of a name on the architecture of a package.
    func slot(named name: NameID, beside package: PackageID, _ universe: Universe) -> Int? {
        let architecture = universe.nativeOr(universe.architecture(package))
        return slots(named: name).first { architectures[$0] == architecture }
    }

    /// Whether a package can stand beside the same name on another architecture, and one does.
    func hasInstalledSibling(_ package: PackageID, _ universe: Universe) -> Bool {
        guard universe.traits(package).multiArch == .same else { return false }
        return slots(named: universe.name(package)).contains { installed[$0] != AptSlots.none }
    }
}
