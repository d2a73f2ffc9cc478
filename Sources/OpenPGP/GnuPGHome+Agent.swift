internal import CGPGME
internal import Glibc
internal import SystemIO

extension GnuPGHome {
    /// Runs a body while an agent is there for this home, and ends the agent.
    func withAgent<Result>(_ body: () throws(OpenPGPError) -> Result) throws(OpenPGPError)
        -> Result
    {
        // GnuPG would start one itself, but then looks for its socket only once a second. Where this
        // start fails, its own is the second try.
        if let tool = unsafe gpgme_get_dirinfo("agent-name") {
            let program = unsafe String(cString: tool)
            _ = GnuPGHome.output(
                of: program, ["gpg-agent", "--homedir", path.string, "--quiet", "--daemon"])
        }
        defer { stopAgent() }
        return try body()
    }

    /// Ends the agent that GnuPG started for this home, if it did, and waits until it is gone.
    private func stopAgent() {
        let own = path / "S.gpg-agent"
        let socket = Files.exists(own) ? own : runtimeSocket()
        guard let socket, Files.exists(socket) else { return }
        if let process = GnuPGHome.dismissAgent(at: socket) { waitForEnd(of: process) }
        if socket.parent != path { try? Files.removeTree(socket.parent) }
    }

    /// Asks an agent to end, and gives its process. The connection is closed on return: the agent waits
    /// for that.
    private static func dismissAgent(at socket: FilePath) -> Int32? {
        guard let agent = AgentConnection(socket: socket) else { return nil }
        let process = Int32(agent.ask("GETINFO pid"))
        _ = agent.ask("KILLAGENT")
        return process
    }

    /// Where the agent's socket lies if GnuPG puts it into the user's runtime directory: below a name
    /// made of the home's path. `nil` unless that directory is for this home alone.
    private func runtimeSocket() -> FilePath? {
        guard let tool = unsafe gpgme_get_dirinfo("gpgconf-name") else { return nil }
        let program = unsafe String(cString: tool)
        let arguments = ["gpgconf", "--homedir", path.string, "--list-dirs", "agent-socket"]
        guard let output = GnuPGHome.output(of: program, arguments) else { return nil }
        let socket = FilePath(output.filter { $0 != "\n" })
        return socket.parent.lastComponent.hasPrefix("d.") ? socket : nil
    }

    /// What a program writes; `nil` where it cannot be run.
    private static func output(of program: String, _ arguments: [String]) -> String? {
        var context: gpgme_ctx_t?
        guard unsafe gpgme_new(&context) == 0, let context = unsafe context else { return nil }
        defer { unsafe gpgme_release(context) }
        guard unsafe gpgme_set_protocol(context, GPGME_PROTOCOL_SPAWN) == 0,
            let data = try? GPGData()
        else { return nil }
        let copies = unsafe arguments.map { unsafe strdup($0) }
        defer {
            for index in unsafe copies.indices { unsafe free(copies[index]) }
        }
        var pointers = unsafe copies.map { unsafe UnsafePointer<CChar>($0) }
        unsafe pointers.append(nil)
        let error = withoutPipeSignal {
            unsafe gpgme_op_spawn(context, program, &pointers, nil, data.handle, nil, 0)
        }
        return error == 0 ? String(decoding: data.content(), as: UTF8.self) : nil
    }

    /// The agent ends by itself, after its answer; it is nobody's child, so that it is looked for.
    private func waitForEnd(of process: Int32) {
        // A second is long after any clean end.
        for _ in 0..<2_000 {
            if kill(process, 0) != 0 || GnuPGHome.isDefunct(process) { return }
            usleep(500)
        }
        kill(process, SIGKILL)
    }

    /// Whether a process has ended and only its entry is left; some containers clear it away late.
    private static func isDefunct(_ process: Int32) -> Bool {
        guard let status = try? Files.readIfPresent(FilePath("/proc/\(process)/stat")) else {
            return false
        }
        // `PID (name) state …`; the name may hold anything.
        guard let end = status.lastIndex(of: UInt8(ascii: ")")) else { return false }
        return status[end...].starts(with: Array(") Z".utf8))
    }
}

/// A connection to an agent's socket; it owns the gpgme context.
@safe private final class AgentConnection {
    private let context: gpgme_ctx_t

    init?(socket: FilePath) {
        var created: gpgme_ctx_t?
        guard unsafe gpgme_new(&created) == 0, let created = unsafe created else { return nil }
        unsafe context = unsafe created
        guard unsafe gpgme_set_protocol(created, GPGME_PROTOCOL_ASSUAN) == 0,
            unsafe gpgme_ctx_set_engine_info(
                created, GPGME_PROTOCOL_ASSUAN, socket.string, "GPG_AGENT") == 0
        else { return nil }
    }

    deinit { unsafe gpgme_release(context) }

    /// The data that the agent answers with; empty for none.
    func ask(_ command: String) -> String {
        let answer = AgentAnswer()
        var failure: gpgme_error_t = 0
        _ = withoutPipeSignal {
            unsafe gpgme_op_assuan_transact_ext(
                context, command,
                { pointer, bytes, count in
                    guard let pointer = unsafe pointer, let bytes = unsafe bytes else { return 0 }
                    let part = unsafe UnsafeRawBufferPointer(start: bytes, count: count)
                    unsafe Unmanaged<AgentAnswer>.fromOpaque(pointer).takeUnretainedValue().text +=
                        String(decoding: part, as: UTF8.self)
                    return 0
                }, Unmanaged.passUnretained(answer).toOpaque(), nil, nil, nil, nil, &failure)
        }
        return answer.text
    }
}

private final class AgentAnswer {
    var text = ""
}
