function __gatewright_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __gatewright_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __gatewright_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __gatewright_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __gatewright_parse_tokens -S
    set -l unparsed_tokens (__gatewright_tokens -pc)
    switch $unparsed_tokens[1]
    case 'gatewright'
        __gatewright_parse_subcommand 0 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'check'
            __gatewright_parse_subcommand -r 1 'param=+' 'allow-root=+' 'mock' 'target=' 'format=' 'deny-warnings' 'allow=+' 'color=' 'version' 'h/help'
        case 'compile'
            __gatewright_parse_subcommand -r 1 'o/output=' 'param=+' 'allow-root=+' 'mock' 'target=' 'format=' 'deny-warnings' 'allow=+' 'color=' 'version' 'h/help'
        case 'run'
            __gatewright_parse_subcommand -r 1 'watch' 'listen=' 'event-loops=' 'admin=' 'stage=' 'var=+' 'access-log=' 'access-log-file=' 'execution-log=' 'execution-log-file=' 'drain-seconds=' 'upstream-roots=' 'skip-authorization' 'config=' 'param=+' 'allow-root=+' 'mock' 'target=' 'format=' 'deny-warnings' 'allow=+' 'color=' 'version' 'h/help'
        case 'inspect'
            __gatewright_parse_subcommand 1 'routes' 'json' 'param=+' 'allow-root=+' 'mock' 'target=' 'format=' 'deny-warnings' 'allow=+' 'color=' 'version' 'h/help'
        case 'trace'
            __gatewright_parse_subcommand 3 'H/header=+' 'd/data=' 'backend-status=' 'backend-header=+' 'backend-body=' 'stage=' 'var=+' 'config=' 'json' 'param=+' 'allow-root=+' 'mock' 'target=' 'format=' 'deny-warnings' 'allow=+' 'color=' 'version' 'h/help'
        case 'test-invoke'
            __gatewright_parse_subcommand 3 'H/header=+' 'd/data=' 'backend-status=' 'backend-header=+' 'backend-body=' 'stage=' 'var=+' 'config=' 'format=' 'param=+' 'allow-root=+' 'mock' 'target=' 'deny-warnings' 'allow=+' 'color=' 'version' 'h/help'
        case 'cors'
            __gatewright_parse_subcommand 1 'origin=' 'methods=' 'headers=' 'credentials' 'max-age=' 'o/output=' 'in-place' 'diff' 'deny-warnings' 'allow=+' 'color=' 'version' 'h/help'
        case 'template'
            __gatewright_parse_subcommand 0 'version' 'h/help'
            switch $unparsed_tokens[1]
            case 'render'
                __gatewright_parse_subcommand 1 'body=' 'params=' 'context=' 'stage-variables=' 'profile=' 'trace' 'json' 'batch' 'version' 'h/help'
            end
        case 'schema'
            __gatewright_parse_subcommand 0 'version' 'h/help'
            switch $unparsed_tokens[1]
            case 'validate'
                __gatewright_parse_subcommand 2 'draft=' 'format-assertion' 'remotes=' 'print=' 'batch' 'version' 'h/help'
            end
        case 'jsonpath'
            __gatewright_parse_subcommand 2 'batch' 'version' 'h/help'
        case 'explain'
            __gatewright_parse_subcommand -r 1 'all' 'format=' 'version' 'h/help'
        case 'deploy'
            __gatewright_parse_subcommand -r 1 'api=' 'stage=' 'canary=' 'var=+' 'description=' 'to=' 'json' 'control=' 'region=' 'param=+' 'allow-root=+' 'mock' 'target=' 'deny-warnings' 'allow=+' 'color=' 'version' 'h/help'
        case 'promote'
            __gatewright_parse_subcommand 0 'api=' 'stage=' 'control=' 'region=' 'version' 'h/help'
        case 'rollback'
            __gatewright_parse_subcommand 0 'api=' 'stage=' 'control=' 'region=' 'to=' 'version' 'h/help'
        case 'status'
            __gatewright_parse_subcommand 0 'api=' 'format=' 'control=' 'region=' 'deny-warnings' 'allow=+' 'color=' 'version' 'h/help'
        case 'import'
            __gatewright_parse_subcommand 0 'from-aws' 'from=' 'api=' 'stage=' 'region=' 'o/output=' 'to=' 'version' 'h/help'
        case 'functions'
            __gatewright_parse_subcommand 0 'version' 'h/help'
            switch $unparsed_tokens[1]
            case 'serve'
                __gatewright_parse_subcommand 0 'listen=' 'config=' 'format=' 'deny-warnings' 'allow=+' 'color=' 'version' 'h/help'
            case 'invoke'
                __gatewright_parse_subcommand 1 'payload=' 'config=' 'format=' 'deny-warnings' 'allow=+' 'color=' 'version' 'h/help'
            end
        case 'keys'
            __gatewright_parse_subcommand 0 'version' 'h/help'
            switch $unparsed_tokens[1]
            case 'create'
                __gatewright_parse_subcommand 1 'value=' 'plan=+' 'description=' 'customer-id=' 'disabled' 'keep-value' 'config=' 'deny-warnings' 'allow=+' 'color=' 'version' 'h/help'
            case 'import'
                __gatewright_parse_subcommand 1 'fail-on-warnings' 'keep-values' 'config=' 'deny-warnings' 'allow=+' 'color=' 'version' 'h/help'
            case 'export'
                __gatewright_parse_subcommand 0 'config=' 'deny-warnings' 'allow=+' 'color=' 'version' 'h/help'
            case 'list'
                __gatewright_parse_subcommand 0 'config=' 'deny-warnings' 'allow=+' 'color=' 'version' 'h/help'
            case 'enable'
                __gatewright_parse_subcommand 1 'config=' 'deny-warnings' 'allow=+' 'color=' 'version' 'h/help'
            case 'disable'
                __gatewright_parse_subcommand 1 'config=' 'deny-warnings' 'allow=+' 'color=' 'version' 'h/help'
            case 'delete'
                __gatewright_parse_subcommand 1 'config=' 'deny-warnings' 'allow=+' 'color=' 'version' 'h/help'
            end
        case 'usage'
            __gatewright_parse_subcommand 0 'version' 'h/help'
            switch $unparsed_tokens[1]
            case 'show'
                __gatewright_parse_subcommand 1 'key=' 'start-date=' 'end-date=' 'format=' 'config=' 'deny-warnings' 'allow=+' 'color=' 'version' 'h/help'
            case 'extend'
                __gatewright_parse_subcommand 2 'remaining=' 'config=' 'deny-warnings' 'allow=+' 'color=' 'version' 'h/help'
            end
        case 'store'
            __gatewright_parse_subcommand 0 'version' 'h/help'
            switch $unparsed_tokens[1]
            case 'check'
                __gatewright_parse_subcommand 0 'state=' 'config=' 'deny-warnings' 'allow=+' 'color=' 'version' 'h/help'
            case 'backup'
                __gatewright_parse_subcommand 1 'state=' 'config=' 'deny-warnings' 'allow=+' 'color=' 'version' 'h/help'
            case 'restore'
                __gatewright_parse_subcommand 1 'state=' 'config=' 'deny-warnings' 'allow=+' 'color=' 'version' 'h/help'
            end
        case 'client-certificate'
            __gatewright_parse_subcommand 0 'version' 'h/help'
            switch $unparsed_tokens[1]
            case 'generate'
                __gatewright_parse_subcommand 1 'version' 'h/help'
            end
        case 'completion'
            __gatewright_parse_subcommand 1 'version' 'h/help'
        case 'man'
            __gatewright_parse_subcommand 0 'version' 'h/help'
        case 'help'
            __gatewright_parse_subcommand -r 1 'version'
        end
    end
