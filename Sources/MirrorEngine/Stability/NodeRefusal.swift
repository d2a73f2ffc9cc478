internal import MirrorBase
internal import PackageModel
internal import Resolver

/// Something that a node's package manager would refuse to install from the mirror alone.
struct NodeRefusal: Sendable {
    /// What was asked.
    var question: NodeQuestion
    /// What was asked for, as labels of wishes.
    var labels: [String]
    /// The program that refuses: `apt`, `dnf` or `yum`.
    var program: String
    /// What it would say, and why.
    var lines: [String]
    /// What would help.
    var hints: [String] = []
    /// Whether there is nothing at all that it could take.
    var isMissing = false

    /// Whether a build fails for it.
    ///
    /// yum never goes back on a choice, and is asked here on an empty machine, where it is hardly ever used:
    /// what is installed on a node meets much of what it stumbles over. That dnf's rules find an answer is
    /// demanded in any case.
    var isFatal: Bool { program != RPMNode.yum }

    /// All of it for a message.
    var problem: MirrorError.Problem {
        let text = ["\(question.name) would not install from the mirror with \(program):"] + lines
        return MirrorError.Problem(text.joined(separator: "\n  "), hints: hints)
    }

    /// Asks a client every question; what it refuses, in their order.
    ///
    /// What is in no one set is asked for in parts where it is refused as a whole.
    static func all<C: PackageClient & ~Copyable>(
        among questions: [NodeQuestion], _ wishes: [ResolverWish], by client: inout C,
        named program: String, in universe: Universe
    ) throws(MirrorError) -> [NodeRefusal] {
        var refusals: [NodeRefusal] = []
        for question in questions {
            try Interruption.check()
            let lines = answer(to: question, wishes, by: &client, in: universe)
            guard let lines else { continue }
            let asked = question.isInParts ? question.parts(wishes) : []
            if asked.isEmpty {
                refusals.append(NodeRefusal(question, wishes, program, lines))
                continue
            }
            for part in asked {
                if let lines = answer(to: part, wishes, by: &client, in: universe) {
                    refusals.append(NodeRefusal(part, wishes, program, lines))
                }
            }
        }
        return refusals
    }

    private init(
        _ question: NodeQuestion, _ wishes: [ResolverWish], _ program: String, _ lines: [String]
    ) {
        self.question = question
        labels = question.entries.map { wishes[$0].label }
        self.program = program
        self.lines = lines
    }

    /// Says that nothing in the mirror is what was taken for a wish.
    init(missing label: String, sets: [Int], program: String) {
        question = NodeQuestion(kind: .set, name: "`\(label)`", entries: [], sets: sets)
        labels = [label]
        isMissing = true
        self.program = program
        lines = ["nothing in it is what was taken for `\(label)`"]
    }

    /// Says why a package does not install by itself that is there because it could serve something.
    init(broad label: String, sets: [Int], program: String, lines: [String]) {
        question = NodeQuestion(kind: .set, name: "`\(label)`", entries: [], sets: sets)
        labels = []
        self.program = program
        self.lines = lines
    }

    /// Why a client refuses; `nil` where it does not.
    private static func answer<C: PackageClient & ~Copyable>(
        to question: NodeQuestion, _ wishes: [ResolverWish], by client: inout C,
        in universe: Universe
    ) -> [String]? {
        let asked = question.entries.map { wishes[$0] }
        switch client.install(asked) {
        case .changes: return nil
        case .undecided(let steps): return ["no answer was found after \(steps) steps"]
        case .refused(let refusal):
            guard let refutation = refusal.refutation else { return [refusal.sentence] }
            let explanation = Explanation(refutation, wishes: asked, in: universe)
            return [explanation.headline] + explanation.lines
        }
    }
}
