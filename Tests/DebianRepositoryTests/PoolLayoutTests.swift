import DebianRepository
import Testing

@Suite struct PoolLayoutTests {
    func problem(_ name: String) -> FilenameError.Problem? {
        do throws(FilenameError) {
            _ = try PoolLayout.checkedFilename(name)
            return nil
        } catch { return error.problem }
    }

    @Test func `lets safe names through and strips leading dots`() throws {
        let name = "pool/main/g/glibc/libc6_2.36-9+deb12u10_amd64.deb"
        #expect(try PoolLayout.checkedFilename(name) == name)
        #expect(try PoolLayout.checkedFilename("./a.deb") == "a.deb")
        #expect(try PoolLayout.checkedFilename("././x/a~b:c é.deb") == "x/a~b:c é.deb")
        #expect(try PoolLayout.checkedFilename("a/..b/c..") == "a/..b/c..")
    }

    @Test func `refuses unsafe names`() {
        let long = String(repeating: "a", count: 256)
        let deep = Array(repeating: "abcdefghi", count: 400).joined(separator: "/")
        let cases: [(String, FilenameError.Problem)] = [
            ("", .empty), ("./", .empty), ("/a", .absolute), ("//a", .absolute),
            ("..", .parentDirectory), ("../a", .parentDirectory), ("a/../b", .parentDirectory),
            ("./../a", .parentDirectory), ("a/..", .parentDirectory), (".", .emptyComponent),
            ("a/./b", .emptyComponent), ("a//b", .emptyComponent), (".//a", .emptyComponent),
            ("a/", .emptyComponent), ("a\nb", .controlCharacter), ("a\u{0}", .controlCharacter),
            ("a\u{9b}b", .controlCharacter), ("a\r\n", .controlCharacter), ("a\\b", .backslash),
            (long, .tooLong), ("x/" + long, .tooLong), (deep, .tooLong),
        ]
        for (name, expected) in cases { #expect(problem(name) == expected, "\(name.prefix(20))") }
        #expect(problem(String(long.dropLast())) == nil)
    }

    @Test func `refuses bytes that are not UTF-8`() throws {
        #expect(throws: FilenameError(filename: "a\u{fffd}", problem: .notUnicode)) {
            try PoolLayout.checkedFilename([0x61, 0xff].span)
        }
        #expect(try PoolLayout.checkedFilename([0x61, 0x62].span) == "ab")
    }

    @Test func `shows control characters of a refused name as escapes`() {
        let error = FilenameError(filename: "a\u{1b}b", problem: .controlCharacter)
        #expect(!error.description.unicodeScalars.contains("\u{1b}"))
        #expect(error.description.hasSuffix("has a control character"))
    }

    @Test func `keeps what lies in the pool upstream`() throws {
        let name = "pool/universe/c/curl/curl_8_amd64.deb"
        #expect(
            try PoolLayout.path(filename: "./" + name, component: "main", package: "curl") == name)
    }

    @Test func `lays out anything else as Debian does`() throws {
        func path(
            _ filename: String, _ component: String, _ package: String, _ source: String? = nil
        ) throws -> String {
            try PoolLayout.path(
                filename: filename, component: component, package: package, source: source)
        }
        #expect(try path("amd64/a_1_amd64.deb", "stable", "a") == "pool/stable/a/a/a_1_amd64.deb")
        #expect(
            try path("./libcap2_1_amd64.deb", "", "libcap2", "libcap2 (1:2.66-4)")
                == "pool/main/libc/libcap2/libcap2_1_amd64.deb")
        #expect(try path("x/lib.deb", "main", "lib") == "pool/main/l/lib/lib.deb")
        #expect(try path("dists/x/d.deb", "updates/main", "d") == "pool/updates/main/d/d/d.deb")
        #expect(try path("poolx/d.deb", "main", "d", "e(1)") == "pool/main/e/e/d.deb")
    }

    @Test func `refuses unsafe parts of a layout`() {
        func problem(_ filename: String, _ component: String, _ source: String)
            -> FilenameError.Problem?
        {
            do throws(FilenameError) {
                _ = try PoolLayout.path(
                    filename: filename, component: component, package: "p", source: source)
                return nil
            } catch { return error.problem }
        }
        #expect(problem("../a.deb", "main", "a") == .parentDirectory)
        #expect(problem("pool/../../a.deb", "main", "a") == .parentDirectory)
        #expect(problem("a.deb", "../x", "a") == .parentDirectory)
        #expect(problem("a.deb", "main", "../../etc") == .separatorInName)
        #expect(problem("a.deb", "main", "..") == .emptyComponent)
        #expect(problem("a.deb", "main", "") == .emptyComponent)
        #expect(problem("a.deb", "main", "a\u{1}") == .controlCharacter)
    }

    @Test func `encodes requests as apt does`() {
        #expect(
            PoolLayout.requestPath("pool/g++ a~b%3a_1:2-3.deb")
                == "pool/g%2b%2b%20a%7eb%253a_1:2-3.deb")
        #expect(PoolLayout.requestPath("é?#\"") == "%c3%a9%3f%23%22")
    }

    @Test func `never lets a damaged name lead elsewhere`() {
        let good = Array("./pool/main/libc/libcap2/libcap2_1%3a2.66-4_amd64.deb".utf8)
        var mutator = ByteMutator(seed: 5)
        for _ in 0..<5_000 {
            let name = String(decoding: mutator.damaged(good), as: UTF8.self)
            guard let checked = try? PoolLayout.checkedFilename(name) else { continue }
            let parts = checked.utf8.split(
                separator: 0x2f, omittingEmptySubsequences: false)
            #expect(parts.allSatisfy { !$0.isEmpty && String($0) != ".." && String($0) != "." })
            #expect(checked.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f })
            #expect(PoolLayout.requestPath(checked).utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f })
        }
    }
}
