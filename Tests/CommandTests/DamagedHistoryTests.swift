import Glibc
import MirrorBase
import MirrorTestSupport
import SQLite
import SystemIO
import Testing

/// What becomes of a history that is damaged.
@Suite struct DamagedHistoryTests {
    /// How a file is damaged: cut off, its beginning overwritten, or a page that is read late.
    static let damage: [String] = ["cut", "header", "builds", "roots", "byte"]

    private func database(_ bench: Workbench) -> FilePath { bench.directory / "state/mirror.db" }

    private func hurt(_ bench: Workbench, _ how: String) throws {
        let path = database(bench)
        do {
            let connection = try Connection(file: path.string, busyTimeout: 0)
            _ = try connection.text("PRAGMA wal_checkpoint(TRUNCATE)")
        }
        var bytes = try Files.read(path)
        switch how {
        case "empty": bytes = []
        case "byte": bytes = Array(bytes.prefix(1))
        case "cut": bytes.removeLast(bytes.count / 2)
        case "header": for index in 0..<100 { bytes[index] = UInt8(truncatingIfNeeded: index * 37) }
        case "builds": try overwrite(&bytes, pagesWith: "published")
        default: try overwrite(&bytes, pagesWith: "sample-security")
        }
        try Files.replace(path, with: bytes)
    }

    /// Overwrites the beginnings of leaves that hold a text.
    private func overwrite(_ bytes: inout [UInt8], pagesWith text: String) throws {
        let size = 4096
        var count = 0
        for start in stride(from: size, to: bytes.count, by: size) {
            let page = bytes[start..<(start + size)]
            // 10 and 13: leaves of an index and of a table.
            guard [10, 13].contains(page.first), page.firstRange(of: Array(text.utf8)) != nil else {
                continue
            }
            for index in start..<(start + 12) { bytes[index] = 0xA5 }
            count += 1
        }
        try #require(count > 0)
    }

    private func aside(_ bench: Workbench) throws -> [String] {
        try Files.list(bench.directory / "state").filter { $0.contains(".damaged-") }
    }

