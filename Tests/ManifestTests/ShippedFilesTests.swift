import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

@testable import Manifest

@Suite struct ShippedFilesTests {
    @Test func `the manifest has no mistakes`() throws {
        let manifest = try TestFiles.shippedManifest()
        for group in ["common", "apt", "yum", "tools", "storage", "kubespray.common"] {
            #expect(manifest.group(group)?.wishes.isEmpty == false)
        }
    }

    @Test(arguments: TestFiles.shippedDistros)
    func `a distro has no mistakes and fits the manifest`(_ file: String) throws {
        let distro = try TestFiles.shippedDistro(file)
        #expect(distro.name + ".yaml" == file)
        let manifest = try TestFiles.shippedManifest()
        #expect(distro.problems(with: manifest).map(\.message) == [])
        for architecture in distro.architectures {
            let wishes = manifest.wishes(
                forGroups: distro.groups.map(\.name), distro: distro.name,
                architecture: architecture.name)
            #expect(wishes.count > 60)
            for repository in distro.repositories where repository.serves(architecture.name) {
                let addresses = distro.addresses(of: repository, architecture: architecture)
                let fallbacks = distro.fallbackAddresses(of: repository, architecture: architecture)
                let archived = distro.archivedAddresses(of: repository, architecture: architecture)
                #expect(!addresses.isEmpty)
                for address in addresses + fallbacks + archived {
                    #expect(!address.contains("$") && !address.dropFirst(8).contains("//"))
                }
                #expect(!repository.keys.isEmpty)
                // What is not signed at all is nothing that comes with the program.
                #expect(
                    repository.trust == .signed
                        || (distro.family == .rpm && repository.trust == .packages))
            }
            #expect(
                distro.repositories.contains { $0.isOnByDefault && $0.serves(architecture.name) })
        }
    }

    @Test(arguments: TestFiles.shippedDistros)
    func `a distro's keys lie beside it, or are on its machines and at an address`(_ file: String)
        throws
    {
        let distro = try TestFiles.shippedDistro(file)
        for repository in distro.repositories where repository.isOnByDefault {
            for key in repository.keys {
                guard let name = key.file else {
                    #expect(distro.family == .rpm && !(key.paths + key.addresses).isEmpty)
                    #expect(key.addresses.allSatisfy { $0.hasPrefix("https://") })
                    continue
                }
                let bytes = try Files.read(TestFiles.project / "distros" / name)
                let text = String(decoding: bytes, as: UTF8.self)
                #expect(text.hasPrefix("-----BEGIN PGP PUBLIC KEY BLOCK-----"))
            }
        }
    }

    @Test func `the keys beside the distros bear the fingerprints that these name`() throws {
        let directory = try TemporaryDirectory("keys")
        var named: [String: Set<String>] = [:]
        for file in TestFiles.shippedDistros {
            for key in try TestFiles.shippedDistro(file).keys.values {
                if let name = key.file { named[name, default: []].formUnion(key.fingerprints) }
            }
        }
        let shipped = TestFiles.names(in: TestFiles.project / "distros" / "keys", ending: "")
        #expect(Set(shipped.map { "keys/" + $0 }) == Set(named.keys))
        for (name, fingerprints) in named {
            let outcome = try Subprocess.run(
                "gpg",
                [
                    "--homedir", directory.path.string, "--with-colons", "--show-keys",
                    (TestFiles.project / "distros" / name).string,
                ])
            // The first fingerprint after the line of a primary key is its own.
            let blocks = outcome.output.split(separator: "\npub:", omittingEmptySubsequences: false)
            let primary = blocks.compactMap { block in
                block.split(separator: "\n").first { $0.hasPrefix("fpr:") }.map {
                    String($0.dropLast().split(separator: ":").last ?? "")
                }
            }
            #expect(!fingerprints.isDisjoint(with: primary), "\(name)")
        }
    }

    @Test func `the releases that people use are shipped`() {
        let rpm = [
            "centos7", "centos-stream9", "centos-stream10", "rocky8", "rocky9", "rocky10",
            "almalinux8", "almalinux9", "almalinux10", "oraclelinux8", "oraclelinux9", "rhel8",
            "rhel9", "fedora43", "fedora44", "fedora45", "amazonlinux2", "amazonlinux2023",
            "openeuler2203", "openeuler2403", "anolis8", "kylin-v10", "opensuse-leap156",
        ]
        let deb = ["debian11", "debian12", "debian13", "ubuntu2004", "ubuntu2204", "ubuntu2404"]
        #expect(TestFiles.shippedDistros == (rpm + deb).map { $0 + ".yaml" }.sorted())
    }

    @Test func `no two distros publish the same tree`() throws {
        let distros = try TestFiles.shippedDistros.map(TestFiles.shippedDistro)
        for (index, one) in distros.enumerated() {
            for other in distros[..<index] {
                #expect(one.sharedTree(with: other) == nil, "\(one.name) \(other.name)")
            }
        }
    }

    @Test(arguments: TestFiles.shippedDistros)
    func `metadata is in a form that the release's own client reads`(_ file: String) throws {
        let distro = try TestFiles.shippedDistro(file)
        guard distro.family == .rpm else { return }
        // yum 3 reads gzip only, and takes databases where they are.
        let isOld = ["centos7", "amazonlinux2"].contains(distro.name)
        #expect(distro.rpm.writesDatabases == isOld)
        #expect(!isOld || distro.rpm.compression == .gzip)
        #expect(!isOld || distro.rpm.platform == nil)
        for architecture in distro.architectures {
            #expect(try distro.treePath(for: architecture).hasSuffix("/os/\(architecture.name)"))
        }
    }

    @Test func `CentOS 7 comes from the vault, for aarch64 from a part of its own`() throws {
        let distro = try TestFiles.shippedDistro("centos7.yaml")
        for repository in distro.repositories where repository.isOnByDefault {
            guard case .addresses = repository.place else {
                Issue.record("\(repository.id) has a list that is gone")
                continue
            }
            let arm = try #require(distro.architecture("arm64"))
            let first = try #require(
                distro.addresses(of: repository, architecture: arm).first)
            #expect(first.hasPrefix("https://vault.centos.org/altarch/7.9.2009/"))
            #expect(first.hasSuffix("/aarch64/"))
        }
    }

    @Test func `entitled archives are asked with a certificate, and public ones without`() throws {
        for file in ["rhel8.yaml", "rhel9.yaml"] {
            let distro = try TestFiles.shippedDistro(file)
            for repository in distro.repositories {
                let address = distro.addresses(
                    of: repository, architecture: distro.architectures[0])[0]
                let isEntitled = address.hasPrefix("https://cdn.redhat.com/")
                #expect((repository.clientCertificate != nil) == isEntitled)
            }
        }
    }

    @Test func `the repositories of other makers are off until asked for`() throws {
        for file in TestFiles.shippedDistros {
            let distro = try TestFiles.shippedDistro(file)
            for repository in distro.repositories
            where ["docker", "epel", "kubernetes"].contains(repository.id) {
                #expect(!repository.isOnByDefault && repository.reason != nil)
            }
        }
    }

    @Test func `whatever happens to a file, reading it ends with a value or with mistakes`() throws
    {
        var numbers = SeededNumbers(state: 42)
        let manifest = try Files.read(TestFiles.project / "packages.yaml")
        let distros = try ["debian12.yaml", "rhel9.yaml"].map {
            try Files.read(TestFiles.project / "distros" / $0)
        }
        let tokens = [
            "\t", "\n", "- ", "? ", ": ", "&a ", "*a ", "[", "]", "{", "}", "'", "\"", "|",
        ]
        for round in 0..<1_500 {
            var bytes = round % 2 == 0 ? manifest : distros[round / 2 % 2]
            for _ in 0..<Int.random(in: 1...6, using: &numbers) {
                let index = Int.random(in: 0..<bytes.count, using: &numbers)
                switch Int.random(in: 0..<4, using: &numbers) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &numbers)
                case 1: bytes.removeSubrange(index..<min(bytes.count, index + 40))
                case 2:
                    let token = tokens[Int.random(in: tokens.indices, using: &numbers)]
                    bytes.insert(contentsOf: token.utf8, at: index)
                default: bytes.append(contentsOf: bytes[index..<min(bytes.count, index + 200)])
                }
            }
            let text = mistakes {
                if round % 2 == 0 {
                    _ = try Manifest(file: "m", bytes: bytes)
                } else {
                    _ = try Distro(file: "d", bytes: bytes)
                }
            }
            #expect(text.isEmpty || text.hasPrefix("error: "))
        }
    }
}
