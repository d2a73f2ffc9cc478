import MirrorBase
import MirrorTestSupport
import Store
import SystemIO
import Testing

/// The metadata of a tree that the program built, beside upstream's and createrepo_c's.
@Suite("rpm trees", .enabled(if: BuiltRPMMirror.isPossible, "\(BuiltRPMMirror.notice)"))
struct RPMTreeTests {
    /// What createrepo_c's reader finds in a repository: its warnings, its records, and each package.
    private struct Reading {
        var warnings: [String] = []
        var records: [String] = []
        /// By `name-epoch:version-release.arch`.
        var packages: [String: JSONValue] = [:]

        init(_ directory: FilePath) throws {
            let outcome = try Python.run("metadata.py", [directory.string])
            for line in outcome.standardOutput.split(separator: 10) {
                let value = try JSONValue(parsing: Array(line))
                if let warnings = value["warnings"]?.list {
                    self.warnings = warnings.compactMap(\.text)
                    records = value["records"]?.list?.compactMap(\.text) ?? []
                } else if let name = value["nevra"]?.text {
                    packages[name] = value
                }
            }
            if !outcome.errors.isEmpty { warnings.append(outcome.errors) }
        }
    }

    /// The members of a package in which it may differ from upstream's.
    private static let own: Set = ["location", "base"]

    private static func comparable(_ package: JSONValue) -> [String: JSONValue.Content] {
        guard case .object(let members) = package.content else { return [:] }
        var values: [String: JSONValue.Content] = [:]
        for member in members where !own.contains(member.key) {
            values[member.key] = withoutOffsets(member.value).content
        }
        return values
    }

    /// A value that is equal to others like it, wherever they stood.
    private static func withoutOffsets(_ value: JSONValue) -> JSONValue {
        if case .array(let elements) = value.content {
            return JSONValue(.array(elements.map(withoutOffsets)))
        }
        return JSONValue(value.content)
    }

    @Test(arguments: StandIns.Kind.allCases)
    func `createrepo_c reads the metadata without a warning and finds what upstream has`(
        kind: StandIns.Kind
    ) throws {
        let mirror = try BuiltRPMMirror.shared(kind)
        let published = try Reading(mirror.tree)
        #expect(published.warnings == [])
        let databases = ["filelists_db", "other_db", "primary_db"]
        #expect(Set(published.records).isSuperset(of: ["primary", "filelists", "other"]))
        #expect(published.records.filter(databases.contains) == (kind == .centos7 ? databases : []))
        var upstream: [String: JSONValue] = [:]
        for repository in mirror.standIns.repositories {
            upstream.merge(try Reading(mirror.standIns.root / repository).packages) { first, _ in
                first
            }
        }
        let locked = Set(mirror.lock.packages.map { "\($0.name)-\($0.version).\($0.architecture)" })
        #expect(Set(published.packages.keys) == locked)
        for (name, package) in published.packages {
            let original = Self.comparable(try #require(upstream[name], "\(name)"))
            let copy = Self.comparable(package)
            for key in Set(original.keys).union(copy.keys) where original[key] != copy[key] {
                Issue.record("\(name): `\(key)` differs from upstream")
            }
        }
    }

    @Test(arguments: StandIns.Kind.allCases)
    func `every package file is there and is the one that upstream signed`(kind: StandIns.Kind)
        throws
    {
        let mirror = try BuiltRPMMirror.shared(kind)
        let files = try Files.list(mirror.tree / "Packages")
        #expect(files.count == mirror.lock.packages.count)
        let database = try TemporaryDirectory("rpmdb")
        let options = ["--dbpath", database.path.string]
        try Subprocess.check(
            "rpmkeys", options + ["--import", mirror.standIns.keyFile.string])
        let checked = try Subprocess.run(
            "rpmkeys",
            options + ["--define", "_pkgverify_level all", "--checksig"]
                + files.map { (mirror.tree / "Packages" / $0).string })
        #expect(checked.succeeded, "\(checked.errors)\(checked.output)")
        let good = checked.output.split(separator: "\n").filter {
            $0.hasSuffix(": digests signatures OK")
        }
        #expect(good.count == files.count)
    }

    @Test func `the databases hold what createrepo_c makes of the same packages`() throws {
        let mirror = try BuiltRPMMirror.shared(.centos7)
        let copy = try TemporaryDirectory("databases")
        try Subprocess.check(
            "cp", ["-a", (mirror.tree / "Packages").string, copy.path.string])
        // The time of a file is of no meaning but in the metadata, which keeps upstream's.
        for (name, package) in try Reading(mirror.tree).packages {
            let path = try #require(package["location"]?.text, "\(name)")
            guard case .integer(let time)? = package["time_file"]?.content else { continue }
            try Files.setModified(copy / path, Int64(time) * 1_000_000_000)
        }
        try Subprocess.check(
            "createrepo_c", ["--quiet", "--database", copy.path.string], timeLimit: .seconds(120))
        func lines(_ directory: FilePath) throws -> Set<Substring> {
            Set(
                try Python.run("databases.py", [directory.string]).output.split(separator: "\n"))
        }
        let ours = try lines(mirror.tree)
        let theirs = try lines(copy.path)
        #expect(ours.count > 10_000)
        #expect(ours.subtracting(theirs).sorted().prefix(5) == [])
        #expect(theirs.subtracting(ours).sorted().prefix(5) == [])
    }
}
