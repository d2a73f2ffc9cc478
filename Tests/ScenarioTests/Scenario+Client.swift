import Manifest
import PackageModel
import Resolver

@testable import MirrorEngine

extension Scenario {
    /// apt as the resolver models it, over what the scenario holds.
    func client(_ universe: Universe, order: CandidateOrder = CandidateOrder()) -> AptClient {
        let there = Set(installed.map(Scenario.key))
        var set = PackageSet(count: universe.count)
        for package in universe.packages where there.contains(universe.label(package)) {
            set.insert(package)
        }
        return AptClient(
            universe, installed: set,
            policy: AptClient.Policy(recommends: recommends, order: order))
    }

    private static func key(_ stanza: String) -> String {
        ["Package", "Version", "Architecture"].map { field in
            let line = stanza.split(separator: "\n").first { $0.hasPrefix("\(field): ") } ?? ""
            return String(line.dropFirst(field.count + 2))
        }.joined(separator: " ")
    }

    /// What the model of apt changes, in the form of `AptRoot.changes`; `nil` where it refuses.
    func changes(_ answer: ClientAnswer, _ universe: Universe) -> Set<String>? {
        guard case .changes(let transaction) = answer else { return nil }
        func name(_ package: PackageID) -> String {
            self.name(
                universe.nameText(package), universe.versionText(package),
                universe.architectureText(package))
        }
        return Set(
            transaction.installs.map { "+" + name($0) }
                + transaction.replacements.map { "^" + name($0.package) }
                + transaction.removals.map { "-" + name($0) })
    }

    /// What the model of apt makes of the scenario's wishes; `nil` where it refuses.
    func clientInstall() throws -> Set<String>? {
        let universe = try universe()
        var plan = DebianWishPlan(universe, recommends: recommends, place: "the scenario")
        for wish in wishes { plan.add(try Wish(parsing: wish)) }
        if !plan.problems.isEmpty { return nil }
        var client = client(universe, order: plan.order)
        let answer = client.install(plan.entries.map(\.wish))
        return changes(answer, universe).map { Set($0.map { String($0.dropFirst()) }) }
    }
}
