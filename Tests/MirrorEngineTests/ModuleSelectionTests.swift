import RPMRepository
import Testing

@testable import MirrorEngine

@Suite struct ModuleSelectionTests {
    private let platform = "platform: [el9]"

    @Test func `a stream is active if somebody enables it, in all its versions`() throws {
        let text =
            ModuleSamples.build("a:1:1:c", requires: [platform])
            + ModuleSamples.build("a:1:2:c", requires: [platform])
            + ModuleSamples.build("a:2:9:c", requires: [platform])
        let none = try ModuleSamples.select([text])
        #expect(ModuleSamples.active(none) == [])
        #expect(none.problems == [])
        let one = try ModuleSamples.select([text], ModuleSamples.rules(["a:1"]))
        #expect(ModuleSamples.active(one) == ["a:1:c/1", "a:1:c/2"])
        #expect(one.activeBuild(of: "a")?.version == 2)
    }

    @Test func `a default stream is active unless something else of its module is wanted`() throws {
        let text =
            ModuleSamples.build("a:1:1:c") + ModuleSamples.build("a:2:1:c")
            + ModuleSamples.defaults("a", "1") + ModuleSamples.build("b:1:1:c")
            + ModuleSamples.defaults("b", nil, "1: [common]")
        #expect(ModuleSamples.active(try ModuleSamples.select([text])) == ["a:1:c/1"])
        let enabled = try ModuleSamples.select([text], ModuleSamples.rules(["a:2"]))
        #expect(ModuleSamples.active(enabled) == ["a:2:c/1"])
        let disabled = try ModuleSamples.select([text], ModuleSamples.rules(disabled: ["a"]))
        #expect(ModuleSamples.active(disabled) == [])
        let both = try ModuleSamples.select([text], ModuleSamples.rules(["a:2"], disabled: ["a"]))
        #expect(ModuleSamples.active(both) == ["a:2:c/1"])
    }

    @Test func `the platform decides, and without one nothing that needs one is active`() throws {
        let text =
            ModuleSamples.build("a:1:1:x", requires: ["platform: [el8]"])
            + ModuleSamples.build("a:1:1:y", requires: ["platform: [el9]"])
            + ModuleSamples.build("b:1:1:z", requires: ["platform: []"])
            + ModuleSamples.build("c:1:1:z", requires: ["platform: [-el9]"])
            + ModuleSamples.defaults("c", "1")
        let selection = try ModuleSamples.select([text], ModuleSamples.rules(["a:1", "b:1"]))
        #expect(ModuleSamples.active(selection) == ["a:1:y/1", "b:1:z/1"])
        #expect(selection.notes == ["the default stream `c:1` cannot be active"])
        let bare = try ModuleSamples.select(
            [text], ModuleSamples.rules(["a:1"], platform: nil))
        #expect(ModuleSamples.active(bare) == [])
        #expect(bare.problems.count == 1)
    }

    @Test func `what a stream requires is active, in the context that fits`() throws {
        let text =
            ModuleSamples.build("a:1:1:old", requires: ["base: [1]"])
            + ModuleSamples.build("a:1:1:new", requires: ["base: [2]"])
            + ModuleSamples.build("base:1:1:c") + ModuleSamples.build("base:2:1:c")
            + ModuleSamples.build("top:1:1:c", requires: ["a: []", "base: [-1]"])
        let one = try ModuleSamples.select([text], ModuleSamples.rules(["a:1", "base:1"]))
        #expect(ModuleSamples.active(one) == ["a:1:old/1", "base:1:c/1"])
        let two = try ModuleSamples.select([text], ModuleSamples.rules(["top:1"]))
        #expect(ModuleSamples.active(two) == ["a:1:new/1", "base:2:c/1", "top:1:c/1"])
        let choice = ModuleSamples.build("b:1:1:c", requires: ["base: [1, 2]"])
        let any = try ModuleSamples.select([text + choice], ModuleSamples.rules(["b:1", "base:2"]))
        #expect(ModuleSamples.active(any) == ["base:2:c/1", "b:1:c/1"])
    }

