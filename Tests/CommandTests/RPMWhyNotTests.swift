import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// `mirror why-not` over rpm repositories.
@Suite(.enabled(if: RPMBench.isPossible, "\(RPMBench.notice)"))
struct RPMWhyNotTests {
    private static let old = "7.61.1-30.el8"
    private static let new = "7.61.1-34.el8"

    private func ask(_ bench: RPMBench, _ spec: String, _ more: String = "--quiet") throws
        -> WhyNotCheck
    {
        try WhyNotCheck(bench, "x86_64", spec, more)
    }

    /// How many bytes rpmbuild needs for a package is not the same everywhere.
    private func expect(
        _ bench: RPMBench, _ outcome: Subprocess.Outcome, exits code: Int32, golden: String
    ) throws {
        #expect(outcome.exitCode == code, "\(outcome.errors)\(outcome.output)")
        let text = bench.transcript(outcome).replacing(/[ ]*[+-]?[0-9.]+ k?B\b/, with: " <size>")
        if let difference = try Golden.difference(text, from: golden + ".txt") {
            Issue.record("\(difference)")
        }
    }

    @Test func `what the lock has is told, by its name or by what it provides`() throws {
        let bench = try RPMBench(.built)
        try expect(
            bench, bench.mirror("why-not", "sample", "x86_64", "curl", "--offline"), exits: 0,
            golden: "why-not-rpm-locked")
        for spec in ["webserver", "/usr/sbin/nginx", "curl (>= 7.61)"] {
            let check = try ask(bench, spec, "--offline")
            #expect(check.result == "locked" && check.exitCode == 0, "\(spec): \(check.headline)")
        }
    }

    @Test func `what nobody wishes for comes with the line that brings it`() throws {
        let bench = try RPMBench()
        try expect(
            bench, bench.mirror("why-not", "sample", "x86_64", "mail-client", "--quiet"), exits: 0,
            golden: "why-not-rpm-available")
        let check = try ask(bench, "mail-client")
        try check.expectProposalsHold(bringing: ["mail-client 0:2.0-1.el8"])
        let group = try ask(bench, "@web-server")
        #expect(group.result == "available", "\(group.headline)")
        try group.expectProposalsHold(bringing: ["toolbox 0:2.0-1.el8"])
    }

    @Test func `another version comes with what prefers it and with what would change`() throws {
        let bench = try RPMBench()
        let spec = "curl (= \(Self.old))"
        try expect(
            bench, bench.mirror("why-not", "sample", "x86_64", spec, "--quiet"), exits: 0,
            golden: "why-not-rpm-newer")
        try ask(bench, spec).expectProposalsHold(bringing: ["curl 0:\(Self.old)"])
    }

    @Test func `the priority of a repository is the reason where it decides`() throws {
        let bench = try RPMBench()
        try bench.edit(
            "distros/sample.yaml", "  - id: baseos\n", "  - id: baseos\n    priority: 10\n")
        let check = try ask(bench, "curl (= \(Self.new))")
        #expect(check.result == "other", "\(check.headline)")
        #expect(
            check.headline.contains("`baseos` has priority 10 and `updates` 99"),
            "\(check.headline)")
        try check.expectProposalsHold(bringing: ["curl 0:\(Self.new)"])
    }

    @Test func `what excludes a wish is told with both sides and with what would work`() throws {
        let bench = try RPMBench()
        try expect(
            bench, bench.mirror("why-not", "sample", "x86_64", "rival", "--quiet"), exits: 1,
            golden: "why-not-rpm-conflict")
        let check = try ask(bench, "rival")
        try check.expectProposalsHold(bringing: ["rival 0:3.0-1.el8", "rival 0:3.0-1.el8"])
        try expect(
            bench, bench.mirror("why-not", "sample", "x86_64", "broken", "--quiet"), exits: 1,
            golden: "why-not-rpm-broken")
    }

    @Test func `what a module hides comes with the stream that shows it`() throws {
        let bench = try RPMBench()
        let spec = "nodejs (>= 1:20)"
        try expect(
            bench, bench.mirror("why-not", "sample", "x86_64", spec, "--quiet"), exits: 1,
            golden: "why-not-rpm-module")
        try ask(bench, spec).expectProposalsHold(bringing: ["nodejs 1:20.11.0-1.module_el8"])
    }

    @Test func `what the distro file excludes is told so`() throws {
        let bench = try RPMBench()
        try bench.edit(
            "distros/sample.yaml", "  - id: appstream\n",
            "  - id: appstream\n    exclude: [viewer]\n")
        let check = try ask(bench, "viewer")
        #expect(check.result == "missing" && check.exitCode == 1)
        #expect(
            check.headline
                == "`viewer-1:0.3-2.el8.x86_64` of sample x86_64 is excluded from `appstream` by the distro file"
        )
    }

    @Test func `what does not exist comes with what there is`() throws {
        let bench = try RPMBench()
        for (spec, golden) in [
            ("curl (= 9)", "why-not-rpm-version"), ("currl", "why-not-rpm-near"),
            ("@nothing", "why-not-rpm-group"),
        ] {
            try expect(
                bench, bench.mirror("why-not", "sample", "x86_64", spec, "--quiet"), exits: 1,
                golden: golden)
        }
    }

    @Test func `a repository that is off is looked into where its indexes are kept`() throws {
        let bench = try RPMBench()
        try bench.edit(
            "distros/sample.yaml", "  - id: updates\n", "  - id: updates\n    optional: yes\n")
        #expect(try ask(bench, "curl (= \(Self.new))").result == "missing")
        let with = try WhyNotCheck(bench, "x86_64", "curl", "--with", "updates")
        #expect(with.result == "chosen", "\(with.headline)")
        let read = try ask(bench, "curl (= \(Self.new))", "--offline")
        #expect(
            read.reasons.contains(
                "`curl-\(Self.new).x86_64` is in `updates`, which the distro file has off"),
            "\(read.reasons)")
    }
}
