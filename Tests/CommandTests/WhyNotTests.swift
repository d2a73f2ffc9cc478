import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// `mirror why-not` over apt's repositories.
@Suite struct WhyNotTests {
    private static let old = "7.88.1-10+deb12u5"
    private static let new = "7.88.1-10+deb12u8"

    private func bench(_ start: Bench.Start = .fresh, _ wishes: String...) throws -> Bench {
        let bench = try Bench(start)
        if !wishes.isEmpty {
            try bench.directory.write(
                "packages.yaml", "common:\n" + wishes.map { "  - \($0)\n" }.joined())
        }
        return bench
    }

    /// A package without files of upstream's main component.
    private func add(_ name: String, _ version: String, _ depends: String, to bench: Bench) {
        bench.upstream.add(
            DebPackage(
                name: name, version: version, architecture: "amd64",
                fields: ["Depends": depends.isEmpty ? "libc6" : depends],
                files: ["/usr/share/\(name)/\(version)": version]),
            to: "sample")
    }

    // MARK: - It is there

    @Test func `what the lock has is told from the lock alone`() throws {
        let bench = try bench(.built)
        try Files.removeTree(bench.directory / "cache")
        try bench.expect(
            bench.mirror("why-not", "sample", "amd64", "curl", "--offline"), exits: 0,
            golden: "why-not-locked")
        let version = try WhyNotCheck(bench, "amd64", "curl (>= 7.88)", "--offline")
        #expect(version.result == "locked")
    }

