import SystemIO

extension DebianRepositoryBuilder {
    /// A small Debian: two architectures, a base system, and packages that lean on each other in the
    /// ways that real ones do.
    ///
    /// Suites `sample` (codename `sampler`, components `main` and `contrib`) and `sample-security` with a
    /// newer `curl`. Wishes that work: `curl`, `nginx`, `python3-yaml`, `mail-client` (a choice of two
    /// servers), `viewer` (versioned virtual package), `toolbox` (from `contrib`, recommends). Wishes that
    /// do not: `broken` (nothing provides what it needs), `rival` together with `nginx` (conflict).
    public static func sampleDebian(
        root: FilePath, architectures: [String] = ["amd64", "arm64"]
    ) -> DebianRepositoryBuilder {
        var builder = DebianRepositoryBuilder(root: root)
        var stable = DebianSuite(
            "sample", codename: "sampler", components: ["main", "contrib"],
            architectures: architectures, fields: [("Description", "Sample of a distribution")])
        stable.forms = [.xz, .gz]
        stable.contents = true
        builder.add(stable)
        builder.add(
            DebianSuite(
                "sample-security", codename: "sampler-security", architectures: architectures))
        for architecture in architectures {
            builder.add(sampleBase(architecture), to: "sample")
            builder.add(sampleWishes(architecture), to: "sample")
            builder.add(sampleToolbox(architecture), to: "sample", component: "contrib")
            builder.add(
                sampleCurl(architecture, version: "7.88.1-10+deb12u8"), to: "sample-security")
        }
        builder.add(sampleIndependent(), to: "sample")
        return builder
    }

    /// The packages that every installation holds: Essential ones, and what they need before all else.
    private static func sampleBase(_ architecture: String) -> [DebPackage] {
        func package(
            _ name: String, _ version: String, _ fields: [(String, String)],
            _ files: [String: String]
        ) -> DebPackage {
            DebPackage(
                name: name, version: version, architecture: architecture,
                fields: [("Priority", "required"), ("Section", "admin")] + fields, files: files)
        }
        return [
            package(
                "base-files", "12.4+deb12u5",
                [("Essential", "yes"), ("Pre-Depends", "awk")],
                ["/etc/debian_version": "12.5\n"]),
            package(
                "libc6", "2.36-9+deb12u4",
                [
                    ("Multi-Arch", "same"), ("Depends", "libgcc-s1"),
                    ("Breaks", "toolbox (<< 0.9)"),
                ],
                ["/usr/lib/\(architecture)/libc.so.6": "libc\n"]),
            package(
                "libgcc-s1", "12.2.0-14",
                [
                    ("Multi-Arch", "same"),
                    ("Depends", "gcc-12-base (= 12.2.0-14), libc6 (>= 2.35)"),
                    ("Provides", "libgcc1 (= 1:12.2.0-14)"),
                ], ["/usr/lib/\(architecture)/libgcc_s.so.1": "libgcc\n"]),
            package(
                "gcc-12-base", "12.2.0-14", [("Multi-Arch", "same")],
                ["/usr/share/doc/gcc-12-base/\(architecture)/copyright": "sample\n"]),
            package(
                "dash", "0.5.12-2",
                [("Essential", "yes"), ("Pre-Depends", "libc6 (>= 2.34)")],
                ["/bin/dash": "#!/bin/sh\n"]),
            package(
                "bash", "5.2.15-2+b2",
                [
                    ("Essential", "yes"), ("Multi-Arch", "foreign"),
                    ("Pre-Depends", "libc6 (>= 2.36)"), ("Depends", "base-files (>= 2.1.12)"),
                ], ["/bin/bash": "#!/bin/sh\n"]),
            package(
                "dpkg", "1.21.22",
                [("Essential", "yes"), ("Multi-Arch", "foreign"), ("Depends", "tar (>= 1.28-1)")],
                ["/usr/bin/dpkg": "#!/bin/sh\n"]),
            package(
                "tar", "1.34+dfsg-1.2+deb12u1",
                [
                    ("Essential", "yes"), ("Multi-Arch", "foreign"),
                    ("Pre-Depends", "libc6 (>= 2.34)"),
                ],
                ["/bin/tar": "#!/bin/sh\n"]),
            package(
                "mawk", "1.3.4.20200120-3.1",
                [
                    ("Multi-Arch", "foreign"), ("Provides", "awk"),
                    ("Pre-Depends", "libc6 (>= 2.33)"),
                ],
                ["/usr/bin/mawk": "#!/bin/sh\n"]),
        ]
    }

