internal import PackageModel

/// Which of the packages that meet one alternative comes first with apt: the first case that tells two apart
/// decides (apt 2.6, `CompareProviders`).
///
/// apt asks before all of these whether something is protected already, or installed: on an empty machine
/// nothing is.
enum DebianPreference: CaseIterable {
    /// What bears the name before what provides it.
    case realName
    /// Essential packages.
    case essential
    /// Packages that are protected or important.
    case protected
    /// The native architecture, then foreign ones in their order.
    case architecture
    /// The better Priority field.
    case priority
    /// The name that apt met later: it numbers names as it meets them, and takes the larger number.
    case nameNumber
    /// The newer version.
    case newest
    /// What is listed first.
    case listed

    /// A package that meets an alternative, by its own name or by what it provides.
    typealias Candidate = (package: PackageID, isOwnName: Bool)

    private static let order = allCases

    /// Whether one candidate comes before another.
    static func precedes(_ left: Candidate, _ right: Candidate, in universe: Universe) -> Bool {
        for preference in order {
            if let answer = preference.compare(left, right, in: universe) { return answer }
        }
        return false
    }

    /// The same where neither the name nor flags decide.
    static func precedesByRank(
        _ left: PackageID, _ right: PackageID, in universe: Universe
    ) -> Bool {
        for preference in order.drop(while: { $0 != .architecture }) {
            if let answer = preference.compare((left, true), (right, true), in: universe) {
                return answer
            }
        }
        return false
    }

    /// Whether the left one comes first by this preference; `nil` where it tells nothing.
    private func compare(_ left: Candidate, _ right: Candidate, in universe: Universe) -> Bool? {
        let a = universe.traits(left.package)
        let b = universe.traits(right.package)
        switch self {
        case .realName: return DebianPreference.first(left.isOwnName, right.isOwnName)
        case .essential: return DebianPreference.first(a.isEssential, b.isEssential)
        case .protected: return DebianPreference.first(a.isProtected, b.isProtected)
        case .architecture:
            return DebianPreference.ascending(
                universe.nativeOr(universe.architecture(left.package)),
                universe.nativeOr(universe.architecture(right.package)))
        case .priority: return DebianPreference.ascending(a.priority, b.priority)
        case .nameNumber:
            return DebianPreference.ascending(
                universe.name(right.package), universe.name(left.package))
        case .newest:
            return DebianPreference.ascending(
                universe.compare(
                    universe.version(right.package), universe.version(left.package)), 0)
        case .listed: return DebianPreference.ascending(left.package, right.package)
        }
    }

    private static func first(_ left: Bool, _ right: Bool) -> Bool? {
        left == right ? nil : left
    }

    private static func ascending<Value: Comparable>(_ left: Value, _ right: Value) -> Bool? {
        left == right ? nil : left < right
    }
}

/// Which version of a name apt would install: the first case that tells two apart decides
/// (apt_preferences(5)).
enum VersionPreference: CaseIterable {
    /// Versions that a wish names.
    case forced
    /// What is preferred: with `--prefer-locked` what the former lock holds.
    case preferred
    /// The higher priority of the index.
    case priority
    /// The newer version.
    case newest
    /// What is listed first.
    case listed
}
