// Long because it holds whole texts to the letter.

/// The texts that the sample program has to produce, to the letter.
enum Golden {
    static let help = #"""
        Keep a depot of parcels

        Usage: depot COMMAND [options] ...

        Parcels are `kept` until they are sent.

        Work:
          send     Pack and send parcels
          compare  Show what changed

        Other:
          check  Look for damage

        Global options:
              --color WHEN  When output is coloured (auto, always, never; default: auto;
                            env: DEPOT_COLOR)
              --cache DIR   Keep downloads in DIR (default: ~/.cache/depot; env:
                            DEPOT_CACHE)
          -q, --quiet       Say less (env: DEPOT_QUIET)
          -v, --verbose     Say more; twice for still more
          -h, --help        Show help and exit
              --version     Show the version and exit

        `depot help COMMAND` says more about a command.

        """#

    static let send = #"""
        Pack and send parcels

        Usage: depot send [options] DEPOT PARCEL...

        Every parcel is weighed, packed and sent; what is in the cache is not packed
        again, however long ago it was put there.

        .A second paragraph.

        Arguments:
          DEPOT      The depot to send from (required)
          PARCEL...  What to send (required)

        Options:
          -j, --jobs N               Send at most N at once (default: 8; env:
                                     DEPOT_JOBS)
          -f, --format FORMAT        How to report (text, json; default: text)
              --list FILE            Read more parcels from FILE
              --limit-rate RATE      Send at most RATE (env: DEPOT_LIMIT_RATE)
              --source NAME=URL ...  Take NAME from URL (env: DEPOT_SOURCE)
              --with GROUP ...       Add the parcels of GROUP (separated by commas; env:
                                     DEPOT_WITH)
              --mark MARK ...        Put a MARK on each (fragile, heavy, urgent;
                                     separated by commas)
              --[no-]weak            Send what is recommended too (default: --weak)
          -n, --dry-run              Report [only]: send nothing, it's a test

        Global options:
              --color WHEN  When output is coloured (auto, always, never; default: auto;
                            env: DEPOT_COLOR)
              --cache DIR   Keep downloads in DIR (default: ~/.cache/depot; env:
                            DEPOT_CACHE)
          -q, --quiet       Say less (env: DEPOT_QUIET)
          -v, --verbose     Say more; twice for still more
          -h, --help        Show help and exit

        Examples:
          See what `lamp` would take
            depot send north -n lamp

        """#

    static let narrowCheck = #"""
        Look for damage

        Usage: depot check --family FAMILY
               [options] [LIMIT]

        Arguments:
          LIMIT  Stop after LIMIT problems
                 (default: 10)

        Options:
              --family FAMILY
                  What to check (text, json;
                  required)

        Global options:
              --color WHEN  When output is
                            coloured (auto,
                            always, never;
                            default: auto; env:
                            DEPOT_COLOR)
              --cache DIR   Keep downloads in
                            DIR (default:
                            ~/.cache/depot; env:
                            DEPOT_CACHE)
          -q, --quiet       Say less (env:
                            DEPOT_QUIET)
          -v, --verbose     Say more; twice for
                            still more
          -h, --help        Show help and exit

        """#

    static let bash = #"""
        # bash completion for depot; generated, changes get lost.

