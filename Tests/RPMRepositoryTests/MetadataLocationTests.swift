import RPMRepository
import Testing

@Suite struct MetadataLocationTests {
    static func fault(_ href: String, base: String? = nil) -> LocationFault? {
        do {
            _ = try MetadataLocation(href: href, base: base)
            return nil
        } catch { return error }
    }

    @Test(arguments: [
        ("a.rpm", "a.rpm"), ("./Packages//a/./b.rpm", "Packages/a/b.rpm"), ("x/../a", "a"),
        ("x/y/../../a", "a"), ("sub dir/a+b&c~1^2.rpm", "sub dir/a+b&c~1^2.rpm"), ("é", "é"),
        ("a:b/c", "a:b/c"), ("..a/b..", "..a/b.."),
    ])
    func `normalises`(href: String, path: String) throws {
        #expect(try MetadataLocation(href: href, base: nil) == MetadataLocation(path: path))
    }

    @Test(
        arguments: [
            ("", .empty), (".", .empty), ("a/", .empty), ("x/..", .empty), ("/a", .leavesTree),
            ("..", .leavesTree), ("../a", .leavesTree), ("a/../../b", .leavesTree),
            ("http://h/a", .leavesTree), ("a%2e", .character), ("a?b", .character),
            ("a#b", .character), ("a\\b", .character), ("a\nb", .character),
            ("a\u{85}", .character),
            (String(repeating: "a", count: 256), .tooLong),
            (String(repeating: "a/", count: 2000) + "a", .tooLong),
        ] as [(String, LocationFault)])
    func `refuses`(href: String, fault: LocationFault) {
        #expect(Self.fault(href) == fault)
    }

    @Test func `takes other roots`() throws {
        #expect(
            try MetadataLocation(href: "a", base: "http://h/x/")
                == MetadataLocation(path: "a", base: "http://h/x/"))
        #expect(try MetadataLocation(href: "a", base: "media://1#2") == MetadataLocation(path: "a"))
        #expect(try MetadataLocation(href: "a", base: "") == MetadataLocation(path: "a"))
        #expect(try MetadataLocation(href: "../a", base: "x/y") == MetadataLocation(path: "x/a"))
        #expect(Self.fault("../a", base: "http://h/") == .leavesTree)
        #expect(Self.fault("a", base: "../x") == .leavesTree)
        #expect(Self.fault("a", base: "/x") == .leavesTree)
        #expect(Self.fault("a", base: "http://h/ x") == .character)
    }
}
