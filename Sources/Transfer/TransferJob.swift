internal import SystemIO

/// One requested file on its way: which address is tried, what has arrived, what went wrong so far.
///
/// It is confined to the loop's thread. The loop says when something happens to it; it says what that
/// means.
final class TransferJob {
    /// What the loop does next with a job.
    enum Step {
        /// Feed the verifier with what is there (`prime`).
        case prime
        /// Ask the network for the rest, from this byte on.
        case request(from: Int)
        /// Wait, then try the same address again.
        case wait
        /// Try again at once: another address, or the same from zero.
        case again
        /// It is over.
        case finish(Result<TransferResult, TransferError>)
    }

    /// Where the loop keeps a job.
    enum Place {
        /// Behind another job with the same destination.
        case behind
        /// In the line of a host.
        case inLine(host: String)
        /// Running, in a place of this host.
        case running(host: String)
        /// Waiting for its time.
        case waiting
    }

    let submission: TransferSubmission
    let request: TransferRequest
    // These three are the loop's.
    var place = Place.behind
    var handle: EasyHandle?
    var retryAfter: Int?
    /// Failed attempts at the present address.
    private(set) var failures = 0
    /// The version of the file that the present address began to deliver.
    private(set) var validator: String?

    private let counter: TransferCounter
    private let verifier: (any ContentVerifier)?
    /// The bytes that the verifier has seen since it began.
    private var verified = 0
    private var urlIndex = 0
    private var startedOver = false
    private var attempts: [TransferAttempt] = []
    private var part: PartFile?
    /// Reads what an earlier run has left while the verifier is fed with it.
    private var primer: PartReader?
    private var bytesReceived = 0
    private var bytesResumed = 0

    // The state of the present attempt.
    private var head = ResponseHead()
    private var headIsJudged = false
    private var start = 0
    private var ended: TransferAttempt.Outcome?
    private var diskError: SystemError?
    private var ignored = 0

    init(_ submission: TransferSubmission, counter: TransferCounter) {
        self.submission = submission
        self.counter = counter
        request = submission.request
        verifier = request.makeVerifier?()
        verifier?.begin()
    }

    /// The address to try now.
    var url: String { request.urls[urlIndex] }

    /// What counts as its host.
    var host: String { TransferAddress.host(of: url) }

    private var isHTTP: Bool { TransferAddress.scheme(of: url) != "file" }

    // MARK: Beginning

    /// Begins an attempt: opens what is there, if it can be continued.
    func begin() -> Step {
        head = ResponseHead()
        headIsJudged = false
        ended = nil
        diskError = nil
        ignored = 0
        start = 0
        do throws(SystemError) {
            guard isHTTP, let size = PartFile.sizeToContinue(request.partialPath),
                mayContinue, size <= request.sizeLimit
            else {
                forget()
                return .request(from: 0)
            }
            let part = try PartFile(continuing: request.partialPath)
            self.part = part
            start = part.count
            if verifier == nil { return .request(from: start) }
            if verified == part.count { return continuation() }
            // What the verifier has not seen was left by an earlier run.
            verifier?.begin()
            verified = 0
            bytesResumed = part.count
            primer = try PartReader(request.partialPath)
            return .prime
        } catch {
            return fail(.disk(error))
        }
    }

    /// Whether something vouches for an unfinished file: the verifier, or the server that began it.
    private var mayContinue: Bool {
        if startedOver && verified == 0 { return false }
        if verifier != nil { return request.resumes || verified > 0 }
        return validator != nil
    }

    /// Feeds the verifier with the next piece of what is there.
    ///
    /// It is done in pieces so that other transfers go on meanwhile.
    func prime() -> Step {
        do throws(SystemError) {
            let piece = try primer?.next() ?? []
            if !piece.isEmpty {
                verifier?.update(piece.span)
                verified += piece.count
                return .prime
            }
        } catch {
            primer = nil
            return fail(.disk(error))
        }
        primer = nil
        return continuation()
    }

    /// The step after the verifier has seen all that is there.
    private func continuation() -> Step {
        guard start == request.expectedSize else { return .request(from: start) }
        // Nothing is missing, so there is nothing to ask for.
        return judgeContent()
    }

    /// Lets go of what is there: the next byte is the first.
    private func forget() {
        part = nil
        primer = nil
        start = 0
        verified = 0
        bytesResumed = 0
        validator = nil
        verifier?.begin()
    }

    // MARK: Receiving

    /// Takes a line of the header; `false` ends the attempt.
    func receiveHeader(_ line: Span<UInt8>) -> Bool {
        guard head.take(line), !headIsJudged, head.status == 200 || head.status == 206 else {
            return true
        }
        headIsJudged = true
        if head.status == 206 {
            guard start > 0 else { return end(.status(206)) }
            guard head.rangeStart == start else { return end(.notResumable) }
        }
        guard let total = head.totalSize else { return true }
        if total > request.sizeLimit { return end(.tooLarge(limit: request.sizeLimit)) }
        if let expected = request.expectedSize, total != expected {
            return end(.wrongSize(got: total, expected: expected))
        }
        return true
    }

