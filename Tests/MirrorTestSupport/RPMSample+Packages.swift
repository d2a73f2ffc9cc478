extension RPMSample {
    private typealias Spec = RPMPackageSpec

    /// How a package of an architecture is named in dependencies: `curl(x86-64)`.
    private static func tag(_ architecture: String) -> String {
        architecture == "x86_64" ? "x86-64" : "aarch-64"
    }

    /// The packages that every machine has, the kernels, and the i686 libraries of x86_64.
    static func base(_ arch: String) -> [RPMPackageSpec] {
        var list = [
            Spec("setup", "2.12.2-9.el8", architecture: "noarch", files: ["/etc/hosts": .file()]),
            Spec("basesystem", "11-5.el8", architecture: "noarch").with {
                $0.requiresBefore = ["setup", "filesystem"]
            },
            Spec(
                "filesystem", "3.8-6.el8", architecture: arch,
                provides: ["filesystem(unmerged-sbin-symlinks)"],
                files: [
                    "/bin": .link("usr/bin"), "/usr": .directory, "/usr/bin": .directory,
                    "/usr/sbin": .directory, "/etc": .directory, "/var/log/sample.log": .ghost,
                ]
            ).with { $0.requiresBefore = ["setup"] },
            Spec(
                "bash", "4.4.20-5.el8", architecture: arch, provides: ["/bin/sh", "/bin/bash"],
                requires: ["libc.so.6()(64bit)", "rtld(GNU_HASH)"],
                files: ["/usr/bin/bash": .file("#!/bin/sh\n"), "/usr/bin/sh": .link("bash")]
            ).with { $0.requiresBefore = ["filesystem >= 3"] },
            Spec(
                "glibc-common", "2.28-251.el8", architecture: arch,
                requires: ["glibc = 2.28-251.el8"],
                files: ["/usr/bin/getent": .file("#!/bin/sh\n")]
            ).with { $0.recommends = ["(glibc-gconv-extra(\(tag(arch))) if gcc)"] },
        ]
        list.append(glibc(arch, bits: "()(64bit)", library: "lib64"))
        if arch == "x86_64" {
            list.append(glibc("i686", bits: "", library: "lib"))
            list.append(
                Spec(
                    "libcurl", "7.61.1-30.el8", architecture: "i686",
                    provides: ["libcurl.so.4"], requires: ["libc.so.6"],
                    files: ["/usr/lib/libcurl.so.4": .file("libcurl 7.61.1-30\n")]))
        }
        for release in ["513.5.1.el8", "513.9.1.el8"] {
            list.append(
                Spec(
                    "kernel", "4.18.0-\(release)", architecture: arch,
                    provides: [
                        "installonlypkg(kernel)", "kernel-uname-r = 4.18.0-\(release).\(arch)",
                    ],
                    requires: ["/bin/sh"], files: ["/boot/vmlinuz-4.18.0-\(release)": .file()]))
        }
        return list
    }

    private static func glibc(_ arch: String, bits: String, library: String) -> RPMPackageSpec {
        Spec(
            "glibc", "2.28-251.el8", architecture: arch,
            provides: ["libc.so.6\(bits)", "rtld(GNU_HASH)"],
            requires: ["glibc-common = 2.28-251.el8"],
            files: ["/usr/\(library)/libc.so.6": .file("libc\n")])
    }

    /// curl, and two libraries of which either serves it.
    public static func curl(_ arch: String, release: String) -> [RPMPackageSpec] {
        let log = [
            Spec.Change(
                day: "Mon Mar 04 2024", author: "Ann Author <ann@example.org> - \(release)",
                text: "- keep <pointers> & sizes apart"),
            Spec.Change(
                day: "Tue Jan 09 2024", author: "Bob Builder <bob@example.org> - 7.61.1-1",
                text: "- first build\n- in two lines"),
        ]
        let soname = "libcurl.so.4()(64bit)"
        return [
            Spec(
                "curl", release, architecture: arch,
                requires: ["libcurl(\(tag(arch))) >= \(release)", soname, "libc.so.6()(64bit)"],
                files: ["/usr/bin/curl": .file("#!/bin/sh\necho \(release)\n")]),
            Spec(
                "libcurl", release, architecture: arch, provides: [soname],
                requires: ["libc.so.6()(64bit)"],
                files: ["/usr/lib64/libcurl.so.4": .file("libcurl \(release)\n")]
            ).with { $0.recommends = ["ca-certificates"] },
            Spec(
                "libcurl-minimal", release, architecture: arch,
                provides: [
                    soname, "libcurl = \(release)", "libcurl(\(tag(arch))) = \(release)",
                ], requires: ["libc.so.6()(64bit)"],
                files: ["/usr/lib64/libcurl.so.4": .file("libcurl-minimal \(release)\n")]
            ).with { $0.conflicts = ["libcurl"] },
        ].map { package in package.with { $0.changes = log } }
    }

    /// Servers, and what they need by the names of files.
    static func services(_ arch: String) -> [RPMPackageSpec] {
        curl(arch, release: "7.61.1-30.el8") + [
            Spec(
                "shadow-utils", "2:4.6-19.el8", architecture: arch, requires: ["setup", "/bin/sh"],
                files: ["/usr/sbin/useradd": .file("#!/bin/sh\n")]),
            Spec(
                "mailcap", "2.1.48-3.el8", architecture: "noarch",
                files: ["/usr/share/sample/mime.types": .file("text/html html\n")]),
            Spec(
                "postfix", "2:3.5.8-7.el8", architecture: arch,
                provides: ["smtpdaemon", "MTA"], requires: ["/usr/sbin/useradd", "bash"],
                files: ["/usr/sbin/postfix": .file("#!/bin/sh\n")]
            ).with { $0.conflicts = ["exim"] },
            Spec(
                "exim", "4.97-1.el8", architecture: arch, provides: ["smtpdaemon", "MTA"],
                requires: ["bash", "libc.so.6()(64bit)"],
                files: ["/usr/sbin/exim": .file("#!/bin/sh\n")]
            ).with { $0.conflicts = ["postfix"] },
            Spec(
                "ca-certificates", "2023.2.60_v7.0.306-80.el8", architecture: "noarch",
                requires: ["/bin/sh"], files: ["/etc/pki/tls/cert.pem": .file("none\n")]),
        ]
    }

    /// Packages that are wished for.
    static func applications(_ arch: String) -> [RPMPackageSpec] {
        [
            Spec(
                "nginx", "1:1.20.1-16.el8", architecture: arch, provides: ["webserver"],
                requires: [
                    "nginx-filesystem = 1:1.20.1-16.el8", "/usr/share/sample/mime.types",
                    "libc.so.6()(64bit)",
                ], files: ["/usr/sbin/nginx": .file("#!/bin/sh\n")]
            ).with {
                $0.requiresBefore = ["/usr/sbin/useradd"]
                $0.summary = "A server for the web & <mail>"
                $0.url = "https://nginx.example.org/?a=1&b=2"
                $0.vendor = "Sample \"Vendor\""
            },
            Spec(
                "rival", "3.0-1.el8", architecture: arch, provides: ["webserver"],
                files: ["/usr/sbin/rival": .file("#!/bin/sh\n")]
            ).with { $0.conflicts = ["nginx"] },
            Spec("mail-client", "2.0-1.el8", architecture: arch, requires: ["smtpdaemon"]),
            Spec(
                "python3", "3.6.8-56.el8", architecture: arch, provides: ["python(abi) = 3.6"],
                requires: ["libc.so.6()(64bit)"],
                files: ["/usr/bin/python3": .file("#!/bin/sh\n")]),
            Spec(
                "python3-pyyaml", "5.4.1-1.el8", architecture: arch,
                provides: ["python3dist(pyyaml) = 5.4.1"], requires: ["python(abi) = 3.6"]),
            Spec("viewer", "1:0.3-2.el8", architecture: arch, requires: ["libjpeg(api) >= 62"]),
            Spec(
                "libjpeg-turbo", "2.1.5-2.el8", architecture: arch,
                provides: ["libjpeg(api) = 62.3"]),
            Spec("libjpeg-old", "6a-1.el8", architecture: arch, provides: ["libjpeg(api) = 6"]),
            Spec("oldtools", "1.0-1.el8", architecture: arch),
            Spec(
                "chooser", "1.0~rc1^git1-1.el8", architecture: arch,
                requires: [
                    "(viewer if rival else libjpeg-turbo)", "((exim or postfix) and python3)",
                    "(smtpdaemon with MTA)",
                ]),
            Spec("broken", "1.0-1.el8", architecture: arch, requires: ["libnowhere >= 2"]),
            Spec("langpacks-de", "1.0-12.el8", architecture: "noarch"),
            Spec("mail-client-langpack-de", "2.0-1.el8", architecture: "noarch").with {
                $0.supplements = ["(mail-client and langpacks-de)"]
            },
            Spec("mail-plugin", "2.0-1.el8", architecture: arch).with {
                $0.enhances = ["mail-client"]
            },
        ]
    }

    /// Packages without an architecture.
    static func independent() -> [RPMPackageSpec] {
        [
            Spec(
                "nginx-filesystem", "1:1.20.1-16.el8", architecture: "noarch",
                files: ["/etc/nginx": .directory, "/etc/nginx/with space.conf": .file("# &\n")]),
            Spec(
                "toolbox", "2.0-1.el8", architecture: "noarch", provides: ["oldtools = 2.0"],
                requires: ["curl >= 7.60", "/bin/sh"]
            ).with {
                $0.obsoletes = ["oldtools < 2"]
                $0.recommends = ["python3-pyyaml"]
                $0.suggests = ["viewer"]
            },
        ]
    }
}
