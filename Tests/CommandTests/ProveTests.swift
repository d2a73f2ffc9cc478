import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// What a published rpm mirror does to machines that are older than it.
@Suite(.enabled(if: RPMBench.isPossible, "\(RPMBench.notice)"))
struct ProveTests {
    @Test func `the matrix says what each machine would get, and why it would not`() throws {
        let machine = try ProveBench()
        let bench = machine.bench
        try bench.directory.write("rpm-qa.txt", ProveBench.list)
        #expect(try bench.mirror("build", "sample", "x86_64").exitCode == 0)
        let baselines = [
            "--baseline", "old", "--baseline", "rpm-qa.txt", "--baseline", "none",
        ]
        for format in ["text", "markdown", "json"] {
            let outcome = try bench.run(
                ["prove", "sample", "x86_64", "--format", format, "-q"] + baselines + bench.options)
            try bench.expect(outcome, exits: 1, golden: "prove-\(format)")
        }
        let frozen = try bench.mirror(
            "prove", "sample", "x86_64", "-q", "--baseline", "old", "--no-base-upgrades")
        try bench.expect(frozen, exits: 1, golden: "prove-frozen")
    }

    @Test func `a machine with yum is asked by its rules`() throws {
        let machine = try ProveBench()
        let bench = machine.bench
        try bench.edit("distros/sample.yaml", "platform: platform:el8\n", "")
        #expect(try bench.mirror("build", "sample", "x86_64").exitCode == 0)
        let outcome = try bench.mirror("prove", "sample", "x86_64", "-q", "--baseline", "old")
        try bench.expect(outcome, exits: 1, golden: "prove-yum")
    }

    @Test
    func `an assumed machine gets what it lacks and the siblings in lock step, and is proven`()
        throws
    {
        let machine = try ProveBench(groups: "[common, nodes]")
        let bench = machine.bench
        try bench.edit(
            "distros/sample.yaml", "family: rpm", "family: rpm\nbaseline: ../old")
        let outcome = try bench.mirror("build", "sample", "x86_64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let locked = try bench.locked().map { String($0.prefix { $0 != ":" }) }
        #expect(
            locked == [
                "basesystem-0", "filesystem-0", "glibc-0", "glibc-common-0", "kubelet-0",
                "newapp-0", "openssl-1", "openssl-libs-1", "python3-0", "setup-0", "socat-0",
            ])
        let lock = try bench.text(bench.lock)
        #expect(lock.contains(#""assumed":{"wishes":["bash"],"#))
        let proof = try bench.mirror("prove", "sample", "x86_64", "-q")
        try bench.expect(proof, exits: 0, golden: "prove-assumed")
        let again = try bench.mirror("build", "sample", "x86_64", "--locked")
        #expect(again.exitCode == 0, "\(again.errors)")
    }

