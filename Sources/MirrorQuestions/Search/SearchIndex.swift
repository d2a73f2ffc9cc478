internal import MirrorBase
internal import PackageModel

/// What one index of upstream says of its packages, as flat bytes that are searched where they lie.
///
/// Each part of all packages is one text, one line a package; a list has a line for each of its members. Where
/// the lines of a package begin is a number beside. So a search runs through a whole text at once, and only
/// what it finds is looked up.
struct SearchIndex: Sendable {
    /// A part of all packages.
    enum Column: Int, CaseIterable, Sendable {
        case name, version, architecture, source, summary, provides, files
    }

    /// How many packages there are.
    let count: Int
    private let bytes: [UInt8]
    /// For each column where its numbers and where its text begin, and where that ends.
    private let places: [(numbers: Int, text: Int, end: Int)]

    /// Grows with every change of the form, and of what readers put into it.
    static let format: UInt64 = 1
    /// `mirrsrch`, and the length of what stands before the columns.
    private static let magic: UInt64 = 0x6863_7273_7272_696D
    private static let headLength = 32 + 16 * Column.allCases.count

    /// Takes the bytes of an index; `nil` where they are none, of another form, or damaged.
    init?(_ bytes: [UInt8]) {
        let span = bytes.span
        guard span.count >= SearchIndex.headLength + 8,
            ByteSearch.word(span, at: 0) == SearchIndex.magic,
            ByteSearch.word(span, at: 8) == SearchIndex.format,
            ByteSearch.word(span, at: 16) == ByteSearch.hash(span.extracting(24..<span.count)),
            let count = Int(exactly: ByteSearch.word(span, at: 24)), count < 1 << 31
        else { return nil }
        var places: [(numbers: Int, text: Int, end: Int)] = []
        for column in Column.allCases {
            let place = 32 + 16 * column.rawValue
            guard let start = Int(exactly: ByteSearch.word(span, at: place)),
                let length = Int(exactly: ByteSearch.word(span, at: place + 8)),
                start >= SearchIndex.headLength, length >= 0, start < span.count,
                // Numbers are read eight bytes at a time, so something follows the last of them.
                4 * (count + 1) <= span.count - 8 - start,
                length <= span.count - 8 - start - 4 * (count + 1),
                SearchIndex.areStarts(span, at: start, count: count, length: length)
            else { return nil }
            let text = start + 4 * (count + 1)
            places.append((start, text, text + length))
        }
        self.bytes = bytes
        self.count = count
        self.places = places
    }

    /// Whether numbers say where the lines of packages begin: from the first byte of a text on, in order, up
    /// to its end.
    private static func areStarts(_ bytes: Span<UInt8>, at place: Int, count: Int, length: Int)
        -> Bool
    {
        var last: UInt32 = 0
        for number in 0...count {
            let start = UInt32(
                truncatingIfNeeded: ByteSearch.word(bytes, at: place + 4 * number))
            if number == 0 ? start != 0 : start < last { return false }
            last = start
        }
        return Int(last) == length
    }

    /// All bytes, in which places are counted.
    var text: Span<UInt8> {
        @_lifetime(borrow self)
        get { bytes.span }
    }

    /// Where the text of a column is.
    func range(_ column: Column) -> Range<Int> {
        places[column.rawValue].text..<places[column.rawValue].end
    }

    /// Where the lines of a package are, each with its line feed.
    func lines(_ column: Column, of package: Int) -> Range<Int> {
        start(column, package)..<start(column, package + 1)
    }

    /// Where the only line of a package is, without its line feed.
    func line(_ column: Column, of package: Int) -> Range<Int> {
        let lines = lines(column, of: package)
        return lines.lowerBound..<max(lines.lowerBound, lines.upperBound - 1)
    }

    /// The only line of a package.
    func string(_ column: Column, of package: Int) -> String {
        String(decoding: bytes[line(column, of: package)], as: UTF8.self)
    }

