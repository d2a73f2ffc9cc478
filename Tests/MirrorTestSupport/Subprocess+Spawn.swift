import Glibc
import SystemIO

extension Subprocess {
    /// Starts a program with three given descriptors as its standard streams; returns the error number.
    static func spawn(
        _ child: inout pid_t, _ command: [String], _ environment: [String], streams: [Int32]
    ) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (target, stream) in streams.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, stream, Int32(target))
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The test runner may ignore or block signals; the program starts as from a shell.
        var all = sigset_t()
        sigfillset(&all)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP
        posix_spawnattr_setflags(&attributes, Int16(flags))
        var argumentPointers = command.map { strdup($0) } + [nil]
        var environmentPointers = environment.map { strdup($0) } + [nil]
        defer {
            for pointer in argumentPointers + environmentPointers { free(pointer) }
        }
        return posix_spawn(
            &child, command[0], &actions, &attributes, &argumentPointers, &environmentPointers)
    }

    /// A descriptor from which a program reads `input`: a file without a name, so that a program that
    /// does not read it neither blocks the test nor raises SIGPIPE in it.
    static func inputDescriptor(_ input: [UInt8]) throws -> Int32 {
        if input.isEmpty {
            let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
            if descriptor < 0 {
                throw SystemError(operation: "open", path: "/dev/null", code: errno)
            }
            return descriptor
        }
        let name = Files.temporaryName(beside: TemporaryPlace.path / "input")
        let descriptor = open(name.string, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw SystemError(operation: "create", path: name.string, code: errno)
        }
        unlink(name.string)
        var done = 0
        while done < input.count {
            let count = input.withUnsafeBytes { bytes in
                write(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
            }
            if count < 0, errno != EINTR {
                let code = errno
                close(descriptor)
                throw SystemError(operation: "write", path: "input", code: code)
            }
            done += max(0, count)
        }
        lseek(descriptor, 0, SEEK_SET)
        return descriptor
    }

    /// The environment of this process with some variables set, or removed where the value is empty.
    ///
    /// Programs make their temporary files where the tests do.
    static func merged(_ changes: [String: String]) -> [String] {
        var variables: [String: String] = [:]
        let inherited = (try? Files.read("/proc/self/environ")) ?? []
        for entry in inherited.split(separator: 0) {
            let text = String(decoding: entry, as: UTF8.self)
            guard let equals = text.firstIndex(of: "=") else { continue }
            variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
        }
        variables["TMPDIR"] = TemporaryPlace.path.string
        for (name, value) in changes { variables[name] = value.isEmpty ? nil : value }
        return variables.map { "\($0.key)=\($0.value)" }.sorted()
    }
}
