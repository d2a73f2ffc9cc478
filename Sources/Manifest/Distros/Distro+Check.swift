public import MirrorBase
internal import YAML

extension Distro {
    /// What is wrong between this distro and a manifest, in the order of their files.
    ///
    /// Reported are groups that the manifest does not have; for deb, whose repositories have no groups of
    /// their own, also those that a wish takes in.
    public func problems(with manifest: Manifest) -> [MirrorError.Problem] {
        let names = manifest.groups.map(\.name)
        let log = ProblemLog(source)
        for reference in groups where manifest.group(reference.name) == nil {
            let nested = names.filter { $0.hasPrefix(reference.name + ".") }
            if nested.isEmpty {
                log.reportUnknown("group", reference.name, at: reference.span, known: names)
            } else {
                let list = nested.map { "`\($0)`" }
                log.report(
                    "`\(reference.name)` is not a group, but holds some", at: reference.span,
                    hints: ["the groups in it are \(list.joined(separator: ", "))"])
            }
        }
        return ProblemLog.sorted(log.problems) + unknownGroups(of: manifest, names)
    }

    private func unknownGroups(of manifest: Manifest, _ names: [String]) -> [MirrorError.Problem] {
        guard family == .deb else { return [] }
        let log = ProblemLog(manifest.source)
        for architecture in architectures {
            let wishes = manifest.wishes(
                forGroups: groups.map(\.name), distro: name, architecture: architecture.name)
            for grouped in wishes where !grouped.wish.isOptional {
                let targets = grouped.wish.alternatives
                guard targets.allSatisfy(\.kind.isGroup),
                    let target = targets.first
                else { continue }
                if target.kind == .module {
                    log.report(
                        "the repositories of `\(name)` have no modules", at: grouped.wish.span)
                } else {
                    log.reportUnknown("group", target.name, at: grouped.wish.span, known: names)
                }
            }
        }
        return ProblemLog.sorted(log.problems)
    }
}
