internal import CommandLineKit
internal import MirrorBase
internal import MirrorEngine
internal import SystemIO

/// `mirror prove`: what a published mirror would do to machines.
struct ProveCommand: Command {
    static let distro = Positional<String>(
        "DISTRO", completion: .dynamic("distros"), help: "A distro file's name, such as rocky9")
    static let architecture = Positional<String>(
        "ARCH", completion: .dynamic("architectures"), help: "An architecture, such as x86_64")
    static let baseline = OptionList<String>(
        "baseline", value: "BASELINE", completion: .file,
        help:
            "A machine to try: a file, a repository, a group as @core, or none for an empty one; may be repeated"
    )
    static let noBaseUpgrades = Flag(
        "no-base-upgrades", help: "Fail where a package of a baseline would be replaced")

    static let schema = Schema(
        "prove", "Show what a published mirror would do to machines",
        arguments: [
            distro, architecture, baseline, noBaseUpgrades,
            Globals.formats(.text, .json, .markdown),
        ],
        discussion: """
            Reads the published metadata below the output directory, and works out for each baseline what the \
            machine's own package manager would do for each wish of the manifest, each group, and all \
            together: what it would install, which packages of the machine it would replace or remove, and \
            what it would refuse. The baselines of the distro file come first; without any, an empty machine \
            is tried. Exits with 1 if anything would be refused or removed.

            A baseline is what `rpm -qa` or `dpkg-query -W` prints on a machine, a dpkg status file, an index \
            or a directory of a repository, a group, or a list of names.
            """,
        examples: [
            Example(
                "mirror prove rocky9 x86_64 --baseline rpm-qa.txt", "One kind of machine"),
            Example(
                "mirror prove centos7 x86_64 --baseline old.txt --baseline new.txt --no-base-upgrades",
                "Two, neither of which may have anything upgraded"),
            Example(
                "mirror prove debian12 amd64 --baseline none --format markdown",
                "An empty machine, as a table for a page"),
        ])

    private let arguments: Arguments
    private let options: BuildOptions

    init(_ arguments: Arguments) throws(UsageError) {
        self.arguments = arguments
        options = try BuildOptions(arguments)
    }

    func run() async throws {
        let matrix = try await Terminal(arguments).run { observer throws(MirrorError) in
            try await Prove(options, observer: observer).run(
                Prove.Question(
                    distro: arguments[Self.distro], architecture: arguments[Self.architecture],
                    baselines: arguments[Self.baseline],
                    isFrozen: arguments[Self.noBaseUpgrades]))
        }
        let output = Output(arguments)
        output.print(text(of: matrix, output))
        let failures = matrix.cells.count { $0.isFailure }
        if failures > 0 {
            throw MirrorError(
                .answerIsNo,
                "\(failures) of \(Count.text(matrix.cells.count, "cell")) fail on \(matrix.distro) \(matrix.architecture)",
                hints: matrix.cells.contains(where: \.needsSiblings)
                    ? [
                        "a mirror that is built with a baseline has what has to come along on that machine"
                    ] : []
            )
        }
    }

    private func text(of matrix: ProofMatrix, _ output: Output) -> String {
        switch output.format {
        case .json: return matrix.json()
        case .markdown: return ProofText(matrix).markdown
        default:
            return ProofText(matrix).table(width: output.width, styler: output.styler)
        }
    }
}