    @Test(arguments: damage)
    func `a build goes on, and the history begins anew from the locks`(how: String) throws {
        let bench = try Bench(.built)
        #expect(try bench.mirror("build", "sample", "arm64").exitCode == 0)
        try hurt(bench, how)
        let outcome = try bench.mirror("build", "sample", "amd64", "--force")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("is damaged"), "\(outcome.errors)")
        #expect(outcome.errors.contains("a new one is begun, from 2 locks in"))
        #expect(try !aside(bench).isEmpty)
        let list = try bench.mirror("history", "--format", "json")
        #expect(list.output.matches(of: /"result":"recovered"/).count == 2, "\(list.output)")
        let shown = try bench.mirror("show-snapshot", "sample", "arm64", "--lock")
        #expect(
            shown.standardOutput
                == (try Files.read(bench.directory / "locks/sample-arm64.lock.json")))
        let quiet = try bench.mirror("build", "sample", "amd64")
        #expect(quiet.exitCode == 0)
        #expect(!quiet.errors.contains("damaged"))
    }

    @Test func `that a history is lost is said to those, too, who want to hear nothing`() throws {
        let bench = try Bench(.built)
        try hurt(bench, "header")
        let outcome = try bench.mirror("build", "sample", "amd64", "--quiet")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains("a new one is begun, from one lock in"))
        #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
    }

    @Test func `older roots are refused as before`() throws {
        let bench = try Bench()
        bench.moveUpstreamOn()
        try bench.writeUpstream()
        #expect(try bench.mirror("build", "sample", "amd64").exitCode == 0)
        try hurt(bench, "header")
        for name in ["sample", "sample-security"] {
            bench.upstream[name].date = Timestamp(year: 2024, month: 1, day: 1)
        }
        try bench.writeUpstream()
        let outcome = try bench.mirror("build", "sample", "amd64")
        #expect(outcome.exitCode == 4, "\(outcome.errors)")
        #expect(outcome.errors.contains("was seen before"), "\(outcome.errors)")
    }

    @Test(arguments: ["cut", "header", "builds", "empty", "byte"])
    func `who only looks changes nothing, and says what helps`(how: String) throws {
        let bench = try Bench(.built)
        try hurt(bench, how)
        let before = try Files.read(database(bench))
        for arguments in [
            ["history"], ["show-snapshot", "sample", "amd64"],
            ["rollback", "sample", "amd64", "1"],
        ] {
            let outcome = try bench.mirrorAll(arguments)
            #expect(outcome.exitCode == 5, "\(arguments): \(outcome.output)\(outcome.errors)")
            #expect(outcome.errors.contains("the history cannot be read"), "\(outcome.errors)")
            #expect(outcome.errors.contains("hint: the next `mirror build` sets it aside"))
        }
        #expect(try Files.read(database(bench)) == before)
        #expect(try aside(bench).isEmpty)
    }

    @Test func `a history of a newer version is left alone`() throws {
        let bench = try Bench(.built)
        do {
            let connection = try Connection(file: database(bench).string, busyTimeout: 0)
            try connection.run("PRAGMA user_version = 99")
        }
        for arguments in [["history"], ["build", "sample", "amd64"], ["gc"]] {
            let outcome = try bench.mirrorAll(arguments)
            #expect(outcome.exitCode == 5, "\(outcome.output)")
            #expect(outcome.errors.contains("has schema 99, but only"))
            #expect(outcome.errors.contains("a newer version"))
        }
        #expect(try aside(bench).isEmpty)
    }

    @Test func `a lock that was changed in the history is not published`() throws {
        let bench = try Bench(.built)
        do {
            let connection = try Connection(file: database(bench).string, busyTimeout: 0)
            try connection.run(
                "UPDATE lock SET text = CAST(replace(CAST(text AS TEXT), 'curl', 'curI') AS BLOB)")
        }
        let outcome = try bench.mirror("rollback", "sample", "amd64", "1")
        #expect(outcome.exitCode == 5)
        #expect(outcome.errors.contains("the history has another text for the lock of build 1"))
        #expect(outcome.errors.contains("a build that comes to the same lock records it again"))
        // It hides nothing else, and the build that was promised helps.
        _ = try bench.buildNewer(generations: 1)
        let list = try bench.mirror("history", "--format", "json")
        #expect(list.exitCode == 0, "\(list.errors)")
        #expect(list.output.matches(of: /"number":/).count == 2)
        #expect(!list.output.contains("\"upgraded\""))
    }

    @Test func `a lock that was changed in the history is recorded again by a build`() throws {
        let bench = try Bench(.built)
        do {
            let connection = try Connection(file: database(bench).string, busyTimeout: 0)
            try connection.run(
                "UPDATE lock SET text = CAST(replace(CAST(text AS TEXT), 'curl', 'curI') AS BLOB)")
        }
        #expect(try bench.mirror("show-snapshot", "sample", "amd64", "1").exitCode == 5)
        #expect(try bench.mirror("build", "sample", "amd64").exitCode == 0)
        #expect(try bench.mirror("show-snapshot", "sample", "amd64", "1").exitCode == 0)
    }

    // MARK: Roots seen last

    /// The options of the bench, with a directory for locks that is not there.
    private func withoutLocks(_ bench: Bench) -> [String] {
        bench.options.map {
            $0 == (bench.directory / "locks").string ? (bench.directory / "none").string : $0
        }
    }

    /// Has upstream serve what it served long ago, rightly signed.
    private func goBack(_ bench: Bench) throws {
        for name in ["sample", "sample-security"] {
            bench.upstream[name].date = Timestamp(year: 2024, month: 1, day: 1)
        }
        try bench.writeUpstream()
    }

    @Test func `a question leaves a damaged history alone, and refuses older roots`() throws {
        let bench = try Bench()
        bench.moveUpstreamOn()
        try bench.writeUpstream()
        #expect(try bench.mirror("build", "sample", "amd64").exitCode == 0)
        try hurt(bench, "builds")
        let before = try bench.snapshot(bench.directory / "state")
        // Without the locks: what the file still has is enough.
        let elsewhere = withoutLocks(bench)
        let words = ["resolve", "sample", "amd64"] + elsewhere
        for words in [words, ["build", "sample", "amd64", "--dry-run"] + bench.options] {
            let outcome = try bench.run(words)
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
        }
        try goBack(bench)
        let refused = try bench.run(words)
        #expect(refused.exitCode == 4, "\(refused.errors)")
        #expect(try bench.snapshot(bench.directory / "state") == before)
        // So does the build, with neither locks nor history.
        let build = try bench.run(["build", "sample", "amd64"] + elsewhere)
        #expect(build.exitCode == 4, "\(build.errors)")
        #expect(build.errors.contains("was seen before"), "\(build.errors)")
    }

    @Test func `a question warns of a history that is no database`() throws {
        let bench = try Bench(.built)
        try hurt(bench, "header")
        let before = try Files.read(database(bench))
        let outcome = try bench.mirror("resolve", "sample", "amd64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("it is left as it is, and nothing is recorded"))
        #expect(try Files.read(database(bench)) == before)
        #expect(try aside(bench).isEmpty)
    }

    @Test(arguments: [false, true])
    func `a state that is new knows the roots of the locks`(asksFirst: Bool) throws {
        let bench = try Bench()
        bench.moveUpstreamOn()
        try bench.writeUpstream()
        #expect(try bench.mirror("build", "sample", "amd64", "--lock-only").exitCode == 0)
        try Files.removeTree(bench.directory / "state")
        if asksFirst {
            // It has other locks, and makes the file.
            let question = try bench.run(
                ["resolve", "sample", "amd64", "--offline"] + withoutLocks(bench))
            #expect(question.exitCode == 0, "\(question.errors)")
            #expect(Files.exists(database(bench)))
        }
        try goBack(bench)
        let outcome = try bench.mirror("build", "sample", "amd64", "-v")
        #expect(outcome.exitCode == 4, "\(outcome.errors)")
        #expect(outcome.errors.contains("the roots seen last are those of one lock in"))
        #expect(!outcome.errors.contains("warning:"), "\(outcome.errors)")
        let list = try bench.mirror("history", "--format", "json")
        #expect(list.output.matches(of: /"number":/).count == 1, "only what failed")
        #expect(!list.output.contains("recovered"))
    }
}

