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
    ///   - hold: What is then in the way, where the client itself does not say so.
    func cell(
        _ row: ProofRow, _ answer: ClientAnswer, frozen: ClientAnswer? = nil,
        hold: ProofHold? = nil
    ) -> ProofMatrix.Cell {
        // Where it can do without, it is taken to do without.
        if case .changes(let transaction) = frozen { return changed(row, transaction) }
        var cell =
            switch answer {
            case .changes(let transaction): changed(row, transaction)
            case .refused(let refusal): refused(row, refusal)
            case .undecided(let steps):
                refused(row, ["no answer was found after \(steps) steps, though there may be one"])
            }
        if isFrozen, cell.result == .upgradesBase || cell.result == .removes {
            cell.isFailure = true
            if case .changes(let transaction) = answer {
                var refusal: ClientRefusal?
                if case .refused(let found) = frozen { refusal = found }
                explainHold(refusal, transaction, hold, row, in: &cell)
            }
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

    private func refused(_ row: ProofRow, _ refusal: ClientRefusal) -> ProofMatrix.Cell {
        var cell = refused(row, explained(refusal, row))
        guard let refutation = refusal.refutation else { return cell }
        cell.heldBy = refutation.held(in: installed).map(universe.label).sorted()
        // What a package of the machine needs may be there in a newer build of that package.
        cell.needsSiblings = !isFrozen && refutation.hasNeed { installed.contains($0) }
        return cell
    }

    private func refused(_ row: ProofRow, _ reason: [String]) -> ProofMatrix.Cell {
        var cell = empty(row, .conflict, isFailure: true)
        cell.reason = reason
        return cell
    }

    private func explained(_ refusal: ClientRefusal, _ row: ProofRow) -> [String] {
        refusal.refutation.map { explained($0, row) } ?? [refusal.sentence]
    }

    private func explained(_ refutation: Refutation, _ row: ProofRow) -> [String] {
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

    /// Tells packages that are in the way from those that would merely come along: the first are what the
    /// refusal speaks of, and what would go.
    private func explainHold(
        _ refusal: ClientRefusal?, _ transaction: ClientTransaction, _ hold: ProofHold?,
        _ row: ProofRow, in cell: inout ProofMatrix.Cell
    ) {
        let named = hold?.holders ?? refusal?.refutation?.held(in: installed) ?? []
        var holders = transaction.replacements.filter { replacement in
            named.contains(replacement.package)
                || replacement.replaced.contains { named.contains($0) }
        }.flatMap(\.replaced)
        holders += transaction.removals
        if holders.isEmpty { holders = Array(transaction.changed) }
        cell.heldBy = holders.map(universe.label).sorted()
        cell.lockStep = transaction.changed.subtracting(holders).map(universe.label).sorted()
        if let hold, !hold.refutations.isEmpty {
            cell.reason = hold.refutations.flatMap { explained($0, row) }
        } else if let refusal {
            cell.reason = explained(refusal, row)
        }
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
