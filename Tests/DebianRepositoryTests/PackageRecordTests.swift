import DebianRepository
import MirrorBase
import Testing

/// What fetching and publishing read of a stanza.
@Suite struct PackageRecordTests {
    static let digest = String(repeating: "ab", count: 32)
    static let stanza = """
        Package: a
        Version: 1
        Filename: pool/main/a/a/a_1_amd64.deb
        Size: 1234
        Source: src (2)
        SHA256: \(digest)
        Description: x
         Filename: not/this/one
        X-Odd:  kept as it is \t

        """

    func record(_ text: String) throws(PackageRecordError) -> PackageRecord {
        try PackageRecord(stanza: Array(text.utf8))
    }

    func error(_ text: String) -> PackageRecordError? {
        do {
            _ = try record(text)
            return nil
        } catch { return error }
    }

    @Test func `reads the fields`() throws {
        let record = try record(Self.stanza)
        #expect(record.filename == "pool/main/a/a/a_1_amd64.deb")
        #expect(record.size == 1234)
        #expect(record.sha256 == Digest(.sha256, hex: Self.digest))
        #expect(record.source == "src (2)")
    }

    @Test func `field names have any case, line ends any form`() throws {
        let text = Self.stanza.replacing("\n", with: "\r\n").replacing("SHA256", with: "sha256")
            .replacing("Filename: pool", with: "FILENAME:pool")
        let record = try record(text)
        #expect(record.filename == "pool/main/a/a/a_1_amd64.deb" && record.size == 1234)
        let without = try self.record(Self.stanza.replacing("Source: src (2)\n", with: ""))
        #expect(without.source == nil)
    }

    @Test func `another file name changes that line alone`() throws {
        let record = try record(Self.stanza)
        let text = String(decoding: record.text(filename: "b.deb"), as: UTF8.self)
        #expect(
            text
                == Self.stanza.replacing(
                    "Filename: pool/main/a/a/a_1_amd64.deb\n",
                    with: "Filename: b.deb\n"))
        let same = record.text(filename: record.filename)
        #expect(same.elementsEqual(Self.stanza.utf8))
    }

    @Test(arguments: ["", "\n", "\n\n\n", "\r\n\r\n"])
    func `ends in one line feed`(end: String) throws {
        let body = String(Self.stanza.dropLast())
        let record = try record(body + end)
        #expect(record.text(filename: record.filename).elementsEqual((body + "\n").utf8))
    }

    @Test(arguments: ["Filename", "Size", "SHA256"])
    func `says which field is not there`(field: String) {
        let lines = Self.stanza.split(separator: "\n").filter { !$0.hasPrefix("\(field):") }
        let error = error(lines.joined(separator: "\n"))
        #expect(error == .missing(field: field))
        #expect(error?.description == "it has no `\(field)`")
    }

    @Test(arguments: ["", "-1", "+1", "1x", "0x10", "99999999999999999999", "1 2", "1.0"])
    func `refuses a size that is none`(size: String) {
        let error = error(Self.stanza.replacing("Size: 1234", with: "Size: \(size)"))
        #expect(error == .malformed(field: "Size", size))
    }

    @Test(arguments: ["", "ab", "zz", String(repeating: "a", count: 65)])
    func `refuses a digest that is none`(digest: String) {
        let error = error(Self.stanza.replacing(Self.digest, with: digest))
        #expect(error == .malformed(field: "SHA256", digest))
    }

    @Test func `an empty file name is none`() {
        let text = Self.stanza.replacing("pool/main/a/a/a_1_amd64.deb", with: "")
        #expect(error(text) == .missing(field: "Filename"))
    }

    @Test func `damage of any kind is an error or a record, never a crash`() {
        var accepted = 0
        for seed in UInt64(0)..<2000 {
            var mutator = ByteMutator(seed: seed)
            let damaged = mutator.damaged(Array(Self.stanza.utf8))
            guard let record = try? PackageRecord(stanza: damaged) else { continue }
            accepted += 1
            #expect(record.size >= 0 && !record.filename.isEmpty)
            let again = try? PackageRecord(stanza: record.text(filename: "new/name.deb"))
            #expect(again?.filename == "new/name.deb", "seed \(seed)")
            #expect(again?.sha256 == record.sha256, "seed \(seed)")
        }
        #expect(accepted > 100)
    }
}
