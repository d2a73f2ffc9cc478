import Glibc

/// What is sent for one request, after the misbehaviour has had its say.
extension LoopbackServerConnection {
    /// The body of an answer, and how it is sent.
    private struct Body {
        var bytes: [UInt8]
        /// How many bytes are sent before something else happens.
        var cut: Int?
        var afterCut = AfterCut.close
        /// Whether the length is announced; otherwise the body ends with the connection.
        var hasLength = true
        var slowness: (piece: Int, pause: Int)?
    }

    private enum AfterCut { case close, stall, hold }

    /// Answers a request; `false` if the connection is to end.
    func answer(_ request: LoopbackServer.Request, _ how: LoopbackServer.Misbehaviour?) -> Bool {
        guard request.method == "GET" || request.method == "HEAD" else {
            return refuse(501, request)
        }
        switch how {
        case .refuse:
            reset()
            return false
        case .status(let code, let seconds):
            return refuse(code, request, seconds.map { [("Retry-After", String($0))] } ?? [])
        case .redirect(let target, let code):
            return refuse(code, request, [("Location", target)])
        default: break
        }
        var content: [UInt8]
        if case .replaceAfter(_, let replacement) = how {
            content = replacement
        } else if let found = self.content(request.path) {
            content = found
        } else {
            return refuse(404, request)
        }
        let version = "\"\(Self.fingerprint(content))\""
        if case .corrupt(let offset) = how, content.indices.contains(offset) {
            content[offset] ^= 0xff
        }
        var start = 0
        if how != .ignoreRange, let asked = Self.rangeStart(request),
            request.headers["if-range"] ?? version == version
        {
            if asked >= content.count {
                return refuse(416, request, [("Content-Range", "bytes */\(content.count)")])
            }
            start = asked
        }
        return send(content, from: start, isPart: start > 0, version: version, request, how)
    }

    private func send(
        _ content: [UInt8], from start: Int, isPart: Bool, version: String,
        _ request: LoopbackServer.Request, _ how: LoopbackServer.Misbehaviour?
    ) -> Bool {
        let body = Self.body(Array(content[start...]), how)
        var headers = [("ETag", version), ("Accept-Ranges", "bytes")]
        headers.append(
            body.hasLength
                ? ("Content-Length", String(body.bytes.count)) : ("Connection", "close"))
        if isPart {
            headers.append(
                ("Content-Range", "bytes \(start)-\(content.count - 1)/\(content.count)"))
        }
        guard sendHead(isPart ? 206 : 200, headers) else { return false }
        if request.method == "HEAD" { return true }
        guard let cut = body.cut else {
            return sendBody(body.bytes[...], body.slowness) && body.hasLength
        }
        guard send(body.bytes.prefix(cut)) else { return false }
        switch body.afterCut {
        case .close: return false
        case .stall:
            waitForClient()
            return false
        case .hold: return waitForRelease() && send(body.bytes.dropFirst(cut))
        }
    }

    /// What the misbehaviour makes of a body.
    private static func body(_ bytes: [UInt8], _ how: LoopbackServer.Misbehaviour?) -> Body {
        var body = Body(bytes: bytes)
        switch how {
        case .closeMidway(let count): body.cut = count
        case .truncate(let count): body.bytes = Array(bytes.prefix(count))
        case .slow(let piece, let pause): body.slowness = (piece, pause)
        case .stall(let count):
            body.cut = count
            body.afterCut = .stall
        case .hold(let count):
            body.cut = count
            body.afterCut = .hold
        case .extraBytes(let count): body.bytes += [UInt8](repeating: 0x2b, count: count)
        case .unannouncedBytes(let count):
            body.bytes += [UInt8](repeating: 0x2b, count: count)
            body.hasLength = false
        default: break
        }
        return body
    }

    private func sendBody(
        _ bytes: ArraySlice<UInt8>, _ slowness: (piece: Int, pause: Int)?
    ) -> Bool {
        guard let slowness else { return send(bytes) }
        var rest = bytes
        while !rest.isEmpty {
            guard send(rest.prefix(max(1, slowness.piece))) else { return false }
            rest = rest.dropFirst(max(1, slowness.piece))
            usleep(useconds_t(slowness.pause * 1000))
        }
        return true
    }

    /// Answers with a status and a line of text.
    private func refuse(
        _ status: Int, _ request: LoopbackServer.Request, _ headers: [(String, String)] = []
    ) -> Bool {
        let text = Array("status \(status)\n".utf8)
        guard sendHead(status, headers + [("Content-Length", String(text.count))]) else {
            return false
        }
        return request.method == "HEAD" || send(text[...])
    }

    /// The first byte of a request for `bytes=N-`, the only form of range that is answered in part.
    private static func rangeStart(_ request: LoopbackServer.Request) -> Int? {
        guard let range = request.range, range.hasPrefix("bytes="), range.hasSuffix("-") else {
            return nil
        }
        return Int(range.dropFirst(6).dropLast())
    }

    /// A short name of a content: FNV-1a.
    private static func fingerprint(_ bytes: [UInt8]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(hash, radix: 36)
    }
}
