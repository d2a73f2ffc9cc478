import MirrorBase
import MirrorTestSupport
import PackageModel
import Testing

@Suite struct UniverseSelectingTests {
    /// `count` packages that provide, need and exclude one another at random, two of them for each name.
    private func random(_ count: Int, seed: UInt64) -> Universe {
        var random = SeededRandom(seed: seed)
        var builder = UniverseBuilder(
            nativeArchitecture: "x86_64", foreignArchitectures: ["i686"], scheme: .rpm)
        let origins = [10, 90].map { priority in
            builder.addOrigin(
                PackageOrigin(
                    repository: "r\(priority)", suite: "", component: "", priority: priority))
        }
        builder.addText([])
        for number in 0..<count {
            builder.beginPackage()
            for kind in RelationKind.allCases {
                for _ in 0..<Int.random(in: 0..<3, using: &random) {
                    let other = Int.random(in: 0..<count, using: &random)
                    let name = builder.names.intern(
                        kind != .provides && other % 3 == 0 ? "/usr/bin/p\(other)" : "c\(other)")
                    let version = VersionID(builder.versions.intern("0:\(other % 4)-1").raw)
                    let relation = Relation(name: name, comparison: .equal, version: version)
                    if kind == .requires, other % 5 == 0 {
                        let expression = builder.addExpression(
                            .ifThere(
                                .relation(relation), condition: .relation(Relation(name: name)),
                                otherwise: nil))
                        builder.append(
                            Relation(
                                expression: expression, text: builder.names.intern("(\(other))")))
                    } else {
                        builder.append(relation)
                    }
                }
                if kind != RelationKind.allCases.last { builder.endKind() }
            }
            builder.endPackage(
                name: builder.names.intern("p\(number / 2)"),
                version: VersionID(builder.versions.intern("0:\(number % 2)-1").raw),
                architecture: [0, 1, 2][number % 3], traits: PackageTraits(),
                origin: origins[number % 2], text: 0, stanza: .empty)
            builder.addFile(
                builder.names.intern("/usr/bin/p\(number)"), of: PackageID(number))
        }
        return builder.finish()
    }

    /// What a package says of itself, and who provides what it names, among some packages.
    private func facts(
        _ package: PackageID, in universe: Universe, among: Set<String>
    ) -> [String] {
        var facts = [universe.label(package)]
        for kind in RelationKind.allCases {
            for position in universe.relations(kind, of: package) {
                let relation = universe.relation(position)
                var text = "\(kind) \(universe.text(of: relation))"
                if let expression = relation.expression,
                    case .ifThere(.relation(let wanted), _, _) = universe.expression(expression)
                {
                    text += " = \(universe.text(of: wanted))"
                }
                let providers = universe.providers(of: relation.name).map {
                    "\(universe.label($0.package)) \($0.isOwnName) \($0.comparison)"
                }
                facts.append(
                    text
                        + providers.filter {
                            among.contains($0.split(separator: " ")[0].description)
                        }
                        .sorted().joined(separator: ","))
            }
        }
        return facts
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `some packages alone say of each other what they said among all`(seed: UInt64) {
        let universe = random(60, seed: seed)
        let chosen = universe.packages.filter { $0.index % 3 != 1 }.reversed()
        let origin = PackageOrigin(repository: "one", suite: "", component: "")
        let alone = universe.selecting(Array(chosen), origin: origin)
        #expect(alone.count == chosen.count)
        let labels = Set(chosen.map { universe.label($0) })
        for (new, old) in zip(alone.packages, chosen) {
            #expect(
                facts(new, in: alone, among: labels) == facts(old, in: universe, among: labels))
            #expect(alone.origin(new) == origin)
            #expect(alone.priority(new) == origin.priority)
            #expect(alone.architectureText(new) == universe.architectureText(old))
        }
    }

    @Test func `who holds a path that no relation names is known where it is asked for`() {
        let universe = random(9, seed: 4)
        let path = "/usr/bin/p1"
        let origin = PackageOrigin(repository: "one", suite: "", component: "")
        let alone = universe.selecting(
            Array(universe.packages), origin: origin, paths: [path, "/nowhere"])
        let name = alone.names.find(path)
        let holders = name.map { alone.providers(of: $0).map(\.package) }
        #expect(holders == [PackageID(1)])
        let other = alone.names.find("/nowhere")
        #expect(other == nil)
    }
}
