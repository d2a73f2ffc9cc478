import PackageModel
import RPMRepository
import Testing

@testable import MirrorEngine

@Suite struct ModuleHidingTests {
    private let packages: [(String, [String])] = [
        ("tool-0:1-1.x86_64", []), ("tool-0:2-1.x86_64", []), ("tool-0:9-1.x86_64", []),
        ("tool-1:1-1.x86_64", []), ("tool-0:1-1.i686", []), ("other-0:1-1.noarch", ["tool"]),
        ("old-0:3-1.x86_64", []), ("free-0:1-1.x86_64", []), ("source-0:1-1.x86_64", []),
    ]

    private let text =
        ModuleSamples.build(
            "t:1:1:c", ["tool-0:1-1.x86_64", "old-0:1-1.x86_64", "source-0:1-1.src"],
            demodularized: ["old"])
        + ModuleSamples.build("t:2:1:c", ["tool-0:2-1.x86_64", "free-0:1-1.aarch64", "odd"])

    private func hidden(_ enabled: [String], hotfixes: Set<String> = []) throws -> [String] {
        let universe = try ModuleSamples.universe([
            ("r", packages), ("hot", [("tool-0:10-1.x86_64", []), ("tool-0:2-1.x86_64", [])]),
        ])
        let selection = try ModuleSamples.select([text], ModuleSamples.rules(enabled))
        return selection.hidden(in: universe, hotfixes: hotfixes).map {
            "\(universe.origin($0).repository) \(universe.versionText($0)) \(universe.label($0))"
        }
    }

    @Test func `without an active stream what belongs to streams is hidden, and nothing else`()
        throws
    {
        #expect(
            try hidden([]) == [
                "r 0:1-1 tool-1-1.x86_64", "r 0:2-1 tool-2-1.x86_64", "hot 0:2-1 tool-2-1.x86_64",
            ])
    }

    @Test func `an active stream hides all others of its names`() throws {
        #expect(
            try hidden(["t:1"]) == [
                "r 0:2-1 tool-2-1.x86_64", "r 0:9-1 tool-9-1.x86_64", "r 1:1-1 tool-1:1-1.x86_64",
                "r 0:1-1 tool-1-1.i686", "r 0:1-1 other-1-1.noarch", "hot 0:10-1 tool-10-1.x86_64",
                "hot 0:2-1 tool-2-1.x86_64",
            ])
    }

    @Test func `hotfixes are never hidden`() throws {
        #expect(
            try hidden(["t:2"], hotfixes: ["hot"]) == [
                "r 0:1-1 tool-1-1.x86_64", "r 0:9-1 tool-9-1.x86_64", "r 1:1-1 tool-1:1-1.x86_64",
                "r 0:1-1 tool-1-1.i686", "r 0:1-1 other-1-1.noarch",
                // Named by a package of the stream for another architecture.
                "r 0:1-1 free-1-1.x86_64",
            ])
    }

    @Test func `packages of modules are not published without their documents`() throws {
        let documents = try ModuleSamples.read([text])
        func parts(_ text: String) throws -> ModuleArtifact.Parts {
            let read = try ModuleSamples.read([ModuleSamples.build("m:1:1:c", [text])])
            return try #require(read[0].first?.build?.artifacts.first?.parts)
        }
        let tool = try parts("tool-0:1-1.x86_64")
        let whole = ModularPackages(documents, published: documents[0])
        #expect(!whole.lacksDocument(tool))
        let published = ModuleDocument.pruned(documents) { $0 == tool }
        let pruned = ModularPackages(documents, published: published)
        #expect(!pruned.lacksDocument(tool))
        #expect(pruned.lacksDocument(try parts("tool-0:2-1.x86_64")))
        #expect(pruned.lacksDocument(try parts("gone-0:1-1.module_el9+1+2.x86_64")))
        #expect(pruned.lacksDocument(try parts("gone-0:1-1.module+el8.x86_64")))
        let plain = try parts("free-0:1-1.x86_64")
        #expect(!pruned.lacksDocument(plain))
        #expect(pruned.lacksDocument(plain, isLabelled: true))
        // A name that a published stream has given up is ordinary, whatever its header still says.
        #expect(!whole.lacksDocument(try parts("old-0:3-1.x86_64"), isLabelled: true))
        #expect(ModularPackages.refusal([]) == nil)
        #expect(ModularPackages.refusal([tool])?.category == .integrity)
    }
}
