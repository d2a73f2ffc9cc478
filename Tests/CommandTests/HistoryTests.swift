import Glibc
import MirrorBase
import MirrorTestSupport
import SQLite
import SystemIO
import Testing

/// The list of builds, and what is told of one.
@Suite struct HistoryTests {
    @Test func `says that there is no build, and makes nothing`() throws {
        let bench = try Bench()
        try Files.removeTree(bench.directory / "state")
        for arguments in [["history"], ["history", "sample"], ["history", "sample", "amd64"]] {
            let outcome = try bench.run(arguments + bench.options)
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.output.hasPrefix("the history has no build"))
        }
        let json = try bench.mirror("history", "--format", "json")
        #expect(json.output == "{\"schema\":1,\"snapshots\":[]}\n")
        #expect(!Files.exists(bench.directory / "state"))
    }

    @Test func `lists builds with what changed, also those that failed`() throws {
        let bench = try Bench()
        #expect(try bench.mirror("build", "sample", "amd64").exitCode == 0)
        _ = try bench.buildNewer(generations: 1)
        #expect(try bench.mirror("build", "sample", "amd64").exitCode == 0)
        try bench.wish("vim-nonsense")
        #expect(try bench.mirror("build", "sample", "amd64").exitCode == 2)
        try bench.expect(
            bench.mirror("history", "sample", "amd64"), exits: 0, golden: "history-text")
        try bench.expect(
            bench.mirror("history", "--format", "json"), exits: 0, golden: "history-json")
        let limited = try bench.mirror("history", "--limit", "1")
        #expect(limited.output.split(separator: "\n").count == 2)
        #expect(limited.errors.contains("`--limit 0` lists all"))
        #expect(
            try bench.mirror("history", "--limit", "0").output.split(separator: "\n").count == 5)
    }

    @Test func `shows all that is known of one build`() throws {
        let bench = try Bench(.built)
        _ = try bench.buildNewer(generations: 1)
        try bench.wish("vim-nonsense")
        #expect(try bench.mirror("build", "sample", "amd64").exitCode == 2)
        try bench.expect(
            bench.mirror("show-snapshot", "sample", "amd64"), exits: 0, golden: "snapshot-text")
        try bench.expect(
            bench.mirror("show-snapshot", "sample/amd64@2", "--format", "json"), exits: 0,
            golden: "snapshot-json")
        try bench.expect(
            bench.mirror("show-snapshot", "sample", "amd64", "3"), exits: 0,
            golden: "snapshot-failed")
        try Files.removeTree(bench.directory / "cache/pool")
        let without = try bench.mirror("show-snapshot", "sample", "amd64", "previous")
        #expect(without.output.contains("lacks 16 packages"))
        let lock = try bench.mirror("show-snapshot", "sample/amd64@latest", "--lock")
        #expect(lock.standardOutput == (try Files.read(bench.lock)))
        #expect(try bench.mirror("show-snapshot", "sample", "amd64", "3", "--lock").exitCode == 2)
    }

    /// Words that mean no build, and what is said of them.
    private static let mistakes: [(words: [String], message: String)] = [
        (["show-snapshot", "sample", "amd64", "99"], "the history has no build 99"),
        (["show-snapshot", "sample", "arm64", "1"], "build 1 is of sample amd64"),
        (["show-snapshot", "sample", "amd64", "soon"], "`soon` names no build"),
        (["show-snapshot", "sample", "sparc"], "has no architecture `sparc`"),
        (["show-snapshot", "sample"], "`ARCH` is missing"),
        (
            ["show-snapshot", "smaple/amd64@1"],
            "there is no distro `smaple`\nhint: did you mean `sample`?"
        ),
        (["rollback", "sample", "amd64"], "`N` is missing"),
        (["rollback", "sample", "amd64", "previous"], "no other mirror of sample amd64"),
        (["rollback", "sample", "amd64", "2020-01-01"], "no mirror of sample amd64 from before"),
        (["history", "smaple"], "there is no distro `smaple`"),
        (["history", "sample", "sparc"], "has no architecture `sparc`"),
    ]

    @Test func `a build that does not exist is a mistake of the user`() throws {
        let bench = try Bench(.built)
        for (words, message) in Self.mistakes {
            let outcome = try bench.mirrorAll(words)
            #expect(outcome.exitCode == 2, "\(words): \(outcome.errors)")
            #expect(outcome.errors.contains(message), "\(words): \(outcome.errors)")
        }
    }

    @Test func `a directory that cannot be written to is read`() throws {
        let bench = try Bench(.built)
        let disk = bench.directory / "disk"
        try Files.makeDirectory(disk)
        guard Environment.isRoot, mount("none", disk.string, "tmpfs", 0, nil) == 0 else {
            print("notice: no file system can be mounted here, so one for reading is not tested")
            return
        }
        defer { umount2(disk.string, Int32(MNT_DETACH)) }
        try Subprocess.check("cp", ["-a", (bench.directory / "state").string, disk.string])
        try #require(mount("none", disk.string, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), nil) == 0)
        let options = bench.options.map {
            $0 == (bench.directory / "state").string ? (disk / "state").string : $0
        }
        for arguments in [["history"], ["show-snapshot", "sample", "amd64"]] {
            let outcome = try bench.run(arguments + options)
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.output.contains("published"))
        }
        // Questions need not record what they see; a build does.
        for arguments in [
            ["show", "sample", "amd64", "curl"], ["build", "sample", "amd64", "--dry-run"],
            ["search", "sample", "amd64", "curl", "--offline"], ["lint", "--online"],
        ] {
            let outcome = try bench.run(arguments + ["-v"] + options)
            #expect(outcome.exitCode == 0, "\(arguments): \(outcome.errors)")
            #expect(
                outcome.errors.contains("mirror.db` cannot be written to: nothing is recorded"),
                "\(arguments): \(outcome.errors)")
        }
        let build = try bench.run(["build", "sample", "amd64", "--force"] + options)
        #expect(build.exitCode == 5, "\(build.errors)")
    }

    @Test func `an architecture has several names`() throws {
        let bench = try Bench(.built)
        let expected = try bench.mirror("history", "sample", "amd64")
        #expect(expected.output.contains("published"))
        #expect(try bench.mirror("history", "sample", "x86_64").output == expected.output)
        for words in [
            ["show-snapshot", "sample", "x86_64"], ["rollback", "sample", "x86_64", "1", "-n"],
            ["list", "sample", "x86_64"], ["why", "sample/x86_64", "curl"],
            ["diff", "sample/x86_64", "sample/x86_64@1"],
        ] {
            let outcome = try bench.mirrorAll(words)
            #expect(outcome.exitCode == 0, "\(words): \(outcome.errors)")
        }
    }

    @Test func `what went wrong is told in short, and once`() throws {
        let bench = try Bench(.built)
        let reason = String(repeating: "nothing has what is asked for, ", count: 7)
        let database = (bench.directory / "state/mirror.db").string
        do {
            let connection = try Connection(file: database, busyTimeout: 0)
            for (result, error) in [("interrupted", "interrupted"), ("failed", reason)] {
                try connection.run(
                    """
                    INSERT INTO build (distro, arch, started, finished, result, packages, bytes,
                                       downloaded, reused, error)
                    SELECT distro, arch, started, finished, ?, 0, 0, 0, 0, ? FROM build LIMIT 1
                    """, [.text(result), .text(error)])
            }
        }
        let list = try bench.mirror("history", "sample", "amd64")
        let lines = list.output.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count < 130 }, "\(list.output)")
        #expect(lines[2].hasSuffix("interrupted"))
        #expect(lines[2].matches(of: /interrupted/).count == 1, "\(list.output)")
        #expect(
            list.errors
                == "note: `mirror show-snapshot sample amd64 3` tells all of what went wrong\n")
        let whole = try bench.mirror("show-snapshot", "sample", "amd64", "3")
        #expect(whole.output.contains(reason.dropLast(1)))
    }
}

extension Workbench {
    /// Runs a command with the options that say where everything is.
    func mirrorAll(_ arguments: [String]) throws -> Subprocess.Outcome {
        try run(arguments + options)
    }
}
