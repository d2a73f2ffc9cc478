import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// What wishes over rpm repositories bring into the lock and the tree.
@Suite(.enabled(if: RPMBench.isPossible, "\(RPMBench.notice)"))
struct RPMWishTests {
    private static let base = "base: [basesystem, bash]"

    @Test func `the base of the distro is wished for beside the groups`() throws {
        let bench = try RPMBench()
        try bench.edit("distros/sample.yaml", Self.base, "base: [\"@web-server\", viewer]")
        let outcome = try bench.mirror("build", "sample", "x86_64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let packages = try bench.locked()
        for name in ["toolbox-", "viewer-"] {
            #expect(packages.contains { $0.hasPrefix(name) }, "\(name)")
        }
        #expect(try bench.text(bench.lock).contains(#""@web-server","base","toolbox""#))
    }

    @Test func `what the base names has to exist`() throws {
        let bench = try RPMBench()
        try bench.edit("distros/sample.yaml", Self.base, "base: [bsah, \"@cor\"]")
        try bench.expectRefusal(
            exits: 2, saying: "`bsah`, which `base` names, does not exist in sample x86_64",
            "`@cor`, which `base` names, does not exist", "did you mean `core`?")
    }

    @Test func `a group whose members exclude each other comes in two sets`() throws {
        let bench = try RPMBench()
        try bench.rewrite("appstream") {
            $0.groups = RPMSample.groups.replacing(
                "<packagereq type=\"default\">toolbox<",
                with: "<packagereq type=\"default\">rival<")
        }
        try bench.wish("\"@web-server\"")
        let outcome = try bench.mirror("build", "sample", "x86_64", "--verbose")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(
            outcome.errors.contains("`@web-server` cannot be installed as a whole"),
            "\(outcome.errors)")
        let packages = try bench.locked()
        for name in ["nginx-", "rival-"] {
            #expect(packages.contains { $0.hasPrefix(name) }, "\(name)")
        }
    }

    @Test func `a wish of the lock that the tree does not serve is noticed`() throws {
        let bench = try RPMBench(.built)
        let text = try bench.text(bench.lock)
        let changed = text.replacing("\"wishes\":[\"", with: "\"wishes\":[\"ghost\",\"")
        #expect(changed != text)
        try Files.replace(bench.lock, with: Array(changed.utf8))
        try Files.removeTree(bench.directory / "out")
        let outcome = try bench.mirror("build", "sample", "x86_64", "--locked")
        #expect(outcome.exitCode == 4, "\(outcome.errors)")
        #expect(
            outcome.errors.contains("nothing in it is what was taken for `ghost`"),
            "\(outcome.errors)")
        #expect(!Files.exists(bench.tree / "repodata/repomd.xml"))
    }

    @Test func `a stream that the distro file enables is a default in the tree`() throws {
        let bench = try RPMBench()
        try bench.edit(
            "distros/sample.yaml", Self.base, Self.base + "\nmodules: {enable: [\"nodejs:20\"]}")
        try bench.wish("nodejs")
        let outcome = try bench.mirror("build", "sample", "x86_64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(try bench.locked().contains { $0.hasPrefix("nodejs-1:20.") })
        let modules = try BuiltRPMRepository.text(of: "modules", in: bench.tree)
        #expect(modules.contains(/module: "?nodejs"?\n  stream: "20"/), "\(modules)")
    }

    @Test func `a stream is a default in the tree only if a wish that enables none needs it`()
        throws
    {
        for (wishes, stream) in [(["nodejs"], "20"), ([], "18")] {
            let bench = try RPMBench()
            try bench.wish("\"@nodejs:20/common\"")
            for wish in wishes { try bench.wish(wish) }
            let outcome = try bench.mirror("build", "sample", "x86_64")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let modules = try BuiltRPMRepository.text(of: "modules", in: bench.tree)
            #expect(modules.contains("stream: \"\(stream)\"\n  profiles"), "\(modules)")
        }
    }

    @Test func `the keys of packages are in the tree, and those of no package are not`() throws {
        let bench = try RPMBench(.built)
        let key = bench.tree / "RPM-GPG-KEY-sample"
        let text = try bench.text(key)
        #expect(text.hasPrefix("-----BEGIN PGP PUBLIC KEY BLOCK-----"))
        let shown = try Subprocess.check(
            "gpg", ["--batch", "--show-keys", "--with-colons", key.string])
        let fingerprint = try SigningKey.standard.get().fingerprint
        #expect(String(decoding: shown.standardOutput, as: UTF8.self).contains(fingerprint))
        let stale = bench.tree / "RPM-GPG-KEY-stale"
        try Files.replace(stale, with: Array(text.utf8))
        try Files.remove(key)
        let outcome = try bench.mirror("build", "sample", "x86_64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(try bench.text(key) == text)
        #expect(!Files.exists(stale))
    }

    @Test func `a hotfix that a module would hide from nodes is refused`() throws {
        let bench = try RPMBench()
        try bench.rewrite("updates") {
            $0.add([RPMPackageSpec("nodejs", "1:40.0.0-1.el8", architecture: "x86_64")])
        }
        let text = try bench.text(bench.directory / "distros/sample.yaml")
        try bench.directory.write("distros/sample.yaml", text + "    module-hotfixes: yes\n")
        try bench.wish("nodejs", "npm")
        try bench.expectRefusal(
            exits: 1, saying: "`nodejs-1:40.0.0-1.el8.x86_64` of `updates` would be hidden")
    }
}
