import MirrorTestSupport
import Store
import SystemIO
import Testing

/// What the program chooses beside what dnf chooses from the same repositories.
@Suite(
    "Beside dnf", .enabled(if: BuiltRPMMirror.isPossible, "\(BuiltRPMMirror.notice)"),
    .enabled(if: Dnf.isPossible, "\(Dnf.notice)"))
struct BesideDnfTests {
    @Test(arguments: StandIns.Kind.allCases)
    func `the lock is what dnf chooses for the whole manifest and for each wish by itself`(
        kind: StandIns.Kind
    ) throws {
        let mirror = try BuiltRPMMirror.shared(kind)
        var plan = try DnfPlan(of: mirror.standIns)
        plan.wantsBest = false
        for number in mirror.lock.sets.indices {
            let wanted = try mirror.words(ofSet: number).joined(separator: " ")
            let alone = try mirror.wordsAlone(ofSet: number)
            let answers = try plan.answers([wanted] + alone)
            var chosen = try #require(
                answers[wanted]?.packages, "\(answers[wanted]?.error ?? "")")
            let locked = mirror.packages(ofSet: number)
            #expect(chosen.subtracting(locked).sorted() == [], "only dnf takes them together")
            // Whoever installs one wish may be brought something else than whoever installs all.
            for word in alone {
                chosen.formUnion(try #require(answers[word]?.packages, "\(word)"))
            }
            #expect(chosen.subtracting(locked).sorted() == [], "only dnf takes them")
            let forYum = locked.filter {
                mirror.addedForYum.contains($0.replacing("-0:", with: "-"))
            }
            #expect(forYum.isEmpty == (kind != .centos7), "yum takes something else only there")
            #expect(
                locked.subtracting(chosen).subtracting(forYum).sorted() == [],
                "only the lock has them")
        }
    }

    @Test func `for each wish by itself dnf chooses the same, with and without weak ones`() throws {
        let mirror = try BuiltRPMMirror.shared(.rocky9)
        var plan = try DnfPlan(of: mirror.standIns)
        plan.wantsBest = false
        let words = Set(try mirror.words(ofSet: 0)).sorted()
        for takesWeak in [false, true] {
            plan.takesWeak = takesWeak
            let theirs = try plan.answers(words)
            let ours = try mirror.answers(words, weak: takesWeak)
            for word in words {
                let expected = try #require(theirs[word]).packages
                #expect(ours[word] == .some(expected), "\(word), weak: \(takesWeak)")
            }
        }
    }
}

/// A module that the distro file enables, and a profile of it as a wish.
@Suite(
    "Modules", .enabled(if: BuiltRPMMirror.isPossible, "\(BuiltRPMMirror.notice)"),
    .enabled(if: Dnf.isPossible, "\(Dnf.notice)"))
struct ModuleConformanceTests {
    @Test func `dnf finds an enabled stream in the tree and installs its profile`() throws {
        let mirror = try BuiltRPMMirror(
            .rocky9, wishes: ["@nginx:1.24/common", "nginx", "nodejs"],
            settings: "\nmodules: {enable: [\"nginx:1.24\"]}\n")
        let nginx = try #require(mirror.lock.packages.first { $0.name == "nginx" })
        #expect(nginx.version.hasPrefix("1:1.24."))
        // A stream that nobody enabled does not count.
        let node = try #require(mirror.lock.packages.first { $0.name == "nodejs" })
        #expect(!node.version.contains("module"))
        // Nobody enables anything here: what the distro file enables is a default of the tree.
        let plain = try Dnf(mirror)
        let other = try plain.run(["install", "nginx"])
        #expect(other.exitCode == 0, "\(other.errors)\(other.output)")
        let name = "\(nginx.name)-\(nginx.version).\(nginx.architecture)"
        #expect(try plain.installed().contains(name))
        let dnf = try Dnf(mirror)
        let outcome = try dnf.run(["install", "@nginx:1.24/common", "nodejs"])
        #expect(outcome.exitCode == 0, "\(outcome.errors)\(outcome.output)")
        let installed = try dnf.installed()
        for package in [nginx, node] {
            let name = "\(package.name)-\(package.version).\(package.architecture)"
            #expect(installed.contains(name), "\(name)")
        }
        let list = try dnf.run(["-q", "module", "list"])
        #expect(list.output.contains("nginx"), "\(list.output)\(list.errors)")
        #expect(!list.output.contains("postgresql"), "\(list.output)")
    }
}
