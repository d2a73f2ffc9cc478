import CommandLineKit
import Testing

@testable import mirror

/// The lines of `mirror diff` about packages, as wide as a terminal is.
@Suite struct DiffRowTests {
    private static let rows = [
        ("base-files", "12.4+deb12u12", "13.8+deb13u1", "+1.5 kB", ""),
        ("bash", "5.2.15-2+b8", "5.2.37-2+b5", "+21.2 kB", ""),
        ("libc6", "2.36-9+deb12u13", "2.41-12", "+92.0 kB", "security → main"),
        ("libgssapi-krb5-2", "1.20.1-2+deb12u4", "1.21.3-5", "+3.7 kB", ""),
        ("libnghttp2-14", "1.52.0-1+deb12u2", "1.64.0-1.1", "+3.1 kB", ""),
        ("libpython3-stdlib-with-a-name", "3.11.2-1+b1~bpo12+1", "3.13.5-1~build1", "−10 B", ""),
        (
            "linux-image", "6.1.0+20260101.0123456789abcdef-1", "6.12.0+20260202.0123456789-1", "",
            ""
        ),
        ("tzdata", "2025b-0+deb12u2", "2025b-4+deb13u1", "−38.2 kB", "x → y, amd64 → all"),
    ].map { DiffRow(name: $0, versions: [$1, "→ " + $2], size: $3, remark: $4) }

    private static func lines(_ rows: [DiffRow], width: Int?) -> [[String]] {
        let columns = DiffRow.columns(of: rows, width: width)
        return rows.map { row in
            row.rendered(columns, width: width, styler: .plain).split(separator: "\n").map(
                String.init)
        }
    }

    @Test(arguments: [60, 72, 80, 100, 120])
    func `lines fit the terminal, and nothing of names and versions is cut`(width: Int) {
        for (row, lines) in zip(Self.rows, Self.lines(Self.rows, width: width)) {
            for line in lines {
                #expect(DisplayWidth.of(line) <= width, "\(line)")
                #expect(line.hasPrefix("  ") && !line.hasSuffix(" "), "\(line)")
            }
            let text = lines.joined(separator: "\n")
            for cell in [row.name, row.size] + row.versions {
                #expect(text.contains(cell), "\(cell) in \(text)")
            }
        }
    }

    @Test func `most rows of 80 columns take one line, in columns`() {
        let lines = Self.lines(Self.rows, width: 80)
        let single = lines.filter { $0.count == 1 }.map { $0[0] }
        #expect(single.count >= 5, "\(lines)")
        let arrows = single.map { $0.split(separator: "→")[0].count }
        #expect(Set(arrows.dropLast()).count == 1, "\(lines)")
    }

    @Test func `without a terminal every row is one line`() {
        #expect(Self.lines(Self.rows, width: nil).allSatisfy { $0.count == 1 })
    }
}