    @Test func `an older build is active where the newest cannot be`() throws {
        let text =
            ModuleSamples.build("a:1:1:c") + ModuleSamples.build("a:1:2:c", requires: ["none: [1]"])
        let selection = try ModuleSamples.select([text], ModuleSamples.rules(["a:1"]))
        #expect(ModuleSamples.active(selection) == ["a:1:c/1", "a:1:c/2"])
        #expect(selection.problems == [])
    }

    @Test func `defaults that exclude what is enabled are passed over`() throws {
        let text =
            ModuleSamples.build("a:1:1:c", requires: ["base: [1]"])
            + ModuleSamples.build("b:1:1:c", requires: ["base: [2]"])
            + ModuleSamples.build("c:1:1:c") + ModuleSamples.build("base:1:1:c")
            + ModuleSamples.build("base:2:1:c") + ModuleSamples.defaults("a", "1")
            + ModuleSamples.defaults("b", "1") + ModuleSamples.defaults("c", "1")
        let selection = try ModuleSamples.select([text], ModuleSamples.rules(["b:1"]))
        #expect(ModuleSamples.active(selection) == ["b:1:c/1", "c:1:c/1", "base:2:c/1"])
        #expect(selection.notes == ["the default stream `a:1` cannot be active"])
        let usual = try ModuleSamples.select([text])
        #expect(ModuleSamples.active(usual) == ["a:1:c/1", "c:1:c/1", "base:1:c/1"])
    }

    @Test func `a build for another architecture is not active`() throws {
        let text = ModuleSamples.build("a:1:1:c", architecture: "ppc64le")
        let selection = try ModuleSamples.select([text], ModuleSamples.rules(["a:1"]))
        #expect(ModuleSamples.active(selection) == [])
        #expect(selection.problems.count == 1)
    }

    @Test(arguments: [
        (["a:1", "a:2"], "`a:1` (the test) and `a:2` (the test) cannot both be active"),
        (["nn:1"], "no repository has the module `nn`, which the test enables"),
        (["a:9"], "there is no stream `a:9`, which the test enables"),
        (["a"], "the module `a` has no default stream, and the test names none"),
        (
            ["x:1"],
            "`x:1` (the test) cannot be active: `x:1` cannot be installed: "
                + "`x:1:c` needs `module(platform:el8)`, which nothing provides"
        ),
        (["y:1", "z:1"], "`y:1` (the test), `z:1` (the test) cannot be active: "),
    ])
    func `what cannot be active is a problem with its reason`(
        _ enabled: [String], _ message: String
    ) throws {
        let text =
            ModuleSamples.build("a:1:1:c") + ModuleSamples.build("a:2:1:c")
            + ModuleSamples.build("x:1:1:c", requires: ["platform: [el8]"])
            + ModuleSamples.build("y:1:1:c", requires: ["a: [1]"])
            + ModuleSamples.build("z:1:1:c", requires: ["a: [2]"])
            + ModuleSamples.build("n:1:1:c")
        let selection = try ModuleSamples.select([text], ModuleSamples.rules(enabled))
        #expect(selection.problems.count == 1)
        let problem = selection.problems.first?.message ?? ""
        #expect(problem.hasPrefix(message))
    }

    @Test func `who names no stream gets the one that is enabled, the default or the only one`()
        throws
    {
        let text =
            ModuleSamples.build("a:1:1:c") + ModuleSamples.build("a:2:1:c")
            + ModuleSamples.build("b:1:1:c") + ModuleSamples.build("b:2:1:c")
            + ModuleSamples.defaults("b", "2") + ModuleSamples.build("c:7:1:c")
        let selection = try ModuleSamples.select(
            [text], ModuleSamples.rules(["a", "b", "c", "a:1"]))
        #expect(selection.problems == [])
        #expect(ModuleSamples.active(selection) == ["a:1:c/1", "b:2:c/1", "c:7:c/1"])
    }
}
