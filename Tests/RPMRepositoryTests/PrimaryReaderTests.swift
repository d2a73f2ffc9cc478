import MirrorBase
import PackageModel
import RPMRepository
import Testing

@Suite struct PrimaryReaderTests {
    typealias Samples = PrimarySamples

    static let full = """
        <?xml version="1.0" encoding="UTF-8"?>
        <metadata xmlns="http://linux.duke.edu/metadata/common" packages="2">
        <package type="rpm">
          <name>a</name><arch>x86_64</arch><version epoch="1" ver="2.0" rel="3.el9"/>
          <checksum type="sha256" pkgid="YES">\(String(repeating: "a", count: 64))</checksum>
          <summary>A &amp; B</summary><description>&lt;x&gt; é
        </description><packager/><url></url><time file="1" build="2"/>
          <size package="3" installed="4" archive="5"/><location href="a.rpm"/>
          <format><rpm:license>MIT</rpm:license>
            <rpm:provides><rpm:entry name="a" flags="EQ" epoch="1" ver="2.0" rel="3.el9"/>
              <rpm:entry name="p&lt;x&gt;"/></rpm:provides>
            <rpm:requires><rpm:entry name="/bin/sh" pre="1"/>
              <rpm:entry name="r" flags="GE" epoch="0" ver="1"/>
              <rpm:entry name="s" flags="LT" ver="2" rel="1"/>
              <rpm:entry name="(t &gt;= 1:2 if u)"/></rpm:requires>
            <rpm:conflicts><rpm:entry name="c" flags="LE" epoch="07" ver="1" rel="1"/></rpm:conflicts>
            <rpm:obsoletes><rpm:entry name="o" flags="GT" epoch="0" ver="1"/></rpm:obsoletes>
            <rpm:recommends><rpm:entry name="w"/></rpm:recommends>
            <rpm:suggests><rpm:entry name="x"/></rpm:suggests>
            <rpm:supplements><rpm:entry name="(y and z)"/></rpm:supplements>
            <rpm:enhances><rpm:entry name="e"/></rpm:enhances>
            <file>/usr/bin/a</file><file type="dir">/etc/a&amp;b</file></format>
        </package>
        <package type="rpm"><name>b</name><arch>noarch</arch><version ver="1" rel="1"/>
          <checksum type="sha" pkgid="YES">\(String(repeating: "b", count: 40))</checksum>
          <format><rpm:requires><rpm:entry name="/usr/bin/a"/><rpm:entry name="/etc/a&amp;b"/>
          <rpm:entry name="/lib/c"/></rpm:requires></format></package>
        </metadata>
        """

    @Test func `reads identity and relations of every kind`() throws {
        let universe = try Samples.read(Self.full)
        #expect(universe.count == 2)
        let package = PackageID(0)
        #expect(Samples.identity(universe, package) == "a 1:2.0-3.el9 x86_64")
        #expect(Samples.identity(universe, PackageID(1)) == "b 0:1-1 noarch")
        let expected: [RelationKind: [String]] = [
            .requires: ["/bin/sh", "r >= 0:1", "s < 0:2-1", "(t >= 1:2 if u)"],
            .conflicts: ["c <= 7:1-1"], .recommends: ["w"], .obsoletes: ["o > 0:1"],
            .provides: ["a = 1:2.0-3.el9", "p<x>"], .suggests: ["x"],
            .supplements: ["(y and z)"], .enhances: ["e"],
        ]
        for kind in RelationKind.allCases {
            #expect(Samples.relations(universe, kind, package) == expected[kind], "\(kind)")
        }
        let record = universe.stanza(package)
        #expect(record.starts(with: Array("<package type=\"rpm\">".utf8)))
        #expect(record.suffix(10).elementsEqual(Array("</package>".utf8)))
    }

    @Test func `a rich dependency is an expression, read once for each text`() throws {
        let format = """
            <rpm:requires><rpm:entry name="(a if b)"/><rpm:entry name="(a if b)"/></rpm:requires>
            <rpm:provides><rpm:entry name="(not rich"/></rpm:provides>
            """
        let universe = try Samples.read(Samples.document(format))
        let relations = universe.relations(.requires, of: PackageID(0)).map(universe.relation)
        #expect(universe.expressions.count == 1)
        #expect(relations[0] == relations[1])
        let id = try #require(relations[0].expression)
        guard case .ifThere(_, _, nil) = universe.expression(id) else {
            Issue.record("\(universe.expression(id))")
            return
        }
        #expect(Samples.relations(universe, .provides, PackageID(0)) == ["(not rich"])
    }

