import MirrorTestSupport
import Store
import Synchronization
import SystemIO
import Testing

/// What the program chooses beside what apt chooses from the same archive.
@Suite("Beside apt", .enabled(if: BuiltMirror.isPossible, "\(BuiltMirror.notice)"))
struct UpstreamTests {
    /// An empty system of an architecture whose sources are the repositories that a lock names; made when it
    /// is first asked for, and only read.
    private static func client(_ architecture: String) throws -> AptSystem {
        try clients.withLock { clients in
            let client = clients[architecture] ?? Result { try makeClient(architecture) }
            clients[architecture] = client
            return try client.get()
        }
    }

    private static let clients = Mutex<[String: Result<AptSystem, any Error>]>([:])

    private static func makeClient(_ architecture: String) throws -> AptSystem {
        let part = try #require(try BuiltMirror.shared.get().parts[architecture])
        let stanzas = part.lock.inputs.repositories.map {
            """
            Types: deb
            URIs: \($0.url)
            Suites: \($0.suite)
            Components: \(BuiltMirror.components)
            Trusted: yes

            """
        }
        let client = try AptSystem(
            architecture: architecture, sources: stanzas.joined(separator: "\n"))
        BuiltMirror.keep(client.root)
        let update = try client.update()
        if !update.succeeded { throw Subprocess.Failure.failed(command: ["apt-get"], update) }
        return client
    }

    @Test(arguments: BuiltMirror.architectures)
    func `for the whole manifest apt chooses the packages of the lock`(architecture: String)
        throws
    {
        let part = try #require(try BuiltMirror.shared.get().parts[architecture])
        let names = part.wished.map(\.package.name)
        let chosen = try #require(
            try Self.client(architecture).choice(names, recommends: false))
        #expect(chosen.subtracting(part.locked).sorted() == [], "only apt takes them")
        // Whoever installs one wish or group may be brought something else than whoever installs all.
        let additions = try BuiltMirror.shared.get().additions
        #expect(!additions.isEmpty)
        #expect(
            part.locked.subtracting(chosen).subtracting(additions).sorted() == [],
            "only the lock has them")
    }

    @Test func `searching names and provides finds what apt-cache finds`() throws {
        let client = try Self.client("amd64")
        let directory = try TemporaryDirectory("search-peer")
        for word in ["curl", "mail-transport", "libssl", "smtp", "zz-nothing"] {
            let peer = try client.run(["search", "--names-only", word], program: "apt-cache")
            let theirs = Set(peer.output.split(separator: "\n").map { $0.prefix { $0 != " " } })
            let ours = try Program.run(
                [
                    "search", "debian12", "amd64", word, "--names", "--provides", "--format",
                    "list", "--quiet",
                ], keepingIn: directory.path)
            let found = Set(ours.output.split(separator: "\n"))
            #expect(found == theirs, "\(word): \(ours.errors)")
            #expect(ours.exitCode == (theirs.isEmpty ? 1 : 0))
        }
    }

    /// Names for which more recommended packages are taken than by apt, and why.
    private static let olderVersions = [
        "nvidia-open-kernel-source": """
        recommends a package that needs an older version than the newest there is; apt never looks at \
        older versions, the resolver keeps them in reach.
        """
    ]

    private static func lot(_ name: String) -> UInt64 {
        var seed: UInt64 = 12
        for byte in name.utf8 { seed = (seed ^ UInt64(byte)) &* 0x100_0000_01b3 }
        var random = SeededRandom(seed: seed)
        return random.next()
    }

    @Test(arguments: [false, true])
    func `for sixty names taken blindly apt chooses the same`(recommends: Bool) throws {
        let client = try Self.client("amd64")
        let listing = try client.run(["pkgnames"], program: "apt-cache")
        let all = listing.output.split(separator: "\n").map(String.init)
        #expect(all.count > 50_000)
        // By a number that each name has for itself, so that a new package changes at most one of them.
        let names =
            all.map { (Self.lot($0), $0) }.sorted { $0 < $1 }.prefix(60).map(\.1)
            + Self.olderVersions.keys
        let directory = try TemporaryDirectory("blind")
        let list = try directory.write("wishes", names.map { $0 + "\n" }.joined())
        let outcome = try Program.run(
            [
                "resolve", "debian12", "amd64", "--each", "--wishes", "\(list)",
                recommends ? "--weak" : "--no-weak",
            ], keepingIn: directory.path)
        #expect(outcome.succeeded, "\(outcome.errors)")
        let answers = try Program.answers(outcome.output)
        for name in names {
            let answer = try #require(answers[name])
            let expected = try client.choice([name], recommends: recommends)
            if recommends, Self.olderVersions[name] != nil, let answer, let expected {
                #expect(answer.isSuperset(of: expected), "\(name)")
            } else {
                #expect(answer == expected, "\(name), recommends: \(recommends)")
            }
        }
    }
}

/// Answers of apt that were recorded, over an index that lies beside them.
@Suite("Recorded answers")
struct RecordedAnswersTests {
    @Test(
        .enabled(if: Corpora.arePresent, "\(Corpora.notice)"),
        .enabled(if: Tool.isAsked("zstd"), "needs zstd"))
    func `every recorded answer of apt comes out the same`() throws {
        let record = try #require(Corpora.file("golden/bookworm-arm64.norec.tsv.zst"))
        let index = try #require(Corpora.file("apt/bookworm-arm64/Packages.xz"))
        let text = try Subprocess.check("zstd", ["-dc", record.string]).output
        var expected: [String: Set<String>?] = [:]
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            try #require(fields.count == 3)
            let files = fields[2].split(separator: " ").map {
                AptSystem.decoded(String($0.dropLast(".deb".count)))
            }
            expected[String(fields[0])] = .some(fields[1] == "OK" ? Set(files) : nil)
        }
        #expect(expected.count > 100)
        let directory = try TemporaryDirectory("recorded")
        let list = try directory.write(
            "wishes", expected.keys.sorted().map { $0 + "\n" }.joined())
        let outcome = try Program.run(
            [
                "resolve", "--family", "deb", "--repo", "d=\(index)", "--arch", "arm64",
                "--each", "--wishes", "\(list)",
            ], keepingIn: directory.path)
        #expect(outcome.succeeded, "\(outcome.errors)")
        let answers = try Program.answers(outcome.output)
        #expect(Set(answers.keys) == Set(expected.keys))
        for (wish, packages) in expected {
            #expect(answers[wish] == .some(packages), "\(wish)")
        }
    }
}
