import MirrorTestSupport
import SystemIO

/// The real apt, on a system with what a scenario says is installed, whose only sources are the suites of a scenario.
struct AptRoot {
    private let scenario: Scenario
    private let root: TemporaryDirectory

    static let isPossible = Tool.isAsked("apt-get")

    init(_ scenario: Scenario) throws {
        self.scenario = scenario
        root = try TemporaryDirectory("apt")
        for directory in [
            "state/lists/partial", "cache/archives/partial", "etc/apt.conf.d",
            "etc/preferences.d", "etc/sources.list.d", "etc/trusted.gpg.d",
        ] {
            try Files.makeDirectory(root / directory)
        }
        try root.write("status", scenario.installed.joined(separator: "\n"))
        var sources = ""
        var preferences = ""
        for suite in scenario.suites {
            // Without the blank line after the last stanza apt may fail to read it again.
            try root.write("repo/\(suite.name)/Packages", Scenario.index(suite) + "\n")
            try root.write(
                "repo/\(suite.name)/Release",
                "Suite: \(suite.name)\nCodename: \(suite.name)\nOrigin: \(suite.name)\n"
                    + Self.flags(suite.priority))
            sources += "deb [trusted=yes] file:\(root / "repo/\(suite.name)") ./\n"
            if ![500, 100, 1].contains(suite.priority) {
                preferences +=
                    "Package: *\nPin: release a=\(suite.name)\nPin-Priority: \(suite.priority)\n\n"
            }
        }
        try root.write("etc/sources.list", sources)
        try root.write("etc/preferences", preferences)
        try root.write("apt.conf", configuration())
    }

    /// What gives a suite its priority without preferences.
    private static func flags(_ priority: Int) -> String {
        switch priority {
        case 1: "NotAutomatic: yes\n"
        case 100: "NotAutomatic: yes\nButAutomaticUpgrades: yes\n"
        default: ""
        }
    }

    private func configuration() -> String {
        let architectures = (["amd64"] + scenario.foreign).map { "\"\($0)\";" }
        return """
            Dir "/";
            Dir::State "\(root / "state")";
            Dir::State::status "\(root / "status")";
            Dir::State::extended_states "\(root / "state/extended_states")";
            Dir::Cache "\(root / "cache")";
            Dir::Etc "\(root / "etc")";
            APT::Architecture "amd64";
            APT::Architectures { \(architectures.joined(separator: " ")) };
            APT::Install-Recommends "\(scenario.recommends)";
            APT::Sandbox::User "root";
            Acquire::Languages "none";
            Acquire::AllowInsecureRepositories "true";

            """
    }

    /// What apt would install, in the form of `install:`; `nil` where it refuses.
    func install() throws -> Set<String>? {
        try update()
        let wishes = scenario.aptWishes.isEmpty ? scenario.wishes : scenario.aptWishes
        guard let changes = try changes(for: wishes) else { return nil }
        return Set(changes.map { String($0.dropFirst()) })
    }

    private var environment: [String: String] {
        ["APT_CONFIG": "\(root / "apt.conf")", "LC_ALL": "C.UTF-8"]
    }

    /// Reads the indexes; once before any question.
    func update() throws {
        try Subprocess.check("apt-get", ["-q", "update"], environment: environment)
    }

    /// What apt would change: `+` what it installs, `^` what it upgrades, `-` what it removes; `nil` where it
    /// refuses.
    func changes(for wishes: [String]) throws -> Set<String>? {
        let outcome = try Subprocess.run(
            "apt-get", ["-q", "-y", "-s", "install"] + wishes, environment: environment)
        guard outcome.succeeded else { return nil }
        return Set(outcome.output.split(separator: "\n").compactMap { change(String($0)) })
    }

    private func change(_ line: String) -> String? {
        // Inst NAME[:ARCHITECTURE] [[OLD VERSION]] (VERSION SUITE [ARCHITECTURE])
        // Remv NAME[:ARCHITECTURE] [VERSION]
        let words = line.split(separator: " ").map(String.init)
        guard words.count >= 3 else { return nil }
        let name = words[1].split(separator: ":").map(String.init)
        if words[0] == "Remv" {
            let version = String(words[2].dropFirst().prefix { $0 != "]" })
            return "-" + scenario.name(name[0], version, name.count > 1 ? name[1] : "amd64")
        }
        guard words[0] == "Inst", let open = line.firstIndex(of: "(") else { return nil }
        let inner = line[open...].dropFirst().split(separator: " ").map(String.init)
        guard let version = inner.first, let bracket = inner.first(where: { $0.hasPrefix("[") })
        else { return nil }
        let architecture = String(bracket.dropFirst().prefix { $0 != "]" })
        let isUpgrade = words[2].hasPrefix("[")
        return (isUpgrade ? "^" : "+") + scenario.name(name[0], version, architecture)
    }
}
