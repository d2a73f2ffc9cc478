import MirrorBase
import PackageModel
import RPMRepository
import Testing

@testable import MirrorEngine

/// Modules and packages to choose among, in few words.
enum ModuleSamples {
    /// A document of a build: `name:stream:version:context`, what it requires, and its artifacts.
    static func build(
        _ identity: String, requires: [String] = [], _ artifacts: [String] = [],
        demodularized: [String] = [], profiles: String = "{}", architecture: String = "x86_64"
    ) -> String {
        let parts = identity.split(separator: ":")
        return """
            ---
            document: modulemd
            version: 2
            data:
              name: \(parts[0])
              stream: "\(parts[1])"
              version: \(parts[2])
              context: "\(parts[3])"
              arch: \(architecture)
              dependencies: [\(requires.map { "{requires: {\($0)}}" }.joined(separator: ", "))]
              profiles: \(profiles)
              demodularized: {rpms: [\(demodularized.joined(separator: ", "))]}
              artifacts: {rpms: [\(artifacts.map { "\"\($0)\"" }.joined(separator: ", "))]}

            """
    }

    static func defaults(_ module: String, _ stream: String?, _ profiles: String = "") -> String {
        let stream = stream.map { ", stream: \"\($0)\"" } ?? ""
        return """
            ---
            document: modulemd-defaults
            version: 1
            data: {module: \(module)\(stream), profiles: {\(profiles)}}

            """
    }

    static func read(_ texts: [String]) throws -> [[ModuleDocument]] {
        try texts.map { try ModulesReader.read(Array($0.utf8)) }
    }

    static func rules(
        _ enabled: [String] = [], disabled: Set<String> = [], platform: String? = "platform:el9"
    ) -> ModuleRules {
        ModuleRules(
            platform: platform,
            enabled: enabled.map { label in
                let parts = label.split(separator: ":").map(String.init)
                return ModuleRequest(
                    module: parts[0], stream: parts.count > 1 ? parts[1] : nil,
                    source: "the test")
            }, disabled: disabled, architectures: ["x86_64", "noarch", "i686"])
    }

    static func select(_ texts: [String], _ rules: ModuleRules = rules()) throws
        -> ModuleSelection
    {
        ModuleSelection(try read(texts), rules)
    }

    /// The active builds with their versions.
    static func active(_ selection: ModuleSelection) -> [String] {
        zip(selection.builds, selection.isActive).filter(\.1).map { build, _ in
            "\(build.identity)/\(build.version)"
        }
    }

    /// Packages `name-epoch:version-release.arch`, and what else each provides, by repository.
    static func universe(_ repositories: [(id: String, packages: [(String, [String])])])
        throws -> Universe
    {
        var builder = UniverseBuilder(
            nativeArchitecture: "x86_64", foreignArchitectures: ["i686"], scheme: .rpm)
        builder.addText([])
        for (id, packages) in repositories {
            let origin = builder.addOrigin(PackageOrigin(repository: id, suite: "", component: ""))
            for (text, provided) in packages {
                let document = try read([build("m:1:1:c", [text])])
                let parts = try #require(document[0].first?.build?.artifacts.first?.parts)
                let version = VersionID(builder.versions.intern(parts.version).raw)
                builder.beginPackage()
                for _ in RelationKind.requires.rawValue..<RelationKind.provides.rawValue {
                    builder.endKind()
                }
                for name in provided {
                    builder.append(Relation(name: builder.names.intern(name)))
                }
                builder.endKind()
                let architecture = try #require(
                    builder.architectures.firstIndex(of: parts.architecture))
                builder.endPackage(
                    name: builder.names.intern(parts.name), version: version,
                    architecture: UInt8(architecture), traits: PackageTraits(), origin: origin,
                    text: 0, stanza: .empty)
            }
        }
        return builder.finish()
    }
}
