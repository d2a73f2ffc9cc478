import MirrorTestSupport
import PackageModel
import SystemIO

/// libsolv's own `testsolv`, set up as dnf does, on universes written as its test files.
enum TestsolvOracle {
    static let isPossible = Tool.isAsked("testsolv")

    private static let tags = [
        "=Req:", "=Con:", "=Rec:", "=Prv:", "=Obs:", "=Sug:", "=Sup:", "=Enh:",
    ]

    /// A universe as a test file with one episode a question; each question lists the packages that would do, by
    /// number, per wish.
    static func testCase(
        _ puzzle: RPMPuzzle, questions: [[[Int]]], best: Bool, weak: Bool
    ) -> String {
        var lines = ["repo system 0 empty"]
        for (index, priority) in puzzle.priorities.enumerated() {
            lines += ["repo r\(index) \(priority) testtags <inline>", "#>=Ver: 3.0"]
            for package in puzzle.packages where package.repository == index {
                let parts = package.version.split(separator: "-")
                lines.append(
                    "#>=Pkg: \(package.name) \(parts[0]) \(parts[1]) \(package.architecture)")
                for (tag, relations) in zip(tags, package.relations) {
                    lines += relations.map { "#>\(tag) \(LibsolvText.text($0))" }
                }
            }
        }
        lines += [
            "system \(puzzle.architecture) rpm system", "poolflags implicitobsoleteusescolors",
        ]
        let flags =
            "keeporphans bestobeypolicy yumobsoletes allowvendorchange allowdowngrade urpmreorder"
            + (weak ? "" : " ignorerecommended")
        for (number, question) in questions.enumerated() {
            if number > 0 { lines.append("nextjob") }
            lines.append("solverflags \(flags)")
            for wish in question {
                let names = wish.map { name(puzzle.packages[$0]) }.joined(separator: " ")
                lines.append(
                    "job install oneof \(names) [\(best ? "forcebest," : "")setevr,setarch]")
            }
            lines.append("result transaction,problems <inline>")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func name(_ package: RPMPuzzle.Package) -> String {
        "\(package.name)-\(package.version).\(package.architecture)@r\(package.repository)"
    }

    /// Whether no two packages of a repository bear the same name, version and architecture: `testsolv` cannot tell
    /// them apart.
    static func canName(_ puzzle: RPMPuzzle) -> Bool {
        Set(puzzle.packages.map(name)).count == puzzle.packages.count
    }

    /// The answers, as packages by number in ascending order; `nil` where there is none.
    static func answers(
        _ puzzle: RPMPuzzle, questions: [[[Int]]], best: Bool, weak: Bool
    ) throws -> [[Int]?] {
        let directory = try TemporaryDirectory()
        let text = testCase(puzzle, questions: questions, best: best, weak: weak)
        let path = try directory.write("case.t", text)
        let numbers = Dictionary(
            uniqueKeysWithValues: puzzle.packages.enumerated().map { (name($1), $0) })
        var answers: [[Int]?] = []
        // `test N:`, then lines `install PACKAGE` or `problem …`.
        let output = try Subprocess.run("testsolv", ["-r", path.string]).output
        for line in output.split(separator: "\n") {
            if line.hasPrefix("test ") {
                answers.append([])
            } else if line.hasPrefix("problem "), !answers.isEmpty {
                answers[answers.count - 1] = nil
            } else if line.hasPrefix("install "), let number = numbers[String(line.dropFirst(8))] {
                answers[answers.count - 1]?.append(number)
            }
        }
        return answers.map { $0?.sorted() }
    }
}
