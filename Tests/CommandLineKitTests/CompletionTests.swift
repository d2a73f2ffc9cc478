import CommandLineKit
import MirrorTestSupport
import Testing

struct CompletionTests {
    @Test func `writes the scripts that are kept as goldens`() {
        #expect(Sample.commands.completionScript(for: .bash) == Golden.bash)
        #expect(Sample.commands.completionScript(for: .zsh) == Golden.zsh)
        #expect(Sample.commands.completionScript(for: .fish) == Golden.fish)
    }

    /// What bash offers for words of which the last one is being completed.
    private func offers(_ words: String...) throws -> [String] {
        let bash = try #require(Shell("bash"))
        let line = words.map { "'\($0)'" }.joined(separator: " ")
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
            COMP_WORDS=(depot \(line))
            COMP_CWORD=\(words.count)
            _depot
            for word in "${COMPREPLY[@]}"; do printf '%s\\n' "$word"; done
            """
        return bash.run(script, options: "--norc -c").output.split(separator: "\n").map(String.init)
    }

    @Test func `offers commands and options in bash`() throws {
        #expect(try offers("") == ["send", "compare", "check", "help"])
        #expect(try offers("c") == ["compare", "check"])
        #expect(try offers("--color", "never", "s") == ["send"])
        #expect(try offers("help", "ch") == ["check"])
        #expect(try offers("--ver") == ["--verbose", "--version"])
        #expect(try offers("send", "--ver") == ["--verbose"])
        #expect(try offers("send", "--no") == ["--no-weak"])
        #expect(try offers("send", "--tr") == [])
        #expect(try offers("send", "--", "--j") == [])
    }

    @Test func `offers values in bash`() throws {
        #expect(try offers("send", "--format", "") == ["text", "json"])
        #expect(try offers("send", "-f", "j") == ["json"])
        #expect(try offers("send", "--format", "=") == ["text", "json"])
        #expect(try offers("send", "--format", "=", "t") == ["text"])
        #expect(try offers("send", "--format=t") == ["--format=text"])
        #expect(try offers("--color", "a") == ["auto", "always"])
        #expect(try offers("send", "--jobs", "") == [])
        #expect(
            try offers("send", "--mark", "heavy,") == [
                "heavy,fragile", "heavy,heavy", "heavy,urgent",
            ])
        #expect(try offers("compare", "/us") == ["/usr"])
        #expect(try offers("send", "--cache", "/us") == ["/usr"])
        #expect(try offers("compare", "a", "b", "") == [])
    }

    @Test func `asks the program for dynamic values in bash and never evaluates them`() throws {
        #expect(try offers("send", "") == ["north", "south", "$(exit 9)"])
        #expect(try offers("send", "--format", "=", "json", "n") == ["north"])
        #expect(try offers("send", "north", "lamp", "--with", "x,d") == ["x,docker"])
        #expect(try offers("-v", "send", "-j", "3", "north", "--with", "a") == ["after-north"])
        #expect(
            try offers("--cache", "x", "send", "-j", "3", "north", "--color=never", "--with", "g")
                == ["given--cachex-j3--color=never--with"])
        #expect(try offers("send", "north", "") == [])
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
