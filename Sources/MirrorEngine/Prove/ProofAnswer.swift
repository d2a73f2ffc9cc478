internal import PackageModel
internal import Resolver

/// Turns what a client would do into a cell of the matrix.
struct ProofAnswer {
    let universe: Universe
    /// What is on the machine.
    let installed: PackageSet
    let baseline: String
    /// Whether a change of what is on the machine is a failure.
    let isFrozen: Bool

    /// The cell of a row.
    ///
    /// - Parameters:
    ///   - answer: What the client would do.
    ///   - frozen: With a frozen base, what it would do if it could change nothing that is there.
    func cell(_ row: ProofRow, _ answer: ClientAnswer, frozen: ClientAnswer? = nil)
        -> ProofMatrix.Cell
    {
        // Where it can do without, it is taken to do without.
        if case .changes(let transaction) = frozen { return changed(row, transaction) }
        var cell =
            switch answer {
            case .changes(let transaction): changed(row, transaction)
            case .refused(let refusal):
                refused(
                    row, explained(refusal, row), heldBy: refusal.refutation?.held(in: installed))
            case .undecided(let steps):
                refused(row, ["no answer was found after \(steps) steps, though there may be one"])
            }
        if isFrozen, cell.result == .upgradesBase || cell.result == .removes {
            cell.isFailure = true
            var refusal: ClientRefusal?
            if case .refused(let found) = frozen { refusal = found }
            explainHold(refusal, answer, row, in: &cell)
        }
        return cell
    }

    /// The cell of a row that nothing published or installed meets.
    func missing(_ row: ProofRow) -> ProofMatrix.Cell {
        let names = row.missing.map { "`\($0)`" }.joined(separator: ", ")
        return refused(row, ["nothing in the mirror or on the machine is \(names)"])
    }

    private func empty(_ row: ProofRow, _ result: ProofMatrix.Result, isFailure: Bool)
        -> ProofMatrix.Cell
    {
        ProofMatrix.Cell(
            wish: row.label, kind: row.kind, baseline: baseline, result: result,
            isFailure: isFailure)
    }

    private func refused(
        _ row: ProofRow, _ reason: [String], heldBy: Set<PackageID>? = nil
    ) -> ProofMatrix.Cell {
        var cell = empty(row, .conflict, isFailure: true)
        cell.heldBy = (heldBy ?? []).map(universe.label).sorted()
        cell.reason = reason
        return cell
    }

    private func explained(_ refusal: ClientRefusal, _ row: ProofRow) -> [String] {
        guard let refutation = refusal.refutation else { return [refusal.sentence] }
        let explanation = Explanation(refutation, wishes: row.wishes, in: universe)
        return [explanation.headline] + explanation.lines
    }

    private func changed(_ row: ProofRow, _ transaction: ClientTransaction) -> ProofMatrix.Cell {
        var result = ProofMatrix.Result.installs
        if !transaction.replacements.isEmpty { result = .upgradesBase }
        if !transaction.removals.isEmpty { result = .removes }
        var cell = empty(row, result, isFailure: result == .removes)
        cell.isPresent = transaction == ClientTransaction()
        cell.installs = transaction.installs.map(universe.label).sorted()
        cell.upgrades = transaction.replacements.map { replacement in
            ProofMatrix.Change(
                package: universe.label(replacement.package),
                replaces: replacement.replaced.map(universe.label))
        }.sorted { $0.package < $1.package }
        cell.removes = transaction.removals.map(universe.label).sorted()
        return cell
    }

    // MARK: - What holds a frozen base up

    /// Tells packages that are too old from those that would merely come along: the first are what the
    /// refusal speaks of.
    private func explainHold(
        _ refusal: ClientRefusal?, _ answer: ClientAnswer, _ row: ProofRow,
        in cell: inout ProofMatrix.Cell
    ) {
        guard case .changes(let transaction) = answer else { return }
        let named = refusal?.refutation?.held(in: installed) ?? []
        let replaced = transaction.replacements.flatMap(\.replaced)
        var holders = transaction.replacements.filter { replacement in
            named.contains(replacement.package)
                || replacement.replaced.contains { named.contains($0) }
        }.flatMap(\.replaced)
        if holders.isEmpty { holders = replaced }
        // What merely goes with nothing in its place is said as such.
        let others =
            holders.isEmpty ? [] : Set(replaced + transaction.removals).subtracting(holders)
        cell.heldBy = holders.map(universe.label).sorted()
        cell.lockStep = others.map(universe.label).sorted()
        if let refusal { cell.reason = explained(refusal, row) }
    }
}

extension Refutation {
    /// The packages of a machine because of which something cannot be.
    fileprivate func held(in installed: PackageSet) -> Set<PackageID> {
        var found: Set<PackageID> = []
        for fact in facts {
            switch fact {
            case .frozen(let package), .keeps(let package, _):
                if installed.contains(package) { found.insert(package) }
            case .conflicts(let left, let right, _), .sameName(let left, let right):
                found.formUnion([left, right].filter { installed.contains($0) })
            default: continue
            }
        }
        return found
    }
}
