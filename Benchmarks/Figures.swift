internal import SystemIO

/// One line of the table: a case, ours beside the peer's, and whether the mark is met.
struct Figure {
    /// What was measured.
    var name: String
    /// Our figure.
    var ours: Double
    /// The unit of both.
    var unit: String
    /// The peer with its version, and its figure; the reason where there is none.
    var peer: (name: String, value: Double?)
    /// What was promised, as text.
    var mark: String
    /// Whether it holds; `nil` where it cannot be said.
    var isMet: Bool?

    /// The cells of the line.
    var cells: [String] {
        let peerText = peer.value.map { "\(Figure.number($0)) \(unit), \(peer.name)" } ?? peer.name
        let ratio = peer.value.map { "\(Figure.number(ours / $0))" } ?? "-"
        let met = isMet.map { $0 ? "met" : "not met" } ?? "not known"
        return [name, "\(Figure.number(ours)) \(unit)", peerText, ratio, mark, met]
    }

    /// Three digits behind the point for small figures, none for large ones.
    static func number(_ value: Double) -> String {
        if value >= 20 { return "\(Int(value.rounded()))" }
        let thousandths = Int((value * 1000).rounded())
        let digits = "\(thousandths % 1000)"
        return "\(thousandths / 1000).\(String(repeating: "0", count: 3 - digits.count))\(digits)"
    }

    /// The table of several figures, columns aligned.
    static func table(_ figures: [Figure]) -> String {
        let rows =
            [["case", "ours", "peer", "ours/peer", "mark", "met"]] + figures.map(\.cells)
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}

/// The middle of several measurements, the lower one of two middles.
func median(of count: Int, _ measure: () throws -> Double) rethrows -> Double {
    try medians(of: count, measure, { 0 }).ours
}

/// The middles of two series, measured in turns, so that a busy spell of the machine meets both.
func medians(of count: Int, _ ours: () throws -> Double, _ peer: () throws -> Double) rethrows
    -> (ours: Double, peer: Double)
{
    var series: [[Double]] = [[], []]
    for _ in 0..<count {
        series[0].append(try ours())
        series[1].append(try peer())
    }
    let middles = series.map { $0.sorted()[(count - 1) / 2] }
    return (middles[0], middles[1])
}

/// A program to compare with, and how it is called.
struct Peer {
    /// Its name and version; the reason where it is not here.
    var name: String
    /// The command; `nil` where it is not here.
    var command: [String]?

    /// Measures one of our cases and the peer in turns.
    func figure(
        _ name: String, runs: Int, mark: String, largestRatio: Double, _ ours: () throws -> Double
    ) throws -> Figure {
        guard let command else {
            return Figure(
                name: name, ours: try median(of: runs, ours), unit: "s", peer: (self.name, nil),
                mark: mark, isMet: nil)
        }
        let (mine, other) = try medians(of: runs, ours) { try ChildProcess.run(command).seconds }
        return Figure(
            name: name, ours: mine, unit: "s", peer: (self.name, other), mark: mark,
            isMet: mine <= other * largestRatio)
    }

    /// `deb2solv` over an index that is not compressed.
    static func deb2solv(_ text: FilePath, in directory: FilePath) -> Peer {
        if ChildProcess.find("deb2solv") == nil { return Peer(name: "deb2solv is not here") }
        let query = ["dpkg-query", "-W", "-f", "${Version}\\n", "libsolv-tools"]
        let version = ChildProcess.firstLine(query, in: directory) ?? "unknown version"
        return Peer(name: "deb2solv -r (\(version))", command: ["deb2solv", "-r", text.string])
    }

    /// `xz -dc` over a compressed index.
    static func xz(_ index: FilePath, in directory: FilePath) -> Peer {
        if ChildProcess.find("xz") == nil { return Peer(name: "xz is not here") }
        let line = ChildProcess.firstLine(["xz", "--version"], in: directory) ?? "xz"
        let version = line.split(separator: " ").last ?? ""
        return Peer(name: "xz -dc (\(version))", command: ["xz", "-dc", index.string])
    }
}
