import MirrorTestSupport
import PackageModel
import SystemIO
import Testing

@Suite struct RPMVersionTests {
    @Test(arguments: [
        ("0:1.0~rc1", "0:1.0", -1), ("0:1.0", "0:1.0^git1", -1), ("0:1.0^git1", "0:1.0.1", -1),
        ("1.0", "0:1.0", 0), ("1:1.0", "9.9", 1), ("1.0-1", "1.0", 1), ("1.0-", "1.0", 0),
        ("1.0-1", "1.0-01", 0), ("a", "1", -1), ("1.0a", "1.0.1", -1), ("2_0", "2.0", 0),
    ])
    func `versions come in rpm's order`(left: String, right: String, order: Int) {
        #expect(RPMVersion.compare(left, right).signum() == order)
        #expect(RPMVersion.compare(right, left).signum() == -order)
    }

    @Test(.enabled(if: Corpora.arePresent, "\(Corpora.notice)"))
    func `rpm's own table of comparisons holds`() throws {
        let path = try #require(Corpora.file("versions/rpm.tsv"))
        let table = try String(
            decoding: Files.read(path), as: UTF8.self)
        var count = 0
        for line in table.split(separator: "\n") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard fields.count >= 3, let order = Int(fields[2]) else { continue }
            let left = Array(fields[0].utf8)
            let right = Array(fields[1].utf8)
            let found = RPMVersion.compareText(
                left.span, left.indices, right.span, right.indices)
            #expect(found.signum() == order, "\(line)")
            count += 1
        }
        #expect(count > 50)
    }
}
