import CommandLineKit
import MirrorBase
import Testing

struct StylerTests {
    @Test func `decides by mode, terminal and environment`() {
        func isOn(_ mode: ColorMode, _ isTerminal: Bool, _ environment: [String: String] = [:])
            -> Bool
        {
            Styler(mode, isTerminal: isTerminal) { environment[$0] }.isEnabled
        }
        #expect(isOn(.auto, true))
        #expect(!isOn(.auto, false))
        #expect(!isOn(.auto, true, ["NO_COLOR": "1"]))
        #expect(isOn(.auto, true, ["NO_COLOR": ""]))
        #expect(!isOn(.auto, true, ["TERM": "dumb"]))
        #expect(isOn(.always, false, ["NO_COLOR": "1"]))
        #expect(!isOn(.never, true))
    }

    private let error = MirrorError(
        .usage,
        problems: [
            .init(
                "`kubelet (= 1.31.*)` matches nothing",
                excerpt: SourceExcerpt(
                    file: "packages.yaml", position: SourcePosition(line: 14, column: 3),
                    text: "\t- kubelet | = x", length: 7, notes: ["newest: 1.30"]),
                hints: ["look again"]),
            .init("another"),
        ], context: ["building"], cause: "no luck")

    @Test func `colours an error without changing its text`() {
        let colored = Styler(isEnabled: true).rendered(error)
        #expect(
            colored == """
                \u{1B}[1;31merror:\u{1B}[0m `kubelet (= 1.31.*)` matches nothing
                \u{1B}[2m  --> packages.yaml:14:3\u{1B}[0m
                \u{1B}[2m   |\u{1B}[0m
                \u{1B}[2m14 |\u{1B}[0m \t- kubelet | = x
                \u{1B}[2m   |\u{1B}[0m \t \u{1B}[31m^^^^^^^\u{1B}[0m
                \u{1B}[2m   =\u{1B}[0m newest: 1.30
                \u{1B}[36mhint:\u{1B}[0m look again
                \u{1B}[1;31merror:\u{1B}[0m another
                  \u{1B}[2mcause:\u{1B}[0m no luck
                  \u{1B}[2mwhile\u{1B}[0m building
                """)
        #expect(colored.replacing(/\u{1B}\[[0-9;]*m/, with: "") == error.rendered())
    }

    @Test func `leaves an error alone without colour`() {
        #expect(Styler.plain.rendered(error) == error.rendered())
        #expect(Styler.plain.apply(.error, "x") == "x")
        #expect(Styler(isEnabled: true).apply(.bold, "") == "")
    }
}
