import MirrorTestSupport
import SystemIO
import Testing

/// The whole of `Sources/` and Package.swift against the table and the rules.
@Suite struct ArchitectureTests {
    private let manifest: PackageManifest

    init() throws {
        let source = try Files.read(ProjectRoot.path / "Package.swift")
        manifest = PackageManifest(String(decoding: source, as: UTF8.self))
    }

    @Test(arguments: ModuleTable.rows.keys.sorted())
    func `every file keeps the rules`(target: String) throws {
        let row = try #require(ModuleTable.rows[target])
        let directory = ProjectRoot.path / "Sources/\(target)"
        let files = try Files.walk(directory).filter { $0.hasSuffix(".swift") }
        #expect(!files.isEmpty)
        for name in files {
            let source = String(decoding: try Files.read(directory / name), as: UTF8.self)
            let findings = SourceRules.check(
                source, file: "Sources/\(target)/\(name)", target: target, row: row)
            for finding in findings { Issue.record("\(finding)") }
        }
    }

    @Test func `each directory of Sources is a target of the table`() throws {
        let directories = try Files.list(ProjectRoot.path / "Sources")
        #expect(Set(directories) == ModuleTable.systemLibraries.union(ModuleTable.rows.keys))
    }

    @Test func `Package.swift declares what the table says`() {
        let code = manifest.targets.filter {
            ($0.kind == .target || $0.kind == .executableTarget) && $0.path == nil
        }
        #expect(Set(code.map(\.name)) == Set(ModuleTable.rows.keys))
        for target in code {
            #expect(
                target.dependencies == ModuleTable.rows[target.name]?.project, "\(target.name)")
        }
        let libraries = manifest.targets.filter { $0.kind == .systemLibrary }
        #expect(Set(libraries.map(\.name)) == ModuleTable.systemLibraries)
    }

    @Test func `no target imports itself by a detour`() {
        #expect(ModuleTable.cycle(in: ModuleTable.rows.mapValues(\.project)) == nil)
    }

    @Test func `every target has tests, or is tested through the command`() {
        let tests = Set(manifest.targets.filter { $0.kind == .testTarget }.map(\.name))
        for target in ModuleTable.rows.keys where !["mirror", "MirrorEngine"].contains(target) {
            #expect(tests.contains(target + "Tests"), "\(target)")
        }
        #expect(tests.contains("CommandTests"))
    }

    @Test func `tests leave nothing undone and trap nowhere either`() throws {
        let directory = ProjectRoot.path / "Tests"
        // These files hold samples of what is forbidden.
        let files = try Files.walk(directory).filter {
            $0.hasSuffix(".swift") && !$0.hasPrefix("ArchitectureTests/")
        }
        for name in files {
            let source = String(decoding: try Files.read(directory / name), as: UTF8.self)
            let findings =
                SourceRules.leftovers(source, name)
                + SourceRules.traps(SwiftText(source), name) + SourceRules.length(source, name)
            for finding in findings { Issue.record("\(finding)") }
        }
    }
}
