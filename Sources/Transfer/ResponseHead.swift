/// What the header of a response says about its body.
struct ResponseHead {
    /// The HTTP status; 0 where there is no HTTP.
    var status = 0
    /// The length of the body.
    var contentLength: Int?
    /// The first byte that a partial body holds.
    var rangeStart: Int?
    /// The size of the whole file, as a partial answer states it.
    var rangeTotal: Int?
    /// What names this very version of the file, to be given back in `If-Range`.
    ///
    /// A weak entity tag must not be used there (RFC 9110, 13.1.5); the date then stands in.
    var validator: String? { entityTag ?? lastModified }
    private var entityTag: String?
    private var lastModified: String?

    /// The size that the file will have, if the header tells.
    var totalSize: Int? { status == 206 ? rangeTotal : contentLength }

    /// Takes one line of the header; a status line begins a new one, after a redirect for instance.
    ///
    /// Returns whether the line ends the header.
    mutating func take(_ line: Span<UInt8>) -> Bool {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(line.count)
        for index in line.indices { bytes.append(line[index]) }
        while let last = bytes.last, last == 10 || last == 13 || last == 32 { bytes.removeLast() }
        if bytes.isEmpty { return true }
        let text = String(decoding: bytes, as: UTF8.self)
        if text.hasPrefix("HTTP/") {
            self = ResponseHead()
            status = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            return false
        }
        guard let colon = text.firstIndex(of: ":") else { return false }
        let blanks: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let value = text[text.index(after: colon)...].drop(while: blanks)
        switch text[..<colon].lowercased() {
        case "content-length": contentLength = Int(value)
        case "content-range": takeRange(value)
        case "etag": if value.hasPrefix("\"") { entityTag = String(value) }
        case "last-modified": lastModified = String(value)
        default: break
        }
        return false
    }

    /// Reads `bytes 100-199/200`, where the total may be `*`.
    private mutating func takeRange(_ value: Substring) {
        guard value.lowercased().hasPrefix("bytes ") else { return }
        let parts = value.dropFirst(6).split(separator: "/")
        guard parts.count == 2 else { return }
        rangeTotal = Int(parts[1])
        rangeStart = parts[0].split(separator: "-").first.flatMap { Int($0) }
    }
}
