import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// Turns real metadata into repositories of stand-ins.
struct StandInMaker {
    let origin: StandIns.Origin
    let root: FilePath

    /// Packages by repository, and what there is under any name.
    private struct Described {
        var packages: [String: [RPMPackageSpec]] = [:]
        var provided: Set<String> = []
        var missing: [String] = []
    }

    /// Writes every repository, and the key that signed them.
    func write() throws {
        let wishes = try Self.wishes()
        let described = try describe(names: wishes.flatMap(\.alternatives))
        let key = try SigningKey(name: "Stand-in Key", algorithm: "rsa2048")
        for (id, directory) in origin.repositories {
            var builder = try RPMRepositoryBuilder(root: root / id)
            builder.add(described.packages[id] ?? [])
            builder.databases = origin.databases
            builder.groups =
                try document("group", in: directory) ?? document("group_gz", in: directory)
            builder.modules = try document("modules", in: directory).map(relabelled)
            try write(builder, signedBy: key)
        }
        var extra = try RPMRepositoryBuilder(root: root / "extra")
        var invented: Set<String> = []
        for wish in wishes where !wish.isOptional {
            let name = wish.alternatives[0]
            if wish.alternatives.contains(where: described.provided.contains) { continue }
            guard invented.insert(name).inserted else { continue }
            extra.add(
                RPMPackageSpec(
                    name, "1:2.0-1.extra", architecture: origin.architecture,
                    requires: ["/bin/sh"], files: ["/opt/extra/bin/\(name)": .file()]))
        }
        extra.add(renewed(described.packages.values.joined()))
        extra.add(fillers(described.missing))
        extra.databases = origin.databases
        try write(extra, signedBy: key)
        try Files.replace(root / "key.asc", with: Array(key.publicKey.utf8))
        try Files.replace(root / "fingerprint", with: Array(key.fingerprint.utf8))
    }

    private func write(_ builder: RPMRepositoryBuilder, signedBy key: SigningKey) throws {
        var builder = builder
        builder.packageKey = key
        builder.metadataKeys = [key]
        try builder.write()
    }

    /// A line of `packages.yaml`.
    struct Wish {
        var alternatives: [String]
        /// Whether it may be left out.
        var isOptional: Bool