    @Test func `a lock is stale once the baseline is another`() throws {
        let machine = try ProveBench(groups: "[common]")
        let bench = machine.bench
        try bench.directory.write("rpm-qa.txt", ProveBench.list)
        let options = ["--baseline", "rpm-qa.txt"] + bench.options
        let built = try bench.run(["build", "sample", "x86_64"] + options)
        #expect(built.exitCode == 0, "\(built.errors)")
        let same = try bench.run(["build", "sample", "x86_64"] + options)
        #expect(same.output.contains("nothing is new"), "\(same.output)")
        try bench.directory.write(
            "rpm-qa.txt", ProveBench.list + "python3-3.6.8-56.el8.x86_64\n")
        let changed = try bench.run(["build", "sample", "x86_64", "--locked"] + options)
        #expect(changed.exitCode == 2)
        #expect(changed.errors.contains("the baseline `rpm-qa.txt` has changed since it was made"))
        let without = try bench.mirror("build", "sample", "x86_64", "--locked")
        #expect(without.exitCode == 2)
        #expect(
            without.errors.contains("it was made with another baseline: `rpm-qa.txt` (assume)"))
    }

    @Test func `a shipped machine is in the mirror with what it needs`() throws {
        let machine = try ProveBench(groups: "[common]")
        let bench = machine.bench
        try bench.directory.write("names.txt", "# what we like\nnginx\nno-such-thing\n")
        try bench.edit(
            "distros/sample.yaml", "family: rpm",
            "family: rpm\nbaseline: {file: ../names.txt, mode: ship}")
        let outcome = try bench.mirror("build", "sample", "x86_64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("names what no repository has: `no-such-thing`"))
        let locked = try bench.locked()
        for name in ["nginx-1:", "nginx-filesystem-1:", "mailcap-", "bash-", "glibc-0"] {
            #expect(locked.contains { $0.hasPrefix(name) }, "\(name)")
        }
        let lock = try bench.text(bench.lock)
        #expect(lock.contains(#""mode":"ship""#))
        #expect(!lock.contains(#""assumed""#))
    }

    @Test func `every row has a cell for each machine, whatever is there`() throws {
        let machine = try ProveBench(groups: "[common]")
        let bench = machine.bench
        try bench.directory.write("packages.yaml", "common:\n  - ghost?\n  - never?\n  - newapp\n")
        try bench.directory.write("rpm-qa.txt", ProveBench.list + "ghost-8-1.el8.noarch\n")
        #expect(try bench.mirror("build", "sample", "x86_64").exitCode == 0)
        let options = ["--no-base-upgrades", "--baseline", "none", "--baseline", "rpm-qa.txt"]
        let outcome = try bench.run(
            ["prove", "sample", "x86_64", "-q", "--format", "json"] + options + bench.options)
        let cells = ProveCell.cells(in: outcome.output)
        let words = cells.map { "\($0.wish) \($0.result)" }
        // The last of the last machine counts as the others do.
        #expect(
            words == [
                "ghost? absent", "ghost? installs", "newapp installs", "newapp upgrades-base",
                "base installs", "base installs", "common installs", "common upgrades-base",
                "all installs", "all upgrades-base",
            ], "\(outcome.output)")
        #expect(outcome.exitCode == 1)
        let text = try bench.run(["prove", "sample", "x86_64", "-q"] + options + bench.options)
        #expect(text.output.contains(/ghost\? +not there +present/), "\(text.output)")
    }

    @Test func `resolve leaves out what is there`() throws {
        let machine = try ProveBench()
        let bench = machine.bench
        let outcome = try bench.mirror(
            "resolve", "sample", "x86_64", "kubelet", "--baseline", "old", "-q")
        try bench.expect(outcome, exits: 0, golden: "resolve-baseline")
        let group = try bench.mirror(
            "resolve", "sample", "x86_64", "nginx", "bash", "--baseline", "@web-server", "-q")
        #expect(group.output.contains("0 packages"), "\(group.output)\(group.errors)")
    }

    @Test func `a tree that somebody else signed is not proven`() throws {
        let machine = try ProveBench(groups: "[common]")
        let bench = machine.bench
        let missing = try bench.mirror("prove", "sample", "x86_64")
        #expect(missing.exitCode == 2)
        #expect(missing.errors.contains("there is no mirror in"))
        #expect(try bench.mirror("build", "sample", "x86_64").exitCode == 0)
        let root = bench.tree / "repodata/repomd.xml"
        try Files.replace(root, with: try Files.read(root) + Array("\n".utf8))
        let changed = try bench.mirror("prove", "sample", "x86_64")
        #expect(changed.exitCode == 4)
        #expect(changed.errors.contains("not signed with the mirror's own key"))
    }

    @Test(
        .enabled(if: Tool.isAsked("dnf") && Tool.isAsked("rpm"), "needs dnf"))
    func `dnf says the same on a real machine`() throws {
        let machine = try ProveBench(groups: "[common, nodes, time]")
        let bench = machine.bench
        let root = try machine.makeRoot()
        let list = try Subprocess.check(
            "rpm",
            [
                "--root", root.string, "-qa", "--qf",
                "%{NAME} %{EPOCH} %{VERSION} %{RELEASE} %{ARCH}\\n",
            ]
        ).output
        try bench.directory.write("rpm-qa.txt", list)
        #expect(try bench.mirror("build", "sample", "x86_64").exitCode == 0)
        // With its own metadata a machine is known as rpm knows it.
        let outcome = try bench.mirror(
            "prove", "sample", "x86_64", "-q", "--format", "json", "--baseline", "old")
        let cells = ProveCell.cells(in: outcome.output).filter { $0.kind == "wish" }
        #expect(cells.map(\.wish) == ["bash", "python3", "kubelet", "newapp", "timed"])
        for cell in cells {
            let real = try DnfAnswer(
                of: [cell.wish], tree: bench.tree, root: root, scratch: bench.directory / "dnf")
            #expect(real.result == cell.result, "\(cell.wish): \(real.output)")
            #expect(real.changed == cell.changed, "\(cell.wish): \(real.output)")
        }
        #expect(Set(cells.map(\.result)) == ["installs", "upgrades-base", "conflict"])
        // A list by name alone refuses nothing that the machine would take.
        let named = try bench.mirror(
            "prove", "sample", "x86_64", "-q", "--format", "json", "--baseline", "rpm-qa.txt")
        #expect(named.output.contains(#""unknown":5"#), "\(named.output.prefix(300))")
    }
}

