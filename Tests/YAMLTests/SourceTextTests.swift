import Testing
import YAML

@Suite struct SourceTextTests {
    @Test func `a password in an address is hidden in what messages show`() {
        let line = "url: https://user:secret@example.org/x"
        #expect(SourceText.hidingPasswords(line) == "url: https://user:******@example.org/x")
    }
}
