import Manifest
import MirrorBase
import MirrorTestSupport
import PackageModel
import SystemIO

@testable import MirrorEngine

/// A situation of operators, as a file holds it: repositories and wishes, and what is said of them beside.
///
/// Prose comes first; then blocks apart by blank lines.
///
///     family deb | rpm [ARCH...]     what the packages below are; further architectures
///     repo NAME [priority N]         the packages below are there
///     exclude: PATTERN...            packages of this repository that are not seen (rpm)
///     off: NAME...                   repositories that are off until somebody asks for them
///     wish: WISH                     as a line of packages.yaml
///     Package: NAME                  a stanza; Version, Architecture and the rest may be left out (deb)
///     package NAME-VERSION-RELEASE[.ARCH]   with lists below: `requires: a >= 2, (b if c)` (rpm)
///     module NAME:STREAM [default]   a stream, with `artifacts: NAME-VERSION-RELEASE.ARCH...` below (rpm)
struct ConflictCase: Sendable {
    struct Mistake: Error { var line: String }

    struct Repository {
        var name: String
        var priority: Int
        var excludes: [String] = []
        /// Stanzas, or elements of a primary document.
        var packages: [String] = []
    }

    static let directory = FilePath(#filePath).parent / "Conflicts"

    static let names: [String] = {
        let found = (try? Files.list(directory)) ?? []
        return found.filter { $0.hasSuffix(".case") }.map { String($0.dropLast(5)) }.sorted()
    }()

    var prose = ""
    var isRPM = false
    var architectures: [String] = []
    var repositories: [Repository] = []
    var wishes: [Wish] = []
    var modules = ""
    var optional: [String] = []

    init(named name: String) throws {
        let path = ConflictCase.directory / "\(name).case"
        let text = String(decoding: try Files.read(path), as: UTF8.self)
        var block: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) + [Substring()] {
            if !line.isEmpty {
                block.append(String(line))
                continue
            }
            if !block.isEmpty { try take(block) }
            block = []
        }
    }

    private mutating func take(_ block: [String]) throws {
        if prose.isEmpty {
            prose = block.joined(separator: "\n")
            return
        }
        if block[0].hasPrefix("Package: ") {
            try add(ConflictCase.stanza(block))
        } else if block[0].hasPrefix("package ") {
            try add(RPMElement(block).text)
        } else if block[0].hasPrefix("module ") {
            try takeModule(block)
        } else {
            for line in block { try instruct(line) }
        }
    }

    private mutating func add(_ package: String) throws {
        if repositories.isEmpty { repositories.append(Repository(name: "main", priority: 500)) }
        repositories[repositories.count - 1].packages.append(package)
    }

    private mutating func instruct(_ line: String) throws {
        let words = line.split(separator: " ").map(String.init)
        switch words[0] {
        case "family" where words.count > 1:
            isRPM = words[1] == "rpm"
            architectures = Array(words.dropFirst(2))
        case "repo" where words.count > 1:
            let priority = words.count == 4 ? Int(words[3]) ?? 500 : 500
            repositories.append(Repository(name: words[1], priority: priority))
        case "exclude:":
            repositories[repositories.count - 1].excludes = Array(words.dropFirst())
        case "off:": optional = Array(words.dropFirst())
        case "wish:": wishes.append(try Wish(parsing: words.dropFirst().joined(separator: " ")))
        default: throw Mistake(line: line)
        }
    }

    private mutating func takeModule(_ block: [String]) throws {
        let words = block[0].split(separator: " ").map(String.init)
        let stream = words[1]
        let artifacts = block.dropFirst().flatMap { line in
            line.split(separator: " ").dropFirst().map { artifact in
                // The epoch is always written in an artifact.
                let name = RPMElement.split(String(artifact)).name
                return "\(name)-0:" + artifact.dropFirst(name.count + 1)
            }
        }
        let members = block.dropFirst().flatMap { line in
            line.split(separator: " ").dropFirst().map { RPMElement.split(String($0)).name }
        }
        let module = String(stream.split(separator: ":")[0])
        modules += ModuleSamples.build(
            "\(stream):1:c", artifacts,
            profiles: "{common: {rpms: [\(members.joined(separator: ", "))]}}")
        if words.contains("default") {
            modules += ModuleSamples.defaults(module, String(stream.split(separator: ":")[1]))
        }
    }

