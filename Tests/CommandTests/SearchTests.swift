import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// `mirror search`: packages of repositories by words.
@Suite struct SearchTests {
    @Test("finds by name, what is provided and summary, in that order, and marks what the lock has")
    func text() throws {
        let bench = try Bench(.built)
        try bench.expect(
            bench.mirror("search", "sample", "amd64", "curl", "--offline"), exits: 0,
            golden: "search")
        try bench.expect(
            bench.mirror("search", "sample", "amd64", "HTTPD", "--format", "json"), exits: 0,
            golden: "search-json")
        try bench.expect(
            bench.mirror("search", "sample", "amd64", "mail", "--format", "list", "--limit", "2"),
            exits: 0, golden: "search-list")
        try bench.expect(
            bench.mirror("search", "sample", "amd64", "curl", "--color", "always", "--limit", "1"),
            exits: 0, golden: "search-color")
    }

    @Test("narrows by part, pattern and exactness")
    func narrowed() throws {
        let bench = try Bench(.built)
        for (words, names) in [
            (["sample of", "post"], ["postfix"]), (["--names", "lib*4"], ["libcurl4"]),
            (["--provides", "mail-transport-agent"], ["exim4-daemon-light", "postfix"]),
            (["--exact", "nginx"], ["nginx"]), (["/usr/bin/dpkg", "--exact"], ["dpkg"]),
            (["/bin/da"], ["dash"]), (["--files", "libcurl.so"], ["libcurl4"]),
            (["--summary", "of tar"], ["tar"]), (["nginx", "--names", "--exact"], ["nginx"]),
        ] {
            let outcome = try bench.run(
                ["search", "sample", "amd64", "--format", "list", "--quiet"] + words
                    + bench.options)
            #expect(outcome.exitCode == 0, "\(words): \(outcome.errors)")
            #expect(outcome.output.split(separator: "\n").map(String.init) == names, "\(words)")
        }
    }

    @Test("finds nothing with near names and other distros, and refuses what cannot be")
    func nothing() throws {
        let bench = try Bench(.built)
        try Files.makeDirectory(bench.directory / "cache/names")
        try bench.directory.write("cache/names/rocky9_x86_64", "a\nbash\ncurll\nz\n")
        try bench.expect(
            bench.mirror("search", "sample", "amd64", "curll"), exits: 1, golden: "search-nothing")
        try bench.expect(
            bench.mirror(
                "search", "sample", "amd64", "curl", "zz", "--names", "--format", "json"),
            exits: 1, golden: "search-nothing-json")
        for (words, code) in [
            (["sample", "amd64", ""], 2), (["sample", "amd64", "a\u{1B}b"], 2),
            (["sampel", "amd64", "a"], 2), (["sample", "s390x", "a"], 2), (["sample", "amd64"], 2),
            (["sample", "amd64", "a", "--limit", "-1"], 2),
            (["sample", "amd64", "a", "--refresh", "--offline"], 2),
        ] as [([String], Int32)] {
            let outcome = try bench.run(["search"] + words + bench.options)
            #expect(outcome.exitCode == code, "\(words): \(outcome.errors)")
        }
    }

    @Test("fetches what is not kept, but not offline, and again where that is asked for")
    func freshness() throws {
        let bench = try Bench()
        try bench.expect(
            bench.mirror("search", "sample", "amd64", "curl", "--offline"), exits: 3,
            golden: "search-offline")
        let search = { (words: [String]) in
            try bench.run(
                ["search", "sample", "amd64", "new", "--names", "-v"] + words + bench.options)
        }
        #expect(try search([]).errors.contains("fetched now"))
        bench.moveUpstreamOn()
        bench.upstream.add(DebPackage(name: "newcomer"), to: "sample")
        try bench.writeUpstream()
        let kept = try search([])
        #expect(kept.exitCode == 1 && kept.errors.contains("kept by an earlier run"))
        #expect(try search(["--refresh"]).output.contains("newcomer"))
        // A damaged index is not there.
        let directory = bench.directory / "cache/search"
        for name in try Files.list(directory) { try Files.replace(directory / name, with: [1, 2]) }
        #expect(try search(["--offline"]).output.contains("newcomer"))
    }

    @Test("no control character of upstream reaches the terminal")
    func hostile() throws {
        let bench = try Bench()
        bench.upstream.add(
            DebPackage(
                name: "hostile",
                fields: [
                    "Description": "red \u{1B}[31m \u{9B}31m bell \u{7}",
                    "Provides": "bad\u{1B}]0;x",
                ]),
            to: "sample")
        try bench.writeUpstream()
        for words in [["hostile"], ["bad"], ["hostile", "--format", "json"]] {
            let outcome = try bench.run(["search", "sample", "amd64"] + words + bench.options)
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let isClean = (outcome.output + outcome.errors).unicodeScalars.allSatisfy {
                $0 == "\n" || $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value)
            }
            #expect(isClean || words.contains("json"), "\(words)")
            #expect(!outcome.output.contains("\u{1B}"))
        }
    }

    @Test(
        "an rpm repository is searched by provides, by files and by what only filelists tells",
        .enabled(if: RPMBench.isPossible, "\(RPMBench.notice)"))
    func rpm() throws {
        let bench = try RPMBench()
        func found(_ words: String...) throws -> [String] {
            let outcome = try bench.run(
                ["search", "sample", "x86_64", "--format", "list", "--quiet"] + words
                    + bench.options)
            return outcome.output.split(separator: "\n").map(String.init)
        }
        #expect(try found("--provides", "smtpdaemon") == ["exim", "postfix"])
        #expect(try found("/usr/bin/python3") == ["python3"])
        #expect(try found("/usr/share/sample/m") == ["mailcap"])
        #expect(try found("--summary", "web & <mail>") == ["nginx"])
        try bench.expect(
            bench.mirror("search", "sample", "x86_64", "--names", "lib*"), exits: 0,
            golden: "search-rpm")
    }
}
