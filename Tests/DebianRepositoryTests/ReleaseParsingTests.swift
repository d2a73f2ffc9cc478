import DebianRepository
import MirrorBase
import Testing

@Suite struct ReleaseParsingTests {
    typealias Samples = ReleaseSamples

    func error(_ text: String) -> ReleaseError? {
        do throws(ReleaseError) {
            _ = try Release(parsing: Samples.bytes(text))
            return nil
        } catch { return error }
    }

    @Test func `reads every field`() throws {
        let release = try Release(parsing: Samples.bytes(Samples.debian))
        #expect(release.origin == "Example")
        #expect(release.label == "Example Archive")
        #expect(release.suite == "oldstable")
        #expect(release.codename == "bookworm")
        #expect(release.version == "12.15")
        #expect(release.description == "Example 12.15")
        #expect(release.changelogs?.hasPrefix("https://changelogs.example.org/") == true)
        #expect(release.date?.iso8601 == "2026-07-11T10:16:37Z")
        #expect(release.validUntil?.iso8601 == "2026-07-18T10:16:37Z")
        #expect(release.acquireByHash)
        #expect(!release.notAutomatic && !release.butAutomaticUpgrades)
        #expect(release.architectures == ["all", "amd64", "arm64"])
        #expect(release.components == ["main", "contrib"])
        #expect(release.noSupportForArchitectureAll == ["Packages"])
        #expect(release.warnings.isEmpty)
        #expect(release.files.count == 9)
    }

    @Test func `keeps the digests of an entry weakest first`() throws {
        let release = try Release(parsing: Samples.bytes(Samples.debian))
        let file = try #require(release.files["main/binary-amd64/Packages"])
        #expect(file.size == 100)
        #expect(file.digests.map(\.algorithm) == [.md5, .sha256])
        #expect(file.strongest == Samples.digest(0x21))
        #expect(file.digest(.sha1) == nil)
    }

    @Test func `accepts a list by SHA-512 alone and tabs between columns`() throws {
        let hex = Samples.digest(1, .sha512).hex.uppercased()
        let release = try Release(
            parsing: Samples.bytes("sha512:\n\t\(hex)\t \t7\t./Packages\t\n"))
        #expect(release.files.keys.sorted() == ["Packages"])
        #expect(release.files["Packages"]?.strongest == Samples.digest(1, .sha512))
        #expect(release.warnings == [.missingDate])
    }

    @Test func `refuses a file that only weak functions vouch for`() {
        let weak =
            "MD5Sum:\n" + Samples.entry(1, 1, "Packages", .md5)
            + "SHA1:\n" + Samples.entry(1, 1, "Packages", .sha1)
        #expect(error(weak) == .onlyWeakDigests([.md5, .sha1]))
        #expect(error(weak + "SHA256:\n") == .onlyWeakDigests([.md5, .sha1]))
        #expect(error("Suite: stable\n") == .noDigests)
        #expect(error("SHA256:\n") == .noDigests)
        #expect(error("\n\n") == .empty)
    }

