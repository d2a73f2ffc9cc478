import Testing

/// The rules on small samples: each has to be able to fail.
@Suite struct SourceRulesTests {
    private let row = ModuleTable.Row(project: ["MirrorBase"], system: ["Glibc"])

    private func messages(_ source: String, file: String = "Sources/X/Thing.swift") -> [String] {
        SourceRules.check(source, file: file, target: "X", row: row).map(\.message)
    }

    @Test func `good code is left alone`() {
        let source = """
            public import MirrorBase
            internal import Glibc
            /// Not an `import Store`, not `try!`, not unsafe: a comment.
            struct Thing { let text = "import Store; try! unsafe fatalError(" }
            let negated = try !condition()
            """
        #expect(messages(source) == [])
    }

    @Test(arguments: [
        "import Store", "public import Store", "@preconcurrency import Store",
        "internal import struct Store.Pool", "@testable import Store",
        "import MirrorBase; import Store", "/* why */ import Store // because",
    ])
    func `an import that is not in the table is found`(line: String) {
        #expect(messages(line) == ["may not import `Store`"])
    }

    @Test(arguments: ["Foundation", "FoundationEssentials", "Synchronization", "Dispatch"])
    func `a system module needs the table's leave too`(module: String) {
        #expect(messages("import \(module)") == ["may not import `\(module)`"])
    }

    @Test func `a long file explains itself`() {
        let long = String(repeating: "let x = 1\n", count: 501)
        #expect(messages(String(repeating: "let x = 1\n", count: 500)) == [])
        #expect(messages(long).count == 1)
        #expect(messages("// Long because it is a table.\n" + long) == [])
        #expect(messages(long + "// Long because too late.\n").count == 1)
    }

    @Test(arguments: [
        "func long(_ x: Int = { 1 }()) -> [Int] where Int: Sendable", "init?(_ text: String)",
        "subscript(_ index: Int) -> Int", "var long: Int", "mutating func long() throws(Failure)",
        "static func < (left: Self, right: Self) -> Bool",
    ])
    func `a long function is found`(head: String) {
        func sample(_ count: Int) -> String {
            "struct S {\n\(head) {\n"
                + String(repeating: "    if a { b(\"}\\(c ? \"}\" : d)\") }\n", count: count)
                + "}\nfunc short() {}\n}\n"
        }
        #expect(messages(sample(98)) == [])
        #expect(messages(sample(99)).count == 1)
    }

    @Test func `what has no body is no function`() {
        let rest = String(repeating: "struct Inner { var a = 1 }\n", count: 150)
        #expect(
            messages("protocol P {\nfunc requirement() -> Int\nvar a: Int { get }\n}\n" + rest)
                == [])
        #expect(messages("enum E {\nvar stored = 1\nlet x: () = .init()\n\(rest)}\n") == [])
    }

    @Test(arguments: [
        ("struct PathUtils {}", "Sources/X/A.swift"), ("enum Common {}", "Sources/X/A.swift"),
        ("final class DownloadManager {}", "Sources/X/A.swift"),
        ("", "Sources/X/Helpers.swift"), ("", "Sources/X/utils/A.swift"),
        ("", "Sources/X/StringHelper+More.swift"),
    ])
    func `a grab bag is found by its name`(source: String, file: String) {
        #expect(messages(source, file: file).count == 1)
    }

    @Test func `names that merely contain such a word are fine`() {
        #expect(messages("struct CommonPrefix {}\nstruct Utilisation {}") == [])
    }

    @Test(arguments: ["// TODO: later", "/// FIXME", "let a = 1 /* TODO */"])
    func `what is left to do is found, in comments too`(line: String) {
        #expect(messages(line).count == 1)
    }

    @Test(arguments: [
        "let a = try! b()", "fatalError(\"no\")", "fatalError ()", "let a = unsafe b()",
        "nonisolated(unsafe) var a = 1", "let a = \"\\(1)\"; try! b()",
        "let a = #\"\\(\"#; try! b()", "let a = \"\"\"\n  \" \\(x)\n  \"\"\"\ntry! b()",
    ])
    func `traps and unsafe code are found`(line: String) {
        #expect(messages(line).count == 1)
    }

    @Test func `wrappers of C and the byte search may be unsafe`() {
        var wrapper = row
        wrapper.wrapsC = true
        let source = "let a = unsafe b()"
        #expect(SourceRules.check(source, file: "S/A.swift", target: "X", row: wrapper) == [])
        #expect(messages(source, file: "Sources/X/ByteSearch.swift") == [])
    }

    @Test func `a finding says where`() {
        let findings = SourceRules.check(
            "\n\"\"\"\n\n\"\"\"\nlet a = try! b()", file: "A.swift", target: "X", row: row)
        #expect(findings.map(\.description) == ["A.swift:5: `try!`"])
    }
}

@Suite struct ModuleTableTests {
    @Test func `a circle is found and named`() {
        #expect(ModuleTable.cycle(in: ["a": ["b"], "b": ["c"], "c": ["b"]]) == ["b", "c", "b"])
        #expect(ModuleTable.cycle(in: ["a": ["b", "c"], "b": ["c"]]) == nil)
        #expect(ModuleTable.cycle(in: ["a": ["a"]]) == ["a", "a"])
    }

    @Test func `a manifest is read with its dependencies`() {
        let manifest = PackageManifest(
            """
            products: [.executable(name: "x", targets: ["x"])], targets: [
            .systemLibrary(name: "CX", pkgConfig: "x", providers: [.apt(["libx-dev"])]),
            .target(name: "A"),
            .executableTarget(name: "x", dependencies: [
                "A", "CX"], swiftSettings: s),
            .target(name: "T", dependencies: ["A"], path: "Tests/T"),
            .testTarget(name: "ATests", dependencies: ["A", "T"])]
            """)
        #expect(manifest.targets.count == 5)
        #expect(
            manifest.targets.first { $0.name == "x" }
                == .init(name: "x", kind: .executableTarget, dependencies: ["A", "CX"], path: nil))
        #expect(manifest.targets.first { $0.name == "T" }?.path == "Tests/T")
        #expect(manifest.targets.first { $0.name == "CX" }?.dependencies == [])
    }
}
