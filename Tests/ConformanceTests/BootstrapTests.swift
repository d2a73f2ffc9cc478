import MirrorTestSupport
import Store
import SystemIO
import Testing

/// What keeps a system that is being made apart from this one.
enum Namespaces {
    static let arePossible: Bool = {
        guard Environment.isRoot, Subprocess.find("debootstrap") != nil,
            let native = try? Subprocess.run("dpkg", ["--print-architecture"]),
            native.output == "amd64\n",
            let trial = try? Subprocess.run(
                "unshare", options + ["mount", "-t", "tmpfs", "none", "/mnt"])
        else { return false }
        return trial.succeeded
    }()

    static let options = ["--mount", "--pid", "--net", "--fork", "--kill-child"]
}

/// A whole system made from the tree alone.
///
/// Everything runs in name spaces of its own: without a network, so that nothing else can be a source, and
/// with mounts and processes that end with it, however it ends.
@Suite(
    "Bootstrap", .enabled(if: BuiltMirror.isPossible, "\(BuiltMirror.notice)"),
    .enabled(if: Namespaces.arePossible, "needs debootstrap, on amd64, by a root who may mount"))
struct BootstrapTests {
    /// debootstrap, then what an administrator would type on the new machine.
    static let script = """
        set -e
        variant=$1 root=$2 tree=$3
        shift 3
        mkdir "$root"
        [ -z "$MEMORY" ] || mount -t tmpfs -o mode=755 none "$root"
        debootstrap $variant --keyring="$tree/mirror-archive-keyring.gpg" bookworm "$root" \\
            "file://$tree" || { cat "$root/debootstrap/debootstrap.log" >&2; exit 1; }
        mkdir "$root/mirror"
        mount --bind "$tree" "$root/mirror"
        mount -t proc proc "$root/proc"
        printf '#!/bin/sh\\nexit 101\\n' > "$root/usr/sbin/policy-rc.d"
        chmod 755 "$root/usr/sbin/policy-rc.d"
        cp "$SOURCES" "$root/etc/apt/sources.list.d/mirror.sources"
        : > "$root/etc/apt/sources.list"
        chroot "$root" apt-get -q update
        chroot "$root" apt-get -q -y install "$@"
        echo AUDIT
        chroot "$root" dpkg --audit
        echo INSTALLED
        chroot "$root" dpkg-query --show --showformat '${db:Status-Status} ${Package}\\n' "$@"
        """

    static let minimal = "--variant=minbase"

    @Test(arguments: [minimal, "--variant=-"])
    func `debootstrap makes a system, and apt installs kubespray's groups in it`(variant: String)
        throws
    {
        let mirror = try BuiltMirror.shared.get()
        let part = try #require(mirror.parts["amd64"])
        let groups = part.groups
        // Once is enough for the whole of it.
        let wanted =
            variant == Self.minimal
            ? ["curl"]
            : Set(try #require(groups["kubespray.common"]) + #require(groups["kubespray.apt"]))
                .sorted()
        let directory = try TemporaryDirectory("bootstrap", in: ProjectRoot.buildDirectory)
        let sources = try directory.write(
            "sources",
            BuiltMirror.sources("file:/mirror", key: FilePath("/mirror") / mirror.key.lastComponent)
        )
        let outcome = try Subprocess.run(
            "unshare",
            Namespaces.options + [
                "sh", "-c", Self.script, "sh", variant, "\(directory / "root")",
                mirror.tree.string,
            ] + wanted,
            environment: [
                "SOURCES": sources.string,
                // The place of this machine is not there in the new one.
                "TMPDIR": "",
                // Two such systems take a gigabyte and a half.
                "MEMORY": TemporaryPlace.availableMemory >= 6 << 30 ? "yes" : "",
                "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8",
                "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DPKG_FORCE": "unsafe-io",
            ], timeLimit: .seconds(900))
        try #require(outcome.succeeded, "\(outcome.output)\(outcome.errors)")
        let tail = try #require(outcome.output.split(separator: "AUDIT\n").last)
        let report = tail.split(separator: "\n").map(String.init)
        #expect(report.first == "INSTALLED", "dpkg --audit: \(report)")
        #expect(Set(report.dropFirst()) == Set(wanted.map { "installed \($0)" }))
        for line in outcome.output.split(separator: "\n") where line.hasPrefix("W: ") {
            Issue.record("\(line)")
        }
    }
}
