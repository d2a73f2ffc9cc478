/// Finds the packages that own certain files in a `Contents-<arch>` index, chunk by chunk.
///
/// A line is `path<blanks>section/package[,section/package…]`, the path without a leading slash. The
/// index of a large suite is some 600 MB of text, so lines are not kept: a walk through a tree of the
/// wanted paths gives up at the first byte that leads nowhere, and only lines that may match are
/// looked at as a whole. The free text at the beginning of old indexes matches nothing.
public struct ContentsScanner: Sendable {
    /// The packages that own each wanted path, by the path as given, in the order of the index.
    ///
    /// A path that nobody owns is absent.
    public private(set) var owners: [String: [String]] = [:]

    private enum State: Sendable {
        /// In the part of the line that agrees with a wanted path so far.
        case matching(node: Int)
        /// In the rest of a line that may match.
        case capturing(node: Int)
        /// In the rest of a line that cannot match.
        case skipping
    }

    private var tree = PathTree()
    private var wanted: [String: [String]] = [:]
    private var state: State = .matching(node: PathTree.root)
    private var captured: [UInt8] = []
    /// A line that is longer than this is no line of an index.
    private static let longestCapture = 1 << 20

    /// Looks for files by their absolute paths.
    ///
    /// `/bin`, `/sbin` and the `/lib` directories are the same as those below `/usr` on a merged
    /// system, while an index lists a file where its package puts it: either place matches either.
    public init(paths: [String]) {
        for path in paths where !path.utf8.contains(ControlByte.lineFeed) {
            for listing in ContentsScanner.listings(of: path) {
                wanted[listing, default: []].append(path)
                tree.insert(Array(listing.utf8))
            }
        }
    }

    /// The forms in which an index may list an absolute path.
    static func listings(of path: String) -> [String] {
        let relative = String(path.drop { $0 == "/" })
        guard !relative.isEmpty else { return [] }
        let merged = ["bin/", "sbin/", "lib/", "lib32/", "lib64/", "libx32/"]
        var forms = [relative]
        if merged.contains(where: { relative.hasPrefix($0) }) {
            forms.append("usr/" + relative)
        } else if relative.hasPrefix("usr/") {
            let inner = String(relative.dropFirst(4))
            if merged.contains(where: { inner.hasPrefix($0) }) { forms.append(inner) }
        }
        return forms
    }

    /// Reads the next part of the text; parts may end anywhere, also within a line.
    public mutating func consume(_ chunk: Span<UInt8>) {
        var offset = 0
        let end = chunk.count
        while offset < end {
            switch state {
            case .skipping:
                while offset < end, chunk[offset] != ControlByte.lineFeed { offset += 1 }
                if offset < end {
                    offset += 1
                    state = .matching(node: PathTree.root)
                }
            case .matching(let node):
                let byte = chunk[offset]
                if ControlByte.isBlank(byte) {
                    state = .capturing(node: node)
                } else if let next = tree.child(of: node, byte) {
                    state = .matching(node: next)
                    offset += 1
                } else {
                    state = .skipping
                }
            case .capturing(let node):
                while offset < end, chunk[offset] != ControlByte.lineFeed {
                    captured.append(chunk[offset])
                    offset += 1
                }
                if captured.count > ContentsScanner.longestCapture {
                    captured.removeAll()
                    state = .skipping
                } else if offset < end {
                    endLine(node)
                    offset += 1
                }
            }
        }
    }

    /// Reads the last line where it has no line end.
    public mutating func finish() {
        if case .capturing(let node) = state { endLine(node) }
        state = .matching(node: PathTree.root)
    }

    /// Splits a line at its last blanks: a path may have blanks itself, the list of owners has none.
    private mutating func endLine(_ node: Int) {
        state = .matching(node: PathTree.root)
        defer { captured.removeAll(keepingCapacity: true) }
        var line = tree.path(to: node) + captured
        while let last = line.last, ControlByte.isBlank(last) || last == ControlByte.carriageReturn
        {
            line.removeLast()
        }
        guard let gap = line.lastIndex(where: ControlByte.isBlank) else { return }
        var pathEnd = gap
        while pathEnd > 0, ControlByte.isBlank(line[pathEnd - 1]) { pathEnd -= 1 }
        guard let paths = wanted[String(decoding: line[..<pathEnd], as: UTF8.self)] else { return }
        for entry in line[(gap + 1)...].split(separator: ControlByte.comma) {
            guard let name = entry.split(separator: ControlByte.slash).last else { continue }
            let package = String(decoding: name, as: UTF8.self)
            for path in paths where !owners[path, default: []].contains(package) {
                owners[path, default: []].append(package)
            }
        }
    }
}

/// Byte strings as a tree, in flat arrays: first child and next sibling.
private struct PathTree: Sendable {
    static let root = 0
    private var bytes: [UInt8] = [0]
    private var parent: [Int] = [0]
    private var firstChild: [Int] = [0]
    private var nextSibling: [Int] = [0]

    /// The node one byte further on, else `nil`.
    func child(of node: Int, _ byte: UInt8) -> Int? {
        var child = firstChild[node]
        while child != PathTree.root {
            if bytes[child] == byte { return child }
            child = nextSibling[child]
        }
        return nil
    }

    mutating func insert(_ path: [UInt8]) {
        var node = PathTree.root
        for byte in path {
            if let known = child(of: node, byte) {
                node = known
                continue
            }
            let new = bytes.count
            bytes.append(byte)
            parent.append(node)
            nextSibling.append(firstChild[node])
            firstChild.append(PathTree.root)
            firstChild[node] = new
            node = new
        }
    }

    /// The bytes that lead to a node.
    func path(to node: Int) -> [UInt8] {
        var reversed: [UInt8] = []
        var node = node
        while node != PathTree.root {
            reversed.append(bytes[node])
            node = parent[node]
        }
        return reversed.reversed()
    }
}