        /// Reads what stands behind the hyphen.
        init(line: some StringProtocol) {
            let name = String(line).firstMatch(of: /^\{ *name: *"?([^",}]+)/)?.1
            let text = name.map(String.init) ?? String(line.filter { $0 != "\"" })
            alternatives = text.split(separator: "|").map { alternative in
                String(alternative.drop { $0 == " " }.prefix { !" ?(=[".contains($0) })
            }
            isOptional = line.contains("?") || line.contains("optional: yes")
        }
    }

    /// The wishes of `packages.yaml`, of all groups.
    static func wishes() throws -> [Wish] {
        let bytes = try Files.read(ProjectRoot.path / "packages.yaml")
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
            let code = line.prefix { $0 != "#" }
            guard let wish = code.firstMatch(of: /^ +- +(.*[^ ]) *$/)?.1 else { return nil }
            return Wish(line: wish)
        }
    }

    // MARK: - Packages

    private func describe(names: [String]) throws -> Described {
        let work = try TemporaryDirectory("closure")
        let list = try work.write(
            "names", Set(names + origin.names).sorted().map { $0 + "\n" }.joined())
        var arguments = ["x86_64", "2", list.string]
        for (id, directory) in origin.repositories {
            arguments.append("\(id)=\(try #require(Corpora.file(directory)))")
        }
        let lines = try Python.run("closure.py", arguments).standardOutput.split(separator: 10)
        var described = Described()
        for line in lines {
            let value = try JSONValue(parsing: Array(line))
            if let missing = value["missing"]?.list {
                described.missing = missing.compactMap(\.text)
            }
            guard let package = package(value), let repository = value["repository"]?.text else {
                continue
            }
            described.packages[repository, default: []].append(package)
            described.provided.insert(package.name)
            for entry in package.provides {
                described.provided.insert(String(entry.prefix { $0 != " " }))
            }
        }
        let shapes = PathShapes(of: described.packages.values.joined())
        for id in described.packages.keys {
            described.packages[id] = described.packages[id]?.map(shapes.applied)
        }
        return described
    }

    /// A package of a line of `closure.py`; `nil` for one that the architecture does not have.
    private func package(_ value: JSONValue) -> RPMPackageSpec? {
        func text(_ key: String) -> String { value[key]?.text ?? "" }
        func list(_ key: String) -> [String] {
            (value[key]?.list ?? []).compactMap(\.text).map(relabelled).map(Self.buildable)
        }
        var architecture = text("arch")
        if architecture == "x86_64" { architecture = origin.architecture }
        if architecture == "i686", origin.architecture != "x86_64" { return nil }
        var package = RPMPackageSpec(text("name"), text("version"), architecture: architecture)
        package.summary = text("summary")
        package.license = text("license")
        if !text("url").isEmpty { package.url = text("url") }
        if !text("vendor").isEmpty { package.vendor = text("vendor") }
        if !text("label").isEmpty { package.modularityLabel = text("label") }
        package.provides = list("provides")
        package.requires = list("requires")
        package.requiresBefore = list("requires-before")
        package.conflicts = list("conflicts")
        package.obsoletes = list("obsoletes")
        package.recommends = list("recommends")
        package.suggests = list("suggests")
        package.supplements = list("supplements")
        package.enhances = list("enhances")
        for entry in value["files"]?.list ?? [] {
            guard let pair = entry.list, pair.count == 2, let path = pair[0].text else { continue }
            package.files[path] =
                switch pair[1].text {
                case "dir": .directory
                case "ghost": .ghost
                default: .file()
                }
        }
        package.changes = [
            .init(
                day: "Tue Jan 09 2024", author: "Stan Dinn <stan@example.org> - 1",
                text: "- stand in for the real one")
        ]
        return package
    }

    /// A dependency that rpmbuild of today takes: old ones have hyphens in a release.
    private static func buildable(_ dependency: String) -> String {
        guard let pattern = dependency.firstMatch(of: /^([^ ]+ [<>=]+ [^ -]+-)([^ ]+)$/) else {
            return dependency
        }
        return String(pattern.1 + pattern.2).replacing(
            pattern.2, with: pattern.2.replacing("-", with: "_"))
    }

    /// Newer versions of families of packages, which need each other in just that version.
    private func renewed(_ packages: some Sequence<RPMPackageSpec>) -> [RPMPackageSpec] {
        origin.renewed.sorted { $0.key < $1.key }.flatMap { family, version in
            packages.filter { $0.name.hasPrefix(family) }.sorted { $0.name < $1.name }.map { old in
                let before = "\(old.version)-\(old.release)"
                var package = RPMPackageSpec(old.name, version, architecture: old.architecture)
                package.files = old.files
                package.provides = old.provides.map { $0.replacing(before, with: version) }
                package.requires = old.requires.map { $0.replacing(before, with: version) }
                package.requiresBefore = old.requiresBefore.map {
                    $0.replacing(before, with: version)
                }
                return package
            }
        }
    }

    /// A package for each dependency that no real one meets.
    ///
    /// The real BaseOS and AppStream are of different days; with these every newest package can be
    /// installed nevertheless.
    private func fillers(_ missing: [String]) -> [RPMPackageSpec] {
        missing.map(relabelled).enumerated().compactMap { index, dependency in
            if dependency.contains("(x86-32)"), origin.architecture != "x86_64" { return nil }
            let provided = dependency.replacing(" >= ", with: " = ").replacing(
                " <= ", with: " = ")
            if origin.renewed.keys.contains(where: provided.hasPrefix) { return nil }
            if provided.contains(" < ") || provided.contains(" > ") { return nil }
            return RPMPackageSpec(
                "filler\(index + 1)", "1.0-1.extra", architecture: origin.architecture,
                provides: [provided])
        }
    }

    /// A text of x86_64 with the words of the architecture that the stand-ins are for.
    private func relabelled(_ text: String) -> String {
        if origin.architecture == "x86_64" { return text }
        return text.replacing("(x86-64)", with: "(aarch-64)")
            .replacing("x86_64", with: origin.architecture)
    }

    /// The text of a document of a real repository.
    private func document(_ type: String, in directory: String) throws -> String? {
        let root = try #require(Corpora.file(directory))
        return try? BuiltRPMRepository.text(of: type, in: root)
    }
}

/// What each path is, in all packages together: they are installed side by side, so a path cannot be a
/// file in one and a directory in another.
private struct PathShapes {
    private var directories: Set<String> = []

    init(of packages: some Sequence<RPMPackageSpec>) {
        for package in packages {
            for (path, member) in package.files {
                if member == .directory { directories.insert(path) }
                var end = path.lastIndex(of: "/") ?? path.startIndex
                while end > path.startIndex, directories.insert(String(path[..<end])).inserted {
                    end = path[..<end].lastIndex(of: "/") ?? path.startIndex
                }
            }
        }
        for path in PathShapes.merged { directories.remove(path) }
    }

    /// Directories that are links into `/usr`, of which the package `filesystem` has the link.
    private static let merged = ["/bin", "/sbin", "/lib", "/lib64"]

    func applied(_ package: RPMPackageSpec) -> RPMPackageSpec {
        var package = package
        for (path, member) in package.files {
            if PathShapes.merged.contains(path) {
                package.files[path] = .link("usr" + path)
            } else if directories.contains(path) {
                package.files[path] = .directory
            } else if PathShapes.merged.contains(where: { path.hasPrefix($0 + "/") }) {
                // It is there through the link; a real file would make a directory of the link.
                package.files[path] = .ghost
            } else if member == .directory {
                package.files[path] = .directory
            }
        }
        return package
    }
}