    /// A text by its place.
    func string(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    /// The members of a list.
    func strings(_ column: Column, of package: Int) -> [String] {
        bytes[lines(column, of: package)].split(separator: 0x0A).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// The package to whose lines a place of a column belongs.
    func package(at place: Int, in column: Column) -> Int {
        var (low, high) = (0, count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if start(column, middle) <= place { low = middle } else { high = middle }
        }
        return low
    }

    /// The line around a place of a column, without its line feed.
    func line(around place: Int, in column: Column) -> Range<Int> {
        let range = range(column)
        var start = place
        while start > range.lowerBound, bytes[start - 1] != 0x0A { start -= 1 }
        let end = ByteSearch.first(
            0x0A, in: bytes.span.extracting(0..<range.upperBound), from: place)
        return start..<end
    }

    /// Calls `body` with each line of a column that may fit a pattern; without a needle those are all.
    func eachLine(
        of column: Column, thatMayFit pattern: SearchPattern, _ body: (Range<Int>) -> Void
    ) {
        let range = range(column)
        var start = range.lowerBound
        while start < range.upperBound {
            var place = start
            if let needle = pattern.needle {
                guard let next = needle.first(in: text, from: start, to: range.upperBound) else {
                    return
                }
                place = next
            }
            let line = line(around: place, in: column)
            body(line)
            start = line.upperBound + 1
        }
    }

    private func start(_ column: Column, _ package: Int) -> Int {
        let place = places[column.rawValue]
        let word = ByteSearch.word(bytes.span, at: place.numbers + 4 * package)
        return place.text + Int(UInt32(truncatingIfNeeded: word))
    }
}

/// Gathers the packages of an index.
struct SearchIndexBuilder {
    private var count = 0
    private var texts = [[UInt8]](repeating: [], count: SearchIndex.Column.allCases.count)
    private var starts = [[UInt32]](repeating: [0], count: SearchIndex.Column.allCases.count)

    /// Adds a package behind the others.
    mutating func add(_ package: borrowing ListedPackage) {
        count += 1
        add(package.name, to: .name)
        add(package.version, to: .version)
        add(package.architecture, to: .architecture)
        add(package.source, to: .source)
        add(package.summary, to: .summary)
        add(lines: package.provides, to: .provides)
        add(lines: package.files, to: .files)
    }

    private mutating func add(_ line: [UInt8], to column: SearchIndex.Column) {
        texts[column.rawValue] += line
        texts[column.rawValue].append(0x0A)
        starts[column.rawValue].append(UInt32(truncatingIfNeeded: texts[column.rawValue].count))
    }

    private mutating func add(lines: [UInt8], to column: SearchIndex.Column) {
        texts[column.rawValue] += lines
        starts[column.rawValue].append(UInt32(truncatingIfNeeded: texts[column.rawValue].count))
    }

    /// The bytes of the index; `nil` where a text is too long for its numbers.
    consuming func finish() -> [UInt8]? {
        if texts.contains(where: { $0.count > Int(UInt32.max) }) { return nil }
        let columns = SearchIndex.Column.allCases
        var bytes: [UInt8] = []
        bytes.reserveCapacity(texts.reduce(200) { $0 + $1.count + 4 * (count + 1) })
        func append(_ number: UInt64, _ size: Int = 8) {
            for shift in 0..<size { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * shift))) }
        }
        append(SearchIndex.magicNumber)
        append(SearchIndex.format)
        append(0)
        append(UInt64(count))
        var place = 32 + 16 * columns.count
        for column in columns {
            append(UInt64(place))
            append(UInt64(texts[column.rawValue].count))
            place += 4 * (count + 1) + texts[column.rawValue].count
        }
        for column in columns {
            for start in starts[column.rawValue] { append(UInt64(start), 4) }
            bytes += texts[column.rawValue]
        }
        // Numbers are read eight bytes at a time, and the last one has four.
        append(0)
        let checksum = ByteSearch.hash(bytes.span.extracting(24..<bytes.count))
        for shift in 0..<8 {
            bytes[16 + shift] = UInt8(truncatingIfNeeded: checksum >> (8 * shift))
        }
        return bytes
    }
}

extension SearchIndex {
    fileprivate static var magicNumber: UInt64 { magic }
}
