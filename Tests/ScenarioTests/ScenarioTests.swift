import MirrorTestSupport
import SystemIO
import Testing

/// Resolver puzzles as text files; see `Scenario` for their form.
@Suite struct ScenarioTests {
    @Test(arguments: Scenario.names)
    func `resolves as the file says`(name: String) throws {
        let scenario = try Scenario(named: name)
        let expected = try #require(scenario.expectation, "\(name) says nothing to expect")
        let answer = try scenario.answer()
        if Environment["MIRROR_UPDATE_GOLDENS"] == "1", case .error(let lines) = answer {
            try scenario.rewrite(errors: lines)
            return
        }
        #expect(answer == expected, "\(scenario.prose)")
    }

    @Test func `there are puzzles, each of which says what apt does`() throws {
        #expect(Scenario.names.count == 240)
        for name in Scenario.names {
            let scenario = try Scenario(named: name)
            #expect(!scenario.wishes.isEmpty && !scenario.prose.isEmpty, "\(name)")
            #expect(!scenario.apt.isEmpty, "\(name)")
        }
    }

    @Test(
        .enabled(if: AptRoot.isPossible, "needs apt-get"), arguments: Scenario.names)
    func `apt does what the file says of it`(name: String) throws {
        let scenario = try Scenario(named: name)
        guard scenario.apt == "same" || scenario.apt == "refuses" else { return }
        let answer = try AptRoot(scenario).install()
        if scenario.apt == "refuses" {
            #expect(answer == nil, "\(scenario.prose)")
        } else if case .install(let expected)? = scenario.expectation {
            #expect(answer == expected, "\(scenario.prose)")
        } else if case .sets(let expected)? = scenario.expectation, expected.count == 1 {
            #expect(answer == expected[0], "\(scenario.prose)")
        } else {
            Issue.record("`apt: same` needs `install:`")
        }
    }
}
