import MirrorBase
import MirrorTestSupport
import PackageDiff
import Testing

@Suite struct DifferenceJSONTests {
    @Test func `every kind of change has its data`() throws {
        var before = try ComparisonTests.list(
            "curl 1 amd64 a main, down 2 amd64 a, gone 1 all a, moved 1 amd64 a main, rebuilt 1 i386 a, same 1 all a",
            "amd64")
        var after = try ComparisonTests.list(
            "curl 2 amd64 b security, down 1 amd64 b, fresh 1 amd64 c, moved 1 amd64 a extra, rebuilt 1 i386 b, same 1 all a",
            "amd64")
        after.distro = "sample"
        before.time = Timestamp(year: 2026, month: 3, day: 1, hour: 4, minute: 5, second: 6)
        before.packages[2].wishes = ["gone"]
        after.packages[2].wishes = ["fresh", "say \"hello\""]
        var difference = try Difference(from: before, to: after)
        difference.changes[0].changelog = [
            ChangelogEntry(
                author: "A <a@example.org> - 2", date: Timestamp(year: 2026, month: 3, day: 4),
                text: "- one\n- two")
        ]
        difference.changes[0].advisories = [
            Advisory(
                id: "SA-1", type: "security", severity: "Important", title: "a | b",
                references: [
                    .init(id: "CVE-2026-1", type: "cve", url: "https://example.org/CVE-2026-1")
                ]),
            Advisory(id: "BA-2", type: "bugfix", severity: nil, title: "b", references: []),
        ]
        let text = difference.json
        let problem = try Golden.difference(text, from: "difference.json")
        #expect(problem == nil, "\(problem ?? "")")
        #expect(throws: Never.self) { try JSONValue(parsing: Array(text.utf8)) }
    }

    @Test func `no difference is data, too`() throws {
        let list = try ComparisonTests.list("curl 1 amd64 a", "amd64")
        let text = try Difference(from: list, to: list).json
        let value = try JSONValue(parsing: Array(text.utf8))
        #expect(value["changes"]?.content == .array([]))
        #expect(value["counts"]?["unchanged"]?.content == .integer(1))
    }
}
