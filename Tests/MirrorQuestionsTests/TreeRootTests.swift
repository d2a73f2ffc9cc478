import MirrorBase
import Testing

@testable import MirrorQuestions

/// Trees that are published while they are read.
@Suite struct TreeRootTests {
    /// Reads by roots that follow one another; what the first describes may be gone.
    private func read(_ roots: [UInt8], broken: Set<UInt8>) throws(MirrorError) -> UInt8 {
        var next = 0
        return try TreeRoot.reading { () throws(MirrorError) in
            next += 1
            return [roots[min(next, roots.count) - 1]]
        } _: { (bytes) throws(MirrorError) in
            if broken.contains(bytes[0]) { throw MirrorError(.integrity, "damaged") }
            return bytes[0]
        }
    }

    @Test("what another root took the place of is read by that one")
    func replaced() throws {
        #expect(try read([1], broken: []) == 1)
        #expect(try read([1, 2], broken: [1]) == 2)
        // What the first describes may merely be half of it.
        #expect(try read([1, 2], broken: []) == 2)
    }

    @Test("damage under the same root is damage")
    func damaged() {
        #expect(throws: MirrorError.self) { try read([1], broken: [1]) }
        #expect(throws: MirrorError.self) { try read([1, 2], broken: [2]) }
    }
}
