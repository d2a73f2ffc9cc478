import MirrorBase
import MirrorTestSupport
import PackageModel
import Resolver
import SystemIO

/// One puzzle of rpm packages, as a text file holds it.
///
/// Prose comes first; then, in any order, blocks apart by blank lines. A block whose first line is
/// `package NAME-VERSION[-RELEASE][.ARCH]` is a package (`x86_64` where no architecture is given); its other
/// lines are lists: `requires: b >= 2, (c if d)`, likewise for the other kinds. What a package is by name and
/// version it provides. Others hold instructions:
///
///     repo NAME [priority N]   the packages below are there; the higher the better
///     weak: yes                weak dependencies come along
///     best: no                 older builds will do, too
///     exclude: a-1             packages that must not be installed
///     wish: TEXT               as on dnf's command line, or with a range: `a >= 2`
///     install: a-1 b-2.i686    what has to be chosen, in any order
///     error: TEXT              or: the lines of the explanation, one each
///     libsolv: same            what libsolv does with it; a reason where that is something else
struct RPMScenario {
    enum Expectation: Equatable {
        case install(Set<String>)
        case error([String])
    }

    struct Mistake: Error {
        var line: String
    }

    let path: FilePath
    var prose = ""
    var puzzle = RPMPuzzle()
    var isWeak = false
    var isBest = true
    var excluded: Set<String> = []
    var wishes: [String] = []
    var expectation: Expectation?
    var libsolv = ""

    static let directory = ProjectRoot.path / "Tests/ScenarioTests/rpm"

    /// The names of all files, with the directory of their topic.
    static let names: [String] = {
        let found = (try? Files.walk(directory)) ?? []
        return found.filter { $0.hasSuffix(".scenario") }.sorted()
    }()

    init(named name: String) throws {
        path = RPMScenario.directory / name
        let text = String(decoding: try Files.read(path), as: UTF8.self)
        var block: [String] = []
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for line in lines.map(String.init) + [""] {
            if !line.isEmpty {
                block.append(line)
                continue
            }
            try take(block)
            block = []
        }
    }

    private mutating func take(_ block: [String]) throws {
        guard let first = block.first else { return }
        if first.hasPrefix("package ") {
            if puzzle.priorities.isEmpty { puzzle.priorities = [0] }
            try puzzle.packages.append(package(block))
        } else if prose.isEmpty {
            prose = block.joined(separator: "\n")
        } else {
            for line in block { try instruct(line) }
        }
    }

    private mutating func instruct(_ line: String) throws {
        let words = line.split(separator: " ").map(String.init)
        if words.first == "repo" {
            puzzle.priorities.append(words.count == 4 ? Int(words[3]) ?? 0 : 0)
            return
        }
        guard let colon = line.firstIndex(of: ":") else { throw Mistake(line: line) }
        var value = String(line[line.index(after: colon)...])
        if value.hasPrefix(" ") { value.removeFirst() }
        switch line[..<colon] {
        case "weak": isWeak = value == "yes"
        case "best": isBest = value != "no"
        case "exclude": excluded = Set(value.split(separator: " ").map(String.init))
        case "wish": wishes.append(value)
        case "install":
            expectation = .install(Set(value.split(separator: " ").map(String.init)))
        case "error":
            if case .error(let lines) = expectation {
                expectation = .error(lines + [value])
            } else {
                expectation = .error([value])
            }
        case "libsolv": libsolv = value
        default: throw Mistake(line: line)
        }
    }

    private func package(_ block: [String]) throws -> RPMPuzzle.Package {
        var identity = String(block[0].dropFirst("package ".count))
        var architecture = "x86_64"
        for known in ["x86_64", "noarch"] + RPMPuzzle.foreign where identity.hasSuffix("." + known)
        {
            architecture = known
            identity.removeLast(known.count + 1)
        }
        let parts = identity.split(separator: "-").map(String.init)
        guard
            let split = parts.indices.dropFirst().first(where: { parts[$0].first?.isNumber == true }
            )
        else { throw Mistake(line: block[0]) }
        var package = RPMPuzzle.Package(
            name: parts[..<split].joined(separator: "-"),
            version: parts[split...].joined(separator: "-"), architecture: architecture,
            repository: puzzle.priorities.count - 1,
            relations: Array(repeating: [], count: RelationKind.allCases.count))
        for line in block.dropFirst() {
            guard let colon = line.firstIndex(of: ":"),
                let kind = RelationKind.allCases.first(where: { "\($0)" == line[..<colon] })
            else { throw Mistake(line: line) }
            var reader = DependencyText(String(line[line.index(after: colon)...]))
            package.relations[kind.rawValue] = try reader.list()
        }
        package.relations[RelationKind.provides.rawValue].append(
            .plain(package.name, .equal, package.version))
        return package
    }

