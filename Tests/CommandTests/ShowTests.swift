import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// `mirror show` over apt's repositories.
@Suite struct ShowTests {
    @Test func `the candidate is shown in full, and other versions as lines`() throws {
        let bench = try Bench(.built)
        try bench.expect(
            bench.mirror("show", "sample", "amd64", "curl", "--quiet"), exits: 0,
            golden: "show-versions")
        try bench.expect(
            bench.mirror("show", "sample", "amd64", "curl", "toolbox", "--all", "--quiet"),
            exits: 0,
            golden: "show-all")
        try bench.expect(
            bench.mirror("show", "sample", "amd64", "libcurl4", "--format", "json", "--quiet"),
            exits: 0, golden: "show-json")
    }

    @Test func `versions, patterns, capabilities and files are understood`() throws {
        let bench = try Bench()
        for (question, golden) in [
            ("curl=7.88.1-10+deb12u5", "show-version"), ("libj*", "show-pattern"),
            ("httpd", "show-provided"), ("/usr/bin/toolbox", "show-file"),
            ("nginx:amd64", "show-architecture"),
        ] {
            try bench.expect(
                bench.mirror("show", "sample", "amd64", question, "--quiet"), exits: 0,
                golden: golden)
        }
    }

    @Test func `what does not exist comes with names that may be meant`() throws {
        let bench = try Bench()
        try bench.directory.write("cache/names/second_amd64", "vieweer\nviewers\n")
        try bench.expect(
            bench.mirror("show", "sample", "amd64", "viewers", "viewer", "--quiet"), exits: 1,
            golden: "show-unknown")
        let missing = try bench.mirror("show", "sample", "amd64", "viewer=9", "--quiet")
        #expect(missing.exitCode == 1, "\(missing.output)")
        #expect(missing.errors.contains("hint: did you mean `viewer=1:0.3-2`?"))
        // Another version would be no answer to what is asked.
        let foreign = try bench.mirror("show", "sample", "amd64", "viewer:i386", "--quiet").errors
        #expect(
            foreign.contains(
                "hint: `viewer` is there for `amd64`; `i386` is not read for sample amd64"),
            "\(foreign)")
        #expect(!foreign.contains("did you mean"), "\(foreign)")
    }

    @Test func `nothing is asked of the network while everything is kept`() throws {
        let bench = try Bench(.built)
        let before = bench.server.requests.count
        let outcome = try bench.mirror("show", "sample", "amd64", "curl", "-v")
        #expect(outcome.exitCode == 0)
        #expect(outcome.errors.contains("note: answering from the indexes that earlier runs kept"))
        #expect(bench.server.requests.count == before)
        #expect(
            try bench.mirror("show", "sample", "amd64", "curl", "--refresh").exitCode == 0)
        #expect(bench.server.requests.count > before)
        let empty = try Bench()
        let offline = try empty.mirror("show", "sample", "amd64", "curl", "--offline")
        #expect(offline.exitCode == 3)
        #expect(offline.errors.contains("hint: "), "\(offline.errors)")
        #expect(try empty.mirror("show", "sample", "amd64").exitCode == 2)
    }

    @Test func `a lock that is damaged keeps nobody from looking`() throws {
        let bench = try Bench(.built)
        try bench.directory.write("locks/sample-amd64.lock.json", "{")
        let outcome = try bench.mirror("show", "sample", "amd64", "curl")
        #expect(outcome.exitCode == 0)
        #expect(outcome.errors.contains("warning: the lock "), "\(outcome.errors)")
        let question = try bench.mirror("why-not", "sample", "amd64", "curl")
        #expect(question.exitCode == 2, "\(question.errors)")
    }

    @Test func `what records hold does not act on a terminal`() throws {
        let bench = try Bench()
        let hostile = "a\u{1B}]0;title\u{7}\u{9B}31m\u{8}b"
        bench.upstream.add(
            DebPackage(
                name: "hostile", version: "1", architecture: "amd64",
                fields: [
                    "Maintainer": hostile, "Homepage": hostile, "Section": hostile,
                    "Description": "\(hostile)\n \(hostile)\n .\n \(hostile)",
                ], files: ["/usr/share/hostile": ""]),
            to: "sample")
        bench.moveUpstreamOn()
        try bench.writeUpstream()
        for more in [["--quiet"], ["--all", "--quiet"], ["--format", "json", "--quiet"]] {
            let outcome = try bench.run(
                ["show", "sample", "amd64", "hostile"] + more + bench.options)
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.output.contains("hostile"))
            let controls = outcome.output.unicodeScalars.filter {
                $0 != "\n" && $0.properties.generalCategory == .control
            }
            #expect(controls.isEmpty, "\(more): \(outcome.output)")
        }
    }

    /// The facts of apt itself, over the same archive.
    @Test(.enabled(if: Tool.isAsked("apt-cache"), "apt is not installed"))
    func `versions, candidate, sizes and relations are those of apt`() throws {
        let bench = try Bench()
        let root = try TemporaryDirectory("apt")
        for name in ["state/lists/partial", "cache/archives/partial", "etc/preferences.d"] {
            try Files.makeDirectory(root / name)
        }
        try root.write("status", "")
        let upstream = bench.directory / "upstream"
        try root.write(
            "etc/sources.list",
            "deb [trusted=yes] file:\(upstream) sample main contrib\ndeb [trusted=yes] file:\(upstream) sample-security main\n"
        )
        try root.write(
            "apt.conf",
            """
            Dir "/"; Dir::State "\(root / "state")"; Dir::State::status "\(root / "status")";
            Dir::Cache "\(root / "cache")"; Dir::Etc "\(root / "etc")";
            Dir::Etc::trusted "/dev/null"; Dir::Etc::trustedparts "/dev/null";
            APT::Architecture "amd64"; APT::Architectures { "amd64"; };
            Acquire::Languages "none"; APT::Sandbox::User "root";

            """)
        let environment = ["APT_CONFIG": (root / "apt.conf").string]
        try Subprocess.check("apt-get", ["-q", "update"], environment: environment)
        for name in ["curl", "libcurl4", "nginx", "postfix", "toolbox", "python3-yaml"] {
            let records = try Subprocess.check(
                "apt-cache", ["show", name], environment: environment
            )
            .output.split(separator: "\n\n").map(String.init)
            let policy = try Subprocess.check(
                "apt-cache", ["policy", name], environment: environment
            ).output
            let shown = try Shown(bench, "amd64", name)
            #expect(shown.texts("version") == records.map { Shown.field("Version", $0) })
            #expect(shown.texts("sha256") == records.map { Shown.field("SHA256", $0) })
            #expect(shown.texts("size") == records.map { Shown.field("Size", $0) })
            #expect(shown.texts("section") == records.map { Shown.field("Section", $0) })
            for kind in ["Depends", "Recommends", "Provides", "Conflicts"] {
                #expect(
                    shown.relations(kind) == records.map { Shown.field(kind, $0) },
                    "\(name) \(kind)")
            }
            let candidate = policy.firstMatch(of: /Candidate: (\S+)/)?.1
            #expect(shown.candidates == [candidate.map(String.init) ?? ""], "\(name)")
        }
    }
}

