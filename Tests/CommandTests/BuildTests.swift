import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// A build that goes well, and what it leaves on disk.
@Suite struct BuildTests {
    @Test("publishes a tree and says what it did")
    func firstBuild() throws {
        let bench = try Bench()
        try bench.expect(
            bench.mirror("build", "sample", "amd64"), exits: 0, golden: "build-first")
        let names = try Files.walk(bench.directory / "out").sorted()
        let layout = names.map { "\($0)\n" }.joined()
            .replacing(/by-hash\/SHA256\/[0-9a-f]{64}/, with: "by-hash/SHA256/<sha256>")
        #expect(try Golden.difference(layout, from: "tree.txt") == nil)
        let release = bench.normalised(try bench.text(bench.suite / "Release"))
            .replacing(/<sha256> +[0-9]+/, with: "<sha256> <size>")
            .replacing(/Date: .*\n/, with: "Date: <date>\n")
        #expect(try Golden.difference(release, from: "release.txt") == nil)
        let lock = bench.normalised(try bench.text(bench.lock))
        #expect(try Golden.difference(lock, from: "lock.txt") == nil)
    }

    @Test("copies upstream stanzas byte for byte, but for their Filename")
    func verbatim() throws {
        let bench = try Bench(.built)
        let published = try bench.stanzas()
        #expect(published.count > 10)
        var upstream: [String: String] = [:]
        for (suite, component) in [("sample", "main"), ("sample-security", "main")] {
            let path =
                bench.directory
                / "upstream/dists/\(suite)/\(component)/binary-amd64/Packages.xz"
            let text = try Subprocess.check("xz", ["-dc", path.string]).output
            upstream.merge(Bench.stanzas(text)) { $1 }
        }
        for (name, stanza) in published {
            let wanted = try #require(upstream[name])
            let pattern = /Filename: [^\n]*\n/
            #expect(stanza.replacing(pattern, with: "") == wanted.replacing(pattern, with: ""))
            let file = try #require(stanza.firstMatch(of: /Filename: ([^\n]*)\n/)).1
            let digest = try #require(stanza.firstMatch(of: /SHA256: ([^\n]*)\n/)).1
            let bytes = try Files.read(bench.tree / String(file))
            #expect(ReferenceHash.digest(bytes).hex == digest)
        }
    }

    @Test("publishes every form of an index with the same content, under its name and digest")
    func forms() throws {
        let bench = try Bench(.built)
        let release = try bench.text(bench.suite / "Release")
        let directory = bench.suite / "main/binary-amd64"
        let gz = try Subprocess.check("gzip", ["-dc", (directory / "Packages.gz").string])
        let xz = try Subprocess.check("xz", ["-dc", (directory / "Packages.xz").string])
        #expect(gz.standardOutput == xz.standardOutput)
        let plain = ReferenceHash.digest(gz.standardOutput).hex
        #expect(release.contains("\(plain) "))
        for ending in ["gz", "xz"] {
            let bytes = try Files.read(directory / "Packages.\(ending)")
            let digest = ReferenceHash.digest(bytes).hex
            #expect(release.contains("\(digest) "))
            #expect(try Files.read(directory / "by-hash/SHA256/\(digest)") == bytes)
        }
    }

    @Test("signs what gpgv accepts with the key that lies in the tree")
    func signatures() throws {
        let bench = try Bench(.built)
        let keyring = (bench.tree / "mirror-archive-keyring.gpg").string
        let inline = try Subprocess.run(
            "gpgv", ["--keyring", keyring, (bench.suite / "InRelease").string])
        #expect(inline.succeeded, "\(inline.errors)")
        let detached = try Subprocess.run(
            "gpgv",
            [
                "--keyring", keyring, (bench.suite / "Release.gpg").string,
                (bench.suite / "Release").string,
            ])
        #expect(detached.succeeded, "\(detached.errors)")
        #expect(try bench.text(bench.tree / "mirror-archive-keyring.asc").contains("BEGIN PGP"))
    }

