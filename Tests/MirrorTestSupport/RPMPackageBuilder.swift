import Glibc
import Synchronization
import SystemIO

/// Makes rpm files of descriptions with rpmbuild, and signs them with rpmsign.
///
/// Many packages come out of one run of rpmbuild. What was made once is kept until the process ends, and
/// every test that asks for the same package gets the same file.
public enum RPMPackageBuilder {
    /// Whether the programs are there: the condition of `.enabled(if:)`.
    public static let isPossible = ["rpmbuild", "rpmsign", "createrepo_c", "modifyrepo_c"]
        .allSatisfy {
            Tool.isAsked($0)
        }
    /// What a skipped test says.
    public static let notice = "needs rpmbuild, rpmsign and createrepo_c"

    /// How a package is signed.
    public struct Signature: Sendable, Hashable {
        /// The key's fingerprint.
        let fingerprint: String
        /// Whether there is a second signature, over header and payload, as in the days of rpm 4.4.
        let coversPayload: Bool

        /// Signs by a key.
        public init(by key: SigningKey, coversPayload: Bool = false) {
            fingerprint = key.fingerprint
            self.coversPayload = coversPayload
        }
    }

    /// One package as it is to be made.
    struct Order: Hashable, Sendable {
        var package: RPMPackageSpec
        var signature: Signature?
    }

    private struct Kept: ~Copyable {
        var files: [Order: FilePath] = [:]
        var directory: TemporaryDirectory?
        var batches = 0
    }

    private static let kept = Mutex(Kept())

    /// The files of packages, in the order of the packages; what has not been made yet is made.
    ///
    /// The files are shared: link or copy them, and change only a copy.
    public static func files(of packages: [RPMPackageSpec], signature: Signature?) throws
        -> [FilePath]
    {
        let orders = packages.map { Order(package: $0, signature: signature) }
        return try kept.withLock { kept in
            var seen: Set<Order> = []
            let missing = orders.filter { kept.files[$0] == nil && seen.insert($0).inserted }
            if !missing.isEmpty {
                let directory = try kept.directory ?? makeDirectory()
                kept.directory = directory
                for batch in batches(of: missing) {
                    kept.batches += 1
                    let made = try build(
                        batch, in: directory / "\(kept.batches)", signature: signature)
                    for (order, path) in zip(batch, made) { kept.files[order] = path }
                }
            }
            return orders.compactMap { kept.files[$0] }
        }
    }