/// What `mirror show --format json` says of one name.
struct Shown {
    private let packages: [JSONValue]

    init(_ bench: Workbench, _ architecture: String, _ name: String) throws {
        let outcome = try bench.mirror(
            "show", "sample", architecture, name, "--format", "json", "--quiet")
        let value = try JSONValue(parsing: outcome.standardOutput)
        packages = Self.list(Self.list(value["answers"]).first?["packages"])
    }

    var candidates: [String] {
        packages.filter { $0["candidate"]?.content == .truth(true) }.map {
            Self.text($0["version"])
        }
    }

    /// A field of each version, empty where it has none.
    func texts(_ key: String) -> [String] { packages.map { Self.text($0[key]) } }

    /// The relations of a kind of each version, as one text.
    func relations(_ kind: String) -> [String] {
        packages.map { package in
            let list = Self.list(package["relations"]).first { Self.text($0["kind"]) == kind }
            return Self.list(list?["texts"]).map { Self.text($0) }.joined(separator: ", ")
        }
    }

    /// A field of a stanza; empty where it has none.
    static func field(_ name: String, _ stanza: String) -> String {
        let line = stanza.split(separator: "\n").first { $0.hasPrefix(name + ": ") }
        return line.map { String($0.dropFirst(name.count + 2)) } ?? ""
    }

    private static func list(_ value: JSONValue?) -> [JSONValue] {
        if case .array(let values) = value?.content { values } else { [] }
    }

    private static func text(_ value: JSONValue?) -> String {
        switch value?.content {
        case .string(let text): text
        case .integer(let number): "\(number)"
        default: ""
        }
    }
}

