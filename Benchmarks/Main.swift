internal import Archive
internal import SystemIO

/// Measures the program beside its peers and prints one table.
///
/// It builds nothing: the argument is the release binary (`.build/release/mirror`), a second one a
/// compressed Packages index for machines from which no Debian mirror answers. `--only diff,why` measures
/// some kinds of cases and leaves out the rest.
@main
struct Benchmarks {
    /// What is measured together.
    enum Kind: String, CaseIterable {
        case deb, search, closures, metadata, diff, why, rpm, repodata
    }

    static func main() throws {
        let (arguments, kinds) = try words()
        let program = arguments.first ?? ".build/release/mirror"
        let directory: FilePath = ".build/benchmarks"
        try Files.makeDirectory(directory)
        var figures: [Figure] = []
        var notes: [String] = []
        var wholeFigures: [Figure] = []
        if kinds.contains(.deb) {
            (figures, wholeFigures) = try overDebian(
                program, directory, Array(arguments.dropFirst()), &notes)
        }
        if kinds.contains(.search) {
            do {
                figures += try SearchCases(program: program, directory: directory).figures()
            } catch { notes.append("nothing searched: \(error)") }
        }
        if kinds.contains(.closures), let closures = try ClosureCases(in: directory) {
            figures.append(try closures.each())
        }
        if kinds.contains(.metadata), let metadata = try MetadataCases(in: directory) {
            figures.append(try metadata.parsed())
        }
        figures += wholeFigures
        if kinds.contains(.diff) {
            figures += try DailyCases(program: program, directory: directory).figures()
        }
        figures += try overCorpora(program, directory, kinds, &notes)
        print(try machine(directory))
        print(Figure.table(figures))
        for note in notes { print("note: \(note)") }
    }

    /// The words of the command line without `--only`, and the kinds of cases that it names.
    private static func words() throws -> ([String], Set<Kind>) {
        var words = Array(CommandLine.arguments.dropFirst())
        guard let place = words.firstIndex(of: "--only") else { return (words, Set(Kind.allCases)) }
        let names = words.dropFirst(place + 1).first?.split(separator: ",").map(String.init) ?? []
        let kinds = names.compactMap(Kind.init(rawValue:))
        if kinds.isEmpty || kinds.count < names.count {
            let known = Kind.allCases.map(\.rawValue).joined(separator: ",")
            throw ChildProcess.Failure(description: "--only takes some of \(known)")
        }
        words.removeSubrange(place...(place + 1))
        return (words, Set(kinds))
    }

    /// The cases over an index of Debian: those that hold it in memory, and those of a whole build.
    private static func overDebian(
        _ program: String, _ directory: FilePath, _ given: [String], _ notes: inout [String]
    ) throws -> (figures: [Figure], wholeFigures: [Figure]) {
        let cases = BuildCases(program: program, directory: directory)
        var figures: [Figure] = []
        var index: FilePath? = nil
        var architecture = "amd64"
        do {
            try cases.prepare(isWhole: false)
            index = try cases.largestIndex()
        } catch { notes.append("no indexes from a mirror: \(error)") }
        let isFetched = index != nil
        var wholeFigures: [Figure] = []
        if isFetched {
            do {
                try cases.prepare(isWhole: true)
                // Before anything large is read here: Linux counts what the parent held when it started
                // a program as that program's memory (getrusage(2) keeps it across execve).
                wholeFigures = [try cases.memory(), try cases.unchanged()]
            } catch { notes.append("no build: \(error)") }
        }
        if index == nil, let path = given.first {
            index = FilePath(path)
            architecture = given.count > 1 ? given[1] : "amd64"
        }
        guard let index else { return (figures, wholeFigures) }
        let text = directory / "Packages"
        let resolving = ResolverCases(
            program: program, text: text, architecture: architecture, directory: directory)
        // Before anything large is read here, as above.
        figures.append(try resolving.memory(index))
        let content = try Decompressor.decompress(file: index, compression: .xz, limit: 1 << 30)
        try Files.replace(text, with: content)
        figures.append(try resolving.checked())
        let parsing = ParsingCases(
            index: index, text: text, architecture: architecture, directory: directory)
        figures += [try parsing.parsed(), try parsing.decompressed()]
        if isFetched { figures.append(try cases.resolved(index)) }
        figures.append(try resolving.together())
        figures += try resolving.growth()
        return (figures, wholeFigures)
    }

    /// The cases over rpm repositories that lie beside the project.
    private static func overCorpora(
        _ program: String, _ directory: FilePath, _ kinds: Set<Kind>, _ notes: inout [String]
    ) throws -> [Figure] {
        // A distro file names a repository by its whole path.
        let place = Environment["MIRROR_CORPORA"] ?? "../shared/corpora"
        let corpora = FilePath(
            ChildProcess.firstLine(["realpath", "--canonicalize-missing", place], in: directory)
                ?? place)
        let repository = corpora / "rpm/cs9-baseos"
        let programs = RPMProgramCases(program: program, directory: directory)
        var figures: [Figure] = []
        if kinds.contains(.why) {
            let cases = WhyCases(program: program, directory: directory, corpora: corpora)
            if let cases {
                figures += try cases.figures()
            } else {
                notes.append("nothing asked why: needs \(corpora / "rpm")")
            }
        }
        if kinds.contains(.rpm) {
            if Files.exists(repository), Files.exists(corpora / "rpm/cs9-appstream") {
                figures += try programs.resolved(corpora)
            } else {
                notes.append("no rpm packages resolved: needs \(corpora / "rpm")")
            }
        }
        guard kinds.contains(.repodata) else { return figures }
        guard Files.exists(repository), ChildProcess.find("rpmbuild") != nil else {
            notes.append("no repodata written: needs rpmbuild and \(repository)")
            return figures
        }
        let packages = try StandInPackages(
            repository: repository, directory: directory / "stand-ins"
        ).make()
        figures += try RepodataCases(packages: packages, directory: directory).figures()
        return figures + (try programs.indexed(packages))
    }

    /// The date, the processor and its cores, and how busy the machine was.
    private static func machine(_ directory: FilePath) throws -> String {
        let date = ChildProcess.firstLine(["date", "-u", "+%Y-%m-%d %H:%M UTC"], in: directory)
        let cores = ChildProcess.firstLine(["nproc"], in: directory)
        let information = String(decoding: try Files.read("/proc/cpuinfo"), as: UTF8.self)
        let model = information.split(separator: "\n").first { $0.hasPrefix("model name") }
        let name = model?.split(separator: ":").last.map { $0.drop { $0 == " " } } ?? "unknown"
        let load = String(decoding: try Files.read("/proc/loadavg"), as: UTF8.self)
        let average = load.split(separator: " ").first ?? "?"
        return
            "\(date ?? ""), \(cores ?? "?") cores, \(name), load \(average); medians, times in seconds"
    }
}
