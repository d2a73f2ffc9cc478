/// Random numbers that are the same in every run: splitmix64.
///
/// A test that fails names its seed, and the seed brings the failure back.
public struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Starts the sequence of a seed.
    public init(seed: UInt64) { state = seed }

    /// The next sixty-four bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// Some bytes.
    public mutating func bytes(_ count: Int) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(count)
        while result.count < count {
            var word = next()
            for _ in 0..<min(8, count - result.count) {
                result.append(UInt8(truncatingIfNeeded: word))
                word >>= 8
            }
        }
        return result
    }

    /// A word of lower-case letters whose length lies in `lengths`.
    public mutating func word(_ lengths: ClosedRange<Int> = 1...8) -> String {
        let count = Int.random(in: lengths, using: &self)
        let letters = (0..<count).map { _ in UInt8.random(in: 97...122, using: &self) }
        return String(decoding: letters, as: UTF8.self)
    }
}
