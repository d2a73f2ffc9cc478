import CommandLineKit
import MirrorTestSupport
import Testing

struct CompletionTests {
    @Test func `writes the scripts that are kept as goldens`() {
        #expect(Sample.commands.completionScript(for: .bash) == Golden.bash)
        #expect(Sample.commands.completionScript(for: .zsh) == Golden.zsh)
        #expect(Sample.commands.completionScript(for: .fish) == Golden.fish)
    }

    /// What bash offers at the end of a line.
    private func offers(_ line: String, breaks: String = "=:@") throws -> [String] {
        let bash = try #require(Shell("bash"))
        // The function stands for the program, and shows what it is asked.
        let script = """
            set -u
            depot() {
                local options='' kind="$2"
                shift 2
                while [[ $1 != -- ]]; do options+="$1"; shift; done
                case "$kind" in
                    depots) printf '%s\\n' north south '$(exit 9)' ;;
                    groups) printf '%s\\n' docker kubernetes "after-${2-}" "given$options" ;;
                esac
            }
            \(Sample.commands.completionScript(for: .bash))
            cd /
            HOME=/root
            IFS= read -r COMP_LINE <<'end'
            depot \(line)
            end
            COMP_POINT=${#COMP_LINE}
            COMP_WORDBREAKS='\(breaks)'
            _depot
            for word in "${COMPREPLY[@]}"; do printf '%s\\n' "$word"; done
            """
        return bash.run(script, options: "--norc -c").output.split(separator: "\n").map(String.init)
    }

    @Test func `offers commands and options in bash`() throws {
        #expect(try offers("") == ["send", "compare", "check", "help"])
        #expect(try offers("c") == ["compare", "check"])
        #expect(try offers("--color never s") == ["send"])
        #expect(try offers("help ch") == ["check"])
        #expect(try offers("--ver") == ["--verbose", "--version"])
        #expect(try offers("send --ver") == ["--verbose"])
        #expect(try offers("send --no") == ["--no-weak"])
        #expect(try offers("send --tr") == [])
        #expect(try offers("send -- --j") == [])
    }

