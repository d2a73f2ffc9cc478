internal import MirrorBase
internal import PackageModel

/// The facts of a refutation over rpm packages, ordered by what leads to what.
struct RPMRefutationStory {
    /// Something that cannot be, and the packages on its sides.
    struct Contradiction {
        var sentence: String
        var packages: [PackageID]
    }

    private let refutation: Refutation
    private let wishes: [ResolverWish]
    private let universe: Universe
    /// For each package the fact that brings it in.
    private var cause: [PackageID: Cause] = [:]
    /// For each package the wish that leads to it.
    private var root: [PackageID: Int] = [:]
    private var excluded: Set<PackageID> = []

    private enum Cause {
        case wish(Int)
        case best(Int)
        case package(PackageID, RelationID)
        case sibling(PackageID)
        /// It is installed, or may take the place of what is.
        case installed(PackageID)
        /// It is installed and must not be changed.
        case frozen
        /// Another part of what the package takes the place of.
        case part(PackageID)
    }

    /// Stands for what is installed where a wish would lead to something.
    private static let installed = Int.max

    init(_ refutation: Refutation, _ wishes: [ResolverWish], _ universe: Universe) {
        self.refutation = refutation
        self.wishes = wishes
        self.universe = universe
        for case .excluded(let package) in refutation.facts { excluded.insert(package) }
        var frontier = rootPackages()
        var next = 0
        // Breadth first from the wishes, so that every chain is a shortest one.
        while next < frontier.count {
            let package = frontier[next]
            next += 1
            for fact in refutation.facts {
                let found: (cause: Cause, choices: [PackageID])
                switch fact {
                case .requires(package, let relation, _, let choices):
                    found = (.package(package, relation), choices)
                case .inferior(package, let choices): found = (.sibling(package), choices)
                case .split(package, let choices): found = (.part(package), choices)
                default: continue
                }
                for choice in found.choices where cause[choice] == nil {
                    cause[choice] = found.cause
                    root[choice] = root[package]
                    frontier.append(choice)
                }
            }
        }
    }

    /// What wishes may mean: where the best is demanded, only that.
    private mutating func rootPackages() -> [PackageID] {
        var found: [PackageID] = []
        for wish in refutation.wishes {
            var isBest = false
            for case .best(wish, let choices) in refutation.facts {
                isBest = true
                for choice in choices where cause[choice] == nil {
                    cause[choice] = .best(wish)
                    root[choice] = wish
                    found.append(choice)
                }
            }
            for case .wish(wish, let choices) in refutation.facts where !isBest {
                for choice in choices where cause[choice] == nil {
                    cause[choice] = .wish(wish)
                    root[choice] = wish
                    found.append(choice)
                }
            }
        }
        for fact in refutation.facts {
            switch fact {
            case .keeps(let package, let choices):
                for choice in choices where cause[choice] == nil {
                    cause[choice] = .installed(package)
                    root[choice] = RPMRefutationStory.installed
                    found.append(choice)
                }
            case .frozen(let package) where cause[package] == nil:
                cause[package] = .frozen
                root[package] = RPMRefutationStory.installed
                found.append(package)
            default: continue
            }
        }
        return found
    }

    // MARK: - What cannot be

    /// What cannot be, the most telling first: that which two wishes lead to, then what is missing.
    func contradictions() -> [Contradiction] {
        var missing: [Contradiction] = []
        var between: [Contradiction] = []
        var within: [Contradiction] = []
        for fact in refutation.facts {
            switch fact {
            case .requires(let package, let relation, _, let choices):
                guard cause[package] != nil, choices.allSatisfy(excluded.contains) else { continue }
                missing.append(
                    Contradiction(
                        sentence: lack(of: package, relation, choices), packages: [package]))
            case .inferior(let package, let choices):
                guard cause[package] != nil, choices.isEmpty else { continue }
                missing.append(
                    Contradiction(sentence: inferiority(of: package), packages: [package]))
            case .excludes(let package, let relation):
                guard cause[package] != nil else { continue }
                let named = universe.text(of: universe.relation(relation.index))
                within.append(
                    Contradiction(
                        sentence: "\(label(package)) conflicts with `\(named)`, which is the case",
                        packages: [package]))
            case .conflicts(let left, let right, _), .obsoletes(let left, let right, _),
                .sameName(let left, let right):
                guard let first = root[left], let second = root[right] else { continue }
                let packages = first <= second ? [left, right] : [right, left]
                let found = Contradiction(
                    sentence: clash(fact, packages), packages: packages)
                if first == second { within.append(found) } else { between.append(found) }
            case .wish(let wish, let choices), .best(let wish, let choices):
                if !choices.isEmpty, choices.allSatisfy(excluded.contains) {
                    missing.append(
                        Contradiction(
                            sentence: "all that `\(wishes[wish].label)` can mean is excluded",
                            packages: []))
                }
            case .split(let package, let choices):
                guard cause[package] != nil, choices.allSatisfy(excluded.contains) else { continue }
                missing.append(
                    Contradiction(
                        sentence: "\(label(package)) is a part of what is installed, "
                            + "and the other parts are missing",
                        packages: [package]))
            case .excluded, .keeps, .frozen, .preference: continue
            }
        }
        return between + missing + within
    }

