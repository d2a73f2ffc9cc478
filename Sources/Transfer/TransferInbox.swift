internal import CCurl
internal import Synchronization

/// A request as it is handed to the loop.
final class TransferSubmission: Sendable {
    typealias Completion = CheckedContinuation<Result<TransferResult, TransferError>, Never>

    let id: UInt64
    let request: TransferRequest
    let attemptsPerURL: Int
    let onProgress: (@Sendable (TransferProgress) -> Void)?
    let ticket: TransferTicket
    let completion: Completion

    init(
        id: UInt64, request: TransferRequest, attemptsPerURL: Int,
        onProgress: (@Sendable (TransferProgress) -> Void)?, ticket: TransferTicket,
        completion: Completion
    ) {
        self.id = id
        self.request = request
        self.attemptsPerURL = attemptsPerURL
        self.onProgress = onProgress
        self.ticket = ticket
        self.completion = completion
    }
}

/// Says that a request was cancelled, possibly before the loop has heard of it.
final class TransferTicket: Sendable {
    private let flag = Atomic<Bool>(false)
    var isCancelled: Bool { flag.load(ordering: .acquiring) }
    func cancel() { flag.store(true, ordering: .releasing) }
}

/// What other threads tell the loop, and the libcurl handle through which they wake it.
///
/// libcurl's handles are not thread-safe: only the loop uses this one, except for `curl_multi_wakeup`,
/// which may be called from anywhere as long as the handle lives. The lock sees to that.
@safe final class TransferInbox: Sendable {
    enum Command: Sendable { case start(TransferSubmission), cancel(UInt64) }

    private struct State {
        var commands: [Command] = []
        var nextID: UInt64 = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    private nonisolated(unsafe) let handle: OpaquePointer

    init?() {
        guard Self.isReady, let multi = unsafe curl_multi_init() else { return nil }
        unsafe handle = OpaquePointer(multi)
    }

    deinit { unsafe curl_multi_cleanup(multi) }

    /// The handle; for the loop's thread.
    var multi: UnsafeMutableRawPointer { unsafe UnsafeMutableRawPointer(handle) }

    /// libcurl's process-wide set-up, done once.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// A number for a request.
    func nextID() -> UInt64 {
        state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
    }

    /// Tells the loop something; `false` if it no longer listens.
    func send(_ command: Command) -> Bool {
        let isOpen = state.withLock { state in
            if !state.isClosed { state.commands.append(command) }
            return !state.isClosed
        }
        if isOpen { unsafe curl_multi_wakeup(multi) }
        return isOpen
    }

    /// Takes what has been said since the last time, `nil` after `close` once there is nothing more.
    func take() -> [Command]? {
        state.withLock { state in
            if state.commands.isEmpty, state.isClosed { return nil }
            defer { state.commands.removeAll(keepingCapacity: true) }
            return state.commands
        }
    }

    /// Lets nothing more in and wakes the loop.
    func close() {
        state.withLock { $0.isClosed = true }
        unsafe curl_multi_wakeup(multi)
    }
}
