import MirrorTestSupport
import PackageModel
import RPMRepository
import Testing

/// Primary documents that are wrong.
@Suite struct PrimaryDamageTests {
    typealias Samples = PrimarySamples

    @Test(
        arguments: [
            ("<filelists/>", .wrongRoot(found: "filelists", expected: "metadata")),
            ("<metadata>", .unexpectedEnd), ("", .unexpectedEnd),
            ("<metadata></metadata><x/>", .notWellFormed(.outsideRoot)),
            ("<metadata><package>", .unexpectedEnd),
            ("<!DOCTYPE m [<!ENTITY a 'b'>]><metadata/>", .unsupported(.definitions)),
            ("<metadata>&a;</metadata>", .notWellFormed(.reference)),
            ("<metadata><package/></metadata>", .missing("name", in: "package")),
            (
                "<metadata><package><name>a</name><name>b</name></package></metadata>",
                .repeated("name", in: "package")
            ),
            (
                "<metadata><package><name>a<b/></name></package></metadata>",
                .unexpectedElement("b")
            ),
        ] as [(String, MetadataError.Reason)])
    func `refuses what is not a primary document`(text: String, reason: MetadataError.Reason) {
        #expect(Samples.error(text)?.reason == reason)
    }

    @Test func `refuses an element without end before all of it is there`() throws {
        var builder = UniverseBuilder(nativeArchitecture: "x86_64", scheme: .rpm)
        var reader = PrimaryReader(origin: 0, text: 0, for: builder)
        var text = Array("<metadata><package".utf8)
        try reader.read(text.span, isComplete: false, into: &builder)
        text += Array(repeating: 0x20, count: 64 << 20)
        text += Array("x".utf8)
        var found: MetadataError?
        do throws(MetadataError) {
            try reader.read(text.span, isComplete: false, into: &builder)
        } catch { found = error }
        #expect(found?.reason == .tooLarge("bytes in one element"))
    }

    @Test(
        arguments: [
            ("<rpm:entry name='a' flags='XX' ver='1'/>", .malformed("flags", value: "XX")),
            ("<rpm:entry flags='EQ' ver='1'/>", .missing("name", in: "entry")),
            ("<rpm:entry name=''/>", .missing("name", in: "entry")),
            (
                "<rpm:entry name='a' flags='EQ' epoch='-1' ver='1'/>",
                .malformed("epoch", value: "-1")
            ),
            (
                "<rpm:entry name='a' flags='EQ' epoch='4294967296' ver='1'/>",
                .malformed("epoch", value: "4294967296")
            ),
            ("<rpm:entry name='(a if'/>", .malformedDependency("(a if")),
        ] as [(String, MetadataError.Reason)])
    func `refuses a broken dependency`(entry: String, reason: MetadataError.Reason) {
        let text = Samples.document("<rpm:requires>\(entry)</rpm:requires>")
        #expect(Samples.error(text)?.reason == reason)
    }

    @Test func `refuses a package without what makes it one`() {
        let whole = Samples.package()
        for (part, missing) in [
            ("<arch>x86_64</arch>", "arch"), ("<version epoch='0' ver='1' rel='2'/>", "version"),
            ("ver='1'", "version"),
            (
                "<checksum type=\"sha256\" pkgid=\"YES\">\(String(repeating: "1", count: 64))</checksum>",
                "checksum"
            ),
        ] {
            let parts = whole.split(separator: part, omittingEmptySubsequences: false)
            #expect(parts.count == 2, "\(missing)")
            let text = "<metadata>\(parts.joined())</metadata>"
            #expect(Samples.error(text)?.reason == .missing(missing, in: "package"))
        }
    }

    @Test func `refuses two packages with one checksum`() {
        let digest = String(repeating: "1", count: 64)
        for other in [
            Samples.package(name: "b"), Samples.package(architecture: "i686"),
            Samples.package(architecture: "src"), Samples.package(version: "ver='1' rel='3'"),
        ] {
            let error = Samples.error("<metadata>\(Samples.package())\n\(other)</metadata>")
            #expect(error?.reason == .sharedChecksum(digest))
            #expect(error?.line == 4)
        }
        // The same in other words is the same.
        let same = Samples.package(version: "rel='2' ver='1'")
        #expect(Samples.error("<metadata>\(Samples.package())\(same)</metadata>") == nil)
    }

    @Test(arguments: [
        ("sha256", String(repeating: "A", count: 64), "checksum"),
        ("sha256", String(repeating: "a", count: 63), "checksum"),
        ("sha256", String(repeating: "g", count: 64), "checksum"),
        ("sha512", String(repeating: "a", count: 64), "checksum"),
        ("crc32", String(repeating: "a", count: 8), "checksum type"),
    ])
    func `refuses a checksum that is none`(type: String, digest: String, part: String) {
        let text = Samples.document("").replacing(
            "sha256", with: type
        ).replacing(String(repeating: "1", count: 64), with: digest)
        guard case .malformed(part, _) = Samples.error(text)?.reason else {
            Issue.record("\(String(describing: Samples.error(text)))")
            return
        }
    }

    @Test func `damage of any kind is an error or the universe of a well-formed document`() throws {
        let bytes = Array(PrimaryReaderTests.full.utf8)
        var accepted: [[UInt8]] = []
        for seed in UInt64(0)..<4000 {
            var mutator = XMLMutator(seed: seed)
            let damaged = mutator.damaged(bytes)
            let cut = mutator.next(below: damaged.count + 1)
            let whole = Result { () throws(MetadataError) in try Samples.read(damaged) }
            let pieces = Result { () throws(MetadataError) in
                try Samples.read(damaged, cuts: [cut])
            }
            switch (whole, pieces) {
            case (.success(let first), .success(let second)):
                let isSame = Samples.describe(first.universe) == Samples.describe(second.universe)
                #expect(isSame, "seed \(seed), cut \(cut)")
                accepted.append(damaged)
            case (.failure, .failure): continue
            default: Issue.record("seed \(seed): refused with or without the cut at \(cut) only")
            }
        }
        #expect(accepted.count > 300)
        if ExpatOracle.isPresent {
            let answers = try ExpatOracle.answers(accepted)
            #expect(answers.count == accepted.count && !answers.contains("refused"))
        }
    }
}
