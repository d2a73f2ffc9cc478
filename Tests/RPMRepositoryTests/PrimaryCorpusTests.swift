import Archive
import MirrorBase
import MirrorTestSupport
import PackageModel
import RPMRepository
import SystemIO
import Testing

/// Real repositories, compared with what createrepo_c reads from them.
@Suite(.enabled(if: Corpora.arePresent, "\(Corpora.notice)"))
struct PrimaryCorpusTests {
    /// How many packages, dependencies and rich dependencies a repository has.
    struct Counts: Sendable {
        var repository: String
        var packages: Int
        var relations: Int
        var rich: Int
    }

    @Test(arguments: [
        Counts(repository: "rpm/centos72-os", packages: 9007, relations: 191_954, rich: 0),
        Counts(repository: "rpm/cs9-baseos", packages: 1125, relations: 83_793, rich: 224),
        Counts(repository: "rpm/cs9-appstream", packages: 17_649, relations: 415_637, rich: 1395),
        Counts(repository: "rpm/centos7-minimal", packages: 447, relations: 26_415, rich: 0),
        Counts(repository: "rpm/azurelinux-small", packages: 113, relations: 5004, rich: 2),
        Counts(repository: "rpm/opensuse110-update", packages: 2266, relations: 82_614, rich: 0),
    ])
    func `reads every package and dependency`(counts: Counts) throws {
        let primary = try #require(try Self.document("primary", of: counts.repository))
        let universe = try PrimarySamples.read(
            primary, foreign: PrimarySamples.architectures
        ).universe
        #expect(universe.count == counts.packages)
        var relations = 0
        var rich = 0
        for package in universe.packages {
            for kind in RelationKind.allCases {
                let range = universe.relations(kind, of: package)
                relations += range.count
                rich += range.count { universe.relation($0).expression != nil }
            }
        }
        #expect(relations == counts.relations)
        #expect(rich == counts.rich)
    }

    @Test(
        .enabled(if: PeerReader.isPresent, "\(PeerReader.notice)"),
        arguments: [
            "rpm/cs9-baseos", "rpm/centos7-minimal", "rpm/opensuse110-update",
            "rpm/azurelinux-small", "fixtures/createrepo_c/repo_00",
            "fixtures/createrepo_c/repo_01", "fixtures/createrepo_c/repo_02",
            "fixtures/createrepo_c/repo_03", "fixtures/createrepo_c/repo_04",
            "fixtures/createrepo_c/repo_koji_01", "fixtures/createrepo_c/repo_koji_02",
            "fixtures/createrepo_c/repo_with_additional_metadata",
            "fixtures/createrepo_c/repo_with_duplicate_packages", "rpms/centos7-k8s",
        ])
    func `reads what createrepo_c reads`(repository: String) throws {
        let primary = try #require(try Self.document("primary", of: repository))
        let filelists = try #require(try Self.document("filelists", of: repository))
        let outcome = try PrimarySamples.read(
            primary, filelists: filelists, foreign: PrimarySamples.architectures)
        let universe = outcome.universe
        let directory = try TemporaryDirectory()
        let names = ["primary.xml", "filelists.xml"].map { directory.path / $0 }
        try Files.replace(names[0], with: primary)
        try Files.replace(names[1], with: filelists)
        let peer = try PeerReader.output(Self.program, names)
        let expected = peer.split(separator: "\n").map(String.init)
        var found: [String] = []
        for package in universe.packages {
            var line = PrimarySamples.identity(universe, package)
            for kind in Self.kinds {
                let relations = PrimarySamples.relations(universe, kind, package)
                line += " [\(relations.joined(separator: ", "))]"
            }
            found.append(line)
        }
        #expect(found.count == expected.count { !$0.hasPrefix("/") })
        found += Self.holders(universe)
        #expect(found.count == expected.count)
        for (mine, other) in zip(found, expected) where mine != other {
            Issue.record("`\(mine.prefix(2000))`, not `\(other.prefix(2000))`")
            break
        }
        let unheld = Set(expected.filter { $0.hasPrefix("/") && $0.hasSuffix(":") })
        #expect(Set(outcome.unprovided.map { "\($0):" }) == unheld)
    }

