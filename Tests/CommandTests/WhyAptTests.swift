import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// The graph of a lock beside what the real apt knows of the same mirror.
@Suite(.enabled(if: Tool.isAsked("apt-cache"), "needs apt"))
struct WhyAptTests {
    private struct Edge: Hashable {
        var from: Substring
        var to: Substring
    }

    @Test func `dependencies are met by the packages that apt names`() throws {
        let bench = try Bench(.built)
        let ours = try ours(bench)
        let names = try bench.locked().map { $0.split(separator: " ")[0] }
        let theirs = try theirs(bench, names)
        #expect(ours == theirs)
        #expect(ours.count > 15)
    }

    /// Every edge between packages of the lock that is no weak one.
    private func ours(_ bench: Bench) throws -> Set<Edge> {
        let outcome = try bench.mirror(
            "why", bench.lock.string, "*", "--tree", "--format", "json")
        let value = try JSONValue(parsing: Array(outcome.output.utf8))
        var edges: Set<Edge> = []
        for package in WhyAptTests.elements(value["packages"]) {
            for step in WhyAptTests.elements(package["tree"])
            where step["weak"]?.content == .truth(false) {
                edges.insert(
                    Edge(from: WhyAptTests.name(step["from"]), to: WhyAptTests.name(step["to"])))
            }
        }
        return edges
    }

    private static func elements(_ value: JSONValue?) -> [JSONValue] {
        if case .array(let values)? = value?.content { values } else { [] }
    }

    private static func name(_ value: JSONValue?) -> Substring {
        guard case .string(let label)? = value?.content else { return "" }
        return label.prefix { $0 != " " }
    }

    /// What `apt-cache depends` says, with the providers of what no package is called.
    private func theirs(_ bench: Bench, _ names: [Substring]) throws -> Set<Edge> {
        let root = bench.directory / "apt"
        for directory in ["state/lists/partial", "cache/archives/partial"] {
            try Files.makeDirectory(root / directory)
        }
        try bench.directory.write("apt/status", "")
        try bench.directory.write(
            "apt/sources.list",
            "deb [trusted=yes] file:\(bench.tree.string) sampler main contrib extra\n")
        try bench.directory.write(
            "apt/apt.conf",
            """
            Dir::State "\(root)/state"; Dir::State::status "\(root)/status"; Dir::Cache "\(root)/cache";
            Dir::Etc::main "/nonexistent"; Dir::Etc::parts "/nonexistent";
            Dir::Etc::sourcelist "\(root)/sources.list"; Dir::Etc::sourceparts "/nonexistent";
            APT::Architecture "amd64"; APT::Architectures { "amd64"; };
            APT::Sandbox::User "root"; Acquire::Languages "none";

            """)
        let environment = ["APT_CONFIG": "\(root)/apt.conf", "LC_ALL": "C.UTF-8"]
        try Subprocess.check("apt-get", ["-qq", "update"], environment: environment)
        let output = try Subprocess.check(
            "apt-cache", ["depends", "--important"] + names.map(String.init),
            environment: environment
        ).output
        let known = Set(names)
        var edges: Set<Edge> = []
        var from: Substring = ""
        var isDemand = false
        for line in output.split(separator: "\n") {
            let text = line.drop { " |".contains($0) }
            let parts = text.split(separator: ": ")
            if !line.hasPrefix(" ") {
                from = line
            } else if parts.count == 2 {
                isDemand = parts[0] == "Depends" || parts[0] == "PreDepends"
            }
            let to = (parts.last ?? "").prefix { $0 != ":" }
            if line.hasPrefix(" "), isDemand, known.contains(to), to != from {
                edges.insert(Edge(from: from, to: to))
            }
        }
        return edges
    }
}