    @Test func `offers values in bash`() throws {
        #expect(try offers("send --format ") == ["text", "json"])
        #expect(try offers("send -f j") == ["json"])
        #expect(try offers("send --format=") == ["text", "json"])
        #expect(try offers("send --format=t") == ["text"])
        #expect(try offers("send --format=t", breaks: "") == ["--format=text"])
        #expect(try offers("--color a") == ["auto", "always"])
        #expect(try offers("send --jobs ") == [])
        #expect(
            try offers("send --mark heavy,") == [
                "heavy,fragile", "heavy,heavy", "heavy,urgent",
            ])
        #expect(try offers("compare /us") == ["/usr"])
        #expect(try offers("send --cache /us") == ["/usr"])
        #expect(try offers("compare a b ") == [])
    }

    @Test func `asks the program for dynamic values in bash and never evaluates them`() throws {
        #expect(try offers("send ") == ["north", "south", "\\$\\(exit\\ 9\\)"])
        #expect(try offers("send --format=json n") == ["north"])
        #expect(try offers("send north lamp --with x,d") == ["x,docker"])
        #expect(try offers("-v send -j 3 north --with a") == ["after-north"])
        #expect(
            try offers("--cache x send -j 3 north --color=never --with g")
                == ["given--cachex-j3--color=never--with"])
        #expect(try offers("send north ") == [])
    }

    @Test func `reads words in bash as the shell would`() throws {
        // What the program is asked shows in `given`.
        func given(_ line: String) throws -> String? {
            try offers("\(line) send north --with given").first
        }
        #expect(try given("--cache 'x  y'") == "given--cachex\\ \\ y--with")
        #expect(try given(#"--cache "x \"\\\z" "#) == #"given--cachex\ \"\\\\z--with"#)
        #expect(try given(#"--cache x\ y"#) == #"given--cachex\ y--with"#)
        #expect(try given("--cache ~/x") == "given--cache/root/x--with")
        #expect(try given("--cache '~/x'") == "given--cache~/x--with")
        #expect(try given("--cache $HOME/x") == "given--cache/root/x--with")
        #expect(try given("--cache '$HOME'") == #"given--cache\$HOME--with"#)
        #expect(try given("--cache $(exit 9)") == nil)
        #expect(try given("--cache=http://x:8/y=z@w") == "given--cache=http://x:8/y=z@w--with")
        #expect(try given("--cache ''") == "given--cache--with")
        #expect(try offers("'send' \"no") == ["north"])
        #expect(try offers("send 'north' --with='do") == ["docker"])
        #expect(try offers("send \"$") == ["$(exit 9)"])
        #expect(try offers("send north --with a@b,do") == ["@b,docker"])
        #expect(try offers("send north --with a@b,do", breaks: "=:") == ["a@b,docker"])
        #expect(try offers("send north --with a:b,do") == ["b,docker"])
    }

    @Test func `asks what is called in bash, also by an alias with options`() throws {
        let bash = try #require(Shell("bash"))
        let script = """
            \(Sample.commands.completionScript(for: .bash))
            keep() { printf '%s\\n' "north-$*"; }
            alias stock='keep --color never'
            COMP_LINE='stock send n'
            COMP_POINT=${#COMP_LINE}
            _depot
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        #expect(
            bash.run(script, options: "--norc -c").output
                == "north-__complete\\ depots\\ --color\\ never\\ --\n")
    }

    @Test func `takes options before what is to be completed, as an alias may have them`() throws {
        let words = ["--color", "never", "__complete", "depots", "--cache", "x", "--", "a", "--b"]
        guard case .complete(let kind, let options, let rest) = try Sample.commands.dispatch(words)
        else {
            Issue.record("nothing is completed")
            return
        }
        #expect(kind == "depots" && rest == ["a", "--b"])
        #expect(options == ["--color", "never", "--cache", "x"])
    }

    @Test(arguments: CompletionShell.allCases.filter { Tool.isAsked($0.rawValue) })
    func `writes scripts that their shells can read`(shell: CompletionShell) throws {
        let installed = try #require(Shell(shell.rawValue))
        let result = installed.run(Sample.commands.completionScript(for: shell), options: "-n -c")
        #expect(result.output == "")
        #expect(result.status == 0)
    }

    @Test(.enabled(if: Tool.isAsked("fish"), "needs fish"))
    func `offers in fish what bash offers`() throws {
        let fish = try #require(Shell("fish"))
        func offers(_ line: String) -> [String] {
            let script = """
                function depot
                    switch $argv[2]
                        case depots
                            printf '%s\\n' north south
                        case groups
                            printf '%s\\n' docker after-$argv[-1] (string join -- '' given $argv[3..-2])
                    end
                end
                \(Sample.commands.completionScript(for: .fish))
                complete -C '\(line)'
                """
            let lines = fish.run(script, options: "--no-config -c").output.split(separator: "\n")
            return lines.map { String($0.prefix { $0 != "\t" }) }
        }
        #expect(offers("depot ") == ["check", "compare", "help", "send"])
        #expect(offers("depot send ") == ["north", "south"])
        #expect(offers("depot send --format=j") == ["--format=json"])
        #expect(
            offers("depot send north --with x,") == [
                "x,after-north", "x,docker", "x,given--with--",
            ])
        #expect(offers("depot send --mark u") == ["urgent"])
        #expect(
            offers("depot --cache x send -j 3 north --with g") == ["given--cachex-j3--with--"])
    }

    @Test(.enabled(if: Tool.isAsked("zsh"), "needs zsh"))
    func `offers in zsh what bash offers`() throws {
        let zsh = try #require(Shell("zsh"))
        // Without a terminal there is no completing; what is offered is what `compadd` is given.
        func asked(_ words: String) -> String {
            let script = """
                compdef() { : }
                \(Sample.commands.completionScript(for: .zsh))
                _call_program() { shift; eval "print -r -- $*" }
                compadd() { print -rl -- $found }
                called=depot
                typed=(\(words))
                _depot_dynamic_groups
                """
            return zsh.run(script, options: "-f -c").output
        }
        #expect(asked("send") == "depot __complete groups --\n")
        #expect(
            asked("--cache 'x y' send -j 3 north -- -b")
                == "depot __complete groups --cache x y -j 3 -- north -b\n")
    }
}
