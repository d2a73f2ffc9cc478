import MirrorTestSupport
import SystemIO
import Testing

extension Workbench {
    /// A text without what differs from run to run.
    func normalised(_ text: String) -> String {
        var text = text
        for (value, name) in replacements { text = text.replacing(value, with: name) }
        text = text.replacing(/[0-9a-f]{64}/, with: "<sha256>")
        text = text.replacing(/[0-9A-F]{40}/, with: "<fingerprint>")
        text = text.replacing(/[0-9]+\.[0-9]{1,2} s\b/, with: "<time>")
        text = text.replacing(/took [0-9]+ s\b/, with: "took <time>")
        text = text.replacing(/"milliseconds":[0-9]+/, with: "\"milliseconds\":<time>")
        text = text.replacing(/http:\/\/127\.0\.0\.1:[0-9]+/, with: "<server>")
        // How much had arrived when something ended is a matter of chance.
        text = text.replacing(/downloading: .*\n/, with: "")
        text = text.replacing(/the size is [0-9]+, expected [0-9]+/, with: "the size is <size>")
        text = text.replacing(/[0-9A-F]{16}\b/, with: "<key>")
        text = text.replacing(/damaged-[0-9]{8}T[0-9]{6}Z/, with: "damaged-<date>")
        text = text.replacing(/\.[0-9]+\.[0-9a-z]{10,14}\.tmp/, with: ".<number>.tmp")
        text = text.replacing(/127\.0\.0\.1:[0-9]+/, with: "<host>")
        text = text.replacing(/127\.0\.0\.1 port [0-9]+/, with: "<host>")
        text = text.replacing(/after [0-9]+ ms/, with: "after <time>")
        text = text.replacing(/[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}/, with: "<minute>")
        return text.replacing(/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.-]+Z?/, with: "<date>")
    }

    /// What a run printed and how it ended, as one text.
    func transcript(_ outcome: Subprocess.Outcome) -> String {
        normalised(
            "[output]\n\(outcome.output)[errors]\n\(outcome.errors)[exit code]\n\(outcome.exitCode)\n"
        )
    }

    /// Expects a run to end with a code and to print what a golden file says.
    func expect(
        _ outcome: Subprocess.Outcome, exits code: Int32, golden: String,
        location: SourceLocation = #_sourceLocation
    ) throws {
        #expect(
            outcome.exitCode == code, "\(outcome.errors)\(outcome.output)", sourceLocation: location
        )
        #expect(!outcome.timedOut, sourceLocation: location)
        let difference = try Golden.difference(transcript(outcome), from: golden + ".txt")
        if let difference { Issue.record("\(difference)", sourceLocation: location) }
    }

    /// Expects a run to fail with a code and a golden text, and to leave trees and locks as they were.
    func expectRefusal(
        exits code: Int32, golden: String, _ arguments: [String] = ["build", "sample", "amd64"],
        environment: [String: String] = [:], location: SourceLocation = #_sourceLocation
    ) throws {
        let before = try published()
        let outcome = try run(arguments + options, environment: environment)
        try expect(outcome, exits: code, golden: golden, location: location)
        let after = try published()
        #expect(
            after == before, "files changed: \(Workbench.changes(before, after))",
            sourceLocation: location)
    }

    /// The names of the files that differ.
    static func changes(_ before: [String: [UInt8]], _ after: [String: [UInt8]]) -> [String] {
        Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted()
    }
}
