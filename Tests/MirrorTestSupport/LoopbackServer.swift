public import SystemIO

/// A real HTTP/1.1 server on 127.0.0.1, for tests: it serves a directory and bytes in memory, records
/// what it is asked, and misbehaves where it is told to.
///
/// It answers `GET` and `HEAD`, knows ranges, keeps connections open, and takes the request lines that
/// a forward proxy gets. It stops when it is released, or on `stop()`.
///
///     let server = try LoopbackServer(root: directory)
///     server.misbehave(on: "/x", .status(500), times: 2)
///     fetch(server.url("/x"))
///     server.requests(for: "/x").count   // 3
public final class LoopbackServer: Sendable {
    /// A way to go wrong.
    public enum Misbehaviour: Sendable, Hashable {
        /// Answers with this status; `retryAfter` in seconds.
        case status(Int, retryAfter: Int? = nil)
        /// Promises everything, sends that many bytes of it and closes the connection.
        case closeMidway(afterBytes: Int)
        /// Sends only that many bytes and claims that they are everything.
        case truncate(to: Int)
        /// Flips the bits of the byte of the file at that offset.
        case corrupt(offset: Int)
        /// Sends everything in pieces of that many bytes with a pause of milliseconds after each.
        case slow(piece: Int, pause: Int)
        /// Sends the header and that many bytes, then nothing more until the client goes away.
        case stall(afterBytes: Int = 0)
        /// Sends the header and that many bytes, and the rest after `release()`.
        case hold(afterBytes: Int = 0)
        /// Answers a request for a part with everything.
        case ignoreRange
        /// Sends the client elsewhere: a URL, or a path of this server.
        case redirect(to: String, status: Int = 302)
        /// Adds that many bytes that do not belong to the file; `Content-Length` counts them.
        case extraBytes(Int)
        /// Adds that many bytes without saying how many there are: the body ends with the connection.
        case unannouncedBytes(Int)
        /// Serves these bytes instead of the file once that many requests have been answered.
        case replaceAfter(requests: Int, with: [UInt8])
        /// Resets the connection without an answer.
        case refuse
    }

    /// A request as it arrived.
    public struct Request: Sendable, Hashable {
        /// `GET` or `HEAD`.
        public var method: String
        /// The second word of the request line; a whole URL when asked as a proxy.
        public var target: String
        /// The path in it, decoded, without a query.
        public var path: String
        /// The header; names in lower case.
        public var headers: [String: String]
        /// The number of the connection it came over, from 1.
        public var connection: Int
        /// The `Range` header, if there is one.
        public var range: String? { headers["range"] }
        /// Whether the server was asked as a forward proxy.
        public var isProxied: Bool { !target.hasPrefix("/") }
    }

    private let core: LoopbackServerCore

    /// Starts a server for a directory, for bytes by path, or for both (the bytes win).
    public init(root: FilePath? = nil, files: [String: [UInt8]] = [:]) throws(SystemError) {
        core = try LoopbackServerCore(root: root, files: files)
        try core.start()
    }

    deinit { core.stop() }

    /// The port.
    public var port: Int { core.port }

    /// The address, without a slash at the end.
    public var url: String { "http://127.0.0.1:\(core.port)" }

    /// The address of a path, which begins with a slash.
    public func url(_ path: String) -> String { url + path }

    /// Serves bytes under a path.
    public func serve(_ path: String, _ bytes: [UInt8]) {
        core.state.withLock { $0.files[path] = bytes }
    }

    /// Serves a text under a path.
    public func serve(_ path: String, _ text: String) { serve(path, Array(text.utf8)) }

    /// Serves bytes of memory under that path no longer.
    public func remove(_ path: String) {
        core.state.withLock { _ = $0.files.removeValue(forKey: path) }
    }

    /// Goes wrong on a path, or on everything below a prefix that ends in `/`.
    ///
    /// `times` counts requests, forever without it. Several on one path are used up in the order given.
    public func misbehave(on pattern: String, _ how: Misbehaviour, times: Int? = nil) {
        core.state.withLock {
            $0.rules.append(.init(pattern: pattern, how: how, left: times, seen: 0))
        }
    }

    /// Behaves again everywhere.
    public func behave() { core.state.withLock { $0.rules = [] } }

    /// Everything asked so far, in order of arrival.
    public var requests: [Request] { core.state.withLock { $0.requests } }

    /// Everything asked for one path.
    public func requests(for path: String) -> [Request] { requests.filter { $0.path == path } }

    /// Forgets what was asked.
    public func forgetRequests() { core.state.withLock { $0.requests = [] } }

    /// How many connections have been accepted so far.
    public var connectionCount: Int { core.state.withLock { $0.accepted } }

    /// The most requests that were being answered at one time.
    public var mostAtOnce: Int { core.state.withLock { $0.mostBusy } }

    /// How many requests are held (`hold`) right now.
    public var heldCount: Int { core.state.withLock { $0.held } }

    /// Lets everything that is held go on, now and later.
    public func release() { core.release() }

    /// Closes every connection and takes no more.
    public func stop() { core.stop() }
}