    /// curl and its library, which belong together in one version.
    private static func sampleCurl(_ architecture: String, version: String) -> [DebPackage] {
        [
            DebPackage(
                name: "curl", version: version, architecture: architecture,
                fields: [
                    "Section": "web", "Multi-Arch": "foreign",
                    "Depends": "libc6 (>= 2.34), libcurl4 (= \(version))",
                ], files: ["/usr/bin/curl": "#!/bin/sh\n"]),
            DebPackage(
                name: "libcurl4", version: version, architecture: architecture,
                fields: [
                    "Source": "curl", "Section": "libs", "Multi-Arch": "same",
                    "Depends": "libc6 (>= 2.36)", "Recommends": "ca-certificates",
                ], files: ["/usr/lib/\(architecture)/libcurl.so.4": "libcurl \(version)\n"]),
        ]
    }

    private static func sampleWishes(_ architecture: String) -> [DebPackage] {
        func package(
            _ name: String, _ version: String, _ fields: KeyValuePairs<String, String>
        ) -> DebPackage {
            DebPackage(
                name: name, version: version, architecture: architecture, fields: fields,
                files: ["/usr/bin/\(name)": "#!/bin/sh\necho \(name) \(version)\n"])
        }
        return sampleCurl(architecture, version: "7.88.1-10+deb12u5") + [
            package(
                "nginx", "1.22.1-9",
                [
                    "Depends": "libc6 (>= 2.34), nginx-common (>= 1.22.1-9), debconf (>= 0.5) "
                        + "| debconf-2.0", "Provides": "httpd, httpd-cgi",
                ]),
            package(
                "rival", "3.0-1",
                ["Depends": "libc6", "Conflicts": "httpd", "Provides": "httpd, httpd-cgi"]),
            package(
                "mail-client", "2.0-1",
                ["Depends": "default-mail-server | mail-transport-agent, python3:any (>= 3.9~)"]),
            package(
                "exim4-daemon-light", "4.96-15+deb12u4",
                [
                    "Depends": "libc6", "Provides": "mail-transport-agent",
                    "Conflicts": "mail-transport-agent", "Replaces": "mail-transport-agent",
                ]),
            package(
                "postfix", "3.7.10-0+deb12u1",
                [
                    "Depends": "libc6, adduser (>= 3.11)", "Provides": "mail-transport-agent",
                    "Conflicts": "mail-transport-agent", "Replaces": "mail-transport-agent",
                ]),
            package(
                "python3", "3.11.2-1+b1",
                ["Multi-Arch": "allowed", "Depends": "libc6", "Suggests": "python3-doc"]),
            package(
                "python3-yaml", "6.0-3+b2",
                ["Depends": "python3 (<< 3.12), python3 (>= 3.11~), python3:any, libc6 (>= 2.4)"]),
            package("viewer", "1:0.3-2", ["Depends": "libjpeg62 (>= 1:6b)"]),
            package(
                "libjpeg62-turbo", "1:2.1.5-2",
                ["Multi-Arch": "same", "Depends": "libc6", "Provides": "libjpeg62 (= 1:6b2)"]),
            package("libjpeg6-old", "6a-1", ["Depends": "libc6", "Provides": "libjpeg62 (= 6a)"]),
            package("broken", "1.0", ["Depends": "libnowhere (>= 2)"]),
        ]
    }

    private static func sampleToolbox(_ architecture: String) -> [DebPackage] {
        [
            DebPackage(
                name: "toolbox", version: "1.4~rc1-1", architecture: architecture,
                fields: [
                    "Section": "contrib/utils", "Depends": "curl (>= 7.80), bash",
                    "Recommends": "python3-yaml", "Suggests": "viewer",
                    "Description": "tools for a sample\n Several lines, as real descriptions have."
                        + "\n .\n The last one.",
                ], files: ["/usr/bin/toolbox": "#!/bin/sh\n"])
        ]
    }

    /// The packages of architecture `all`, which exist once.
    private static func sampleIndependent() -> [DebPackage] {
        [
            DebPackage(
                name: "adduser", version: "3.134", architecture: "all",
                fields: ["Priority": "important", "Multi-Arch": "foreign"],
                files: ["/usr/sbin/adduser": "#!/bin/sh\n"]),
            DebPackage(
                name: "ca-certificates", version: "20230311", architecture: "all",
                fields: ["Multi-Arch": "foreign", "Depends": "debconf (>= 0.5) | debconf-2.0"],
                files: ["/etc/ca-certificates.conf": "# sample\n"]),
            DebPackage(
                name: "debconf", version: "1.5.82", architecture: "all",
                fields: [
                    "Priority": "required", "Multi-Arch": "foreign", "Provides": "debconf-2.0",
                ], files: ["/usr/bin/debconf": "#!/bin/sh\n"]),
            DebPackage(
                name: "nginx-common", version: "1.22.1-9", architecture: "all",
                fields: ["Source": "nginx", "Multi-Arch": "foreign"],
                files: ["/etc/nginx/nginx.conf": "# sample\n"]),
        ]
    }
}
