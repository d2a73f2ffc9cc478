internal import Manifest
internal import MirrorBase
internal import MirrorEngine
internal import PackageModel
internal import Resolver
internal import Store

/// What a lock alone says of a wish.
struct LockedAnswer {
    private let found: FoundLock

    init(_ found: FoundLock) { self.found = found }

    /// The answer where the lock has what the wish names, and nothing else has to be read to know that.
    func answer(to wish: Wish, scheme: PackageFamily) -> WhyNotAnswer? {
        for target in wish.alternatives {
            guard target.kind == .name, target.suite == nil else { return nil }
            // rpm's rules for versions are those of the universe.
            if target.constraint != nil, scheme == .rpm { return nil }
            let packages = found.lock.packages.filter { package in
                package.name == target.name && fits(package.architecture, target)
                    && VersionChoice(target).accepts(package.version)
            }
            if !packages.isEmpty { return answer(wish.text, packages) }
        }
        return nil
    }

    private func fits(_ architecture: String, _ target: WishTarget) -> Bool {
        guard let wanted = target.architecture, wanted != "native", wanted != "any" else {
            return ArchitectureName.areSame(architecture, found.lock.architecture)
                || ["all", "noarch"].contains(architecture)
        }
        return ArchitectureName.areSame(architecture, wanted)
    }

    /// The packages of the lock that are these of a universe.
    func packages(_ packages: [PackageID], in universe: Universe) -> [Lock.Package] {
        found.lock.packages.filter { locked in
            packages.contains { package in
                universe.nameText(package) == locked.name
                    && universe.versionText(package) == locked.version
                    && universe.architectureText(package) == locked.architecture
            }
        }
    }

    /// What is said of packages that the lock has.
    func answer(_ spec: String, _ packages: [Lock.Package]) -> WhyNotAnswer {
        let lock = found.lock
        let labels = packages.map { "`\($0.label(lock))`" }
        let reasons = Set(packages.flatMap(\.reasons)).sorted().map { "`\($0)`" }
        let many = packages.count > 1
        var answer = WhyNotAnswer(
            distro: lock.distro, architecture: lock.architecture, spec: spec, result: .locked,
            headline:
                "\(Enumeration.and(labels, atMost: 5)) \(many ? "are" : "is") in the lock of \(lock.distro) \(lock.architecture)"
        )
        answer.packages = packages.map(NamedPackage.init)
        if !reasons.isEmpty {
            answer.reasons = [
                WhyNotAnswer.Reason(
                    kind: "wish",
                    text:
                        "\(many ? "they are" : "it is") there for \(Enumeration.and(reasons, atMost: 6))"
                )
            ]
        }
        answer.hints = [
            "`mirror why \(lock.distro) \(lock.architecture) \(packages[0].name)` shows the way there"
        ]
        return answer
    }
}

extension Lock.Package {
    /// The package for messages, as its family writes it.
    fileprivate func label(_ lock: Lock) -> String {
        if !record.hasPrefix("<") { return "\(name) \(version) \(architecture)" }
        return "\(name)-\(version.withoutZeroEpoch).\(architecture)"
    }
}
