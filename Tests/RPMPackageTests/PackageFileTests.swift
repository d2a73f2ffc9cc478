import MirrorBase
import MirrorTestSupport
import RPMPackage
import Testing

@Suite struct PackageFileTests {
    private func read(_ maker: RPMFileMaker) throws -> PackageFile {
        let bytes = maker.file
        return try PackageFile(head: bytes, fileSize: bytes.count)
    }

    /// Why a file cannot be read.
    private func refusal(_ bytes: [UInt8]) -> PackageFileError? {
        do throws(PackageFileError) {
            _ = try PackageFile(head: bytes, fileSize: bytes.count)
            return nil
        } catch { return error }
    }

    @Test func `the identity is read, and where header and payload lie`() throws {
        var maker = RPMFileMaker()
        maker.main.append((1003, .int32([7])))
        let file = try read(maker)
        #expect(file.identity.nevra == "sample-7:1.0-1.noarch")
        #expect(!file.isSource)
        #expect(file.headerRange.upperBound == maker.file.count - maker.payload.count)
        #expect(Array(maker.file[file.headerRange]) == maker.header)
        #expect(file.fileSize == maker.file.count)
    }

    @Test func `as long as too little is there, the size of the headers asks for more`() throws {
        var maker = RPMFileMaker()
        maker.signature = [(269, .text(String(repeating: "0", count: 40)))]
        let bytes = maker.file
        var known = 0
        var rounds = 0
        while true {
            let beginning = Array(bytes[..<known])
            let needed = try PackageFile.headSize(of: beginning.span)
            if needed <= known { break }
            #expect(needed <= bytes.count)
            known = needed
            rounds += 1
        }
        #expect(rounds == 3)
        #expect(known == bytes.count - maker.payload.count)
    }

