import Testing

@testable import Transfer

struct TransferPlanningTests {
    @Test func `hosts take turns, each within its limit`() {
        var schedule = TransferSchedule(limit: 3, limitPerHost: 2)
        for id in 1...4 { schedule.add(UInt64(id), host: "a") }
        schedule.add(5, host: "b")
        #expect([schedule.next(), schedule.next(), schedule.next()] == [1, 5, 2])
        #expect(schedule.next() == nil)
        schedule.release(host: "b")
        #expect(schedule.next() == nil)
        schedule.release(host: "a")
        #expect(schedule.next() == 3)
        schedule.remove(4, host: "a")
        schedule.release(host: "a")
        #expect(schedule.next() == nil)
    }

    @Test func `every transfer gets its turn and no limit is passed, whatever happens`() {
        var random = SplitMix(state: 42)
        for _ in 0..<50 {
            var schedule = TransferSchedule(limit: 4, limitPerHost: 2)
            var host: [UInt64: String] = [:]
            var running: [UInt64] = []
            var waiting: Set<UInt64> = []
            for id in 1...60 as ClosedRange<UInt64> {
                host[id] = "h\(random.next(5))"
                waiting.insert(id)
                schedule.add(id, host: host[id] ?? "")
            }
            while !waiting.isEmpty || !running.isEmpty {
                if random.next(8) == 0, let victim = waiting.min() {
                    waiting.remove(victim)
                    schedule.remove(victim, host: host[victim] ?? "")
                } else if let id = schedule.next() {
                    #expect(waiting.remove(id) != nil)
                    running.append(id)
                    #expect(running.count <= 4)
                    #expect(running.filter { host[$0] == host[id] }.count <= 2)
                } else if running.isEmpty {
                    Issue.record("something waits although nothing runs")
                    return
                } else {
                    let id = running.remove(at: random.next(running.count))
                    schedule.release(host: host[id] ?? "")
                }
            }
            #expect(schedule.next() == nil)
        }
    }

    @Test func `waits double up to the longest, are spread, and can be repeated`() {
        var options = TransferOptions()
        options.firstBackoff = .milliseconds(100)
        options.longestBackoff = .seconds(1)
        var one = RetryPolicy(options)
        var two = RetryPolicy(options)
        for failures in 1...40 {
            let wait = one.wait(failures: failures, retryAfter: nil)
            #expect(wait == two.wait(failures: failures, retryAfter: nil))
            let full: Int64 = min(1_000_000_000, 100_000_000 << min(failures - 1, 10))
            #expect((full / 2...full).contains(wait))
        }
    }

    @Test func `a server's request to wait is a lower bound, itself bounded`() {
        var policy = RetryPolicy(TransferOptions())
        #expect(policy.wait(failures: 1, retryAfter: 7) == 7_000_000_000)
        #expect(policy.wait(failures: 1, retryAfter: .max) == 60_000_000_000)
        #expect(policy.wait(failures: 1, retryAfter: 0) <= 500_000_000)
    }

    @Test func `odd durations neither overflow nor go backwards`() {
        #expect(Duration.seconds(-5).nanoseconds == 0)
        #expect(Duration.seconds(Int64.max).nanoseconds == 1_000_000_000_000_000_000)
        var options = TransferOptions()
        options.firstBackoff = .zero
        var policy = RetryPolicy(options)
        #expect(policy.wait(failures: 9, retryAfter: nil) == 0)
    }

    @Test(
        arguments: [
            ("bytes 100-199/200", 100, 200), ("bytes 0-0/*", 0, nil), ("bytes */200", nil, 200),
            ("lines 1-2/3", nil, nil), ("bytes", nil, nil), ("", nil, nil),
            ("bytes x-y/z", nil, nil),
        ] as [(String, Int?, Int?)])
    func `reads which part of a file an answer holds`(text: String, start: Int?, total: Int?) {
        var head = ResponseHead()
        for line in ["HTTP/1.1 206 Partial\r\n", "Content-Range: \(text)\r\n"] {
            let ends = head.take(Array(line.utf8).span)
            #expect(!ends)
        }
        let ends = head.take(Array("\r\n".utf8).span)
        #expect(ends)
        #expect(head.rangeStart == start)
        #expect(head.totalSize == total)
    }

    @Test func `a weak entity tag gives way to the date`() {
        var head = ResponseHead()
        for line in [
            "HTTP/2 200 \r\n", "etag: W/\"x\"\r\n", "last-modified: today\r\n", "junk\r\n",
        ] {
            _ = head.take(Array(line.utf8).span)
        }
        #expect(head.status == 200)
        #expect(head.validator == "today")
    }
}

private struct SplitMix {
    var state: UInt64
    mutating func next(_ limit: Int) -> Int {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return Int((mixed ^ (mixed >> 31)) % UInt64(limit))
    }
}
