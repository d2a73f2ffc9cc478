import CommandLineKit
import Testing

@Suite struct NaturalOrderTests {
    @Test func `numbers in names count as numbers`() {
        let names = [
            "almalinux8", "almalinux10", "centos-stream9", "centos-stream10", "centos7", "debian",
            "debian9", "debian12", "rocky8.9", "rocky8.10", "ubuntu2204",
            "x99999999999999999999998", "x99999999999999999999999",
        ]
        var shuffled = names
        shuffled.sort(by: >)
        #expect(shuffled != names)
        #expect(shuffled.sorted(by: NaturalOrder.areInOrder) == names)
        // Of names with the same numbers, the one with zeros in front counts as less.
        #expect(NaturalOrder.areInOrder("rocky08.10", "rocky8.10"))
        #expect(!NaturalOrder.areInOrder("rocky8.10", "rocky08.10"))
    }

    @Test(arguments: ["", "a", "9", "a9", "a09", "a9b", "a10", "10", "b", "a9b1", "é2", "é10"])
    func `it is a strict order`(_ name: String) {
        #expect(!NaturalOrder.areInOrder(name, name))
        for other in ["", "a", "9", "a9", "a09", "a9b", "a10", "10", "b"] where other != name {
            #expect(
                NaturalOrder.areInOrder(name, other) != NaturalOrder.areInOrder(other, name))
        }
    }
}
