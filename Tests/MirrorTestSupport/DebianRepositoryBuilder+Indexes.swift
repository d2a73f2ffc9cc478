import MirrorBase
import SystemIO

extension DebianRepositoryBuilder {
    /// One line of the hash lists of a Release.
    struct Listed {
        var path: String
        var content: [UInt8]
    }

    /// Writes the packages, indexes and Release files of a suite.
    func write(_ suite: DebianSuite, to output: inout Output) throws {
        let stanzas = try writePool(of: suite, to: &output)
        var listed: [Listed] = []
        if suite.isFlat {
            let all = suite.entries.indices.map { stanzas[$0] }
            try writeIndex("Packages", all, of: suite, to: &output, listed: &listed)
        } else {
            for component in suite.components {
                let extra = suite.separatesAll ? ["all"] : []
                for architecture in suite.architectures + extra {
                    let chosen = suite.entries.indices.filter {
                        suite.holds($0, component, architecture)
                    }
                    try writeIndex(
                        "\(component)/binary-\(architecture)/Packages", chosen.map { stanzas[$0] },
                        of: suite, to: &output, listed: &listed)
                    if suite.contents, architecture != "all" {
                        let entries = chosen.map { suite.entries[$0] }
                        try writeContents(
                            "\(component)/Contents-\(architecture)", entries, of: suite,
                            to: &output, listed: &listed)
                    }
                }
            }
        }
        try writeRelease(of: suite, listed, to: &output)
    }

    /// Writes the package files of a suite and returns the stanza of each of its entries.
    private func writePool(of suite: DebianSuite, to output: inout Output) throws -> [String] {
        var stanzas: [String] = []
        for entry in suite.entries {
            switch entry {
            case .stanza(let text, _, _):
                stanzas.append(text.hasSuffix("\n") ? text : text + "\n")
            case .package(let package, let component):
                var path = package.poolDirectory(component: component) + "/" + package.fileName
                if suite.isFlat {
                    let directory = suite.directory
                    path = directory.isEmpty ? package.fileName : "\(directory)/\(package.fileName)"
                }
                let archive = MadeOnce.archive(package)
                let sha256 = MadeOnce.digest(archive)
                let key = "\(package.name)_\(package.version)_\(package.architecture)"
                output.packages[key] = BuiltRepository.PoolFile(
                    path: path, size: archive.count, sha256: sha256)
                try output.write(path, archive)
                var stanza = ""
                for field in package.controlFields where field.name != "Description" {
                    stanza += "\(field.name): \(field.value)\n"
                }
                stanza += "Filename: \(path)\nSize: \(archive.count)\n"
                stanza += "SHA256: \(sha256.hex)\n"
                let description = package.controlFields.last { $0.name == "Description" }
                stanza += "Description: \(description?.value ?? "")\n"
                stanzas.append(edited(stanza, of: package.name))
            }
        }
        return stanzas
    }

    private func writeIndex(
        _ name: String, _ stanzas: [String], of suite: DebianSuite, to output: inout Output,
        listed: inout [Listed]
    ) throws {
        let content = Array(stanzas.joined(separator: "\n").utf8)
        // The plain index is listed even where only packed forms are published: apt decides by that line
        // whether the index exists.
        listed.append(Listed(path: name, content: content))
        for form in suite.forms {
            let path = suite.path(name)
            let bytes =
                form == .none
                ? content : try MadeOnce.packed(packedContent(path, content), as: form)
            if form != .none { listed.append(Listed(path: name + form.rawValue, content: bytes)) }
            try writeListed(name + form.rawValue, bytes, of: suite, to: &output)
        }
    }

    private func writeContents(
        _ name: String, _ entries: [DebianSuite.Entry], of suite: DebianSuite,
        to output: inout Output, listed: inout [Listed]
    ) throws {
        var owners: [String: [String]] = [:]
        for case .package(let package, _) in entries {
            for file in package.files.keys {
                let path = file.hasPrefix("/") ? String(file.dropFirst()) : file
                owners[path, default: []].append("\(package["Section"] ?? "misc")/\(package.name)")
            }
        }
        let lines = owners.sorted { $0.key < $1.key }.map {
            "\($0.key)  \($0.value.sorted().joined(separator: ","))\n"
        }
        let content = Array(lines.joined().utf8)
        let packed = try MadeOnce.packed(content, as: .gz)
        listed.append(Listed(path: name, content: content))
        listed.append(Listed(path: name + ".gz", content: packed))
        try writeListed(name + ".gz", packed, of: suite, to: &output)
    }

