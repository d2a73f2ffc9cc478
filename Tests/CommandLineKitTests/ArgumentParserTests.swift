import CommandLineKit
import MirrorBase
import Testing

struct ArgumentParserTests {
    @Test(arguments: [
        ["--jobs", "4"], ["--jobs=4"], ["-j", "4"], ["-j4"], ["-j=4"], ["-vj4"], ["-vqj", "4"],
    ])
    func `reads a value in every spelling`(words: [String]) throws {
        let invocation = try Sample.commands.dispatch(["send"] + words + ["north", "lamp"])
        guard case .run(let command, _) = invocation, let send = command as? Send else {
            throw Sample.Unexpected()
        }
        #expect(send.jobs == 4)
        #expect(send.depot == "north")
        #expect(send.parcels == ["lamp"])
    }

    @Test func `reads options behind positionals and before the command`() throws {
        let (send, arguments) = try Sample.send(
            "--color", "never", "-v", "send", "north", "lamp", "-v", "--format=json", "chair", "-q")
        #expect(send.parcels == ["lamp", "chair"])
        #expect(arguments[Sample.color] == .never)
        #expect(arguments[Send.format] == .json)
        #expect(arguments[Sample.quiet])
        #expect(arguments.count(of: Sample.verbose) == 2)
    }

    @Test func `takes everything behind two dashes as words`() throws {
        let (send, arguments) = try Sample.send("send", "--", "north", "-v", "--jobs", "--", "-")
        #expect(send.parcels == ["-v", "--jobs", "--", "-"])
        #expect(!arguments[Sample.verbose])
    }

    @Test func `takes a lone dash as a word and as a value`() throws {
        let (send, arguments) = try Sample.send("send", "north", "-", "--list", "-")
        #expect(send.parcels == ["-"])
        #expect(arguments[Send.list] == "-")
    }

    @Test func `has defaults for what is left away`() throws {
        let (send, arguments) = try Sample.send("send", "north", "lamp")
        #expect(send.jobs == 8)
        #expect(arguments[Send.list] == nil)
        #expect(arguments[Send.rate] == nil)
        #expect(arguments[Send.sources].isEmpty)
        #expect(arguments[Send.weak])
        #expect(!arguments[Send.dryRun])
        #expect(arguments.origin(of: Send.jobs) == nil)
    }

