import MirrorBase
import PackageDiff
import PackageModel
import Store
import Testing

@testable import MirrorEngine
@testable import MirrorQuestions

/// Comparing mirrors by number.
@Suite struct SnapshotChangesTests {
    private static func digest(_ fill: UInt8) -> Digest {
        Digest(.sha256, bytes: Array(repeating: fill, count: 32))
    }

    private static func package(
        _ name: String, _ version: String, _ content: UInt8, architecture: String = "amd64",
        repository: String = "r", component: String = "main"
    ) -> Lock.Package {
        Lock.Package(
            name: name, version: version, architecture: architecture, repository: repository,
            component: component, path: "pool/\(name)-\(version)-\(architecture)-\(content)",
            upstream: "\(name)-\(version)", size: 1, sha256: digest(content),
            reasons: ["\"],\n"], record: "Package: \(name)\n")
    }

    private static func lock(_ packages: [Lock.Package]) -> Lock {
        Lock(
            distro: "d", architecture: "amd64",
            inputs: Lock.Inputs(
                manifest: digest(0), distro: digest(0), options: [],
                repositories: ["r", "other"].map {
                    Lock.Repository(
                        id: $0, suite: "s", digest: digest(0), date: Timestamp(seconds: 0),
                        signer: nil, url: "")
                }),
            sets: [Lock.WishSet(name: "1", wishes: ["],"])], packages: packages)
    }

    private static func list(_ text: String) throws -> PackageList {
        try LockedList.read(Array(text.utf8), distro: "d", architecture: "amd64")
    }

    private static func changes(_ before: [Lock.Package], _ after: [Lock.Package]) throws
        -> SnapshotChanges
    {
        let (before, after) = (lock(before), lock(after))
        let changes = SnapshotChanges(
            since: 4, from: try list(before.text), to: try list(after.text))
        // `mirror diff` of the two says the same.
        let difference = try Difference(
            from: PackageList(before, title: "before"), to: PackageList(after, title: "after"))
        #expect(
            [
                changes.added, changes.removed, changes.upgraded, changes.downgraded,
                changes.rebuilt, changes.moved,
            ]
                == [.added, .removed, .upgraded, .downgraded, .rebuilt, .moved].map {
                    difference.count($0)
                })
        return changes
    }

    @Test(arguments: ["main", ""])
    func `the quick way reads what the thorough one reads`(component: String) throws {
        let lock = Self.lock([
            Self.package("a", "1", 1, component: component),
            Self.package("a", "2", 2, component: component),
            Self.package("\"b\\", "3", 3, component: component),
        ])
        let (packages, scheme) = try #require(LockedList.quick(Array(lock.text.utf8)))
        #expect(scheme == (component.isEmpty ? .rpm : .debian))
        #expect(scheme == lock.scheme)
        #expect(packages.map(\.name) == lock.packages.map(\.name))
        #expect(packages.map(\.version) == lock.packages.map(\.version))
        #expect(packages.map(\.digest) == lock.packages.map(\.sha256))
        // Written in another way, it is read all the same.
        let other = lock.text.replacing("\"packages\":[\n", with: "\"packages\": [\n")
        #expect(LockedList.quick(Array(other.utf8)) == nil)
        let list = try Self.list(other)
        #expect(list.packages == packages && list.scheme == scheme)
        #expect(throws: LockError.self) { try Self.list("{}") }
    }

    @Test func `counts what is added, removed, upgraded, downgraded and rebuilt`() throws {
        let changes = try Self.changes(
            [
                Self.package("down", "2", 3), Self.package("gone", "1", 4),
                Self.package("rebuilt", "1", 5), Self.package("same", "1", 1),
                Self.package("two", "1", 6), Self.package("two", "2", 7),
                Self.package("up", "1.9", 2),
            ],
            [
                Self.package("down", "1~rc", 9), Self.package("new", "1", 10),
                Self.package("rebuilt", "1", 11), Self.package("same", "1", 1),
                Self.package("two", "2", 7), Self.package("two", "3", 12),
                Self.package("up", "1.10", 8),
            ])
        #expect(changes.since == 4)
        #expect([changes.added, changes.removed] == [1, 1])
        #expect([changes.upgraded, changes.downgraded, changes.rebuilt] == [2, 1, 1])
    }

    @Test func `equal ranks, architectures given up and other repositories count as in a diff`()
        throws
    {
        let alike = try Self.changes(
            [Self.package("a", "1.0", 1)], [Self.package("a", "0:1.0", 2)])
        #expect([alike.upgraded, alike.rebuilt] == [0, 1])
        let independent = try Self.changes(
            [Self.package("a", "1", 1)], [Self.package("a", "2", 2, architecture: "all")])
        #expect([independent.added, independent.removed, independent.upgraded] == [0, 0, 1])
        let moved = try Self.changes(
            [Self.package("a", "1", 1)], [Self.package("a", "1", 1, repository: "other")])
        #expect(moved.moved == 1 && !moved.isEmpty)
    }
}
