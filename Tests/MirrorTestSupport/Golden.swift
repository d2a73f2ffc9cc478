import SystemIO

/// Text that is compared with a file beside the test.
public enum Golden {
    /// Compares `text` with `Goldens/<name>` beside the test file: `nil` when equal, else what differs.
    ///
    /// With `MIRROR_UPDATE_GOLDENS=1` the file is written instead, and the answer is `nil`.
    ///
    ///     #expect(try Golden.difference(text, from: "help.txt") == nil)
    public static func difference(_ text: String, from name: String, file: String = #filePath)
        throws -> String?
    {
        let path = FilePath(file).parent / "Goldens" / name
        if Environment["MIRROR_UPDATE_GOLDENS"] == "1" {
            try Files.makeDirectory(path.parent)
            if try Files.readIfPresent(path) != Array(text.utf8) {
                try Files.replace(path, with: Array(text.utf8))
            }
            return nil
        }
        guard let expected = try Files.readIfPresent(path) else {
            return "\(path) is missing; MIRROR_UPDATE_GOLDENS=1 writes it. The text is:\n\(text)"
        }
        if expected == Array(text.utf8) { return nil }
        let wanted = String(decoding: expected, as: UTF8.self)
        return "differs from \(path):\n" + compare(wanted: wanted, given: text)
    }

    /// The lines around the first difference: common ones with a blank, then `-` wanted and `+` given.
    static func compare(wanted: String, given: String) -> String {
        let left = wanted.split(separator: "\n", omittingEmptySubsequences: false)
        let right = given.split(separator: "\n", omittingEmptySubsequences: false)
        var start = 0
        while start < min(left.count, right.count), left[start] == right[start] { start += 1 }
        var (leftEnd, rightEnd) = (left.count, right.count)
        while leftEnd > start, rightEnd > start, left[leftEnd - 1] == right[rightEnd - 1] {
            leftEnd -= 1
            rightEnd -= 1
        }
        var lines = ["line \(start + 1):"]
        lines += left[max(0, start - 3)..<start].map { "  \($0)" }
        lines += left[start..<leftEnd].map { "- \($0)" }
        lines += right[start..<rightEnd].map { "+ \($0)" }
        lines += left[leftEnd..<min(left.count, leftEnd + 3)].map { "  \($0)" }
        return lines.joined(separator: "\n")
    }
}
