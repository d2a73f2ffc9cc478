internal import Archive
internal import RPMRepository
internal import SystemIO

/// Real rpm files with the names, dependencies and files of a real repository, but empty ones: what a
/// program reads that makes metadata of packages is all there.
struct StandInPackages {
    /// The repository whose metadata is taken.
    let repository: FilePath
    /// Where the packages are made.
    let directory: FilePath

    static let count = 700

    /// What of a package goes into a spec.
    private struct Package {
        var name = ""
        var tags: [String] = []
        var description = ""
        var files: [(path: String, kind: String)] = []
    }

    /// The directory of the packages, which are made once.
    func make() throws -> FilePath {
        let packages = directory / "packages"
        if (try? Files.list(packages).count) == Self.count { return packages }
        try? Files.removeTree(directory)
        try Files.makeDirectory(directory)
        let described = try described()
        try writeTree(described)
        try Files.replace(directory / "all.spec", with: Array(try spec(described).utf8))
        let root = absolutePath
        _ = try ChildProcess.run(
            [
                // It warns of what the real packages do.
                "sh", "-c", "exec rpmbuild \"$@\" 2> \"$0\"", "\(root)/rpmbuild.log", "-bb",
                "--quiet", "--target", "x86_64", "--define",
                "_topdir \(root)/build", "--define", "_rpmdir \(root)/packages", "--define",
                "_build_name_fmt %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm", "--define",
                "debug_package %{nil}", "--define", "__os_install_post %{nil}", "--define",
                "_build_id_links none", "--define", "_empty_manifest_terminate_build 0",
                "\(root)/all.spec",
            ])
        try Files.removeTree(directory / "build")
        return packages
    }

    /// rpmbuild wants whole paths.
    private var absolutePath: String {
        ChildProcess.firstLine(["realpath", directory.string], in: directory) ?? directory.string
    }

    // MARK: - Reading

    private func described() throws -> [Package] {
        var packages: [String: Package] = [:]
        var names: [String] = []
        try forEachPackage(of: "primary") { scanner in
            let (package, isWanted) = try Self.readPrimary(&scanner)
            // One spec cannot make two packages of one name.
            if isWanted, packages[package.name] == nil, names.count < Self.count {
                packages[package.name] = package
                names.append(package.name)
            }
        }
        var seen: Set<String> = []
        try forEachPackage(of: "filelists") { scanner in
            let name = scanner.attribute("name").map { scanner.string($0) } ?? ""
            let isFirst = packages[name]?.files.isEmpty == true && seen.insert(name).inserted
            while try scanner.nextChild() {
                let isFile = scanner.name == "file"
                let kind = scanner.attribute("type").map { scanner.string($0) } ?? ""
                let value = try scanner.elementText()
                let path = scanner.string(value)
                if isFile, isFirst, Self.isPlain(path) {
                    packages[name]?.files.append((path, kind))
                }
            }
        }
        return names.compactMap { packages[$0] }
    }

    private func forEachPackage(
        of document: String, _ body: (inout XMLScanner) throws -> Void
    ) throws {
        let repodata = repository / "repodata"
        let file = try Files.list(repodata).first { $0.hasSuffix("-\(document).xml.gz") }
        let text = try Decompressor.decompress(
            file: repodata / (file ?? document), compression: .gzip, limit: 1 << 30)
        var scanner = XMLScanner(text.span)
        _ = try scanner.next()
        while try scanner.nextChild() { try body(&scanner) }
    }

    private static func readPrimary(_ scanner: inout XMLScanner) throws -> (Package, Bool) {
        var package = Package()
        var isWanted = false
        while try scanner.nextChild() {
            switch scanner.name {
            case "name": package.name = scanner.string(try scanner.elementText())
            case "arch":
                let architecture = scanner.string(try scanner.elementText())
                isWanted = ["x86_64", "noarch"].contains(architecture)
                if architecture == "noarch" { package.tags.append("BuildArch: noarch") }
            case "version":
                for (tag, name) in [("Epoch", "epoch"), ("Version", "ver"), ("Release", "rel")] {
                    let value = scanner.attribute(XMLName(stringLiteral: name))
                    package.tags.append("\(tag): \(value.map { scanner.string($0) } ?? "0")")
                }
                try scanner.skipElement()
            case "summary":
                package.tags.append(
                    "Summary: \(escaped(scanner.string(try scanner.elementText())))")
            case "description":
                package.description = escaped(scanner.string(try scanner.elementText()))
            case "format": try readDependencies(&scanner, into: &package)
            default: try scanner.skipElement()
            }
        }
        return (package, isWanted)
    }

