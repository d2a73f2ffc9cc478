import MirrorBase
import MirrorTestSupport
import PackageModel
import RPMRepository
import SQLite
import SystemIO
import Testing

@Suite("The database form of a repository, read")
struct DatabaseReaderTests {
    /// What a universe holds of a primary document and its filelists, one line for each fact, sorted.
    private func facts(primary: [UInt8], filelists: [UInt8]) throws -> [String] {
        var builder = UniverseBuilder(
            nativeArchitecture: "x86_64", foreignArchitectures: ["i686"], scheme: .rpm)
        let origin = builder.addOrigin(
            PackageOrigin(repository: "r", suite: "", component: ""))
        var reader = PrimaryReader(origin: origin, text: builder.nextText, for: builder)
        try reader.read(primary.span, isComplete: true, into: &builder)
        let files = reader.finish()
        files.addNamedFiles(primary.span, into: &builder)
        var lists = FilelistsReader(files)
        try lists.read(filelists.span, isComplete: true, into: &builder)
        builder.addText(primary)
        let universe = builder.finish()
        var facts: [String] = []
        for package in universe.packages {
            let label = universe.label(package)
            facts.append("\(label) \(universe.origin(package))")
            for kind in RelationKind.allCases {
                for position in universe.relations(kind, of: package) {
                    facts.append(
                        "\(label) \(kind) \(universe.text(of: universe.relation(position)))")
                }
            }
        }
        for index in 0..<universe.names.count {
            let name = NameID(UInt32(index))
            for provider in universe.providers(of: name) {
                let version =
                    provider.version == .none
                    ? "-" : universe.versions.string(provider.version.name)
                facts.append(
                    "\(universe.names.string(name)) by \(universe.label(provider.package)) \(provider.comparison) \(version)"
                )
            }
        }
        return facts.sorted()
    }

    @Test(
        "gives the same universe as the documents",
        .enabled(if: Corpora.arePresent, "\(Corpora.notice)"),
        arguments: ["rpm/centos7-minimal", "rpms/centos7-k8s"])
    func sameUniverse(_ repository: String) throws {
        let reader = try DatabaseReader(
            primary: RepodataSample.database(.primary, of: repository))
        let filelists = try RepodataSample.database(.filelists, of: repository)
        let fromDatabase = try facts(
            primary: reader.text(), filelists: reader.text(of: .filelists, database: filelists))
        let fromDocuments = try facts(
            primary: RepodataSample.text(.primary, of: repository),
            filelists: RepodataSample.text(.filelists, of: repository))
        #expect(fromDocuments.count > 500)
        #expect(fromDatabase == fromDocuments)
    }

