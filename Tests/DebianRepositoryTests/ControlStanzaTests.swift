import DebianRepository
import Testing

@Suite struct ControlStanzaTests {
    func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    func firstError(
        _ text: String, comments: ControlStanza.Comments = .refused
    ) -> ControlError? {
        do throws(ControlError) {
            _ = try ControlStanza.read(bytes(text), comments: comments)
            return nil
        } catch { return error }
    }

    @Test func `reads fields by name in any case`() throws {
        let stanzas = try ControlStanza.read(bytes("Suite: stable\nCODENAME:\tbookworm \n"))
        #expect(stanzas.count == 1)
        #expect(stanzas[0].value("suite") == "stable")
        #expect(stanzas[0].value("Codename") == "bookworm")
        #expect(stanzas[0].value("Origin") == nil)
        #expect(stanzas[0].words("Origin").isEmpty)
    }

    @Test func `joins continuation lines and leaves out an empty first line`() throws {
        let stanza = try #require(
            ControlStanza.read(bytes("A: one\n two\n\tthree\nB:\n x y\n z\nC:\n")).first)
        #expect(stanza.value("A") == "one\ntwo\nthree")
        #expect(stanza.value("B") == "x y\nz")
        #expect(stanza.words("B") == ["x", "y", "z"])
        #expect(stanza.value("C")?.isEmpty == true)
        #expect(stanza.field("B")?.lines.map(\.number) == [4, 5, 6])
    }

    @Test func `separates stanzas by any number of empty lines`() throws {
        let stanzas = try ControlStanza.read(bytes("\n\nA: 1\n\n\n \nB: 2\r\n\r\nC: 3"))
        #expect(stanzas.map { $0.fields.map(\.name) } == [["A"], ["B"], ["C"]])
        #expect(stanzas.map(\.line) == [3, 7, 9])
    }

    @Test func `tolerates carriage returns at line ends`() throws {
        let stanza = try #require(ControlStanza.read(bytes("A: 1\r\n 2\r\nB: 3\r\n")).first)
        #expect(stanza.value("A") == "1\n2")
        #expect(stanza.value("B") == "3")
    }

    @Test func `keeps colons and non-ASCII text of values`() throws {
        let stanza = try #require(ControlStanza.read(bytes("URL: http://é.example:80/\n")).first)
        #expect(stanza.value("url") == "http://é.example:80/")
    }

    @Test func `takes comments only where the format has them`() throws {
        let text = "# head\nA: 1\n# within\n 2\n#end"
        let stanza = try #require(ControlStanza.read(bytes(text), comments: .allowed).first)
        #expect(stanza.value("A") == "1\n2")
        #expect(firstError(text) == ControlError(line: 1, reason: .comment))
    }

    @Test func `says what is wrong and on which line`() {
        let cases: [(String, Int, ControlError.Reason)] = [
            (" stray\n", 1, .strayContinuation),
            ("A: 1\n\n stray\n", 3, .strayContinuation),
            ("A: 1\nnothing\n", 2, .missingColon),
            ("-----BEGIN PGP SIGNED MESSAGE-----\n", 1, .missingColon),
            (": 1\n", 1, .invalidFieldName),
            ("A B: 1\n", 1, .invalidFieldName),
            ("-A: 1\n", 1, .invalidFieldName),
            ("A: 1\na: 2\n", 2, .duplicateField("a")),
            ("A: 1\u{0}\n", 1, .controlCharacter(0)),
            ("A: 1\r2\n", 1, .controlCharacter(13)),
            ("A: 1\n \u{7f}\n", 2, .controlCharacter(127)),
        ]
        for (text, line, reason) in cases {
            #expect(firstError(text) == ControlError(line: line, reason: reason), "\(text)")
        }
    }

    @Test func `skips a bad line with its continuation when asked to be lenient`() {
        let (stanzas, problems) = ControlStanza.readLeniently(
            bytes("A: 1\nbad\n more\nB: 2\nA: 3\n less\n\nC: 4\n"))
        #expect(stanzas.map { $0.fields.map(\.name) } == [["A", "B"], ["C"]])
        #expect(stanzas[0].value("A") == "1")
        #expect(problems.map(\.line) == [2, 5])
    }

    @Test func `describes its errors`() {
        #expect(
            ControlError(line: 3, reason: .missingColon).description
                == "line 3: field without a colon")
        #expect(
            ControlError(line: 1, reason: .controlCharacter(0x1b)).description
                == "line 1: control character 0x1b")
    }

    @Test func `survives any damage`() {
        let good = bytes("# c\nA: 1\n 2\nB-C:\n x\n\nD: é\r\n")
        var mutator = ByteMutator(seed: 1)
        for _ in 0..<3_000 {
            let text = mutator.damaged(good)
            for comments in [ControlStanza.Comments.allowed, .refused] {
                let (stanzas, problems) = ControlStanza.readLeniently(text, comments: comments)
                for stanza in stanzas {
                    for field in stanza.fields { _ = stanza.value(field.name) }
                }
                let strict = try? ControlStanza.read(text, comments: comments)
                #expect((strict == nil) == !problems.isEmpty)
            }
        }
    }
}
