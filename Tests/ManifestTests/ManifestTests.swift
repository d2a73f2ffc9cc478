import MirrorBase
import Testing

@testable import Manifest

@Suite struct ManifestTests {
    private func manifest(_ text: String) throws -> Manifest {
        try Manifest(file: "packages.yaml", bytes: Array(text.utf8))
    }

    private func texts(
        _ manifest: Manifest, _ groups: String..., distro: String = "debian12",
        architecture: String = "amd64"
    ) -> [String] {
        manifest.wishes(forGroups: groups, distro: distro, architecture: architecture).map {
            "\($0.group): \($0.wish.text)"
        }
    }

    @Test func `today's lists are taken as they are`() throws {
        let manifest = try manifest(
            """
            kubespray:
              common: [curl, rsync]
              yum:
                - nss
                - libselinux-python
              apt:
                - python-apt
            common:
            - cifs-utils
            - rsync
            - rsync
            centos7: []
            debian10:
            fedora34:
              - containerd.io-1.4.9-3.1.fc33
            """)
        #expect(
            manifest.groups.map(\.name) == [
                "kubespray.common", "kubespray.yum", "kubespray.apt", "common", "centos7",
                "debian10", "fedora34",
            ])
        #expect(manifest.groups.map(\.wishes.count) == [2, 2, 1, 3, 0, 0, 1])
        #expect(
            manifest.group("kubespray.yum")?.span.position == SourcePosition(line: 3, column: 3))
        #expect(
            texts(manifest, "common", "kubespray.common", "common", "nothing") == [
                "common: cifs-utils", "common: rsync", "common: rsync", "kubespray.common: curl",
                "kubespray.common: rsync",
            ])
    }

    @Test func `a group takes in others, each once`() throws {
        let manifest = try manifest(
            """
            a: [x, "@b", "@c", y]
            b: [z, "@c"]
            c: [w]
            d: ["@core", "@^minimal", "@b [arm64]"]
            """)
        #expect(texts(manifest, "a", "c") == ["a: x", "b: z", "c: w", "a: y"])
        #expect(texts(manifest, "d") == ["d: @core", "d: @^minimal"])
        #expect(
            texts(manifest, "d", architecture: "aarch64")
                == ["d: @core", "d: @^minimal", "b: z", "c: w"])
    }

    @Test func `wishes for other architectures and distros are left out`() throws {
        let manifest = try manifest(
            """
            a:
              - one [amd64]
              - two [!amd64]
              - three [amd64] | four [arm64] | five
              - {name: six, arch: [aarch64]}
              - {name: seven, arch: "!aarch64"}
              - {name: eight, distros: [debian*]}
              - {name: nine, distros: ["!debian12", "!ubuntu*"]}
              - {name: ten, distros: rocky9}
            """)
        #expect(
            texts(manifest, "a", architecture: "x86_64") == [
                "a: one [amd64]", "a: three [amd64] | four [arm64] | five", "a: seven [!arm64]",
                "a: eight",
            ])
        let arm = manifest.wishes(forGroups: ["a"], distro: "rocky9", architecture: "aarch64")
        #expect(
            arm.map { $0.wish.alternatives.map(\.name) }
                == [["two"], ["four", "five"], ["six"], ["nine"], ["ten"]])
    }

    @Test func `the long form says what the short one does, and more`() throws {
        let manifest = try manifest(
            """
            a:
              - {name: curl, version: ">= 7"}
              - {name: kubelet, version: 1.31.*, optional: yes}
              - {name: foo, suite: bookworm-backports, arch: amd64, recommends: yes}
              - {name: "a | b", version: << 2}
              - {name: curl?, version: = 7-1}
              - name: "@tools"
                optional: true
              - {name: foo-1.2, version: 3}
            """)
        let wishes = try #require(manifest.group("a")).wishes
        #expect(
            wishes.map(\.text) == [
                "curl (>= 7)", "kubelet (= 1.31.*)", "foo/bookworm-backports [amd64]",
                "a | b (<< 2)", "curl? (= 7-1)", "@tools", "foo-1.2 (= 3)",
            ])
        #expect(wishes.map(\.isOptional) == [false, true, false, false, true, true, false])
        #expect(wishes[0].alternatives[0].constraint == VersionConstraint(.laterOrEqual, "7"))
        #expect(wishes[2].alternatives[0].suite == "bookworm-backports")
        #expect(wishes[2].recommends == true)
        #expect(wishes[3].alternatives.allSatisfy { $0.constraint?.version == "2" })
        #expect(wishes[6].alternatives[0].dashedSplits.isEmpty)
    }

    @Test func `a wish can be shown in its line`() throws {
        let manifest = try manifest("a:\n  - curl # fetches\n  - \"kubelet (= 1.31.*)\"\n")
        let wishes = try #require(manifest.group("a")).wishes
        #expect(wishes[0].position == SourcePosition(line: 2, column: 5))
        #expect(wishes[0].length == 4)
        #expect(
            manifest.excerpt(for: wishes[1], notes: ["newest: 1.30.4"]).rendered() == """
                 --> packages.yaml:3:5
                  |
                3 |   - "kubelet (= 1.31.*)"
                  |     ^^^^^^^^^^^^^^^^^^^^
                  = newest: 1.30.4
                """)
    }

    @Test func `anchors and lists of lists save repetition`() throws {
        let manifest = try manifest("a: &a [x, y]\nb:\n  - *a\n  - z\nc: *a\n")
        #expect(texts(manifest, "b", "c") == ["b: x", "b: y", "b: z", "c: x", "c: y"])
    }
}