    private static func readDependencies(
        _ scanner: inout XMLScanner, into package: inout Package
    ) throws {
        let tags: [(XMLName, String)] = [
            ("requires", "Requires"), ("provides", "Provides"), ("conflicts", "Conflicts"),
            ("obsoletes", "Obsoletes"), ("recommends", "Recommends"),
        ]
        while try scanner.nextChild() {
            let name = scanner.name
            guard let tag = tags.first(where: { $0.0 == name })?.1 else {
                try scanner.skipElement()
                continue
            }
            while try scanner.nextChild() {
                package.tags.append("\(tag): \(relation(scanner))")
                try scanner.skipElement()
            }
        }
    }

    private static func relation(_ scanner: borrowing XMLScanner) -> String {
        func value(_ name: XMLName) -> String? {
            scanner.attribute(name).map { scanner.string($0) }
        }
        let operators = ["EQ": "=", "LT": "<", "GT": ">", "LE": "<=", "GE": ">="]
        let name = value("name") ?? ""
        guard let sign = value("flags").flatMap({ operators[$0] }) else { return name }
        let release = value("rel").map { "-\($0)" } ?? ""
        return "\(name) \(sign) \(value("epoch") ?? "0"):\(value("ver") ?? "")\(release)"
    }

    private static func escaped(_ text: String) -> String { text.replacing("%", with: "%%") }

    /// Whether a spec can name a path as it is.
    private static func isPlain(_ path: String) -> Bool {
        path.unicodeScalars.allSatisfy {
            $0.value > 0x20 && !"\"%*?[]{}\\".unicodeScalars.contains($0)
        }
    }

    // MARK: - Writing

    /// Lists the directories and files that have to be there when packages are built.
    private func writeTree(_ packages: [Package]) throws {
        var directories: Set<String> = []
        for package in packages {
            for (path, kind) in package.files {
                directories.insert(kind == "dir" ? path : FilePath(path).parent.string)
            }
        }
        var above = directories
        for directory in directories {
            var parent = FilePath(directory).parent
            while parent.string.count > 1, above.insert(parent.string).inserted {
                parent = parent.parent
            }
        }
        let files = Set(packages.flatMap { $0.files.filter { $0.kind != "dir" }.map(\.path) })
        let lists = ["directories": above, "files": files.subtracting(above)]
        for (name, paths) in lists {
            let text = paths.sorted().map { $0 + "\n" }.joined()
            try Files.replace(directory / name, with: Array(text.utf8))
        }
    }

    private func spec(_ packages: [Package]) throws -> String {
        let root = absolutePath
        let isDirectory = Set(
            try String(decoding: Files.read(directory / "directories"), as: UTF8.self)
                .split(separator: "\n").map(String.init))
        var text = """
            Name: top
            Version: 1
            Release: 1
            Summary: top
            License: MIT
            AutoReqProv: no
            %description

            """
        var lists = """
            %install
            sed 's|^|%{buildroot}|' \(root)/directories | xargs -d '\\n' mkdir -p
            sed 's|^|%{buildroot}|' \(root)/files | xargs -d '\\n' touch

            """
        for package in packages {
            text += "%package -n \(package.name)\nLicense: MIT\nAutoReqProv: no\n"
            text += package.tags.map { $0 + "\n" }.joined()
            text += "%description -n \(package.name)\n\(package.description)\n"
            lists += "%files -n \(package.name)\n%defattr(-,root,root)\n"
            for (path, kind) in package.files where (kind == "dir") == isDirectory.contains(path) {
                lists +=
                    "\(kind == "dir" ? "%dir " : kind == "ghost" ? "%ghost " : "")\"\(path)\"\n"
            }
        }
        return text + lists
    }
}