    @Test func `a header without region is a package of rpm 3, with whole paths`() throws {
        var maker = RPMFileMaker()
        maker.hasRegions = false
        maker.main += [
            (1027, .texts(["/usr/bin/a", "/etc/b"])), (1030, .int16([0o100_755, 0o040_755])),
            (1037, .int32([0, 64])), (1047, .texts(["sample"])),
        ]
        let file = try read(maker)
        #expect(!file.header.hasRegion)
        let files = try file.files()
        #expect(
            files.map { file.string($0.directory) + file.string($0.name) } == [
                "/usr/bin/a", "/etc/b",
            ])
        #expect(files.map(\.kind) == [.file, .directory])
        let provides = try file.dependencies(.provides)
        #expect(provides.map { file.string($0.name) } == ["sample"])
        #expect(provides[0].version.isEmpty && provides[0].flags.isEmpty)
    }

    @Test func `tags may come in any order`() throws {
        var maker = RPMFileMaker()
        maker.main.reverse()
        maker.main.append((100, .texts(["C"])))
        #expect(try read(maker).identity == read(RPMFileMaker()).identity)
    }

    @Test func `a source package is one by its mark, or by not naming a source package`() throws {
        var maker = RPMFileMaker()
        maker.main.append((1106, .int32([1])))
        #expect(try read(maker).identity.architecture == "src")
        maker = RPMFileMaker()
        maker.main.removeAll { $0.tag == 1044 }
        #expect(try read(maker).isSource)
    }

    @Test func `sizes may be written in four or in eight bytes`() throws {
        var maker = RPMFileMaker()
        maker.main.append((5009, .int64([1 << 33])))
        let file = try read(maker)
        #expect(try file.header.number(.longSize) == 1 << 33)
        #expect(try file.header.number(.size) == nil)
    }

    @Test func `the old weak dependencies of SUSE are read with the flag that tells them apart`()
        throws
    {
        var maker = RPMFileMaker()
        maker.main += [
            (1156, .texts(["a", "b"])), (1157, .texts(["", "2"])),
            (1158, .int32([1 << 27, 8])),
        ]
        let file = try read(maker)
        let old = try file.dependencies(.oldSuggests)
        #expect(old.map { file.string($0.name) } == ["a", "b"])
        #expect(old.map { file.string($0.version) } == ["", "2"])
        #expect(old.map(\.flags) == [.strong, .equal])
    }

    @Test func `of a translated text the original counts`() throws {
        var maker = RPMFileMaker()
        maker.main += [(100, .texts(["C", "de"])), (1004, .translated(["thing", "Ding"]))]
        let file = try read(maker)
        #expect(try file.header.text(.summary).map { file.string($0) } == "thing")
    }

    @Test func `what is no package is refused`() {
        #expect(refusal(Array("<html>".utf8))?.reason == .notAPackage)
        #expect(refusal([])?.reason == .truncated(needed: 112))
        var bytes = RPMFileMaker().file
        bytes[79] = 1
        #expect(refusal(bytes)?.reason == .unknownSignatureForm(1))
        bytes = RPMFileMaker().file
        bytes[96] = 0
        #expect(refusal(bytes) == PackageFileError(offset: 96, .notAHeader))
        bytes = RPMFileMaker().file
        for count in 0..<bytes.count - 7 {
            guard case .truncated = refusal(Array(bytes[..<count]))?.reason else {
                Issue.record("cut to \(count) bytes")
                return
            }
        }
    }

    @Test func `a header that claims too much is refused before anything is taken for it`() {
        var bytes = RPMFileMaker().file
        let claims: [(entries: UInt32, data: UInt32)] = [
            (0, 0), (65_536, 0), (1, (64 << 20) + 1), (.max, .max),
        ]
        for claim in claims {
            bytes.replaceSubrange(
                104..<112, with: RPMFileMaker.word(claim.entries) + RPMFileMaker.word(claim.data))
            #expect(
                refusal(bytes)
                    == PackageFileError(
                        offset: 96,
                        .unbelievableSize(entries: claim.entries, bytes: claim.data)))
        }
    }

    @Test func `an entry that breaks a rule is refused`() {
        typealias Mistake = PackageFileError.EntryMistake
        let cases: [(UInt32, RPMFileMaker.Value, Mistake)] = [
            (99, .text("x"), .tag),
            (1050, .raw(type: 0, count: 1, data: [0]), .type),
            (1050, .raw(type: 10, count: 1, data: [0]), .type),
            (1050, .raw(type: 4, count: 0, data: []), .count),
            (1050, .raw(type: 6, count: 2, data: [0, 0]), .count),
            (1050, .raw(type: 8, count: 1_048_576, data: [0]), .count),
            (1050, .raw(type: 4, count: 1, data: [1, 2, 3, 4]), .place),
            (1050, .raw(type: 7, count: 20, data: []), .place),
            (1050, .raw(type: 8, count: 40, data: Array("abc".utf8)), .unterminated),
        ]
        for (tag, value, mistake) in cases {
            var maker = RPMFileMaker()
            maker.main.append((1049, .text("odd")))
            maker.main.append((tag, value))
            maker.hasRegions = false
            guard case .badEntry(tag, mistake)? = refusal(maker.file)?.reason else {
                Issue.record("\(value) gives \(String(describing: refusal(maker.file)))")
                continue
            }
        }
    }

    @Test func `entries may not share their data`() {
        var maker = RPMFileMaker()
        maker.hasRegions = false
        maker.main.append((1004, .text("x")))
        var bytes = maker.file
        let place = bytes.count - maker.payload.count - maker.header.count + 16 + 16 * 5 + 8
        bytes.replaceSubrange(place..<place + 4, with: RPMFileMaker.word(0))
        #expect(refusal(bytes)?.reason == .badEntry(tag: 1004, .place))
    }

    @Test func `a region that leaves something out is refused`() {
        let bytes = RPMFileMaker().file
        let trailer = bytes.count - RPMFileMaker().payload.count - 16
        for (offset, value) in [(0, 62), (4, 6), (8, UInt32.max - 79), (8, 16), (12, 15)] {
            var changed = bytes
            changed.replaceSubrange(
                trailer + offset..<trailer + offset + 4, with: RPMFileMaker.word(UInt32(value)))
            #expect(refusal(changed) == PackageFileError(offset: trailer, .badRegion))
        }
    }

    @Test func `what every package says must be there and be text`() {
        var maker = RPMFileMaker()
        maker.main.removeAll { $0.tag == 1001 }
        #expect(refusal(maker.file)?.reason == .missing(tag: 1001))
        maker = RPMFileMaker()
        maker.main[0].value = .int32([1])
        #expect(refusal(maker.file)?.reason == .badEntry(tag: 1000, .unexpectedType))
    }

    @Test func `paths are no longer than a system takes, and in proportion to the header`() throws {
        for (length, count) in [(4096, 1), (4000, 20_000)] {
            var maker = RPMFileMaker()
            maker.main += [
                (1117, .texts(Array(repeating: "a", count: count))),
                (1118, .texts(["/" + String(repeating: "d", count: length - 1)])),
                (1116, .int32(Array(repeating: 0, count: count))),
            ]
            let file = try read(maker)
            let error = #expect(throws: PackageFileError.self) { try file.files() }
            #expect(error?.reason == .unbelievablePaths)
        }
    }

    @Test func `lists that belong together are equally long and point at what is there`() throws {
        var maker = RPMFileMaker()
        maker.main += [(1049, .texts(["a", "b"])), (1048, .int32([0]))]
        let file = try read(maker)
        #expect(throws: PackageFileError.self) { try file.dependencies(.requires) }
        maker = RPMFileMaker()
        maker.main += [
            (1117, .texts(["a"])), (1118, .texts(["/usr/"])), (1116, .int32([1])),
        ]
        let other = try read(maker)
        #expect(throws: PackageFileError.self) { try other.files() }
    }

    @Test func `damaged files give errors and never end the program`() {
        var maker = RPMFileMaker()
        maker.signature = [(1000, .int32([100])), (269, .text("0"))]
        maker.main += [
            (1117, .texts(["a", "b"])), (1118, .texts(["/usr/"])), (1116, .int32([0, 0])),
            (1030, .int16([0, 0])), (1047, .texts(["p"])), (1112, .int32([8])),
            (1113, .texts(["1"])),
        ]
        let bytes = maker.file
        var random = SeededRandom(seed: 5)
        var readable = 0
        for _ in 0..<6_000 {
            var damaged = bytes
            for _ in 0...Int.random(in: 0..<3, using: &random) {
                let place = Int.random(in: 96..<damaged.count, using: &random)
                damaged[place] =
                    Bool.random(using: &random)
                    ? UInt8.random(in: 0...255, using: &random)
                    : [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
            }
            guard let file = try? PackageFile(head: damaged, fileSize: damaged.count) else {
                continue
            }
            readable += 1
            _ = try? file.files()
            for kind in PackageDependency.Kind.allCases { _ = try? file.dependencies(kind) }
        }
        #expect(readable > 300 && readable < 5_700)
    }
}
