/// Writes rpm files byte by byte, right or wrong as a test wants them.
public struct RPMFileMaker: Sendable {
    /// The values of one entry.
    public enum Value: Sendable {
        /// One string.
        case text(String)
        /// Strings.
        case texts([String])
        /// A text in several languages.
        case translated([String])
        /// Numbers of two bytes.
        case int16([UInt16])
        /// Numbers of four bytes.
        case int32([UInt32])
        /// Numbers of eight bytes.
        case int64([UInt64])
        /// Bytes.
        case binary([UInt8])
        /// An entry as given, with its data, right or wrong.
        case raw(type: UInt32, count: UInt32, data: [UInt8])
    }

    /// The entries of the signature header.
    public var signature: [(tag: UInt32, value: Value)] = []
    /// The entries of the main header.
    public var main: [(tag: UInt32, value: Value)] = [
        (1000, .text("sample")), (1001, .text("1.0")), (1002, .text("1")),
        (1022, .text("noarch")), (1044, .text("sample-1.0-1.src.rpm")),
    ]
    /// What follows after the headers.
    public var payload: [UInt8] = Array("payload".utf8)
    /// Whether headers have the entry that says what is signed, as they have since rpm 4.
    public var hasRegions = true

    /// Begins with a package that has what every package must have.
    public init() {}

    /// The lead, without which nothing is an rpm.
    public static let lead: [UInt8] =
        [0xED, 0xAB, 0xEE, 0xDB, 3, 0, 0, 0, 0, 1] + Array("sample".utf8)
        + [UInt8](repeating: 0, count: 60) + [0, 1, 0, 5] + [UInt8](repeating: 0, count: 16)

    /// The main header alone: what a signature of the header covers.
    public var header: [UInt8] { RPMFileMaker.header(main, region: hasRegions ? 63 : nil) }

    /// The whole file.
    public var file: [UInt8] {
        var file =
            RPMFileMaker.lead
            + RPMFileMaker.header(
                signature.isEmpty
                    ? [(1000, .int32([UInt32(header.count + payload.count)]))] : signature,
                region: hasRegions ? 62 : nil)
        while file.count % 8 != 0 { file.append(0) }
        return file + header + payload
    }

    /// A header structure.
    public static func header(_ entries: [(tag: UInt32, value: Value)], region: UInt32?) -> [UInt8]
    {
        var index: [UInt8] = []
        var data: [UInt8] = []
        for (tag, value) in entries {
            let (type, width, count, bytes) = encoded(value)
            while data.count % width != 0 { data.append(0) }
            index += word(tag) + word(type) + word(UInt32(data.count)) + word(count)
            data += bytes
        }
        var entryCount = UInt32(entries.count)
        if let region {
            entryCount += 1
            index = word(region) + word(7) + word(UInt32(data.count)) + word(16) + index
            let covered = UInt32(bitPattern: -16 * Int32(entryCount))
            data += word(region) + word(7) + word(covered) + word(16)
        }
        return [0x8E, 0xAD, 0xE8, 1, 0, 0, 0, 0] + word(entryCount) + word(UInt32(data.count))
            + index + data
    }

    /// A number of four bytes, the highest first.
    public static func word(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    private static func encoded(_ value: Value)
        -> (type: UInt32, width: Int, count: UInt32, bytes: [UInt8])
    {
        func joined(_ texts: [String]) -> [UInt8] { texts.flatMap { Array($0.utf8) + [0] } }
        switch value {
        case .text(let text): return (6, 1, 1, joined([text]))
        case .texts(let texts): return (8, 1, UInt32(texts.count), joined(texts))
        case .translated(let texts): return (9, 1, UInt32(texts.count), joined(texts))
        case .int16(let numbers):
            let bytes = numbers.flatMap {
                [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)]
            }
            return (3, 2, UInt32(numbers.count), bytes)
        case .int32(let numbers): return (4, 4, UInt32(numbers.count), numbers.flatMap(word))
        case .int64(let numbers):
            let bytes = numbers.flatMap {
                word(UInt32($0 >> 32)) + word(UInt32(truncatingIfNeeded: $0))
            }
            return (5, 8, UInt32(numbers.count), bytes)
        case .binary(let bytes): return (7, 1, UInt32(bytes.count), bytes)
        case .raw(let type, let count, let data): return (type, 1, count, data)
        }
    }
}
