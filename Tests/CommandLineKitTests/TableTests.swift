import CommandLineKit
import MirrorBase
import Testing

struct TableTests {
    private func table() -> Table {
        var table = Table([
            .init("package"), .init("size", .right), .init("why", isFlexible: true),
        ])
        table.append(["curl", "1.2 MB", "wished for by the base group"])
        table.append([.init("libc6", .bold), "12.0 MB", ""])
        return table
    }

    @Test func `aligns columns without trailing blanks`() {
        #expect(
            table().rendered() == """
                package     size  why
                curl      1.2 MB  wished for by the base group
                libc6    12.0 MB

                """)
    }

    @Test func `cuts flexible columns to the width`() {
        #expect(
            table().rendered(width: 34) == """
                package     size  why
                curl      1.2 MB  wished for by t…
                libc6    12.0 MB

                """)
        // Below the smallest width of the column the lines are longer than asked for.
        #expect(table().rendered(width: 5).contains("  wished…\n"))
    }

    @Test func `cuts what yields first, and never a column that is not flexible`() {
        var table = Table([
            .init("name"), .init("version"), .init("repository", isFlexible: true),
            .init("size", .right), .init("for", yieldsFirst: true),
        ])
        table.append(["curl", "7.88.1", "debian-security", "3 B", "wish of the base, and of tools"])
        table.append(["a-name-that-is-longer-than-all", "2:2.4-2+deb12u1", "debian", "10 B", "x"])
        #expect(
            table.rendered(width: 60) == """
                name               version          reposit…  size  for
                curl               7.88.1           debian-…   3 B  wish of…
                a-name-that-is-longer-than-all  2:2.4-2+deb12u1  debian  10 B  x

                """)
    }

    @Test func `leaves out what may vanish before another column is cut`() {
        var table = Table([
            .init("distro"), .init("title", isFlexible: true), .init("optional", mayVanish: true),
            .init("end"),
        ])
        table.append(["sample", "Sample Linux 12", "backports kubernetes", "2030"])
        #expect(
            table.rendered(width: 39).hasSuffix("sample  Sample Linux 12  backpor…  2030\n"))
        #expect(table.rendered(width: 32).hasSuffix("sample  Sample Linux 12  2030\n"))
        #expect(table.rendered(width: 26).hasSuffix("sample  Sample Linu…  2030\n"))
    }

    @Test func `styles cells without moving columns`() {
        #expect(
            table().rendered(styler: Styler(isEnabled: true)) == """
                \u{1B}[1mpackage\u{1B}[0m     \u{1B}[1msize\u{1B}[0m  \u{1B}[1mwhy\u{1B}[0m
                curl      1.2 MB  wished for by the base group
                \u{1B}[1mlibc6\u{1B}[0m    12.0 MB

                """)
    }

    @Test func `measures what a terminal shows`() {
        var table = Table([.init(), .init()])
        table.append(["日本語", "|"])
        table.append(["cafe\u{301}", "|"])
        table.append(["a\u{1B}[2Jb\n", "|"])
        #expect(table.rendered() == "日本語   |\ncafe\u{301}     |\na\u{FFFD}[2Jb\u{FFFD}  |\n")
        #expect(DisplayWidth.of("📦a") == 3)
        #expect(DisplayWidth.truncated("日本語", to: 4) == "日…")
        #expect(DisplayWidth.truncated("ab cd", to: 4) == "ab…")
        #expect(DisplayWidth.truncated("abc", to: 0) == "")
    }

    @Test func `prints nothing without rows`() {
        #expect(Table([.init("a")]).rendered(width: 80) == "")
    }

    @Test(
        arguments: [
            (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (1_234_567, "1.2 MB"),
            (1_250_000, "1.3 MB"),
            (999_949, "999.9 kB"), (999_950, "1.0 MB"), (27_000_000_000, "27.0 GB"),
            (-1500, "-1.5 kB"),
            (.max, "9.2 EB"), (.min, "-9.2 EB"),
        ] as [(Int64, String)])
    func `writes sizes`(bytes: Int64, text: String) {
        #expect(ByteCount.text(bytes) == text)
    }

    @Test(
        arguments: [
            (.milliseconds(310), "0.31 s"), (.milliseconds(9999), "9.99 s"),
            (.seconds(12.34), "12.3 s"),
            (.seconds(80), "1m 20s"), (.seconds(7500), "2h 05m"), (.seconds(273_600), "3d 04h"),
            (.seconds(-1), "0.00 s"), (.seconds(59.99), "59.9 s"),
        ] as [(Duration, String)])
    func `writes spans of time`(span: Duration, text: String) {
        #expect(ElapsedTime.text(span) == text)
    }

    @Test func `writes counts and rates`() {
        #expect(Count.text(1, "package") == "1 package")
        #expect(Count.text(0, "package") == "0 packages")
        #expect(Count.text(2, "entry", plural: "entries") == "2 entries")
        #expect(ByteCount.rate(4_100_000) == "4.1 MB/s")
    }
}
