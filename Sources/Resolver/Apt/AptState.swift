/// What apt has marked so far, by slot.
///
/// Every change is noted, so that going back to the beginning costs as much as was changed.
struct AptState: ~Copyable {
    enum Mode: UInt8 {
        /// What is installed stays, or nothing is there.
        case keep
        case install
        case delete
    }

    /// The version that is to be there in the end, or none.
    private(set) var planned: [Int32]
    /// The version that may be chosen; none once it was tried in vain.
    private(set) var candidates: [Int32]
    private(set) var modes: [Mode]
    /// What must not change any more.
    private(set) var isProtected: [Bool]
    /// The slots that were changed, each once, in the order of the first change.
    private(set) var touched: [Int] = []
    private var isTouched: [Bool]
    /// How many frames are at work on a slot.
    private var work: [UInt8]

    init(_ slots: AptSlots) {
        planned = slots.installed
        candidates = slots.candidates
        modes = Array(repeating: .keep, count: slots.count)
        isProtected = Array(repeating: false, count: slots.count)
        isTouched = Array(repeating: false, count: slots.count)
        work = Array(repeating: 0, count: slots.count)
    }

    private mutating func touch(_ slot: Int) {
        if isTouched[slot] { return }
        isTouched[slot] = true
        touched.append(slot)
    }

    mutating func plan(_ slot: Int, _ version: Int32, _ mode: Mode) {
        touch(slot)
        planned[slot] = version
        modes[slot] = mode
    }

    mutating func setCandidate(_ slot: Int, _ version: Int32) {
        touch(slot)
        candidates[slot] = version
    }

    mutating func protect(_ slot: Int, _ value: Bool = true) {
        touch(slot)
        isProtected[slot] = value
    }

    /// Protects a slot for the time in which its dependencies are looked after.
    mutating func begin(_ slot: Int) { work[slot] &+= 1 }

    mutating func end(_ slot: Int) { work[slot] &-= 1 }

    /// Whether a slot must not change now.
    func isFixed(_ slot: Int) -> Bool { isProtected[slot] || work[slot] > 0 }

    /// Goes back to what is installed.
    mutating func reset(_ slots: AptSlots) {
        for slot in touched {
            planned[slot] = slots.installed[slot]
            candidates[slot] = slots.candidates[slot]
            modes[slot] = .keep
            isProtected[slot] = false
            isTouched[slot] = false
        }
        touched.removeAll(keepingCapacity: true)
    }
}
