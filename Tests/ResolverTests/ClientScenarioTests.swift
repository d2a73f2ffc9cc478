import Testing

/// What dnf and yum do on machines that hold packages, as files tell it.
@Suite struct ClientScenarioTests {
    @Test(arguments: ClientScenario.names)
    func `does what the client would do`(name: String) throws {
        let scenario = try ClientScenario(named: name)
        #expect(scenario.answer() == scenario.expected)
    }

    @Test(.enabled(if: DNFOracle.isPossible, "needs dnf, rpmbuild and createrepo_c"))
    func `the real dnf does the same`() throws {
        var names: [String] = []
        var scenarios: [ClientScenario] = []
        for name in ClientScenario.names {
            let scenario = try ClientScenario(named: name)
            if scenario.client != .dnf { continue }
            names.append(name)
            scenarios.append(scenario)
        }
        for (index, answer) in try DNFOracle.answers(scenarios).enumerated() {
            #expect(scenarios[index].identities() == answer, "\(names[index])")
        }
    }

    @Test func `there are scenarios of both clients`() {
        #expect(ClientScenario.names.contains { $0.hasPrefix("dnf/") })
        #expect(ClientScenario.names.contains { $0.hasPrefix("yum/") })
    }
}