/// `mirror show` over rpm repositories.
@Suite(.enabled(if: RPMBench.isPossible, "\(RPMBench.notice)"))
struct RPMShowTests {
    @Test func `streams, licence and relations are shown`() throws {
        let bench = try RPMBench()
        let outcome = try bench.mirror("show", "sample", "x86_64", "nodejs", "--all", "--quiet")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let versions = outcome.output.split(separator: "\n\n")
        #expect(versions.count == 3)
        #expect(
            versions[0].hasPrefix("nodejs 1:30.0.0-1.el8 x86_64  (is hidden by the active stream"))
        #expect(versions[1].contains("  Modules       nodejs:20\n"))
        #expect(versions[2].hasPrefix("nodejs 1:18.19.0-1.module_el8 x86_64  (candidate)\n"))
        #expect(versions[2].contains("  Modules       nodejs:18 (active)\n"))
        #expect(versions[2].contains("  Licence       MIT\n"))
        #expect(versions[2].contains("  Recommends    npm\n"))
        let nginx = try bench.mirror("show", "sample", "x86_64", "nginx", "--quiet").output
        for text in [
            "Summary       A server for the web & <mail>",
            "Homepage      https://nginx.example.org/?a=1&b=2",
            "Vendor        Sample \"Vendor\"", "Repository    appstream, priority 99",
        ] { #expect(nginx.contains("  " + text + "\n"), "\(nginx)") }
    }

    @Test func `versions, patterns, capabilities and files are understood`() throws {
        let bench = try RPMBench()
        for (question, first) in [
            ("curl=7.61.1-30.el8", "curl 7.61.1-30.el8 x86_64"),
            ("curl-7.61.1-30.el8", "curl 7.61.1-30.el8 x86_64"),
            ("glibc.i686", "glibc 2.28-251.el8 i686"),
            ("smtpdaemon", "`smtpdaemon` is provided by"),
            ("libc.so.6()(64bit)", "`libc.so.6()(64bit)` is provided by"),
            ("/usr/share/sample/mime.types", "`/usr/share/sample/mime.types` is in"),
            ("libjpeg*", "name"),
        ] {
            let outcome = try bench.mirror("show", "sample", "x86_64", question, "--quiet")
            #expect(outcome.exitCode == 0, "\(question): \(outcome.errors)")
            #expect(outcome.output.hasPrefix(first), "\(question): \(outcome.output)")
        }
        let unknown = try bench.mirror("show", "sample", "x86_64", "viewerr", "--quiet")
        #expect(unknown.exitCode == 1)
        #expect(unknown.errors.contains("hint: did you mean `viewer`?"), "\(unknown.errors)")
    }

    /// The facts of dnf itself, over the same repositories.
    @Test(.enabled(if: Tool.isAsked("dnf"), "dnf is not installed"))
    func `versions, licences, sizes and relations are those of dnf`() throws {
        let bench = try RPMBench()
        let root = try TemporaryDirectory("dnf")
        var options = [
            "-q", "--releasever=8", "--installroot=\(root / "root")",
            "--setopt=reposdir=/nonexistent",
            "--setopt=cachedir=\(root / "cache")", "--forcearch=x86_64", "--nogpgcheck",
            "--setopt=module_platform_id=platform:el8",
        ]
        for name in RPMSample.repositories {
            let path = bench.directory / "upstream" / RPMSample.path(name, "x86_64")
            options += ["--repofrompath=\(name),file://\(path)", "--repo=\(name)"]
        }
        for name in ["curl", "nginx", "toolbox", "chooser"] {
            let shown = try Shown(bench, "x86_64", name)
            let format =
                "%{epoch}:%{version}-%{release}|%{license}|%{downloadsize}|%{url}|%{summary}"
            let lines = try Subprocess.check(
                "dnf", ["repoquery"] + options + ["--qf", format, name]
            ).output.split(separator: "\n").map(String.init)
            let keys = ["version", "license", "size", "homepage", "summary"].map(shown.texts)
            let told = keys[0].indices.map { index in
                keys.map { $0[index] }.joined(separator: "|")
            }
            #expect(Set(told) == Set(lines.map { $0.replacing("(none)", with: "") }), "\(name)")
            let needs = try Subprocess.check(
                "dnf", ["repoquery"] + options + ["--requires", "--latest-limit=1", name]
            ).output.split(separator: "\n").map(String.init)
            let own = shown.relations("Requires")[0]
            for need in needs where !need.hasPrefix("rpmlib(") {
                #expect(own.contains(need), "\(name): \(own)")
            }
        }
    }
}
