internal import MirrorBase
internal import SystemIO

/// The cases of every day, which run the program over locks.
struct DailyCases {
    /// The release binary.
    let program: String
    let directory: FilePath

    static let runs = 21
    static let packages = 2_000

    /// What changed between two locks of an rpm distribution, read, compared and printed.
    func compared() throws -> Figure {
        let paths = try locks()
        let command = [program, "diff"] + paths.map(\.string)
        let ours = try median(of: Self.runs) { try ChildProcess.run(command).seconds }
        let sizes = try paths.map { try Files.status($0)?.size ?? 0 }
        let megabytes = Double(sizes.reduce(0, +)) / 1e6
        return Figure(
            name:
                "whole program: diff of two locks of \(Self.packages) packages, \(Figure.number(megabytes)) MB",
            ours: ours, unit: "s", peer: ("no peer", nil), mark: "under 0.05 s",
            isMet: ours < 0.05)
    }

    // MARK: - Locks

    /// Two locks: in the second some packages are not there, some are new, and some are newer.
    private func locks() throws -> [FilePath] {
        try [false, true].map { isLater in
            let path = directory / (isLater ? "later.lock.json" : "earlier.lock.json")
            try Files.replace(path, with: Array(text(isLater: isLater).utf8))
            return path
        }
    }

    private func text(isLater: Bool) -> String {
        var lines: [String] = []
        var records: [String] = []
        let first = isLater ? 10 : 0
        for number in first..<(first + Self.packages) {
            let isNewer = isLater && number % 10 == 0
            let package = SampledPackage(number: number, release: isNewer ? 2 : 1)
            lines.append(package.line)
            records.append(JSONText.quoted(package.record))
        }
        let digest = SampledPackage.digest(0)
        return """
            {"schema":1,"distro":"sample","arch":"x86_64",
            "inputs":{"manifest":"\(digest)","distro":"\(digest)","options":[],"repositories":[
            {"id":"baseos","suite":"","digest":"\(digest)","date":"2026-01-01T00:00:00Z","url":"http://localhost"}
            ]},
            "sets":[
            {"name":"sample","wishes":["bash"]}
            ],
            "packages":[
            \(lines.joined(separator: ",\n"))
            ],
            "records":[
            \(records.joined(separator: ",\n"))
            ]}

            """
    }
}

/// A package whose lines are about as long as those of real ones.
private struct SampledPackage {
    let number: Int
    let release: Int

    var name: String { "package-\(number)\(number % 3 == 0 ? "-devel" : "")" }
    var file: String { "\(name)-1.\(number % 7)-\(release).el9.x86_64.rpm" }

    /// Sixty-four digits that differ for different numbers.
    static func digest(_ number: Int) -> String {
        let bytes = (0..<32).map { UInt8(truncatingIfNeeded: (number &+ 1) &* 2_654_435_761 >> $0) }
        return Hexadecimal.string(of: bytes)
    }

    /// The line of the lock.
    var line: String {
        var json = JSONText()
        json.beginObject()
        json.field("name", name)
        json.field("version", "0:1.\(number % 7)-\(release).el9")
        json.field("arch", "x86_64")
        json.field("repository", "baseos")
        json.field("path", "Packages/\(file)")
        json.field("upstream", "Packages/p/\(file)")
        json.field("size", 1_000 * number + release)
        for (place, key) in ["sha256", "filelists", "other"].enumerated() {
            json.field(key, Self.digest(10 * number + 3 * release + place))
        }
        json.field("for", ["bash"])
        json.endObject()
        return json.text
    }

    /// The element of primary, of one to two kilobytes.
    var record: String {
        let entries = (0..<(6 + number % 12)).map { entry in
            "      <rpm:entry name=\"libpackage\(entry).so.1()(64bit)\" flags=\"GE\" epoch=\"0\" ver=\"\(entry)\"/>\n"
        }
        return """
            <package type="rpm">
              <name>\(name)</name>
              <arch>x86_64</arch>
              <version epoch="0" ver="1.\(number % 7)" rel="\(release).el9"/>
              <checksum type="sha256" pkgid="YES">\(Self.digest(10 * number + 3 * release))</checksum>
              <summary>A package of a benchmark</summary>
              <description>What it holds is said in a few lines, none of which anybody reads, so that
            the record is as long as those of packages that somebody wants.</description>
              <url>https://example.org/\(name)</url>
              <time file="1700000000" build="1700000000"/>
              <size package="\(1_000 * number + release)" installed="\(3_000 * number)" archive="0"/>
              <location href="Packages/p/\(file)"/>
              <format>
                <rpm:license>MIT</rpm:license>
                <rpm:sourcerpm>\(name)-1-1.el9.src.rpm</rpm:sourcerpm>
                <rpm:requires>
            \(entries.joined())    </rpm:requires>
              </format>
            </package>
            """
    }
}
