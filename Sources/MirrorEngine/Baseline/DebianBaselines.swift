internal import MirrorBase
internal import PackageModel
internal import Resolver
internal import Store

/// Says which packages the baselines of a distro with deb packages mean.
struct DebianBaselines {
    /// Everything that the repositories have.
    let universe: Universe
    let observer: BuildObserver
    /// Where packages are looked for that those repositories do not have.
    var further: Universe?

    /// The packages of one baseline.
    func installed(_ baseline: Baseline) throws(MirrorError) -> [Lock.Installed] {
        switch baseline.content {
        case .nothing, .group: return []
        case .packages(let packages): return packages
        case .list(let entries):
            var matcher = matcher
            if let further {
                let other = DebianBaselines(universe: further, observer: observer).matcher
                matcher.elsewhere = { (entry) throws(MirrorError) in try other.find(entry) }
            }
            let matched = try matcher.installed(entries, of: baseline.name)
            matched.report(baseline.name, to: observer)
            return matched.packages
        }
    }

    private var matcher: BaselineMatcher {
        let universe = universe
        return BaselineMatcher(universe, hidden: PackageSet(count: 0)) {
            (package) throws(MirrorError) in
            DebianBaselineIndex.record(universe.stanza(package))
        }
    }
}