end

function __gatewright_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __gatewright_parse_subcommand -S -a positional_count
    argparse -s r -- $argv
    set -l option_specs $argv[2..]
    set -l is_repeating_positional $_flag_r
    set -el _flag_r
    set -a commands $unparsed_tokens[1]
    set positional_index 0
    while true
        set -e unparsed_tokens[1]
        argparse -sn "$commands" $option_specs -- $unparsed_tokens 2> /dev/null
        set unparsed_tokens $argv
        set positional_index (math $positional_index + 1)
        for non_repeating_flag_or_option in $non_repeating_flags_or_options
            if set -ql "_flag_$(string replace -a - _ -- $non_repeating_flag_or_option)"
                set non_repeating_flags_or_options_absent 1
                break
            end
        end
        test (count $unparsed_tokens) -eq 0 -o \( -z "$is_repeating_positional" -a "$positional_index" -gt "$positional_count" \) && break
    end
end

function __gatewright_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __gatewright_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__gatewright_tokens -p)
    if test -z "$(__gatewright_tokens -t)"
        set -l index (count (__gatewright_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'gatewright' -f
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright" -eq 1' -fa 'check' -d 'Report every finding, write nothing.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright" -eq 1' -fa 'compile' -d 'Compile specifications to plan files.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright" -eq 1' -fa 'run' -d 'Serve specifications or plans.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright" -eq 1' -fa 'inspect' -d 'Print what a plan holds.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright" -eq 1' -fa 'trace' -d 'Tell what would happen to a request, step by step.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright" -eq 1' -fa 'test-invoke' -d 'Send one request through a plan and print its execution log.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright" -eq 1' -fa 'cors' -d 'Add CORS to a specification, in its own text.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright" -eq 1' -fa 'template' -d 'Render a mapping template.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright" -eq 1' -fa 'schema' -d 'Check a body against a JSON Schema.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright" -eq 1' -fa 'jsonpath' -d 'Tell what a JSONPath selects from a body.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright" -eq 1' -fa 'explain' -d 'Tell the rule behind a finding.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright" -eq 1' -fa 'deploy' -d 'Import specifications into an API and deploy them to a stage.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright" -eq 1' -fa 'promote' -d 'Let the canary\'s deployment serve the whole stage.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright" -eq 1' -fa 'rollback' -d 'End a stage\'s canary, or let an earlier deployment serve the stage.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright" -eq 1' -fa 'status' -d 'List the APIs of a control plane, their stages and deployments.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright" -eq 1' -fa 'import' -d 'Read an API from AWS and write its specification, or deploy it to a node.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright" -eq 1' -fa 'functions' -d 'Run local Lambda functions.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright" -eq 1' -fa 'keys' -d 'Make, import, list and switch API keys.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright" -eq 1' -fa 'usage' -d 'Read and extend what the keys of a usage plan may still call.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright" -eq 1' -fa 'store' -d 'Check, back up and restore what serve keeps.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright" -eq 1' -fa 'client-certificate' -d 'Make certificates that HTTPS backends recognise the gateway by.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright" -eq 1' -fa 'completion' -d 'Print a completion script for a shell.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright" -eq 1' -fa 'man' -d 'Print the manual page.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright check" -ge 1' -F
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright check"' -l 'param' -d 'Value of a CloudFormation parameter, resource or attribute; may be repeated.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright check"' -l 'allow-root' -d 'Further folder that references may read from; may be repeated.' -rfa '(__gatewright_complete_directories)'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright check" mock' -l 'mock' -d 'Operations without an integration answer from their examples and schemas.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright check" target' -l 'target' -d 'Also say what a platform would refuse, drop or change.' -rfka 'aws'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright check" format' -l 'format' -d 'Form of the findings. All but text go to standard output.' -rfka 'text json sarif junit'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright check" deny-warnings' -l 'deny-warnings' -d 'Warnings count as errors.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright check"' -l 'allow' -d 'Leave out warnings and notes with this code; may be repeated. Errors stay.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright check" color' -l 'color' -d 'When text is coloured.' -rfka 'auto always never'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright check" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright check" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright compile" -ge 1' -F
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright compile" o output' -l 'output' -s 'o' -d 'The plan to write; with several specifications a folder. Default: the specification\'s name with .plan, in the current folder.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'plan\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright compile"' -l 'param' -d 'Value of a CloudFormation parameter, resource or attribute; may be repeated.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright compile"' -l 'allow-root' -d 'Further folder that references may read from; may be repeated.' -rfa '(__gatewright_complete_directories)'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright compile" mock' -l 'mock' -d 'Operations without an integration answer from their examples and schemas.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright compile" target' -l 'target' -d 'Also say what a platform would refuse, drop or change.' -rfka 'aws'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright compile" format' -l 'format' -d 'Form of the findings. All but text go to standard output.' -rfka 'text json sarif junit'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright compile" deny-warnings' -l 'deny-warnings' -d 'Warnings count as errors.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright compile"' -l 'allow' -d 'Leave out warnings and notes with this code; may be repeated. Errors stay.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright compile" color' -l 'color' -d 'When text is coloured.' -rfka 'auto always never'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright compile" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright compile" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright run" -ge 1' -F
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright run" watch' -l 'watch' -d 'Compile again when a file changes; what does not compile leaves the old plan serving.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright run" listen' -l 'listen' -d 'Where to listen; port 0 takes a free one.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright run" event-loops' -l 'event-loops' -d 'Threads that serve, each with its own event loop; at most 64.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright run" admin' -l 'admin' -d 'Where to answer /healthz, /readyz and /metrics; off unless given.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright run" stage' -l 'stage' -d 'The stage\'s name, $context.stage.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright run"' -l 'var' -d 'A stage variable; may be repeated.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright run" access-log' -l 'access-log' -d 'Access log lines: json, clf, xml, csv, off, or a text with $context.… in it. Unless given, what an API says with x-gatewright-access-log, else json.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright run" access-log-file' -l 'access-log-file' -d 'Where access log lines go; standard output unless given. SIGHUP opens it again.' -rF
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright run" execution-log' -l 'execution-log' -d 'What every method tells of its execution: off, error, info, or trace, which is info with parameters, headers and bodies. Unless given, what the stage\'s methodSettings say.' -rfka 'off error info trace'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright run" execution-log-file' -l 'execution-log-file' -d 'Where execution logs go; standard error unless given. SIGHUP opens it again.' -rF
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright run" drain-seconds' -l 'drain-seconds' -d 'Seconds that requests in flight get to end after SIGTERM.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright run" upstream-roots' -l 'upstream-roots' -d 'PEM file of the roots that https backends are verified against; the system\'s unless given.' -rF
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright run" skip-authorization' -l 'skip-authorization' -d 'Let requests pass without asking authorizers, IAM or the resource policy.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright run" config' -l 'config' -d 'The configuration; gatewright.yaml in the current folder when it is there.' -rfa '(set -l exts \'yaml\' \'yml\' \'json\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright run"' -l 'param' -d 'Value of a CloudFormation parameter, resource or attribute; may be repeated.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright run"' -l 'allow-root' -d 'Further folder that references may read from; may be repeated.' -rfa '(__gatewright_complete_directories)'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright run" mock' -l 'mock' -d 'Operations without an integration answer from their examples and schemas.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright run" target' -l 'target' -d 'Also say what a platform would refuse, drop or change.' -rfka 'aws'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright run" format' -l 'format' -d 'Form of the findings. All but text go to standard output.' -rfka 'text json sarif junit'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright run" deny-warnings' -l 'deny-warnings' -d 'Warnings count as errors.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright run"' -l 'allow' -d 'Leave out warnings and notes with this code; may be repeated. Errors stay.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright run" color' -l 'color' -d 'When text is coloured.' -rfka 'auto always never'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright run" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright run" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright inspect" -eq 1' -F
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright inspect" routes' -l 'routes' -d 'Only the routes.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright inspect" json' -l 'json' -d 'As JSON, one object.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright inspect"' -l 'param' -d 'Value of a CloudFormation parameter, resource or attribute; may be repeated.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright inspect"' -l 'allow-root' -d 'Further folder that references may read from; may be repeated.' -rfa '(__gatewright_complete_directories)'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright inspect" mock' -l 'mock' -d 'Operations without an integration answer from their examples and schemas.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright inspect" target' -l 'target' -d 'Also say what a platform would refuse, drop or change.' -rfka 'aws'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright inspect" format' -l 'format' -d 'Form of the findings. All but text go to standard output.' -rfka 'text json sarif junit'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright inspect" deny-warnings' -l 'deny-warnings' -d 'Warnings count as errors.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright inspect"' -l 'allow' -d 'Leave out warnings and notes with this code; may be repeated. Errors stay.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright inspect" color' -l 'color' -d 'When text is coloured.' -rfka 'auto always never'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright inspect" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright inspect" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright trace" -eq 1' -F
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright trace"' -s 'H' -l 'header' -d 'A request header; may be repeated.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright trace" d data' -s 'd' -l 'data' -d 'The request\'s body, or @FILE; @- is standard input.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright trace" backend-status' -l 'backend-status' -d 'Status of the backend\'s answer; 200 unless given.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright trace"' -l 'backend-header' -d 'Header of the backend\'s answer; may be repeated.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright trace" backend-body' -l 'backend-body' -d 'Body of the backend\'s answer; {} unless given.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright trace" stage' -l 'stage' -d 'The stage\'s name, $context.stage.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright trace"' -l 'var' -d 'A stage variable; may be repeated.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright trace" config' -l 'config' -d 'The configuration; gatewright.yaml in the current folder when it is there.' -rfa '(set -l exts \'yaml\' \'yml\' \'json\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright trace" json' -l 'json' -d 'As JSON, one object.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright trace"' -l 'param' -d 'Value of a CloudFormation parameter, resource or attribute; may be repeated.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright trace"' -l 'allow-root' -d 'Further folder that references may read from; may be repeated.' -rfa '(__gatewright_complete_directories)'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright trace" mock' -l 'mock' -d 'Operations without an integration answer from their examples and schemas.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright trace" target' -l 'target' -d 'Also say what a platform would refuse, drop or change.' -rfka 'aws'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright trace" format' -l 'format' -d 'Form of the findings. All but text go to standard output.' -rfka 'text json sarif junit'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright trace" deny-warnings' -l 'deny-warnings' -d 'Warnings count as errors.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright trace"' -l 'allow' -d 'Leave out warnings and notes with this code; may be repeated. Errors stay.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright trace" color' -l 'color' -d 'When text is coloured.' -rfka 'auto always never'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright trace" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright trace" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright test-invoke" -eq 1' -F
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright test-invoke"' -s 'H' -l 'header' -d 'A request header; may be repeated.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright test-invoke" d data' -s 'd' -l 'data' -d 'The request\'s body, or @FILE; @- is standard input.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright test-invoke" backend-status' -l 'backend-status' -d 'Status of the backend\'s answer; 200 unless given.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright test-invoke"' -l 'backend-header' -d 'Header of the backend\'s answer; may be repeated.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright test-invoke" backend-body' -l 'backend-body' -d 'Body of the backend\'s answer; {} unless given.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright test-invoke" stage' -l 'stage' -d 'The stage\'s name, $context.stage.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright test-invoke"' -l 'var' -d 'A stage variable; may be repeated.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright test-invoke" config' -l 'config' -d 'The configuration; gatewright.yaml in the current folder when it is there.' -rfa '(set -l exts \'yaml\' \'yml\' \'json\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright test-invoke" format' -l 'format' -d 'The log, or the object that TestInvokeMethod answers.' -rfka 'text json'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright test-invoke"' -l 'param' -d 'Value of a CloudFormation parameter, resource or attribute; may be repeated.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright test-invoke"' -l 'allow-root' -d 'Further folder that references may read from; may be repeated.' -rfa '(__gatewright_complete_directories)'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright test-invoke" mock' -l 'mock' -d 'Operations without an integration answer from their examples and schemas.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright test-invoke" target' -l 'target' -d 'Also say what a platform would refuse, drop or change.' -rfka 'aws'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright test-invoke" deny-warnings' -l 'deny-warnings' -d 'Warnings count as errors.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright test-invoke"' -l 'allow' -d 'Leave out warnings and notes with this code; may be repeated. Errors stay.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright test-invoke" color' -l 'color' -d 'When text is coloured.' -rfka 'auto always never'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright test-invoke" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright test-invoke" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright cors" -eq 1' -F
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright cors" origin' -l 'origin' -d 'The origin that may read answers, or *.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright cors" methods' -l 'methods' -d 'Methods that preflights allow, with commas. Default: those of each path.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright cors" headers' -l 'headers' -d 'Request headers that preflights allow, with commas.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright cors" credentials' -l 'credentials' -d 'Browsers may send cookies and other credentials; needs one --origin.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright cors" max-age' -l 'max-age' -d 'How long browsers may remember a preflight.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright cors" o output' -l 'output' -s 'o' -d 'The file to write instead of standard output.' -rF
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright cors" in-place' -l 'in-place' -d 'Write the specification itself.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright cors" diff' -l 'diff' -d 'Print a unified diff and write nothing.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright cors" deny-warnings' -l 'deny-warnings' -d 'Warnings count as errors.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright cors"' -l 'allow' -d 'Leave out warnings and notes with this code; may be repeated. Errors stay.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright cors" color' -l 'color' -d 'When text is coloured.' -rfka 'auto always never'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright cors" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright cors" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright template" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright template" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright template" -eq 1' -fa 'render' -d 'Render a mapping template with a body and other inputs.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright template render" -eq 1' -F
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright template render" body' -l 'body' -d 'The body: a text, @FILE, or - for standard input.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright template render" params' -l 'params' -d '$input.params: {"path","querystring","header"}, or @FILE.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright template render" context' -l 'context' -d '$context, or @FILE.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright template render" stage-variables' -l 'stage-variables' -d '$stageVariables, or @FILE.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright template render" profile' -l 'profile' -d 'What null and undefined references print.' -rfka 'aws velocity'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright template render" trace' -l 'trace' -d 'Tell every instruction and what it does.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright template render" json' -l 'json' -d 'The trace as JSON, one object a line.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright template render" batch' -l 'batch' -d 'Answer JSON lines of standard input.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright template render" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright template render" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright schema" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright schema" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright schema" -eq 1' -fa 'validate' -d 'Print every error of a body with its JSON Pointer.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright schema validate" -eq 1' -F
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright schema validate" -eq 2' -F
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright schema validate" draft' -l 'draft' -d 'The draft of schemas whose $schema names none; in a batch, of lines without one.' -rfka '4 6 7 2019-09 2020-12'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright schema validate" format-assertion' -l 'format-assertion' -d 'A `format` that does not hold makes the body invalid.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright schema validate" remotes' -l 'remotes' -d 'Folder that answers references to http://localhost:1234/.' -rfa '(__gatewright_complete_directories)'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright schema validate" print' -l 'print' -d 'Print the body\'s value before its errors, as json or xml.' -rfka 'json xml'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright schema validate" batch' -l 'batch' -d 'Answer JSON lines of standard input.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright schema validate" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright schema validate" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright jsonpath" -eq 1' -F
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright jsonpath" batch' -l 'batch' -d 'Answer JSON lines of standard input.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright jsonpath" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright jsonpath" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright explain" all' -l 'all' -d 'Every rule.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright explain" format' -l 'format' -d 'Form of the text.' -rfka 'text markdown json'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright explain" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright explain" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright deploy" -ge 1' -F
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright deploy" api' -l 'api' -d 'The API\'s name, or the identifier of one that is there.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright deploy" stage' -l 'stage' -d 'The stage.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright deploy" canary' -l 'canary' -d 'Deploy to a canary of the stage that gets this share of its requests.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright deploy"' -l 'var' -d 'A stage variable, of the canary if there is one; may be repeated.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright deploy" description' -l 'description' -d 'What the deployment says of itself.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright deploy" to' -l 'to' -d 'The control plane; the same as --control.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright deploy" json' -l 'json' -d 'Write what was done as JSON.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright deploy" control' -l 'control' -d 'The control plane; AWS_ENDPOINT_URL_API_GATEWAY or AWS_ENDPOINT_URL, else http://127.0.0.1:8090, unless given.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright deploy" region' -l 'region' -d 'The region that APIs are looked for in; the SDKs\' unless given.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright deploy"' -l 'param' -d 'Value of a CloudFormation parameter, resource or attribute; may be repeated.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright deploy"' -l 'allow-root' -d 'Further folder that references may read from; may be repeated.' -rfa '(__gatewright_complete_directories)'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright deploy" mock' -l 'mock' -d 'Operations without an integration answer from their examples and schemas.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright deploy" target' -l 'target' -d 'Also say what a platform would refuse, drop or change.' -rfka 'aws'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright deploy" deny-warnings' -l 'deny-warnings' -d 'Warnings count as errors.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright deploy"' -l 'allow' -d 'Leave out warnings and notes with this code; may be repeated. Errors stay.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright deploy" color' -l 'color' -d 'When text is coloured.' -rfka 'auto always never'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright deploy" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright deploy" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright promote" api' -l 'api' -d 'The API\'s name or identifier.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright promote" stage' -l 'stage' -d 'The stage.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright promote" control' -l 'control' -d 'The control plane; AWS_ENDPOINT_URL_API_GATEWAY or AWS_ENDPOINT_URL, else http://127.0.0.1:8090, unless given.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright promote" region' -l 'region' -d 'The region that APIs are looked for in; the SDKs\' unless given.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright promote" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright promote" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright rollback" api' -l 'api' -d 'The API\'s name or identifier.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright rollback" stage' -l 'stage' -d 'The stage.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright rollback" control' -l 'control' -d 'The control plane; AWS_ENDPOINT_URL_API_GATEWAY or AWS_ENDPOINT_URL, else http://127.0.0.1:8090, unless given.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright rollback" region' -l 'region' -d 'The region that APIs are looked for in; the SDKs\' unless given.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright rollback" to' -l 'to' -d 'The deployment that shall serve the stage.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright rollback" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright rollback" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright status" api' -l 'api' -d 'One API, by name or identifier.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright status" format' -l 'format' -d 'A table, or JSON.' -rfka 'text json'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright status" control' -l 'control' -d 'The control plane; AWS_ENDPOINT_URL_API_GATEWAY or AWS_ENDPOINT_URL, else http://127.0.0.1:8090, unless given.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright status" region' -l 'region' -d 'The region that APIs are looked for in; the SDKs\' unless given.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright status" deny-warnings' -l 'deny-warnings' -d 'Warnings count as errors.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright status"' -l 'allow' -d 'Leave out warnings and notes with this code; may be repeated. Errors stay.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright status" color' -l 'color' -d 'When text is coloured.' -rfka 'auto always never'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright status" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright status" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright import" from-aws' -l 'from-aws' -d 'Read from AWS, in the region of --region.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright import" from' -l 'from' -d 'Read from this endpoint instead.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright import" api' -l 'api' -d 'The API\'s name or identifier.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright import" stage' -l 'stage' -d 'The stage; needed when the API has several.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright import" region' -l 'region' -d 'The region; the SDKs\' unless given.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright import" o output' -l 'output' -s 'o' -d 'The specification\'s file; YAML if it is called so, else JSON.' -rF
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright import" to' -l 'to' -d 'The control plane of the node that shall serve it.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright import" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright import" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright functions" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright functions" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright functions" -eq 1' -fa 'serve' -d 'Serve the functions of a configuration by Lambda\'s Invoke API.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright functions" -eq 1' -fa 'invoke' -d 'Start a function, invoke it once, end it.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright functions serve" listen' -l 'listen' -d 'Where to listen; port 0 takes a free one.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright functions serve" config' -l 'config' -d 'The configuration; gatewright.yaml in the current folder when it is there.' -rfa '(set -l exts \'yaml\' \'yml\' \'json\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright functions serve" format' -l 'format' -d 'Form of the findings. All but text go to standard output.' -rfka 'text json sarif junit'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright functions serve" deny-warnings' -l 'deny-warnings' -d 'Warnings count as errors.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright functions serve"' -l 'allow' -d 'Leave out warnings and notes with this code; may be repeated. Errors stay.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright functions serve" color' -l 'color' -d 'When text is coloured.' -rfka 'auto always never'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright functions serve" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright functions serve" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright functions invoke" payload' -l 'payload' -d 'The event: a text, @FILE, or - for standard input.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright functions invoke" config' -l 'config' -d 'The configuration; gatewright.yaml in the current folder when it is there.' -rfa '(set -l exts \'yaml\' \'yml\' \'json\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright functions invoke" format' -l 'format' -d 'Form of the findings. All but text go to standard output.' -rfka 'text json sarif junit'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright functions invoke" deny-warnings' -l 'deny-warnings' -d 'Warnings count as errors.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright functions invoke"' -l 'allow' -d 'Leave out warnings and notes with this code; may be repeated. Errors stay.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright functions invoke" color' -l 'color' -d 'When text is coloured.' -rfka 'auto always never'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright functions invoke" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright functions invoke" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright keys" -eq 1' -fa 'create' -d 'Make a key and print its value, once.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright keys" -eq 1' -fa 'import' -d 'Take keys from a file in AWS\'s format and print their identifiers.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright keys" -eq 1' -fa 'export' -d 'Print the keys in AWS\'s file format.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright keys" -eq 1' -fa 'list' -d 'List the keys of the configuration and the state folder, without values.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright keys" -eq 1' -fa 'enable' -d 'Let a key be used.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright keys" -eq 1' -fa 'disable' -d 'Keep a key from being used.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright keys" -eq 1' -fa 'delete' -d 'Forget a key.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys create" value' -l 'value' -d 'The value: @FILE, - for standard input, or the text itself; a random one unless given.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys create"' -l 'plan' -d 'A usage plan of the key; may be repeated.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys create" description' -l 'description' -d 'What the key is for.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys create" customer-id' -l 'customer-id' -d 'The customer in a market place, customerId.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys create" disabled' -l 'disabled' -d 'Keep the key from being used until `keys enable`.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys create" keep-value' -l 'keep-value' -d 'Keep the value beside its digest, so that `keys export` can write it.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys create" config' -l 'config' -d 'The configuration; gatewright.yaml in the current folder when it is there.' -rfa '(set -l exts \'yaml\' \'yml\' \'json\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys create" deny-warnings' -l 'deny-warnings' -d 'Warnings count as errors.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys create"' -l 'allow' -d 'Leave out warnings and notes with this code; may be repeated. Errors stay.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys create" color' -l 'color' -d 'When text is coloured.' -rfka 'auto always never'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys create" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys create" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright keys import" -eq 1' -F
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys import" fail-on-warnings' -l 'fail-on-warnings' -d 'Import nothing when there is a warning; AWS: failonwarnings.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys import" keep-values' -l 'keep-values' -d 'Keep values beside their digests, so that `keys export` can write them.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys import" config' -l 'config' -d 'The configuration; gatewright.yaml in the current folder when it is there.' -rfa '(set -l exts \'yaml\' \'yml\' \'json\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys import" deny-warnings' -l 'deny-warnings' -d 'Warnings count as errors.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys import"' -l 'allow' -d 'Leave out warnings and notes with this code; may be repeated. Errors stay.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys import" color' -l 'color' -d 'When text is coloured.' -rfka 'auto always never'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys import" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys import" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys export" config' -l 'config' -d 'The configuration; gatewright.yaml in the current folder when it is there.' -rfa '(set -l exts \'yaml\' \'yml\' \'json\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys export" deny-warnings' -l 'deny-warnings' -d 'Warnings count as errors.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys export"' -l 'allow' -d 'Leave out warnings and notes with this code; may be repeated. Errors stay.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys export" color' -l 'color' -d 'When text is coloured.' -rfka 'auto always never'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys export" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys export" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys list" config' -l 'config' -d 'The configuration; gatewright.yaml in the current folder when it is there.' -rfa '(set -l exts \'yaml\' \'yml\' \'json\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys list" deny-warnings' -l 'deny-warnings' -d 'Warnings count as errors.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys list"' -l 'allow' -d 'Leave out warnings and notes with this code; may be repeated. Errors stay.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys list" color' -l 'color' -d 'When text is coloured.' -rfka 'auto always never'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys list" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys list" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys enable" config' -l 'config' -d 'The configuration; gatewright.yaml in the current folder when it is there.' -rfa '(set -l exts \'yaml\' \'yml\' \'json\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys enable" deny-warnings' -l 'deny-warnings' -d 'Warnings count as errors.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys enable"' -l 'allow' -d 'Leave out warnings and notes with this code; may be repeated. Errors stay.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys enable" color' -l 'color' -d 'When text is coloured.' -rfka 'auto always never'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys enable" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys enable" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys disable" config' -l 'config' -d 'The configuration; gatewright.yaml in the current folder when it is there.' -rfa '(set -l exts \'yaml\' \'yml\' \'json\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys disable" deny-warnings' -l 'deny-warnings' -d 'Warnings count as errors.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys disable"' -l 'allow' -d 'Leave out warnings and notes with this code; may be repeated. Errors stay.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys disable" color' -l 'color' -d 'When text is coloured.' -rfka 'auto always never'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys disable" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys disable" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys delete" config' -l 'config' -d 'The configuration; gatewright.yaml in the current folder when it is there.' -rfa '(set -l exts \'yaml\' \'yml\' \'json\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys delete" deny-warnings' -l 'deny-warnings' -d 'Warnings count as errors.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys delete"' -l 'allow' -d 'Leave out warnings and notes with this code; may be repeated. Errors stay.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys delete" color' -l 'color' -d 'When text is coloured.' -rfka 'auto always never'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys delete" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright keys delete" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright usage" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright usage" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright usage" -eq 1' -fa 'show' -d 'Print what the keys of a plan have used.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright usage" -eq 1' -fa 'extend' -d 'Set what remains of a key\'s quota in the current period.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright usage show" key' -l 'key' -d 'One key, by identifier or name.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright usage show" start-date' -l 'start-date' -d 'The first day, in UTC; the last one unless given.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright usage show" end-date' -l 'end-date' -d 'The last day, in UTC; today unless given.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright usage show" format' -l 'format' -d 'A table, JSON, or lines of date, key, used and remaining.' -rfka 'text json csv'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright usage show" config' -l 'config' -d 'The configuration; gatewright.yaml in the current folder when it is there.' -rfa '(set -l exts \'yaml\' \'yml\' \'json\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright usage show" deny-warnings' -l 'deny-warnings' -d 'Warnings count as errors.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright usage show"' -l 'allow' -d 'Leave out warnings and notes with this code; may be repeated. Errors stay.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright usage show" color' -l 'color' -d 'When text is coloured.' -rfka 'auto always never'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright usage show" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright usage show" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright usage extend" remaining' -l 'remaining' -d 'Requests until the period ends; may be more than the quota.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright usage extend" config' -l 'config' -d 'The configuration; gatewright.yaml in the current folder when it is there.' -rfa '(set -l exts \'yaml\' \'yml\' \'json\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright usage extend" deny-warnings' -l 'deny-warnings' -d 'Warnings count as errors.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright usage extend"' -l 'allow' -d 'Leave out warnings and notes with this code; may be repeated. Errors stay.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright usage extend" color' -l 'color' -d 'When text is coloured.' -rfka 'auto always never'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright usage extend" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright usage extend" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright store" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright store" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright store" -eq 1' -fa 'check' -d 'Look at all of the store, also while serve runs; exit code 1 when something is damaged.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright store" -eq 1' -fa 'backup' -d 'Copy the store into one file and print its path, also while serve runs.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright store" -eq 1' -fa 'restore' -d 'Put a backup in the store\'s place, while serve does not run.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright store check" state' -l 'state' -d 'The state folder; the configuration\'s, .gatewright unless it names one.' -rfa '(__gatewright_complete_directories)'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright store check" config' -l 'config' -d 'The configuration; gatewright.yaml in the current folder when it is there.' -rfa '(set -l exts \'yaml\' \'yml\' \'json\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright store check" deny-warnings' -l 'deny-warnings' -d 'Warnings count as errors.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright store check"' -l 'allow' -d 'Leave out warnings and notes with this code; may be repeated. Errors stay.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright store check" color' -l 'color' -d 'When text is coloured.' -rfka 'auto always never'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright store check" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright store check" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright store backup" -eq 1' -fa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'sqlite\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright store backup" state' -l 'state' -d 'The state folder; the configuration\'s, .gatewright unless it names one.' -rfa '(__gatewright_complete_directories)'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright store backup" config' -l 'config' -d 'The configuration; gatewright.yaml in the current folder when it is there.' -rfa '(set -l exts \'yaml\' \'yml\' \'json\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright store backup" deny-warnings' -l 'deny-warnings' -d 'Warnings count as errors.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright store backup"' -l 'allow' -d 'Leave out warnings and notes with this code; may be repeated. Errors stay.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright store backup" color' -l 'color' -d 'When text is coloured.' -rfka 'auto always never'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright store backup" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright store backup" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright store restore" -eq 1' -fa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'sqlite\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright store restore" state' -l 'state' -d 'The state folder; the configuration\'s, .gatewright unless it names one.' -rfa '(__gatewright_complete_directories)'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright store restore" config' -l 'config' -d 'The configuration; gatewright.yaml in the current folder when it is there.' -rfa '(set -l exts \'yaml\' \'yml\' \'json\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright store restore" deny-warnings' -l 'deny-warnings' -d 'Warnings count as errors.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright store restore"' -l 'allow' -d 'Leave out warnings and notes with this code; may be repeated. Errors stay.' -rfka ''
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright store restore" color' -l 'color' -d 'When text is coloured.' -rfka 'auto always never'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright store restore" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright store restore" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright client-certificate" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright client-certificate" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright client-certificate" -eq 1' -fa 'generate' -d 'Write a self-signed certificate and its key.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright client-certificate generate" -eq 1' -F
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright client-certificate generate" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright client-certificate generate" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_positional "gatewright completion" -eq 1' -fka 'bash zsh fish'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright completion" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright completion" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright man" version' -l 'version' -d 'Show the version.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright man" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'gatewright' -n '__gatewright_should_offer_completions_for_flags_or_options "gatewright help" version' -l 'version' -d 'Show the version.'
