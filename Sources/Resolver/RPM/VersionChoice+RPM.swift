internal import MirrorBase
internal import PackageModel

extension VersionChoice {
    /// Whether an EVR fits, by rpm's rules for dependencies: a release that is left out fits any.
    ///
    /// With `=`, `*` makes a pattern, and where the choice is loose an epoch that is left out fits any, too.
    func accepts(
        rpm version: VersionID, _ provided: VersionOperator, in universe: Universe
    ) -> Bool {
        if comparison == .any || version == .none { return true }
        let text = universe.versions.string(version.name)
        let bare = VersionChoice.withoutEpoch(text)
        if comparison == .equal, Glob.isPattern(self.version) {
            return [text, bare, VersionChoice.withoutRelease(bare)].contains {
                Glob.matches(self.version, $0)
            }
        }
        let found = isLoose && comparison == .equal && !self.version.contains(":") ? bare : text
        let order = DependencyOrder(Array(found.utf8).span, Array(self.version.utf8).span)
        switch order {
        case .less: return comparison.includesLess || provided.includesGreater
        case .greater: return comparison.includesGreater || provided.includesLess
        case .equal: return comparison.includesEqual && provided.includesEqual
        case .firstLacksRelease: return provided.includesEqual
        case .secondLacksRelease: return comparison.includesEqual
        }
    }

    static func withoutRelease(_ version: String) -> String {
        version.lastIndex(of: "-").map { String(version[..<$0]) } ?? version
    }
}
