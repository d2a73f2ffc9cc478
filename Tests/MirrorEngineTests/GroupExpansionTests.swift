import Manifest
import PackageModel
import RPMRepository
import Testing

@testable import MirrorEngine

@Suite struct GroupExpansionTests {
    private static let comps = """
        <comps>
        <group><id>core</id><packagelist>
          <packagereq type="mandatory" basearchonly="true">bash</packagereq>
          <packagereq type="default">less</packagereq>
          <packagereq type="optional">gcc</packagereq>
          <packagereq type="conditional" requires="gtk3">gui</packagereq>
          <packagereq type="conditional" requires="qt">less</packagereq>
          <packagereq type="default" arch="aarch64">uboot</packagereq>
        </packagelist></group>
        <group><id>extra</id><packagelist>
          <packagereq type="optional">bash</packagereq>
          <packagereq>vim</packagereq>
        </packagelist></group>
        <group><id>nodejs</id><packagelist><packagereq>iojs</packagereq></packagelist></group>
        <environment><id>server</id>
          <grouplist><groupid>core</groupid><groupid>gone</groupid></grouplist>
          <optionlist><groupid>extra</groupid></optionlist>
        </environment>
        </comps>
        """

    private static let modules =
        ModuleSamples.build(
            "nodejs:18:1:c", profiles: "{common: {rpms: [old]}}")
        + ModuleSamples.build(
            "nodejs:18:2:c",
            profiles: "{common: {rpms: [nodejs, npm]}, devel: {rpms: [nodejs-devel, npm]}}")
        + ModuleSamples.build("nodejs:20:2:c", profiles: "{common: {rpms: [newer]}}")
        + ModuleSamples.defaults("nodejs", nil, "18: [common, devel], 20: []")
        + ModuleSamples.build("perl:5:1:c", profiles: "{a: {default: true, rpms: [perl]}}")
        + ModuleSamples.build("php:8:1:c", profiles: "{min: {rpms: [php]}}")

    private func expand(
        _ wish: String, enabled: [String] = ["nodejs:18", "perl:5", "php:8"]
    ) throws -> GroupExpansion.Outcome {
        let expansion = GroupExpansion(
            comps: try CompsReader.read(Array(Self.comps.utf8)),
            modules: try ModuleSamples.select([Self.modules], ModuleSamples.rules(enabled)),
            baseArchitecture: "x86_64")
        return expansion.expand(try #require(try Wish(parsing: wish).alternatives.first))
    }

    /// The names, each with its condition.
    private func names(_ wish: String) throws -> [String]? {
        guard case .members(let members) = try expand(wish) else { return nil }
        return members.map { $0.name + ($0.condition.map { " if \($0)" } ?? "") }
    }

    @Test(arguments: [
        ("@core", ["bash", "less", "gui if gtk3"]),
        ("@core/optional", ["bash", "less", "gcc", "gui if gtk3"]),
        ("@^server", ["bash", "less", "gui if gtk3"]),
        ("@^server/optional", ["bash", "less", "gcc", "gui if gtk3", "vim"]),
        ("@nodejs", ["nodejs", "npm", "nodejs-devel"]),
        ("nodejs:18", ["nodejs", "npm", "nodejs-devel"]),
        ("@nodejs:18/common", ["nodejs", "npm"]),
        ("@nodejs/devel", ["nodejs-devel", "npm"]),
        ("perl:5", ["perl"]),
        ("php:8/min", ["php"]),
    ])
    func `a group stands for packages`(_ wish: String, _ expected: [String]) throws {
        #expect(try names(wish) == expected)
    }

    @Test(arguments: [
        ("@cor", ["core"]), ("@core/strange", []), ("@^servr", ["server"]), ("@^core", []),
        ("nodjs:18", ["nodejs"]), ("@extr", ["extra"]), ("nodejs:19", ["nodejs:18", "nodejs:20"]),
    ])
    func `what does not exist has near names`(_ wish: String, _ near: [String]) throws {
        #expect(try expand(wish) == .absent(near: near))
    }

    @Test func `a module without a default profile has to be named with one`() throws {
        #expect(
            try expand("php:8")
                == .unclear("`php:8` has no default profile", hints: ["write `@php:8/min`"]))
        #expect(
            try expand("nodejs:18/min")
                == .unclear(
                    "`nodejs:18` has no profile `min`",
                    hints: ["write `@nodejs:18/common` or `@nodejs:18/devel`"]))
        #expect(
            try expand("nodejs:20")
                == .unclear(
                    "`nodejs:20` is not active",
                    hints: ["the streams are `nodejs:18`, `nodejs:20`"]))
    }

    @Test func `a condition is met by what provides it`() throws {
        let universe = try ModuleSamples.universe([
            ("r", [("gtk3-0:1-1.x86_64", ["gtk3"]), ("fork-0:1-1.x86_64", ["gtk3"])])
        ])
        guard case .members(let members) = try expand("@core") else {
            Issue.record("no members")
            return
        }
        #expect(members.map(\.architecture) == ["x86_64", nil, nil])
        #expect(members.map { $0.conditions(in: universe)?.map(\.index) } == [nil, nil, [0, 1]])
        #expect(
            GroupExpansion.Member(name: "a", condition: "b", source: "")
                .conditions(in: universe)
                == [])
    }

    @Test func `wishes for modules say which streams have to be active`() throws {
        func request(_ wish: String) throws -> ModuleRequest? {
            let target = try #require(try Wish(parsing: wish).alternatives.first)
            return GroupExpansion.request(for: target) { $0 == "nodejs" }
        }
        #expect(
            try request("nodejs:20/common")
                == ModuleRequest(
                    module: "nodejs", stream: "20", source: "the wish `@nodejs:20/common`"))
        #expect(
            try request("@nodejs")
                == ModuleRequest(module: "nodejs", stream: nil, source: "the wish `@nodejs`"))
        #expect(try request("@core") == nil)
        #expect(try request("@^nodejs") == nil)
        #expect(try request("nodejs") == nil)
        #expect(try request("gone:1")?.stream == "1")
    }
}
