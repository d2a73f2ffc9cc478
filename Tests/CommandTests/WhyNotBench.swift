import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// What `mirror why-not` answered, and whether it holds.
struct WhyNotCheck {
    let bench: Workbench
    let architecture: String
    let answer: JSONValue
    let exitCode: Int32

    /// Asks.
    init(_ bench: Workbench, _ architecture: String, _ spec: String, _ more: String...) throws {
        self.bench = bench
        self.architecture = architecture
        let outcome = try bench.run(
            ["why-not", "sample", architecture, spec, "--format", "json", "--quiet"] + more
                + bench.options)
        #expect([0, 1].contains(outcome.exitCode), "\(outcome.errors)")
        answer = try JSONValue(parsing: outcome.standardOutput)
        exitCode = outcome.exitCode
    }

    var result: String { answer["result"]?.string ?? "" }
    var headline: String { answer["headline"]?.string ?? "" }
    var reasons: [String] { answer["reasons"]?.elements.compactMap { $0["text"]?.string } ?? [] }
    var proposals: [JSONValue] { answer["proposals"]?.elements ?? [] }
    var hints: [String] { answer["hints"]?.elements.compactMap(\.string) ?? [] }

    /// Expects every proposal to do what it says: with its change a build finds what was asked for, or what is
    /// said to take its place, and the lock changes as foretold.
    ///
    /// - Parameter packages: For each proposal a package that the lock has then, as `name version`.
    func expectProposalsHold(
        bringing packages: [String], location: SourceLocation = #_sourceLocation
    ) throws {
        #expect(proposals.count == packages.count, "\(proposals)", sourceLocation: location)
        let manifest = bench.directory / "packages.yaml"
        let original = try bench.text(manifest)
        let before = try locked()
        for (proposal, package) in zip(proposals, packages) {
            let change = try #require(proposal["change"], sourceLocation: location)
            try bench.directory.write("packages.yaml", Self.apply(change, to: original))
            let after = try locked()
            #expect(
                after.keys.contains { $0.hasPrefix(package + " ") },
                "\(after.keys.sorted())", sourceLocation: location)
            let effect = try #require(proposal["effect"], sourceLocation: location)
            let changed = effect["changed"]?.elements ?? []
            let added =
                Self.names(effect["added"]?.elements ?? [])
                + Self.names(changed.compactMap { $0["after"] })
            let removed =
                Self.names(effect["removed"]?.elements ?? [])
                + Self.names(changed.compactMap { $0["before"] })
            #expect(
                Set(added) == Set(after.keys).subtracting(before.keys), "\(package)",
                sourceLocation: location)
            #expect(
                Set(removed) == Set(before.keys).subtracting(after.keys), "\(package)",
                sourceLocation: location)
            let bytes = after.values.reduce(0, +) - before.values.reduce(0, +)
            #expect(effect["bytes"]?.integer == bytes, "\(package)", sourceLocation: location)
        }
        try bench.directory.write("packages.yaml", original)
    }

    /// The packages of a lock that a build makes now, as `name version arch`, with their sizes.
    private func locked() throws -> [String: Int] {
        let locks = bench.directory / "trial-locks"
        try Files.removeTree(locks)
        var options = bench.options
        if let place = options.firstIndex(of: "--locks") { options[place + 1] = locks.string }
        let outcome = try bench.run(["build", "sample", architecture, "--lock-only"] + options)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let lock = try JSONValue(
            parsing: Files.read(locks / "sample-\(architecture).lock.json"))
        var found: [String: Int] = [:]
        for package in lock["packages"]?.elements ?? [] {
            found[Self.names([package])[0]] = package["size"]?.integer
        }
        return found
    }

    private static func names(_ packages: [JSONValue]) -> [String] {
        packages.map { package in
            ["name", "version", "arch"].map { package[$0]?.string ?? "" }.joined(separator: " ")
        }
    }

    /// A text with the edits of a change, as docs/reference/why-not-json.md says.
    static func apply(_ change: JSONValue, to text: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for edit in (change["edits"]?.elements ?? []).reversed() {
            let start = (edit["line"]?.integer ?? 1) - 1
            let former = edit["former"]?.elements.compactMap(\.string) ?? []
            let inserted = edit["inserted"]?.elements.compactMap(\.string) ?? []
            #expect(Array(lines[start..<start + former.count]) == former)
            lines.replaceSubrange(start..<start + former.count, with: inserted)
        }
        return lines.joined(separator: "\n")
    }
}
