import MirrorBase
import Testing

@testable import Manifest

@Suite struct WishTests {
    /// One target in a form that reads at a glance.
    private func words(_ target: WishTarget) -> String {
        var text = "\(target.kind) \(target.name)"
        if let architecture = target.architecture { text += " on:\(architecture)" }
        if let suite = target.suite { text += " from:\(suite)" }
        if let stream = target.stream { text += " stream:\(stream)" }
        if let profile = target.profile { text += " profile:\(profile)" }
        if let constraint = target.constraint {
            text += " \(constraint)\(constraint.isGlob ? " (pattern)" : "")"
        }
        if target.architectures != .all {
            let filter = target.architectures
            text +=
                " [" + (filter.included + filter.excluded.map { "!\($0)" }).joined(separator: " ")
            text += "]"
        }
        for split in target.dashedSplits { text += " {\(split.name) \(split.version)}" }
        return text
    }

    @Test(arguments: [
        ("curl", "name curl"),
        ("  curl  ", "name curl"),
        ("g++", "name g++"),
        ("7zip", "name 7zip"),
        ("python3-yaml", "name python3-yaml"),
        ("curl (>= 7.1)", "name curl >= 7.1"),
        ("curl(>=7.1)", "name curl >= 7.1"),
        ("curl ( << 1:7-1~b+c )", "name curl << 1:7-1~b+c"),
        ("curl (< 7)", "name curl << 7"),
        ("curl (> 7)", "name curl >> 7"),
        ("curl (<= 7)", "name curl <= 7"),
        ("curl (>> 7)", "name curl >> 7"),
        ("curl (== 7)", "name curl = 7"),
        ("curl >= 7", "name curl >= 7"),
        ("curl = 7", "name curl = 7"),
        ("curl>=7", "name curl >= 7"),
        ("containerd.io=1.4.9-1", "name containerd.io = 1.4.9-1"),
        (
            "docker-ce=5:26.1.4-1~ubuntu.20.04~focal",
            "name docker-ce = 5:26.1.4-1~ubuntu.20.04~focal"
        ),
        ("kubelet=1.31.*", "name kubelet = 1.31.* (pattern)"),
        ("kubelet (= 1.31.*)", "name kubelet = 1.31.* (pattern)"),
        ("containerd.io-1.4.9", "name containerd.io-1.4.9 {containerd.io 1.4.9}"),
        (
            "containerd.io-1.4.9-3.1.fc33",
            "name containerd.io-1.4.9-3.1.fc33 {containerd.io-1.4.9 3.1.fc33} {containerd.io 1.4.9-3.1.fc33}"
        ),
        (
            "docker-ce-3:24.0.9-1.el8",
            "name docker-ce-3:24.0.9-1.el8 {docker-ce 3:24.0.9-1.el8}"
        ),
        ("kubelet-1.31.*", "glob kubelet-1.31.* {kubelet 1.31.*}"),
        ("libgcc-12-dev", "name libgcc-12-dev {libgcc 12-dev}"),
        ("libgcc-12-dev (>= 1)", "name libgcc-12-dev >= 1"),
        ("php8.2-*", "glob php8.2-*"),
        ("php8.?-cli", "glob php8.?-cli"),
        ("libc6:i386", "name libc6 on:i386"),
        ("libc6:i686 (>= 2)", "name libc6 >= 2 on:i686"),
        ("python3:any", "name python3 on:any"),
        ("foo/bookworm-backports", "name foo from:bookworm-backports"),
        ("foo:amd64/buster/updates", "name foo on:amd64 from:buster/updates"),
        ("/usr/bin/dig", "path /usr/bin/dig"),
        ("/usr/bin/[", "path /usr/bin/["),
        ("@common", "group common"),
        ("@kubespray.apt", "group kubespray.apt"),
        ("@^minimal", "environment minimal"),
        ("@common [amd64]", "group common [amd64]"),
        ("@core/optional", "group core profile:optional"),
        ("@^minimal/optional", "environment minimal profile:optional"),
        ("@nodejs:20", "module nodejs stream:20"),
        ("@nodejs:20/common", "module nodejs stream:20 profile:common"),
        ("@389-ds:1.4 [x86_64]", "module 389-ds stream:1.4 [amd64]"),
        ("nodejs:20", "module nodejs stream:20"),
        ("python39:3.9/common", "module python39 stream:3.9 profile:common"),
        ("container-tools:rhel8", "module container-tools stream:rhel8"),
        ("idm:DL1/adtrust", "module idm stream:DL1 profile:adtrust"),
        ("389-ds:1.4", "module 389-ds stream:1.4"),
        ("grub [amd64 !arm64]", "name grub [amd64 !arm64]"),
        ("grub [x86_64 aarch64]", "name grub [amd64 arm64]"),
        ("grub[amd64]", "name grub [amd64]"),
        ("grub (>= 2) [!armhf, i686]", "name grub >= 2 [i386 !armhf]"),
        ("perl(JSON::XS)", "name perl(JSON::XS)"),
        ("libc.so.6(GLIBC_2.4)(64bit)", "name libc.so.6(GLIBC_2.4)(64bit)"),
        ("pkgconfig(glib-2.0) >= 2.50", "name pkgconfig(glib-2.0) >= 2.50"),
    ])
    func `a wish of one alternative`(_ text: String, _ expected: String) throws {
        let wish = try Wish(parsing: text)
        let reordered = wish.alternatives.map(words).joined(separator: " | ")
        // The order of the parts is that of `words`, not that of the text.
        #expect(
            Set(reordered.split(separator: " ")) == Set(expected.split(separator: " ")),
            "\(reordered)")
        #expect(!wish.isOptional)
        #expect(wish.text == text)
    }

    @Test(arguments: [
        "curl?", "curl ?", "curl (>= 1)?", "curl=1.2?", "curl? (>= 1)", "curl? [amd64]", "a | b?",
        "a? | b", "@group?", "nodejs:20?", "@nodejs:20/common?", "/usr/bin/dig?", "foo/suite?",
        "libc6:i386?",
    ])
    func `a question mark makes a wish optional and is no part of a name`(_ text: String) throws {
        let wish = try Wish(parsing: text)
        #expect(wish.isOptional)
        for target in wish.alternatives {
            #expect(!target.name.contains("?"))
            #expect(target.constraint?.version.contains("?") != true)
            #expect(target.suite?.contains("?") != true)
            #expect(target.kind != .glob)
        }
    }

    @Test func `alternatives keep their order and their own marks`() throws {
        let wish = try Wish(parsing: "a (>= 2) | b [arm64] | c*|/d")
        #expect(
            wish.alternatives.map(words) == ["name a >= 2", "name b [arm64]", "glob c*", "path /d"])
    }

    @Test func `architectures go by any of their names`() {
        let filter = ArchitectureFilter(included: ["amd64"], excluded: [])
        #expect(filter.allows("x86_64") && filter.allows("amd64") && !filter.allows("aarch64"))
        #expect(!ArchitectureFilter(excluded: ["arm64"]).allows("aarch64"))
        #expect(ArchitectureFilter.all.allows("anything"))
        #expect(ArchitectureName.areSame("armv7hl", "armhf"))
        #expect(!ArchitectureName.areSame("vax", "amd64"))
    }

    @Test(arguments: [
        ("*", "", true), ("", "", true), ("", "a", false), ("a*c", "abbc", true),
        ("a*c", "abbd", false), ("*b*", "abc", true), ("a?c", "abc", true), ("a?c", "ac", false),
        ("ubuntu*", "ubuntu2204", true), ("ubuntu*", "debian12", false), ("a**b", "ab", true),
        ("*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false),
    ])
    func `globs match whole names`(_ pattern: String, _ text: String, _ expected: Bool) {
        #expect(Glob.matches(pattern, text) == expected)
    }

    @Test func `no text makes the parser trap, and every mistake is inside it`() {
        var numbers = SeededNumbers(state: 7)
        let alphabet = Array("ab1-.:/@^?*|()[]<>=!~ ,_é\t")
        for _ in 0..<20_000 {
            let length = Int.random(in: 0...14, using: &numbers)
            let text = String(
                (0..<length).map { _ in alphabet[Int.random(in: alphabet.indices, using: &numbers)]
                }
            )
            do { _ = try Wish(parsing: text) } catch {
                #expect(error.range.lowerBound >= 0 && !error.range.isEmpty, "\(text)")
                #expect(error.range.upperBound <= max(1, text.count), "\(text)")
                #expect(!error.description.isEmpty)
            }
        }
    }
}
