internal import Manifest
internal import MirrorBase
internal import MirrorEngine
internal import SystemIO
internal import YAML

/// What is wrong with distro files.
struct DistroLint {
    let options: BuildOptions
    let files: LintFiles

    func run(_ log: inout LintLog) {
        for file in files.asked {
            let path = file.path.string
            if let manifest = files.manifest {
                for problem in file.distro.problems(with: manifest) {
                    log.add(.error, .mistake, path, problem)
                }
            }
            checkName(file, &log)
            _ = log.trying(.place, path) { () throws(MirrorError) in
                try Workspace.checkPlace(
                    of: file,
                    among: files.distros.lazy.map { ($0.distro.name, $0.distro) }.filter {
                        $0.0 != file.distro.name
                    })
            }
            checkPlans(file, &log)
            checkEnd(file, &log)
            checkKeys(file, &log)
            for name in file.distro.unusedVariables {
                warn(
                    .unusedVariable, file, "nothing uses the variable `\(name)`",
                    at: file.distro.variableSpans[name], &log)
            }
            for repository in file.distro.repositories { checkTrust(repository, file, &log) }
        }
    }

    private func warn(
        _ rule: LintReport.Rule, _ file: Workspace.DistroFile, _ message: String,
        at span: SourceSpan?, notes: [String] = [], hints: [String] = [], _ log: inout LintLog
    ) {
        let excerpt = span.map { file.distro.source.excerpt($0, notes: notes) }
        log.add(
            .warning, rule, file.path.string,
            MirrorError.Problem(message, excerpt: excerpt, hints: hints))
    }

    /// Commands know a distro by the name of its file, locks and trees by the name in it.
    private func checkName(_ file: Workspace.DistroFile, _ log: inout LintLog) {
        let called = String(file.path.lastComponent.dropLast(".yaml".count))
        if called == file.distro.name { return }
        warn(
            .mistake, file,
            "the file is called `\(called)`, by which commands know the distro, and its name is `\(file.distro.name)`",
            at: file.distro.nameSpan, &log)
    }

    /// What is refused when a build begins, for each architecture.
    private func checkPlans(_ file: Workspace.DistroFile, _ log: inout LintLog) {
        var plain = options
        // What one run asks for is no fault of the files.
        (plain.with, plain.without, plain.namedSources, plain.variables) = ([], [], [], [:])
        for architecture in file.distro.architectures {
            let plan = log.trying(.mistake, file.path.string) { () throws(MirrorError) in
                try DistroPlan(file, architecture: architecture.name, options: plain)
            }
            guard let plan else { continue }
            _ = log.trying(.baseline, file.path.string) { () throws(MirrorError) in
                try plan.baselinePlan()
            }
            if plan.repositories.isEmpty {
                warn(
                    .mistake, file, "no repository of `\(architecture.name)` is on",
                    at: architecture.span, &log)
            }
        }
    }

    private func checkEnd(_ file: Workspace.DistroFile, _ log: inout LintLog) {
        guard let warning = file.endWarning(at: Timestamp(seconds: Environment.now())) else {
            return
        }
        warn(.endOfLife, file, warning, at: file.distro.endOfLife?.span, &log)
    }

    // MARK: - Keys

    private func checkKeys(_ file: Workspace.DistroFile, _ log: inout LintLog) {
        for name in file.distro.unusedKeys {
            warn(
                .unusedKey, file, "no repository uses the key `\(name)`",
                at: file.distro.keySpans[name], &log)
        }
        var keys = file.distro.keys.sorted { $0.key < $1.key }.map(\.value)
        keys += file.distro.repositories.flatMap(\.keys).filter { $0.name == nil }
        for key in keys { checkFiles(of: key, file, &log) }
    }

    private func checkFiles(
        of key: SigningKey, _ file: Workspace.DistroFile, _ log: inout LintLog
    ) {
        let span = key.name.flatMap { file.distro.keySpans[$0] } ?? key.span
        let what = key.name.map { "the key `\($0)`" } ?? "the key"
        if let name = key.file, let reason = Self.unreadable(file.path.parent / name) {
            warn(
                .missingKey, file, "the file `\(name)` of \(what) \(reason)", at: span,
                hints: key.addresses.isEmpty ? [] : ["a build fetches it from its `url`"], &log)
        }
        if key.file == nil, key.addresses.isEmpty,
            key.paths.allSatisfy({ Self.unreadable(FilePath($0)) != nil })
        {
            let paths = key.paths.map { "`\($0)`" }.joined(separator: ", ")
            warn(
                .missingKey, file, "none of the files of \(what) can be read here: \(paths)",
                at: span, hints: ["a `file` beside the distro file is there on every machine"], &log
            )
        }
    }

    /// Why a file cannot be read; `nil` where it can.
    private static func unreadable(_ path: FilePath) -> String? {
        do throws(SystemError) {
            _ = try FileHandle(reading: path)
            return nil
        } catch {
            return error.isNotFound ? "is not there" : "cannot be read: \(error.reason)"
        }
    }

    // MARK: - Trust

    private func checkTrust(
        _ repository: DistroRepository, _ file: Workspace.DistroFile, _ log: inout LintLog
    ) {
        if !repository.isEnabled { return }
        let open = repository.openAddresses.filter(RPMSource.isOpen)
        if repository.trust == .unsigned {
            warn(
                .unsigned, file, "`\(repository.id)` is not signed: whoever serves it is trusted",
                at: repository.span,
                notes: open.isEmpty
                    ? []
                    : ["nothing protects the way from `\(SourceText.hidingPasswords(open[0]))`"],
                hints: ["`keys:` names the keys of a repository that is signed"], &log)
        } else if repository.trust == .packages, let first = open.first {
            warn(
                .openAddress, file,
                "the metadata of `\(repository.id)` is not signed, and `\(SourceText.hidingPasswords(first))` is not encrypted: only its packages are verified",
                at: repository.span, hints: ["an address with `https` would protect the way"], &log)
        }
    }
}
