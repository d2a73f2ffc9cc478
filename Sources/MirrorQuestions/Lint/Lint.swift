public import MirrorBase
public import MirrorEngine
internal import SystemIO

/// Looks for what is wrong in the user's files: all of it, in all files, at once.
///
/// Errors are what a build would refuse, found by the same code. Warnings are what a build takes and nobody
/// means.
public struct Lint {
    let options: BuildOptions
    let observer: BuildObserver

    /// Begins with options and an observer.
    public init(_ options: BuildOptions, observer: BuildObserver) {
        self.options = options
        self.observer = observer
    }

    /// Looks at the manifest, the distro files of these names or all, and their locks.
    ///
    /// - Parameters:
    ///   - online: Whether names are looked for in the repositories, too.
    ///   - refreshes: Whether indexes are asked for anew although they are kept.
    /// - Throws: where a distro does not exist, and with `online` where no repository answers.
    public func run(distros names: [String] = [], online: Bool = false, refreshes: Bool = false)
        async throws(MirrorError) -> LintReport
    {
        let known = Workspace.names(in: options.distros)
        // The same error as everywhere else.
        for name in names where known[name] == nil {
            _ = try Workspace.distro(name, in: options.distros)
        }
        var log = LintLog()
        let files = read(known, names, &log)
        DistroLint(options: options, files: files).run(&log)
        if let manifest = files.manifest {
            ManifestLint(manifest: manifest, files: files).run(&log)
            LockLint(options: options, manifest: manifest, files: files).run(&log)
        }
        var report = LintReport(findings: [], distroCount: files.chosen.count)
        if online, let manifest = files.manifest {
            let absent = AbsenceLint(
                options: options, observer: observer, manifest: manifest, files: files,
                refreshes: refreshes)
            let outcome = try await absent.run(&log)
            report.unreachable = outcome.unreachable
            report.askedCount = outcome.askedCount
        }
        report.findings = log.sorted(
            [options.manifest.string] + files.names.compactMap { known[$0]?.string })
        return report
    }

    private func read(
        _ known: [String: FilePath], _ names: [String], _ log: inout LintLog
    ) -> LintFiles {
        var files = LintFiles()
        files.names = known.keys.sorted()
        files.chosen = Set(names.isEmpty ? files.names : names)
        files.manifest = log.trying(.mistake, options.manifest.string) { () throws(MirrorError) in
            try Workspace(options).manifest
        }
        for name in files.names {
            do throws(MirrorError) {
                files.distros.append(try Workspace.distro(name, in: options.distros))
            } catch {
                if files.chosen.contains(name) {
                    log.add(.mistake, known[name]?.string ?? name, error)
                }
            }
        }
        return files
    }
}
