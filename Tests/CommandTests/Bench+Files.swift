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

    static let origins = WorkbenchOrigins(
        architecture: "amd64", bench: { try Bench(copying: $0) }
    ) { directory in
        let built = try sample(root: directory / "upstream").write()
        try directory.write("packages.yaml", manifest)
        try directory.write("distros/sample.yaml", distro("sample", fingerprint: built.fingerprint))
    }
}