    /// The lines of every element, sorted within it, by the first line of the element that is its own.
    private func sortedLines(_ text: [UInt8]) throws -> [[String]] {
        try RepodataSample.elements(text).map { element in
            String(decoding: element, as: UTF8.self)
                .replacing(#/></[a-z:]*>/#, with: "/>").replacing("&apos;", with: "'")
                .split(separator: "\n").map { $0.trimmingPrefix { $0 == " " } }
                .map(String.init).sorted()
        }
    }

    @Test(
        "gives the elements of the documents, but for the order in them",
        .enabled(if: Corpora.arePresent, "\(Corpora.notice)"), arguments: RepodataDocument.allCases)
    func sameElements(_ document: RepodataDocument) throws {
        let repository = "rpm/centos7-minimal"
        let reader = try DatabaseReader(
            primary: RepodataSample.database(.primary, of: repository))
        let text =
            document == .primary
            ? try reader.text()
            : try reader.text(
                of: document, database: RepodataSample.database(document, of: repository))
        let found = try sortedLines(text)
        let expected = try sortedLines(RepodataSample.text(document, of: repository))
        #expect(found.count == expected.count)
        let different = zip(found, expected).filter { $0 != $1 }.prefix(2).map { found, expected in
            Set(found).symmetricDifference(expected).sorted().prefix(4).joined(separator: "\n")
        }
        #expect(different == [])
    }

    @Test(
        "gives back, byte for byte, what its own databases were made of",
        .enabled(if: Corpora.arePresent, "\(Corpora.notice)"))
    func roundTrip() throws {
        let packages = try RepodataSample.packages(of: "rpm/azurelinux-small")
        let reader = try DatabaseReader(
            primary: RepodataSample.database(.primary, packages))
        for document in [RepodataDocument.primary, .other] {
            let text =
                document == .primary
                ? try reader.text()
                : try reader.text(
                    of: document, database: RepodataSample.database(document, packages))
            let found = try RepodataSample.elements(text).map {
                String(decoding: $0, as: UTF8.self)
            }
            let expected = packages.map {
                String(decoding: document == .primary ? $0.primary : $0.other, as: UTF8.self)
                    .replacing(#/<([a-z:]+)/>/#) { "<\($0.output.1)></\($0.output.1)>" }
            }
            let different = zip(found, expected).first { $0 != $1 }.map { found, expected in
                zip(found.split(separator: "\n"), expected.split(separator: "\n"))
                    .first { $0 != $1 }.map { "\($0)" } ?? "lines"
            }
            #expect(different == nil)
        }
    }

    /// A database with a package and the rows given for one table.
    private func database(
        _ tables: [String], version: Int = 10
    ) throws -> [UInt8] {
        let connection = try Connection(inMemory: "made")
        try connection.run("CREATE TABLE db_info (dbversion INTEGER, checksum TEXT)")
        try connection.run("INSERT INTO db_info VALUES (?, '')", [.integer(version)])
        for statement in tables { try connection.run(statement) }
        return try connection.content()
    }

    @Test("unpacks the files of directories, whoever packed them")
    func packed() throws {
        let packages = [
            RepodataSample.Package(
                primary: Array(
                    "<package><name>a&amp;</name><version ver='1'/><checksum type='sha'>aa</checksum><location href='x'/></package>"
                        .utf8),
                filelists: [], other: [], location: "x.rpm")
        ]
        let reader = try DatabaseReader(primary: RepodataSample.database(.primary, packages))
        let filelists = try database([
            "CREATE TABLE packages (pkgKey INTEGER PRIMARY KEY, pkgId TEXT)",
            "INSERT INTO packages VALUES (1, 'unknown'), (2, 'aa')",
            "CREATE TABLE filelist (pkgKey INTEGER, dirname TEXT, filenames TEXT, filetypes TEXT)",
            """
            INSERT INTO filelist VALUES (2, '/', '//bin/<g>', 'ddg'), (1, '/no', 'no', 'f'),
                (2, '/', '/opt/srv', 'ddf'), (2, '.', 'a.spec', 'f'), (2, '/etc', 'x/y', 'fg'),
                (3, '/no', 'no', 'f'), (2, '/bin', '/', 'f'), (2, '/short', 'one', 'ff')
            """,
        ])
        let text = try reader.text(of: .filelists, database: filelists)
        #expect(
            String(decoding: text, as: UTF8.self) == """
                <?xml version="1.0" encoding="UTF-8"?>
                <filelists xmlns="http://linux.duke.edu/metadata/filelists" packages="1">
                <package pkgid="aa" name="a&amp;">
                  <version ver="1"/>
                  <file type="dir">/</file>
                  <file type="dir">/bin</file>
                  <file type="ghost">/&lt;g&gt;</file>
                  <file type="dir">/</file>
                  <file type="dir">/opt</file>
                  <file>/srv</file>
                  <file>a.spec</file>
                  <file>/etc/x</file>
                  <file type="ghost">/etc/y</file>
                  <file>/bin/</file>
                  <file>/short/one</file>
                  <file>/short/</file>
                </package>
                </filelists>

                """)
    }

    @Test(
        "refuses what comes to far more than its size",
        arguments: [
            "INSERT INTO filelist VALUES (1, '/' || hex(zeroblob(2100)), 'a', 'f')",
            """
            INSERT INTO filelist VALUES (1, '/' || hex(zeroblob(1900)), '',
                hex(zeroblob(20000)))
            """,
            """
            CREATE VIEW more AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
                SELECT i FROM n
            """,
        ])
    func bomb(_ statement: String) throws {
        let packages = [
            RepodataSample.Package(
                primary: Array(
                    "<package><name>a</name><checksum type='sha'>aa</checksum></package>".utf8),
                filelists: [], other: [], location: "x.rpm")
        ]
        let reader = try DatabaseReader(primary: RepodataSample.database(.primary, packages))
        let filelists = try database([
            "CREATE TABLE packages (pkgKey INTEGER PRIMARY KEY, pkgId TEXT)",
            "INSERT INTO packages VALUES (1, 'aa')",
            "CREATE TABLE filelist (pkgKey INTEGER, dirname TEXT, filenames TEXT, filetypes TEXT)",
            statement,
        ])
        #expect(throws: DatabaseError.tooLarge) {
            _ = try reader.text(of: .filelists, database: filelists)
        }
    }

    @Test("refuses another layout, and what is no such database")
    func refused() throws {
        #expect(throws: DatabaseError.layout(9)) {
            _ = try DatabaseReader(primary: database([], version: 9))
        }
        let empty = try Connection(inMemory: "made").content()
        for content in [[], Array("SQLite format 3".utf8), empty] {
            #expect(throws: DatabaseError.self) { _ = try DatabaseReader(primary: content) }
        }
        let lacking = try DatabaseReader(
            primary: database(["CREATE TABLE packages (pkgKey INTEGER PRIMARY KEY, pkgId TEXT)"]))
        #expect(throws: DatabaseError.self) { _ = try lacking.text() }
        #expect(throws: DatabaseError.self) {
            _ = try lacking.text(of: .other, database: database([]))
        }
    }

    @Test("survives damage: an error or a text, never a trap")
    func damaged() throws {
        let package = RepodataSample.Package(
            primary: Array(
                "<package><name>a</name><checksum type='sha'>aa</checksum><location href='x'/><format><requires><entry name='b'/></requires></format></package>"
                    .utf8),
            filelists: [], other: [], location: "x.rpm")
        let good = try RepodataSample.database(.primary, [package])
        var refused = 0
        for seed in 0..<300 {
            var random = SeededRandom(seed: UInt64(seed))
            var content = good
            for _ in 0..<8 {
                content[Int.random(in: content.indices, using: &random)] = UInt8.random(
                    in: 0...255, using: &random)
            }
            do throws(DatabaseError) {
                _ = try DatabaseReader(primary: content).text()
            } catch { refused += 1 }
        }
        #expect(refused > 0)
    }
}
