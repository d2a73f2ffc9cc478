import MirrorTestSupport
import Store
import SystemIO
import Testing

/// The real apt on an empty system with the tree as its only source, signatures checked.
@Suite("Clients", .enabled(if: BuiltMirror.isPossible, "\(BuiltMirror.notice)"))
struct ClientTests {
    let mirror: BuiltMirror

    init() throws { mirror = try BuiltMirror.shared.get() }

    private func part(_ architecture: String) throws -> BuiltMirror.Part {
        try #require(mirror.parts[architecture])
    }

    @Test(arguments: BuiltMirror.architectures)
    func `apt-get update has nothing to complain of`(architecture: String) throws {
        let update = try part(architecture).update
        #expect(update.succeeded)
        #expect(AptSystem.complaints(update) == [])
    }

    @Test func `over http as well`() throws {
        let server = try LoopbackServer(root: mirror.tree)
        let client = try AptSystem(
            architecture: "amd64", sources: BuiltMirror.sources(server.url, key: mirror.key))
        let update = try client.update()
        #expect(update.succeeded)
        #expect(AptSystem.complaints(update) == [])
        #expect(server.requests.contains { $0.path.contains("/by-hash/SHA256/") })
        // What arrives over http has the digests of the lock; apt checks them too.
        let part = try part("amd64")
        let fetch = try client.run(["-q", "-y", "--download-only", "install", "curl"])
        #expect(fetch.succeeded, "\(fetch.errors)")
        let archives = client.root / "cache/archives"
        let names = try Files.list(archives).filter { $0.hasSuffix(".deb") }
        #expect(names.count > 5)
        for name in names {
            let label = AptSystem.decoded(String(name.dropLast(4)))
            let locked = try #require(
                part.lock.packages.first {
                    "\($0.name)_\($0.version)_\($0.architecture)" == label
                })
            let sum = try Subprocess.check("sha256sum", [(archives / name).string])
            #expect(sum.output.prefix(64) == locked.sha256.hex)
        }
    }

    @Test func `a client that trusts other keys takes nothing`() throws {
        let client = try AptSystem(
            architecture: "amd64",
            sources: BuiltMirror.sources(
                "file:\(mirror.tree)", key: ProjectRoot.path / "distros/keys/ubuntu-2018.asc"))
        let update = try client.update()
        #expect(AptSystem.complaints(update).contains { $0.contains("NO_PUBKEY") })
        #expect(try client.choice(["curl"], recommends: false) == nil)
    }

    @Test(arguments: BuiltMirror.architectures, [false, true])
    func `every wish can be installed by itself`(architecture: String, recommends: Bool) throws {
        let part = try part(architecture)
        #expect(part.lock.sets.count == 1)
        #expect(part.wished.map(\.label) == part.lock.sets[0].wishes)
        for (label, package) in part.wished {
            let outcome = try part.client.simulate([package.name], recommends: recommends)
            #expect(
                outcome.succeeded && outcome.output.contains("Inst \(package.name) ("),
                "\(label): \(outcome.errors)\(outcome.output)")
        }
    }

    @Test(arguments: BuiltMirror.architectures, [false, true])
    func `every group can be installed, and all together`(architecture: String, recommends: Bool)
        throws
    {
        let part = try part(architecture)
        let groups = part.groups
        #expect(groups.keys.contains("base"))
        #expect(groups.keys.contains("kubespray.common"))
        for (group, packages) in groups {
            let outcome = try part.client.simulate(packages, recommends: recommends)
            #expect(outcome.succeeded, "\(group): \(outcome.errors)\(outcome.output)")
        }
        let everything = part.wished.map(\.package.name)
        let outcome = try part.client.simulate(everything, recommends: recommends)
        #expect(outcome.succeeded, "\(outcome.errors)\(outcome.output)")
    }

    @Test(arguments: BuiltMirror.architectures)
    func
        `the lock is what apt takes of all together and of each wish alone, and every file is there`(
            architecture: String
        ) throws
    {
        let part = try part(architecture)
        let downloads = try #require(
            try part.client.downloads(part.wished.map(\.package.name), recommends: false))
        let together = Set(downloads.map(\.package))
        #expect(together.isSubset(of: part.locked))
        var others = part.locked.subtracting(together)
        for (_, package) in part.wished where !others.isEmpty {
            others.subtract(try part.client.choice([package.name], recommends: false) ?? [])
        }
        for (_, packages) in part.groups where !others.isEmpty {
            others.subtract(try part.client.choice(packages, recommends: false) ?? [])
        }
        #expect(others.sorted() == [])
        for download in downloads {
            let path = FilePath(AptSystem.decoded(String(download.uri.dropFirst("file:".count))))
            #expect(try Files.status(path)?.size == download.size, "\(download.uri)")
        }
    }
}
