import SystemIO

/// A small distribution of rpm packages: three repositories for two architectures, whose packages lean
/// on each other in the ways that real ones do.
///
/// `baseos` holds the base system, both generations of the kernel and i686 libraries; `appstream` holds
/// modules (`nodejs:18`, the default, and `nodejs:20`), groups and all kinds of dependencies; `updates`
/// holds a newer curl and the advisories. Each lies at `<repository>/<architecture>`.
///
/// Wishes that work: `curl` (a choice of two libraries), `nginx` (files that only filelists names),
/// `mail-client` (a choice of two servers), `python3-pyyaml`, `viewer` (versioned provide), `toolbox`
/// (weak, obsoletes), `chooser` (rich), `nodejs`, `@web-server`, `@^server`. Wishes that do not:
/// `broken` (nothing provides what it needs), `rival` together with `nginx` (conflict).
public enum RPMSample {
    /// The repositories in their order.
    public static let repositories = ["baseos", "appstream", "updates"]
    /// The architectures in their order.
    public static let architectures = ["x86_64", "aarch64"]

    /// Where a repository lies, relative to the root of all.
    public static func path(_ repository: String, _ architecture: String) -> String {
        "\(repository)/\(architecture)"
    }

    /// The builder of a repository for an architecture, below the root of all.
    public static func builder(_ repository: String, _ architecture: String, root: FilePath) throws
        -> RPMRepositoryBuilder
    {
        var builder = try RPMRepositoryBuilder(root: root / path(repository, architecture))
        switch repository {
        case "baseos":
            builder.add(base(architecture))
            builder.add(services(architecture))
            builder.databases = true
        case "appstream":
            builder.add(applications(architecture))
            builder.add(independent())
            builder.add(modular(architecture))
            builder.modules = modules(architecture)
            builder.groups = groups
        default:
            builder.add(curl(architecture, release: "7.61.1-34.el8"))
            builder.updateinfo = advisories(architecture)
            builder.revision += 1_000
        }
        return builder
    }

    /// Writes every repository below a directory.
    @discardableResult
    public static func write(to root: FilePath, architectures: [String] = architectures) throws
        -> [BuiltRPMRepository]
    {
        try architectures.flatMap { architecture in
            try repositories.map { try builder($0, architecture, root: root).write() }
        }
    }

    /// What the sample mirror holds.
    public static let manifest = """
        common:
          - curl
          - nginx [x86_64]
          - python3-pyyaml (>= 5)
          - gadget?

        """

    /// The distro file for an archive at an address; its key lies beside it in `keys/sample.asc`.
    public static func distro(
        _ name: String = "sample", fingerprint: String,
        address: String = "http://archive.example.org"
    ) -> String {
        """
        name: \(name)
        title: Sample Enterprise 8
        family: rpm
        release: "8"
        architectures: [x86_64, aarch64]
        groups: [common]
        base: [basesystem, bash]
        path: \(name)/8/$basearch
        repodata: {compression: gz, databases: yes}
        platform: platform:el8

        keys:
          sample: {fingerprint: \(fingerprint), file: keys/sample.asc}

        repositories:
          - id: baseos
            url: \(address)/baseos/$basearch
            keys: sample
          - id: appstream
            url: \(address)/appstream/$basearch
            keys: sample
          - id: updates
            url: \(address)/updates/$basearch
            keys: sample

        """
    }
}