    /// Takes the next bytes of the body; `false` ends the attempt.
    func receive(_ bytes: Span<UInt8>) -> Bool {
        if isHTTP, head.status != 200, head.status != 206 {
            // The text of a refusal; a short one is read to keep the connection.
            ignored += bytes.count
            return ignored <= 1 << 16
        }
        do throws(SystemError) {
            let part = try openBody()
            if bytes.count > request.sizeLimit - part.count {
                return end(.tooLarge(limit: request.sizeLimit))
            }
            try part.append(bytes)
            verifier?.update(bytes)
            verified += bytes.count
            bytesReceived += bytes.count
            counter.addReceived(bytes.count)
            submission.onProgress?(
                TransferProgress(
                    name: request.name, bytes: part.count,
                    total: request.expectedSize ?? head.totalSize))
            return true
        } catch {
            diskError = error
            return false
        }
    }

    /// The file that the body goes into.
    ///
    /// A full answer to a request for the rest begins the file anew.
    private func openBody() throws(SystemError) -> PartFile {
        if start > 0, head.status != 206 { forget() }
        if let part { return part }
        let part = try PartFile(creating: request.partialPath)
        self.part = part
        validator = head.validator
        return part
    }

    private func end(_ outcome: TransferAttempt.Outcome) -> Bool {
        ended = outcome
        return false
    }

    // MARK: Judging

    /// Judges an attempt that libcurl has ended; `failure` is what libcurl says is wrong.
    func judge(failure: TransferAttempt.Outcome?) -> Step {
        if let diskError { return fail(.disk(diskError)) }
        if let ended { return conclude(ended) }
        if isHTTP, head.status != 0, head.status != 200, head.status != 206 {
            if head.status == 416, start > 0 { return conclude(.notResumable) }
            // A redirect that libcurl would not follow has a reason of its own.
            if head.status >= 400 || failure == nil { return conclude(.status(head.status)) }
        }
        if let failure { return conclude(failure) }
        do throws(SystemError) { _ = try openBody() } catch { return fail(.disk(error)) }
        return judgeContent()
    }

    /// Judges a file that is there to the last byte.
    private func judgeContent() -> Step {
        let size = part?.count ?? 0
        if let expected = request.expectedSize, size != expected {
            return conclude(.wrongSize(got: size, expected: expected))
        }
        if let wrong = verifier?.finish() { return conclude(.wrongContent(wrong)) }
        do throws(SystemError) {
            try part?.finish(as: request.destination, durable: request.durable)
        } catch {
            return fail(.disk(error))
        }
        part = nil
        attempts.append(TransferAttempt(url: redacted(url), outcome: .completed))
        return .finish(
            .success(
                TransferResult(
                    url: redacted(url), bytesReceived: bytesReceived, bytesResumed: bytesResumed,
                    size: size, status: head.status, attempts: attempts)))
    }

    /// Records how an attempt ended and decides what follows.
    private func conclude(_ outcome: TransferAttempt.Outcome) -> Step {
        let continued = start > 0
        if continued, outcome.isWrongContent, !startedOver {
            attempts.append(TransferAttempt(url: redacted(url), outcome: .notResumable))
        } else {
            attempts.append(TransferAttempt(url: redacted(url), outcome: outcome))
        }
        if outcome.isTransient {
            part = nil
            failures += 1
            if failures < submission.attemptsPerURL { return .wait }
            return nextAddress()
        }
        switch outcome {
        case .notResumable, .wrongContent, .wrongSize, .tooLarge: discard()
        default: part = nil
        }
        // What an earlier run left may be to blame, so the same address gets a clean chance, once.
        if continued, outcome == .notResumable || outcome.isWrongContent, !startedOver {
            startedOver = true
            return .again
        }
        return nextAddress()
    }

    private func nextAddress() -> Step {
        urlIndex += 1
        failures = 0
        startedOver = false
        // A file that one server began is no use with another unless its content is verified.
        validator = nil
        if urlIndex < request.urls.count { return .again }
        tidy()
        return .finish(.failure(TransferError(name: request.name, exhausted: attempts)))
    }

    // MARK: Ending

    /// Ends the job for a reason that no other address would change.
    func fail(_ kind: TransferError.Kind) -> Step {
        tidy()
        return .finish(
            .failure(TransferError(name: request.name, kind: kind, attempts: attempts)))
    }

    private func discard() {
        forget()
        // What cannot be removed is overwritten or reported by the next attempt.
        try? Files.remove(request.partialPath)
    }

    /// Leaves the unfinished file only where a later run can go on with it.
    private func tidy() {
        let opened = part != nil || verified > 0
        part = nil
        primer = nil
        if opened, !request.canBeContinued { try? Files.remove(request.partialPath) }
    }
}