    @Test func `refuses entries that it cannot read`() {
        let hex = Samples.digest(1).hex
        let cases: [(String, ReleaseError.EntryProblem)] = [
            (" \(hex)\n", .columns), (" \(hex) 1\n", .columns), (" \(hex) 1 a b\n", .columns),
            (" \(hex.dropLast()) 1 a\n", .digest), (" \(hex)00 1 a\n", .digest),
            (" g\(hex.dropFirst()) 1 a\n", .digest),
            (" \(hex) -1 a\n", .size), (" \(hex) 1x a\n", .size), (" \(hex) +1 a\n", .size),
            (" \(hex) 99999999999999999999 a\n", .size), (" \(hex) 1099511627777 a\n", .size),
        ]
        for (line, problem) in cases {
            #expect(
                error("SHA256:\n" + line)
                    == .malformedEntry(line: 2, algorithm: .sha256, problem: problem), "\(line)")
        }
    }

    @Test func `refuses paths that lead elsewhere`() {
        let cases: [(String, FilenameError.Problem)] = [
            ("/etc/passwd", .absolute), ("../Packages", .parentDirectory),
            ("main/../../x", .parentDirectory), ("a//b", .emptyComponent),
            ("a/", .emptyComponent), ("a\\b", .backslash), ("./", .empty),
            ("\u{85}a", .controlCharacter),
        ]
        for (path, problem) in cases {
            let expected = FilenameError(filename: path, problem: problem)
            #expect(
                error("SHA256:\n" + Samples.entry(1, 1, path))
                    == .unsafePath(line: 2, expected), "\(path)")
        }
    }

    @Test func `refuses contradicting entries and takes repetitions`() throws {
        let base = "SHA256:\n" + Samples.entry(1, 5, "a")
        #expect(error(base + Samples.entry(2, 5, "a")) == .conflictingEntries(line: 3, path: "a"))
        #expect(error(base + Samples.entry(1, 6, "./a")) == .conflictingEntries(line: 3, path: "a"))
        #expect(
            error("MD5Sum:\n" + Samples.entry(1, 4, "a", .md5) + base)
                == .conflictingEntries(line: 4, path: "a"))
        #expect(error(base + Samples.entry(1, 5, "./a")) == nil)
    }

    @Test func `treats an unreadable date as a warning and an unreadable expiry as an error`()
        throws
    {
        let list = "SHA256:\n" + Samples.entry(1, 5, "a")
        let release = try Release(
            parsing: Samples.bytes("Date: Sat, 21 Nov 2026 10:24:40 +0200\n" + list))
        #expect(release.date == nil)
        #expect(release.warnings == [.unreadableDate("Sat, 21 Nov 2026 10:24:40 +0200")])
        #expect(error("Valid-Until: soon\n" + list) == .unreadableValidUntil("soon"))
    }

    @Test func `reads a date with a padded hour`() throws {
        let release = try Release(
            parsing: Samples.bytes(
                "Date: Fri, 20 Nov 2026  1:31:16 UTC\nSHA256:\n" + Samples.entry(1, 5, "a")))
        #expect(release.date?.iso8601 == "2026-11-20T01:31:16Z")
    }

    @Test func `ignores text after the first stanza with a warning`() throws {
        let release = try Release(
            parsing: Samples.bytes(Samples.debian + "\nSHA512:\n" + Samples.entry(1, 5, "a")))
        #expect(release.warnings == [.trailingStanza(line: 28)])
        #expect(release.files["a"] == nil)
    }

    @Test func `refuses a damaged control file with its line`() {
        #expect(
            error("Suite: a\nsuite: b\n")
                == .malformed(ControlError(line: 2, reason: .duplicateField("suite"))))
    }

    @Test func `warns where neither suite nor codename was asked for`() throws {
        let release = try Release(parsing: Samples.bytes(Samples.debian))
        for suite in ["bookworm", "oldstable", "bookworm/updates", "./", "flat/"] {
            #expect(release.warning(requestedSuite: suite) == nil, "\(suite)")
        }
        #expect(
            release.warning(requestedSuite: "trixie")
                == .conflictingDistribution(
                    requested: "trixie", suite: "oldstable", codename: "bookworm"))
    }

    @Test func `checks freshness as apt does`() throws {
        let release = try Release(parsing: Samples.bytes(Samples.debian))
        let date = try #require(release.date)
        let until = try #require(release.validUntil)
        func failure(
            _ seconds: Int64, lastSeen: Timestamp? = nil, checkValidUntil: Bool = true
        ) -> ReleaseError? {
            do throws(ReleaseError) {
                try release.check(
                    now: Timestamp(seconds: seconds), lastSeenDate: lastSeen,
                    checkValidUntil: checkValidUntil)
                return nil
            } catch { return error }
        }
        #expect(failure(date.seconds) == nil)
        #expect(failure(date.seconds - 10) == nil)
        let early = Timestamp(seconds: date.seconds - 11)
        #expect(failure(early.seconds) == .notYetValid(date: date, now: early))
        #expect(failure(until.seconds) == nil)
        let late = Timestamp(seconds: until.seconds + 1)
        #expect(failure(late.seconds) == .expired(validUntil: until, now: late))
        #expect(failure(late.seconds, checkValidUntil: false) == nil)
        let newer = Timestamp(seconds: date.seconds + 1)
        #expect(failure(date.seconds, lastSeen: date) == nil)
        #expect(
            failure(newer.seconds, lastSeen: newer) == .rolledBack(date: date, lastSeen: newer))
    }

    @Test func `survives any damage`() {
        let good = Samples.bytes(Samples.debian)
        var mutator = ByteMutator(seed: 2)
        for _ in 0..<1_000 {
            let text = mutator.damaged(good)
            guard let release = try? Release(parsing: text) else { continue }
            for (path, file) in release.files {
                #expect(!path.hasPrefix("/") && !path.split(separator: "/").contains(".."))
                #expect(!file.digests.isEmpty && file.size >= 0)
            }
            _ = try? release.index(component: "main", architecture: "amd64")
            _ = try? ReleaseWriter.bytes(for: release)
        }
    }
}
