import MirrorBase
import MirrorTestSupport
import Store
import SystemIO
import Testing

/// A vendor's repository on top of stand-ins for the distribution's own.
@Suite("Vendor repository", .enabled(if: BuiltRPMMirror.isPossible, "\(BuiltRPMMirror.notice)"))
struct VendorRepositoryTests {
    /// A directory with a distro file that has both repositories, and a server of the stand-ins.
    private struct Site {
        let directory: TemporaryDirectory
        let standIns: StandIns
        let server: LoopbackServer
        let vendor: LoopbackServer

        init(wishes: [String], vendorURLs: [String]? = nil) throws {
            directory = try TemporaryDirectory("vendor")
            standIns = try StandIns.Kind.centos7.standIns()
            server = try LoopbackServer(root: standIns.root)
            vendor = try LoopbackServer(root: VendorRepository.path)
            try directory.write(
                "packages.yaml", "vendor:\n" + wishes.map { "  - \($0)\n" }.joined())
            let keys = directory / "distros/keys"
            try Files.makeDirectory(keys)
            for key in ["centos-7.asc", "epel-7.asc"] {
                try Files.linkOrCopy(ProjectRoot.path / "distros/keys/\(key)", to: keys / key)
            }
            try Files.linkOrCopy(standIns.keyFile, to: keys / "stand-in.asc")
            let urls = (vendorURLs ?? [vendor.url]).map { "\"\($0)\"" }.joined(separator: ", ")
            try directory.write(
                "distros/vendor7.yaml",
                Self.distro(
                    fingerprint: standIns.fingerprint, base: server.url + "/base", vendor: urls))
        }

        private static func distro(fingerprint: String, base: String, vendor: String) -> String {
            """
            name: vendor7
            title: CentOS 7 with a vendor's packages
            family: rpm
            release: "7"
            architectures: [x86_64]
            groups: [vendor]
            base: [basesystem]
            path: vendor/7/$basearch
            repodata: {compression: gz, databases: yes}
            keys:
              stand-in: {fingerprint: \(fingerprint), file: keys/stand-in.asc}
              centos-7: {fingerprint: 6341AB2753D78A78A7C27BB124C6A8A7F4A80EB5, file: keys/centos-7.asc}
              epel-7: {fingerprint: 91E97D7C4A5E96F17F3E888F6A2FAEA2352C64E5, file: keys/epel-7.asc}
            repositories:
              - id: base
                url: \(base)
                keys: stand-in
              - id: vendor
                url: [\(vendor)]
                trust: packages
                keys: [centos-7, epel-7]

            """
        }

        func build(_ arguments: String...) throws -> Subprocess.Outcome {
            try Program.run(
                ["build", "vendor7", "x86_64"] + arguments + [
                    "--distros", "\(directory / "distros")", "--manifest",
                    "\(directory / "packages.yaml")",
                ], keepingIn: directory.path)
        }

        func lock() throws -> Lock {
            try Lock(reading: Files.read(directory / "locks/vendor7-x86_64.lock.json"))
        }
    }

    static let wishes = [
        "conntrack-tools", "epel-release", "haproxy", "httpd", "jq",
        "nfs-utils", "socat",
    ]

    @Test func `its packages are taken by their own signatures, and dnf takes them too`() throws {
        let site = try Site(wishes: Self.wishes)
        let outcome = try site.build()
        #expect(outcome.exitCode == 0, "\(outcome.errors)\(outcome.output)")
        let lock = try site.lock()
        let vendor = lock.packages.filter { $0.repository == "vendor" }
        #expect(Set(vendor.map(\.name)).isSuperset(of: Self.wishes))
        #expect(lock.packages.contains { $0.repository == "base" })
        let tree = site.directory / "out/vendor/7/x86_64"
        for package in vendor {
            let original = try #require(VendorRepository.path) / package.upstream
            #expect(try Files.read(tree / package.path) == Files.read(original))
        }
        if !DnfPlan.isPossible { return }
        let keyFile = try site.directory.write("keys", try BuiltRPMMirror.keys(in: tree))
        let plan = try DnfPlan(
            architecture: "x86_64", release: "7", keyFile: keyFile,
            repositories: [("tree", "file://\(tree)")])
        // The lock is what all wishes bring together, and what each brings by itself.
        let words = Self.wishes + ["basesystem"]
        let wanted = words.joined(separator: " ")
        let answers = try plan.answers([wanted] + words)
        var chosen = try #require(answers[wanted]?.packages, "\(answers[wanted]?.error ?? "")")
        for word in words { chosen.formUnion(try #require(answers[word]?.packages, "\(word)")) }
        let locked = lock.packages.map { "\($0.name)-\($0.version).\($0.architecture)" }
        #expect(chosen.symmetricDifference(locked).sorted() == [])
    }

    @Test func `a file that is not there is named, with every address that was tried`() throws {
        let other = try LoopbackServer(root: VendorRepository.path)
        let vendor = try LoopbackServer(root: VendorRepository.path)
        let site = try Site(wishes: ["jq", "perl"], vendorURLs: [vendor.url, other.url])
        let outcome = try site.build()
        #expect(outcome.exitCode == 3 || outcome.exitCode == 4, "\(outcome.errors)")
        let file = VendorRepository.absent[1]
        #expect(outcome.errors.contains("\(vendor.url)/\(file)"), "\(outcome.errors)")
        #expect(outcome.errors.contains("\(other.url)/\(file)"), "\(outcome.errors)")
        #expect(vendor.requests(for: "/\(file)").count + other.requests(for: "/\(file)").count > 1)
        #expect(!Files.exists(site.directory / "out/vendor/7/x86_64/repodata/repomd.xml"))
    }

    @Test func `a file that only another address has is taken from there`() throws {
        let vendor = try LoopbackServer(root: VendorRepository.path)
        let other = try LoopbackServer(root: VendorRepository.path)
        let jq = try #require(VendorRepository.files.first { $0.hasPrefix("jq-") })
        vendor.misbehave(on: "/\(jq)", .status(404))
        let site = try Site(wishes: ["jq"], vendorURLs: [vendor.url, other.url])
        let outcome = try site.build()
        #expect(outcome.succeeded, "\(outcome.errors)")
        #expect(other.requests(for: "/\(jq)").count == 1)
    }

    @Test func `a package that another key signed is refused`() throws {
        let site = try Site(wishes: ["epel-release"])
        let path = site.directory / "distros/vendor7.yaml"
        let text = String(decoding: try Files.read(path), as: UTF8.self)
        try site.directory.write(
            "distros/vendor7.yaml",
            text.replacing("keys: [centos-7, epel-7]", with: "keys: centos-7"))
        let outcome = try site.build()
        #expect(outcome.exitCode == 4, "\(outcome.errors)")
        #expect(outcome.errors.contains("epel-release"), "\(outcome.errors)")
        #expect(!Files.exists(site.directory / "out/vendor/7/x86_64/repodata/repomd.xml"))
    }
}
