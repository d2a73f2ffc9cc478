import Glibc
import Synchronization

/// One connection of a server: reads requests and answers them, on a thread of its own.
final class LoopbackServerConnection: Sendable {
    private let core: LoopbackServerCore
    private let socket: Int32
    private let number: Int

    init(core: LoopbackServerCore, socket: Int32, number: Int) {
        self.core = core
        self.socket = socket
        self.number = number
    }

    /// Starts the thread; `false` if there is none to be had.
    func start() -> Bool {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self)
        let result = pthread_create(
            &thread, nil,
            { raw in
                guard let raw else { return nil }
                Unmanaged<LoopbackServerConnection>.fromOpaque(raw).takeRetainedValue().run()
                return nil
            }, context.toOpaque())
        if result != 0 {
            context.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    private func run() {
        defer { core.drop(socket) }
        // Answers are small pieces; without this, each waits for the last one's acknowledgement.
        var yes: Int32 = 1
        setsockopt(
            socket, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        var buffer: [UInt8] = []
        while let request = readRequest(&buffer) {
            let how = core.note(request)
            let goesOn = answer(request, how)
            core.noteEnd()
            if !goesOn { return }
        }
    }

    // MARK: Reading

    private func readRequest(_ buffer: inout [UInt8]) -> LoopbackServer.Request? {
        while true {
            if let end = endOfHeader(buffer) {
                let text = String(decoding: buffer[..<end], as: UTF8.self)
                buffer.removeFirst(end)
                return parse(text)
            }
            var chunk = [UInt8](repeating: 0, count: 4096)
            let got = recv(socket, &chunk, chunk.count, 0)
            if got < 0, errno == EINTR { continue }
            if got <= 0 || buffer.count > 1 << 16 { return nil }
            buffer += chunk[..<got]
        }
    }

    private func endOfHeader(_ buffer: [UInt8]) -> Int? {
        guard buffer.count >= 4 else { return nil }
        for index in 0...(buffer.count - 4)
        where buffer[index] == 13 && buffer[index + 1] == 10 && buffer[index + 2] == 13
            && buffer[index + 3] == 10
        {
            return index + 4
        }
        return nil
    }

    private func parse(_ text: String) -> LoopbackServer.Request? {
        let lines = text.split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count == 3 else { return nil }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] =
                String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        return LoopbackServer.Request(
            method: String(words[0]), target: String(words[1]), path: Self.path(of: words[1]),
            headers: headers, connection: number)
    }

    /// The decoded path of a request line, which may hold a whole URL.
    private static func path(of target: Substring) -> String {
        var rest = target.split(separator: "?", omittingEmptySubsequences: false).first ?? target
        if rest.lowercased().hasPrefix("http://") {
            rest = rest.dropFirst(7)
            rest = rest.firstIndex(of: "/").map { rest[$0...] } ?? "/"
        }
        var bytes: [UInt8] = []
        var coded = Array(rest.utf8)[...]
        while let byte = coded.popFirst() {
            if byte == UInt8(ascii: "%"),
                let value = UInt8(String(decoding: coded.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                coded = coded.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: Writing

    /// Sends everything; `false` if the client is gone.
    func send(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.withUnsafeBytes { raw in
            var done = 0
            while done < raw.count {
                guard let base = raw.baseAddress else { return true }
                let put = Glibc.send(socket, base + done, raw.count - done, Int32(MSG_NOSIGNAL))
                if put > 0 {
                    done += put
                } else if errno != EINTR {
                    return false
                }
            }
            return true
        }
    }

    /// Sends a status line and a header.
    func sendHead(_ status: Int, _ headers: [(String, String)]) -> Bool {
        var text = "HTTP/1.1 \(status) \(status < 400 ? "Fine" : "Refused")\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        return send(Array((text + "\r\n").utf8)[...])
    }

    /// Closes with a reset instead of an orderly end.
    func reset() {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
    }

    /// Returns when the client has gone, or the server is stopped.
    func waitForClient() {
        var byte: UInt8 = 0
        while true {
            let got = recv(socket, &byte, 1, 0)
            if got == 0 || got < 0 && errno != EINTR { return }
        }
    }

    /// Returns when the server is told to release what it holds (`true`), or the client has gone.
    func waitForRelease() -> Bool {
        core.state.withLock { $0.held += 1 }
        defer { core.state.withLock { $0.held -= 1 } }
        while true {
            if core.state.withLock({ $0.isReleased }) { return true }
            if core.state.withLock({ $0.isStopped }) { return false }
            var poller = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            if poll(&poller, 1, 5) > 0 { return false }
        }
    }

    func content(_ path: String) -> [UInt8]? { core.content(path) }
}