    private static func makeDirectory() throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory("rpms")
        // Nothing else ends a static value.
        atexit {
            RPMPackageBuilder.kept.withLock {
                if let directory = $0.directory { try? Files.removeTree(directory.path) }
            }
        }
        return directory
    }

    // MARK: - Batches

    /// Packages that one spec file can make: of one architecture (and `noarch`), each name once, one
    /// change log, and every path the same in all of them.
    private static func batches(of orders: [Order]) -> [[Order]] {
        var batches: [[Order]] = []
        var shapes: [BatchShape] = []
        for order in orders {
            if let index = shapes.indices.first(where: { shapes[$0].admits(order.package) }) {
                shapes[index].add(order.package)
                batches[index].append(order)
            } else {
                shapes.append(BatchShape(order.package))
                batches.append([order])
            }
        }
        return batches
    }

    private struct BatchShape {
        var architecture: String
        var changes: [RPMPackageSpec.Change]
        var names: Set<String> = []
        var members: [String: RPMPackageSpec.Member] = [:]

        init(_ package: RPMPackageSpec) {
            architecture = package.architecture
            changes = package.changes
            add(package)
        }

        func admits(_ package: RPMPackageSpec) -> Bool {
            let fits =
                architecture == package.architecture || architecture == "noarch"
                || package.architecture == "noarch"
            return fits && changes == package.changes && !names.contains(package.name)
                && package.files.allSatisfy { path, member in
                    guard let present = members[path] else { return true }
                    return present == member || member == .ghost || present == .ghost
                }
        }

        mutating func add(_ package: RPMPackageSpec) {
            if architecture == "noarch" { architecture = package.architecture }
            names.insert(package.name)
            for (path, member) in package.files where member != .ghost { members[path] = member }
        }
    }

    // MARK: - Building

    private static func build(_ batch: [Order], in directory: FilePath, signature: Signature?)
        throws -> [FilePath]
    {
        let packages = batch.map(\.package)
        let content = directory / "content"
        try Files.makeDirectory(content)
        try writeContent(of: packages, to: content)
        var spec = """
            Name: batch
            Version: 1
            Release: 1
            Summary: packages of a test
            License: MIT
            %description
            Packages of a test.

            %install
            mkdir -p %{buildroot}
            cp -a \(content)/. %{buildroot}/

            """
        for package in packages { spec += package.specText() }
        spec += RPMPackageSpec.changelogText(packages[0].changes)
        let specFile = directory / "batch.spec"
        try Files.replace(specFile, with: Array(spec.utf8))
        let target = packages.lazy.map(\.architecture).first { $0 != "noarch" }
        try Subprocess.check(
            "rpmbuild",
            ["-bb", "--quiet", "--target", target ?? "noarch"]
                + definitions(topDirectory: directory) + [specFile.string],
            environment: ["LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1709510400"],
            timeLimit: .seconds(1200))
        try Files.removeTree(content)
        let made = packages.map { directory / "RPMS" / $0.fileName }
        if let signature { try sign(made, signature) }
        return made
    }

    /// Settings that leave packages alone: nothing is stripped, searched for dependencies or checked.
    private static func definitions(topDirectory: FilePath) -> [String] {
        let values = [
            "_topdir \(topDirectory)", "_rpmdir \(topDirectory)/RPMS",
            "_rpmfilename %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm", "debug_package %{nil}",
            "__os_install_post %{nil}", "__check_files %{nil}", "_build_id_links none",
            "_binary_payload w1.gzdio", "_buildhost build.example.org",
            "use_source_date_epoch_as_buildtime 1", "clamp_mtime_to_source_date_epoch 1",
        ]
        return values.flatMap { ["--define", $0] }
    }

    /// Writes every file of the packages once, in a tree that all of them take their part of.
    private static func writeContent(of packages: [RPMPackageSpec], to root: FilePath) throws {
        var directories: Set<String> = []
        var written: Set<String> = []
        func makeDirectory(_ path: FilePath) throws {
            if directories.insert(path.string).inserted { try Files.makeDirectory(path) }
        }
        for package in packages {
            for (path, member) in package.files where member != .ghost {
                guard written.insert(path).inserted else { continue }
                let target = FilePath(root.string + path)
                switch member {
                case .directory: try makeDirectory(target)
                case .link(let destination):
                    try makeDirectory(target.parent)
                    guard symlink(destination, target.string) == 0 else {
                        throw SystemError(operation: "link", path: target.string, code: errno)
                    }
                case .file(let text):
                    try makeDirectory(target.parent)
                    let mode: UInt32 = path.contains("bin/") ? 0o755 : 0o644
                    try Files.replace(target, with: Array(text.utf8), mode: mode)
                case .ghost: break
                }
            }
        }
        for package in packages {
            for (path, member) in package.files where member == .ghost {
                guard written.insert(path).inserted else { continue }
                let target = FilePath(root.string + path)
                try makeDirectory(target.parent)
                if !Files.exists(target) { try Files.replace(target, with: []) }
            }
        }
    }

    /// Signs files, some at a time: each needs a run of gpg.
    private static func sign(_ files: [FilePath], _ signature: Signature) throws {
        guard let gpg = Subprocess.find("gpg") else { throw Subprocess.Failure.notFound("gpg") }
        let options =
            ["--addsign"] + (signature.coversPayload ? ["--rpmv3"] : [])
            + ["--define", "__gpg \(gpg)", "--define", "_gpg_name \(signature.fingerprint)"]
        let home = try SigningKey.homeDirectory().string
        let half = (files.count + 1) / 2
        let parts = [files[..<half], files[half...]].filter { !$0.isEmpty }
        let running = try parts.map { part in
            try Subprocess(
                "rpmsign", options + part.map(\.string),
                environment: ["GNUPGHOME": home, "LC_ALL": "C.UTF-8"], timeLimit: .seconds(1200))
        }
        for program in running {
            let outcome = program.wait()
            if !outcome.succeeded {
                throw Subprocess.Failure.failed(command: ["rpmsign"] + options, outcome)
            }
        }
    }
}
