internal import Synchronization
internal import SystemIO

/// Fetches files over HTTP and from `file` URLs, many at once, on one thread of its own.
///
/// Content goes to the disk as it arrives, through the request's verifier, and gets its name when it is
/// complete and right. What fails is tried again, then elsewhere; what was interrupted is continued.
/// Proxies are taken from the environment (`http_proxy`, `https_proxy`, `no_proxy`).
public final class TransferClient: Sendable {
    /// What the client has done so far.
    public let counter = TransferCounter()

    private let inbox: TransferInbox
    private let attemptsPerURL: Int
    private let thread: Mutex<Thread?>

    /// Starts the thread.
    ///
    /// Throws an error of kind `unavailable` if libcurl or the thread cannot be had.
    public init(_ options: TransferOptions = TransferOptions()) throws(TransferError) {
        guard let inbox = TransferInbox() else {
            throw TransferError(name: "libcurl", kind: .unavailable("libcurl cannot be set up"))
        }
        self.inbox = inbox
        attemptsPerURL = max(1, options.attemptsPerURL)
        let counter = counter
        do {
            thread = Mutex(
                try Thread.start(name: "transfer") {
                    TransferLoop(inbox: inbox, options: options, counter: counter).run()
                })
        } catch {
            throw TransferError(name: "libcurl", kind: .unavailable("no thread: \(error.reason)"))
        }
    }

    deinit { shutdown() }

    /// Fetches one file, suspending the caller until it is there or has failed.
    ///
    /// Two requests for one destination are worked off one after the other. `onProgress` is called on
    /// the client's thread, at most once per piece received, and must return quickly. Cancelling the
    /// task ends the transfer; an unfinished file that can be continued stays.
    public func fetch(
        _ request: TransferRequest, onProgress: (@Sendable (TransferProgress) -> Void)? = nil
    ) async throws(TransferError) -> TransferResult {
        let ticket = TransferTicket()
        let id = inbox.nextID()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (completion: TransferSubmission.Completion) in
                let submission = TransferSubmission(
                    id: id, request: request, attemptsPerURL: attemptsPerURL,
                    onProgress: onProgress, ticket: ticket, completion: completion)
                if !inbox.send(.start(submission)) {
                    completion.resume(
                        returning: .failure(TransferError(name: request.name, kind: .cancelled)))
                }
            }
        } onCancel: {
            ticket.cancel()
            _ = inbox.send(.cancel(id))
        }
        return try result.get()
    }

    /// Ends every transfer as if cancelled, and the thread; returns when it is gone.
    ///
    /// Later requests fail as cancelled. Calling it again does nothing.
    public func shutdown() {
        guard let running = thread.withLock({ $0.take() }) else { return }
        inbox.close()
        // A callback may hold the last reference; the thread cannot wait for itself.
        if !running.isCurrent { running.join() }
    }
}