    @Test func `what the lock has by another name is found in the kept indexes`() throws {
        let bench = try bench(.built)
        #expect(try bench.mirror("why-not", "sample", "amd64", "/usr/bin/curl").exitCode == 0)
        for spec in ["httpd", "/usr/bin/curl", "libcurl4/sample-security"] {
            #expect(
                try WhyNotCheck(bench, "amd64", spec, "--offline").result == "locked", "\(spec)")
        }
    }

    @Test func `without a lock it tells what a build would choose`() throws {
        let bench = try bench()
        try bench.expect(
            bench.mirror("why-not", "sample", "amd64", "libcurl4", "--quiet"), exits: 0,
            golden: "why-not-chosen")
    }

    @Test func `what is on the targets already is nobody's to choose`() throws {
        let bench = try bench()
        try bench.directory.write(
            "installed.txt", "viewer 1:0.3-2 amd64\nlibjpeg62-turbo 1:2.1.5-2 amd64\n")
        let baseline = (bench.directory / "installed.txt").string
        let check = try WhyNotCheck(bench, "amd64", "viewer", "--baseline", baseline)
        #expect(check.result == "assumed" && check.exitCode == 0, "\(check.headline)")
    }

    // MARK: - It can be had

    @Test func `what nobody wishes for comes with the line that brings it`() throws {
        let bench = try bench()
        try bench.expect(
            bench.mirror("why-not", "sample", "amd64", "mail-client", "--quiet"), exits: 0,
            golden: "why-not-available")
        let check = try WhyNotCheck(bench, "amd64", "mail-client")
        #expect(check.result == "available" && check.exitCode == 0)
        try check.expectProposalsHold(bringing: ["mail-client 2.0-1"])
    }

    @Test func `the line goes where the distro has a group of its own, as the file is written`()
        throws
    {
        let forms = [
            "common: [curl]\nsample:\n    - viewer\n\nother:\n  - adduser\n",
            "common: [curl]\nsample: []\n", "common: [curl]\nsample: [viewer]\n",
            "common: [curl]\nsample:\n- viewer\n", "common: [curl]\nsample:\n",
            "common: [curl]\nsample:\n  - name: viewer\n    optional: yes\n",
            "common: [curl]\nsample: # its own\n  - viewer # one\n  # the last line\nother: [adduser]",
        ]
        for form in forms {
            let bench = try bench()
            try bench.edit("distros/sample.yaml", "groups: [common]", "groups: [sample, common]")
            try bench.directory.write("packages.yaml", form)
            let check = try WhyNotCheck(bench, "amd64", "toolbox")
            try check.expectProposalsHold(bringing: ["toolbox 1.4~rc1-1"])
        }
    }

    @Test func `in a group of several distros the line is for the one alone`() throws {
        let bench = try bench()
        let text = try bench.text(bench.directory / "distros/sample.yaml")
        try bench.directory.write(
            "distros/second.yaml",
            text.replacing("name: sample", with: "name: second")
                .replacing("path: sample", with: "path: second"))
        try bench.expect(
            bench.mirror("why-not", "sample", "amd64", "toolbox (>= 1.0)", "--quiet"), exits: 0,
            golden: "why-not-shared")
        let check = try WhyNotCheck(bench, "amd64", "toolbox (>= 1.0)")
        try check.expectProposalsHold(bringing: ["toolbox 1.4~rc1-1"])
        // The lines of the other distros stay as they are.
        let other = try WhyNotCheck(bench, "amd64", "curl (= \(Self.old))")
        try other.expectProposalsHold(bringing: ["curl \(Self.old)"])
        let output = try bench.mirror("why-not", "sample", "amd64", "rival").output
        #expect(
            output.contains("- {name: \"nginx\", arch: [amd64], distros: [\"!sample\"]}\n"),
            "\(output)")
        try WhyNotCheck(bench, "amd64", "rival").expectProposalsHold(
            bringing: ["rival 3.0-1", "rival 3.0-1"])
    }

    @Test func `wishes in several sets leave room for more`() throws {
        let bench = try bench(.fresh, "nginx", "rival")
        let check = try WhyNotCheck(bench, "amd64", "toolbox")
        #expect(check.result == "available", "\(check.headline)")
        #expect(check.hints.contains { $0.contains("are in 2 sets") }, "\(check.hints)")
        try check.expectProposalsHold(bringing: ["toolbox 1.4~rc1-1"])
    }

    // MARK: - Another version

    @Test func `another version comes with what prefers it and with what would change`() throws {
        let bench = try bench()
        let spec = "curl (= \(Self.old))"
        try bench.expect(
            bench.mirror("why-not", "sample", "amd64", spec, "--quiet"), exits: 0,
            golden: "why-not-newer")
        let check = try WhyNotCheck(bench, "amd64", spec)
        #expect(check.result == "other")
        try check.expectProposalsHold(bringing: ["curl \(Self.old)"])
    }

    @Test func `a wish of several groups is rewritten once in each line`() throws {
        let bench = try bench()
        try bench.edit("distros/sample.yaml", "groups: [common]", "groups: [common, more, tools]")
        try bench.directory.write(
            "packages.yaml",
            "common: &all\n  - curl # both\n  - viewer\nmore:\n  - curl\ntools: *all\n")
        let check = try WhyNotCheck(bench, "amd64", "curl (= \(Self.old))")
        let edits = check.proposals.first?["change"]?["edits"]?.elements ?? []
        #expect(edits.map { $0["line"]?.integer } == [2, 5])
        try check.expectProposalsHold(bringing: ["curl \(Self.old)"])
    }

    @Test func `a priority or a pin of the distro file is the reason where it decides`() throws {
        let bench = try bench()
        try bench.edit(
            "distros/sample.yaml", "    suites: sample\n", "    suites: sample\n    priority: 900\n"
        )
        let check = try WhyNotCheck(bench, "amd64", "curl (= \(Self.new))")
        #expect(check.result == "other", "\(check.headline)")
        #expect(check.headline.contains("priority 900"), "\(check.headline)")
        try check.expectProposalsHold(bringing: ["curl \(Self.new)"])
    }

    @Test func `a dependency is the reason where it decides`() throws {
        let bench = try bench(.fresh, "tied")
        add("tied", "2", "part (<< 2)", to: bench)
        add("tied", "1", "part", to: bench)
        add("part", "1", "", to: bench)
        add("part", "2", "", to: bench)
        bench.moveUpstreamOn()
        try bench.writeUpstream()
        let check = try WhyNotCheck(bench, "amd64", "part (= 2)")
        #expect(check.result == "other", "\(check.headline)")
        #expect(check.reasons == ["`tied 2 amd64` needs `part (<< 2)`"])
        try check.expectProposalsHold(bringing: ["part 2"])
    }

    // MARK: - It cannot be had

    @Test func `a wish for another version is the other side of a conflict`() throws {
        let bench = try bench(.fresh, "'curl (= \(Self.old))' # not yet", "viewer")
        let check = try WhyNotCheck(bench, "amd64", "curl (= \(Self.new))")
        #expect(check.result == "conflict" && check.exitCode == 1, "\(check.headline)")
        #expect(check.headline.contains(Self.old) && check.headline.contains(Self.new))
        try check.expectProposalsHold(bringing: ["curl \(Self.new)", "curl \(Self.new)"])
    }

    @Test func `what excludes a wish is told with both sides and with what would work`() throws {
        let bench = try bench()
        try bench.expect(
            bench.mirror("why-not", "sample", "amd64", "rival", "--quiet"), exits: 1,
            golden: "why-not-conflict")
        let check = try WhyNotCheck(bench, "amd64", "rival")
        #expect(check.answer["explanation"]?["sides"] != nil)
        try check.expectProposalsHold(bringing: ["rival 3.0-1", "rival 3.0-1"])
    }

    @Test func `what can never be installed has its reasons and no remedy`() throws {
        let bench = try bench()
        try bench.expect(
            bench.mirror("why-not", "sample", "amd64", "broken", "--quiet"), exits: 1,
            golden: "why-not-broken")
    }

    @Test func `what does not exist comes with what there is`() throws {
        let bench = try bench()
        for (spec, golden) in [
            ("curl (= 9)", "why-not-version"), ("currl", "why-not-near"),
            ("curl:riscv64", "why-not-architecture"), ("/usr/bin/nothing", "why-not-file"),
            ("zz*", "why-not-pattern"),
        ] {
            try bench.expect(
                bench.mirror("why-not", "sample", "amd64", spec, "--quiet"), exits: 1,
                golden: golden)
        }
    }

    @Test func `a version that does not exist comes with the nearest that works`() throws {
        // What the manifest has already stays as it is, and what others need is no news.
        let bench = try bench()
        let wished = try WhyNotCheck(bench, "amd64", "curl (= 9)")
        #expect(wished.proposals.isEmpty)
        #expect(
            wished.reasons.contains(
                "the wish `curl` as it stands gives `curl \(Self.new) amd64`"),
            "\(wished.reasons)")
        let needed = try WhyNotCheck(bench, "amd64", "libcurl4 (= 9)")
        #expect(needed.proposals.isEmpty)
        #expect(
            needed.reasons.contains(
                "`libcurl4 \(Self.new) amd64` is in the mirror already, for what else is wished"),
            "\(needed.reasons)")
        let other = try WhyNotCheck(bench, "amd64", "toolbox (= 9)")
        try other.expectProposalsHold(bringing: ["toolbox 1.4~rc1-1"])
    }

    @Test func `a wish of the manifest that nothing meets is relaxed`() throws {
        let bench = try bench(.fresh, "viewer", "toolbox (= 9)")
        // Else the line would be for the one architecture alone.
        try bench.directory.write("cache/names/sample_arm64", "toolbox\n")
        for spec in ["toolbox (= 9)", "toolbox (= 8)"] {
            let check = try WhyNotCheck(bench, "amd64", spec)
            #expect(
                check.proposals.first?["text"]?.string
                    == "write `toolbox` instead of `toolbox (= 9)`: it takes the newest")
            let change = try #require(check.proposals.first?["change"])
            let text = try bench.text(bench.directory / "packages.yaml")
            #expect(
                WhyNotCheck.apply(change, to: text) == "common:\n  - viewer\n  - toolbox\n")
        }
    }

    @Test func `a repository that is off is looked into where its indexes are kept`() throws {
        let bench = try bench()
        let unread = try WhyNotCheck(bench, "amd64", "gadget")
        #expect(unread.hints.contains { $0.contains("not looked at: `extra`") })
        let with = try WhyNotCheck(bench, "amd64", "gadget", "--with", "extra")
        #expect(with.result == "chosen", "\(with.headline)")
        let read = try WhyNotCheck(bench, "amd64", "gadget", "--offline")
        #expect(
            read.reasons.contains(
                "`gadget 2:1.0-1 amd64` is in `extra`, which the distro file has off"))
        #expect(read.hints == ["`--with extra` turns it on, here as with `mirror build`"])
    }

    @Test func `what the distro file excludes is told so`() throws {
        let bench = try bench()
        try bench.edit(
            "distros/sample.yaml", "    suites: sample\n",
            "    suites: sample\n    exclude: [viewer]\n")
        let check = try WhyNotCheck(bench, "amd64", "viewer")
        #expect(check.result == "missing")
        #expect(
            check.headline
                == "`viewer 1:0.3-2 amd64` of sample amd64 is excluded from `sample` by the distro file"
        )
        try check.expectProposalsHold(bringing: ["viewer 1:0.3-2"])
    }

    @Test func `a name that other distros have is found there`() throws {
        let bench = try bench()
        try bench.directory.write("cache/names/second_amd64", "curl\nelsewhere\n")
        let check = try WhyNotCheck(bench, "amd64", "elsewhere")
        #expect(check.reasons.contains("`elsewhere` exists in second amd64"))
    }

    // MARK: - Asking

    @Test func `nothing is asked of the network while everything is kept`() throws {
        let bench = try bench(.built)
        let before = bench.server.requests.count
        #expect(try WhyNotCheck(bench, "amd64", "toolbox").result == "available")
        #expect(bench.server.requests.count == before)
        // Where no terminal is, a question is answered without a word of how.
        for command in ["why-not", "show"] {
            #expect(try bench.mirror(command, "sample", "amd64", "toolbox").errors.isEmpty)
        }
        let told = try bench.mirror("why-not", "sample", "amd64", "toolbox", "-v").errors
        #expect(told.contains("reading indexes\n") && told.contains("resolving\n"), "\(told)")
        #expect(told.contains("answering from the indexes that earlier runs kept"), "\(told)")
        #expect(try WhyNotCheck(bench, "amd64", "toolbox", "--refresh").result == "available")
        #expect(bench.server.requests.count > before)
    }

    @Test func `mistakes are told apart from answers`() throws {
        let bench = try bench()
        for (arguments, code) in [
            (["sample", "amd64"], 2), (["nowhere", "amd64", "curl"], 2),
            (["sample", "sparc", "curl"], 2), (["sample", "amd64", "@common"], 2),
            (["sample", "amd64", "curl (>="], 2),
            (["sample", "amd64", "curl", "--refresh", "--offline"], 2),
            (["sample", "amd64", "curl", "--format", "dot"], 2),
            (["sample", "amd64", "toolbox", "--offline", "--quiet"], 3),
        ] {
            let outcome = try bench.run(["why-not"] + arguments + bench.options)
            #expect(outcome.exitCode == Int32(code), "\(arguments): \(outcome.errors)")
            #expect(outcome.errors.hasPrefix("error: "), "\(arguments): \(outcome.errors)")
            #expect(outcome.output.isEmpty)
        }
    }

    @Test func `a manifest whose wishes do not exist can be asked about`() throws {
        let bench = try bench(.fresh, "curl", "nowhere")
        let check = try WhyNotCheck(bench, "amd64", "nowhere")
        #expect(check.result == "missing")
        let outcome = try bench.mirror("why-not", "sample", "amd64", "viewer")
        #expect(outcome.exitCode == 0)
        #expect(
            outcome.errors.contains("left out, since nothing in sample amd64 meets it: `nowhere`"))
    }

    @Test func `a wish that cannot be installed keeps nobody from an answer`() throws {
        let bench = try bench(.fresh, "curl", "broken")
        #expect(try bench.mirror("build", "sample", "amd64", "--lock-only").exitCode == 1)
        let other = try WhyNotCheck(bench, "amd64", "toolbox")
        #expect(other.result == "available" && other.exitCode == 0, "\(other.headline)")
        #expect(
            other.hints.contains {
                $0.contains("leaves out what cannot be installed") && $0.contains("`broken`")
            }, "\(other.hints)")
        let own = try WhyNotCheck(bench, "amd64", "broken")
        #expect(own.result == "conflict" && own.exitCode == 1, "\(own.headline)")
        #expect(own.answer["explanation"] != nil)
        #expect(own.hints.allSatisfy { !$0.contains("leaves out") }, "\(own.hints)")
    }

    @Test func `a wish that cannot be installed is told with the line that can`() throws {
        let bench = try bench(.fresh, "tied", "viewer")
        add("tied", "2", "nowhere", to: bench)
        add("tied", "1", "", to: bench)
        bench.moveUpstreamOn()
        try bench.writeUpstream()
        let check = try WhyNotCheck(bench, "amd64", "tied (= 2)")
        #expect(check.result == "conflict", "\(check.headline)")
        for proposal in check.proposals {
            let text = proposal["text"]?.string ?? ""
            #expect(!text.contains("instead of `tied (= 2)`"), "\(text)")
        }
        try bench.directory.write("packages.yaml", "common:\n  - tied (= 2)\n  - viewer\n")
        let own = try WhyNotCheck(bench, "amd64", "tied (= 2)")
        #expect(own.result == "conflict", "\(own.headline)")
        let proposal = try #require(own.proposals.first)
        #expect(proposal["text"]?.string == "write `tied (= 1)` instead of `tied (= 2)`")
        let text = try bench.text(bench.directory / "packages.yaml")
        #expect(
            WhyNotCheck.apply(try #require(proposal["change"]), to: text)
                == "common:\n  - tied (= 2) [!amd64]\n  - tied (= 1) [amd64]\n  - viewer\n")
        // Another version of the same is written into the line that fails.
        let other = try WhyNotCheck(bench, "amd64", "tied (= 1)")
        #expect(other.result == "available", "\(other.headline)")
        #expect(
            other.proposals.first?["text"]?.string
                == "write `tied (= 1)` instead of `tied (= 2)`")
    }

    @Test func `a change keeps what the line says beside the version`() throws {
        let bench = try bench()
        try bench.directory.write(
            "packages.yaml", "common:\n  - {name: curl, recommends: no, optional: yes}\n")
        let check = try WhyNotCheck(bench, "amd64", "curl (= \(Self.old))")
        let line = check.proposals.first?["change"]?["edits"]?.elements.first?["inserted"]
        #expect(
            line?.elements.last?.string
                == "  - {name: \"curl (= \(Self.old))\", arch: [amd64], optional: yes, recommends: no}"
        )
        try check.expectProposalsHold(bringing: ["curl \(Self.old)"])
    }

    @Test func `a condition that leaves the architecture out is told`() throws {
        let bench = try bench()
        for spec in ["toolbox [arm64]", "toolbox (>= 1) [!amd64]"] {
            let outcome = try bench.mirror("why-not", "sample", "amd64", spec)
            #expect(outcome.exitCode == 2 && outcome.output.isEmpty, "\(spec)")
            #expect(
                outcome.errors.contains("the condition of `\(spec)` leaves amd64 out"),
                "\(outcome.errors)")
        }
        let own = try WhyNotCheck(bench, "amd64", "toolbox [amd64] | viewer [arm64]")
        #expect(own.result == "available", "\(own.headline)")
    }

    @Test func `the baseline of the last build is told of`() throws {
        let bench = try bench()
        let baseline = (bench.directory / "installed.txt").string
        try bench.directory.write("installed.txt", "viewer 1:0.3-2 amd64\n")
        #expect(
            try bench.mirror("build", "sample", "amd64", "--lock-only", "--baseline", baseline)
                .exitCode == 0)
        let check = try WhyNotCheck(bench, "amd64", "toolbox")
        #expect(
            check.hints.contains { $0.contains("the lock was made with `--baseline ") },
            "\(check.hints)")
        let same = try WhyNotCheck(bench, "amd64", "toolbox", "--baseline", baseline)
        #expect(same.hints.allSatisfy { !$0.contains("--baseline") }, "\(same.hints)")
    }
}
