import Manifest
import MirrorBase
import MirrorTestSupport
import Store
import SystemIO
import Testing

@testable import MirrorEngine

/// What is on a machine, in the ways in which people have it at hand.
@Suite struct BaselineReaderTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory("baselines") }

    private func read(_ text: String, _ family: PackageFamily, name: String = "list") throws
        -> Baseline
    {
        try directory.write(name, text)
        let architectures =
            family == .rpm ? ["x86_64", "noarch", "i686"] : ["amd64", "all", "i386"]
        return try BaselineReader(family: family, architectures: architectures)
            .read(name, in: directory.path)
    }

    /// Entries as `name|version|arch`, with `-` for what is not said.
    private func entries(_ text: String, _ family: PackageFamily) throws -> [String] {
        guard case .list(let entries) = try read(text, family).content else {
            Issue.record("it is no list")
            return []
        }
        return entries.map { "\($0.name)|\($0.version ?? "-")|\($0.architecture ?? "-")" }
    }

    private func failure(_ text: String, _ family: PackageFamily) -> MirrorError? {
        do {
            _ = try read(text, family)
            return nil
        } catch { return error as? MirrorError }
    }

    // MARK: - rpm

    @Test func `names of rpm files and an epoch of none are read too`() throws {
        #expect(
            try entries("glibc-2.17-105.el7.i686.rpm\nbash-(none):4.2-1.x86_64\n", .rpm)
                == ["glibc|2.17-105.el7|i686", "bash|4.2-1|x86_64"])
    }

    @Test func `rpm -qa is read in each of its formats`() throws {
        let expected = ["java-1.8.0-openjdk|1.8.0.392-1.el8|x86_64", "tzdata|2024a-1.el8|noarch"]
        #expect(
            try entries(
                "java-1.8.0-openjdk-1.8.0.392-1.el8.x86_64\ntzdata-2024a-1.el8.noarch\n", .rpm)
                == expected)
        #expect(
            try entries(
                "bind-libs-32:9.11.4-26.P2.el7.x86_64\ngpg-pubkey-f4a80eb5-53a7ff4b\n", .rpm)
                == ["bind-libs|32:9.11.4-26.P2.el7|x86_64"])
        #expect(
            try entries("32:bind-libs-9.11.4-26.P2.el7.x86_64\n", .rpm)
                == ["bind-libs|32:9.11.4-26.P2.el7|x86_64"])
        #expect(
            try entries("bash-4.2.46-34.el7\ngpg-pubkey-f4a80eb5-53a7ff4b\n", .rpm)
                == ["bash|4.2.46-34.el7|-"])
    }

    @Test func `columns with (none) for no epoch are read, by blanks or tabs`() throws {
        let expected = ["bash|0:4.2.46-34.el7|x86_64", "openssl|1:1.0.2k-19.el7|x86_64"]
        let blanks = """
            bash (none) 4.2.46 34.el7 x86_64
            openssl 1 1.0.2k 19.el7 x86_64
            gpg-pubkey (none) f4a80eb5 53a7ff4b (none)
            """
        #expect(try entries(blanks, .rpm) == expected)
        #expect(try entries(blanks.replacing(" ", with: "\t"), .rpm) == expected)
        #expect(try entries(blanks.replacing("\n", with: "\r\n"), .rpm) == expected)
    }

    @Test func `what dnf lists is read, with its headings and broken lines`() throws {
        let text = """
            Last metadata expiration check: 0:12:31 ago on Mon Mar  4 10:00:00 2024.
            Installed Packages
            bash.x86_64                4.4.20-5.el8          @anaconda
            openssl-libs.x86_64        1:1.1.1k-12.el8       @baseos
            a-package-with-a-name-longer-than-its-column.noarch
                                       1.0-1.el8             @baseos
            """
        #expect(
            try entries(text, .rpm) == [
                "bash|4.4.20-5.el8|x86_64", "openssl-libs|1:1.1.1k-12.el8|x86_64",
                "a-package-with-a-name-longer-than-its-column|1.0-1.el8|noarch",
            ])
    }

    @Test func `names are names, though they have dashes and digits`() throws {
        #expect(
            try entries("# what is there\njava-1.8.0-openjdk\n\n  python3-libs\nbash\nbash\n", .rpm)
                == ["java-1.8.0-openjdk|-|-", "python3-libs|-|-", "bash|-|-"])
    }

    @Test(arguments: [
        ("bash-4.2-1.el7.x86_64\nbash-4.2-1.el7.x8664\ntar-1-1.noarch\n", 2, 1),
        ("bash (none) 4.2 1.el7 x86_64\ntar one 1 1 noarch\n", 2, 5),
        ("bash 0 4.2 1.el7 x86_64\ntar 0 1 1 vax\n", 2, 11),
        ("bash 0 4.2 1.el7 x86_64\ntar 0 1\nsed 0 1 1 noarch\n", 2, 1),
        ("bash\ntar\nco reutils\n", 3, 4),
        ("bash\n\n# x\nco/reutils\n", 4, 1),
    ])
    func `a line that is no package is shown with its place`(text: String, line: Int, column: Int) {
        let error = failure(text, .rpm)
        #expect(error?.category == .usage)
        let excerpt = error?.problems.first?.excerpt
        #expect(excerpt?.position == SourcePosition(line: line, column: column), "\(error as Any)")
        #expect(excerpt?.file.hasSuffix("/list") == true)
    }

    @Test func `nothing at all, a binary, and a list of the other family are refused`() {
        #expect(failure("# nothing\n\n", .rpm)?.category == .usage)
        #expect(failure("bash\nt\u{1}r\n", .rpm)?.category == .usage)
        #expect(failure("SQLite format 3\0", .rpm)?.problems[0].hints.isEmpty == false)
        #expect(failure("Package: bash\nVersion: 1\n", .rpm)?.category == .usage)
        #expect(failure("<metadata></metadata>", .deb)?.category == .usage)
        #expect(failure("@core", .deb) != nil)
    }

    @Test func `a primary document, packed or not, counts with the newest of each name`() throws {
        let element = { (name: String, version: String, digit: String) in
            """
            <package type="rpm"><name>\(name)</name><arch>x86_64</arch>
            <version epoch="0" ver="\(version)" rel="1"/>
            <checksum type="sha256" pkgid="YES">\(String(repeating: digit, count: 64))</checksum>
            <description>words</description><location href="\(name).rpm"/><format/></package>

            """
        }
        let text =
            "<metadata xmlns=\"http://linux.duke.edu/metadata/common\">"
            + element("a", "1", "a") + element("a", "2", "b") + element("b", "1", "c")
            + "</metadata>"
        try directory.write("primary.xml", text)
        try Subprocess.check("gzip", ["-k", (directory / "primary.xml").string])
        try Subprocess.check("mv", ["primary.xml.gz", "packed"].map { (directory / $0).string })
        for name in ["primary.xml", "packed"] {
            let reader = BaselineReader(family: .rpm, architectures: ["x86_64", "noarch"])
            let baseline = try reader.read(name, in: directory.path)
            guard case .packages(let packages) = baseline.content else {
                Issue.record("it is no index")
                continue
            }
            #expect(packages.map { "\($0.name) \($0.version)" } == ["a 0:2-1", "b 0:1-1"])
            #expect(packages.allSatisfy { $0.record.contains("<location") })
            #expect(!packages.contains { $0.record.contains("words") })
        }
        let damaged = failure(text.replacing("</name>", with: "<name>"), .rpm)
        #expect(damaged?.problems[0].excerpt != nil)
    }

    @Test func `a document of groups needs the name of one`() throws {
        let text = """
            <comps><group><id>core</id><name>Core</name><packagelist>
            <packagereq type="mandatory">bash</packagereq></packagelist></group></comps>
            """
        #expect(failure(text, .rpm)?.problems[0].hints[0].contains("`core`") == true)
        let reader = BaselineReader(family: .rpm, architectures: ["x86_64", "noarch"])
        guard
            case .group(let wish, .some) = try reader.read("list@core", in: directory.path).content
        else {
            Issue.record("it is no group")
            return
        }
        #expect(wish.text == "@core")
        guard case .group(_, nil) = try reader.read("@core", in: nil).content else {
            Issue.record("it is no group of the repositories")
            return
        }
    }

    // MARK: - deb

    @Test func `dpkg-query and dpkg -l are read`() throws {
        #expect(
            try entries("libc6:amd64\t2.36-9\nadduser\t3.134\nremoved\t\n", .deb)
                == ["libc6|2.36-9|amd64", "adduser|3.134|-"])
        #expect(
            try entries("libc6 2.36-9 amd64\nadduser 3.134 all\n", .deb)
                == ["libc6|2.36-9|amd64", "adduser|3.134|all"])
        let table = """
            Desired=Unknown/Install/Remove/Purge/Hold
            | Status=Not/Inst/Conf-files/Unpacked/halF-conf/Half-inst/trig-aWait/Trig-pend
            |/ Err?=(none)/Reinst-required (Status,Err: uppercase=bad)
            ||/ Name           Version      Architecture Description
            +++-==============-============-============-=================================
            ii  adduser        3.134        all          add and remove users and groups
            rc  gone           1.0-1        amd64        only its configuration is left
            hi  libc6:amd64    2.36-9       amd64        GNU C Library: Shared libraries
            iU  half           1            amd64        unpacked
            """
        #expect(
            try entries(table, .deb) == ["adduser|3.134|all", "libc6|2.36-9|amd64"])
        #expect(try entries("adduser\nlibc6:i386\n", .deb) == ["adduser|-|-", "libc6|-|i386"])
    }

    @Test(arguments: [
        ("libc6\t2.36-9\nad_user\t1\n", 2, 1), ("libc6\t2.36-9\nadduser\t_\n", 2, 9),
        ("adduser\nlibc6\nlib c6\n", 3, 5),
    ])
    func `a line of dpkg that is no package is shown with its place`(
        text: String, line: Int, column: Int
    ) {
        let excerpt = failure(text, .deb)?.problems.first?.excerpt
        #expect(excerpt?.position == SourcePosition(line: line, column: column))
    }

    @Test func `of a status file what is installed counts, with what it needs`() throws {
        let text = """
            Package: a
            Status: install ok installed
            Version: 1
            Architecture: amd64
            Depends: b
            Description: words
             more words

            Package: b
            Status: deinstall ok config-files
            Version: 1
            Architecture: amd64

            Package: c
            Status: hold ok triggers-awaited
            Version: 2
            Architecture: all

            Package: d
            Status: install ok half-configured
            Version: 2
            Architecture: amd64
            """
        guard case .packages(let packages) = try read(text, .deb).content else {
            Issue.record("it is no index")
            return
        }
        #expect(packages.map(\.name) == ["a", "c"])
        #expect(
            packages[0].record == "Package: a\nVersion: 1\nArchitecture: amd64\nDepends: b\n")
        let damaged = failure(text + "\n\nPackage: e\nno field\n", .deb)
        #expect(damaged?.problems[0].excerpt?.position.line == 25, "\(damaged as Any)")
    }
}
