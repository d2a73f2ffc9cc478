import MirrorBase
import MirrorTestSupport
import Testing

@testable import Store

@Suite("A lock is refused")
struct LockRefusalTests {
    /// The sample lock with one part of its text replaced.
    static func error(_ part: String, _ replacement: String) throws -> LockError? {
        let text = LockTests.sample([LockTests.package("curl"), LockTests.package("zlib")]).text
        let start = try #require(text.firstRange(of: part), "the sample has no `\(part)`")
        return LockTests.error(text.replacingCharacters(in: start, with: replacement))
    }

    @Test("when its schema is not known, before anything else is looked at")
    func schema() throws {
        #expect(LockTests.error(#"{"schema":2,"new":true}"#)?.reason == .unknownSchema(2))
        #expect(LockTests.error(#"{"distro":"x"}"#)?.reason == .missingKey("schema"))
        #expect(
            LockTests.error(#"{"schema":"1"}"#)?.reason
                == .wrongType(key: "schema", expected: "whole number", found: "string"))
        #expect(
            LockTests.error("[]")?.reason
                == .wrongType(key: "schema", expected: "object", found: "array"))
    }

    @Test("when it is no JSON, with the place")
    func noJSON() throws {
        #expect(LockTests.error("")?.reason == .notJSON(.unexpectedEnd))
        let error = try Self.error(#""size":1234"#, #""size":01234"#)
        #expect(error?.reason == .notJSON(.malformedNumber))
        #expect(error?.position.line == 9)
        #expect(error?.line.hasPrefix(#"{"name":"curl""#) == true)
        let merged = try Self.error(#"{"name":"zlib""#, "<<<<<<< HEAD\n{\"name\":\"zlib\"")
        #expect(merged?.reason == .notJSON(.unexpectedByte(UInt8(ascii: "<"))))
        #expect(merged?.position == SourcePosition(line: 10, column: 1))
    }

    @Test(
        "when it has a key that the form does not have",
        arguments: [
            "distro", "arch", "inputs", "sets", "packages", "manifest", "options", "repositories",
            "id", "suite", "digest", "date", "url", "wishes", "name", "version", "repository",
            "path", "upstream", "size", "sha256", "for",
        ])
    func unknown(key: String) throws {
        let renamed = try Self.error("\"\(key)\":", "\"another\":")
        #expect(renamed?.reason == .unknownKey("another"))
    }

    @Test(
        "when it has a document that no lock has, or one twice",
        arguments: ["primary", "group_gz", "filelists_db", "updateinfo"])
    func documents(kind: String) throws {
        let document = "{\"kind\":\"\(kind)\",\"text\":\"\"}"
        let error = try Self.error(
            "\"records\":", "\"documents\":[\(document),\(document)],\"records\":")
        #expect(
            error?.reason
                == (kind == "updateinfo" ? .duplicateDocument(kind) : .unknownDocument(kind)))
    }

    @Test("when a key is left out of a package")
    func leftOut() throws {
        let error = try Self.error(#""size":1234,"#, "")
        #expect(error?.reason == .missingKey("size"))
        #expect(error?.position == SourcePosition(line: 9, column: 1))
        #expect(try Self.error(#""arch":"amd64","#, "")?.reason == .missingKey("arch"))
        #expect(try Self.error(#""schema":1,"#, "")?.reason == .missingKey("schema"))
    }

    @Test("when a value is of the wrong type")
    func types() throws {
        #expect(
            try Self.error(#""size":1234"#, #""size":"1234""#)?.reason
                == .wrongType(key: "size", expected: "whole number", found: "string"))
        #expect(
            try Self.error(#""size":1234"#, #""size":12.5"#)?.reason
                == .wrongType(key: "size", expected: "whole number", found: "number"))
        #expect(
            try Self.error(#""size":1234"#, #""size":99999999999999999999"#)?.reason
                == .wrongType(key: "size", expected: "whole number", found: "number"))
        #expect(
            try Self.error(#""for":["base.common""#, #""for":[7"#)?.reason
                == .wrongType(key: "for", expected: "array of strings", found: "number"))
        #expect(
            try Self.error(#""suite":"bookworm""#, #""suite":null"#)?.reason
                == .wrongType(key: "suite", expected: "string", found: "null"))
        #expect(
            try Self.error(#""size":1234"#, #""size":-1"#)?.reason
                == .badNumber(key: "size", value: -1))
    }

    @Test(
        "when a digest is not 64 lower-case digits",
        arguments: [
            "", "ab", String(repeating: "CD", count: 32), String(repeating: "xy", count: 32),
        ])
    func digests(value: String) throws {
        let good = LockTests.digest(0xcd).hex
        let error = try Self.error(good, value)
        #expect(error?.reason == .badDigest(key: "sha256", value: value))
        #expect(error?.position.line == 9)
    }

    @Test(
        "when a date is not in our form",
        arguments: ["2026-11-21", "2026-11-21T10:24:40", "yesterday", "2026-1-2T03:04:05Z", ""])
    func dates(value: String) throws {
        let error = try Self.error("2026-11-21T10:24:40Z", value)
        #expect(error?.reason == .badDate(key: "date", value: value))
    }

    @Test(
        "when a path leads out of the tree",
        arguments: [
            "", "/etc/passwd", "..", "../x", "a/../../x", "a/..", "./a", "a//b", "a/", "a/./b",
            "a\\u0000b", "a\\nb", "a\\u007fb", "a\\u0085b", "a\\u001b[31mb",
        ])
    func paths(value: String) throws {
        let error = try Self.error("pool/curl_1.0_amd64.deb", value)
        guard case .unsafePath(key: "path", _) = error?.reason else {
            Issue.record("no such error: \(String(describing: error))")
            return
        }
        #expect(error?.position.line == 9)
    }

    @Test(
        "when an upstream path leads out of its repository",
        arguments: ["", "/etc/passwd", "..", "../x", "a/../../x", "./..", "a\\rb"])
    func upstreamPaths(value: String) throws {
        let error = try Self.error("pool/main/curl/curl_1.0_amd64.deb", value)
        guard case .unsafePath(key: "upstream", _) = error?.reason else {
            Issue.record("no such error: \(String(describing: error))")
            return
        }
    }

    @Test(
        "unless an upstream path is only written oddly",
        arguments: ["./a.deb", "a//b.deb", "..a/b"])
    func oddUpstreamPaths(value: String) throws {
        #expect(try Self.error("pool/main/curl/curl_1.0_amd64.deb", value) == nil)
    }

    @Test("when a name is empty or has a slash, blank or control character")
    func names() throws {
        for bad in ["", "a/b", "a b", "a\\u0007"] {
            let error = try Self.error(#"{"name":"curl""#, #"{"name":"\#(bad)""#)
            guard case .badText(key: "name", _) = error?.reason else {
                Issue.record("no such error: \(String(describing: error))")
                continue
            }
        }
    }

    @Test("when something is there twice")
    func duplicates() throws {
        #expect(
            try Self.error(#"{"name":"zlib""#, #"{"name":"curl""#)?.reason
                == .duplicatePackage(name: "curl", version: "1.0", architecture: "amd64"))
        #expect(
            try Self.error("pool/zlib_1.0_amd64.deb", "pool/curl_1.0_amd64.deb")?.reason
                == .duplicatePath("pool/curl_1.0_amd64.deb"))
        #expect(
            try Self.error(#""size":1234"#, #""size":1234,"size":1"#)?.reason
                == .notJSON(.duplicateKey("size")))
    }

    @Test("when a package comes from a repository that it does not name")
    func repositories() throws {
        #expect(
            try Self.error(#""repository":"debian""#, #""repository":"other""#)?.reason
                == .unknownRepository("other"))
    }

    @Test("when set numbers do not fit the sets")
    func setNumbers() throws {
        let one = #"{"name":"base","wishes":["curl","vim (>= 9)"]}"#
        let text = LockTests.sample([LockTests.package("curl")]).text
        #expect(
            try Self.error(#"["base.common","curl"]}"#, #"[],"sets":[0]}"#)?.reason
                == .unknownKey("sets"))
        let range = try #require(text.firstRange(of: one))
        let two = text.replacingCharacters(in: range, with: one + ",\n" + one)
        #expect(LockTests.error(two)?.reason == .missingKey("sets"))
        for (numbers, reason) in [
            ("[]", LockError.Reason.missingKey("sets")),
            ("[2]", .badNumber(key: "sets", value: 2)),
            ("[-1]", .badNumber(key: "sets", value: -1)),
            ("[1,0]", .badNumber(key: "sets", value: 0)),
            ("[0,0]", .badNumber(key: "sets", value: 0)),
            ("[true]", .wrongType(key: "sets", expected: "array of numbers", found: "truth value")),
        ] {
            let place = try #require(two.firstRange(of: #""for":"#))
            let bad = two.replacingCharacters(in: place, with: "\"sets\":\(numbers),\"for\":")
            #expect(LockTests.error(bad)?.reason == reason)
        }
    }
}

extension String {
    func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}