    /// Writes the file anew with another explanation, where it expects one.
    func rewrite(errors: [String]) throws {
        guard case .error = expectation else { return }
        let text = String(decoding: try Files.read(path), as: UTF8.self)
        var lines: [String] = []
        var isWritten = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("error:") else {
                lines.append(String(line))
                continue
            }
            if !isWritten { lines += errors.map { "error: " + $0 } }
            isWritten = true
        }
        try Files.replace(path, with: Array(lines.joined(separator: "\n").utf8))
    }

    // MARK: - Answers

    /// A package as `install:` names it: `x86_64` goes without saying.
    private func name(_ package: PackageID) -> String {
        let package = puzzle.packages[package.index]
        return "\(package.name)-\(package.version)"
            + (package.architecture == "x86_64" ? "" : "." + package.architecture)
    }

    private func excluded(_ universe: Universe) -> PackageSet {
        PackageSet(
            universe.packages.filter { excluded.contains(name($0)) }, count: universe.count)
    }

    /// The questions; a wish that matches nothing is one that nothing meets.
    func questions(_ universe: Universe) -> [ResolverWish] {
        let subject = RPMSubject(universe, excluded: excluded(universe))
        return wishes.flatMap { text -> [ResolverWish] in
            let words = text.split(separator: " ").map(String.init)
            let operators: [VersionOperator] = [
                .less, .lessOrEqual, .equal, .greaterOrEqual, .greater,
            ]
            if words.count == 3, let comparison = operators.first(where: { $0.rpmText == words[1] })
            {
                let choice = VersionChoice(comparison: comparison, version: words[2])
                var found = subject.packages(named: words[0], choice)
                if found.isEmpty { found = subject.providers(of: words[0], choice) }
                return [ResolverWish(label: text, candidates: found)]
            }
            return subject.select(text).map {
                ResolverWish(label: text, candidates: $0.candidates)
            }
        }
    }

    /// What the resolver says, in the form of an expectation.
    func answer() -> Expectation {
        let universe = puzzle.universe()
        var resolver = RPMResolver(
            universe,
            policy: RPMPolicy(
                weakDependencies: isWeak, best: isBest, excluded: excluded(universe)))
        let questions = questions(universe)
        switch resolver.solve(questions) {
        case .solved(let solution): return .install(Set(solution.packages.map(name)))
        case .unsatisfiable(let refutation):
            let explanation = Explanation(refutation, wishes: questions, in: universe)
            return .error([explanation.headline] + explanation.lines)
        case .undecided(let steps): return .error(["\(steps) steps"])
        }
    }

    /// What libsolv says; `nil` where it refuses.
    func libsolvAnswer() throws -> Set<String>? {
        let universe = puzzle.universe()
        let questions = questions(universe).map { $0.candidates.map(\.index) }
        let line = puzzle.json(questions: [questions], best: isBest, weak: isWeak)
        let answer = try LibsolvOracle.answers([line])[0][0]
        return answer.map { Set($0.map { name(PackageID($0)) }) }
    }
}

/// Reads dependencies as rpm writes them.
struct DependencyText {
    private var words: [String] = []
    private var next = 0

    init(_ text: String) {
        // Parentheses stand alone only where they group: `lib(x)` is a name.
        var word = ""
        var depth = 0
        for character in text {
            switch character {
            case "(" where word.isEmpty: words.append("(")
            case "(":
                depth += 1
                word.append(character)
            case ")" where depth > 0:
                depth -= 1
                word.append(character)
            case ")", " ", ",":
                if !word.isEmpty { words.append(word) }
                word = ""
                if character != " " { words.append(String(character)) }
            default: word.append(character)
            }
        }
        if !word.isEmpty { words.append(word) }
    }

    private mutating func take() throws -> String {
        guard next < words.count else { throw RPMScenario.Mistake(line: words.joined()) }
        next += 1
        return words[next - 1]
    }

    mutating func list() throws -> [RPMPuzzle.Dependency] {
        var found = [try one()]
        while next < words.count {
            guard try take() == "," else { throw RPMScenario.Mistake(line: words.joined()) }
            found.append(try one())
        }
        return found
    }

    private mutating func one() throws -> RPMPuzzle.Dependency {
        let first = try take()
        if first != "(" {
            let operators: [VersionOperator] = [
                .less, .lessOrEqual, .equal, .greaterOrEqual, .greater,
            ]
            if next + 1 < words.count,
                let comparison = operators.first(where: { $0.rpmText == words[next] })
            {
                next += 1
                return .plain(first, comparison, try take())
            }
            return .plain(first, .any, "")
        }
        var parts = [try one()]
        var name = ""
        while true {
            let word = try take()
            if word == ")" { break }
            name = word == "else" ? name + "else" : word
            parts.append(try one())
        }
        // libsolv's operators take two parts.
        while parts.count > 2, !name.hasSuffix("else") {
            let last = parts.removeLast()
            parts[parts.count - 1] = .rich(name, [parts[parts.count - 1], last])
        }
        return parts.count == 1 ? parts[0] : .rich(name, parts)
    }
}
