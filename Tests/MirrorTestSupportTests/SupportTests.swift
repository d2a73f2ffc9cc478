import Glibc
import MirrorBase
import SystemIO
import Testing

@testable import MirrorTestSupport

@Suite struct SubprocessTests {
    @Test func `reads both outputs although each exceeds a pipe`() throws {
        let script = "head -c 300000 /dev/zero; head -c 400000 /dev/zero >&2; exit 7"
        let outcome = try Subprocess.run("sh", ["-c", script])
        #expect(outcome.standardOutput.count == 300_000)
        #expect(outcome.standardError.count == 400_000)
        #expect(outcome.exitCode == 7)
    }

    @Test func `hands over input, environment and directory`() throws {
        let directory = try TemporaryDirectory()
        let outcome = try Subprocess.check(
            "sh", ["-c", "cat; printf %s \"$WORD${HOME-none}\"; pwd"],
            environment: ["WORD": "value", "HOME": ""], input: Array("in".utf8),
            directory: directory.path)
        #expect(outcome.output == "invaluenone\(directory.path)\n")
    }

    @Test func `a program that ignores its input does no harm`() throws {
        let outcome = try Subprocess.run(
            "true", input: [UInt8](repeating: 0, count: 1 << 20))
        #expect(outcome.succeeded)
    }

    @Test func `kills a program whose time is over, with its children`() throws {
        let outcome = try Subprocess.run(
            "sh", ["-c", "echo begun; sleep 600 & sleep 600"], timeLimit: .milliseconds(300))
        #expect(outcome.timedOut)
        #expect(outcome.exitCode == 128 + SIGKILL)
        #expect(outcome.output == "begun\n")
    }

    @Test func `does not wait for a daemon that keeps a pipe open`() throws {
        let outcome = try Subprocess.run(
            "sh", ["-c", "sleep 5 & echo done"], timeLimit: .seconds(4))
        #expect(!outcome.timedOut)
        #expect(outcome.output == "done\n")
    }

    @Test func `a running program can be signalled`() throws {
        let program = try Subprocess(
            "sh",
            ["-c", "trap 'echo caught; exit 3' INT; echo ready; while :; do sleep 0.02; done"])
        #expect(program.waitForOutput("ready"))
        program.send(signal: SIGINT)
        let outcome = program.wait()
        #expect(outcome.exitCode == 3)
        #expect(outcome.output.hasSuffix("caught\n"))
    }

    @Test func `a missing program is an error of its own`() {
        #expect(throws: Subprocess.Failure.self) { try Subprocess.run("no-such-program-here") }
    }
}

@Suite struct TemporaryPlaceTests {
    @Test func `programs make their temporary files where the tests do`() throws {
        let outcome = try Subprocess.check("sh", ["-c", "printf %s \"$TMPDIR\""])
        #expect(outcome.output == TemporaryPlace.path.string)
        #expect(try TemporaryDirectory().path.parent == TemporaryPlace.path)
    }

    @Test func `a directory for sockets has a short path, and one elsewhere another device`() throws
    {
        #expect(TemporaryPlace.forSockets.string.utf8.count <= 48)
        guard let other = try TemporaryPlace.onOtherFileSystem("other") else { return }
        let places = try [other.path, TemporaryPlace.path].map { try Files.status($0)?.device }
        #expect(places[0] != places[1])
    }
}

@Suite struct MadeOnceTests {
    @Test func `packages that differ in anything have files of their own`() throws {
        let first = DebPackage(name: "a", files: ["/a": "1"])
        var packages = [first, DebPackage(name: "a", version: "2", files: ["/a": "1"])]
        for files in [["/a": "12"], ["/b": "1"], ["/a": "1", "/b": ""]] {
            packages.append(DebPackage(name: "a", files: files))
        }
        var other = first
        other.scripts = ["postinst": "true"]
        packages.append(other)
        other = first
        other.compression = .none
        packages.append(other)
        for _ in 0..<2 {
            for package in packages { #expect(MadeOnce.archive(package) == package.archive()) }
        }
        #expect(Set(packages.map(MadeOnce.archive)).count == packages.count)
    }

    @Test func `digests and packed forms are those of the bytes`() throws {
        for size in [0, 1000, 200_000] {
            let bytes = [UInt8](repeating: 7, count: size)
            for _ in 0..<2 {
                #expect(MadeOnce.digest(bytes, .sha1) == ReferenceHash.digest(bytes, .sha1))
                #expect(MadeOnce.digest(bytes) == ReferenceHash.digest(bytes))
                #expect(
                    try MadeOnce.packed(bytes, as: .gz) == DebianSuite.Form.gz.pack(bytes))
            }
        }
    }
}

