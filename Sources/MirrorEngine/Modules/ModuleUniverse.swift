internal import MirrorBase
internal import PackageModel
internal import RPMRepository

/// Builds of streams as packages of a universe of their own, in which a resolver can choose among them.
///
/// A package is called `module:stream:context`, provides `module(module)` and `module(module:stream)`,
/// conflicts with `module(module)`, so that one stream of a module is active at most, and requires the
/// streams it depends on. The platform is a package as well. These are the rules of libdnf.
struct ModuleUniverse {
    let universe: Universe
    /// The package of each build that was taken in, by the number of the build.
    let packages: [Int: PackageID]
    /// The package of the platform.
    let platform: PackageID?

    /// Takes in those of `builds` that are for one of the architectures and of no module in `excluding`.
    init(
        _ builds: [ModuleBuild], platform: String?, architectures: [String],
        excluding disabled: Set<String>
    ) {
        var maker = Maker(architectures)
        var packages: [Int: PackageID] = [:]
        for (number, build) in builds.enumerated() where !disabled.contains(build.module) {
            packages[number] = maker.add(build)
        }
        self.packages = packages
        self.platform = platform.map { maker.addPlatform($0) }
        universe = maker.builder.finish()
    }

    /// A sentence about packages as one about streams: without what looks like version and architecture.
    func named(_ sentence: String) -> String {
        var sentence = sentence
        for package in universe.packages {
            sentence.replace(
                "`\(universe.label(package))`", with: "`\(universe.nameText(package))`")
        }
        return sentence
    }

    /// All builds of a stream, or of all streams of a module.
    func packages(of label: String) -> [PackageID] {
        guard let name = universe.names.find("module(\(label))") else { return [] }
        return universe.providers(of: name).map(\.package)
    }
}

/// Makes packages of builds.
private struct Maker: ~Copyable {
    var builder: UniverseBuilder
    private let origin: UInt16

    init(_ architectures: [String]) {
        builder = UniverseBuilder(
            nativeArchitecture: architectures.first ?? "noarch",
            foreignArchitectures: Array(architectures.dropFirst(2)), scheme: .rpm)
        origin = builder.addOrigin(PackageOrigin(repository: "", suite: "", component: ""))
        builder.addText([])
    }

    /// Adds a build; `nil` where it is for another architecture.
    mutating func add(_ build: ModuleBuild) -> PackageID? {
        let architecture = build.architecture.isEmpty ? "noarch" : build.architecture
        guard let index = builder.architectures.firstIndex(of: architecture) else { return nil }
        builder.beginPackage()
        var conflicts = [relation(build.module)]
        for requirement in build.dependencies.joined() {
            let excluded = requirement.streams.filter { $0.hasPrefix("-") }
            let wanted = requirement.streams.filter { !$0.hasPrefix("-") }
            conflicts += excluded.map { relation("\(requirement.module):\($0.dropFirst())") }
            if wanted.isEmpty {
                builder.append(relation(requirement.module))
            } else {
                appendAny(wanted.map { "\(requirement.module):\($0)" })
            }
        }
        builder.endKind()
        for conflict in conflicts { builder.append(conflict) }
        return end(build.identity, build.version, UInt8(index), [build.module, build.label])
    }

    mutating func addPlatform(_ platform: String) -> PackageID {
        builder.beginPackage()
        builder.endKind()
        let module = platform.split(separator: ":").first.map(String.init) ?? platform
        return end(platform, 0, UniverseBuilder.allArchitectures, [module, platform])
    }

    /// One of several streams.
    private mutating func appendAny(_ labels: [String]) {
        guard labels.count > 1 else { return labels.forEach { builder.append(relation($0)) } }
        let text = builder.names.intern(
            "(" + labels.map { "module(\($0))" }.joined(separator: " or ") + ")")
        let choices = labels.map { DependencyExpression.relation(relation($0)) }
        let expression = builder.addExpression(.or(choices))
        builder.append(Relation(expression: expression, text: text))
    }

    private mutating func relation(_ label: String) -> Relation {
        Relation(name: builder.names.intern("module(\(label))"))
    }

    private mutating func end(
        _ name: String, _ version: UInt64, _ architecture: UInt8, _ provided: [String]
    ) -> PackageID {
        builder.endKind()
        builder.endKind()
        for label in provided { builder.append(relation(label)) }
        builder.endKind()
        let package = PackageID(builder.packageCount)
        builder.endPackage(
            name: builder.names.intern(name),
            version: VersionID(builder.versions.intern("0:\(version)").raw),
            architecture: architecture, traits: PackageTraits(), origin: origin, text: 0,
            stanza: .empty)
        return package
    }
}
