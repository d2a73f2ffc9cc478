import CommandLineKit
import MirrorBase
import Testing

struct UsageErrorTests {
    private func text(_ error: UsageError?) -> String? { error?.mirrorError.rendered() }

    @Test func `suggests a command`() {
        #expect(
            text(Sample.refusal("sned")) == """
                error: unknown command `sned`
                hint: did you mean `send`?
                hint: `depot --help` shows how it is used
                """)
        #expect(Sample.refusal("help", "zzzzzz")?.kind == .unknownCommand("zzzzzz", near: []))
        #expect(Sample.refusal("secrets")?.kind == .unknownCommand("secrets", near: []))
        #expect(Sample.refusal()?.kind == .missingCommand)
        #expect(Sample.refusal("--quiet")?.kind == .missingCommand)
    }

    @Test func `suggests an option`() {
        #expect(
            text(Sample.refusal("send", "n", "l", "--jbos=3")) == """
                error: unknown option `--jbos`
                hint: did you mean `--jobs`?
                hint: `depot send --help` shows how it is used
                """)
        #expect(
            Sample.refusal("send", "--no-waek")?.kind
                == .unknownOption("--no-waek", near: ["--no-weak"], commands: []))
        #expect(
            Sample.refusal("send", "--no-quiet")?.message == "unknown option `--no-quiet`")
        #expect(
            Sample.refusal("send", "-vx")?.kind == .unknownOption("-x", near: [], commands: []))
        // A hidden option is understood, never suggested.
        #expect(
            Sample.refusal("send", "--trac")?.kind
                == .unknownOption("--trac", near: [], commands: []))
    }

    @Test func `says which command an option before the command belongs to`() {
        #expect(
            Sample.refusal("--jobs", "4", "send")?.hints == [
                "`--jobs` belongs to `send`; options of a command stand behind it",
                "`depot --help` shows how it is used",
            ])
    }

    @Test func `refuses an option without its value`() {
        for words in [["send", "--jobs"], ["send", "--jobs", "--quiet"]] {
            #expect(
                throws: UsageError(
                    .missingValue(option: "--jobs", placeholder: "N"), invocation: "depot send")
            ) { try Sample.commands.dispatch(words) }
        }
        #expect(Sample.refusal("send", "-vj")?.message == "`-j` needs a value: `-j N`")
    }

    @Test func `refuses a value for a flag`() {
        #expect(
            Sample.refusal("send", "--quiet=yes")?.message
                == "`--quiet` takes no value, but is given `yes`")
        #expect(
            Sample.refusal("send", "--no-weak=1")?.kind
                == .unexpectedValue(option: "--no-weak", value: "1"))
        #expect(Sample.refusal("send", "-q=1")?.kind == .unexpectedValue(option: "-q", value: "1"))
        #expect(Sample.refusal("--help=x")?.kind == .unexpectedValue(option: "--help", value: "x"))
    }

    @Test func `says what a value has to be`() {
        #expect(
            Sample.refusal("send", "n", "l", "-j", "many")?.message
                == "`many` is no value for `--jobs`: expected a whole number from 1 to 64")
        #expect(Sample.refusal("send", "n", "l", "-j0")?.message.hasPrefix("`0` is no") == true)
        #expect(Sample.refusal("send", "n", "l", "-j65")?.message.hasPrefix("`65` is no") == true)
        #expect(
            text(Sample.refusal("send", "n", "l", "-f", "jsno")) == """
                error: `jsno` is no value for `--format`: expected one of `text` or `json`
                hint: did you mean `json`?
                hint: `depot send --help` shows how it is used
                """)
        #expect(
            Sample.refusal("send", "n", "l", "--source", "=x")?.message
                == "`=x` is no value for `--source`: expected `NAME=VALUE`")
        #expect(
            Sample.refusal("send", "n", "l", "--with", "a,,b")?.message
                == "`a,,b` is no value for `--with`: expected a list separated by commas")
        #expect(
            Sample.refusal("check", "--family", "text", "ten")?.message
                == "`ten` is no value for `LIMIT`: expected a whole number")
    }

    @Test func `says where a bad value comes from`() {
        #expect(
            Sample.refusal(
                "send", "n", "l",
                settings: Settings(environment: { $0 == "DEPOT_JOBS" ? "x" : nil })
            )?.message
                == "`x` in the environment variable `DEPOT_JOBS` is no value for `--jobs`: expected a whole number from 1 to 64"
        )
        #expect(
            Sample.refusal("send", "n", "l", settings: Settings(site: ["quiet": ["maybe"]]))?
                .message
                == "`maybe` in the site file is no value for `--quiet`: expected `true` or `false`")
        #expect(
            Sample.refusal("send", "n", "l", settings: Settings(site: ["jobs": ["1", "2"]]))?.kind
                == .givenTwice("--jobs"))
    }

    @Test func `counts positionals`() {
        #expect(Sample.refusal("send")?.message == "`DEPOT` is missing")
        #expect(Sample.refusal("send", "north")?.message == "`PARCEL` is missing")
        #expect(Sample.refusal("compare", "a", "b", "c")?.message == "unexpected argument `c`")
        #expect(Sample.refusal("compare", "a") == nil)
        #expect(Sample.refusal("check")?.message == "`--family FAMILY` is missing")
    }

    @Test func `refuses an option given twice, also across the command`() {
        #expect(Sample.refusal("send", "-j", "1", "--jobs=1")?.message == "`--jobs` is given twice")
        #expect(
            Sample.refusal("--cache", "a", "send", "--cache", "b")?.kind == .givenTwice("--cache"))
    }

    @Test func `fills in the command where a command refuses its arguments`() {
        #expect(
            text(Sample.refusal("send", "north", "north")) == """
                error: `north` cannot be sent to itself
                hint: `depot send --help` shows how it is used
                """)
        #expect(Sample.refusal("send", "n", "n")?.mirrorError.category.exitCode == 2)
    }

    @Test func `never traps on any words, and never refuses without a word`() {
        let pieces = [
            "-", "--", "---", "-=", "--=", "--no-", "-j=", "--jobs=", "=", "", "send", "help", "-é",
            "--\u{0}",
            "-vqn", "--with", ",", "\u{1F4E6}",
        ]
        for first in pieces {
            for second in pieces {
                let refusals =
                    pieces.map { Sample.refusal("send", first, second, $0) }
                    + [Sample.refusal(first, second)]
                #expect(refusals.allSatisfy { $0?.message.isEmpty != true })
            }
        }
    }
}