/// The same for rpm, whose roots are known by where they are.
@Suite(.enabled(if: RPMBench.isPossible, "\(RPMBench.notice)"))
struct RPMDamagedHistoryTests {
    @Test func `a state that is new knows where what is kept came from`() throws {
        let bench = try RPMBench(.built)
        let lock = try bench.text(bench.lock)
        try Files.removeTree(bench.directory / "state")
        try Files.remove(bench.lock)
        let outcome = try bench.mirror("build", "sample", "x86_64", "--lock-only", "--offline")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let urls = { (text: String) in
            text.matches(of: /"url":"([^"]*)"/).map {
                String($0.1).split(separator: "/").dropFirst(2)
            }
        }
        let found = urls(try bench.text(bench.lock))
        #expect(!found.isEmpty && !found.contains([]))
        #expect(found == urls(lock))
    }

    @Test func `older roots are refused as before`() throws {
        let bench = try RPMBench()
        try bench.rewrite("baseos")
        #expect(try bench.mirror("build", "sample", "x86_64").exitCode == 0)
        try bench.directory.write("state/mirror.db", String(repeating: "no database ", count: 900))
        for name in ["mirror.db-wal", "mirror.db-shm"] {
            try Files.remove(bench.directory / "state/\(name)")
        }
        try bench.rewrite("baseos") { $0.revision -= 200_000 }
        let outcome = try bench.mirror("build", "sample", "x86_64")
        #expect(outcome.exitCode == 4, "\(outcome.errors)")
        #expect(outcome.errors.contains("older than what was seen last"), "\(outcome.errors)")
    }
}
