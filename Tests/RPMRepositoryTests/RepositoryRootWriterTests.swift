import MirrorBase
import RPMRepository
import Testing

@Suite("The root of a repository, written")
struct RepositoryRootWriterTests {
    private func record(_ type: String, isPacked: Bool = true) throws -> RepositoryRootWriter.Record
    {
        let digest = try #require(
            Digest(.sha256, hex: String(repeating: "ab", count: 32)))
        let open = try #require(Digest(.sha256, hex: String(repeating: "0c", count: 32)))
        return RepositoryRootWriter.Record(
            type: type, location: "repodata/\(type)&.gz", checksum: digest, size: 10,
            openChecksum: isPacked ? open : nil, openSize: isPacked ? 20 : nil,
            timestamp: Timestamp(seconds: 1_604_415_231),
            databaseVersion: type.hasSuffix("_db") ? 10 : nil)
    }

    @Test("names records in the order of createrepo_c")
    func order() throws {
        let types = [
            "updateinfo", "group_gz", "other_db", "primary_db", "other", "group", "filelists_db",
            "modules", "primary", "filelists",
        ]
        let root = RepositoryRootWriter(revision: "1", records: try types.map { try record($0) })
        let text = String(decoding: root.bytes(), as: UTF8.self)
        let found = text.matches(of: #/<data type="([^"]*)">/#).map { String($0.output.1) }
        #expect(
            found == [
                "primary", "filelists", "other", "primary_db", "filelists_db", "other_db", "group",
                "group_gz", "modules", "updateinfo",
            ])
        var reversed = root
        reversed.records.reverse()
        #expect(reversed.bytes() == root.bytes())
    }

    @Test("has what each client asks for")
    func text() throws {
        var root = RepositoryRootWriter(
            revision: "9-stream",
            records: [try record("primary_db"), try record("group", isPacked: false)])
        root.contentTags = ["binary-x86_64"]
        root.repositoryTags = ["base & more"]
        root.distributions = [
            RepositoryRootWriter.Distribution(
                platform: "cpe:/o:centos:centos:7", name: "CentOS 7"),
            RepositoryRootWriter.Distribution(name: "other"),
        ]
        let sum = String(repeating: "ab", count: 32)
        let open = String(repeating: "0c", count: 32)
        #expect(
            String(decoding: root.bytes(), as: UTF8.self) == """
                <?xml version="1.0" encoding="UTF-8"?>
                <repomd xmlns="http://linux.duke.edu/metadata/repo" xmlns:rpm="http://linux.duke.edu/metadata/rpm">
                  <revision>9-stream</revision>
                  <tags>
                    <content>binary-x86_64</content>
                    <repo>base &amp; more</repo>
                    <distro cpeid="cpe:/o:centos:centos:7">CentOS 7</distro>
                    <distro>other</distro>
                  </tags>
                  <data type="primary_db">
                    <checksum type="sha256">\(sum)</checksum>
                    <open-checksum type="sha256">\(open)</open-checksum>
                    <location href="repodata/primary_db&amp;.gz"/>
                    <timestamp>1604415231</timestamp>
                    <size>10</size>
                    <open-size>20</open-size>
                    <database_version>10</database_version>
                  </data>
                  <data type="group">
                    <checksum type="sha256">\(sum)</checksum>
                    <location href="repodata/group&amp;.gz"/>
                    <timestamp>1604415231</timestamp>
                    <size>10</size>
                  </data>
                </repomd>

                """)
    }
}
