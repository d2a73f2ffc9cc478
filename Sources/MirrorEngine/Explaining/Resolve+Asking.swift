internal import Manifest
public import MirrorBase
internal import PackageModel
internal import Resolver

extension Resolve.Answer {
    /// Puts planned wishes to a resolver, in whichever family.
    ///
    /// - Parameters:
    ///   - wishes: The wishes as they were given.
    ///   - search: Finds what would work where these cannot be met.
    ///   - hiding: Says why a package does not count.
    ///   - assumed: What is on the machine already, and no part of the answer.
    ///   - objectives: What is wanted beside the client's own choice.
    ///   - size: The size of a package in bytes.
    init<R: WishResolver & ~Copyable>(
        to wishes: [Wish], _ entries: [PlannedWish], _ resolver: inout R, in universe: Universe,
        _ search: RemedySearch, hiding: @escaping (PackageID) -> String? = { _ in nil },
        beside assumed: AssumedBase?, _ objectives: Objectives, size: (PackageID) -> Int
    ) {
        let questions = entries.map(\.wish)
        self.init(wishes: wishes.map(\.text), packages: [], failure: [])
        switch resolver.answer(to: questions) {
        case .solved(let solution):
            let there = assumed?.installed ?? PackageSet(count: 0)
            sizes = SizeOutcome([solution])
            let all = objectives.packages(of: solution, &resolver, beside: assumed)
            packages = all.filter { !there.contains($0) }.map { package in
                Resolve.Answer.Package(package, in: universe, size: size(package))
            }.sorted { $0.text < $1.text }
        case .unsatisfiable(let refutation):
            let conflict = resolver.smallestConflict(refutation, in: questions)
            let explanation = search.complete(
                Explanation(
                    conflict.refutation, wishes: questions, in: universe, hiding: hiding),
                conflict.refutation)
            failure = [explanation.headline] + explanation.lines
            hints = explanation.hints
            self.explanation = explanation
        case .undecided(let steps):
            failure = ["no answer was found after \(steps) steps"]
        }
    }

    /// Writes what went wrong as the next value; the form is in docs/reference/resolve-json.md.
    public func writeError(to json: inout JSONText) {
        json.beginObject()
        json.field("kind", isUnknown ? "unknown" : "unsatisfiable")
        json.field("message", failure.first ?? "")
        json.field("reasons", Array(failure.dropFirst()))
        if let explanation { ExplanationJSON.fields(of: explanation, to: &json) }
        json.endObject()
    }
}
