internal import MirrorBase

/// Builds the text of an EVR, `epoch:version-release`, that stands for it in a universe.
enum EVRText {
    /// Puts the parts that attributes give together; `false` where the epoch is no number.
    ///
    /// A missing epoch is zero and a missing version empty, as old repositories have it; a missing release leaves
    /// out its dash.
    static func append(
        _ epoch: XMLValue?, _ version: XMLValue?, _ release: XMLValue?,
        _ characters: XMLCharacters, to text: inout [UInt8]
    ) -> Bool {
        text.removeAll(keepingCapacity: true)
        if let epoch {
            guard epoch.isPlain, appendEpoch(characters.bytes.extracting(epoch.range), to: &text)
            else { return false }
        } else {
            text.append(UInt8(ascii: "0"))
            text.append(UInt8(ascii: ":"))
        }
        if let version { characters.append(version, to: &text) }
        if let release, !release.isEmpty {
            text.append(UInt8(ascii: "-"))
            characters.append(release, to: &text)
        }
        return true
    }

    /// Appends the epoch: digits without leading zeros, zero where there are none. `false` for anything but
    /// digits, and for more than rpm's thirty-two bits hold.
    private static func appendEpoch(_ epoch: Span<UInt8>, to text: inout [UInt8]) -> Bool {
        var start = 0
        while start < epoch.count, epoch[start] == UInt8(ascii: "0") { start += 1 }
        if start == epoch.count { text.append(UInt8(ascii: "0")) }
        var value: UInt64 = 0
        for index in start..<epoch.count {
            let byte = epoch[index]
            guard byte >= 0x30, byte <= 0x39 else { return false }
            value = value * 10 + UInt64(byte - 0x30)
            if value > UInt64(UInt32.max) { return false }
            text.append(byte)
        }
        text.append(UInt8(ascii: ":"))
        return true
    }

    /// Appends a text that may bear an epoch, as people write it: `1:2-3`, or `2-3`.
    static func append(written version: Span<UInt8>, to text: inout [UInt8]) -> Bool {
        var colon = 0
        while colon < version.count, version[colon] >= 0x30, version[colon] <= 0x39 { colon += 1 }
        if colon == version.count || version[colon] != UInt8(ascii: ":") {
            text.append(UInt8(ascii: "0"))
            text.append(UInt8(ascii: ":"))
            text.append(version)
            return true
        }
        guard appendEpoch(version.extracting(0..<colon), to: &text) else { return false }
        text.append(version.extracting((colon + 1)..<version.count))
        return true
    }
}
