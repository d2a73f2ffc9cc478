import Glibc
import Synchronization
import SystemIO

/// The part of a server that its threads share: the sockets, and what is to be served how.
final class LoopbackServerCore: Sendable {
    struct Rule {
        var pattern: String
        var how: LoopbackServer.Misbehaviour
        var left: Int?
        var seen: Int

        func matches(_ path: String) -> Bool {
            path == pattern || pattern.hasSuffix("/") && path.hasPrefix(pattern)
        }
    }

    struct State {
        var files: [String: [UInt8]]
        var rules: [Rule] = []
        var requests: [LoopbackServer.Request] = []
        var connections: Set<Int32> = []
        var accepted = 0
        var busy = 0
        var mostBusy = 0
        var held = 0
        var isReleased = false
        var isStopped = false
        var thread: pthread_t?
    }

    /// More connections than this are closed at once.
    private static let connectionLimit = 256

    let root: FilePath?
    let port: Int
    let state: Mutex<State>
    private let listener: Int32

    init(root: FilePath?, files: [String: [UInt8]]) throws(SystemError) {
        self.root = root
        state = Mutex(State(files: files))
        func failure(_ operation: String) -> SystemError {
            SystemError(operation: operation, path: "127.0.0.1", code: errno)
        }
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        if listener < 0 { throw failure("socket") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        let failed = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, size) != 0 || listen(descriptor, 128) != 0
                    || getsockname(descriptor, pointer, &size) != 0
            }
        }
        if failed {
            let error = failure("listen")
            close(descriptor)
            throw error
        }
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit { close(listener) }

    func start() throws(SystemError) {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self)
        let result = pthread_create(
            &thread, nil,
            { raw in
                guard let raw else { return nil }
                Unmanaged<LoopbackServerCore>.fromOpaque(raw).takeRetainedValue().accept()
                return nil
            }, context.toOpaque())
        if result != 0 {
            context.release()
            throw SystemError(operation: "pthread_create", path: "127.0.0.1", code: result)
        }
        let started = thread
        state.withLock { $0.thread = started }
    }

    /// Ends the threads: accepting is waited for, connections end with their sockets.
    func stop() {
        let thread = state.withLock { state in
            state.isStopped = true
            for connection in state.connections { shutdown(connection, Int32(SHUT_RDWR)) }
            defer { state.thread = nil }
            return state.thread
        }
        shutdown(listener, Int32(SHUT_RDWR))
        if let thread { pthread_join(thread, nil) }
    }

    func release() { state.withLock { $0.isReleased = true } }

    private func accept() {
        while true {
            let connection = Glibc.accept(listener, nil, nil)
            if connection < 0 {
                if errno == EINTR || errno == ECONNABORTED { continue }
                return
            }
            _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
            let number = state.withLock { state -> Int? in
                guard !state.isStopped, state.connections.count < Self.connectionLimit else {
                    return nil
                }
                state.connections.insert(connection)
                state.accepted += 1
                return state.accepted
            }
            guard let number else {
                close(connection)
                continue
            }
            let work = LoopbackServerConnection(core: self, socket: connection, number: number)
            if !work.start() { drop(connection) }
        }
    }

    /// Forgets a connection and closes it.
    func drop(_ connection: Int32) {
        state.withLock { state in
            state.connections.remove(connection)
            close(connection)
        }
    }

    /// Notes a request and says how to answer it.
    func note(_ request: LoopbackServer.Request) -> LoopbackServer.Misbehaviour? {
        state.withLock { state in
            state.requests.append(request)
            state.busy += 1
            state.mostBusy = max(state.mostBusy, state.busy)
            for index in state.rules.indices where state.rules[index].matches(request.path) {
                if let left = state.rules[index].left {
                    if left == 0 { continue }
                    state.rules[index].left = left - 1
                }
                state.rules[index].seen += 1
                let how = state.rules[index].how
                if case .replaceAfter(let count, _) = how, state.rules[index].seen <= count {
                    return nil
                }
                return how
            }
            return nil
        }
    }

    /// Notes that a request has been answered.
    func noteEnd() { state.withLock { $0.busy -= 1 } }

    /// The bytes under a path, `nil` where there are none.
    func content(_ path: String) -> [UInt8]? {
        if let bytes = state.withLock({ $0.files[path] }) { return bytes }
        guard let root, !path.split(separator: "/").contains("..") else { return nil }
        let file = FilePath(root.string + path)
        guard let status = try? Files.status(file, followLinks: true), status.kind == .file else {
            return nil
        }
        return try? Files.read(file)
    }
}
