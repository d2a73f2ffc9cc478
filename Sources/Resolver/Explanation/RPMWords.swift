internal import MirrorBase
internal import PackageModel

/// The words of rpm.
struct RPMWords: FamilyWords {
    let universe: Universe
    let hiding: (PackageID) -> String?

    func label(_ package: PackageID) -> String { universe.label(package) }

    func version(_ package: PackageID) -> String {
        let text = universe.versionText(package)
        return text.withoutZeroEpoch
    }

    func need(_ relation: RelationID, _ end: RelationID) -> String {
        universe.text(of: universe.relation(relation.index))
    }

    func exclusion(of package: PackageID) -> String { hiding(package) ?? "is excluded" }

    /// `glibc(x86-64) = 2` and `glibc(x86-32) = 2` are the same need of two builds, and so are `libc.so.6`
    /// and `libc.so.6()(64bit)`.
    func unmarked(_ need: String) -> String {
        let end = need.firstIndex(of: " ") ?? need.endIndex
        var name = need[..<end]
        for mark in ["(x86-64)", "(x86-32)", "(aarch-64)", "(64bit)", "()"]
        where name.hasSuffix(mark) {
            name.removeLast(mark.count)
        }
        return String(name) + need[end...]
    }

    func lack(
        of package: PackageID, _ position: RelationID, _ end: RelationID, _ choices: [PackageID]
    ) -> String {
        let relation = universe.relation(position.index)
        if let only = choices.first {
            let verb = choices.count > 1 ? "of which each" : "which"
            return ", but there is only \(names.and(choices)), \(verb) \(exclusion(of: only))"
        }
        if let expression = relation.expression {
            var table = CapabilityTable(universe)
            let formula = RichDependency(universe.expression(expression), &table)
            return formula.isTooLarge(negated: false, table)
                ? ", which is too large to be looked at" : ", which cannot be met"
        }
        if universe.names.string(relation.name).hasPrefix("/") {
            return ", a file that no package is known to hold"
        }
        var there: [PackageID] = []
        for provider in universe.providers(of: relation.name) where there.last != provider.package {
            there.append(provider.package)
        }
        if relation.comparison == .any || there.isEmpty {
            return ", which nothing provides" + (nearestSymbol(relation.name) ?? "")
        }
        return ", but there is only \(names.and(there))"
    }

    /// What there is of the symbol versions of a library: "; `glibc-2.34` provides `GLIBC_2.34`".
    private func nearestSymbol(_ name: NameID) -> String? {
        guard let wanted = SymbolVersion(universe.names.string(name)),
            let library = universe.names.find(wanted.library)
        else { return nil }
        var best: (symbol: SymbolVersion, package: PackageID)?
        for provider in universe.providers(of: library) {
            for position in universe.relations(.provides, of: provider.package) {
                let text = universe.names.string(universe.relation(position).name)
                guard let symbol = SymbolVersion(text), symbol.isLike(wanted) else { continue }
                if let best, !best.symbol.isBefore(symbol) { continue }
                best = (symbol, provider.package)
            }
        }
        return best.map { "; `\(label($0.package))` provides `\($0.symbol.name)`" }
    }

    func absentPart(of relation: RelationID) -> String? {
        guard let expression = universe.relation(relation.index).expression else { return nil }
        return absentPart(of: universe.expression(expression))
    }

    private func absentPart(of expression: DependencyExpression) -> String? {
        switch expression {
        case .relation(let relation):
            if let inner = relation.expression {
                return absentPart(of: universe.expression(inner))
            }
            var table = CapabilityTable(universe)
            let isAbsent =
                table.providers(of: relation).isEmpty && !table.isMetBySystem(relation)
            return isAbsent ? "`\(universe.text(of: relation))`" : nil
        case .and(let parts):
            for part in parts {
                if let absent = absentPart(of: part) { return absent }
            }
            return nil
        case .or(let parts):
            let absent = parts.map { absentPart(of: $0) }
            return absent.contains(nil) ? nil : Enumeration.or(absent.compactMap(\.self))
        case .ifThere(let wanted, _, otherwise: nil): return absentPart(of: wanted)
        case .ifThere, .unlessThere, .with, .without: return nil
        }
    }
}

/// A version of the symbols of a library: `libc.so.6(GLIBC_2.38)(64bit)`.
private struct SymbolVersion {
    /// What a package provides that has the library in whichever version: `libc.so.6()(64bit)`.
    let library: String
    /// `GLIBC_2.38`.
    let name: String
    private let tag: Substring
    private let numbers: [Int]

    init?(_ capability: String) {
        guard let start = capability.firstIndex(of: "("),
            let end = capability[start...].firstIndex(of: ")")
        else { return nil }
        let inner = capability[capability.index(after: start)..<end]
        guard let bar = inner.lastIndex(of: "_") else { return nil }
        let parts = inner[inner.index(after: bar)...].split(
            separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Int($0) }
        guard numbers.count == parts.count else { return nil }
        library = String(capability[...start] + capability[end...])
        name = String(inner)
        tag = inner[..<bar]
        self.numbers = numbers
    }

    func isLike(_ other: SymbolVersion) -> Bool { library == other.library && tag == other.tag }

    func isBefore(_ other: SymbolVersion) -> Bool {
        numbers.lexicographicallyPrecedes(other.numbers)
    }
}
