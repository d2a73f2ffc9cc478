internal import MirrorBase
internal import SystemIO

/// The cases of every day, which run the program over locks.
struct DailyCases {
    /// The release binary.
    let program: String
    let directory: FilePath

    static let runs = 21
    static let packages = 2_000

    /// What changed between two locks of each family, read, compared and printed.
    func figures() throws -> [Figure] {
        try [SampledPackage.Family.rpm, .deb].flatMap { family in
            let paths = try locks(family)
            let sizes = try paths.map { try Files.status($0)?.size ?? 0 }
            let megabytes = Double(sizes.reduce(0, +)) / 1e6
            let locks =
                "two \(family) locks of \(Self.packages) packages, \(Figure.number(megabytes)) MB"
            return try ["text", "json"].map { format in
                let command = [program, "diff", "--format", format] + paths.map(\.string)
                let ours = try median(of: Self.runs) { try ChildProcess.run(command).seconds }
                return Figure(
                    name: "whole program: diff of \(locks), \(format)", ours: ours, unit: "s",
                    peer: ("no peer", nil), mark: "under 0.05 s", isMet: ours < 0.05)
            }
        }
    }

    // MARK: - Locks

    /// Two locks: in the second some packages are not there, some are new, and some are newer.
    private func locks(_ family: SampledPackage.Family) throws -> [FilePath] {
        try [false, true].map { isLater in
            let path = directory / "\(family)-\(isLater ? "later" : "earlier").lock.json"
            try Files.replace(path, with: Array(text(family, isLater: isLater).utf8))
            return path
        }
    }

    private func text(_ family: SampledPackage.Family, isLater: Bool) -> String {
        var lines: [String] = []
        var records: [String] = []
        let first = isLater ? 10 : 0
        for number in first..<(first + Self.packages) {
            let isNewer = isLater && number % 10 == 0
            let package = SampledPackage(
                family: family, number: number, release: isNewer ? 2 : 1)
            lines.append(package.line)
            records.append(JSONText.quoted(package.record))
        }
        let digest = SampledPackage.digest(0)
        return """
            {"schema":1,"distro":"sample","arch":"\(family.architecture)",
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
    enum Family {
        case rpm, deb

        var architecture: String { self == .rpm ? "x86_64" : "amd64" }
    }

    let family: Family
    let number: Int
    let release: Int

    /// In the order of the numbers, which is that of a lock.
    var name: String { "package-\(10_000 + number)\(number % 3 == 0 ? "-devel" : "")" }
    var version: String { "1.\(number % 7)-\(release)\(family == .rpm ? ".el9" : "")" }
    var path: String {
        family == .rpm
            ? "Packages/p/\(name)-\(version).x86_64.rpm"
            : "pool/main/p/\(name)/\(name)_\(version)_amd64.deb"
    }
    var digest: String { Self.digest(10 * number + 3 * release) }

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
        json.field("version", family == .rpm ? "0:" + version : version)
        json.field("arch", family.architecture)
        json.field("repository", "baseos")
        if family == .deb { json.field("component", "main") }
        json.field("path", path)
        json.field("upstream", path)
        json.field("size", 1_000 * number + release)
        json.field("sha256", digest)
        if family == .rpm {
            json.field("filelists", Self.digest(10 * number + 3 * release + 1))
            json.field("other", Self.digest(10 * number + 3 * release + 2))
        }
        json.field("for", ["bash"])
        json.endObject()
        return json.text
    }

    /// What the index says of it, in one to two kilobytes.
    var record: String { family == .rpm ? element : stanza }

    private var stanza: String {
        let relations = (0..<(6 + number % 12)).map { "libpackage\($0) (>= 1.\($0)~)" }
        return """
            Package: \(name)
            Architecture: amd64
            Version: \(version)
            Multi-Arch: same
            Priority: optional
            Section: libs
            Maintainer: Maintainers of Benchmarks <benchmarks@example.org>
            Installed-Size: \(3 * number)
            Depends: \(relations.joined(separator: ", "))
            Filename: \(path)
            Size: \(1_000 * number + release)
            SHA256: \(digest)
            Homepage: https://example.org/\(name)
            Description: A package of a benchmark
             What it holds is said in a few lines, none of which anybody reads, so that
             the record is as long as those of packages that somebody wants.

            """
    }

    private var element: String {
        let entries = (0..<(6 + number % 12)).map { entry in
            "      <rpm:entry name=\"libpackage\(entry).so.1()(64bit)\" flags=\"GE\" epoch=\"0\" ver=\"\(entry)\"/>\n"
        }
        return """
            <package type="rpm">
              <name>\(name)</name>
              <arch>x86_64</arch>
              <version epoch="0" ver="1.\(number % 7)" rel="\(release).el9"/>
              <checksum type="sha256" pkgid="YES">\(digest)</checksum>
              <summary>A package of a benchmark</summary>
              <description>What it holds is said in a few lines, none of which anybody reads, so that
            the record is as long as those of packages that somebody wants.</description>
              <url>https://example.org/\(name)</url>
              <time file="1700000000" build="1700000000"/>
              <size package="\(1_000 * number + release)" installed="\(3_000 * number)" archive="0"/>
              <location href="\(path)"/>
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
