/// How far a phase of the work is, as the caller counts it.
public struct ProgressState: Sendable, Hashable {
    /// What is being done, such as `download`; a new name begins a new phase.
    public var phase: String
    /// Bytes that are done; what was there before counts as done from the start.
    public var bytesDone: Int64
    /// All bytes of the phase, nil while unknown.
    public var bytesTotal: Int64?
    /// Files that are done.
    public var filesDone: Int
    /// All files of the phase, nil while unknown.
    public var filesTotal: Int?
    /// The names being worked on now.
    public var current: [String]

    /// Makes a state.
    public init(
        phase: String, bytesDone: Int64 = 0, bytesTotal: Int64? = nil, filesDone: Int = 0,
        filesTotal: Int? = nil, current: [String] = []
    ) {
        self.phase = phase
        self.bytesDone = bytesDone
        self.bytesTotal = bytesTotal
        self.filesDone = filesDone
        self.filesTotal = filesTotal
        self.current = current
    }

    /// The part that is done in thousandths, by bytes where their total is known, else by files.
    var permille: Int? {
        var part: Double
        if let bytesTotal, bytesTotal > 0 {
            part = Double(bytesDone) / Double(bytesTotal)
        } else if let filesTotal, filesTotal > 0 {
            part = Double(filesDone) / Double(filesTotal)
        } else {
            return nil
        }
        part = min(1, part)
        return Int(part * 1000)
    }

    /// The state without figures below zero, whose differences never overflow.
    var counted: ProgressState {
        var copy = self
        copy.bytesDone = max(0, bytesDone)
        copy.bytesTotal = bytesTotal.map { max(0, $0) }
        copy.filesDone = max(0, filesDone)
        copy.filesTotal = filesTotal.map { max(0, $0) }
        return copy
    }

    /// `12.3 MB of 27.0 MB`, nil where bytes are not counted.
    var bytesText: String? {
        if let bytesTotal, bytesTotal > 0 {
            return "\(ByteCount.text(bytesDone)) of \(ByteCount.text(bytesTotal))"
        }
        return bytesDone > 0 ? ByteCount.text(bytesDone) : nil
    }

    /// `12 of 40 files`, nil where files are not counted.
    var filesText: String? {
        if let filesTotal { return "\(filesDone) of \(Count.text(filesTotal, "file"))" }
        return filesDone > 0 ? Count.text(filesDone, "file") : nil
    }
}

/// The rate over the last seconds, from what the caller says about time and bytes.
struct RateMeter: Sendable {
    private var samples: [(time: Duration, bytes: Int64)] = []
    private static let window = Duration.seconds(10)
    private static let spacing = Duration.milliseconds(200)

    /// Notes how many bytes are done at a time.
    mutating func note(_ bytes: Int64, at time: Duration) {
        if samples.count > 1, let earlier = samples.dropLast().last,
            time - earlier.time < RateMeter.spacing
        {
            // The newest sample moves along until it is worth keeping.
            samples[samples.count - 1] = (time, bytes)
        } else {
            samples.append((time, bytes))
        }
        while samples.count > 2, time - samples[1].time >= RateMeter.window {
            samples.removeFirst()
        }
    }

    /// Bytes per second; nil during the first half second.
    var bytesPerSecond: Int64? {
        guard let first = samples.first, let last = samples.last,
            last.time - first.time >= .milliseconds(500)
        else { return nil }
        let seconds = (last.time - first.time) / .seconds(1)
        let rate = Double(last.bytes - first.bytes) / seconds
        return Int64(min(max(0, rate), 1e18))
    }

    /// Whole seconds until `bytes` more are done, rounded up; nil where nothing moves.
    func secondsLeft(for bytes: Int64) -> Int64? {
        guard let rate = bytesPerSecond, rate > 0, bytes > 0 else { return nil }
        return bytes / rate + (bytes % rate > 0 ? 1 : 0)
    }
}
