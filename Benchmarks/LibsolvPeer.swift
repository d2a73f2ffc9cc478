internal import SystemIO

/// libsolv behind its Python module: it reads an index once and says how long its answers took.
struct LibsolvPeer {
    /// What is measured inside the peer, in seconds of processor time: `jobs` solves all names together,
    /// `each` one after the other and takes the average.
    enum Kind: String {
        case jobs, each
    }

    /// Name and version; the reason where it is not here.
    let name: String
    let isHere: Bool
    private let directory: FilePath

    static let python = "/usr/bin/python3"

    init(in directory: FilePath) throws {
        self.directory = directory
        let query = ["dpkg-query", "-W", "-f", "${Version}\\n", "python3-solv"]
        let version = ChildProcess.firstLine(query, in: directory)
        isHere =
            ChildProcess.firstLine([Self.python, "-c", "import solv; print(1)"], in: directory)
            == "1"
        name = isHere ? "python3-solv \(version ?? "")" : "python3-solv is not here"
        try Files.replace(directory / "libsolv.py", with: Array(Self.program.utf8))
    }

    /// The seconds that libsolv takes for names of an index, without reading it; the middle of several.
    func seconds(_ kind: Kind, index: FilePath, architecture: String, names: [String]) throws
        -> Double
    {
        let list = directory / "libsolv-names"
        try Files.replace(list, with: Array(names.joined(separator: "\n").utf8))
        let command = [
            Self.python, (directory / "libsolv.py").string, kind.rawValue, index.string,
            architecture,
            list.string,
        ]
        guard let line = ChildProcess.firstLine(command, in: directory), let seconds = Double(line)
        else { throw ChildProcess.Failure(description: "libsolv gave no figure") }
        return seconds
    }

    private static let program = """
        import sys, time
        import solv
        kind, index, arch, names = sys.argv[1:]
        pool = solv.Pool()
        is_rpm = 'xml' in index
        pool.setdisttype(solv.Pool.DISTTYPE_RPM if is_rpm else solv.Pool.DISTTYPE_DEB)
        pool.setarch(arch)
        repo = pool.add_repo('r')
        file = solv.xfopen(index)
        if is_rpm:
            repo.add_rpmmd(file, None)
        else:
            repo.add_debpackages(file)
        pool.addfileprovides()
        pool.createwhatprovides()
        jobs = []
        for name in open(names).read().split():
            found = pool.select(name, solv.Selection.SELECTION_NAME)
            jobs.append(found.jobs(solv.Job.SOLVER_INSTALL))
        def solve(jobs):
            start = time.process_time()
            solver = pool.Solver()
            solver.set_flag(solver.SOLVER_FLAG_IGNORE_RECOMMENDED, 1)
            solver.solve(jobs)
            return time.process_time() - start
        if kind == 'jobs':
            together = [job for some in jobs for job in some]
            print(sorted(solve(together) for _ in range(9))[4])
        else:
            print(sum(solve(some) for some in jobs) / len(jobs))
        """
}
