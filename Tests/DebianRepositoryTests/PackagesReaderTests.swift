import DebianRepository
import MirrorBase
import PackageModel
import Testing

/// The Packages index: what is read of it, and in which forms.
@Suite struct PackagesReaderTests {
    typealias Samples = PackagesSamples

    static let full = """
        Package: full
        Version: 1:2.0-3
        Architecture: amd64
        Multi-Arch: same
        Priority: important
        Essential: yes
        Protected: yes
        Pre-Depends: dpkg (>= 1.15)
        Depends: libc6 (>= 2.36), a | b (<< 3) | c:any, d:amd64 (= 1)
        Recommends: r1, r2 | r3
        Suggests: s1 (>= 1)
        Conflicts: k1 (<= 2)
        Breaks: k2 (>> 4)
        Replaces: k3
        Enhances: k4
        Provides: v1, v2 (= 7)
        Description: everything
         with a folded line:
         .
         and an empty one


        """

    @Test func `reads every field`() throws {
        let universe = try Samples.read(Self.full)
        try #require(universe.count == 1)
        let package = PackageID(0)
        #expect(universe.label(package) == "full 1:2.0-3 amd64")
        let expected = PackageTraits(
            multiArch: .same, priority: .important, isEssential: true, isProtected: true)
        #expect(universe.traits(package) == expected)
        #expect(
            Samples.text(universe, .requires, package)
                == "dpkg (>= 1.15), libc6 (>= 2.36), a | b (<< 3) | c:any, d:amd64 (= 1)")
        #expect(Samples.text(universe, .conflicts, package) == "k1 (<= 2), k2 (>> 4)")
        #expect(Samples.text(universe, .recommends, package) == "r1, r2 | r3")
        #expect(Samples.text(universe, .provides, package) == "v1, v2 (= 7)")
        let stanza = String(decoding: universe.stanza(package), as: UTF8.self)
        #expect(stanza == String(Self.full.dropLast()))
    }

    @Test func `numbers names in the order in which apt meets them`() throws {
        #expect(
            Samples.names(try Samples.read(Self.full)) == [
                "full", "dpkg", "libc6", "a", "b", "c:any", "d", "k1", "k2", "r1", "r2", "r3", "s1",
                "k3", "k4", "v1", "v2",
            ])
    }

    @Test func `field names have any case, and values may follow at once`() throws {
        let universe = try Samples.read(
            "PACKAGE:a\nvErSiOn:   1\t\nARCHITECTURE:all\nPRE-depends: p\ndePENDS:q\n")
        #expect(universe.label(PackageID(0)) == "a 1 all")
        #expect(Samples.text(universe, .requires, PackageID(0)) == "p, q")
    }

    @Test func `lines may end in CRLF`() throws {
        let text = Self.full.replacing("\n", with: "\r\n") + "Package: b\r\nVersion: 2\r\n\r\n"
        let plain = try Samples.read(Self.full + "Package: b\nVersion: 2\n\n")
        let universe = try Samples.read(text)
        #expect(universe.count == 2)
        for kind in RelationKind.allCases {
            #expect(
                Samples.text(universe, kind, PackageID(0))
                    == Samples.text(plain, kind, PackageID(0)))
        }
        #expect(universe.label(PackageID(1)) == "b 2 amd64")
    }

    @Test func `dependencies may be folded`() throws {
        let universe = try Samples.read(
            """
            Package: a
            Version: 1
            Depends:
             b,
            \tc (>=
             2)
              | d,
            Conflicts: e
             , f
            \u{20}
            Provides: g

            """)
        #expect(Samples.text(universe, .requires, PackageID(0)) == "b, c (>= 2) | d")
        #expect(Samples.text(universe, .conflicts, PackageID(0)) == "e, f")
        #expect(Samples.text(universe, .provides, PackageID(0)) == "g")
    }

    @Test func `a folded line of another field continues nothing that matters`() throws {
        let universe = try Samples.read(
            "Package: a\nVersion: 1\nDescription: x\n Depends: no\nTag: y,\n z\nDepends: b\n")
        #expect(Samples.text(universe, .requires, PackageID(0)) == "b")
        #expect(universe.versionText(PackageID(0)) == "1")
    }

    @Test func `blanks on a line of their own add nothing to a value`() throws {
        let universe = try Samples.read("Package: a\n \nVersion: 1\n\t\n")
        #expect(universe.label(PackageID(0)) == "a 1 amd64")
    }

    @Test(arguments: ["", "\n", "\n\n\n", "\r\n\r\n"])
    func `an index may be empty`(text: String) throws {
        #expect(try Samples.read(text).count == 0)
    }

    @Test func `any number of blank lines stands between stanzas, or none at the end`() throws {
        let one = "Package: a\nVersion: 1\n"
        let two = "Package: b\nVersion: 1"
        let universe = try Samples.read("\n\n" + one + "\n\n\n\n" + two)
        #expect(universe.packages.map { universe.nameText($0) } == ["a", "b"])
        #expect(universe.stanza(PackageID(0)).elementsEqual(one.utf8))
        #expect(universe.stanza(PackageID(1)).elementsEqual(two.utf8))
    }

    @Test func `passes over stanzas that cannot be used`() throws {
        let universe = try Samples.read(
            """
            Package: no-version
            Architecture: amd64

            Package: other-architecture
            Version: 1
            Architecture: riscv64

            Package: no-architecture
            Version: 1

            Package: foreign
            Version: 1
            Architecture: i386

            """, foreign: ["i386"])
        #expect(
            universe.packages.map { universe.label($0) }
                == ["no-architecture 1 amd64", "foreign 1 i386"])
    }

    @Test func `what is provided with another operator than = does not count`() throws {
        let universe = try Samples.read(
            "Package: a\nVersion: 1\nProvides: b (>= 1), c (= 2), d (<< 3), e\n")
        #expect(Samples.text(universe, .provides, PackageID(0)) == "c (= 2), e")
    }

    @Test func `architectures of dependencies`() throws {
        let universe = try Samples.read(
            "Package: a\nVersion: 1\nDepends: b:any (>= 1), c:native, d:i386, e:amd64, f:riscv64\n",
            foreign: ["i386"])
        let found = universe.relations(.requires, of: PackageID(0)).map { universe.relation($0) }
        #expect(
            found.map { universe.names.string($0.name) } == ["b:any", "c", "d", "e", "f:riscv64"])
        #expect(
            found.map(\.architecture) == [
                Relation.anyArchitecture, 0, 2, 0, Relation.anyArchitecture,
            ])
        #expect(
            Samples.text(universe, .requires, PackageID(0))
                == "b:any (>= 1), c:amd64, d:i386, e:amd64, f:riscv64")
    }

    @Test func `Multi-Arch allowed provides name:any in its version`() throws {
        let universe = try Samples.read(
            "Package: python3\nVersion: 3.11\nMulti-Arch: allowed\nProvides: p\n")
        #expect(Samples.text(universe, .provides, PackageID(0)) == "p, python3:any (= 3.11)")
    }

    @Test func `a lone < or > includes the version`() throws {
        let universe = try Samples.read(
            "Package: a\nVersion: 1\nDepends: b (< 1), c (> 1), d(<<1), e ( >= 2 ), f (=3)\n")
        #expect(
            Samples.text(universe, .requires, PackageID(0))
                == "b (<= 1), c (>= 1), d (<< 1), e (>= 2), f (= 3)")
    }

    @Test(arguments: [
        ("required", Priority.required), ("important", .important), ("standard", .standard),
        ("optional", .optional), ("extra", .extra), ("source", .extra), ("", .extra),
        ("OPTIONAL", .optional),
    ])
    func `reads priorities`(text: String, priority: Priority) throws {
        let universe = try Samples.read("Package: a\nVersion: 1\nPriority: \(text)\n")
        #expect(universe.traits(PackageID(0)).priority == priority)
    }

    @Test(arguments: [
        ("same", MultiArch.same), ("foreign", .foreign), ("allowed", .allowed), ("no", .no),
        ("none", .no), ("sam", .no), ("", .no),
    ])
    func `reads Multi-Arch`(text: String, expected: MultiArch) throws {
        let universe = try Samples.read("Package: a\nVersion: 1\nMulti-Arch: \(text)\n")
        #expect(universe.traits(PackageID(0)).multiArch == expected)
    }

    @Test func `only yes is yes`() throws {
        let universe = try Samples.read("Package: a\nVersion: 1\nEssential: no\nImportant: yes\n")
        #expect(!universe.traits(PackageID(0)).isEssential)
        #expect(universe.traits(PackageID(0)).isProtected)
        let other = try Samples.read("Package: a\nVersion: 1\nEssential: yep\n")
        #expect(!other.traits(PackageID(0)).isEssential)
    }

    @Test func `every way to cut an index gives the same universe`() throws {
        let text =
            "\n" + Self.full + "Package: b\r\nVersion: 2\r\nDepends:\r\n full,\r\n c\r\n\r\n\r\n"
            + "Package: c\nVersion: 1"
        let bytes = Array(text.utf8)
        let whole = try Samples.read(bytes)
        #expect(whole.count == 3)
        let expected = Samples.describe(whole)
        for cut in 0...bytes.count {
            let universe = try Samples.read(bytes, cuts: [cut])
            #expect(Samples.describe(universe) == expected, "cut at \(cut)")
        }
        let byteByByte = try Samples.read(bytes, cuts: Array(0...bytes.count))
        #expect(Samples.describe(byteByByte) == expected)
        #expect(Samples.names(byteByByte) == Samples.names(whole))
    }
}
