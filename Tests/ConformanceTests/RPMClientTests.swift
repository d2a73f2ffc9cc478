import MirrorTestSupport
import Store
import SystemIO
import Testing

/// What dnf and zypper do with a tree that the program built, with every signature checked.
@Suite("rpm clients", .enabled(if: BuiltRPMMirror.isPossible, "\(BuiltRPMMirror.notice)"))
struct RPMClientTests {
    @Test(.enabled(if: Dnf.isPossible, "\(Dnf.notice)"), arguments: StandIns.Kind.allCases)
    func `dnf installs all wishes of a set at once from the lock`(kind: StandIns.Kind)
        throws
    {
        let mirror = try BuiltRPMMirror.shared(kind)
        for (number, set) in mirror.lock.sets.enumerated() {
            let dnf = try Dnf(mirror)
            let outcome = try dnf.run(["install"] + mirror.words(ofSet: number))
            #expect(outcome.exitCode == 0, "\(set.name): \(outcome.errors)\(outcome.output)")
            let installed = try dnf.installed()
            let locked = mirror.packages(ofSet: number)
            #expect(installed.count > 100)
            #expect(installed.subtracting(locked).sorted() == [], "only dnf takes them")
        }
    }

    @Test(.enabled(if: Dnf.isPossible, "\(Dnf.notice)"), arguments: StandIns.Kind.allCases)
    func `dnf can install each wish by itself, with and without weak ones`(kind: StandIns.Kind)
        throws
    {
        let mirror = try BuiltRPMMirror.shared(kind)
        var plan = try mirror.plan()
        for number in mirror.lock.sets.indices {
            let words = try mirror.words(ofSet: number)
            for takesWeak in [false, true] {
                plan.takesWeak = takesWeak
                let answers = try plan.answers(words)
                for word in words {
                    let answer = try #require(answers[word])
                    #expect(answer.packages?.isEmpty == false, "\(word): \(answer.error ?? "")")
                }
            }
        }
    }

    @Test(.enabled(if: Dnf.isPossible, "\(Dnf.notice)"), arguments: StandIns.Kind.allCases)
    func `no package of the tree needs what is not there`(kind: StandIns.Kind) throws {
        let dnf = try Dnf(BuiltRPMMirror.shared(kind))
        let outcome = try dnf.run(["repoclosure", "--check", "tree"])
        let lines = outcome.output.split(separator: "\n").map { $0.drop { $0 == " " } }
        #expect(outcome.succeeded || lines.contains { $0.hasPrefix("unresolved deps") })
        // It counts `(a if b)` as unresolved where neither is there, although nothing needs `a` then.
        var unresolved: [Substring] = []
        var isList = false
        for line in lines {
            if line.hasPrefix("unresolved deps") {
                isList = true
            } else if line.hasPrefix("package: ") {
                isList = false
            } else if isList {
                unresolved.append(line)
            }
        }
        for dependency in unresolved {
            let condition = try #require(
                dependency.firstMatch(of: /^\(.* if ([^ ()]+)\)$/)?.1, "\(dependency)")
            let providers = try dnf.run(["-q", "repoquery", "--whatprovides", String(condition)])
            #expect(providers.succeeded && providers.output.isEmpty, "\(dependency)")
        }
    }

    @Test(.enabled(if: Dnf.isPossible, "\(Dnf.notice)"), arguments: StandIns.Kind.allCases)
    func `dnf takes nothing from a tree, or packages, of a key that it does not have`(
        kind: StandIns.Kind
    ) throws {
        let mirror = try BuiltRPMMirror.shared(kind)
        for key in [mirror.standIns.keyFile, mirror.tree / "repodata/repomd.xml.key"] {
            let outcome = try Dnf(mirror, keyFile: key).run(["install", "basesystem"])
            #expect(outcome.exitCode != 0)
            #expect(
                outcome.errors.contains("GPG") || outcome.errors.contains("repomd.xml"),
                "\(outcome.errors)")
        }
    }

    @Test(.enabled(if: Zypper.isPossible, "\(Zypper.notice)"), arguments: StandIns.Kind.allCases)
    func `zypper plans what the lock has`(kind: StandIns.Kind) throws {
        let mirror = try BuiltRPMMirror.shared(kind)
        for (number, set) in mirror.lock.sets.enumerated() {
            // zypper knows no groups: their packages are named one by one.
            let wished = mirror.lock.packages.filter { package in
                package.sets.contains(number) && package.reasons.contains("base")
            }
            let words = try mirror.words(ofSet: number).filter { !$0.hasPrefix("@") }
            let plan = try Zypper(mirror).plan(words + wished.map(\.name))
            let locked = Set(
                mirror.lock.packages.filter { $0.sets.contains(number) }.map { package in
                    let version =
                        package.version.hasPrefix("0:")
                        ? String(package.version.dropFirst(2)) : package.version
                    return "\(package.name)-\(version).\(package.architecture)"
                })
            let planned = try #require(plan, "\(set.name)")
            #expect(planned.count > 100)
            #expect(planned.subtracting(locked).sorted() == [], "only zypper takes them")
            // What one wish alone brings in may be more, and no more than that: see `BesideDnfTests`.
            #expect(locked.subtracting(planned).count < 10, "only the lock has them")
        }
    }

    @Test(.enabled(if: Zypper.isPossible, "\(Zypper.notice)"))
    func `zypper takes nothing from a tree whose key it does not have`() throws {
        let mirror = try BuiltRPMMirror.shared(.centos7)
        let zypper = try Zypper(mirror, keyFile: mirror.standIns.keyFile)
        #expect(try zypper.plan(["basesystem"]) == nil)
    }
}
