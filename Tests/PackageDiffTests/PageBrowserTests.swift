import MirrorTestSupport
import PackageDiff
import SystemIO
import Testing

/// Pages in a real browser, which is driven as a reader would.
@Suite struct PageBrowserTests {
    private static let isAsked =
        Tool.isAsked("chromium") && Tool.isAsked("chromedriver")
        && Tool.isAsked("python3")

    private static let expected = [
        "rows=14", "controls=true", "first=containerd.io curl kernel-core libnl3",
        "filtered=openssl openssl-libs", "filtered.said=2 of 14 shown, +820 B",
        "filtered.hash=#find=OPENSSL", "cleared=14", "by advisory=openssl openssl-libs",
        "nothing=0",
        "nothing.said=true", "removed=runc slirp4netns yajl", "removed and added=5", "pressed=true",
        "added=containerd.io libnl3", "security=curl libcurl openssl openssl-libs",
        "largest=containerd.io kernel-core libnl3 openssl", "largest.said=descending",
        "smallest=yajl runc slirp4netns selinux-policy", "smallest.said=ascending",
        "by name=containerd.io curl kernel-core libnl3", "by name.said=ascending",
        "bytes.said=null",
        "closed=false", "opened=true", "all opened=true",
        "restored=openssl-libs libnl3 libcurl", "restored.text=lib",
        "restored.hash=#find=lib&kind=added+upgraded&sort=-size", "odd address=0",
        "from an advisory=14", "hostile=undefined", "hostile.rows=3", "hostile.elements=0",
        "hostile.links=0", "hostile.handlers=0", "large=300",
        "no script.rows=14", "no script.controls=false", "no script.buttons=0",
        "no script.opened=true", "empty=Nothing changed. All 412 packages are the same.",
        "requests=empty.html hostile.html large.html upgrade.html",
    ]

    @Test(.enabled(if: isAsked, "needs chromium and chromedriver"))
    func `pages do in a browser what they promise`() throws {
        let temporary = try TemporaryDirectory("pages")
        // Where somebody wants to look at them, and `drive.py DIRECTORY --shots DIRECTORY` takes pictures.
        let directory = Environment["MIRROR_PAGES"].map { FilePath($0) } ?? temporary.path
        try Files.makeDirectory(directory)
        try Self.writePages(to: directory)
        let outcome = try Subprocess.run(
            "python3",
            [
                (ProjectRoot.path / "Tests/PackageDiffTests/Browser/drive.py").string,
                directory.string,
            ],
            timeLimit: .seconds(120))
        #expect(outcome.succeeded, "\(outcome.errors)")
        let facts = outcome.output.split(separator: "\n").map(String.init)
        for (fact, wanted) in zip(facts, Self.expected) where fact != wanted {
            Issue.record("`\(fact)` instead of `\(wanted)`")
        }
        let missing = Set(Self.expected).subtracting(facts).sorted()
        let unexpected = facts.filter { !Self.expected.contains($0) }
        #expect(missing == [], "\(outcome.errors)")
        #expect(unexpected == [])
    }

    private static func writePages(to directory: FilePath) throws {
        for (name, difference) in [
            ("upgrade", PageSamples.upgrade), ("hostile", PageSamples.hostile),
            ("large", PageSamples.large), ("empty", PageSamples.empty),
        ] {
            let page = DifferencePage(difference).html
            try Files.replace(directory / "\(name).html", with: Array(page.utf8))
        }
    }
}
