internal import MirrorBase
internal import PackageModel
internal import Resolver

/// Packages that a question brings in.
struct NodePick: Sendable {
    /// What is asked; entries are numbered as in the solved sets.
    var question: NodeQuestion
    /// The program that takes them.
    var program: String
    var packages: [PackageID]
}

/// What nodes would do with a mirror that is not made yet, for one family of packages.
protocol PlannedMirror: ~Copyable {
    /// Everything that upstream has.
    var universe: Universe { get }
    /// Adds to every set what else could serve it; `false` where nothing was chosen since that was done last.
    mutating func broaden(_ sets: inout SolvedSets) -> Bool
    /// What nodes would take of all that upstream has, question by question.
    mutating func picks(_ sets: SolvedSets) throws(MirrorError) -> [NodePick]
    /// What nodes would refuse with the packages of these sets alone.
    mutating func refusals(_ sets: SolvedSets) throws(MirrorError) -> [NodeRefusal]
    /// What might make a question answerable, the most promising first.
    mutating func remedies(for refusal: NodeRefusal, _ sets: SolvedSets) throws(MirrorError)
        -> [NodePick]
    /// Why packages cannot be in the mirror beside what the sets have; `nil` where they can.
    func objection(to pick: NodePick, _ sets: SolvedSets) -> String?
}

/// Adds to solved sets what nodes would choose or lack, until they find everything in the mirror alone.
///
/// A mirror holds less than upstream, so a node's package manager may choose otherwise from it, or refuse.
/// First comes what nodes would take of all of upstream, for every wish alone and for every group, so that they
/// can choose as they would there. Then the mirror is asked everything that a node may ask; what is refused is
/// solved upstream in the way in which the mirror forces the node to go, and added. This is repeated until
/// nothing is refused.
struct StabilityLoop {
    let observer: BuildObserver
    /// Whether everything that could serve is taken, too; then also what could serve an addition.
    var isBroad = false

    /// How many rounds there may be: more than two are hardly ever needed.
    static let limit = 12

    /// Makes the sets stable.
    ///
    /// - Throws: Where something would be refused whatever is added.
    func settle<M: PlannedMirror & ~Copyable>(
        _ sets: inout SolvedSets, _ mirror: inout M
    ) throws(MirrorError) -> StabilityReport {
        var report = StabilityReport()
        if isBroad { _ = mirror.broaden(&sets) }
        for pick in try mirror.picks(sets) { _ = add(pick, to: &sets, mirror, &report) }
        while true {
            report.rounds += 1
            let refusals = try mirror.refusals(sets)
            if refusals.isEmpty {
                if isBroad, mirror.broaden(&sets) { continue }
                return report
            }
            var isChanged = false
            for refusal in refusals where report.rounds < StabilityLoop.limit {
                for pick in try mirror.remedies(for: refusal, sets)
                where add(pick, to: &sets, mirror, &report) {
                    isChanged = true
                    break
                }
            }
            if isChanged { continue }
            if refusals.contains(where: \.isFatal) {
                throw unstable(refusals, after: report.rounds)
            }
            if isBroad, mirror.broaden(&sets) { continue }
            for refusal in refusals { observer.report(.warning(refusal.problem.message)) }
            return report
        }
    }

    /// Adds what a question brings in; `false` where all is there already, or cannot be there.
    private func add<M: PlannedMirror & ~Copyable>(
        _ pick: NodePick, to sets: inout SolvedSets, _ mirror: borrowing M,
        _ report: inout StabilityReport
    ) -> Bool {
        if !sets.lacks(pick) { return false }
        let program = pick.program
        if let objection = mirror.objection(to: pick, sets) {
            observer.report(
                .note("what \(program) takes for \(pick.question.name) is left out: \(objection)"))
            return false
        }
        let labels = sets.add(pick).map { mirror.universe.label($0) }
        for label in labels {
            report.additions.append(
                StabilityReport.Addition(
                    package: label, program: program, question: pick.question.name))
        }
        if !labels.isEmpty {
            observer.report(
                .note(
                    "added for nodes, since \(program) takes it for \(pick.question.name): "
                        + labels.joined(separator: ", ")))
        }
        return true
    }

    private func unstable(_ refusals: [NodeRefusal], after rounds: Int) -> MirrorError {
        let count = rounds == 1 ? "" : " (after \(rounds) rounds)"
        return MirrorError(
            .answerIsNo, problems: refusals.map(\.problem),
            context: ["asking the mirror what nodes will ask it\(count)"])
    }
}
