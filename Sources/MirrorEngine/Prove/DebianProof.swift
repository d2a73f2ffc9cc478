internal import Manifest
internal import MirrorBase
internal import PackageModel
internal import Resolver
internal import Store

/// Tries every wish on machines, over published suites alone.
struct DebianProof {
    /// The packages of each published suite, by its name.
    let suites: [String: Universe]
    /// The suite of a wish, by its label; those that are not there are in the distro's own suite.
    let places: [String: String]
    /// The distro's own suite.
    let main: String
    let wishes: [GroupedWish]
    let recommends: Bool
    let manifest: Manifest
    /// The sets that the wishes were solved in.
    let sets: [Lock.WishSet]
    /// For each set the name of its suite.
    let suiteNames: [String]
    /// For each wished path the packages that hold it.
    let owners: [String: [String]]
    /// Whether nothing on a machine may change.
    let isFrozen: Bool

    /// The cells of one machine.
    func cells(_ baseline: String, _ packages: [Lock.Installed]) throws(MirrorError)
        -> [ProofMatrix.Cell]
    {
        var rows: [ProofMatrix.Row] = []
        var tried: [ProofMatrix.Row: ProofMatrix.Cell] = [:]
        for (name, universe) in suites.sorted(by: { $0.key < $1.key }) {
            let cells = try cells(baseline, packages, universe, in: name)
            // Every suite has the same rows, and each row is tried in one of them.
            if name == main { rows = cells.all }
            for cell in cells.own { tried[cell.row] = cell }
        }
        return rows.compactMap { tried[$0] }
    }

    /// The suite that a node takes for a row.
    private func suite(of row: ProofMatrix.Row) -> String {
        if row.kind == .wish { return places[row.label] ?? main }
        for (set, suite) in zip(sets, suiteNames) where row.label.hasSuffix("(set \(set.name))") {
            return suite
        }
        return main
    }

    /// All rows, and the cells of those that are tried in this suite.
    private func cells(
        _ baseline: String, _ packages: [Lock.Installed], _ published: Universe, in suite: String
    ) throws(MirrorError) -> (all: [ProofMatrix.Row], own: [ProofMatrix.Cell]) {
        let whole = try InstalledUniverse(published, packages)
        let universe = whole.universe
        let installed = whole.base.installed
        let (plan, rows) = self.rows(universe)
        let answers = ProofAnswer(
            universe: universe, installed: installed, baseline: baseline, isFrozen: isFrozen)
        let policy = AptClient.Policy(recommends: plan.takesRecommended, order: plan.order)
        var client = AptClient(universe, installed: installed, policy: policy)
        var frozenPolicy = policy
        frozenPolicy.isFrozen = true
        var frozen = AptClient(universe, installed: installed, policy: frozenPolicy)
        var hold = DebianHold(universe, whole.base, plan.order)
        var cells: [ProofMatrix.Cell] = []
        for row in rows where self.suite(of: row.key) == suite {
            try Interruption.check()
            if row.isAbsent {
                cells.append(row.absent(baseline))
                continue
            }
            if !row.missing.isEmpty {
                cells.append(answers.missing(row))
                continue
            }
            let answer = client.install(row.wishes)
            let unchanged = isFrozen ? frozen.install(row.wishes) : nil
            cells.append(cell(row, answer, unchanged, answers, &hold))
        }
        return (rows.map(\.key), cells)
    }

    private func cell(
        _ row: ProofRow, _ answer: ClientAnswer, _ frozen: ClientAnswer?, _ answers: ProofAnswer,
        _ hold: inout DebianHold
    ) -> ProofMatrix.Cell {
        if case .changes = frozen { return answers.cell(row, answer, frozen: frozen) }
        switch answer {
        case .changes(let transaction) where isFrozen:
            let found = hold.hold(row.wishes, against: transaction)
            return answers.cell(row, answer, frozen: frozen, hold: found)
        case .changes(let transaction):
            var cell = answers.cell(row, answer)
            cell.needsSiblings = hold.needsSiblings(row.wishes, against: transaction)
            return cell
        case .refused(var refusal):
            refusal.refutation = hold.refutation(of: row.wishes, keeping: [])
            return answers.cell(row, .refused(refusal))
        case .undecided: return answers.cell(row, answer)
        }
    }

    private func rows(_ universe: Universe) -> (DebianWishPlan, [ProofRow]) {
        var plan = DebianWishPlan(
            universe, recommends: recommends, place: "the mirror", owners: owners)
        plan.prefer(wishes.map(\.wish))
        var parts: [ProofRows.Part] = []
        for grouped in wishes {
            let labels = plan.labels(of: grouped.wish)
            plan.add([grouped], of: manifest)
            let members = plan.entries.map(\.wish).filter { labels.contains($0.label) }
            parts.append(
                ProofRows.Part(group: grouped.group, wish: grouped.wish, members: members))
        }
        return (plan, ProofRows(parts: parts, sets: sets).rows)
    }
}
