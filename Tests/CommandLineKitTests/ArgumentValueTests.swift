import CommandLineKit
import Testing

struct ArgumentValueTests {
    @Test(
        arguments: [
            ("1", 1), ("500k", 500_000), ("500K", 500_000), ("10M", 10_000_000),
            ("1.5M", 1_500_000),
            ("2Mi", 2_097_152), ("10 MB/s", 10_000_000), ("1GiB/s", 1_073_741_824), ("7B", 7),
            ("0.5k", 500), ("9T", 9_000_000_000_000),
        ] as [(String, Int64)])
    func `reads a rate`(text: String, bytes: Int64) {
        #expect(ByteRate(argument: text)?.bytesPerSecond == bytes)
    }

    @Test(arguments: [
        "", "0", "-1", "+1", "M", "1.M", ".5M", "1,5M", "10X", "1i", "10MM", "1.2.3k", "1e3", "٣",
        "99999999999999999999", "9999999999T", "1.1234567M", "/s", "0.0001",
    ])
    func `refuses what is no rate`(text: String) {
        #expect(ByteRate(argument: text) == nil)
    }

    @Test func `writes a rate as it is read`() {
        #expect(ByteRate(bytesPerSecond: 10_000_000).argumentText == "10M")
        #expect(ByteRate(bytesPerSecond: 1_500_000).argumentText == "1500k")
        #expect(ByteRate(bytesPerSecond: 123).argumentText == "123")
    }

    @Test(
        arguments: [
            ("30", .seconds(30)), ("30s", .seconds(30)), ("250ms", .milliseconds(250)),
            ("1.5h", .seconds(5400)), ("1h30m", .seconds(5400)), ("7d", .seconds(604_800)),
            ("1w", .seconds(604_800)), ("0", .zero),
        ] as [(String, Duration)])
    func `reads a span of time`(text: String, span: Duration) {
        #expect(Duration(argument: text) == span)
    }

    @Test(arguments: [
        "", "s", "-1s", "1y", "30m1h", "1h1h", "1h30", "1 h", "1..5s", "999999999999999999w", "1S",
    ])
    func `refuses what is no span of time`(text: String) {
        #expect(Duration(argument: text) == nil)
    }

    @Test func `writes a span of time as it is read`() {
        #expect(Duration.seconds(90).argumentText == "90s")
        #expect(Duration.seconds(3600).argumentText == "1h")
        #expect(Duration.zero.argumentText == "0s")
        #expect(Duration.milliseconds(1500).argumentText == "1500ms")
    }

    @Test func `reads whole numbers only`() {
        #expect(Int(argument: "-3") == -3)
        #expect(Int(argument: "0x10") == nil)
        #expect(Int(argument: "99999999999999999999") == nil)
        #expect(Int(argument: " 1") == nil)
    }
}