/// One line of the cells of a matrix.
struct ProveCell {
    var wish: String
    var kind: String
    var result: String
    var isFailure: Bool
    /// The names of packages that would come or go, sorted.
    var changed: [String]

    static func cells(in json: String) -> [ProveCell] {
        json.split(separator: "\n").compactMap { line in
            guard let head = line.firstMatch(of: /"wish":"([^"]+)","kind":"([^"]+)"/),
                let result = line.firstMatch(of: /"result":"([^"]+)"/)
            else { return nil }
            let installs = line.firstMatch(of: /"installs":\[([^\]]*)\]/).map { String($0.1) }
            let upgrades = line.matches(of: /"package":"([^"]+)"/).map { String($0.1) }
            let names = (installs ?? "").matches(of: /"([^"]+)"/).map { String($0.1) } + upgrades
            return ProveCell(
                wish: String(head.1), kind: String(head.2), result: String(result.1),
                isFailure: line.contains(#""fails":true"#), changed: names.map(name).sorted())
        }
    }

    /// The name of `name-version-release.arch`, or of `name version arch`.
    private static func name(_ label: String) -> String {
        if let blank = label.firstIndex(of: " ") { return String(label[..<blank]) }
        return label.split(separator: "-").dropLast(2).joined(separator: "-")
    }
}

/// What the real dnf would do on a machine, with a published tree alone.
struct DnfAnswer {
    var output: String
    var result: String
    /// The names of packages that would come, sorted.
    var changed: [String] = []

    init(of wishes: [String], tree: FilePath, root: FilePath, scratch: FilePath) throws {
        let outcome = try Subprocess.run(
            "dnf",
            [
                "--releasever=8", "--forcearch=x86_64", "--installroot=\(root)",
                "--setopt=reposdir=/nonexistent", "--setopt=cachedir=\(scratch)",
                "--setopt=module_platform_id=platform:el8", "--setopt=install_weak_deps=0",
                "--setopt=best=1", "--repofrompath=tree,file://\(tree)", "--repo=tree",
                "--nogpgcheck", "--assumeno", "install",
            ] + wishes, environment: ["LC_ALL": "C.UTF-8", "COLUMNS": "200"],
            timeLimit: .seconds(120))
        output = outcome.output + outcome.errors
        var section = ""
        var sections: Set<String> = []
        for line in outcome.output.split(separator: "\n") {
            if line.hasSuffix(":"), !line.hasPrefix(" ") { section = String(line.dropLast()) }
            guard line.hasPrefix(" "), ["x86_64", "noarch"].contains(where: line.contains) else {
                continue
            }
            sections.insert(section)
            if section.hasPrefix("Installing") || section.hasPrefix("Upgrading") {
                changed.append(String(line.split(separator: " ")[0]))
            }
        }
        changed.sort()
        if output.contains("Error:") && !output.contains("Operation aborted") {
            result = "conflict"
        } else if sections.contains("Removing") {
            result = "removes"
        } else {
            result = sections.contains("Upgrading") ? "upgrades-base" : "installs"
        }
    }
}
