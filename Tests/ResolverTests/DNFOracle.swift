import MirrorBase
import MirrorTestSupport
import SystemIO

/// The real dnf on a machine made of small packages: what it would change.
enum DNFOracle {
    static let isPossible =
        RPMPackageBuilder.isPossible
        && Tool.isAsked(python: "import dnf, hawkey")

    /// For each scenario what would come and go, as `+name-version-release.arch` and `-…`, sorted; `nil`
    /// where dnf refuses.
    static func answers(_ scenarios: [ClientScenario]) throws -> [[String]?] {
        let directory = try TemporaryDirectory()
        // All packages come out of one run of rpmbuild.
        _ = try RPMPackageBuilder.files(
            of: scenarios.flatMap { $0.puzzle.packages.map(spec) }, signature: nil)
        var lines: [String] = []
        for (number, scenario) in scenarios.enumerated() {
            lines.append(try machine(scenario, in: directory.path / "\(number)"))
        }
        let input = try directory.write("machines", lines.joined(separator: "\n") + "\n")
        let output = try Subprocess.check(
            LibsolvOracle.python, ["-c", program, input.string], environment: ["LC_ALL": "C.UTF-8"]
        ).output
        return output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map {
            $0 == "refused" ? nil : $0.split(separator: " ").map(String.init)
        }
    }

    private static func spec(_ package: RPMPuzzle.Package) -> RPMPackageSpec {
        var spec = RPMPackageSpec(
            package.name, package.version, architecture: package.architecture)
        let texts = package.relations.map { $0.map(RPMPuzzle.text) }
        spec.requires = texts[0]
        spec.conflicts = texts[1]
        spec.recommends = texts[2]
        // The last is the package itself, which rpmbuild adds.
        spec.provides = Array(texts[3].dropLast())
        spec.obsoletes = texts[4]
        spec.suggests = texts[5]
        spec.supplements = texts[6]
        spec.enhances = texts[7]
        return spec
    }

    /// Makes a machine and its repositories; says where they are.
    private static func machine(
        _ scenario: ClientScenario, in directory: FilePath
    ) throws -> String {
        let root = directory / "root"
        try Files.makeDirectory(root / "log")
        var repositories: [String] = []
        for (number, priority) in scenario.puzzle.priorities.enumerated() {
            let packages = scenario.puzzle.packages.filter { $0.repository == number }
            let files = try RPMPackageBuilder.files(of: packages.map(spec), signature: nil)
            if number == 0 {
                if files.isEmpty { continue }
                try Subprocess.check(
                    "rpm",
                    [
                        "--root", root.string, "-i", "--justdb", "--nodeps", "--force",
                        "--nosignature",
                    ]
                        + ["--ignorearch"] + files.map(\.string))
                continue
            }
            let place = directory / "repository\(number)"
            try Files.makeDirectory(place)
            for file in files {
                try Files.replace(place / file.lastComponent, with: Files.read(file))
            }
            try Subprocess.check("createrepo_c", ["--quiet", place.string])
            repositories.append("[\"r\(number)\",\"\(place)\",\(-priority)]")
        }
        let policy = scenario.policy
        let wishes = scenario.wishes.map { "\"\($0)\"" }.joined(separator: ",")
        return "{\"root\":\"\(root)\",\"repositories\":[\(repositories.joined(separator: ","))],"
            + "\"wishes\":[\(wishes)],\"best\":\(policy.best),\"weak\":\(policy.weakDependencies)}"
    }

    private static let program = """
        import json, sys
        import dnf
        def plan(machine):
            with dnf.Base() as base:
                conf = base.conf
                conf.installroot = machine['root']
                conf.cachedir = machine['root'] + '/cache'
                conf.persistdir = machine['root'] + '/persist'
                conf.logdir = machine['root'] + '/log'
                conf.plugins = False
                conf.gpgcheck = False
                conf.best = machine['best']
                conf.install_weak_deps = machine['weak']
                conf.substitutions.update(releasever='9', basearch='x86_64', arch='x86_64')
                for name, place, priority in machine['repositories']:
                    base.repos.add_new_repo(
                        name, conf, baseurl=['file://' + place], priority=priority)
                base.fill_sack(load_system_repo=True)
                try:
                    for wish in machine['wishes']:
                        base.install(wish)
                    base.resolve()
                except dnf.exceptions.Error:
                    return 'refused'
                found = ['+' + str(p) for p in base.transaction.install_set]
                found += ['-' + str(p) for p in base.transaction.remove_set]
                return ' '.join(sorted(found))
        for line in open(sys.argv[1]):
            print(plan(json.loads(line)))
        """
}
