import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// Which signatures make an rpm repository and its packages trusted.
@Suite(.enabled(if: RPMBench.isPossible, "\(RPMBench.notice)"))
struct RPMTrustTests {
    private static let package = "nginx-1.20.1-16.el8.x86_64.rpm"

    @Test func `a root without a signature, or by a stranger, is refused`() throws {
        let stranger = try SigningKey.stranger.get()
        for keys in [[], [stranger]] {
            let bench = try RPMBench(.built)
            try bench.rewrite("baseos") { $0.metadataKeys = keys }
            try bench.expectRefusal(exits: 4, saying: "baseos")
        }
    }

    @Test func `a root that was changed after it was signed is refused`() throws {
        let bench = try RPMBench(.built)
        try bench.rewrite("baseos") {
            $0.tamper("repodata/repomd.xml") { $0 += Array("<!-- -->".utf8) }
        }
        try bench.expectRefusal(exits: 4, saying: "baseos")
    }

    /// A bench whose distro trusts only the signatures of packages.
    private func packagesOnly() throws -> RPMBench {
        let bench = try RPMBench()
        try bench.edit(
            "distros/sample.yaml", "/appstream/$basearch\n",
            "/appstream/$basearch\n    trust: packages\n")
        return bench
    }

    @Test func `with trust in packages, their signatures are enough`() throws {
        let bench = try packagesOnly()
        try bench.rewrite("appstream") { $0.metadataKeys = [] }
        let outcome = try bench.mirror("build", "sample", "x86_64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
    }

    @Test func `with trust in packages, one without a signature or by a stranger is refused`()
        throws
    {
        let stranger = try SigningKey.stranger.get()
        for key in [nil, stranger] {
            let bench = try packagesOnly()
            try bench.rewrite("appstream") {
                $0.metadataKeys = []
                $0.packageKey = key
            }
            try bench.expectRefusal(exits: 4, saying: "signature")
        }
    }

    @Test func `with trust in packages, one whose header or payload was changed is refused`() throws
    {
        for isHeader in [true, false] {
            let bench = try packagesOnly()
            let built = try bench.rewrite("appstream") { $0.metadataKeys = [] }
            // Indexed anew after the change, so that every digest fits.
            let primary = try built.text(of: "primary")
            let entry = try #require(
                primary.split(separator: "<package ").first { $0.contains(">nginx<") })
            let range = try #require(entry.firstMatch(of: /start="([0-9]+)" end="([0-9]+)"/))
            let start = try #require(Int(range.1))
            let end = try #require(Int(range.2))
            var bytes = try Files.read(built.root / "Packages" / Self.package)
            bytes[isHeader ? (start + 3 * end) / 4 : (end + bytes.count) / 2] ^= 1
            let damaged = bytes
            let digest = ReferenceHash.digest(damaged).hex
            try bench.rewrite("appstream") {
                $0.metadataKeys = []
                $0.edit("primary") { Self.replaceDigest(of: "nginx", with: digest, in: $0) }
                $0.tamper("Packages/\(Self.package)") { $0 = damaged }
            }
            try bench.expectRefusal(exits: 4, saying: "nginx")
        }
    }

    @Test func `a package that says itself that it is of a module needs the document`() throws {
        let bench = try RPMBench()
        try bench.wish("pearl")
        try bench.rewrite("appstream") {
            $0.add(
                RPMPackageSpec("pearl", "5.30-1.el8").with {
                    $0.modularityLabel = "pearl:5.30:1:c"
                })
        }
        try bench.expectRefusal(
            exits: 4,
            saying: "`pearl-0:5.30-1.el8.x86_64` belongs to a module whose document is missing")
    }

    @Test func `a package that was taken before is refused under another version`() throws {
        let bench = try RPMBench(.built)
        try bench.rewrite("appstream") {
            for type in ["primary", "filelists", "other"] {
                $0.edit(type) { text in
                    let parts = text.split(separator: "<package ", omittingEmptySubsequences: false)
                    return parts.map { part in
                        let isMeant =
                            part.contains("<name>nginx</name>") || part.contains("name=\"nginx\"")
                        guard isMeant else { return String(part) }
                        return String(part).replacing(
                            /(<version [^>]*rel=")[^"]+/, with: { "\($0.1)99.el8" })
                    }.joined(separator: "<package ")
                }
            }
        }
        try bench.expectRefusal(exits: 4, saying: "nginx-1.20.1-99.el8", "calls itself")
    }

    /// Puts a package of which only the header is signed, without a digest of its payload, into the base
    /// system.
    private func addOldPackage(to bench: RPMBench, checksum: String) throws {
        let key = try SigningKey.standard.get()
        var maker = RPMFileMaker()
        let release = UInt32(checksum.utf8.count)
        maker.main[2] = (1002, .text("\(release)"))
        maker.signature = [(267, .binary(try key.packet(over: maker.header)))]
        let file = bench.directory / "sample.rpm"
        try Files.replace(file, with: maker.file)
        try bench.rewrite("appstream") {
            $0.checksum = checksum
            $0.addFile(file, as: "Packages/sample-1.0-\(release).noarch.rpm")
        }
    }

