import Glibc
import MirrorBase
import MirrorTestSupport
import SystemIO

extension Bench {
    static let repositories = ["sample", "security", "extra"]

    /// The sample archive and a suite `extra` of another maker.
    static func sample(root: FilePath) -> DebianRepositoryBuilder {
        var builder = DebianRepositoryBuilder.sampleDebian(root: root)
        builder.add(DebianSuite("extra", architectures: ["amd64", "arm64"]))
        for architecture in ["amd64", "arm64"] {
            builder.add(
                DebPackage(
                    name: "gadget", version: "2:1.0-1", architecture: architecture,
                    fields: ["Depends": "curl"], files: ["/usr/bin/gadget": "#!/bin/sh\n"]),
                to: "extra")
        }
        return builder
    }

    static let manifest = """
        common:
          - curl
          - nginx [amd64]
          - python3-yaml (>= 6)
          - gadget?

        """

    /// The distro file of the sample, or of another distro over the same archive.
    static func distro(_ name: String, fingerprint: String) -> String {
        """
        name: \(name)
        title: \(name == "sample" ? "Sample 1" : "Another sample")
        family: deb
        release: "1"
        codename: sampler
        architectures: [amd64, arm64]
        groups: [common]
        base: [essential]
        path: \(name)
        suite: sampler
        origin: Sample
        label: Sample offline

        variables:
          track: sample

        keys:
          sample: {fingerprint: \(fingerprint), file: keys/sample.asc}

        repositories:
          - id: sample
            url: http://archive.example.org/sample
            suites: sample
            components: [main, contrib]
            keys: sample
          - id: security
            url: http://security.example.org/sample
            suites: $track-security
            components: main
            keys: sample
          - id: extra
            url: http://extra.example.org/
            suites: extra
            components: main
            component: extra
            keys: sample
            optional: yes

        """
    }

    /// The directory of which every bench is a copy; it goes away with the process.
    static let fresh = Result<TemporaryDirectory, any Error> {
        let directory = try TemporaryDirectory("bench-origin")
        atexit { Bench.removeOrigins() }
        let built = try sample(root: directory / "upstream").write()
        try directory.write("packages.yaml", manifest)
        try directory.write("distros/sample.yaml", distro("sample", fingerprint: built.fingerprint))
        try directory.write("distros/keys/sample.asc", SigningKey.standard.get().publicKey)
        try Files.makeDirectory(directory / "home")
        // Any build makes the key; this one is thrown away but for that.
        let bench = try Bench(copying: directory)
        let outcome = try bench.mirror("build", "sample", "amd64")
        if !outcome.succeeded { throw Subprocess.Failure.failed(command: ["mirror"], outcome) }
        try Files.makeDirectory(directory / "state")
        try Subprocess.check(
            "cp",
            ["-a", (bench.directory / "state/keys").string, (directory / "state/").string])
        return directory
    }

    static let built = Result<TemporaryDirectory, any Error> {
        let bench = try Bench(copying: fresh.get())
        let outcome = try bench.mirror("build", "sample", "amd64")
        if !outcome.succeeded { throw Subprocess.Failure.failed(command: ["mirror"], outcome) }
        return bench.directory
    }

    /// Removes the shared directories when the process ends; nothing else holds them by then.
    static func removeOrigins() {
        for origin in [try? fresh.get(), try? built.get()] {
            if let origin { try? Files.removeTree(origin.path) }
        }
    }
}
