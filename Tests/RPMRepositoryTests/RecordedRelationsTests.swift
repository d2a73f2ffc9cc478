import MirrorBase
import MirrorTestSupport
import RPMPackage
import SystemIO
import Testing

@testable import RPMRepository

@Suite struct RecordedRelationsTests {
    private func package(_ relations: [(tag: UInt32, value: RPMFileMaker.Value)]) throws
        -> PackageFile
    {
        var maker = RPMFileMaker()
        maker.main += relations
        let file = maker.file
        return try PackageFile(head: file, fileSize: file.count)
    }

    private func unfounded(_ entries: String) throws -> String? {
        let package = try package([
            (1048, .int32([12, 0])), (1049, .texts(["bash", "libc.so.6()(64bit)"])),
            (1050, .texts(["1:4.0-2", ""])),
        ])
        let record = "<package><format><rpm:requires>\(entries)</rpm:requires></format></package>"
        return try RecordedRelations(element: record.utf8).unfounded(in: package)
    }

    @Test func `a record may say less than the header, and not more or other`() throws {
        let bash = "<rpm:entry name=\"bash\" flags=\"GE\" epoch=\"1\" ver=\"4.0\" rel=\"2\"/>"
        #expect(try unfounded("") == nil)
        #expect(try unfounded(bash + "<rpm:entry name=\"libc.so.6()(64bit)\"/>") == nil)
        #expect(try unfounded(bash + "<rpm:entry name=\"vim\"/>") == "requires vim")
        #expect(
            try unfounded(bash.replacing("4.0", with: "3.0")) == "requires bash >= 1:3.0-2")
        #expect(try unfounded("<rpm:entry name=\"bash\"/>") == "requires bash")
    }

    @Test(.enabled(if: Corpora.arePresent, "\(Corpora.notice)"))
    func `real records say nothing that their packages do not say`() throws {
        let root = try #require(Corpora.file("rpms/centos7-k8s"))
        let text = try BuiltRPMRepository.text(of: "primary", in: root)
        var count = 0
        for part in text.split(separator: "<package ").dropFirst() {
            let end = try #require(part.firstRange(of: "</package>"))
            let element = "<package " + part[..<end.upperBound]
            let record = try PrimaryRecord(element: element.utf8)
            // Some packages of the list are not kept.
            guard let bytes = try Files.readIfPresent(root / record.location.path) else { continue }
            let package = try PackageFile(head: bytes, fileSize: bytes.count)
            #expect(try RecordedRelations(element: element.utf8).unfounded(in: package) == nil)
            count += 1
        }
        #expect(count > 50)
    }
}
