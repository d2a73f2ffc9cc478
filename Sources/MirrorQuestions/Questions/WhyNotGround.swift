internal import Manifest
internal import MirrorBase
internal import MirrorEngine
internal import PackageModel
internal import Resolver

/// Those of a manifest's wishes that can be had by themselves, so that there is something to ask beside.
struct WhyNotGround<Trial: WishTrial> {
    /// What is solved with; without the base set where that cannot be had.
    private(set) var trial: Trial
    /// The wishes that can be had.
    private(set) var wishes: [Wish]
    /// Those that nothing meets.
    private(set) var unmet: [Wish] = []
    /// Those that cannot be installed.
    private(set) var failed: [Wish] = []
    /// What the wishes come to.
    private(set) var outcome: TrialOutcome
    private let place: String
    private var isWithoutBase = false

    init(_ trial: Trial, _ all: [Wish], _ place: String) {
        self.trial = trial
        self.place = place
        wishes = all
        outcome = trial.solve(all)
        if !outcome.problems.isEmpty {
            // What does not exist keeps nobody from asking for something else.
            let members = trial.members(of: all, among: all)
            wishes = zip(all, members).filter { !$1.isEmpty }.map(\.0)
            unmet = zip(all, members).filter { $1.isEmpty }.map(\.0)
            outcome = trial.solve(wishes)
        }
        leaveOut()
        if outcome.parts.isEmpty {
            self.trial = trial.withoutBase()
            isWithoutBase = true
            outcome = self.trial.solve(wishes)
            leaveOut()
        }
    }

    /// Leaves out what cannot be met even alone.
    private mutating func leaveOut() {
        while outcome.problems.isEmpty, outcome.parts.isEmpty {
            let failing = failing
            if failing.isEmpty { return }
            failed += wishes.filter(failing.contains)
            wishes.removeAll(where: failing.contains)
            outcome = trial.solve(wishes)
        }
    }

    /// The wishes that the conflicts name.
    private var failing: Set<Wish> {
        let numbers = Set(outcome.conflicts.flatMap(\.wishes))
        let entries = numbers.map { outcome.entries[$0].wish }
        let labels = Set(entries.map(\.label))
        var failing = Set(wishes.filter { labels.contains($0.text) })
        // What stands for several packages bears none of their labels.
        let known = Set(failing.map(\.text))
        let rest = Set(entries.filter { !known.contains($0.label) }.map(\.candidates))
        if rest.isEmpty { return failing }
        for (wish, members) in zip(wishes, trial.members(of: wishes, among: wishes))
        where members.contains(where: rest.contains) {
            failing.insert(wish)
        }
        return failing
    }

    /// What cannot be had, as hints of an answer for another wish.
    func notes(except wish: Wish) -> [String] {
        var notes: [String] = []
        let others = failed.map(\.text).filter { $0 != wish.text }.map { "`\($0)`" }
        if let first = failed.first(where: { $0.text != wish.text }) {
            notes.append(
                "this answer leaves out what cannot be installed, on which a build fails: \(Enumeration.and(others, atMost: 5)); `mirror why-not \(place) '\(first.text)'` says why"
            )
        }
        if isWithoutBase {
            notes.append(
                "this answer leaves out the base set of \(place), which cannot be installed")
        }
        return notes
    }
}
