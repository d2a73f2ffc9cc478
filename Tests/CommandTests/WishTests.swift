import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// What the manifest asks for, and what comes of it.
@Suite struct WishTests {
    /// A bench whose manifest holds these wishes alone.
    private func bench(_ start: Bench.Start = .fresh, _ wishes: String...) throws -> Bench {
        let bench = try Bench(start)
        try bench.directory.write(
            "packages.yaml", "common:\n" + wishes.map { "  - \($0)\n" }.joined())
        return bench
    }

    @Test(
        "takes every form of a wish",
        arguments: [
            ("viewer", "viewer 1:0.3-2 amd64"),
            ("curl (= 7.88.1-10+deb12u5)", "curl 7.88.1-10+deb12u5 amd64"),
            ("curl=7.88.1-10+deb12u5", "curl 7.88.1-10+deb12u5 amd64"),
            ("curl (= 7.88.*)", "curl 7.88.1-10+deb12u8 amd64"),
            ("curl (<< 7.88.1-10+deb12u8)", "curl 7.88.1-10+deb12u5 amd64"),
            ("viewer (>= 1:0.3)", "viewer 1:0.3-2 amd64"),
            ("viewer-1:0.3-2", "viewer 1:0.3-2 amd64"),
            ("curl/sample", "curl 7.88.1-10+deb12u5 amd64"),
            ("nowhere | viewer", "viewer 1:0.3-2 amd64"),
            ("libjpeg6*-turbo", "libjpeg62-turbo 1:2.1.5-2 amd64"),
            ("/usr/bin/toolbox", "toolbox 1.4~rc1-1 amd64"),
            ("mail-transport-agent", "postfix 3.7.10-0+deb12u1 amd64"),
            ("nginx [amd64]", "nginx 1.22.1-9 amd64"),
            ("nginx [!arm64]", "nginx 1.22.1-9 amd64"),
            ("'@other'", "toolbox 1.4~rc1-1 amd64"),
            ("{name: viewer, version: '>= 1:0.1', arch: [amd64]}", "viewer 1:0.3-2 amd64"),
        ])
    func forms(_ wish: String, _ package: String) throws {
        let bench = try bench(.fresh, wish)
        let text = try bench.text(bench.directory / "packages.yaml")
        try bench.directory.write("packages.yaml", text + "other:\n  - toolbox\n")
        let outcome = try bench.mirror("build", "sample", "amd64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(try bench.locked().contains(package))
    }

    @Test("leaves out what is for another architecture, or optional and not there")
    func leftOut() throws {
        let bench = try bench(.fresh, "curl", "nginx [arm64]", "nowhere?", "viewer (>= 2:1)?")
        let outcome = try bench.mirror("build", "sample", "amd64")
        try bench.expect(outcome, exits: 0, golden: "wishes-left-out")
        #expect(try !bench.locked().contains { $0.hasPrefix("nginx ") })
    }

    @Test("keeps wishes that exclude one another in different sets, and says so")
    func sets() throws {
        let bench = try bench(.fresh, "nginx", "rival", "viewer")
        try bench.expect(
            bench.mirror("build", "sample", "amd64"), exits: 0, golden: "wishes-in-sets")
        let lock = bench.normalised(try bench.text(bench.lock))
        let sets = lock.split(separator: "\n").drop { $0 != "\"sets\":[" }.prefix(4)
        #expect(
            try Golden.difference(
                sets.map { "\($0)\n" }.joined(), from: "wishes-in-sets-lock.txt") == nil)
        #expect(
            Set(try bench.locked()).isSuperset(of: ["nginx 1.22.1-9 amd64", "rival 3.0-1 amd64"]))
        let again = try bench.mirror("build", "sample", "amd64")
        #expect(again.output.contains("nothing is new"))
        try bench.expect(
            bench.mirror("build", "sample", "amd64", "--format", "json", "--force"), exits: 0,
            golden: "wishes-in-sets-json")
    }

    @Test("lists every wish that matches nothing, with what is nearest")
    func unknown() throws {
        let bench = try bench(
            .built, "crul", "curl (>= 99)", "gadget", "nowhere-at-all", "libjpeg*-none",
            "/usr/bin/nothing", "viewer/nosuite", "ngnix | httpd2")
        // Another distro that was read before, which has what this one lacks.
        let key = try SigningKey.standard.get().fingerprint
        try bench.directory.write("distros/other.yaml", Bench.distro("other", fingerprint: key))
        _ = try bench.run(["resolve", "other", "amd64", "curl", "--with", "extra"] + bench.options)
        try bench.expectRefusal(exits: 2, golden: "wishes-unknown")
    }

    @Test("says both sides in the first sentence when the base cannot be had")
    func impossibleBase() throws {
        let bench = try Bench(.built)
        try bench.edit("distros/sample.yaml", "base: [essential]", "base: [essential, broken]")
        try bench.expectRefusal(exits: 1, golden: "impossible-base")
    }

    @Test("says both sides when a wish cannot be had")
    func impossibleWish() throws {
        let bench = try bench(.built, "broken", "curl (= 7.88.1-10+deb12u5)")
        bench.upstream["sample"].date = Timestamp(year: 2024, month: 5, day: 9)
        bench.upstream.add(
            DebPackage(
                name: "picky", fields: ["Depends": "libcurl4 (>= 7.88.1-10+deb12u8)"]),
            DebPackage(
                name: "split", fields: ["Depends": "picky, libcurl4 (<< 7.88.1-10+deb12u8)"]),
            to: "sample")
        try bench.writeUpstream()
        try bench.wish("split")
        try bench.expectRefusal(exits: 1, golden: "impossible-wish")
    }
}
