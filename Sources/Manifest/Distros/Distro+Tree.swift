internal import MirrorBase
internal import YAML

extension Distro {
    /// Where the tree of an architecture is below the output, with all variables filled in.
    ///
    /// - Throws: where what the run sets makes it lead elsewhere.
    public func treePath(
        for architecture: DistroArchitecture, overrides: [String: String] = [:]
    ) throws(ManifestErrors) -> String {
        let values = values(architecture: architecture, overrides: overrides)
        // Every name in it was found to have a value when the file was read.
        guard let expanded = try? Variables.expand(path, values), DistroDecoder.isSound(expanded)
        else {
            throw ManifestErrors([
                MirrorError.Problem(
                    "the tree of `\(name)` cannot be at `\(path)` with what `--set` says",
                    hints: ["a path is relative and without `..`"])
            ])
        }
        return expanded
    }

    /// The architectures of the packages that a build for rpm sees, as rpm spells them: its own, `noarch`,
    /// then the lesser ones, best first.
    ///
    /// Which ones a machine can run is fixed in rpm and libsolv (poolarch.c); `foreign` of the
    /// architecture replaces them, and `multilib: none` leaves them out.
    public func packageArchitectures(for architecture: DistroArchitecture) -> [String] {
        let own = architecture.name
        guard rpm.multilib == .best else { return [own, "noarch"] }
        let lesser =
            architecture.foreign.isEmpty
            ? ArchitectureName.lesser(than: own) : architecture.foreign
        return [own, "noarch"] + lesser
    }

    /// Where both distros publish the same, if they do: one would take the other's away.
    public func sharedTree(with other: Distro) -> String? {
        guard family == other.family else { return nil }
        if family == .deb { return path == other.path && suite == other.suite ? path : nil }
        let theirs = Set(other.architectures.compactMap { try? other.treePath(for: $0) })
        return architectures.compactMap { try? treePath(for: $0) }.first { theirs.contains($0) }
    }
}