    private static func stanza(_ block: [String]) -> String {
        var lines = block
        for (field, value) in [
            ("Version", "1"), ("Architecture", "amd64"), ("Priority", "optional"),
        ] where !lines.contains(where: { $0.hasPrefix("\(field):") }) {
            lines.insert("\(field): \(value)", at: 1)
        }
        lines.append("Filename: pool/\(lines[0].dropFirst(9)).deb")
        lines.append("Size: 1")
        lines.append("SHA256: " + String(repeating: "0", count: 64))
        lines.append("Description: a piece of a puzzle")
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: - What is said

    /// The answer as a terminal shows it, and as data.
    func answer() throws -> (text: String, json: String) {
        var answer: Resolve.Answer?
        do {
            let emit: (Resolve.Answer) throws(MirrorError) -> Void = { answer = $0 }
            if isRPM { try answerRPM(emit) } else { try answerDebian(emit) }
        } catch let error as MirrorError {
            return (error.rendered() + "\n", "")
        }
        guard let answer else { throw Mistake(line: "no answer") }
        if answer.failure.isEmpty {
            return (answer.packages.map(\.text).joined(separator: "\n") + "\n", "")
        }
        let error = MirrorError(
            .answerIsNo, answer.failure.joined(separator: "\n  "), hints: answer.hints)
        var json = JSONText()
        answer.writeError(to: &json)
        return (error.rendered() + "\n", json.text + "\n")
    }

    private func answerDebian(_ emit: (Resolve.Answer) throws(MirrorError) -> Void) throws {
        let directory = try TemporaryDirectory()
        var builder = UniverseBuilder(
            nativeArchitecture: "amd64", foreignArchitectures: architectures)
        for repository in repositories {
            let path = directory / "Packages-\(repository.name)"
            let text = repository.packages.joined(separator: "\n")
            try Files.replace(path, with: Array(text.utf8))
            let origin = builder.addOrigin(
                PackageOrigin(
                    repository: repository.name, suite: repository.name, component: "main",
                    priority: repository.priority))
            try DebianUniverseLoader.read(
                path, .plain, name: "`\(path)`", origin: origin, into: &builder)
        }
        try DebianAnswers(
            universe: builder.finish(), recommends: false, place: "the case", owners: [:],
            observer: BuildObserver(), objectives: Objectives(BuildOptions(), BuildObserver()),
            optional: optional
        ).answer(wishes, each: false, emit)
    }

    private func answerRPM(_ emit: (Resolve.Answer) throws(MirrorError) -> Void) throws {
        let directory = try TemporaryDirectory()
        var documents: [RepositoryDocuments] = []
        for (number, repository) in repositories.enumerated() {
            let path = directory / "\(repository.name)-primary.xml"
            try Files.replace(path, with: Array(RPMElement.document(repository.packages).utf8))
            var own = RepositoryDocuments(
                origin: PackageOrigin(
                    repository: repository.name, suite: "", component: "",
                    priority: repository.priority),
                exclude: repository.excludes,
                primary: CachedDocument(
                    repository: repository.name, type: "primary", source: .file(path),
                    compression: .plain))
            if number == 0, !modules.isEmpty {
                let path = directory / "modules.yaml"
                try Files.replace(path, with: Array(modules.utf8))
                own.modules = CachedDocument(
                    repository: repository.name, type: "modules", source: .file(path),
                    compression: .plain)
            }
            documents.append(own)
        }
        let rules = RPMRules(
            modules: ModuleRules(
                platform: "platform:el8", architectures: ["x86_64", "noarch"] + architectures),
            baseArchitecture: "x86_64")
        let content = try RepositoryLoader(
            repositories: documents, architectures: rules.architectures, paths: [],
            cache: UniverseCache(directory: directory / "universes")
        ).content()
        try RPMAnswers(
            content: content, rules: rules, place: "the case", observer: BuildObserver(),
            objectives: Objectives(BuildOptions(), BuildObserver()), optional: optional
        ).answer(wishes, each: false, emit)
    }
}

/// A package of a primary document, written from a few lines.
struct RPMElement {
    let text: String

