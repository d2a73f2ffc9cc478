import MirrorTestSupport
import Store
import SystemIO
import Testing

/// What real clients make of trees with every provider of every need.
@Suite("Broad closures") struct BroadClosureClientTests {
    @Test(
        .enabled(if: AptSystem.isPossible && Program.isBuilt, "needs apt-get and the built program")
    )
    func `apt installs each of the packages that exclude one another`() throws {
        let directory = try TemporaryDirectory("broad")
        let built = try DebianRepositoryBuilder.sampleDebian(root: directory / "upstream").write()
        try directory.write("packages.yaml", "common: [mail-client]\n")
        try directory.write("keys/sample.asc", SigningKey.standard.get().publicKey)
        try directory.write(
            "sample.yaml",
            """
            name: sample
            family: deb
            release: "1"
            codename: sampler
            architectures: [amd64]
            groups: [common]
            base: [essential]
            closure: broad
            keys:
              sample: {fingerprint: \(built.fingerprint), file: keys/sample.asc}
            repositories:
              - id: sample
                url: \(directory / "upstream")
                suites: sample
                components: [main, contrib]
                keys: sample

            """)
        SmallMirror.bringKey(to: directory.path)
        let outcome = try Program.run(
            [
                "build", "sample", "amd64", "--manifest", "\(directory / "packages.yaml")",
                "--distros", "\(directory.path)",
            ], keepingIn: directory.path)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let tree = directory / "out/sample"
        let lock = try Lock(reading: Files.read(directory / "locks/sample-amd64.lock.json"))
        let broad = lock.packages.filter(\.isBroad).map(\.name)
        #expect(broad.contains("exim4-daemon-light"), "\(broad)")
        let client = try AptSystem(
            architecture: "amd64",
            sources: """
                Types: deb
                URIs: file:\(tree)
                Suites: sampler
                Components: main contrib
                Signed-By: \(tree / "mirror-archive-keyring.gpg")

                """)
        let update = try client.update()
        #expect(AptSystem.complaints(update) == [])
        for package in lock.packages {
            let choice = try client.choice([package.name], recommends: false)
            #expect(choice?.isEmpty == false, "\(package.name)")
        }
        #expect(try client.choice(["exim4-daemon-light", "postfix"], recommends: false) == nil)
    }

    @Test(
        .enabled(
            if: BuiltRPMMirror.isPossible && Dnf.isPossible,
            "\(BuiltRPMMirror.notice); \(Dnf.notice)"))
    func `dnf installs each of the packages, and finds what every one needs`() throws {
        let mirror = try BuiltRPMMirror(.centos7, settings: "closure: broad")
        let broad = mirror.lock.packages.filter(\.isBroad).map { "\($0.name).\($0.architecture)" }
        #expect(broad.count > 3, "\(broad)")
        let plan = try mirror.plan()
        let answers = try plan.answers(broad)
        for word in broad {
            let answer = try #require(answers[word])
            #expect(answer.packages?.isEmpty == false, "\(word): \(answer.error ?? "")")
        }
        let closure = try Dnf(mirror).run(["repoclosure", "--check", "tree"])
        #expect(closure.succeeded, "\(closure.output)")
    }
}
