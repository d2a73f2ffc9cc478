internal import MirrorBase
internal import PackageModel
internal import Store

/// What of a package counts when two mirrors are compared by number: who it is, and which content it has.
///
/// A list of builds compares many locks, of which records are the greater part, so these are passed over.
struct LockedVersion: Hashable {
    var name: String
    var version: String
    var architecture: String
    var sha256: String

    /// The packages of a lock, and by which rules their versions are ordered.
    static func list(_ text: [UInt8]) throws(LockError) -> ([LockedVersion], VersionScheme) {
        if let quick = quick(text) { return quick }
        let lock = try Lock(reading: text)
        let isRPM = lock.packages.first?.record.hasPrefix("<") ?? false
        let list = lock.packages.map {
            LockedVersion(
                name: $0.name, version: $0.version, architecture: $0.architecture,
                sha256: $0.sha256.hex)
        }
        return (list, isRPM ? .rpm : .debian)
    }

    /// The same of a lock that has one package on each line, as they are written; else `nil`.
    static func quick(_ text: [UInt8]) -> ([LockedVersion], VersionScheme)? {
        let span = text.span
        var position = 0
        func line() -> Range<Int>? {
            if position >= span.count { return nil }
            let end = ByteSearch.first(UInt8(ascii: "\n"), in: span, from: position)
            defer { position = end + 1 }
            return position..<end
        }
        let head = Array("\"packages\":[".utf8)
        let tail = Array("],".utf8)
        while true {
            guard let range = line() else { return nil }
            if text[range].elementsEqual(head) { break }
        }
        var list: [LockedVersion] = []
        while true {
            guard var range = line() else { return nil }
            if text[range].elementsEqual(tail) { break }
            if text[range].last == UInt8(ascii: ",") {
                range = range.lowerBound..<(range.upperBound - 1)
            }
            guard let value = try? JSONValue(parsing: Array(text[range])),
                let name = string(value, "name"), let version = string(value, "version"),
                let architecture = string(value, "arch"), let sha256 = string(value, "sha256")
            else { return nil }
            list.append(
                LockedVersion(
                    name: name, version: version, architecture: architecture, sha256: sha256))
        }
        // The records follow, of which the first shows the family.
        guard line() != nil, let record = line() else { return nil }
        return (list, text[record].starts(with: "\"<".utf8) ? .rpm : .debian)
    }

    private static func string(_ value: JSONValue, _ key: String) -> String? {
        guard case .string(let text)? = value[key]?.content else { return nil }
        return text
    }
}