    private func lack(
        of package: PackageID, _ position: RelationID, _ choices: [PackageID]
    ) -> String {
        let relation = universe.relation(position.index)
        let need = universe.text(of: relation)
        let start = "\(label(package)) needs `\(need)`, "
        if let only = choices.first {
            let others = choices.count > 1 ? " and \(choices.count - 1) more" : ""
            return start + "which only \(label(only))\(others) could meet, and that is excluded"
        }
        if let expression = relation.expression {
            var table = CapabilityTable(universe)
            let formula = RichDependency(universe.expression(expression), &table)
            return formula.isTooLarge(negated: false, table)
                ? start + "which is too large to be looked at" : start + "which cannot be met"
        }
        if need.hasPrefix("/") { return start + "a file that no package is known to hold" }
        if relation.comparison == .any { return start + "which nothing provides" }
        var there: [PackageID] = []
        for provider in universe.providers(of: relation.name)
        where !provider.isOwnName && there.last != provider.package {
            there.append(provider.package)
        }
        return there.isEmpty
            ? start + "which nothing provides" : start + "but there is only " + list(there)
    }

    private func inferiority(of package: PackageID) -> String {
        let better = universe.betterBuilds(of: package)
        return "\(label(package)) is for a lesser architecture and needs the same build beside it, "
            + "but there is only " + list(better)
    }

    /// The first few of some packages.
    private func list(_ packages: [PackageID]) -> String {
        let named = packages.prefix(3).map { label($0) }.joined(separator: ", ")
        return packages.count > 3 ? named + " and \(packages.count - 3) more" : named
    }

    private func clash(_ fact: Refutation.Fact, _ packages: [PackageID]) -> String {
        switch fact {
        case .conflicts(let left, let right, let relation):
            return "\(label(left)) conflicts with " + object(right, relation)
        case .obsoletes(let left, let right, let relation):
            return "\(label(left)) obsoletes " + object(right, relation)
        default: return sides(packages[0], packages[1])
        }
    }

    /// What a relation names, and that a package is or provides it.
    private func object(_ package: PackageID, _ relation: RelationID) -> String {
        let named = universe.relation(relation.index)
        if named.name != universe.name(package) {
            return "`\(universe.text(of: named))`, which \(label(package)) provides"
        }
        if named.comparison == .any { return label(package) }
        return "`\(universe.text(of: named))`, which is \(label(package))"
    }

    /// Two builds of one name, by what asks for each.
    private func sides(_ left: PackageID, _ right: PackageID) -> String {
        let first = demand(for: left)
        let second = demand(for: right)
        if !first.isNeed && !second.isNeed {
            return "\(label(left)) and \(label(right)) cannot be installed side by side"
        }
        return "\(first.text), but \(second.text)"
    }

    private func demand(for package: PackageID) -> (text: String, isNeed: Bool) {
        switch cause[package] {
        case .package(let parent, let relation):
            let need = universe.text(of: universe.relation(relation.index))
            return ("\(label(parent)) needs `\(need)`: \(label(package))", true)
        case .sibling(let parent):
            return ("\(label(parent)) needs \(label(package)) beside it", true)
        case .best(let wish):
            return ("the best for `\(wishes[wish].label)` is \(label(package))", false)
        case .wish(let wish):
            return ("`\(wishes[wish].label)` asks for \(label(package))", false)
        case .frozen: return ("\(label(package)) is installed and must not be changed", true)
        case .installed(package): return ("\(label(package)) is installed", true)
        case .installed(let old): return ("\(label(old)) can only become \(label(package))", true)
        case .part(let parent):
            return ("\(label(parent)) comes only with \(label(package))", true)
        case nil: return ("\(label(package)) is needed", false)
        }
    }

    // MARK: - How it comes about

    /// How a wish leads to a package, outermost first.
    func chain(to package: PackageID) -> [String] {
        var steps: [String] = []
        var current = package
        while let why = cause[current] {
            switch why {
            case .wish(let wish):
                steps.append("`\(wishes[wish].label)` is \(label(current))")
                return steps.reversed()
            case .best(let wish):
                steps.append("`\(wishes[wish].label)` is at best \(label(current))")
                return steps.reversed()
            case .package(let parent, let relation):
                let need = universe.text(of: universe.relation(relation.index))
                steps.append("\(label(parent)) needs `\(need)`: \(label(current))")
                current = parent
            case .sibling(let parent):
                steps.append("\(label(parent)) needs the same build beside it: \(label(current))")
                current = parent
            case .part(let parent):
                steps.append("\(label(parent)) comes only with \(label(current))")
                current = parent
            case .frozen, .installed(current):
                steps.append("\(label(current)) is installed")
                return steps.reversed()
            case .installed(let old):
                steps.append("\(label(old)) is installed, and can become \(label(current))")
                return steps.reversed()
            }
        }
        return steps.reversed()
    }

    /// What would be installed if the best were not demanded.
    var consolation: String {
        if refutation.older.isEmpty { return "" }
        return "; \(list(refutation.older)) could be, but is not the best"
    }

    private func label(_ package: PackageID) -> String { "`\(universe.label(package))`" }
}