    @Test func `signed metadata vouches for a payload by strong digests only`() throws {
        let bench = try RPMBench()
        try bench.wish("sample")
        try addOldPackage(to: bench, checksum: "sha256")
        let strong = try bench.mirror("build", "sample", "x86_64")
        #expect(strong.exitCode == 0, "\(strong.errors)")
        try Files.removeTree(bench.directory / "cache/verified")
        let locked = try bench.mirror("build", "sample", "x86_64", "--locked")
        #expect(locked.exitCode == 0, "\(locked.errors)")
        // The lock as it would be, had the root named its list of packages by a SHA-1.
        let text = try bench.text(bench.lock)
        #expect(!text.contains("\"weak\""))
        try bench.directory.write(
            "locks/sample-x86_64.lock.json",
            text.replacing(/("url":"[^"]*appstream[^"]*")/, with: { "\($0.1),\"weak\":\"sha1\"" }))
        for isForgotten in [false, true] {
            // What metadata vouched for before does not count where none does.
            if isForgotten { try Files.removeTree(bench.directory / "cache/verified") }
            try bench.expectRefusal(
                exits: 4, saying: "nothing protects its payload",
                arguments: ["build", "sample", "x86_64", "--locked"])
        }
        try addOldPackage(to: bench, checksum: "sha")
        try bench.expectRefusal(exits: 4, saying: "nothing protects its payload")
    }

    @Test func `packages that newer nodes refuse for their SHA-1 are named`() throws {
        let bench = try RPMBench()
        let key = try SigningKey.standard.get()
        var maker = RPMFileMaker()
        maker.signature = [
            (1002, .binary(try key.packet(over: maker.header + maker.payload, digest: "SHA1")))
        ]
        let file = bench.directory / "sample.rpm"
        try Files.replace(file, with: maker.file)
        try bench.rewrite("appstream") { $0.addFile(file, as: "Packages/sample-1.0-1.noarch.rpm") }
        try bench.wish("sample")
        let warning = "the signature of `sample-1.0-1.noarch` is over SHA-1"
        let old = try bench.mirror("build", "sample", "x86_64")
        #expect(old.exitCode == 0 && !old.errors.contains(warning), "\(old.errors)")
        try bench.edit("distros/sample.yaml", "platform:el8", "platform:el9")
        let new = try bench.mirror("build", "sample", "x86_64")
        #expect(new.exitCode == 0 && new.errors.contains(warning), "\(new.errors)")
    }

    @Test func `metadata does not lead to files of this machine`() throws {
        let bench = try RPMBench(.built)
        try bench.rewrite("appstream") { builder in
            let base = "file://\(builder.root)/"
            builder.edit("primary") {
                $0.replacing("<location href=", with: "<location xml:base=\"\(base)\" href=")
            }
        }
        try bench.expectRefusal(exits: 4, saying: "no address to be trusted")
    }

    @Test func `a date in the future of a root that nobody signed does not keep out the next`()
        throws
    {
        let bench = try packagesOnly()
        for revision in [4_000_000_000, 1_709_510_400] {
            try bench.rewrite("appstream") {
                $0.metadataKeys = []
                $0.revision = revision
            }
            let outcome = try bench.mirror("build", "sample", "x86_64")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.errors.contains("in the future") == (revision == 4_000_000_000))
        }
    }

    @Test func `another key under a path of this machine is passed over`() throws {
        let bench = try RPMBench()
        let stranger = try bench.directory.write(
            "stranger.asc", SigningKey.stranger.get().publicKey)
        let own = bench.directory / "distros/keys/sample.asc"
        try bench.edit(
            "distros/sample.yaml", "file: keys/sample.asc", "path: [\(stranger), \(own)]")
        let outcome = try bench.mirror("build", "sample", "x86_64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        try bench.edit("distros/sample.yaml", ", \(own)]", "]")
        try bench.expectRefusal(
            exits: 4, saying: "cannot be used",
            arguments: ["build", "sample", "x86_64", "--force"])
    }

    @Test(arguments: ["requires", "provides", "obsoletes"])
    func `with trust in packages, a relation that was added is refused`(kind: String) throws {
        let bench = try packagesOnly()
        try bench.rewrite("appstream") {
            $0.metadataKeys = []
            $0.edit("primary") { text in
                let entry = "<rpm:\(kind)><rpm:entry name=\"curl\"/></rpm:\(kind)>"
                let parts = text.split(separator: "<package ", omittingEmptySubsequences: false)
                return parts.map { part in
                    guard part.contains("<name>nginx</name>") else { return String(part) }
                    return String(part).replacing("</format>", with: "\(entry)</format>")
                }.joined(separator: "<package ")
            }
        }
        try bench.expectRefusal(exits: 4, saying: "nginx", "\(kind) curl")
    }

    @Test func `a file that is no rpm is refused`() throws {
        let bench = try RPMBench()
        let bytes = Array("not an rpm, but of the right digest\n".utf8)
        let digest = ReferenceHash.digest(bytes).hex
        try bench.rewrite("appstream") {
            $0.edit("primary") {
                Self.replaceDigest(of: "nginx", with: digest, size: bytes.count, in: $0)
            }
            $0.edit("filelists") {
                $0.replacing(
                    /pkgid="[0-9a-f]+" name="nginx"/, with: "pkgid=\"\(digest)\" name=\"nginx\"")
            }
            $0.edit("other") {
                $0.replacing(
                    /pkgid="[0-9a-f]+" name="nginx"/, with: "pkgid=\"\(digest)\" name=\"nginx\"")
            }
            $0.tamper("Packages/\(Self.package)") { $0 = bytes }
        }
        try bench.expectRefusal(exits: 4, saying: "nginx")
    }

    /// The primary document with another digest for a package, and another size.
    private static func replaceDigest(
        of name: String, with digest: String, size: Int? = nil, in text: String
    ) -> String {
        let parts = text.split(separator: "<package ", omittingEmptySubsequences: false)
        return parts.map { part in
            guard part.contains("<name>\(name)</name>") else { return String(part) }
            return String(part).replacing(
                /pkgid="YES">[0-9a-f]+/, with: "pkgid=\"YES\">\(digest)"
            ).replacing(/<size package="[0-9]+"/) {
                size.map { "<size package=\"\($0)\"" } ?? String($0.0)
            }
        }.joined(separator: "<package ")
    }
}
