internal import MirrorBase
public import PackageModel

/// How versions stand to each other in dependencies, where a release may be left out.
enum DependencyOrder {
    case less
    case equal
    case greater
    /// Equal as far as both go: the first has no release, the second has.
    case firstLacksRelease
    /// Equal as far as both go: the second has no release, the first has.
    case secondLacksRelease

    init(_ left: Span<UInt8>, _ right: Span<UInt8>) {
        let a = RPMVersion.Parts(left)
        let b = RPMVersion.Parts(right)
        let order = RPMVersion.compareWithoutRelease(left, a, right, b)
        if order != 0 {
            self = order < 0 ? .less : .greater
            return
        }
        switch (a.release, b.release) {
        case (nil, nil): self = .equal
        case (nil, _?): self = .firstLacksRelease
        case (_?, nil): self = .secondLacksRelease
        case (let first?, let second?):
            let order = RPMVersion.compareText(left, first, right, second)
            self = order == 0 ? .equal : order < 0 ? .less : .greater
        }
    }
}

extension Universe {
    /// Compares two EVRs as rpm does in dependencies.
    func dependencyOrder(_ left: VersionID, _ right: VersionID) -> DependencyOrder {
        left == right ? .equal : versions.dependencyOrder(left.name, right.name)
    }

    /// Whether something provided falls into the range that a relation asks for.
    ///
    /// Two ranges that are open in the same direction always meet, and what has no version meets all.
    public func meets(
        _ wanted: Relation, _ provided: VersionOperator, _ version: VersionID
    ) -> Bool {
        if wanted.comparison == .any || provided == .any || version == .none { return true }
        if wanted.comparison.includesLess && provided.includesLess { return true }
        if wanted.comparison.includesGreater && provided.includesGreater { return true }
        switch dependencyOrder(version, wanted.version) {
        case .equal: return wanted.comparison.includesEqual && provided.includesEqual
        case .less: return wanted.comparison.includesLess || provided.includesGreater
        case .greater: return wanted.comparison.includesGreater || provided.includesLess
        case .firstLacksRelease: return provided.includesEqual
        case .secondLacksRelease: return wanted.comparison.includesEqual
        }
    }
}

extension Interner {
    borrowing func dependencyOrder(_ left: NameID, _ right: NameID) -> DependencyOrder {
        DependencyOrder(self[left], self[right])
    }
}
