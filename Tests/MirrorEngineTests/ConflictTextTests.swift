import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

@testable import MirrorEngine

/// What operators are told when wishes cannot be met; see `ConflictCase` for the form of the files.
@Suite struct ConflictTextTests {
    @Test(arguments: ConflictCase.names)
    func `says it as the golden text does`(name: String) throws {
        let (text, json) = try ConflictCase(named: name).answer()
        #expect(try Golden.difference(text, from: "\(name).txt") == nil)
        if !json.isEmpty { #expect(try Golden.difference(json, from: "\(name).json") == nil) }
    }

    @Test(arguments: ConflictCase.names)
    func `what a hint says to write can be installed`(name: String) throws {
        var example = try ConflictCase(named: name)
        let (_, json) = try example.answer()
        guard !json.isEmpty else { return }
        let value = try JSONValue(parsing: Array(json.utf8))
        guard case .array(let remedies)? = value["remedies"]?.content,
            case .array(let involved)? = value["wishes"]?.content
        else {
            Issue.record("no remedies in \(json)")
            return
        }
        let wishes = involved.compactMap { content in
            if case .string(let text) = content.content { text } else { nil }
        }
        for remedy in remedies {
            var changed = wishes
            func text(_ key: String) -> String? {
                if case .string(let text)? = remedy[key]?.content { text } else { nil }
            }
            changed.removeAll { $0 == text("wish") }
            if let replacement = text("replacement") { changed.append(replacement) }
            example.wishes = try changed.map { try Resolve.parse($0) }
            #expect(try example.answer().text.hasPrefix("error") == false, "\(changed)")
        }
    }

    @Test func `there are enough situations, each of which says what it is`() throws {
        #expect(ConflictCase.names.count >= 40)
        for name in ConflictCase.names {
            let example = try ConflictCase(named: name)
            #expect(!example.wishes.isEmpty && !example.prose.isEmpty, "\(name)")
        }
    }
}
