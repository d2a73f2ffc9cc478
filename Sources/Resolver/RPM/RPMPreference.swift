/// Which candidate comes first with rpm: the order of the cases is the order in which candidates are filtered
/// and sorted (libsolv 0.7, `policy.c`).
///
/// A filter keeps the candidates that are best by it, if there are several; a sort is stable.
enum RPMPreference: CaseIterable {
    /// Keeps what the policy prefers: with `--prefer-locked` what the former lock holds.
    case preferred
    /// Keeps what comes from repositories of the best priority.
    case priority
    /// Keeps builds for the best architecture, and what is for none.
    case architecture
    /// Sorts by name, byte by byte.
    case name
    /// Keeps the newest of each name.
    case newest
    /// Drops what others of the candidates take the place of.
    case obsoleted
    /// Keeps what something chosen recommends, or what supplements something chosen, if there is any.
    case recommended
    /// Puts back what has a better build of the same name and architecture.
    case outdated
    /// Puts back what provides an older version of something that another candidate provides too.
    case commonProvisions
    /// Puts back names of which nothing is installed.
    case installedName
    /// Puts first what belongs to a chosen locale or kernel, as Mageia's names tell.
    case locale
    /// Puts first what something chosen suggests, or what enhances something chosen.
    case suggested

    /// For what the preferences are asked.
    enum Purpose {
        /// Which candidates of a wish are the best: what dnf's `best` demands.
        case best
        /// Which candidates are left for a choice.
        case choice
        /// In which order these are tried.
        case order
    }

    /// For what a preference is asked first; what counts for the best counts for a choice too.
    var purpose: Purpose {
        switch self {
        case .preferred, .priority, .architecture, .name, .newest, .obsoleted: .best
        case .recommended: .choice
        case .outdated, .commonProvisions, .installedName, .locale, .suggested: .order
        }
    }

    /// Those of each purpose, in order.
    static let best = allCases.filter { $0.purpose == .best }
    static let choice = allCases.filter { $0.purpose != .order }
    static let order = allCases.filter { $0.purpose == .order }
}
