import MirrorTestSupport
import SystemIO

/// Writes a small signed apt repository, and the files that mirror it, into a directory.
///
///     Demo DIRECTORY TREE
///
/// `DIRECTORY` gets `repository/`, `distros/sample.yaml` with its key, `packages.yaml` and `apt.conf`, by
/// which the machine's own apt-get reads the finished mirror in `TREE` without touching the machine.
@main
enum Demo {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count == 2, arguments.allSatisfy({ $0.hasPrefix("/") }) else {
            throw Misuse()
        }
        let directory = FilePath(arguments[1])
        let tree = FilePath(arguments[2])
        for name in ["repository", "distros", "apt"] { try Files.removeTree(directory / name) }
        let repository = try DebianRepositoryBuilder.sampleDebian(root: directory / "repository")
            .write()
        try Files.makeDirectory(directory / "distros")
        try write(directory / "distros/sample.asc", Files.read(repository.keyFile))
        try write(directory / "distros/sample.yaml", Array(distro(repository).utf8))
        try write(directory / "packages.yaml", Array(manifest.utf8))
        try configureApt(directory, tree: tree)
    }

    /// What is printed when it is called in another way.
    struct Misuse: Error, CustomStringConvertible {
        let description = "usage: Demo DIRECTORY TREE, both absolute"
    }

    private static func write(_ path: FilePath, _ bytes: [UInt8]) throws {
        try Files.replace(path, with: bytes)
    }

    private static let manifest = """
        # What the sample mirror holds.
        demo:
          - curl
          - mail-client
          - nginx
          - python3-yaml
          - viewer
          - /usr/bin/toolbox
          - absent-package?
          # Excludes nginx: it gets a set of its own.
          - rival

        """

    private static func distro(_ repository: BuiltRepository) -> String {
        """
        name: sample
        title: Sample distribution
        family: deb
        release: "1"
        architectures: [amd64, arm64]
        groups: demo
        base: [essential, required, important]
        keys:
          sample: {fingerprint: \(repository.fingerprint), file: sample.asc}
        repositories:
          - id: sample
            url: \(repository.url)
            suites: sample
            components: [main, contrib]
            keys: sample
          - id: sample-security
            url: \(repository.url)
            suites: sample-security
            components: main
            keys: sample

        """
    }

    /// An apt of its own below `directory/apt`: no packages installed, the mirror as its only source.
    private static func configureApt(_ directory: FilePath, tree: FilePath) throws {
        let apt = directory / "apt"
        for name in ["lists/partial", "archives/partial", "etc/preferences.d"] {
            try Files.makeDirectory(apt / name)
        }
        try write(apt / "status", [])
        let source = """
            Types: deb
            URIs: file://\(tree)
            Suites: sample
            Components: main contrib
            Architectures: amd64
            Signed-By: \(tree)/mirror-archive-keyring.asc

            """
        try write(apt / "etc/mirror.sources", Array(source.utf8))
        let configuration = """
            APT::Architecture "amd64";
            #clear APT::Architectures;
            APT::Architectures { "amd64"; };
            APT::Install-Recommends "no";
            APT::Sandbox::User "";
            Dir::State::status "\(apt)/status";
            Dir::State::lists "\(apt)/lists";
            Dir::State::extended_states "\(apt)/extended_states";
            Dir::Cache "\(apt)";
            Dir::Etc::sourcelist "\(apt)/etc/mirror.sources";
            Dir::Etc::sourceparts "-";
            Dir::Etc::preferences "-";
            Dir::Etc::preferencesparts "\(apt)/etc/preferences.d";

            """
        try write(directory / "apt.conf", Array(configuration.utf8))
    }
}