    private static let kinds: [RelationKind] = [
        .requires, .conflicts, .recommends, .provides, .obsoletes, .suggests, .supplements,
        .enhances,
    ]

    /// Each named path with the packages that hold it as a file or provide it, in the order of the paths' bytes.
    private static func holders(_ universe: Universe) -> [String] {
        (0..<universe.names.count).map { NameID(UInt32($0)) }
            .map { (universe.names.string($0), universe.providers(of: $0)) }
            .filter { $0.0.hasPrefix("/") }
            .sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
            .map { path, providers in
                let names = Set(providers.map { PrimarySamples.identity(universe, $0.package) })
                return "\(path):" + names.sorted().map { " \($0)" }.joined()
            }
    }

    /// Prints a line for each package, then one for each path that a relation names.
    private static let program = """
        import re, sys
        import createrepo_c as cr
        signs = {'EQ': '=', 'LT': '<', 'GT': '>', 'LE': '<=', 'GE': '>='}
        packages = {}
        order = []
        named = set()
        def note(package):
            if package.arch in ('src', 'nosrc') or package.pkgId in packages:
                return
            packages[package.pkgId] = package
            order.append(package)
        cr.xml_parse_primary(sys.argv[1], pkgcb=note, do_files=True)
        held = {}
        def evr(epoch, version, release):
            return '%s:%s%s' % (epoch or '0', version or '', '-' + release if release else '')
        def identity(p):
            return '%s %s %s' % (p.name, evr(p.epoch, p.version, p.release), p.arch)
        def hold(package):
            for _, directory, name in package.files:
                held.setdefault(directory + name, set()).add(identity(package))
        for package in order:
            hold(package)
        def again(pkgid, name, arch):
            return packages.get(pkgid) or cr.Package()
        cr.xml_parse_filelists(sys.argv[2], newpkgcb=again, pkgcb=lambda p: None)
        kinds = ('requires conflicts recommends provides obsoletes suggests supplements '
                 'enhances').split()
        lines = []
        for package in order:
            hold(package)
            line = identity(package)
            for kind in kinds:
                texts = []
                for name, flags, epoch, version, release, pre in getattr(package, kind):
                    texts.append(name if not flags else '%s %s %s' % (
                        name, signs[flags], evr(epoch, version, release)))
                    if name.startswith('/'):
                        named.add(name)
                        if kind == 'provides':
                            held.setdefault(name, set()).add(identity(package))
                    if name.startswith('('):
                        named.update(word for word in re.split(r'[ ()]+', name)
                                     if word.startswith('/'))
                line += ' [%s]' % ', '.join(texts)
            lines.append(line)
        for path in sorted(named, key=lambda text: text.encode()):
            lines.append(path + ':' + ''.join(' ' + name for name in sorted(held.get(path, ()))))
        print('\\n'.join(lines))
        """

    @Test(
        arguments: [
            ("error_00", nil), ("long_primary", 2), ("multiple_warnings_00", 2),
            ("repo_01_ampersand", 1), ("unknown_element_00", 2), ("unknown_element_01", 1),
            ("unknown_element_02", 2),
        ] as [(String, Int?)])
    func `reads odd documents as createrepo_c does`(name: String, count: Int?) throws {
        let file = name.hasSuffix("primary") ? "\(name).xml" : "\(name)-primary.xml"
        let path = try #require(
            Corpora.file("fixtures/createrepo_c/modified_repo_files/\(file)"))
        let bytes = try Files.read(path)
        #expect((try? PrimarySamples.read(bytes))?.universe.count == count)
    }

    /// A document of a repository, by the name of its file, decompressed.
    static func document(_ type: String, of repository: String) throws -> [UInt8]? {
        guard let path = Corpora.file("\(repository)/repodata") else { return nil }
        for name in try Files.list(path).sorted()
        where name.contains("\(type).xml") && !name.hasSuffix(".zck") && !name.contains("sqlite") {
            guard let compression = Compression(fileName: name) else { continue }
            return try Decompressor.decompress(
                file: path / name, compression: compression, limit: 1 << 30)
        }
        return nil
    }
}
