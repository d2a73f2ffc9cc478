import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// Answers beside apt's own choice: close to a former one, the smallest, the broadest.
@Suite struct ChoiceTests {
    private func bench(_ start: Bench.Start, _ wishes: String...) throws -> Bench {
        let bench = try Bench(start)
        try bench.directory.write(
            "packages.yaml", "common:\n" + wishes.map { "  - \($0)\n" }.joined())
        return bench
    }

    // MARK: - Close to the lock

    /// Adds a newer curl, beside the one of the lock, to upstream.
    private func release(_ version: String, on bench: Bench) throws {
        for (name, need) in [("curl", "libcurl4 (= \(version))"), ("libcurl4", "libc6")] {
            bench.upstream.add(
                DebPackage(
                    name: name, version: version, architecture: "amd64",
                    fields: ["Depends": need], files: ["/usr/share/\(name)": version]),
                to: "sample-security")
        }
        bench.moveUpstreamOn()
        try bench.writeUpstream()
    }

    @Test func `a build that prefers the lock changes only what it must`() throws {
        let bench = try bench(.fresh, "curl")
        #expect(try bench.mirror("build", "sample", "amd64").exitCode == 0)
        let former = try bench.locked()
        #expect(former.contains("curl 7.88.1-10+deb12u8 amd64"))
        try release("7.88.1-10+deb12u9", on: bench)
        try bench.directory.write("packages.yaml", "common: [curl, viewer]\n")
        let close = try bench.mirror("build", "sample", "amd64", "--prefer-locked")
        #expect(close.exitCode == 0, "\(close.errors)")
        let locked = try bench.locked()
        #expect(Set(former).isSubset(of: locked))
        #expect(locked.contains("viewer 1:0.3-2 amd64"))
        #expect(try bench.text(bench.lock).contains(#""options":["prefer-locked=true"]"#))
        // What the lock says of how it was found is not asked for again.
        let same = try bench.mirror("build", "sample", "amd64", "--locked")
        #expect(same.exitCode == 0, "\(same.errors)")
        let usual = try bench.mirror("build", "sample", "amd64")
        #expect(usual.exitCode == 0, "\(usual.errors)")
        #expect(try bench.locked().contains("curl 7.88.1-10+deb12u9 amd64"))
    }

    @Test func `what the wishes forbid of a lock gives way`() throws {
        let bench = try bench(.fresh, "curl")
        #expect(try bench.mirror("build", "sample", "amd64").exitCode == 0)
        try release("7.88.1-10+deb12u9", on: bench)
        try bench.directory.write("packages.yaml", "common: [curl (>= 7.88.1-10+deb12u9)]\n")
        let outcome = try bench.mirror("build", "sample", "amd64", "--prefer-locked")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(try bench.locked().contains("curl 7.88.1-10+deb12u9 amd64"))
    }

    @Test func `without a lock there is nothing to stay close to, and a note says so`() throws {
        let bench = try bench(.fresh, "curl")
        let outcome = try bench.mirror("build", "sample", "amd64", "--prefer-locked", "--verbose")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("note: `--prefer-locked`: there is no lock"))
        let resolved = try bench.mirror("resolve", "sample", "amd64", "curl", "--prefer-locked")
        #expect(!resolved.errors.contains("there is no lock"), "\(resolved.errors)")
    }

    // MARK: - Fewest bytes

    @Test func `the smallest of several providers is taken where that is wanted`() throws {
        let bench = try bench(.fresh, "mail-transport-agent")
        let usual = try bench.mirror("resolve", "sample", "amd64", "mail-transport-agent")
        #expect(usual.output.contains("postfix"), "\(usual.output)")
        let small = try bench.mirror(
            "resolve", "sample", "amd64", "mail-transport-agent", "--minimal")
        #expect(small.output.contains("exim4-daemon-light"), "\(small.output)")
        #expect(!small.output.contains("postfix"))
        #expect(small.output.contains("minimal: "), "\(small.output)")
        #expect(small.output.contains("no answer has fewer bytes"), "\(small.output)")
        let built = try bench.mirror("build", "sample", "amd64", "--minimal")
        #expect(built.exitCode == 0, "\(built.errors)")
        let locked = try bench.locked()
        #expect(locked.contains("exim4-daemon-light 4.96-15+deb12u4 amd64"))
        #expect(!locked.contains { $0.hasPrefix("postfix ") })
    }

    // MARK: - Every provider

    @Test func `a broad closure has every provider, though these exclude one another`() throws {
        let bench = try bench(.fresh, "mail-client")
        let exact = try bench.mirror("build", "sample", "amd64")
        #expect(exact.exitCode == 0, "\(exact.errors)")
        #expect(try !bench.locked().contains { $0.hasPrefix("exim4-daemon-light ") })
        let broad = try bench.mirror("build", "sample", "amd64", "--closure", "broad")
        #expect(broad.exitCode == 0, "\(broad.errors)")
        let lines = try bench.text(bench.lock).split(separator: "\n")
        for (name, isBroad) in [("exim4-daemon-light", true), ("postfix", false)] {
            let line = lines.first { $0.hasPrefix("{\"name\":\"\(name)\"") }
            #expect(line?.contains("\"broad\":true") == isBroad, "\(line ?? "no \(name)")")
        }
        #expect(Set(try bench.stanzas().keys).isSuperset(of: ["exim4-daemon-light", "postfix"]))
        let stale = try bench.mirror("build", "sample", "amd64", "--locked")
        #expect(stale.exitCode == 2)
        #expect(stale.errors.contains("other options (closure=broad)"), "\(stale.errors)")
        let again = try bench.mirror("build", "sample", "amd64", "--closure", "broad")
        #expect(again.output.contains("nothing is new"), "\(again.output)")
        let resolved = try bench.mirror(
            "resolve", "sample", "amd64", "mail-client", "--closure", "broad")
        #expect(resolved.output.contains("exim4-daemon-light"), "\(resolved.output)")
    }

    @Test func `a group may be called like its only wish`() throws {
        let bench = try bench(.fresh, "curl")
        try bench.directory.write("packages.yaml", "curl:\n  - curl\n")
        try bench.edit("distros/sample.yaml", "groups: [common]", "groups: [curl]")
        let outcome = try bench.mirror("build", "sample", "amd64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(try bench.text(bench.lock).contains(#""for":["curl","curl"]"#))
        let locked = try bench.mirror("build", "sample", "amd64", "--locked")
        #expect(locked.exitCode == 0, "\(locked.errors)")
    }

    @Test func `the distro file may ask for it, in words that exist`() throws {
        let bench = try bench(.fresh, "mail-client")
        try bench.edit(
            "distros/sample.yaml", "base: [essential]", "base: [essential]\nclosure: broad")
        let outcome = try bench.mirror("build", "sample", "amd64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(try bench.locked().contains { $0.hasPrefix("exim4-daemon-light ") })
        let exact = try bench.mirror("build", "sample", "amd64", "--closure", "exact")
        #expect(exact.exitCode == 0, "\(exact.errors)")
        #expect(try !bench.locked().contains { $0.hasPrefix("exim4-daemon-light ") })
        try bench.edit("distros/sample.yaml", "closure: broad", "closure: wide")
        let wrong = try bench.mirror("build", "sample", "amd64")
        #expect(wrong.exitCode == 2)
        #expect(
            wrong.errors.contains("`closure` has to be `exact` or `broad`, not `wide`"),
            "\(wrong.errors)")
    }
}