    @Test func `collects repeated options and lists with commas`() throws {
        let (_, arguments) = try Sample.send(
            "send", "north", "lamp", "--source", "a=https://example.org/?x=1", "--source=b=c",
            "--with", "docker,kubernetes", "--with=base", "--mark", "heavy,fragile")
        #expect(
            arguments[Send.sources] == [
                NamedValue(name: "a", value: "https://example.org/?x=1"),
                NamedValue(name: "b", value: "c"),
            ])
        #expect(arguments[Send.with] == ["docker", "kubernetes", "base"])
        #expect(arguments[Send.marks] == [.heavy, .fragile])
    }

    @Test func `lets the last word about a negatable flag count`() throws {
        #expect(try !Sample.send("send", "n", "l", "--no-weak").1[Send.weak])
        #expect(try Sample.send("send", "n", "l", "--no-weak", "--weak").1[Send.weak])
    }

    @Test func `takes an empty value`() throws {
        #expect(try Sample.send("send", "n", "l", "--list=").1[Send.list] == "")
        #expect(try Sample.send("send", "n", "l", "--list", "").1[Send.list] == "")
    }

    @Test func `asks command line, environment, site file and default in this order`() throws {
        let both = Settings(
            environment: { ["DEPOT_JOBS": "5", "DEPOT_CACHE": "", "DEPOT_QUIET": "yes"][$0] },
            site: [
                "jobs": ["6"], "cache": ["/srv"], "source": ["a=b", "c=d"], "with": ["x,y", "z"],
            ])
        let (given, _) = try Sample.send("send", "n", "l", "-j", "4", settings: both)
        #expect(given.jobs == 4)
        let (set, arguments) = try Sample.send("send", "n", "l", settings: both)
        #expect(set.jobs == 5)
        #expect(arguments.origin(of: Send.jobs) == .environment("DEPOT_JOBS"))
        #expect(arguments[Sample.cache] == "/srv")
        #expect(arguments.origin(of: Sample.cache) == .siteFile)
        #expect(arguments[Sample.quiet])
        #expect(arguments[Send.sources].map(\.name) == ["a", "c"])
        #expect(arguments[Send.with] == ["x", "y", "z"])
        let (site, _) = try Sample.send("send", "n", "l", settings: Settings(site: ["jobs": ["6"]]))
        #expect(site.jobs == 6)
    }

    @Test func `splits the environment at blanks or commas as declared`() throws {
        let settings = Settings(environment: {
            ["DEPOT_SOURCE": " a=b  c=d,e ", "DEPOT_WITH": "x,y z", "DEPOT_LIMIT_RATE": "10M"][$0]
        })
        let (_, arguments) = try Sample.send("send", "n", "l", settings: settings)
        #expect(arguments[Send.sources].map(\.value) == ["b", "d,e"])
        #expect(arguments[Send.with] == ["x", "y z"])
        #expect(arguments[Send.rate]?.bytesPerSecond == 10_000_000)
    }

    @Test func `ignores the environment where an option is not a setting`() throws {
        let settings = Settings(
            environment: { $0 == "DEPOT_FORMAT" ? "json" : nil }, site: ["format": ["json"]])
        #expect(try Sample.send("send", "n", "l", settings: settings).1[Send.format] == .text)
        #expect(
            Sample.commands.settingNames
                == ["cache", "color", "jobs", "limit-rate", "quiet", "source", "with"])
    }

    @Test func `asks for help, version and completions`() throws {
        func topic(_ words: String...) throws -> String {
            switch try Sample.commands.dispatch(words) {
            case .help(let command): "help \(command ?? "-")"
            case .version: "version"
            case .complete(let kind, let options, let words):
                "complete \(kind) \(options) \(words)"
            case .run: "run"
            }
        }
        #expect(try topic("--help") == "help -")
        #expect(try topic("-h") == "help -")
        #expect(try topic("help") == "help -")
        #expect(try topic("help", "send") == "help send")
        #expect(try topic("--help", "send") == "help send")
        #expect(try topic("send", "--help") == "help send")
        #expect(try topic("send", "-vh", "--bogus") == "help send")
        #expect(try topic("--version") == "version")
        #expect(
            try topic("__complete", "depots", "a", "-b") == "complete depots [] [\"a\", \"-b\"]")
        #expect(
            try topic("__complete", "depots", "-b", "c", "--", "a", "--")
                == "complete depots [\"-b\", \"c\"] [\"a\", \"--\"]")
        #expect(try topic("__complete") == "complete  [] []")
        #expect(try topic("secret") == "run")
        #expect(try topic("send", "--", "--help", "-h") == "run")
    }

    @Test func `reads the global options of a wrong command line`() {
        func color(_ words: String..., environment: String? = nil) -> ColorMode {
            let settings = Settings(environment: { $0 == "DEPOT_COLOR" ? environment : nil })
            return Sample.commands.globalArguments(words, settings: settings)[Sample.color]
        }
        #expect(color("sned", "--bogus", "--color", "never") == .never)
        #expect(color("--color=always", "--jobs") == .always)
        #expect(color("send", "--color", "sometimes", "-vz") == .auto)
        #expect(color("send", "--", "--color", "never") == .auto)
        #expect(color("--color") == .auto)
        #expect(color("sned", environment: "never") == .never)
        #expect(color("sned", environment: "rarely") == .auto)
        #expect(Sample.commands.globalArguments(["x", "-qv", "-v"]).count(of: Sample.verbose) == 2)
    }
}
