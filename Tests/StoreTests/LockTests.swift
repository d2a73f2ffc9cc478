import MirrorBase
import MirrorTestSupport
import Testing

@testable import Store

@Suite("A lock")
struct LockTests {
    static func digest(_ fill: UInt8) -> Digest {
        Digest(.sha256, bytes: Array(repeating: fill, count: 32))
    }

    static func package(_ name: String, _ version: String = "1.0", _ arch: String = "amd64")
        -> Lock.Package
    {
        Lock.Package(
            name: name, version: version, architecture: arch, repository: "debian",
            path: "pool/\(name)_\(version)_\(arch).deb",
            upstream: "pool/main/\(name)/\(name)_\(version)_\(arch).deb", size: 1234,
            sha256: digest(0xcd), reasons: ["curl", "base.common"],
            record: "Package: \(name)\n")
    }

    static func sample(_ packages: [Lock.Package]) -> Lock {
        Lock(
            distro: "debian12", architecture: "amd64",
            inputs: Lock.Inputs(
                manifest: digest(1), distro: digest(2),
                options: ["recommends=false", "flavour=small"],
                repositories: [
                    Lock.Repository(
                        id: "debian", suite: "bookworm", digest: digest(3),
                        date: Timestamp(
                            year: 2026, month: 11, day: 21, hour: 10, minute: 24, second: 40),
                        signer: "4CB50190207B4758A3F73A796ED0E7B82643E131",
                        url: "https://user:secret@deb.example.org/debian")
                ]),
            sets: [Lock.WishSet(name: "base", wishes: ["curl", "vim (>= 9)"])],
            packages: packages)
    }

    static func error(_ text: String) -> LockError? {
        do { _ = try Lock(reading: Array(text.utf8)) } catch { return error }
        return nil
    }

    @Test("is written with one package per line, in canonical order, without a password")
    func form() {
        let lock = Self.sample([Self.package("zlib"), Self.package("curl")])
        let (one, two, three) = (Self.digest(1).hex, Self.digest(2).hex, Self.digest(3).hex)
        let package = { (name: String) in
            #"{"name":"\#(name)","version":"1.0","arch":"amd64","repository":"debian","#
                + #""component":"main","path":"pool/\#(name)_1.0_amd64.deb","#
                + #""upstream":"pool/main/\#(name)/\#(name)_1.0_amd64.deb","#
                + #""size":1234,"sha256":"\#(Self.digest(0xcd).hex)","for":["base.common","curl"]}"#
        }
        let expected = """
            {"schema":1,"distro":"debian12","arch":"amd64",
            "inputs":{"manifest":"\(one)","distro":"\(two)",\
            "options":["flavour=small","recommends=false"],"repositories":[
            {"id":"debian","suite":"bookworm","digest":"\(three)","date":"2026-11-21T10:24:40Z",\
            "signer":"4CB50190207B4758A3F73A796ED0E7B82643E131","url":"https://deb.example.org/debian"}
            ]},
            "sets":[
            {"name":"base","wishes":["curl","vim (>= 9)"]}
            ],
            "packages":[
            \(package("curl")),
            \(package("zlib"))
            ],
            "records":[
            "Package: curl\\n",
            "Package: zlib\\n"
            ]}

            """
        #expect(lock.text == expected)
    }

    @Test("reads what it wrote, and writes the same again", arguments: 0..<40)
    func roundTrip(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        let lock = Self.random(using: &random)
        let text = lock.text
        let back = try Lock(reading: Array(text.utf8))
        #expect(back == lock)
        #expect(back.text == text)
        #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n"))
    }