@Suite struct ReferenceHashTests {
    @Test(arguments: [
        (HashAlgorithm.md5, "md5sum"), (.sha1, "sha1sum"), (.sha224, "sha224sum"),
        (.sha256, "sha256sum"), (.sha384, "sha384sum"), (.sha512, "sha512sum"),
    ])
    func `agrees with coreutils at every length around a block`(
        algorithm: HashAlgorithm, program: String
    ) throws {
        var random = SeededRandom(seed: 7)
        for length in [0, 1, 54, 55, 56, 57, 63, 64, 65, 111, 112, 113, 127, 128, 129, 1000] {
            let bytes = random.bytes(length)
            let expected = try Subprocess.check(program, input: bytes).output
            let hex = ReferenceHash.digest(bytes, algorithm).hex
            #expect(expected.hasPrefix(hex + " "), "\(length) bytes")
        }
    }
}

@Suite struct GoldenTests {
    @Test func `tells what differs, and nothing where nothing does`() throws {
        let directory = try TemporaryDirectory()
        let test = try directory.write("SomeTests.swift", "")
        try directory.write("Goldens/list.txt", "one\ntwo\nthree\n")
        #expect(
            try Golden.difference("one\ntwo\nthree\n", from: "list.txt", file: test.string) == nil)
        let difference = try Golden.difference(
            "one\nTWO\nthree\n", from: "list.txt", file: test.string)
        #expect(difference?.hasSuffix("line 2:\n  one\n- two\n+ TWO\n  three\n  ") == true)
        let missing = try Golden.difference("text", from: "new.txt", file: test.string)
        #expect(missing?.contains("MIRROR_UPDATE_GOLDENS=1") == true)
    }
}

@Suite struct PlaceTests {
    @Test func `finds the project by its manifest`() {
        #expect(Files.exists(ProjectRoot.path / "Package.swift"))
        #expect(ProjectRoot.find(from: "/nowhere/at/all.swift") == nil)
    }

    @Test func `a temporary directory goes away with its value`() throws {
        var directory: TemporaryDirectory? = try TemporaryDirectory()
        let path = try #require(directory?.write("deep/er/file", "text").parent)
        #expect(Files.exists(path))
        directory = nil
        #expect(!Files.exists(path))
    }

    @Test func `equal seeds make equal numbers`() {
        var first = SeededRandom(seed: 1)
        var second = SeededRandom(seed: 1)
        var other = SeededRandom(seed: 2)
        let bytes = first.bytes(100)
        #expect(bytes == second.bytes(100))
        #expect(bytes != other.bytes(100))
    }
}

@Suite struct HostMirrorTests {
    @Test func `reads both forms of apt's sources`() throws {
        let directory = try TemporaryDirectory()
        try directory.write(
            "sources.list",
            """
            # deb http://commented.example.org/debian stable main
            deb [arch=amd64 signed-by=/k.gpg] http://one.example.org/debian/ stable main contrib # x
            deb-src http://source.example.org/debian stable main
            deb cdrom:[Disc]/ stable main
            """)
        try directory.write("sources.list.d/flat.list", "deb https://flat.example.org/x ./\n")
        try directory.write(
            "sources.list.d/two.sources",
            """
            Types: deb deb-src
            # a comment
            URIs: http://two.example.org/debian-security
             http://three.example.org/debian
            Suites: stable-security stable
            Components: main

            Enabled: no
            Types: deb
            URIs: http://off.example.org/debian
            Suites: stable
            Components: main
            """)
        let mirror = try #require(HostMirror(aptDirectory: directory.path))
        #expect(mirror.entries.count == 6)
        #expect(mirror.debian(suite: "stable") == "http://one.example.org/debian")
        #expect(
            mirror.urls(suite: "stable-security") == [
                "http://two.example.org/debian-security", "http://three.example.org/debian",
            ])
        #expect(mirror.debian(suite: "other") == nil)
    }

    @Test func `a host without sources has no mirror`() throws {
        let directory = try TemporaryDirectory()
        #expect(HostMirror(aptDirectory: directory.path) == nil)
    }
}
