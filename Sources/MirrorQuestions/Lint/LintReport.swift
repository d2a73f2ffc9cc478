public import MirrorBase

/// What `Lint` found in the user's files.
public struct LintReport: Sendable, Hashable {
    /// How bad something is.
    public enum Severity: String, Sendable, Hashable {
        /// A build refuses it.
        case error
        /// A build takes it, and somebody should look at it.
        case warning
    }

    /// One thing that is wrong.
    public struct Finding: Sendable, Hashable {
        /// How bad it is.
        public var severity: Severity
        /// Which rule it breaks, in a word: `unused-group`.
        public var rule: Rule
        /// The file that it is about, as the user named it.
        public var file: String
        /// What is wrong, with the line.
        public var problem: MirrorError.Problem
    }

    /// What is looked for; the words are stable, scripts may compare them.
    public enum Rule: String, Sendable, Hashable, CaseIterable {
        /// A mistake for which a build refuses the file.
        case mistake
        /// Two distros publish to one place.
        case place
        /// A group that no distro takes.
        case unusedGroup = "unused-group"
        /// A wish that a distro gets twice.
        case repeatedWish = "repeated-wish"
        /// A wish whose condition holds for no distro that takes its group.
        case idleWish = "idle-wish"
        /// A pattern of distros that none fits.
        case unknownDistro = "unknown-distro"
        /// Versions of one package that exclude one another.
        case contradiction
        /// Support has ended.
        case endOfLife = "end-of-life"
        /// A key that no repository uses.
        case unusedKey = "unused-key"
        /// A key file that cannot be read.
        case missingKey = "missing-key"
        /// A variable that nothing uses.
        case unusedVariable = "unused-variable"
        /// A repository that is not signed.
        case unsigned
        /// Metadata that neither a signature nor the way that it takes protects.
        case openAddress = "open-address"
        /// A baseline that cannot be read.
        case baseline
        /// A lock that no longer fits the files that it was made from.
        case staleLock = "stale-lock"
        /// A lock that cannot be read, or that nothing makes.
        case lock
        /// A name that is not there everywhere where it is wished for.
        case absent
    }

    /// What was found: the manifest first, then distro files by name, then locks, each from top to bottom.
    public var findings: [Finding]
    /// How many distro files were looked at.
    public var distroCount: Int
    /// What could not be asked with `online`: distro and architecture, and why.
    public var unreachable: [Unreachable] = []
    /// How many distros and architectures were asked with `online`.
    public var askedCount = 0

    /// A distro and architecture whose repositories did not answer.
    public struct Unreachable: Sendable, Hashable {
        /// Which, as `DISTRO ARCH`.
        public var place: String
        /// Why.
        public var message: String
    }

    /// The number of findings of a severity.
    public func count(_ severity: Severity) -> Int {
        findings.count { $0.severity == severity }
    }
}

/// Where findings gather; what is said twice is kept once.
struct LintLog {
    private(set) var findings: [LintReport.Finding] = []
    private var seen: Set<LintReport.Finding> = []

    mutating func add(
        _ severity: LintReport.Severity, _ rule: LintReport.Rule, _ file: String,
        _ problem: MirrorError.Problem
    ) {
        let finding = LintReport.Finding(
            severity: severity, rule: rule, file: problem.excerpt?.file ?? file, problem: problem)
        if seen.insert(finding).inserted { findings.append(finding) }
    }

    /// Takes all problems of an error.
    mutating func add(_ rule: LintReport.Rule, _ file: String, _ error: MirrorError) {
        for problem in error.problems { add(.error, rule, file, problem) }
    }

    /// Runs what a build would do, and takes what it throws.
    mutating func trying<Result>(
        _ rule: LintReport.Rule, _ file: String, _ body: () throws(MirrorError) -> Result
    ) -> Result? {
        do throws(MirrorError) { return try body() } catch {
            add(rule, file, error)
            return nil
        }
    }

    /// The findings by file, in the order of `files`, and then from top to bottom.
    func sorted(_ files: [String]) -> [LintReport.Finding] {
        let order = Dictionary(
            files.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        func key(_ finding: LintReport.Finding) -> (Int, String, Int, Int, String) {
            let position = finding.problem.excerpt?.position
            return (
                order[finding.file] ?? files.count, finding.file, position?.line ?? 0,
                position?.column ?? 0, finding.problem.message
            )
        }
        return findings.sorted { key($0) < key($1) }
    }
}