    @Test("orders by bytes, not by any alphabet")
    func order() {
        let names = ["zlib", "Zlib", "a+", "a", "é", "a-b", "ab"]
        let lock = Self.sample(
            names.map { Self.package($0) } + [
                Self.package("a", "1.0", "all"), Self.package("a", "0.9"),
            ])
        #expect(
            lock.packages.map(\.name) == ["Zlib", "a", "a", "a", "a+", "a-b", "ab", "zlib", "é"])
        #expect(lock.packages[1].version == "0.9")
        #expect(lock.packages[2].architecture == "all")
    }

    @Test("takes user and password out of URLs, and nothing else")
    func credentials() {
        #expect(
            Lock.withoutCredentials("https://u:p@x.example.org/a@b") == "https://x.example.org/a@b")
        #expect(Lock.withoutCredentials("https://u:p@q@x.example.org") == "https://x.example.org")
        #expect(
            Lock.withoutCredentials("https://x.example.org/a@b?c=@")
                == "https://x.example.org/a@b?c=@")
        #expect(Lock.withoutCredentials("file:///srv/a@b") == "file:///srv/a@b")
        #expect(Lock.withoutCredentials("/srv/a@b") == "/srv/a@b")
        #expect(Lock.withoutCredentials("") == "")
    }

    @Test("never crashes the reader, whatever became of it", arguments: 0..<8)
    func mutated(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed) + 1000)
        let whole = Array(Self.random(using: &random).text.utf8)
        let tokens = ["{", "}", "[", "]", "\"", "\\u", ",", ":", "-", "1e9", "\0", "null", "\n"]
        for _ in 0..<300 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                case 2:
                    let token = tokens.randomElement(using: &random) ?? ""
                    bytes.insert(contentsOf: token.utf8, at: place)
                default: bytes.removeLast(bytes.count - place - 1)
                }
            }
            // What is still read must be a lock that is written and read again.
            if let lock = try? Lock(reading: bytes) {
                let again = try Lock(reading: Array(lock.text.utf8))
                #expect(again == lock)
            }
        }
    }

    @Test("of 2,000 packages is read fast")
    func speed() throws {
        let lock = Self.sample(
            (0..<2000).map { Self.package("package-\($0)", "7.88.1-10+deb12u8") })
        let bytes = Array(lock.text.utf8)
        var best = Duration.seconds(9)
        for _ in 0..<5 {
            best = min(best, try ContinuousClock().measure { _ = try Lock(reading: bytes) })
        }
        print("reading a lock of 2,000 packages, \(bytes.count) bytes: \(best)")
        // The goal is 20 ms in release; a debug build on a busy machine only has to stay sane.
        #expect(best < .seconds(2))
    }

    static func random(using random: inout SeededRandom) -> Lock {
        let odd = ["é", "日本", "\"", "\\", "\u{1f600}", "\t", "\u{7f}", "~", "\u{0}"]
        func text() -> String {
            (0..<Int.random(in: 0...4, using: &random)).map { _ in
                Bool.random(using: &random)
                    ? random.word() : odd.randomElement(using: &random) ?? ""
            }.joined()
        }
        func digest() -> Digest { Digest(.sha256, bytes: random.bytes(32)) }
        let sets = Int.random(in: 1...3, using: &random)
        let repositories = (0..<Int.random(in: 1...3, using: &random)).map { number in
            Lock.Repository(
                id: "r\(number)", suite: random.word(), digest: digest(),
                date: Timestamp(seconds: Int64.random(in: 0...4_000_000_000, using: &random)),
                signer: Bool.random(using: &random) ? random.word() : nil,
                url: "https://\(random.word()).example.org/\(text())",
                weakDigest: Bool.random(using: &random) ? random.word() : nil)
        }
        let packages = (0..<Int.random(in: 0...30, using: &random)).map { number in
            let chosen = (0..<sets).filter { _ in Bool.random(using: &random) }
            return Lock.Package(
                name: random.word() + "é~+", version: "\(number):1.\(random.word())",
                architecture: random.word(), repository: "r0",
                path: "pool/\(number)/\(random.word()) é.deb", upstream: "./\(random.word())",
                size: Int.random(in: 0...Int.max, using: &random), sha256: digest(),
                reasons: (0..<3).map { _ in text() },
                sets: sets == 1 || chosen.isEmpty ? [0] : chosen)
        }
        return Lock(
            distro: random.word(), architecture: random.word(),
            inputs: Lock.Inputs(
                manifest: digest(), distro: digest(), options: [text(), text()],
                repositories: repositories),
            sets: (0..<sets).map { _ in
                Lock.WishSet(
                    name: text(), wishes: [text(), text()],
                    conflict: Bool.random(using: &random) ? text() : nil)
            }, packages: packages)
    }

    @Test func `what a baseline says is written and read again`() throws {
        var lock = Self.sample([Self.package("curl")])
        #expect(!lock.text.contains("assumed") && !lock.text.contains("baselines"))
        lock.inputs.baselines = [
            Lock.Baseline(name: "rpm-qa.txt", mode: .assume, digest: Self.digest(7))
        ]
        lock.assumed = Lock.Assumed(
            packages: [
                Lock.Installed(
                    name: "bash", version: "0:5-1", architecture: "x86_64", record: "<package/>\n",
                    files: ["/usr/share/bash"]),
                Lock.Installed(name: "tar", version: "0:1-1", architecture: "noarch"),
            ], wishes: ["bash"])
        #expect(try Lock(reading: Array(lock.text.utf8)) == lock)
        #expect(lock.text.contains(#"{"name":"tar","version":"0:1-1","arch":"noarch"}"#))
        let bad = lock.text.replacing("\"assume\"", with: "\"guess\"")
        #expect(Self.error(bad)?.reason == .badText(key: "mode", value: "guess"))
    }
}
