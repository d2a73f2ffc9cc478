import MirrorTestSupport
import SystemIO
import Testing

/// Puzzles of rpm packages as text files; see `RPMScenario` for their form.
@Suite struct RPMScenarioTests {
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
        #expect(RPMScenario.names.count >= 40)
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
        let answer = try scenario.libsolvAnswer()
        if case .install(let expected)? = scenario.expectation {
            #expect(answer == expected, "\(scenario.prose)")
        } else {
            #expect(answer == nil, "\(scenario.prose)")
        }
    }
}
