internal import Manifest
package import MirrorBase
package import Store
internal import SystemIO

/// The baselines of a run, read, and what is done about them.
package struct BaselinePlan {
    /// What is done about packages that are there.
    var mode = BaselineMode.assume
    /// The baselines, in the order in which they were named; `none` is not among them.
    var baselines: [Baseline] = []

    /// Nothing is on the target.
    package init() {}

    init(mode: BaselineMode, baselines: [Baseline]) {
        self.mode = mode
        self.baselines = baselines
    }

    /// How a lock names them.
    package var lines: [Lock.Baseline] {
        baselines.map { Lock.Baseline(name: $0.name, mode: mode, digest: $0.digest) }
    }

    /// What all machines have in common, or with `ship` what any of them has.
    ///
    /// - Parameter installed: The packages of one baseline.
    func packages(_ installed: (Baseline) throws(MirrorError) -> [Lock.Installed])
        throws(MirrorError) -> [Lock.Installed]
    {
        var result: [Lock.Installed] = []
        for (number, baseline) in baselines.enumerated() {
            let packages = try installed(baseline)
            if number == 0 {
                result = packages
                continue
            }
            switch mode {
            case .assume:
                let keys = Set(packages.map(\.key))
                result = result.filter { keys.contains($0.key) }
            case .ship:
                let keys = Set(result.map(\.key))
                result += packages.filter { !keys.contains($0.key) }
            }
        }
        return result
    }
}

extension BaselinePlan {
    /// What is shipped beside what the manifest wishes, by name.
    func shippedWishes() throws(MirrorError) -> [Wish] {
        if mode == .assume { return [] }
        var wishes: [Wish] = []
        for baseline in baselines {
            switch baseline.content {
            case .nothing: continue
            case .group(let wish, _): wishes.append(wish)
            case .list(let entries):
                for entry in entries { wishes.append(try Resolve.parse(entry.name)) }
            case .packages(let packages):
                for package in packages { wishes.append(try Resolve.parse(package.name)) }
            }
        }
        return wishes
    }
}

extension DistroPlan {
    /// The baselines that the options name, or else the distro file.
    package func baselinePlan() throws(MirrorError) -> BaselinePlan {
        let isGiven = !options.baselines.isEmpty
        let names = isGiven ? options.baselines : distro.baseline.files
        let reader = baselineReader
        let baselines = try names.filter { $0 != "none" }.map { (name) throws(MirrorError) in
            try reader.read(name, in: isGiven ? nil : file.path.parent)
        }
        return BaselinePlan(
            mode: options.baselineMode ?? distro.baseline.mode, baselines: baselines)
    }

    /// Reads baselines for machines of this distro and architecture.
    var baselineReader: BaselineReader {
        let architectures =
            switch distro.family {
            case .rpm: distro.packageArchitectures(for: architecture)
            case .deb: [architecture.urlName, "all"] + architecture.foreign
            }
        return BaselineReader(family: distro.family, architectures: architectures)
    }
}

extension Lock.Installed {
    /// What tells it from all others.
    fileprivate var key: String { "\(name) \(version) \(architecture)" }
}

extension BaselineMatcher.Matched {
    /// Says what is not known of a baseline's packages, and what that means.
    func report(_ baseline: String, to observer: BuildObserver) {
        if unknown > 0 {
            let count = unknown == packages.count ? "all" : "\(unknown) of \(packages.count)"
            observer.report(
                .warning(
                    "the baseline `\(baseline)`: \(count) packages are in no repository in that version, so they are known by name only: they count as providing their name and needing nothing, and what needs more of them may bring a newer build of them"
                ))
        }
        if !missing.isEmpty {
            let names = missing.prefix(6).map { "`\($0)`" }.joined(separator: ", ")
            let more = missing.count > 6 ? " and \(missing.count - 6) more" : ""
            observer.report(
                .warning("the baseline `\(baseline)` names what no repository has: \(names)\(more)")
            )
        }
    }
}
