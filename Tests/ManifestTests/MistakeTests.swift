import MirrorBase
import SystemIO
import Testing

@testable import Manifest

@Suite struct MistakeTests {
    @Test(arguments: TestFiles.mistakes)
    func `every mistake is shown with its line and place`(_ name: String) throws {
        let bytes = try Files.read(TestFiles.goldens / name)
        let kind = name.prefix { $0 != "-" }
        let text = mistakes {
            switch kind {
            case "manifest": _ = try Manifest(file: name, bytes: bytes)
            case "distro": _ = try Distro(file: name, bytes: bytes)
            default: _ = try SiteConfiguration(file: name, bytes: bytes)
            }
        }
        #expect(!text.isEmpty)
        try TestFiles.expect(text + "\n", isRecordedIn: String(name.dropLast(5)) + ".txt")
    }

    @Test func `there are mistakes of every kind of file`() {
        #expect(TestFiles.mistakes.count >= 30)
        #expect(Set(TestFiles.mistakes.map { $0.prefix { $0 != "-" } }).count == 3)
    }

    @Test func `columns count characters, also where one is several code points`() {
        let text = mistakes {
            _ = try Manifest(
                file: "m.yaml", bytes: Array("a: [\"e\u{301}x y\", \"🇩🇪 z\", ok (=> 1)]".utf8))
        }
        #expect(text.contains("m.yaml:1:6"))
        #expect(text.contains("m.yaml:1:14"))
        #expect(text.contains("m.yaml:1:24\n  |\n1 | a: [\"e\u{301}x y\", \"🇩🇪 z\", ok (=> 1)]"))
        #expect(text.hasSuffix("hint: the operators are `<<`, `<=`, `=`, `>=`, `>>`"))
    }

    @Test func `a byte order mark is no character`() {
        let text = mistakes {
            _ = try Manifest(file: "m.yaml", bytes: [0xEF, 0xBB, 0xBF] + Array("a: b".utf8))
        }
        #expect(text.contains("m.yaml:1:4\n  |\n1 | a: b\n  |    ^"))
    }

    @Test func `lines end as YAML says, also with carriage returns`() {
        let text = mistakes {
            _ = try Manifest(file: "m.yaml", bytes: Array("a: []\r\nb: []\rc: d\r\n".utf8))
        }
        #expect(text.contains("m.yaml:3:4\n  |\n3 | c: d\n  |    ^"))
    }

    @Test func `an error is one of usage`() throws {
        do {
            _ = try Manifest(file: "m.yaml", bytes: Array("a: b".utf8))
            Issue.record("the manifest is wrong")
        } catch {
            #expect(error.mirrorError.category == .usage)
            #expect(error.problems.count == 1)
            #expect(error.problems[0].excerpt?.position == SourcePosition(line: 1, column: 4))
        }
    }
}
