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
        let example = try ConflictCase(named: name)
        for remedy in try remedies(of: example) {
            let changed = try example.changed(remedy.value)
            let (text, json) = try changed.answer()
            if remedy.remaining.isEmpty {
                #expect(!text.hasPrefix("error"), "\(changed.wishes.map(\.text))")
                continue
            }
            // What it says to remain is what is said next.
            let next = try JSONValue(parsing: Array(json.utf8))
            #expect(next["wishes"]?.texts == remedy.remaining, "\(changed.wishes.map(\.text))")
        }
    }

    @Test func `many situations have hints, most of which leave nothing to do`() throws {
        var found: [Int] = []
        var partial = 0
        for name in ConflictCase.names {
            let remedies = try remedies(of: try ConflictCase(named: name))
            if !remedies.isEmpty { found.append(remedies.count) }
            if remedies.contains(where: { !$0.remaining.isEmpty }) { partial += 1 }
        }
        #expect(found.count >= 28)
        #expect(found.reduce(0, +) >= 55)
        #expect(partial == 1)
    }

    /// What the data of an answer says would work.
    private func remedies(of example: ConflictCase) throws -> [(
        value: JSONValue, remaining: [String]
    )] {
        let (_, json) = try example.answer()
        if json.isEmpty { return [] }
        let value = try JSONValue(parsing: Array(json.utf8))
        guard case .array(let remedies)? = value["remedies"]?.content else {
            throw ConflictCase.Mistake(line: "no remedies in \(json)")
        }
        return remedies.map { ($0, $0["remaining"]?.texts ?? []) }
    }

    @Test func `the guide shows what is really said`() throws {
        let guide = try Files.read(ProjectRoot.path / "docs/guide/conflicts.md")
        let texts = try ConflictCase.names.map { try ConflictCase(named: $0).answer().text }
        var example = ""
        var count = 0
        for line in String(decoding: guide, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        {
            if line.hasPrefix("    ") {
                example += line.dropFirst(4) + "\n"
            } else if !example.isEmpty {
                #expect(texts.contains(example), "\(example)")
                example = ""
                count += 1
            }
        }
        #expect(count > 10)
    }

    @Test func `there are enough situations, each of which says what it is`() throws {
        #expect(ConflictCase.names.count >= 40)
        for name in ConflictCase.names {
            let example = try ConflictCase(named: name)
            #expect(!example.wishes.isEmpty && !example.prose.isEmpty, "\(name)")
        }
    }
}

extension ConflictCase {
    /// The same situation with all its wishes, one of which is changed as a remedy says.
    fileprivate func changed(_ remedy: JSONValue) throws -> ConflictCase {
        var copy = self
        let former = remedy["wish"]?.text
        let count = copy.wishes.count
        copy.wishes.removeAll { $0.text == former }
        // A remedy speaks of what the user wrote.
        if former != nil, copy.wishes.count == count { throw Mistake(line: "\(remedy)") }
        if let replacement = remedy["replacement"]?.text {
            copy.wishes.append(try Resolve.parse(replacement))
        }
        return copy
    }
}

extension JSONValue {
    fileprivate var text: String? { if case .string(let text) = content { text } else { nil } }

    fileprivate var texts: [String] {
        guard case .array(let members) = content else { return [] }
        return members.compactMap(\.text)
    }
}
