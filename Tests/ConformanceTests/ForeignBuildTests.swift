import MirrorTestSupport
import Store
import SystemIO
import Testing

/// A mirror of another architecture than the host's, without emulation, chroot or root.
@Suite("Foreign builds", .enabled(if: BuiltMirror.isPossible, "\(BuiltMirror.notice)"))
struct ForeignBuildTests {
    @Test func `nobody, with nothing but a home, builds for arm64 and amd64 alike`() throws {
        let mirror = try BuiltMirror.shared.get()
        if !mirror.isByNobody {
            try Test.cancel("needs root, setpriv, and libraries that nobody can read")
        }
        for directory in [mirror.tree, mirror.home / ".cache/mirror", mirror.home / ".local/state"]
        {
            let strangers = try Subprocess.check(
                "find", [directory.string, "!", "-uid", "65534", "-print", "-quit"])
            #expect(strangers.output == "")
        }
        for architecture in BuiltMirror.architectures {
            let packages = try #require(mirror.parts[architecture]).lock.packages
            let own = Set(packages.map(\.architecture))
            #expect(own == [architecture, "all"])
        }
    }

    @Test func `packages for all architectures are in the tree once`() throws {
        let mirror = try BuiltMirror.shared.get()
        var paths: [String: Set<String>] = [:]
        for architecture in BuiltMirror.architectures {
            let packages = try #require(mirror.parts[architecture]).lock.packages
            for package in packages {
                paths[package.path, default: []].insert(package.sha256.hex)
            }
        }
        #expect(paths.values.allSatisfy { $0.count == 1 })
        let files = try Files.walk(mirror.tree).filter { $0.hasSuffix(".deb") }
        #expect(Set(files) == Set(paths.keys))
    }
}
