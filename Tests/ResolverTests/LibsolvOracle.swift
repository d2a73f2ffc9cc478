import MirrorTestSupport
import SystemIO

/// libsolv itself, through its Python module, set up as dnf does.
enum LibsolvOracle {
    static let python = "/usr/bin/python3"
    static let isPossible = Tool.isAsked(python: "import solv; solv.REL_UNLESS")

    /// The answers to the questions of some universes, each a line of JSON: all packages that are there
    /// afterwards, by number in ascending order, or `nil` where there is no answer.
    static func answers(_ universes: [String]) throws -> [[[Int]?]] {
        let directory = try TemporaryDirectory()
        let input = try directory.write("universes", universes.joined(separator: "\n") + "\n")
        return parsed(try Subprocess.check(python, ["-c", program, input.string]).output)
    }

    static func parsed(_ output: String) -> [[[Int]?]] {
        var answers: [[[Int]?]] = []
        for line in output.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            answers.append(
                line.split(separator: ";", omittingEmptySubsequences: false).map { answer in
                    answer == "refused" ? nil : answer.split(separator: " ").compactMap { Int($0) }
                })
        }
        return answers
    }

    /// What both programs have in common; packages are numbered in the order in which they were added.
    static let definitions = """
        import json, sys
        import solv
        URPM_REORDER = 23
        SIGNS = {'<': solv.REL_LT, '=': solv.REL_EQ, '>': solv.REL_GT,
                 '<=': solv.REL_LT | solv.REL_EQ, '>=': solv.REL_GT | solv.REL_EQ}
        RICH = {'and': solv.REL_AND, 'or': solv.REL_OR, 'if': solv.REL_COND,
                'unless': solv.REL_UNLESS, 'with': solv.REL_WITH, 'without': solv.REL_WITHOUT}
        KINDS = ('requires conflicts recommends provides obsoletes suggests supplements '
                 'enhances').split()
        def dependency(pool, item):
            if isinstance(item, str):
                return pool.Dep(item)
            sign = item[0]
            if sign in SIGNS:
                return pool.Dep(item[1]).Rel(SIGNS[sign], pool.Dep(item[2]))
            parts = [dependency(pool, part) for part in item[1:]]
            if sign.endswith('else'):
                return parts[0].Rel(RICH[sign[:-4]], parts[1].Rel(solv.REL_ELSE, parts[2]))
            return parts[0].Rel(RICH[sign], parts[1])
        def is_plain(item):
            return isinstance(item, str) or item[0] in SIGNS
        def left_out(pool, world):
            # What libdnf works out itself before it asks: exclude_from_weak_autodetect.
            installed = set(n + 2 for n, p in enumerate(world['packages']) if p[3] == 0)
            def providers(item):
                return [s.id for s in pool.whatprovides(dependency(pool, item))]
            found = set()
            names = set(world['packages'][n - 2][0] for n in installed)
            for n, (name, evr, arch, repo, relations) in enumerate(world['packages']):
                if repo == 0:
                    for item in filter(is_plain, relations[2]):
                        # Whatever the version.
                        ids = providers(item if isinstance(item, str) else item[1])
                        if not installed.intersection(ids):
                            found.update(ids)
                if name not in names and any(
                        installed.intersection(providers(item))
                        for item in filter(is_plain, relations[6])):
                    found.add(n + 2)
            return found
        def solve(pool, world, number, wishes):
            flags = solv.Job.SOLVER_INSTALL | solv.Job.SOLVER_SOLVABLE_ONE_OF
            flags |= solv.Job.SOLVER_SETARCH | solv.Job.SOLVER_SETEVR
            if world['best']:
                flags |= solv.Job.SOLVER_FORCEBEST
            jobs = [pool.Job(flags, pool.towhatprovides([n + 2 for n in wish]))
                    for wish in wishes]
            flags = solv.Job.SOLVER_INSTALL | solv.Job.SOLVER_SOLVABLE_PROVIDES
            if world['best']:
                flags |= solv.Job.SOLVER_FORCEBEST
            for question, name, condition in world.get('conditional', []):
                if question == number:
                    jobs.append(pool.Job(
                        flags, pool.Dep(name).Rel(solv.REL_COND, pool.Dep(condition)).id))
            for name in world.get('installOnly', []):
                jobs.append(pool.Job(
                    solv.Job.SOLVER_MULTIVERSION | solv.Job.SOLVER_SOLVABLE_PROVIDES,
                    pool.Dep(name).id))
            for n in world.get('notWeak', []):
                jobs.append(pool.Job(
                    solv.Job.SOLVER_EXCLUDEFROMWEAK | solv.Job.SOLVER_SOLVABLE, n + 2))
            if world.get('leavesOutWeak'):
                for n in left_out(pool, world):
                    jobs.append(pool.Job(
                        solv.Job.SOLVER_EXCLUDEFROMWEAK | solv.Job.SOLVER_SOLVABLE, n))
            solver = pool.Solver()
            # Its name is missing in Python.
            solver.set_flag(URPM_REORDER, 1)
            for flag in (solver.SOLVER_FLAG_KEEP_ORPHANS, solver.SOLVER_FLAG_BEST_OBEY_POLICY,
                         solver.SOLVER_FLAG_YUM_OBSOLETES, solver.SOLVER_FLAG_ALLOW_VENDORCHANGE,
                         solver.SOLVER_FLAG_ALLOW_DOWNGRADE):
                solver.set_flag(flag, 1)
            if not world['weak']:
                solver.set_flag(solver.SOLVER_FLAG_IGNORE_RECOMMENDED, 1)
            # dnf does not come to solve what matches nothing.
            if not all(wishes) or solver.solve(jobs):
                return 'refused'
            chosen = [id - 2 for id in solver.raw_decisions() if id > 1]
            return ' '.join(str(n) for n in sorted(chosen))
        def new_pool(world):
            pool = solv.Pool()
            pool.setdisttype(solv.Pool.DISTTYPE_RPM)
            pool.setarch(world['architecture'])
            pool.set_flag(solv.Pool.POOL_FLAG_IMPLICITOBSOLETEUSESCOLORS, 1)
            return pool
        def answer(pool, world):
            print(';'.join(
                solve(pool, world, number, wishes)
                for number, wishes in enumerate(world['questions'])))

        """

    private static let program =
        definitions + """
            for line in open(sys.argv[1]):
                world = json.loads(line)
                pool = new_pool(world)
                repos = [pool.add_repo('r%d' % n) for n in range(len(world['priorities']))]
                if world.get('hasInstalled'):
                    pool.installed = repos[0]
                for repo, priority in zip(repos, world['priorities']):
                    repo.priority = priority
                for name, evr, arch, repo, relations in world['packages']:
                    package = repos[repo].add_solvable()
                    package.name, package.evr, package.arch = name, evr, arch
                    for kind, items in zip(KINDS, relations):
                        for item in items:
                            getattr(package, 'add_' + kind)(dependency(pool, item))
                if world['excluded']:
                    # Excluded packages remain among the providers, as with dnf.
                    pool.set_flag(12, 1)
                    pool.set_considered_list([n + 2 for n in range(len(world['packages']))
                                              if n not in world['excluded']])
                pool.createwhatprovides()
                answer(pool, world)
            """
}
