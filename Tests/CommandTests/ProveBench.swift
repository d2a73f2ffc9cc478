import MirrorTestSupport
import SystemIO

/// A machine of an earlier minor release beside a distribution that has moved on.
///
/// The sample of an rpm distribution has a newer C library and a newer openssl than the machine, whose
/// packages come in lock step: glibc with glibc-common, openssl with openssl-libs.
struct ProveBench {
    let bench: RPMBench
    /// The directory of the repository that the machine was installed from.
    let old: FilePath

    init(groups: String = "[common, nodes, time]") throws {
        bench = try RPMBench()
        old = bench.directory / "old"
        try bench.edit("distros/sample.yaml", "groups: [common]", "groups: \(groups)")
        try bench.directory.write("packages.yaml", ProveBench.manifest)
        try bench.rewrite("baseos") { $0.add(ProveBench.openssl("1:1.1.1k-12.el8")) }
        try bench.rewrite("appstream") { $0.add(ProveBench.applications) }
        var machine = try RPMRepositoryBuilder(root: old)
        machine.add(ProveBench.machine)
        try machine.write()
    }

    static let manifest = """
        common:
          - bash
          - python3
        nodes:
          - kubelet
          - newapp
        time:
          - timed

        """

    private typealias Spec = RPMPackageSpec

    private static func openssl(_ version: String) -> [RPMPackageSpec] {
        [
            Spec(
                "openssl-libs", version, architecture: "x86_64",
                provides: ["libssl.so.1.1()(64bit)"], requires: ["libc.so.6()(64bit)"]),
            Spec(
                "openssl", version, architecture: "x86_64",
                requires: ["openssl-libs = \(version)"]),
        ]
    }

    private static let applications = [
        Spec(
            "kubelet", "1.30.1-1", architecture: "x86_64",
            requires: ["openssl-libs >= 1:1.1.1k-10", "socat"]),
        Spec("socat", "1.7-1.el8", architecture: "x86_64", requires: ["libc.so.6()(64bit)"]),
        Spec("newapp", "1.0-1.el8", architecture: "x86_64", requires: ["glibc >= 2.28-240"]),
        Spec("timed", "4.0-1.el8", architecture: "x86_64", requires: ["bash"]).with {
            $0.conflicts = ["ntp"]
        },
    ]

    /// What the machine was installed with.
    static let machine: [RPMPackageSpec] =
        [
            Spec(
                "glibc", "2.28-189.el8", architecture: "x86_64",
                provides: ["libc.so.6()(64bit)", "rtld(GNU_HASH)"],
                requires: ["glibc-common = 2.28-189.el8"]),
            Spec(
                "glibc-common", "2.28-189.el8", architecture: "x86_64",
                requires: ["glibc = 2.28-189.el8"]),
            Spec(
                "bash", "4.4.20-5.el8", architecture: "x86_64",
                provides: ["/bin/sh", "/bin/bash"], requires: ["libc.so.6()(64bit)"]),
            Spec("ntp", "4.2.6-29.el8", architecture: "x86_64", requires: ["bash"]),
        ] + openssl("1:1.1.1g-15.el8")

    /// What `rpm -qa` prints on the machine.
    static let list = """
        glibc-2.28-189.el8.x86_64
        glibc-common-2.28-189.el8.x86_64
        openssl-libs-1.1.1g-15.el8.x86_64
        openssl-1.1.1g-15.el8.x86_64
        bash-4.4.20-5.el8.x86_64
        gpg-pubkey-8483c65d-5ccc5b19

        """

    /// The machine itself: a root in which rpm has these packages.
    func makeRoot() throws -> FilePath {
        let root = bench.directory / "root"
        try Files.makeDirectory(root)
        let packages = try Files.list(old / "Packages").filter { $0.hasSuffix(".rpm") }
        try Subprocess.check(
            "rpm",
            ["--root", root.string, "-i", "--justdb", "--nodeps", "--nosignature", "--ignorearch"]
                + packages.sorted().map { (old / "Packages" / $0).string })
        return root
    }
}
