internal import MirrorBase
internal import PackageModel

/// What may not stand side by side by Debian Policy and the Multi-Arch specification.
extension Universe {
    /// What a package excludes by its own Conflicts and Breaks, each with the relation that says so.
    ///
    /// What it excludes by a name that it provides itself does not concern its own builds for other
    /// architectures (Debian Policy 7.4; apt and dpkg take them for one package).
    func exclusions(of package: PackageID) -> [(other: PackageID, relation: RelationID)] {
        var found: [(other: PackageID, relation: RelationID)] = []
        for position in relations(.conflicts, of: package) {
            let relation = relation(position)
            for provider in providers(of: relation.name)
            where name(provider.package) != name(package) {
                if relation.comparison != .any {
                    if provider.version == .none { continue }
                    let order = compare(provider.version, relation.version)
                    if !relation.comparison.accepts(order) { continue }
                }
                if relation.architecture != Relation.anyArchitecture,
                    nativeOr(architecture(provider.package)) != relation.architecture
                {
                    continue
                }
                found.append((provider.package, RelationID(position)))
            }
        }
        return found
    }

    /// Whether two packages of one name can stand side by side: only builds of one version for different
    /// architectures that are both `Multi-Arch: same`.
    func canStandBeside(_ left: PackageID, _ right: PackageID) -> Bool {
        architecture(left) != architecture(right) && traits(left).multiArch == .same
            && traits(right).multiArch == .same && version(left) == version(right)
    }
}
