import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// Packages that stand in for real ones, as dnf sees them.
@Suite(
    "Stand-ins", .enabled(if: StandIns.arePossible, "\(StandIns.notice)"),
    .enabled(if: DnfPlan.isPossible, "\(DnfPlan.notice)"))
struct StandInTests {
    @Test(arguments: StandIns.Kind.allCases)
    func `dnf can install every wish of packages.yaml from them`(kind: StandIns.Kind) throws {
        let standIns = try kind.standIns()
        let plan = try DnfPlan(of: standIns)
        let wishes = try StandInMaker.wishes().filter { !$0.isOptional }
        let words = wishes.flatMap(\.alternatives) + ["@core"]
        let answers = try plan.answers(words.sorted())
        for wish in wishes {
            #expect(
                wish.alternatives.contains { answers[$0]?.packages != nil },
                "\(wish.alternatives): \(answers[wish.alternatives[0]]?.error ?? "")")
        }
        #expect(answers["@core"]?.packages?.count ?? 0 > 100, "\(answers["@core"]?.error ?? "")")
    }
}
