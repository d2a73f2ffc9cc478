import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// `mirror index`, as a user calls it.
@Suite struct IndexTests {
    @Test("indexes packages of both kinds and says so, in words and as JSON")
    func both() throws {
        let bench = try Bench()
        let packages = bench.directory / "packages"
        try Files.makeDirectory(packages)
        try Files.replace(packages / "a.rpm", with: RPMFileMaker().file)
        let deb = DebPackage(name: "b")
        try Files.replace(packages / deb.fileName, with: deb.archive())
        let outcome = try bench.run(["index", packages.string])
        #expect(outcome.exitCode == 0)
        #expect(outcome.output == "\(packages): indexed 1 rpm package and 1 Debian package\n")
        for name in ["repodata/repomd.xml", "Packages", "Packages.gz", "Release"] {
            #expect(Files.exists(packages / name))
        }
        let json = try bench.run(["index", packages.string, "--format", "json"])
        #expect(
            json.output
                == "{\"schema\":1,\"directory\":\"\(packages)\",\"rpm\":1,\"deb\":1,\"skipped\":[]}\n"
        )
        let signed = try bench.run(
            ["index", packages.string, "--sign", "--state", (bench.directory / "state").string])
        #expect(signed.exitCode == 0)
        #expect(Files.exists(packages / "InRelease"))
        #expect(Files.exists(packages / "repodata/repomd.xml.asc"))
    }

    @Test("refuses files that are no packages with code 4, and leaves them out where asked to")
    func broken() throws {
        let bench = try Bench()
        let packages = bench.directory / "packages"
        try Files.makeDirectory(packages)
        try Files.replace(packages / "a.rpm", with: RPMFileMaker().file)
        try Files.replace(packages / "b.rpm", with: Array("no".utf8))
        let refused = try bench.run(["index", packages.string])
        #expect(refused.exitCode == 4)
        #expect(refused.errors.contains("error: `b.rpm` is not an rpm package"))
        #expect(!Files.exists(packages / "repodata"))
        let rest = try bench.run(["index", packages.string, "--skip-broken"])
        #expect(rest.output == "\(packages): indexed 1 rpm package, 1 left out\n")
        #expect(rest.errors.contains("warning: `b.rpm` is not an rpm package"))
        #expect(try bench.run(["index", (packages / "none").string]).exitCode == 2)
    }
}
