import MirrorBase
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
                #expect(!addresses.isEmpty && addresses.allSatisfy { !$0.contains("$") })
                #expect(repository.trust == .signed && !repository.keys.isEmpty)
            }
        }
    }

    @Test(arguments: TestFiles.shippedDistros)
    func `a distro's keys lie beside it`(_ file: String) throws {
        let distro = try TestFiles.shippedDistro(file)
        for repository in distro.repositories where repository.isOnByDefault {
            for key in repository.keys {
                let name = try #require(key.file)
                let bytes = try Files.read(TestFiles.project / "distros" / name)
                let text = String(decoding: bytes, as: UTF8.self)
                #expect(text.hasPrefix("-----BEGIN PGP PUBLIC KEY BLOCK-----"))
            }
        }
    }

    @Test func `six distros are shipped`() {
        #expect(
            Set(TestFiles.shippedDistros).isSuperset(of: [
                "debian11.yaml", "debian12.yaml", "debian13.yaml", "ubuntu2004.yaml",
                "ubuntu2204.yaml", "ubuntu2404.yaml",
            ]))
    }

    @Test func `the repositories of other makers are off until asked for`() throws {
        for file in TestFiles.shippedDistros {
            let distro = try TestFiles.shippedDistro(file)
            for repository in distro.repositories
            where ["docker", "kubernetes"].contains(repository.id) {
                #expect(!repository.isOnByDefault && repository.reason != nil)
            }
        }
    }

    @Test func `whatever happens to a file, reading it ends with a value or with mistakes`() throws
    {
        var numbers = SeededNumbers(state: 42)
        let manifest = try Files.read(TestFiles.project / "packages.yaml")
        let distro = try Files.read(TestFiles.project / "distros" / "debian12.yaml")
        let tokens = [
            "\t", "\n", "- ", "? ", ": ", "&a ", "*a ", "[", "]", "{", "}", "'", "\"", "|",
        ]
        for round in 0..<1_500 {
            var bytes = round % 2 == 0 ? manifest : distro
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
