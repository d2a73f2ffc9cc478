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
