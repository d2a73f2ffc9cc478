internal import Manifest
internal import MirrorEngine

/// Everything that was read, as far as it can be.
struct LintFiles {
    var manifest: Manifest?
    /// All distros that can be read, by name.
    var distros: [Workspace.DistroFile] = []
    /// The names of those that are looked at.
    var chosen: Set<String> = []
    /// The names of all, also of those that cannot be read.
    var names: [String] = []

    /// Those that can be read and are looked at.
    var asked: [Workspace.DistroFile] { distros.filter { chosen.contains($0.distro.name) } }
}