    @Test func `any cut gives the same universe`() throws {
        let bytes = Array(Self.full.utf8)
        let whole = Samples.describe(try Samples.read(bytes).universe)
        for cut in 0..<bytes.count {
            let pieces = try Samples.read(bytes, cuts: [cut, min(bytes.count, cut + 40)])
            #expect(Samples.describe(pieces.universe) == whole, "cut at \(cut)")
        }
    }

    @Test func `passes over source packages and other architectures`() throws {
        let document =
            "<metadata>"
            + [("src", "1"), ("nosrc", "2"), ("i686", "3"), ("ppc", "4"), ("x86_64", "5")].map {
                Samples.package(
                    architecture: $0.0, checksum: Character($0.1),
                    format: "<requires><entry name='/of/\($0.0)'/></requires>")
            }.joined() + "</metadata>"
        let universe = try Samples.read(document, foreign: ["i686"])
        #expect(universe.packages.map { universe.architectureText($0) } == ["i686", "x86_64"])
        #expect(Samples.providers(universe, "/of/i686") != nil)
        #expect(Samples.providers(universe, "/of/src") == nil)
        #expect(Samples.providers(universe, "/of/ppc") == nil)
    }

    @Test func `children may come in any order`() throws {
        let checksum = String(repeating: "c", count: 64)
        let tail = """
            <checksum pkgid='YES' type='SHA256'> \(checksum)
            </checksum><version rel='1' ver='2' epoch=''/><name>n</name>
            """
        let format = "<format><requires><entry name='r'/></requires><file>/f</file></format>"
        for (architecture, count) in [("x86_64", 1), ("ppc", 0)] {
            let text = """
                <metadata><package>\(format)\(tail)<arch>\(architecture)</arch></package></metadata>
                """
            let universe = try Samples.read(text)
            #expect(universe.count == count)
            #expect((Samples.providers(universe, "r") != nil) == (count == 1))
            if count == 0 { continue }
            #expect(Samples.identity(universe, PackageID(0)) == "n 0:2-1 x86_64")
            #expect(Samples.relations(universe, .requires, PackageID(0)) == ["r"])
        }
    }

    @Test func `a package listed twice is kept once`() throws {
        let package = Samples.package()
        let universe = try Samples.read("<metadata>\(package)\(package)</metadata>")
        #expect(universe.count == 1)
        let other = Samples.package(checksum: "2")
        #expect(try Samples.read("<metadata>\(package)\(other)</metadata>").count == 2)
    }

    @Test func `files count for paths that anything names`() throws {
        let filelists = """
            <filelists packages="3"><package pkgid="\(String(repeating: "f", count: 64))" name="z">
            <version/><file>/lib/c</file></package>
            <package pkgid="\(String(repeating: "a", count: 64))" name="a" arch="x86_64">
            <version epoch="1" ver="2.0" rel="3.el9"/><file>/lib/c</file><file>/usr/bin/a</file>
            <file>/lib/d</file></package></filelists>
            """
        let bytes = Array(Self.full.utf8)
        let first = try Samples.read(bytes)
        #expect(Set(first.unprovided) == ["/bin/sh", "/lib/c"])
        let universe = first.universe
        for path in ["/usr/bin/a", "/etc/a&b"] {
            #expect(Samples.providers(universe, path) == [PackageID(0)], "\(path)")
        }
        let pieces = Array(stride(from: 0, to: filelists.utf8.count, by: 7))
        for cuts in [[], pieces] {
            let outcome = try Samples.read(
                bytes, filelists: Array(filelists.utf8), cuts: cuts.filter { $0 <= bytes.count })
            #expect(outcome.unprovided == ["/bin/sh"])
            #expect(Samples.providers(outcome.universe, "/lib/c") == [PackageID(0)])
            #expect(Samples.providers(outcome.universe, "/usr/bin/a") == [PackageID(0)])
            #expect(Samples.providers(outcome.universe, "/lib/d") == nil)
        }
    }

    @Test func `odd versions of old repositories`() throws {
        let format = """
            <rpm:requires><rpm:entry name="a" flags="EQ" epoch="0"/>
            <rpm:entry name="b" flags="EQ" epoch="1" rel="2"/>
            <rpm:entry name="c" flags="EQ" ver="1&amp;2"/>
            <rpm:entry name="d" flags="EQ" rel="2" ver="1"/>
            <rpm:entry name="e" flags="EQ" ver="2" rel="1"/>
            <rpm:entry name="f" flags="EQ" rel="2" ver="1" epoch="0"/>
            <rpm:entry name="g" epoch="0" ver="1"/></rpm:requires>
            """
        let universe = try Samples.read(Samples.document(format))
        #expect(
            Samples.relations(universe, .requires, PackageID(0)) == [
                "a = 0:", "b = 1:-2", "c = 0:1&2", "d = 0:1-2", "e = 0:2-1", "f = 0:1-2", "g",
            ])
    }
}
