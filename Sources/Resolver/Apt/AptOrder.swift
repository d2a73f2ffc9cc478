internal import MirrorBase
internal import PackageModel

/// In which order apt's problem resolver looks at packages.
///
/// By score, and where that is the same, as they lie in apt's cache: by a hash of the name.
struct AptOrder {
    struct Key: Comparable {
        var score: Int
        var bucket: UInt32
        var slot: Int

        static func < (left: Key, right: Key) -> Bool {
            if left.score != right.score { return left.score > right.score }
            if left.bucket != right.bucket { return left.bucket < right.bucket }
            return left.slot < right.slot
        }
    }

    private let scores: [Int]

    init(_ scores: [Int]) { self.scores = scores }

    func key(_ slot: Int, _ slots: AptSlots, in universe: Universe) -> Key {
        Key(
            score: scores[slot], bucket: AptOrder.bucket(universe.names, slots.names[slot]),
            slot: slot)
    }

    /// The bucket of a name in apt's cache: Bernstein's hash by the default size of the table.
    static func bucket(_ names: borrowing Interner, _ name: NameID) -> UInt32 {
        var hash: UInt32 = 5381
        for byte in names.string(name).utf8 {
            let isUpper = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
            hash = hash &* 33 &+ UInt32(isUpper ? byte + 32 : byte)
        }
        return hash % 196_613
    }
}