    /// Writes an index under its name and, where the suite has that, under each of its digests.
    private func writeListed(
        _ name: String, _ bytes: [UInt8], of suite: DebianSuite, to output: inout Output
    ) throws {
        let path = suite.path(name)
        try output.write(path, bytes)
        guard suite.byHash else { return }
        let directory = FilePath(path).parent
        for algorithm in suite.hashes {
            let digest = MadeOnce.digest(bytes, algorithm).hex
            let place = directory / "by-hash/\(algorithm.releaseFolder)/\(digest)"
            try output.write(place.string, bytes, changedAs: path)
        }
    }

    private func writeRelease(
        of suite: DebianSuite, _ listed: [Listed], to output: inout Output
    ) throws {
        var text = suite.releaseFields.map { "\($0.name): \($0.value)\n" }.joined()
        for algorithm in suite.hashes {
            text += algorithm.releaseField + ":\n"
            for file in listed {
                let digest = MadeOnce.digest(file.content, algorithm).hex
                let size = String(file.content.count)
                let gap = String(repeating: " ", count: max(1, 9 - size.count))
                text += " \(digest)\(gap)\(size) \(file.path)\n"
            }
        }
        let release = Array(text.utf8)
        try output.write(suite.path("Release"), release)
        let keys: [SigningKey] =
            switch suite.signature {
            case .none: []
            case .standard, .detachedOnly: [try SigningKey.standard.get()]
            case .keys(let keys): keys
            }
        // What an earlier write signed would still be taken for the present state.
        for name in ["InRelease", "Release.gpg"] { try Files.remove(root / suite.path(name)) }
        if keys.isEmpty { return }
        let detached = try SigningKey.detachedSignature(release, by: keys)
        try output.write(suite.path("Release.gpg"), detached)
        if case .detachedOnly = suite.signature { return }
        try output.write(suite.path("InRelease"), try SigningKey.clearSign(release, by: keys))
    }
}

extension DebianSuite {
    /// Whether an entry belongs in the index of a component and architecture.
    func holds(_ index: Int, _ component: String, _ architecture: String) -> Bool {
        switch entries[index] {
        case .stanza(_, let own, let fits): own == component && fits == architecture
        case .package(let package, let own):
            own == component
                && (package.architecture == architecture
                    || (package.architecture == "all" && !separatesAll))
        }
    }

    /// The path of a file of the suite, relative to the repository.
    func path(_ name: String) -> String { directory.isEmpty ? name : "\(directory)/\(name)" }

    /// The fields of the Release above its hash lists.
    var releaseFields: [(name: String, value: String)] {
        var result = [
            (name: "Origin", value: "Sample"), (name: "Label", value: "Sample"),
            (name: "Suite", value: suite), (name: "Codename", value: codename),
        ]
        if isFlat { result.removeLast(2) }
        if let date { result.append(("Date", date.releaseDate)) }
        if let validUntil { result.append(("Valid-Until", validUntil.releaseDate)) }
        if byHash { result.append(("Acquire-By-Hash", "yes")) }
        if !isFlat {
            let all = separatesAll ? ["all"] : []
            result.append(("Architectures", (all + architectures).joined(separator: " ")))
            result.append(("Components", components.joined(separator: " ")))
        }
        for field in fields {
            if let index = result.firstIndex(where: { $0.name == field.name }) {
                result[index] = field
            } else {
                result.append(field)
            }
        }
        return result.filter { !$0.value.isEmpty }
    }
}

extension DebianSuite.Form {
    /// The packed form of some bytes, by the usual tool.
    func pack(_ content: [UInt8]) throws -> [UInt8] {
        let (program, arguments): (String, [String]) =
            switch self {
            case .none: ("cat", [])
            case .gz: ("gzip", ["-9", "-n", "-c"])
            case .xz: ("xz", ["-6", "-T1", "-c"])
            case .zst: ("zstd", ["-q", "-3", "-c"])
            case .bz2: ("bzip2", ["-9", "-c"])
            }
        return try Subprocess.check(program, arguments, input: content).standardOutput
    }
}

extension HashAlgorithm {
    /// The field of a Release that lists hashes of this kind.
    var releaseField: String { self == .md5 ? "MD5Sum" : releaseFolder }

    /// The directory of this kind in `by-hash`.
    var releaseFolder: String { self == .md5 ? "MD5Sum" : name.uppercased() }
}