    init(_ block: [String]) throws {
        let words = block[0].split(separator: " ").map(String.init)
        let parts = RPMElement.split(words[1])
        var (version, epoch) = (parts.version, "0")
        if let colon = version.firstIndex(of: ":") {
            epoch = String(version[..<colon])
            version = String(version[version.index(after: colon)...])
        }
        let halves = version.split(separator: "-").map(String.init)
        let release = halves.count > 1 ? halves[1] : "1"
        var format = ""
        var provides = ["\(parts.name) = \(epoch):\(halves[0])-\(release)"]
        for line in block.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else {
                throw ConflictCase.Mistake(line: line)
            }
            let kind = String(line[..<colon])
            let list = RPMElement.list(line[line.index(after: colon)...])
            if kind == "provides" {
                provides += list
            } else {
                format += try RPMElement.entries(kind, list)
            }
        }
        format += try RPMElement.entries("provides", provides)
        text = """
            <package type="rpm"><name>\(parts.name)</name><arch>\(parts.architecture)</arch>
            <version epoch="\(epoch)" ver="\(halves[0])" rel="\(release)"/>
            <checksum type="sha256" pkgid="YES">\(RPMElement.checksum(words[1]))</checksum>
            <summary>a piece of a puzzle</summary><description/><packager/><url/>
            <time file="1" build="1"/><size package="1" installed="1" archive="1"/>
            <location href="\(parts.name).rpm"/>
            <format>\(format)</format></package>

            """
    }

    /// Something that differs from package to package.
    private static func checksum(_ identity: String) -> String {
        let digits = Hexadecimal.string(of: Array(identity.utf8))
        return String((digits + String(repeating: "0", count: 64)).prefix(64))
    }

    /// `NAME-VERSION[-RELEASE][.ARCH]`; the version is what begins with a digit.
    static func split(_ text: String) -> (name: String, version: String, architecture: String) {
        var text = text
        var architecture = "x86_64"
        for known in ["x86_64", "noarch", "i686"] where text.hasSuffix("." + known) {
            architecture = known
            text.removeLast(known.count + 1)
        }
        let parts = text.split(separator: "-").map(String.init)
        let start = max(1, parts.count - 2)
        let first = parts[start].first?.isNumber == true ? start : parts.count - 1
        return (
            parts[..<first].joined(separator: "-"), parts[first...].joined(separator: "-"),
            architecture
        )
    }

    /// The members of a list, at commas that are in no parentheses.
    private static func list(_ text: Substring) -> [String] {
        var members: [String] = []
        var depth = 0
        var member = ""
        for character in text {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if character == ",", depth == 0 {
                members.append(member)
                member = ""
            } else if character != " " || !member.isEmpty {
                member.append(character)
            }
        }
        return members + [member]
    }

    private static func entries(_ kind: String, _ list: [String]) throws -> String {
        let flags = ["<": "LT", "<=": "LE", "=": "EQ", ">=": "GE", ">": "GT"]
        var text = "<rpm:\(kind)>"
        for member in list {
            let words = member.split(separator: " ").map(String.init)
            guard words.count == 3, !member.hasPrefix("("), let flag = flags[words[1]] else {
                let name = member.replacing("<", with: "&lt;").replacing(">", with: "&gt;")
                text += "<rpm:entry name=\"\(name)\"/>"
                continue
            }
            var (version, epoch) = (words[2], "0")
            if let colon = version.firstIndex(of: ":") {
                epoch = String(version[..<colon])
                version = String(version[version.index(after: colon)...])
            }
            let halves = version.split(separator: "-")
            let release = halves.count > 1 ? " rel=\"\(halves[1])\"" : ""
            text +=
                "<rpm:entry name=\"\(words[0])\" flags=\"\(flag)\" epoch=\"\(epoch)\" "
                + "ver=\"\(halves[0])\"\(release)/>"
        }
        return text + "</rpm:\(kind)>"
    }

    static func document(_ packages: [String]) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <metadata xmlns="http://linux.duke.edu/metadata/common" \
        xmlns:rpm="http://linux.duke.edu/metadata/rpm" packages="\(packages.count)">
        \(packages.joined())</metadata>

        """
    }
}
