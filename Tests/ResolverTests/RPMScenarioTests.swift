import MirrorTestSupport
import SystemIO
import Testing

/// Puzzles of rpm packages as text files; see `RPMScenario` for their form.
@Suite struct RPMScenarioTests {
    /// What libsolv says, asked once for all of them.
    static let libsolvAnswers = try? RPMScenario.libsolvAnswers(RPMScenario.names)

    @Test(arguments: RPMScenario.names)
    func `resolves as the file says`(name: String) throws {
        let scenario = try RPMScenario(named: name)
        let expected = try #require(scenario.expectation, "\(name) says nothing to expect")
        let answer = scenario.answer()
        if Environment["MIRROR_UPDATE_GOLDENS"] == "1", case .error(let lines) = answer {
            try scenario.rewrite(errors: lines)
            return
        }
        #expect(answer == expected, "\(scenario.prose)")
    }

    @Test func `there are puzzles, each of which says what libsolv does`() throws {
        #expect(RPMScenario.names.count == 345)
        for name in RPMScenario.names {
            let scenario = try RPMScenario(named: name)
            #expect(!scenario.wishes.isEmpty && !scenario.prose.isEmpty, "\(name)")
            #expect(!scenario.libsolv.isEmpty, "\(name)")
        }
    }

    @Test(
        .enabled(if: LibsolvOracle.isPossible, "needs python3-solv"),
        arguments: RPMScenario.names)
    func `libsolv does what the file says of it`(name: String) throws {
        let scenario = try RPMScenario(named: name)
        guard scenario.libsolv == "same" else { return }
        let answers = try #require(Self.libsolvAnswers?[name])
        switch scenario.expectation {
        case .install(let expected): #expect(answers == [expected], "\(scenario.prose)")
        case .sets(let expected):
            #expect(Array(answers.dropFirst()) == expected, "\(scenario.prose)")
            #expect((answers[0] == nil) == (expected.count > 1), "\(scenario.prose)")
        case .refused, .error: #expect(answers == [nil], "\(scenario.prose)")
        case nil: Issue.record("\(name) says nothing to expect")
        }
    }
}
