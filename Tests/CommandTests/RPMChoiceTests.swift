import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// Answers beside dnf's own choice: close to a former one, the smallest, the broadest.
@Suite(.enabled(if: RPMBench.isPossible, "\(RPMBench.notice)"))
struct RPMChoiceTests {
    private func has(_ name: String, _ bench: RPMBench) throws -> Bool {
        try bench.locked().contains { $0.hasPrefix("\(name)-") }
    }

    @Test func `a build that prefers the lock keeps versions that upstream still has`() throws {
        let bench = try RPMBench()
        try bench.wish("curl")
        #expect(try bench.mirror("build", "sample", "x86_64").exitCode == 0)
        let former = try bench.locked()
        try bench.rewrite("baseos") { builder in
            builder.add(
                RPMPackageSpec(
                    "curl", "7.99.1-1.el8", architecture: "x86_64",
                    requires: ["libc.so.6()(64bit)"]))
        }
        try bench.wish("viewer")
        let close = try bench.mirror("build", "sample", "x86_64", "--prefer-locked")
        #expect(close.exitCode == 0, "\(close.errors)")
        #expect(try Set(former).isSubset(of: bench.locked()))
        #expect(try has("viewer", bench))
        let usual = try bench.mirror("build", "sample", "x86_64")
        #expect(usual.exitCode == 0, "\(usual.errors)")
        #expect(try bench.locked().contains("curl-0:7.99.1-1.el8.x86_64"))
    }

    @Test func `yum adds nothing beside the lock that is preferred`() throws {
        let bench = try RPMBench()
        try bench.edit("distros/sample.yaml", "platform: platform:el8\n", "")
        try bench.directory.write("packages.yaml", "common: [curl]\n")
        #expect(try bench.mirror("build", "sample", "x86_64").exitCode == 0)
        let former = try bench.locked()
        try bench.rewrite("baseos") { builder in
            builder.add(
                RPMPackageSpec(
                    "curl", "7.99.1-1.el8", architecture: "x86_64",
                    requires: ["libc.so.6()(64bit)"]))
        }
        let close = try bench.mirror("build", "sample", "x86_64", "--prefer-locked")
        #expect(close.exitCode == 0, "\(close.errors)")
        #expect(try bench.locked() == former)
    }

    @Test func `a group may be called like its only wish`() throws {
        let bench = try RPMBench()
        try bench.directory.write("packages.yaml", "viewer: [viewer]\n")
        try bench.edit("distros/sample.yaml", "groups: [common]", "groups: [viewer]")
        let outcome = try bench.mirror("build", "sample", "x86_64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let locked = try bench.mirror("build", "sample", "x86_64", "--locked")
        #expect(locked.exitCode == 0, "\(locked.errors)")
    }

    @Test func `what is on the machine has no size, whether a cache was there or not`() throws {
        let bench = try ProveBench(groups: "[common, nodes]").bench
        let arguments =
            ["build", "sample", "x86_64", "--minimal", "--baseline", "old", "--format", "json"]
            + bench.options
        var answers: [(size: Substring?, lock: String)] = []
        for _ in 0..<2 {
            let outcome = try bench.run(arguments)
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            answers.append(
                (
                    outcome.output.firstMatch(of: /"minimal":{[^}]*}/)?.0,
                    try bench.text(bench.lock)
                ))
            try Files.removeTree(bench.directory / "out")
            try Files.removeTree(bench.directory / "locks")
        }
        #expect(answers[0].size != nil)
        #expect(answers[0].size == answers[1].size)
        #expect(answers[0].lock == answers[1].lock)
        // The sizes are those of what is fetched, and nothing else.
        let fetched = answers[0].lock.matches(of: /"size":([0-9]+)/).reduce(0) {
            $0 + (Int($1.1) ?? 0)
        }
        #expect(answers[0].size?.contains("\"bytes\":\(fetched),") == true, "\(fetched)")
    }

    @Test func `a broad closure has every provider, though these exclude one another`() throws {
        let bench = try RPMBench()
        try bench.directory.write("packages.yaml", "common: [mail-client]\n")
        #expect(try bench.mirror("build", "sample", "x86_64").exitCode == 0)
        #expect(try has("exim", bench) && !has("postfix", bench))
        let broad = try bench.mirror("build", "sample", "x86_64", "--closure", "broad")
        #expect(broad.exitCode == 0, "\(broad.errors)")
        #expect(try has("exim", bench) && has("postfix", bench) && has("shadow-utils", bench))
        let line = try bench.text(bench.lock).split(separator: "\n").first {
            $0.hasPrefix("{\"name\":\"postfix\"")
        }
        #expect(line?.contains("\"broad\":true") == true, "\(line ?? "none")")
    }

    @Test func `the smallest of several providers is taken where that is wanted`() throws {
        let bench = try RPMBench()
        try bench.directory.write("packages.yaml", "common: [smtpdaemon]\n")
        let small = try bench.mirror("build", "sample", "x86_64", "--minimal")
        #expect(small.exitCode == 0, "\(small.errors)")
        #expect(small.output.contains("minimal: "), "\(small.output)")
        #expect(small.output.contains("no answer has fewer bytes"), "\(small.output)")
        #expect(try has("exim", bench) && !has("postfix", bench))
    }
}
