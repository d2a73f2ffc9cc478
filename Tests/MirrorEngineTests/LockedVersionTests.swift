import MirrorBase
import PackageModel
import Store
import Testing

@testable import MirrorEngine

/// Comparing mirrors by number.
@Suite struct LockedVersionTests {
    private static func digest(_ fill: UInt8) -> Digest {
        Digest(.sha256, bytes: Array(repeating: fill, count: 32))
    }

    private static func package(_ name: String, _ version: String, _ content: UInt8)
        -> Lock.Package
    {
        Lock.Package(
            name: name, version: version, architecture: "amd64", repository: "r",
            path: "pool/\(name)-\(version)", upstream: "\(name)-\(version)", size: 1,
            sha256: digest(content), reasons: ["\"],\n"], record: "Package: \(name)\n")
    }

    private static func lock(_ packages: [Lock.Package]) -> Lock {
        Lock(
            distro: "d", architecture: "amd64",
            inputs: Lock.Inputs(
                manifest: digest(0), distro: digest(0), options: [],
                repositories: [
                    Lock.Repository(
                        id: "r", suite: "s", digest: digest(0), date: Timestamp(seconds: 0),
                        signer: nil, url: "")
                ]),
            sets: [Lock.WishSet(name: "1", wishes: ["],"])], packages: packages)
    }

    @Test func `the quick way reads what the thorough one reads`() throws {
        let lock = Self.lock([
            Self.package("a", "1", 1), Self.package("a", "2", 2), Self.package("\"b\\", "3", 3),
        ])
        let (list, scheme) = try #require(LockedVersion.quick(Array(lock.text.utf8)))
        #expect(scheme == .debian)
        #expect(list.map(\.name) == lock.packages.map(\.name))
        #expect(list.map(\.version) == lock.packages.map(\.version))
        #expect(list.map(\.sha256) == lock.packages.map(\.sha256.hex))
        // Written in another way, it is read all the same.
        let other = lock.text.replacing("\"packages\":[\n", with: "\"packages\": [\n")
        #expect(LockedVersion.quick(Array(other.utf8)) == nil)
        #expect(try LockedVersion.list(Array(other.utf8)).0 == list)
        #expect(throws: LockError.self) { try LockedVersion.list(Array("{}".utf8)) }
    }

    @Test func `counts what is added, removed, upgraded, downgraded and rebuilt`() throws {
        let before = Self.lock([
            Self.package("same", "1", 1), Self.package("up", "1.9", 2),
            Self.package("down", "2", 3), Self.package("gone", "1", 4),
            Self.package("rebuilt", "1", 5), Self.package("two", "1", 6),
            Self.package("two", "2", 7),
        ])
        let after = Self.lock([
            Self.package("same", "1", 1), Self.package("up", "1.10", 8),
            Self.package("down", "1~rc", 9), Self.package("new", "1", 10),
            Self.package("rebuilt", "1", 11), Self.package("two", "2", 7),
            Self.package("two", "3", 12),
        ])
        let changes = SnapshotChanges(
            since: 4, from: try LockedVersion.list(Array(before.text.utf8)).0,
            to: try LockedVersion.list(Array(after.text.utf8)).0, .debian)
        #expect(changes.since == 4)
        #expect([changes.added, changes.removed] == [1, 1])
        #expect([changes.upgraded, changes.downgraded, changes.rebuilt] == [2, 1, 1])
    }
}