    @Test("does nothing where nothing is new, and fetches only Release files to know it")
    func nothingNew() throws {
        let bench = try Bench(.built)
        let before = try bench.published()
        try bench.expect(
            bench.mirror("build", "sample", "amd64"), exits: 0, golden: "build-unchanged")
        #expect(
            bench.server.requests.map(\.path) == [
                "/dists/sample/InRelease", "/dists/sample-security/InRelease",
            ])
        #expect(try bench.published() == before)
    }

    @Test("builds again where nothing is new if told to")
    func forced() throws {
        let bench = try Bench(.built)
        let before = try bench.published()
        try bench.expect(
            bench.mirror("build", "sample", "amd64", "--force"), exits: 0, golden: "build-forced")
        #expect(try bench.published().keys == before.keys)
    }

    @Test(
        "repairs a tree that somebody has touched",
        arguments: [
            "dists/sampler/main/binary-amd64/Packages.xz",
            "dists/sampler/main/binary-amd64/Packages.gz", "dists/sampler/InRelease",
            "dists/sampler/Release.gpg", "dists/sampler/Release", "mirror-archive-keyring.gpg",
            "pool/main/c/curl/curl_7.88.1-10+deb12u8_amd64.deb", "by-hash",
        ], ["removed", "changed"])
    func repair(_ name: String, _ how: String) throws {
        let bench = try Bench(.built)
        let before = try bench.snapshot(bench.tree)
        var path = bench.tree / name
        if name == "by-hash" {
            let found = before.keys.sorted().first { $0.contains("by-hash") }
            path = bench.tree / (try #require(found))
        }
        try Files.remove(path)
        if how == "changed" { try Files.replace(path, with: Array("changed\n".utf8)) }
        let outcome = try bench.mirror("build", "sample", "amd64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        // Release files carry the time of the build, everything else is as it was.
        let after = try bench.snapshot(bench.tree)
        let changed = Bench.changes(before, after).filter { !$0.contains("Release") }
        #expect(changed == [])
        #expect(after[name] != Array("changed\n".utf8))
        let keyring = (bench.tree / "mirror-archive-keyring.gpg").string
        for files in [["InRelease"], ["Release.gpg", "Release"]] {
            let check = try Subprocess.run(
                "gpgv", ["--keyring", keyring] + files.map { (bench.suite / $0).string })
            #expect(check.succeeded, "\(check.errors)")
        }
    }

    @Test("lists both architectures in one Release, in whichever order they are built")
    func twoArchitectures() throws {
        let epoch = ["SOURCE_DATE_EPOCH": "\(Environment.now())"]
        var trees: [[String: [UInt8]]] = []
        for order in [["amd64", "arm64"], ["arm64", "amd64"]] {
            let bench = try Bench()
            for architecture in order {
                let outcome = try bench.run(
                    ["build", "sample", architecture] + bench.options, environment: epoch)
                #expect(outcome.exitCode == 0, "\(outcome.errors)")
            }
            let release = try bench.text(bench.suite / "Release")
            #expect(release.contains("Architectures: amd64 arm64\n"))
            for architecture in order {
                #expect(release.contains("main/binary-\(architecture)/Packages.xz\n"))
            }
            trees.append(try bench.snapshot(bench.tree))
        }
        #expect(Bench.changes(trees[0], trees[1]) == [])
    }

    @Test("lets two processes build into one tree at the same time")
    func atTheSameTime() throws {
        let bench = try Bench()
        let runs = try ["amd64", "arm64"].map { architecture in
            try bench.start(["build", "sample", architecture] + bench.options)
        }
        for run in runs {
            let outcome = run.wait()
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
        }
        let release = try bench.text(bench.suite / "Release")
        #expect(release.contains("main/binary-amd64/Packages.xz\n"))
        #expect(release.contains("main/binary-arm64/Packages.xz\n"))
        for architecture in ["amd64", "arm64"] {
            for stanza in try bench.stanzas("main", architecture).values {
                let file = try #require(stanza.firstMatch(of: /Filename: ([^\n]*)\n/)).1
                #expect(Files.exists(bench.tree / String(file)))
            }
        }
    }

    @Test("makes the same bytes of the same lock, key and date")
    func reproducible() throws {
        let epoch = ["SOURCE_DATE_EPOCH": "\(Environment.now())"]
        let first = try Bench()
        #expect(try first.mirror("build", "sample", "amd64", environment: epoch).succeeded)
        let second = try Bench()
        try second.directory.write(
            "locks/sample-amd64.lock.json", first.text(first.lock))
        let outcome = try second.mirror(
            "build", "sample", "amd64", "--locked", environment: epoch)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let trees = try [first.snapshot(first.tree), second.snapshot(second.tree)]
        #expect(Bench.changes(trees[0], trees[1]) == [])
    }

    @Test("keeps what the previous indexes name, and removes what is older")
    func generations() throws {
        let bench = try Bench(.built)
        let old = "pool/main/c/curl/curl_7.88.1-10+deb12u8_amd64.deb"
        let before = try bench.snapshot(bench.tree)
        for version in ["7.88.1-10+deb12u9", "7.88.1-10+deb12u10"] {
            bench.moveUpstreamOn()
            for name in ["curl", "libcurl4"] {
                bench.upstream.add(
                    DebPackage(
                        name: name, version: version,
                        fields: [
                            "Depends": name == "curl" ? "libcurl4 (= \(version))" : "libc6"
                        ]),
                    to: "sample-security")
            }
            try bench.writeUpstream()
            let outcome = try bench.mirror("build", "sample", "amd64")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(try bench.locked().contains("curl \(version) amd64"))
            let after = try bench.snapshot(bench.tree)
            let kept = before.keys.filter { $0.contains("by-hash") && $0.contains("main/") }
            if version.hasSuffix("u9") {
                #expect(kept.allSatisfy { after[$0] == before[$0] })
                #expect(after[old] != nil)
            } else {
                #expect(kept.allSatisfy { after[$0] == nil })
                #expect(after[old] == nil)
            }
        }
    }
}
