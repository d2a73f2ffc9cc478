internal import CCurl
internal import Glibc
internal import SystemIO

/// Drives every transfer of a client; lives on the client's thread and nowhere else.
final class TransferLoop {
    private let inbox: TransferInbox
    private let options: TransferOptions
    private let counter: TransferCounter
    private var jobs: [UInt64: TransferJob] = [:]
    private var schedule: TransferSchedule
    private var policy: RetryPolicy
    /// Jobs that are on the network.
    private var running: [UInt64] = []
    /// Whether places or jobs have come free since the last round.
    private var isBehind = false
    /// Jobs whose verifier is being fed with what was there.
    private var priming: [UInt64] = []
    /// Jobs that wait before trying again, the next one last.
    private var timers: [(due: Int64, id: UInt64)] = []
    /// The destinations being written, and who else waits for each.
    private var destinations: [FilePath: [UInt64]] = [:]

    init(inbox: TransferInbox, options: TransferOptions, counter: TransferCounter) {
        self.inbox = inbox
        self.options = options
        self.counter = counter
        schedule = TransferSchedule(limit: options.parallel, limitPerHost: options.parallelPerHost)
        policy = RetryPolicy(options)
        // Transfers that redirects send to one host are counted there by libcurl.
        unsafe ccurl_multi_setopt_long(
            inbox.multi, CURLMOPT_MAX_HOST_CONNECTIONS, max(1, options.parallelPerHost))
        unsafe ccurl_multi_setopt_long(
            inbox.multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, max(1, options.parallel))
    }

    /// Works until the inbox is closed, then ends everything as cancelled.
    func run() {
        while let commands = inbox.take() {
            isBehind = false
            for command in commands { obey(command) }
            fireTimers()
            startWaiting()
            for id in priming { if let job = jobs[id] { act(job, job.prime()) } }
            var running: Int32 = 0
            let code = unsafe curl_multi_perform(inbox.multi, &running)
            if code != CURLM_OK { endAll(.unavailable(reason(code))) }
            collect()
            unsafe curl_multi_poll(inbox.multi, nil, 0, patience(), nil)
        }
        endAll(.cancelled)
    }

    private func endAll(_ kind: TransferError.Kind) {
        for id in jobs.keys.sorted() {
            if let job = jobs[id] { act(job, job.fail(kind)) }
        }
    }

    private func reason(_ code: CURLMcode) -> String {
        unsafe String(cString: curl_multi_strerror(code))
    }

    private func obey(_ command: TransferInbox.Command) {
        switch command {
        case .cancel(let id):
            if let job = jobs[id] { act(job, job.fail(.cancelled)) }
        case .start(let submission):
            let job = TransferJob(submission, counter: counter)
            let destination = job.request.destination
            jobs[submission.id] = job
            if submission.ticket.isCancelled {
                act(job, job.fail(.cancelled))
            } else if destinations[destination] != nil {
                destinations[destination]?.append(submission.id)
            } else {
                destinations[destination] = []
                enqueue(job)
            }
        }
    }

    // MARK: Jobs

    private func startWaiting() {
        while let id = schedule.next() {
            guard let job = jobs[id] else { continue }
            job.place = .running(host: job.host)
            act(job, job.begin())
        }
    }

    /// Does what a job needs next.
    private func act(_ job: TransferJob, _ step: TransferJob.Step) {
        let id = job.submission.id
        switch step {
        case .prime:
            if !priming.contains(id) { priming.append(id) }
        case .request(let start):
            priming.removeAll { $0 == id }
            request(job, from: start)
        case .wait:
            leave(job)
            counter.addRetry()
            let wait = policy.wait(failures: job.failures, retryAfter: job.retryAfter)
            let due = now() + wait
            let position = timers.firstIndex { $0.due <= due } ?? timers.count
            timers.insert((due, id), at: position)
            job.place = .waiting
        case .again:
            leave(job)
            counter.addRetry()
            enqueue(job)
        case .finish(let result):
            finish(job, result)
        }
    }