        # The kind of value that an option takes, empty for a flag: command, option.
        _depot_option() {
            kind=
            case "$1 $2" in
                'send --jobs' | 'send -j') kind='nothing' ;;
                'send --format' | 'send -f') kind='words text json' ;;
                'send --list') kind='file' ;;
                'send --limit-rate') kind='nothing' ;;
                'send --source') kind='nothing' ;;
                'send --with') kind='comma dynamic groups' ;;
                'send --mark') kind='comma words fragile heavy urgent' ;;
                'check --family') kind='words text json' ;;
                *' --color') kind='words auto always never' ;;
                *' --cache') kind='directory' ;;
            esac
        }

        # The kind of a positional: command, place from zero.
        _depot_positional() {
            kind=
            case "$1 $2" in
                'send 0') kind='dynamic depots' ;;
                'send '*) kind='nothing' ;;
                'compare 0') kind='file' ;;
                'compare 1') kind='file' ;;
                'check 0') kind='nothing' ;;
                'help 0') kind='words send compare check help' ;;
            esac
        }

        # All options: command, empty before there is one.
        _depot_options() {
            case "$1" in
                'send') words='--jobs -j --format -f --list --limit-rate --source --with --mark --weak --no-weak --dry-run -n --color --cache --quiet -q --verbose -v --help -h' ;;
                'compare') words='--color --cache --quiet -q --verbose -v --help -h' ;;
                'check') words='--family --color --cache --quiet -q --verbose -v --help -h' ;;
                *) words='--color --cache --quiet -q --verbose -v --help -h --version' ;;
            esac
        }

        # Offers what fits: kind, beginning of the word, text to put before each answer.
        _depot_offer() {
            local kind="$1" cur="$2" prefix="$3" word
            if [[ $kind == 'comma '* ]]; then
                kind="${kind#comma }"
                if [[ $cur == *,* ]]; then
                    prefix+="${cur%,*},"
                    cur="${cur##*,}"
                fi
            fi
            case "$kind" in
                file | directory)
                    local action=-f
                    [[ $kind == directory ]] && action=-d
                    quoted=yes
                    compopt -o filenames 2>/dev/null
                    while IFS= read -r word; do COMPREPLY+=("$prefix$word"); done \
                        < <(compgen "$action" -- "$cur")
                    ;;
                'file dynamic '*)
                    _depot_offer "${kind#file }" "$cur" "$prefix"
                    # As names of files, the answers of the program would be shown from the last stroke on.
                    if [[ ${#COMPREPLY[@]} == 0 ]]; then
                        quoted=yes
                        compopt -o filenames 2>/dev/null
                    fi
                    while IFS= read -r word; do COMPREPLY+=("$prefix$word"); done \
                        < <(compgen -f -- "$cur")
                    ;;
                'words '*)
                    local -a all
                    read -r -a all <<<"${kind#words }"
                    for word in "${all[@]}"; do
                        [[ $word == "$cur"* ]] && COMPREPLY+=("$prefix$word")
                    done
                    ;;
                'dynamic '*)
                    while IFS= read -r word; do
                        [[ -n $word && $word == "$cur"* ]] && COMPREPLY+=("$prefix$word")
                    done < <("$called" __complete "${kind#dynamic }" "${given[@]}" -- "${positionals[@]}" 2>/dev/null)
                    ;;
            esac
        }

        # Reads the line up to the cursor as the shell would: whole words into `line`, the last of them, in which
        # the cursor stands, into `cur`; where the part of it begins that readline replaces, into `start`; the
        # quote that is open there into `quoted`.
        _depot_words() {
            local text="${COMP_LINE:0:COMP_POINT}" breaks='' char next variable index has=''
            for char in = : @; do
                [[ ${COMP_WORDBREAKS-} == *"$char"* ]] && breaks+="$char"
            done
            line=() cur='' start=0 quoted=''
            for ((index = 0; index < ${#text}; index++)); do
                char="${text:index:1}" next="${text:index + 1}"
                if [[ -z $quoted && $char == [[:blank:]] ]]; then
                    [[ -n $has ]] && line+=("$cur")
                    cur='' start=0 has=''
                    continue
                elif [[ $char == "$quoted" ]]; then
                    quoted=''
                elif [[ -z $quoted && $char == [\"\'] ]]; then
                    quoted="$char" start=${#cur}
                elif [[ $quoted == \' ]]; then
                    cur+="$char"
                elif [[ $char == \\ ]]; then
                    [[ -n $quoted && $next != [\"\\\$\`]* ]] && cur+="$char"
                    cur+="${next:0:1}"
                    ((index++))
                elif [[ $char == '$' && $next =~ ^[A-Za-z_][A-Za-z_0-9]* ]]; then
                    variable="${BASH_REMATCH[0]}"
                    cur+="${!variable-}"
                    ((index += ${#variable}))
                elif [[ -z $has && $char == '~' && $next == /*[[:blank:]]* ]]; then
                    cur+="${HOME-}"
                else
                    # Readline replaces an `@`, too, but what is behind other characters alone.
                    [[ -z $quoted && $char == @ && $breaks == *@ ]] && start=${#cur}
                    cur+="$char"
                    [[ -z $quoted && $char == [=:] && $breaks == *"$char"* ]] && start=${#cur}
                fi
                has=yes
            done
        }

        _depot() {
            local cur='' command='' pending='' ended='' quoted='' start=0 called
            local kind words word index
            local -a positionals=() given=() line=() alias=()
            COMPREPLY=()
            _depot_words
            called="${line[0]-depot}"
            if [[ -n ${BASH_ALIASES[$called]-} ]]; then
                read -r -a alias <<<"${BASH_ALIASES[$called]}"
                line=("${alias[@]}" "${line[@]:1}")
                called="${line[0]}"
            fi
            for word in "${line[@]:1}"; do
                if [[ -n $pending ]]; then given+=("$word"); pending=''; continue; fi
                if [[ -z $ended && $word == -- ]]; then ended=yes; continue; fi
                if [[ -z $ended && $word == -?* ]]; then
                    given+=("$word")
                    _depot_option "$command" "$word"
                    [[ -n $kind ]] && pending="$word"
                    continue
                fi
                if [[ -z $command ]]; then command="$word"; else positionals+=("$word"); fi
            done
            if [[ -n $pending ]]; then
                _depot_option "$command" "$pending"
                _depot_offer "$kind" "$cur" ''
            elif [[ -z $ended && $cur == --*=* ]]; then
                _depot_option "$command" "${cur%%=*}"
                _depot_offer "$kind" "${cur#*=}" "${cur%%=*}="
            elif [[ -z $ended && $cur == -* ]]; then
                _depot_options "$command"
                _depot_offer "words $words" "$cur" ''
            elif [[ -z $command ]]; then
                _depot_offer 'words send compare check help' "$cur" ''
            else
                _depot_positional "$command" "${#positionals[@]}"
                _depot_offer "$kind" "$cur" ''
            fi
            for index in "${!COMPREPLY[@]}"; do
                word="${COMPREPLY[index]:start}"
                # Readline quotes names of files itself.
                [[ -z $quoted && $word == *[][:blank:]\"\'\`\$\&\;\|\<\>\(\)*?[!#\\]* ]] \
                    && printf -v word %q "$word"
                COMPREPLY[index]="$word"
            done
        }
        complete -F _depot depot

        """#

    static let zsh = #"""
        #compdef depot
        # zsh completion for depot; generated, changes get lost.

        _depot_positionals() {
            local word skip= ended=
            reply=() given=()
            for word in "${(@)typed}"; do
                if [[ -n $skip ]]; then skip=; given+=("$word"); continue; fi
                if [[ -z $ended ]]; then
                    case $word in
                        --) ended=yes; continue ;;
                        --jobs|-j|--format|-f|--list|--limit-rate|--source|--with|--mark|--family|--color|--cache) skip=yes; given+=("$word"); continue ;;
                        -?*) given+=("$word"); continue ;;
                    esac
                fi
                reply+=("$word")
            done
            shift reply 2>/dev/null
        }

        _depot_dynamic_depots() {
            local -a found reply given
            _depot_positionals
            found=(${(f)"$(_call_program 'depots' ${(q)called} __complete 'depots' ${(q)given[@]} -- ${(q)reply[@]})"})
            compadd "$@" -a found
        }

        _depot_dynamic_groups() {
            local -a found reply given
            _depot_positionals
            found=(${(f)"$(_call_program 'groups' ${(q)called} __complete 'groups' ${(q)given[@]} -- ${(q)reply[@]})"})
            compadd "$@" -a found
        }

        _depot_commands() {
            local -a commands
            commands=(
                'send:Pack and send parcels'
                'compare:Show what changed'
                'check:Look for damage'
                'help:Show help and exit'
            )
            _describe -t commands command commands
        }

        _depot_send() {
            _arguments -s -S \
                '(--jobs -j)--jobs=[Send at most N at once]:N: ' \
                '(--jobs -j)-j+[Send at most N at once]:N: ' \
                '(--format -f)--format=[How to report]:FORMAT:(text json)' \
                '(--format -f)-f+[How to report]:FORMAT:(text json)' \
                '(--list)--list=[Read more parcels from FILE]:FILE:_files' \
                '(--limit-rate)--limit-rate=[Send at most RATE]:RATE: ' \
                '*--source=[Take NAME from URL]:NAME=URL: ' \
                '*--with=[Add the parcels of GROUP]:GROUP:_sequence _depot_dynamic_groups' \
                '*--mark=[Put a MARK on each]:MARK:_sequence compadd - fragile heavy urgent' \
                '*--weak[Send what is recommended too]' \
                '*--no-weak[Send what is recommended too]' \
                '*--dry-run[Report \[only\]\: send nothing, it'\''s a test]' \
                '*-n[Report \[only\]\: send nothing, it'\''s a test]' \
                '(--color)--color=[When output is coloured]:WHEN:(auto always never)' \
                '(--cache)--cache=[Keep downloads in DIR]:DIR:_files -/' \
                '*--quiet[Say less]' \
                '*-q[Say less]' \
                '*--verbose[Say more; twice for still more]' \
                '*-v[Say more; twice for still more]' \
                '*--help[Show help and exit]' \
                '*-h[Show help and exit]' \
                '1:DEPOT:_depot_dynamic_depots' \
                '*:PARCEL: '
        }

        _depot_compare() {
            _arguments -s -S \
                '(--color)--color=[When output is coloured]:WHEN:(auto always never)' \
                '(--cache)--cache=[Keep downloads in DIR]:DIR:_files -/' \
                '*--quiet[Say less]' \
                '*-q[Say less]' \
                '*--verbose[Say more; twice for still more]' \
                '*-v[Say more; twice for still more]' \
                '*--help[Show help and exit]' \
                '*-h[Show help and exit]' \
                '1:OLD:_files' \
                '2::NEW:_files'
        }

        _depot_check() {
            _arguments -s -S \
                '(--family)--family=[What to check]:FAMILY:(text json)' \
                '(--color)--color=[When output is coloured]:WHEN:(auto always never)' \
                '(--cache)--cache=[Keep downloads in DIR]:DIR:_files -/' \
                '*--quiet[Say less]' \
                '*-q[Say less]' \
                '*--verbose[Say more; twice for still more]' \
                '*-v[Say more; twice for still more]' \
                '*--help[Show help and exit]' \
                '*-h[Show help and exit]' \
                '1::LIMIT: '
        }

        _depot() {
            local curcontext="$curcontext" state
            local called=${(Q)words[1]/#(\~|\$HOME)\//$HOME/}
            local -a typed=("${(@Q)words[2,CURRENT-1]/#(\~|\$HOME)\//$HOME/}")
            local -a line
            local -A opt_args
            _arguments -s -S -C \
                '(--color)--color=[When output is coloured]:WHEN:(auto always never)' \
                '(--cache)--cache=[Keep downloads in DIR]:DIR:_files -/' \
                '*--quiet[Say less]' \
                '*-q[Say less]' \
                '*--verbose[Say more; twice for still more]' \
                '*-v[Say more; twice for still more]' \
                '*--help[Show help and exit]' \
                '*-h[Show help and exit]' \
                '*--version[Show the version and exit]' \
                '(-)1:command:_depot_commands' \
                '(-)*::argument:->arguments'
            [[ $state == arguments ]] || return
            case $line[1] in
                send) _depot_send ;;
                compare) _depot_compare ;;
                check) _depot_check ;;
                help) _arguments '1:command:_depot_commands' ;;
            esac
        }

        if [[ $funcstack[1] == _depot ]]; then
            _depot "$@"
        else
            compdef _depot depot
        fi

        """#

    static let fish = #"""
        # fish completion for depot; generated, changes get lost.

        # The words before the cursor, one per line, with the home directory in its place.
        function __depot_line
            commandline -opc | string replace -r -- '^(~|\$HOME)/' "$HOME/"
        end

        # What is before the cursor, one per line: `words` for the command and the positionals, `given` for options.
        function __depot_before
            set -l skip no
            set -l ended no
            set -l line (__depot_line)
            set -l words
            set -l given
            for word in $line[2..-1]
                if test $skip = yes
                    set skip no
                    set -a given $word
                    continue
                end
                if test $ended = yes
                    set -a words $word
                    continue
                end
                switch $word
                    case --
                        set ended yes
                    case --jobs -j --format -f --list --limit-rate --source --with --mark --family --color --cache
                        set skip yes
                        set -a given $word
                    case '-*'
                        set -a given $word
                    case '*'
                        set -a words $word
                end
            end
            for word in $$argv[1]
                printf '%s\n' $word
            end
        end

        # Whether there is no command yet, or the command given, or its place (from zero, or `-` for the rest).
        function __depot_at
            set -l words (__depot_before words)
            if test (count $argv) -eq 0
                test (count $words) -eq 0
                return
            end
            test "$words[1]" = $argv[1]; or return
            set -q argv[2]; or return 0
            set -l place (math (count $words) - 1)
            switch $argv[2]
                case '*-'
                    test $place -ge (string replace -- - '' $argv[2])
                case '*'
                    test $place -eq $argv[2]
            end
        end

        function __depot_dynamic
            set -l words (__depot_before words)
            set -l given (__depot_before given)
            set -l called (__depot_line)[1]
            $called __complete $argv[1] $given -- $words[2..-1] 2>/dev/null
        end

        # A list separated by commas: the part before the last comma stays.
        function __depot_commas
            set -l start (string match -r -- '^.*,' (commandline -ct | string replace -r -- '^--[^=]*=' ''))
            printf '%s\n' "$start"$argv
        end

        complete -c depot -f
        complete -c depot -n __depot_at -a 'send' -d 'Pack and send parcels'
        complete -c depot -n __depot_at -a 'compare' -d 'Show what changed'
        complete -c depot -n __depot_at -a 'check' -d 'Look for damage'
        complete -c depot -n __depot_at -a help -d 'Show help and exit'
        complete -c depot -n '__depot_at help 0' -a 'send compare check'
        complete -c depot -n __depot_at -l version -d 'Show the version and exit'
        complete -c depot -l color -x -a 'auto always never' -d 'When output is coloured'
        complete -c depot -l cache -x -a '(__fish_complete_directories)' -d 'Keep downloads in DIR'
        complete -c depot -s q -l quiet -d 'Say less'
        complete -c depot -s v -l verbose -d 'Say more; twice for still more'
        complete -c depot -s h -l help -d 'Show help and exit'
        complete -c depot -n '__depot_at send' -s j -l jobs -x -d 'Send at most N at once'
        complete -c depot -n '__depot_at send' -s f -l format -x -a 'text json' -d 'How to report'
        complete -c depot -n '__depot_at send' -l list -r -F -d 'Read more parcels from FILE'
        complete -c depot -n '__depot_at send' -l limit-rate -x -d 'Send at most RATE'
        complete -c depot -n '__depot_at send' -l source -x -d 'Take NAME from URL'
        complete -c depot -n '__depot_at send' -l with -x -a '(__depot_commas (__depot_dynamic groups))' -d 'Add the parcels of GROUP'
        complete -c depot -n '__depot_at send' -l mark -x -a '(__depot_commas fragile heavy urgent)' -d 'Put a MARK on each'
        complete -c depot -n '__depot_at send' -l weak -d 'Send what is recommended too'
        complete -c depot -n '__depot_at send' -l no-weak -d 'Send what is recommended too'
        complete -c depot -n '__depot_at send' -s n -l dry-run -d 'Report [only]: send nothing, it\'s a test'
        complete -c depot -n '__depot_at send 0' -a '(__depot_dynamic depots)'
        complete -c depot -n '__depot_at compare 0' -F
        complete -c depot -n '__depot_at compare 1' -F
        complete -c depot -n '__depot_at check' -l family -x -a 'text json' -d 'What to check'

        """#

    static let manual = #"""
        .TH "DEPOT" 1 2026-11-21 "depot 1.2.0" "User Commands"
        .SH NAME
        depot \- Keep a depot of parcels
        .SH SYNOPSIS
        .B depot
        .I COMMAND
        [options] ...
        .SH DESCRIPTION
        Parcels are \fBkept\fR until they are sent.
        .SH COMMANDS
        .SS depot send [options] DEPOT PARCEL...
        Pack and send parcels.
        .PP
        Every parcel is weighed, packed and sent; what is in the cache is not
        packed again, however long ago it was put there.
        .PP
        \&.A second paragraph.
        .TP
        \fIDEPOT\fR
        The depot to send from (required)
        .TP
        \fIPARCEL...\fR
        What to send (required)
        .TP
        \fB\-j\fR, \fB\-\-jobs\fR \fIN\fR
        Send at most N at once (default: 8; env: DEPOT_JOBS)
        .TP
        \fB\-f\fR, \fB\-\-format\fR \fIFORMAT\fR
        How to report (text, json; default: text)
        .TP
        \fB\-\-list\fR \fIFILE\fR
        Read more parcels from FILE
        .TP
        \fB\-\-limit\-rate\fR \fIRATE\fR
        Send at most RATE (env: DEPOT_LIMIT_RATE)
        .TP
        \fB\-\-source\fR \fINAME=URL\fR ...
        Take NAME from URL (env: DEPOT_SOURCE)
        .TP
        \fB\-\-with\fR \fIGROUP\fR ...
        Add the parcels of GROUP (separated by commas; env: DEPOT_WITH)
        .TP
        \fB\-\-mark\fR \fIMARK\fR ...
        Put a MARK on each (fragile, heavy, urgent; separated by commas)
        .TP
        \fB\-\-weak\fR, \fB\-\-no\-weak\fR
        Send what is recommended too (default: \-\-weak)
        .TP
        \fB\-n\fR, \fB\-\-dry\-run\fR
        Report [only]: send nothing, it\(aqs a test
        .PP
        See what \fBlamp\fR would take:
        .PP
        .nf
        .RS 4
        depot send north \-n lamp
        .RE
        .fi
        .SS depot compare [options] OLD [NEW]
        Show what changed.
        .TP
        \fIOLD\fR
        The one side (required)
        .TP
        \fINEW\fR
        The other side
        .SS depot check \-\-family FAMILY [options] [LIMIT]
        Look for damage.
        .TP
        \fILIMIT\fR
        Stop after LIMIT problems (default: 10)
        .TP
        \fB\-\-family\fR \fIFAMILY\fR
        What to check (text, json; required)
        .SH GLOBAL OPTIONS
        These options may stand before or behind the command.
        .TP
        \fB\-\-color\fR \fIWHEN\fR
        When output is coloured (auto, always, never; default: auto; env:
        DEPOT_COLOR)
        .TP
        \fB\-\-cache\fR \fIDIR\fR
        Keep downloads in DIR (default: \(ti/.cache/depot; env: DEPOT_CACHE)
        .TP
        \fB\-q\fR, \fB\-\-quiet\fR
        Say less (env: DEPOT_QUIET)
        .TP
        \fB\-v\fR, \fB\-\-verbose\fR
        Say more; twice for still more
        .TP
        \fB\-h\fR, \fB\-\-help\fR
        Show help and exit
        .TP
        \fB\-\-version\fR
        Show the version and exit
        .SH ENVIRONMENT
        A variable counts where the option is not given. For a flag it is true or false.
        .TP
        \fBDEPOT_COLOR\fR
        The value of \fB\-\-color\fR.
        .TP
        \fBDEPOT_CACHE\fR
        The value of \fB\-\-cache\fR.
        .TP
        \fBDEPOT_QUIET\fR
        The value of \fB\-\-quiet\fR.
        .TP
        \fBDEPOT_JOBS\fR
        The value of \fB\-\-jobs\fR.
        .TP
        \fBDEPOT_LIMIT_RATE\fR
        The value of \fB\-\-limit\-rate\fR.
        .TP
        \fBDEPOT_SOURCE\fR
        The value of \fB\-\-source\fR.
        .TP
        \fBDEPOT_WITH\fR
        The value of \fB\-\-with\fR.
        .TP
        \fBNO_COLOR\fR
        If set and not empty, output is not coloured by itself.
        .SH EXIT STATUS
        .TP
        \fB0\fR
        Done
        .TP
        \fB2\fR
        The command line is wrong

        """#

    static let markdown = #"""
        # `depot`

        Keep a depot of parcels.

        Parcels are `kept` until they are sent.

        Work:

        - [`depot send`](#depot-send): Pack and send parcels
        - [`depot compare`](#depot-compare): Show what changed

        Other:

        - [`depot check`](#depot-check): Look for damage

        ## Global options

        These options may stand before or behind the command.

        - `--color WHEN`: When output is coloured. One of `auto`, `always` or `never`. Default: `auto`. Environment: `DEPOT_COLOR`.
        - `--cache DIR`: Keep downloads in DIR. Default: `~/.cache/depot`. Environment: `DEPOT_CACHE`.
        - `-q, --quiet`: Say less. Environment: `DEPOT_QUIET`.
        - `-v, --verbose`: Say more; twice for still more.
        - `-h, --help`: Show help and exit.
        - `--version`: Show the version and exit.

        ## `depot send`

        Pack and send parcels.

            depot send [options] DEPOT PARCEL...

        Every parcel is weighed, packed and sent; what is in the cache is not packed again, however long ago it was put there.

        .A second paragraph.

        - `DEPOT`: The depot to send from. Required.
        - `PARCEL...`: What to send. Required.
        - `-j, --jobs N`: Send at most N at once. Default: `8`. Environment: `DEPOT_JOBS`.
        - `-f, --format FORMAT`: How to report. One of `text` or `json`. Default: `text`.
        - `--list FILE`: Read more parcels from FILE.
        - `--limit-rate RATE`: Send at most RATE. Environment: `DEPOT_LIMIT_RATE`.
        - `--source NAME=URL ...`: Take NAME from URL. Environment: `DEPOT_SOURCE`.
        - `--with GROUP ...`: Add the parcels of GROUP. Several are separated by commas. Environment: `DEPOT_WITH`.
        - `--mark MARK ...`: Put a MARK on each. One of `fragile`, `heavy` or `urgent`. Several are separated by commas.
        - `--[no-]weak`: Send what is recommended too. Default: `--weak`.
        - `-n, --dry-run`: Report [only]: send nothing, it's a test.

        See what `lamp` would take:

            depot send north -n lamp

        ## `depot compare`

        Show what changed.

            depot compare [options] OLD [NEW]

        - `OLD`: The one side. Required.
        - `NEW`: The other side.

        ## `depot check`

        Look for damage.

            depot check --family FAMILY [options] [LIMIT]

        - `LIMIT`: Stop after LIMIT problems. Default: `10`.
        - `--family FAMILY`: What to check. Required. One of `text` or `json`.

        ## Exit status

        | code | meaning |
        |---|---|
        | 0 | Done |
        | 2 | The command line is wrong |

        """#
}
