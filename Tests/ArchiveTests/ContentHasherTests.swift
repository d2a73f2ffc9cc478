import Archive
import MirrorBase
import SystemIO
import Testing

@Suite("Hashes")
struct ContentHasherTests {
    @Test(
        "give the published values for `abc`",
        arguments: [
            (HashAlgorithm.md5, "900150983cd24fb0d6963f7d28e17f72"),
            (.sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (.sha224, "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"),
            (.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                .sha384,
                "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
                    + "8086072ba1e7cc2358baeca134c825a7"
            ),
            (
                .sha512,
                "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                    + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
            ),
        ])
    func published(_ algorithm: HashAlgorithm, _ hex: String) {
        #expect(ContentHasher.digest(algorithm, of: Array("abc".utf8)).hex == hex)
    }

    @Test("are the same in parts, at once and from a file")
    func parts() throws {
        let content = sampleText(lines: 100_000)
        var hasher = ContentHasher(.sha256)
        for start in stride(from: 0, to: content.count, by: 777) {
            hasher.update(Array(content[start..<min(start + 777, content.count)]))
        }
        hasher.update([])
        let whole = ContentHasher.digest(.sha256, of: content)
        let inParts = hasher.finish()
        #expect(inParts == whole)
        try withTemporaryDirectory { directory in
            try Files.replace(directory / "file", with: content)
            #expect(try ContentHasher.digest(.sha256, ofFile: directory / "file") == whole)
        }
    }
}
