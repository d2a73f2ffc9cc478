import MirrorBase
import PackageDiff
import Testing

@Suite struct ChangeTests {
    private func package(size: Int, from repository: String) throws -> PackageList.Package {
        PackageList.Package(
            name: "curl", version: "1", architecture: "amd64", repository: repository, size: size,
            digest: try #require(Digest(.sha256, hex: String(repeating: "0", count: 64))))
    }

    @Test func `a change of size counts from what was there, or from nothing`() throws {
        let small = try package(size: 10, from: "main")
        let large = try package(size: 25, from: "main")
        #expect(Change(kind: .upgraded, before: small, after: large).sizeChange == 15)
        #expect(Change(kind: .added, before: nil, after: large).sizeChange == 25)
        #expect(Change(kind: .removed, before: small, after: nil).sizeChange == -10)
    }

    @Test func `a package changes its repository only where both are known`() throws {
        let main = try package(size: 1, from: "main")
        let other = try package(size: 1, from: "updates")
        let unknown = try package(size: 1, from: "")
        #expect(Change(kind: .moved, before: main, after: other).changesRepository)
        #expect(!Change(kind: .rebuilt, before: unknown, after: other).changesRepository)
        #expect(!Change(kind: .upgraded, before: main, after: main).changesRepository)
    }
}
