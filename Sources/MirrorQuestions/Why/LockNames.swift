internal import MirrorBase
public import MirrorEngine
internal import Store
internal import SystemIO

/// The names in a lock file, found without reading all of it: fast enough for each press of a key.
///
/// It trusts the layout in which locks are written, one value a line; of a file of another layout it finds
/// fewer names, or none.
public struct LockNames {
    /// The text of the lock.
    private let bytes: [UInt8]

    /// Finds the lock that the words of a command line name first, in whatever form; `nil` where there is
    /// none.
    public init?(_ words: [String], _ options: BuildOptions) {
        guard let (choice, _) = LockChoice.split(words, options),
            let bytes = try? Self.read(choice, options)
        else { return nil }
        self.init(bytes)
    }

    /// The text of a lock; `nil` where a revision does not have it.
    private static func read(_ choice: LockChoice, _ options: BuildOptions) throws -> [UInt8]? {
        let reference =
            switch choice {
            case .target(let distro, let architecture):
                LockReference.current(distro: distro, architecture: architecture)
            case .reference(let text):
                try LockReference(text, distros: Workspace.names(in: options.distros).keys)
            }
        switch reference {
        case .file(let path): return try Files.read(path)
        case .revision(let path, let revision):
            return try RevisionFiles(revision: revision).read(path)
        case .current(let distro, let architecture):
            return try Files.read(options.locks / "\(distro)-\(architecture).lock.json")
        case .snapshot(let distro, let architecture, let moment):
            let history = try History(options)
            let build = try history.build(moment, distro: distro, architecture: architecture)
            return try history.lockText(of: build)
        }
    }

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The names of the packages, each once, in the lock's order.
    public var packages: [String] {
        var found: [String] = []
        for line in lines(of: "\"packages\":[") {
            if let name = string(behind: "{\"name\":\"", in: line), name != found.last {
                found.append(name)
            }
        }
        return found
    }

    /// The groups of the manifest that packages are there for, by name; and the wishes of all sets, each once,
    /// in the lock's order: the base, and a group of the repositories, as one.
    public var wanted: (groups: [String], wishes: [String]) {
        var labels: [String] = []
        for line in lines(of: "\"sets\":[") {
            guard let value = try? JSONNode(parsing: Array(bytes[trimmed(line)])) else { continue }
            labels += LockNames.texts(value["wishes"])
        }
        var hasBase = false
        var packages: [(name: String, reasons: [String])] = []
        for line in lines(of: "\"packages\":[") {
            guard let value = try? JSONNode(parsing: Array(bytes[trimmed(line)])),
                let name = value["name"]?.string
            else { continue }
            hasBase = hasBase || value["component"] != nil
            packages.append((name, LockNames.texts(value["for"])))
        }
        let wished = packages.map(\.reasons).filter(Lock.Package.isWished)
        return (
            Set(wished.joined()).subtracting(labels).sorted(),
            LockReasons(wishes: labels, packages: packages, hasBase: hasBase).wishes
        )
    }

    private static func texts(_ value: JSONNode?) -> [String] {
        value?.elements?.compactMap(\.string) ?? []
    }

    /// The ids of the repositories, each once.
    public var repositories: [String] {
        var found: [String] = []
        for line in lines(of: "\"repositories\":[") {
            if let id = string(behind: "{\"id\":\"", in: line), !found.contains(id) {
                found.append(id)
            }
        }
        return found
    }

    /// The options that it was made with; `nil` where the text has none of them.
    var options: [String]? {
        let key = Array("\"options\":[".utf8)
        let span = bytes.span
        var place = ByteSearch.first(UInt8(ascii: "\""), in: span, from: 0)
        // They are part of the inputs, at the beginning of the text.
        while place < min(span.count, 4096) {
            if span.count - place > key.count, ByteSearch.isEqual(key.span, span, at: place) {
                let start = place + key.count - 1
                let end = ByteSearch.first(UInt8(ascii: "]"), in: span, from: start)
                guard end < span.count,
                    let value = try? JSONNode(parsing: Array(bytes[start...end])),
                    let list = value.elements
                else { return nil }
                return list.compactMap(\.string)
            }
            place = ByteSearch.first(UInt8(ascii: "\""), in: span, from: place + 1)
        }
        return nil
    }

    /// The lines between one that ends with a text and the next that begins with a bracket.
    private func lines(of key: String) -> [Range<Int>] {
        let key = Array(key.utf8)
        var found: [Range<Int>] = []
        var isInside = false
        var start = 0
        let span = bytes.span
        while start < span.count {
            let end = ByteSearch.first(UInt8(ascii: "\n"), in: span, from: start)
            if isInside {
                if bytes[start] == UInt8(ascii: "]") { return found }
                found.append(start..<end)
            } else {
                isInside =
                    end - start >= key.count
                    && ByteSearch.isEqual(key.span, span, at: end - key.count)
            }
            start = end + 1
        }
        return found
    }

    /// The text up to the next quote of a line that begins so.
    private func string(behind start: String, in line: Range<Int>) -> String? {
        let start = Array(start.utf8)
        guard line.count > start.count,
            ByteSearch.isEqual(start.span, bytes.span, at: line.lowerBound)
        else { return nil }
        let begin = line.lowerBound + start.count
        let end = ByteSearch.first(UInt8(ascii: "\""), in: bytes.span, from: begin)
        return end < line.upperBound ? String(decoding: bytes[begin..<end], as: UTF8.self) : nil
    }

    /// A line without the comma behind its value.
    private func trimmed(_ line: Range<Int>) -> Range<Int> {
        line.isEmpty || bytes[line.upperBound - 1] != UInt8(ascii: ",")
            ? line : line.lowerBound..<line.upperBound - 1
    }
}
