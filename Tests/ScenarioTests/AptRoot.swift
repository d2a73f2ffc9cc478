import MirrorTestSupport
import SystemIO

/// The real apt, on an empty system whose only sources are the suites of a scenario.
struct AptRoot {
    private let scenario: Scenario
    private let root: TemporaryDirectory

    static let isPossible = Subprocess.find("apt-get") != nil

    init(_ scenario: Scenario) throws {
        self.scenario = scenario
        root = try TemporaryDirectory("apt")
        for directory in [
            "state/lists/partial", "cache/archives/partial", "etc/apt.conf.d",
            "etc/preferences.d", "etc/sources.list.d", "etc/trusted.gpg.d",
        ] {
            try Files.makeDirectory(root / directory)
        }
        try root.write("status", "")
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
        let environment = ["APT_CONFIG": "\(root / "apt.conf")", "LC_ALL": "C.UTF-8"]
        try Subprocess.check("apt-get", ["-q", "update"], environment: environment)
        let wishes = scenario.aptWishes.isEmpty ? scenario.wishes : scenario.aptWishes
        let outcome = try Subprocess.run(
            "apt-get", ["-q", "-s", "install"] + wishes, environment: environment)
        guard outcome.succeeded else { return nil }
        var found: Set<String> = []
        // Inst NAME[:ARCHITECTURE] (VERSION SUITE [ARCHITECTURE])
        for line in outcome.output.split(separator: "\n") where line.hasPrefix("Inst ") {
            let words = line.split(separator: " ")
            guard words.count >= 4, let bracket = words.first(where: { $0.hasPrefix("[") }) else {
                continue
            }
            let name = words[1].split(separator: ":")[0]
            let version = words[2].dropFirst()
            let architecture = bracket.drop { $0 == "[" }.prefix { $0 != "]" }
            found.insert(scenario.name(String(name), String(version), String(architecture)))
        }
        return found
    }
}
