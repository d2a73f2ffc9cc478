import MirrorTestSupport
import SystemIO
import Testing
import Transfer

@Suite(.timeLimit(.minutes(1)))
struct TransferChaosTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func `whatever goes wrong a few times, every file arrives and nothing else`(seed: UInt64)
        async throws
    {
        var dice = sampleBytes(4000, seed: seed)[...]
        func roll(_ sides: Int) -> Int { Int(dice.removeFirst()) % sides }
        var files: [String: [UInt8]] = [:]
        for index in 0..<60 {
            let content = sampleBytes(1 + 37 * index * (index % 7), seed: seed + UInt64(index))
            files["/bad/\(index)"] = content
            files["/good/\(index)"] = content
        }
        let fixture = try TransferFixture(files: files) {
            $0.attemptsPerURL = 3
            $0.jitterSeed = seed
        }
        for index in 0..<60 {
            let size = files["/bad/\(index)"]?.count ?? 0
            for _ in 0..<roll(4) {
                let place = size == 0 ? 0 : roll(256) * size / 256
                let all: [LoopbackServer.Misbehaviour] = [
                    .status(503), .status(404), .closeMidway(afterBytes: place),
                    .truncate(to: place), .corrupt(offset: place), .ignoreRange, .refuse,
                    .extraBytes(3), .unannouncedBytes(3), .unannouncedBytes(0),
                    .redirect(to: "/good/\(index)"), .replaceAfter(requests: 0, with: [1, 2, 3]),
                ]
                fixture.server.misbehave(
                    on: "/bad/\(index)", all[roll(all.count)], times: 1 + roll(2))
            }
            if roll(3) == 0 {
                let left = roll(2) == 0 ? files["/bad/\(index)"] ?? [] : sampleBytes(1 + roll(200))
                try Files.replace(
                    fixture.directory / "f\(index).part", with: Array(left.dropLast(roll(20))))
            }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<60 {
                let content = files["/bad/\(index)"] ?? []
                group.addTask {
                    var request = fixture.request(
                        "/bad/\(index)", "/good/\(index)", content: content,
                        size: index % 2 == 0 ? content.count : nil)
                    request.destination = fixture.directory / "f\(index)"
                    _ = try await fixture.client.fetch(request)
                    #expect(try Files.read(request.destination) == content)
                }
            }
            try await group.waitForAll()
        }
        #expect(try fixture.names() == (0..<60).map { "f\($0)" }.sorted())
        #expect(fixture.client.counter.transfersSucceeded == 60)
    }
}
