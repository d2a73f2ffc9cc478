internal import PackageModel

/// The answer as a tree: what each package was chosen for.
extension RPMResolver {
    private struct Tree {
        var choices: [Solution.Choice] = []
        var isListed: PackageSet

        mutating func add(_ package: PackageID, _ parent: PackageID?, _ wish: Int) {
            if isListed.contains(package) { return }
            isListed.insert(package)
            choices.append(Solution.Choice(package: package, parent: parent, wish: wish))
        }
    }

    /// The chosen packages, each with what needs it.
    ///
    /// What wishes name comes first, in their order; then, wish by wish, what it needs, nearest first;
    /// then what weak dependencies brought in.
    mutating func solution(of wishes: [ResolverWish]) -> Solution {
        var tree = Tree(isListed: PackageSet(count: universe.count))
        for (index, wish) in wishes.enumerated() {
            for package in wish.candidates.sorted() where solver.values[package.index] == 1 {
                tree.add(package, nil, index)
            }
        }
        var next = tree.choices.count
        for root in 0..<next {
            addRequired(by: tree.choices[root], &tree)
            while next < tree.choices.count {
                addRequired(by: tree.choices[next], &tree)
                next += 1
            }
        }
        var chosen = solver.trail.filter(\.isPositive).map { PackageID($0.variable) }
        while tree.choices.count < chosen.count {
            addWeak(chosen, &tree)
            if next == tree.choices.count { break }
            while next < tree.choices.count {
                addRequired(by: tree.choices[next], &tree)
                next += 1
            }
        }
        // Nothing should be left; what is, is still part of the answer.
        chosen.removeAll { tree.isListed.contains($0) }
        for package in chosen.sorted() { tree.add(package, tree.choices.first?.package, 0) }
        return Solution(choices: tree.choices)
    }

    private mutating func addRequired(by choice: Solution.Choice, _ tree: inout Tree) {
        for position in needs.needs(of: choice.package, universe, &rich) {
            let package = Int(needs[position])
            if solver.values[package] == 1 {
                tree.add(PackageID(package), choice.package, choice.wish)
            }
        }
    }

    private func addWeak(_ chosen: [PackageID], _ tree: inout Tree) {
        for choice in tree.choices {
            for index in soft.recommends(choice.package.index) {
                for package in positives(soft.items[index]) {
                    tree.add(package, choice.package, choice.wish)
                }
            }
        }
        let listed = tree.choices
        for package in chosen where !tree.isListed.contains(package) {
            let partners = soft.supplements(package.index).flatMap {
                soft.formulaPackages(soft.items[$0], rich.table)
            }
            if let choice = listed.first(where: { partners.contains(Int32($0.package.raw)) }) {
                tree.add(package, choice.package, choice.wish)
            }
        }
    }

    /// What is chosen of that which a weak dependency names.
    private func positives(_ item: SoftDependencies.Item) -> [PackageID] {
        var found = rich.table[item.providers].filter { solver.values[Int($0)] == 1 }
        if item.formula >= 0 {
            for block in soft.blocks[Int(item.formula)] {
                found += block.filter { $0 > 0 && solver.values[Int($0) - 1] == 1 }.map { $0 - 1 }
            }
        }
        return found.map { PackageID(Int($0)) }
    }
}
