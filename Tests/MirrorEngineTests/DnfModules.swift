import MirrorTestSupport
import SystemIO

/// What dnf says to wishes for groups and modules of real repositories.
enum DnfModules {
    static let python = "/usr/bin/python3"
    static let isThere = (try? Subprocess.run(python, ["-c", "import dnf"]))?.succeeded == true

    /// For each wish what dnf would install into an empty root, sorted; `nil` where it refuses.
    static func ask(
        _ repositories: [FilePath], platform: String, _ wishes: [String]
    ) throws -> [[String]?] {
        let directory = try TemporaryDirectory("dnf")
        let script = """
            import sys, os, dnf
            root, platform = sys.argv[1:3]
            repositories = sys.argv[3].split(',')
            for wish in sys.argv[4:]:
                base = dnf.Base()
                conf = base.conf
                conf.installroot = root + '/root'
                conf.cachedir = root + '/cache'
                conf.persistdir = root + '/state'
                conf.reposdir = ['/nonexistent']
                conf.module_platform_id = platform
                conf.install_weak_deps = False
                conf.best = True
                conf.ignorearch = True
                conf.substitutions['arch'] = 'x86_64'
                conf.substitutions['basearch'] = 'x86_64'
                conf.substitutions['releasever'] = '9'
                for path in repositories:
                    base.repos.add_new_repo(
                        os.path.basename(path), conf, baseurl=['file://' + path])
                base.fill_sack(load_system_repo=False)
                base.read_comps()
                try:
                    base.install_specs([wish])
                    base.resolve()
                    found = base.transaction.install_set if base.transaction else []
                    print('ok', *sorted(
                        '%s-%s:%s-%s.%s' % (p.name, p.epoch, p.version, p.release, p.arch)
                        for p in found))
                except dnf.exceptions.Error as error:
                    print('refused', str(error).replace(chr(10), ' '))
                base.close()
            """
        let paths = repositories.map(\.string).joined(separator: ",")
        let outcome = try Subprocess.check(
            python, ["-c", script, directory.path.string, platform, paths] + wishes,
            timeLimit: .seconds(600))
        let lines = String(decoding: outcome.standardOutput, as: UTF8.self).split(separator: "\n")
        return lines.compactMap { line -> [String]?? in
            let words = line.split(separator: " ").map(String.init)
            switch words.first {
            case "ok": return .some(Array(words.dropFirst()))
            case "refused": return .some(nil)
            default: return nil
            }
        }
    }
}
