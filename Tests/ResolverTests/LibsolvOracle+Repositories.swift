import MirrorTestSupport
import PackageModel
import SystemIO

/// Real repositories, read and answered by libsolv alone.
extension LibsolvOracle {
    /// The answers to questions over repositories of the corpora; packages are numbered as the repositories and their
    /// primary documents list them.
    ///
    /// - Parameters:
    ///   - repositories: Their names; with `hasInstalled`, the first is what is installed.
    ///   - count: How many packages they hold, which libsolv has to find as well.
    ///   - questions: Lists of packages per wish, as in `RPMPuzzle.json`.
    ///   - best: Whether only the best of each list will do.
    static func answers(
        over repositories: [String], hasInstalled: Bool = false, count: Int,
        questions: [[[Int]]], best: Bool, installOnly: [String] = []
    ) throws -> [[Int]?] {
        var documents: [String] = []
        for repository in repositories {
            guard let path = Corpora.file("rpm/\(repository)/repodata") else { continue }
            let files = try Files.list(path).sorted()
            let pair = ["-primary.xml.gz", "-filelists.xml.gz"].compactMap { end in
                files.first { $0.hasSuffix(end) }.map { "\"\(path / $0)\"" }
            }
            documents.append("[\(pair.joined(separator: ","))]")
        }
        let onlies = installOnly.map { "\"\($0)\"" }.joined(separator: ",")
        let directory = try TemporaryDirectory()
        let input = try directory.write(
            "world",
            "{\"architecture\":\"x86_64\",\"count\":\(count),\"best\":\(best),\"weak\":false,"
                + "\"documents\":[\(documents.joined(separator: ","))],"
                + "\"hasInstalled\":\(hasInstalled),\"installOnly\":[\(onlies)],"
                + "\"questions\":\(questions)}")
        let program = definitions + reader
        return parsed(try Subprocess.check(python, ["-c", program, input.string]).output)[0]
    }

    private static let reader = """
        world = json.load(open(sys.argv[1]))
        pool = new_pool(world)
        for number, documents in enumerate(world['documents']):
            repo = pool.add_repo('r%d' % number)
            if number == 0 and world['hasInstalled']:
                pool.installed = repo
            repo.add_rpmmd(solv.xfopen(documents[0]), None)
            repo.add_rpmmd(solv.xfopen(documents[1]), 'FL', solv.Repo.REPO_EXTEND_SOLVABLES)
        if sum(1 for _ in pool.solvables) != world['count']:
            sys.exit('other packages')
        pool.addfileprovides()
        pool.createwhatprovides()
        answer(pool, world)
        """
}
