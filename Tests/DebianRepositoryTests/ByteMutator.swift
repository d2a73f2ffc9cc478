/// Damages a text in ways that a seed determines, so that a failure can be repeated.
struct ByteMutator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next(below bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(max(1, bound)))
    }

    /// A copy with some bytes replaced, removed, repeated or cut off.
    mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
        var copy = bytes
        let interesting: [UInt8] = [0, 9, 10, 13, 32, 35, 44, 45, 47, 58, 91, 93, 127, 128, 255]
        for _ in 0...next(below: 6) {
            if copy.isEmpty { return copy }
            let place = next(below: copy.count)
            switch next(below: 6) {
            case 0: copy[place] = UInt8(next(below: 256))
            case 1: copy[place] = interesting[next(below: interesting.count)]
            case 2: copy.remove(at: place)
            case 3: copy.insert(interesting[next(below: interesting.count)], at: place)
            case 4: copy.removeSubrange(place..<min(copy.count, place + next(below: 40)))
            default:
                let end = min(copy.count, place + next(below: 60))
                copy.insert(contentsOf: copy[place..<end], at: place)
            }
        }
        return copy
    }
}
