import Glibc
import MirrorTestSupport
import SystemIO
import Testing

@Suite struct FileLockTests {
    @Test func `another process cannot take a lock that is held, and can afterwards`() throws {
        let directory = try TemporaryDirectory()
        let path = directory / "lock"
        func attempt() throws -> Int32 {
            try Subprocess.run(
                "flock", ["--nonblock", "--conflict-exit-code", "9", path.string, "true"]
            ).exitCode
        }
        do {
            let lock = try FileLock(path)
            #expect(try attempt() == 9)
            withExtendedLifetime(lock) {}
        }
        #expect(try attempt() == 0)
        #expect(Files.exists(path))
    }

    @Test func `waits for the process that holds it, and says so once`() throws {
        let directory = try TemporaryDirectory()
        let path = directory / "lock"
        let done = directory / "done"
        // The holder ends when it is told to, which happens only once we wait.
        let holder = try Subprocess(
            "flock",
            [
                path.string, "sh", "-c",
                "echo held; while [ ! -e \"$0.go\" ]; do sleep 0.01; done; : > \"$0\"", done.string,
            ])
        #expect(holder.waitForOutput("held"))
        var waited = 0
        let lock = try FileLock(path) {
            waited += 1
            try? Files.replace(FilePath(done.string + ".go"), with: [])
        }
        #expect(waited == 1)
        #expect(Files.exists(done), "the holder had ended its work")
        #expect(holder.wait().succeeded)
        withExtendedLifetime(lock) {}
    }

    @Test func `a lock ends with its process, however that ends`() throws {
        let directory = try TemporaryDirectory()
        let path = directory / "lock"
        let holder = try Subprocess(
            "flock", ["--no-fork", path.string, "sh", "-c", "echo held; exec sleep 600"])
        #expect(holder.waitForOutput("held"))
        var waited = false
        let lock = try FileLock(path) {
            waited = true
            holder.send(signal: SIGKILL)
        }
        #expect(waited)
        withExtendedLifetime(lock) {}
    }

    @Test func `a wait ends when it is called off, and the lock stays with its holder`() throws {
        let directory = try TemporaryDirectory()
        let path = directory / "lock"
        let held = try FileLock(path)
        var rounds = 0
        do {
            _ = try FileLock(
                path,
                isCancelled: {
                    rounds += 1
                    return rounds == 3
                })
            Issue.record("the lock is held")
        } catch {
            #expect(error.isCancelled)
        }
        #expect(rounds == 3)
        let status = try Subprocess.run("flock", ["--nonblock", path.string, "true"])
        #expect(!status.succeeded)
        withExtendedLifetime(held) {}
    }

    @Test func `a cancelled task does not wait, but takes what is free`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory / "lock"
        let work = Task { () throws -> Bool in
            withUnsafeCurrentTask { $0?.cancel() }
            let held = try FileLock(path)
            defer { withExtendedLifetime(held) {} }
            do {
                _ = try FileLock(path)
                return false
            } catch { return (error as? SystemError)?.isCancelled == true }
        }
        #expect(try await work.value)
    }

    @Test func `a lock that cannot be made is an error`() throws {
        let directory = try TemporaryDirectory()
        #expect(throws: SystemError.self) { _ = try FileLock(directory / "absent/lock") }
    }

    @Test func `those who share a lock keep out who wants it alone, and one another not`() throws {
        let directory = try TemporaryDirectory()
        let path = directory / "lock"
        func attempt(_ mode: String) throws -> Int32 {
            try Subprocess.run(
                "flock", [mode, "--nonblock", "--conflict-exit-code", "9", path.string, "true"]
            ).exitCode
        }
        do {
            let first = try FileLock(path, mode: .shared)
            let second = try FileLock(path, mode: .shared)
            #expect(try attempt("--shared") == 0)
            #expect(try attempt("--exclusive") == 9)
            withExtendedLifetime(first) {}
            withExtendedLifetime(second) {}
        }
        let alone = try FileLock(path)
        #expect(try attempt("--shared") == 9)
        withExtendedLifetime(alone) {}
    }
}
