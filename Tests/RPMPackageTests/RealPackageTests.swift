import MirrorBase
import MirrorTestSupport
import RPMPackage
import SystemIO
import Testing

@Suite(.enabled(if: Corpora.arePresent, "\(Corpora.notice)"))
struct RealPackageTests {
    /// What rpm itself reads, one line for each value.
    private static let format = """
        %{NAME}|%|EPOCH?{%{EPOCH}}:{0}||%{VERSION}|%{RELEASE}|%{ARCH}|\
        %|SOURCEPACKAGE?{1}:{0}|
        [F %{FILENAMES} %{FILEMODES} %{FILEFLAGS}
        ][P %{PROVIDENAME} %{PROVIDEVERSION} %{PROVIDEFLAGS}
        ][R %{REQUIRENAME} %{REQUIREVERSION} %{REQUIREFLAGS}
        ][O %{OBSOLETENAME} %{OBSOLETEVERSION} %{OBSOLETEFLAGS}
        ]
        """

    private func text(_ file: PackageFile) throws -> [String] {
        let identity = file.identity
        let architecture = try file.header.text(.architecture).map { file.string($0) } ?? ""
        var lines = [
            "\(identity.name)|\(identity.epoch)|\(identity.version)|\(identity.release)|"
                + "\(architecture)|\(file.isSource ? 1 : 0)"
        ]
        let modes = try file.header.numbers(.fileModes)
        let flags = try file.header.numbers(.fileFlags)
        for (index, entry) in try file.files().enumerated() {
            lines.append(
                "F \(file.string(entry.directory))\(file.string(entry.name)) "
                    + "\(modes?[index] ?? 0) \(flags?[index] ?? 0)")
        }
        for (letter, kind) in [
            ("P", PackageDependency.Kind.provides), ("R", .requires), ("O", .obsoletes),
        ] {
            for entry in try file.dependencies(kind) {
                lines.append(
                    "\(letter) \(file.string(entry.name)) \(file.string(entry.version)) "
                        + "\(entry.flags.rawValue)")
            }
        }
        return lines
    }

    @Test func `every real package is read as rpm reads it`() throws {
        let paths = try CorpusPackages.paths()
        #expect(paths.count > 100)
        for path in paths {
            let expected = try Subprocess.check(
                "rpm", ["-qp", "--nosignature", "--nodigest", "--qf", Self.format, path.string],
                environment: ["LC_ALL": "C.UTF-8"])
            let lines = expected.output.split(separator: "\n").map(String.init)
            #expect(try text(CorpusPackages.read(path)) == lines, "\(path)")
        }
    }
}
