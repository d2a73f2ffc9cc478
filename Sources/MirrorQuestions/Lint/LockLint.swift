internal import Manifest
internal import MirrorBase
internal import MirrorEngine
internal import Store
internal import SystemIO

/// What is wrong with the locks that lie beside the user's files.
struct LockLint {
    let options: BuildOptions
    let manifest: Manifest
    let files: LintFiles

    func run(_ log: inout LintLog) {
        var made: Set<String> = []
        for file in files.distros {
            for architecture in file.distro.architectures {
                let path =
                    options.locks / "\(file.distro.name)-\(architecture.name).lock.json"
                made.insert(path.lastComponent)
                guard files.chosen.contains(file.distro.name), Files.exists(path) else { continue }
                check(path, file, architecture.name, &log)
            }
        }
        guard files.distros.count == files.names.count else { return }
        for name in (try? Files.list(options.locks)) ?? []
        where name.hasSuffix(".lock.json") && !made.contains(name) && isLooked(at: name) {
            let path = (options.locks / name).string
            log.add(
                .warning, .lock, path,
                MirrorError.Problem(
                    "no distro and architecture makes the lock `\(path)`",
                    hints: ["it can be removed, unless its distro file is elsewhere"]))
        }
    }

    /// Whether a lock is of the distros that are looked at, going by its name: an architecture has no dash.
    private func isLooked(at name: String) -> Bool {
        if files.chosen.count == files.names.count { return true }
        guard let dash = name.lastIndex(of: "-") else { return false }
        return files.chosen.contains(String(name[..<dash]))
    }

    private func check(
        _ path: FilePath, _ file: Workspace.DistroFile, _ architecture: String,
        _ log: inout LintLog
    ) {
        let found = log.trying(.lock, path.string) { () throws(MirrorError) in
            try LockFinder(options: options).current(
                distro: file.distro.name, architecture: architecture)
        }
        guard let lock = found?.lock,
            let inputs = inputs(of: lock, file, architecture),
            let reason = inputs.staleness(of: lock)
        else { return }
        log.add(
            .warning, .staleLock, path.string,
            MirrorError.Problem(
                "the lock `\(path)` is out of date: \(reason)",
                hints: ["`mirror build \(file.distro.name) \(architecture)` makes it anew"]))
    }

    /// What the lock would be made from today, by the options that it was made with; `nil` where a build would
    /// not begin, which is reported elsewhere.
    private func inputs(
        of lock: Lock, _ file: Workspace.DistroFile, _ architecture: String
    ) -> LockInputs? {
        var options = options
        options.readLocked(lock.inputs.options)
        guard let plan = try? DistroPlan(file, architecture: architecture, options: options),
            let baselines = try? plan.baselinePlan()
        else { return nil }
        let wishes = manifest.wishes(
            forGroups: file.distro.groups.map(\.name), distro: file.distro.name,
            architecture: plan.architecture.name)
        return LockInputs(plan: plan, wishes: wishes, baselines: baselines.lines)
    }
}

extension BuildOptions {
    /// Takes over what a lock says that it was made with; see `DistroPlan.lockOptions`.
    fileprivate mutating func readLocked(_ lines: [String]) {
        (with, without, variables, namedSources) = ([], [], [:], [])
        (recommends, closure, prefersLocked, isMinimal) = (nil, nil, false, false)
        for line in lines {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            let (key, value) = (String(parts[0]), String(parts[1]))
            switch key {
            case "with": with.append(value)
            case "without": without.append(value)
            case "recommends": recommends = value == "true"
            case "closure": closure = ClosureKind(rawValue: value)
            case "prefer-locked": prefersLocked = true
            case "minimal": isMinimal = true
            default: if key.hasPrefix("set.") { variables[String(key.dropFirst(4))] = value }
            }
        }
    }
}