    private func enqueue(_ job: TransferJob) {
        let host = job.host
        schedule.add(job.submission.id, host: host)
        job.place = .inLine(host: host)
        isBehind = true
    }

    private func request(_ job: TransferJob, from start: Int) {
        let id = job.submission.id
        guard
            let handle = EasyHandle(job, id: id, url: job.url, from: start, options: options)
        else {
            act(job, job.fail(.unavailable("out of memory")))
            return
        }
        if let failure = handle.setupFailure {
            act(job, job.judge(failure: .refused(failure)))
            return
        }
        let code = unsafe curl_multi_add_handle(inbox.multi, handle.raw)
        if code != CURLM_OK {
            act(job, job.fail(.unavailable(reason(code))))
            return
        }
        job.handle = handle
        counter.addRunning(1)
        running.append(id)
        shareRate()
    }

    /// Takes a job from wherever it is kept.
    private func leave(_ job: TransferJob) {
        let id = job.submission.id
        switch job.place {
        case .behind: destinations[job.request.destination]?.removeAll { $0 == id }
        case .inLine(let host): schedule.remove(id, host: host)
        case .waiting: timers.removeAll { $0.id == id }
        case .running(let host):
            priming.removeAll { $0 == id }
            schedule.release(host: host)
            isBehind = true
        }
        guard let handle = job.handle else { return }
        job.retryAfter = handle.retryAfter
        unsafe curl_multi_remove_handle(inbox.multi, handle.raw)
        job.handle = nil
        counter.addRunning(-1)
        running.removeAll { $0 == id }
        shareRate()
    }

    private func finish(_ job: TransferJob, _ result: Result<TransferResult, TransferError>) {
        let destination = job.request.destination
        leave(job)
        jobs[job.submission.id] = nil
        if case .behind = job.place {
        } else if let next = destinations[destination]?.first, let successor = jobs[next] {
            destinations[destination]?.removeFirst()
            enqueue(successor)
        } else {
            destinations[destination] = nil
        }
        if case .success = result {
            counter.addFinished(success: true)
        } else {
            counter.addFinished(success: false)
        }
        job.submission.completion.resume(returning: result)
    }

    /// Divides the limit on the speed evenly among the running requests.
    private func shareRate() {
        guard let limit = options.rateLimit, !running.isEmpty else { return }
        let share = limit / running.count
        for id in running { jobs[id]?.handle?.limitSpeed(to: share, options: options) }
    }

    // MARK: Events

    /// Hands what libcurl has ended to the jobs.
    private func collect() {
        var left: Int32 = 0
        while let message = unsafe curl_multi_info_read(inbox.multi, &left) {
            guard unsafe message.pointee.msg == CURLMSG_DONE,
                let easy = unsafe message.pointee.easy_handle
            else { continue }
            let result = unsafe ccurl_message_result(message)
            var tag: UnsafeMutableRawPointer?
            unsafe ccurl_easy_getinfo_pointer(easy, CURLINFO_PRIVATE, &tag)
            let id = UInt64(UInt(bitPattern: tag)) - 1
            guard let job = jobs[id], let handle = job.handle else { continue }
            act(job, job.judge(failure: result == CURLE_OK ? nil : handle.outcome(result)))
        }
    }

    private func fireTimers() {
        guard !timers.isEmpty else { return }
        let time = now()
        while let timer = timers.last, timer.due <= time {
            timers.removeLast()
            if let job = jobs[timer.id] { enqueue(job) }
        }
    }

    /// How many milliseconds may pass before something has to be done.
    private func patience() -> Int32 {
        if isBehind || !priming.isEmpty { return 0 }
        guard let timer = timers.last else { return 60_000 }
        return Int32(min(60_000, max(0, (timer.due - now()) / 1_000_000 + 1)))
    }

    /// Nanoseconds of a clock that is never set.
    private func now() -> Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
