#compdef gatewright

__gatewright_complete() {
    local -ar non_empty_completions=("${@:#(|:*)}")
    local -ar empty_completions=("${(M)@:#(|:*)}")
    _describe -V '' non_empty_completions -- empty_completions -P $'\'\''
}

__gatewright_custom_complete() {
    local -a completions
    completions=("${(@f)"$("${command_name}" "${@}" "${command_line[@]}")"}")
    if [[ "${#completions[@]}" -gt 1 ]]; then
        __gatewright_complete "${completions[@]:0:-1}"
    fi
}

__gatewright_cursor_index_in_current_word() {
    if [[ -z "${QIPREFIX}${IPREFIX}${PREFIX}" ]]; then
        printf 0
    else
        printf %s "${#${(z)LBUFFER}[-1]}"
    fi
}

_gatewright() {
    emulate -RL zsh -G
    setopt extendedglob nullglob numericglobsort
    unsetopt aliases banghist

    local -xr SAP_SHELL=zsh
    local -x SAP_SHELL_VERSION
    SAP_SHELL_VERSION="$(builtin emulate zsh -c 'printf %s "${ZSH_VERSION}"')"
    local -r SAP_SHELL_VERSION

    local context state state_descr line
    local -A opt_args

    local -r command_name="${words[1]}"
    local -ar command_line=("${words[@]}")
    local -ir current_word_index="$((CURRENT - 1))"

    local -i ret=1
    local -ar arg_specs=(
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
        '(-): :->command'
        '(-)*:: :->arg'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0
    case "${state}" in
    command)
        local -ar subcommands=(
            'check:Report every finding, write nothing.'
            'compile:Compile specifications to plan files.'
            'run:Serve specifications or plans.'
            'serve:Serve APIs that awscli, boto3 or Terraform deploy.'
            'inspect:Print what a plan holds.'
            'trace:Tell what would happen to a request, step by step.'
            'diff:Compare two versions of an API as its callers would feel it.'
            'test-invoke:Send one request through a plan and print its execution log.'
            'cors:Add CORS to a specification, in its own text.'
            'template:Render a mapping template.'
            'schema:Check a body against a JSON Schema.'
            'jsonpath:Tell what a JSONPath selects from a body.'
            'explain:Tell the rule behind a finding.'
            'deploy:Import specifications into an API and deploy them to a stage.'
            'promote:Let the canary'\''s deployment serve the whole stage.'
            'rollback:End a stage'\''s canary, or let an earlier deployment serve the stage.'
            'status:List the APIs of a control plane, their stages and deployments.'
            'import:Read an API from AWS and write its specification, or deploy it to a node.'
            'export:Write a stage, an API or a specification as GetExport does.'
            'sdk:Write a typed client of an API.'
            'functions:Run local Lambda functions.'
            'keys:Make, import, list and switch API keys.'
            'usage:Read and extend what the keys of a usage plan may still call.'
            'cache:Flush the answers that a running server keeps.'
            'store:Check, back up and restore what serve keeps.'
            'client-certificate:Make certificates that HTTPS backends recognise the gateway by.'
            'completion:Print a completion script for a shell.'
            'man:Print the manual page.'
            'help:Show subcommand help information.'
        )
        _describe -V subcommand subcommands && ret=0
        ;;
    arg)
        case "${words[1]}" in
        check|compile|run|serve|inspect|trace|diff|test-invoke|cors|template|schema|jsonpath|explain|deploy|promote|rollback|status|import|export|sdk|functions|keys|usage|cache|store|client-certificate|completion|man|help)
            "_gatewright_${words[1]}" && ret=0
            ;;
        esac
        ;;
    esac

    return "${ret}"
}

_gatewright_check() {
    local -i ret=1
    local -ar ___target=('aws')
    local -ar ___kind=('rest' 'http')
    local -ar ___format=('text' 'json' 'sarif' 'junit')
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '*:file:_files'
        '*--param[Value of a CloudFormation parameter, resource or attribute; may be repeated.]:NAME=VALUE:'
        '*--allow-root[Further folder that references may read from; may be repeated.]:DIR:_files -/'
        '--mock[Operations without an integration answer from their examples and schemas.]'
        '--target[Also say what a platform would refuse, drop or change.]:target:{__gatewright_complete "${___target[@]}"}'
        '--kind[What kind of API the specifications are for; without it they say so themselves.]:kind:{__gatewright_complete "${___kind[@]}"}'
        '--format[Form of the findings. All but text go to standard output.]:format:{__gatewright_complete "${___format[@]}"}'
        '--deny-warnings[Warnings count as errors.]'
        '*--allow[Leave out warnings and notes with this code; may be repeated. Errors stay.]:CODE:'
        '--color[When text is coloured.]:color:{__gatewright_complete "${___color[@]}"}'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_compile() {
    local -i ret=1
    local -ar ___target=('aws')
    local -ar ___kind=('rest' 'http')
    local -ar ___format=('text' 'json' 'sarif' 'junit')
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '*:file:_files'
        '(--output -o)'{--output,-o}'[The plan to write; with several specifications a folder. Default\: the specification'\''s name with .plan, in the current folder.]:plan:_files -g '\''*.plan'\'''
        '*--param[Value of a CloudFormation parameter, resource or attribute; may be repeated.]:NAME=VALUE:'
        '*--allow-root[Further folder that references may read from; may be repeated.]:DIR:_files -/'
        '--mock[Operations without an integration answer from their examples and schemas.]'
        '--target[Also say what a platform would refuse, drop or change.]:target:{__gatewright_complete "${___target[@]}"}'
        '--kind[What kind of API the specifications are for; without it they say so themselves.]:kind:{__gatewright_complete "${___kind[@]}"}'
        '--format[Form of the findings. All but text go to standard output.]:format:{__gatewright_complete "${___format[@]}"}'
        '--deny-warnings[Warnings count as errors.]'
        '*--allow[Leave out warnings and notes with this code; may be repeated. Errors stay.]:CODE:'
        '--color[When text is coloured.]:color:{__gatewright_complete "${___color[@]}"}'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_run() {
    local -i ret=1
    local -ar ___execution_log=('off' 'error' 'info' 'trace')
    local -ar ___target=('aws')
    local -ar ___kind=('rest' 'http')
    local -ar ___format=('text' 'json' 'sarif' 'junit')
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '*:file:_files'
        '--watch[Compile again when a file changes; what does not compile leaves the old plan serving.]'
        '--listen[Where to listen; port 0 takes a free one.]:host\:port:'
        '--tls-listen[Where to speak TLS, with the certificates of the configuration'\''s `tls`; its `listen` unless given.]:host\:port:'
        '--event-loops[Threads that serve, each with its own event loop; at most 64.]:n:'
        '--admin[Where to answer /healthz, /readyz and /metrics; off unless given.]:host\:port:'
        '--stage[The stage'\''s name, $context.stage; local unless given, of HTTP APIs $default.]:name:'
        '*--var[A stage variable; may be repeated.]:NAME=VALUE:'
        '--access-log[Access log lines\: json, clf, xml, csv, off, or a text with $context.… in it. Unless given, what an API says with x-gatewright-access-log, else json.]:format:'
        '--access-log-file[Where access log lines go; standard output unless given. SIGHUP opens it again.]:path:_files'
        '--execution-log[What every method tells of its execution\: off, error, info, or trace, which is info with parameters, headers and bodies. Unless given, what the stage'\''s methodSettings say.]:level:{__gatewright_complete "${___execution_log[@]}"}'
        '--execution-log-file[Where execution logs go; standard error unless given. SIGHUP opens it again.]:path:_files'
        '--drain-seconds[Seconds that requests in flight get to end after SIGTERM.]:seconds:'
        '--upstream-roots[PEM file of the roots that https backends are verified against; the system'\''s unless given.]:path:_files'
        '--skip-authorization[Let requests pass without asking authorizers, IAM or the resource policy.]'
        '--config[The configuration; gatewright.yaml in the current folder when it is there.]:file:_files -g '\''*.yaml *.yml *.json'\'''
        '*--param[Value of a CloudFormation parameter, resource or attribute; may be repeated.]:NAME=VALUE:'
        '*--allow-root[Further folder that references may read from; may be repeated.]:DIR:_files -/'
        '--mock[Operations without an integration answer from their examples and schemas.]'
        '--target[Also say what a platform would refuse, drop or change.]:target:{__gatewright_complete "${___target[@]}"}'
        '--kind[What kind of API the specifications are for; without it they say so themselves.]:kind:{__gatewright_complete "${___kind[@]}"}'
        '--format[Form of the findings. All but text go to standard output.]:format:{__gatewright_complete "${___format[@]}"}'
        '--deny-warnings[Warnings count as errors.]'
        '*--allow[Leave out warnings and notes with this code; may be repeated. Errors stay.]:CODE:'
        '--color[When text is coloured.]:color:{__gatewright_complete "${___color[@]}"}'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_serve() {
    local -i ret=1
    local -ar ___format=('text' 'json' 'sarif' 'junit')
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--listen[Where APIs answer; port 0 takes a free one.]:host\:port:'
        '--tls-listen[Where APIs answer over TLS, with the certificates of the configuration'\''s `tls`; its `listen` unless given.]:host\:port:'
        '--control[Where the control plane answers; port 0 takes a free one.]:host\:port:'
        '--admin[Where to answer /healthz, /readyz and /metrics; off unless given.]:host\:port:'
        '--state[The state folder; the configuration'\''s, .gatewright unless it names one.]:folder:_files -/'
        '--account[The account that APIs belong to; the configuration'\''s, 000000000000 unless it names one.]:id:'
        '--region[The region of calls that name none.]:name:'
        '--event-loops[Threads that serve, each with its own event loop; at most 64.]:n:'
        '--access-log-file[Where access log lines go; standard output unless given.]:path:_files'
        '--drain-seconds[Seconds that requests in flight get to end after SIGTERM.]:seconds:'
        '--config[The configuration; gatewright.yaml in the current folder when it is there.]:file:_files -g '\''*.yaml *.yml *.json'\'''
        '--format[Form of the findings. All but text go to standard output.]:format:{__gatewright_complete "${___format[@]}"}'
        '--deny-warnings[Warnings count as errors.]'
        '*--allow[Leave out warnings and notes with this code; may be repeated. Errors stay.]:CODE:'
        '--color[When text is coloured.]:color:{__gatewright_complete "${___color[@]}"}'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_inspect() {
    local -i ret=1
    local -ar ___target=('aws')
    local -ar ___kind=('rest' 'http')
    local -ar ___format=('text' 'json' 'sarif' 'junit')
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        ':plan:_files'
        '--routes[Only the routes.]'
        '--json[As JSON, one object.]'
        '*--param[Value of a CloudFormation parameter, resource or attribute; may be repeated.]:NAME=VALUE:'
        '*--allow-root[Further folder that references may read from; may be repeated.]:DIR:_files -/'
        '--mock[Operations without an integration answer from their examples and schemas.]'
        '--target[Also say what a platform would refuse, drop or change.]:target:{__gatewright_complete "${___target[@]}"}'
        '--kind[What kind of API the specifications are for; without it they say so themselves.]:kind:{__gatewright_complete "${___kind[@]}"}'
        '--format[Form of the findings. All but text go to standard output.]:format:{__gatewright_complete "${___format[@]}"}'
        '--deny-warnings[Warnings count as errors.]'
        '*--allow[Leave out warnings and notes with this code; may be repeated. Errors stay.]:CODE:'
        '--color[When text is coloured.]:color:{__gatewright_complete "${___color[@]}"}'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_trace() {
    local -i ret=1
    local -ar ___target=('aws')
    local -ar ___kind=('rest' 'http')
    local -ar ___format=('text' 'json' 'sarif' 'junit')
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        ':file:_files'
        ':method:'
        ':path:'
        '*'{-H,--header}'[A request header; may be repeated.]:Name\: value:'
        '(-d --data)'{-d,--data}'[The request'\''s body, or @FILE; @- is standard input.]:text:'
        '--backend-status[Status of the backend'\''s answer; 200 unless given.]:status:'
        '*--backend-header[Header of the backend'\''s answer; may be repeated.]:Name\: value:'
        '--backend-body[Body of the backend'\''s answer; {} unless given.]:text:'
        '--stage[The stage'\''s name, $context.stage.]:name:'
        '*--var[A stage variable; may be repeated.]:NAME=VALUE:'
        '--config[The configuration; gatewright.yaml in the current folder when it is there.]:file:_files -g '\''*.yaml *.yml *.json'\'''
        '--json[As JSON, one object.]'
        '*--param[Value of a CloudFormation parameter, resource or attribute; may be repeated.]:NAME=VALUE:'
        '*--allow-root[Further folder that references may read from; may be repeated.]:DIR:_files -/'
        '--mock[Operations without an integration answer from their examples and schemas.]'
        '--target[Also say what a platform would refuse, drop or change.]:target:{__gatewright_complete "${___target[@]}"}'
        '--kind[What kind of API the specifications are for; without it they say so themselves.]:kind:{__gatewright_complete "${___kind[@]}"}'
        '--format[Form of the findings. All but text go to standard output.]:format:{__gatewright_complete "${___format[@]}"}'
        '--deny-warnings[Warnings count as errors.]'
        '*--allow[Leave out warnings and notes with this code; may be repeated. Errors stay.]:CODE:'
        '--color[When text is coloured.]:color:{__gatewright_complete "${___color[@]}"}'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_diff() {
    local -i ret=1
    local -ar ___fail_on=('breaking' 'behaviour' 'any')
    local -ar ___format=('text' 'json')
    local -ar ___target=('aws')
    local -ar ___kind=('rest' 'http')
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        ':old:_files'
        ':new:_files'
        '--fail-on[Exit with 1 where a difference is at least this.]:fail-on:{__gatewright_complete "${___fail_on[@]}"}'
        '--format[Form of the differences.]:format:{__gatewright_complete "${___format[@]}"}'
        '--control[The control plane; AWS_ENDPOINT_URL_API_GATEWAY or AWS_ENDPOINT_URL, else http\://127.0.0.1\:8090, unless given.]:url:'
        '--region[The region that APIs are looked for in; the SDKs'\'' unless given.]:name:'
        '*--param[Value of a CloudFormation parameter, resource or attribute; may be repeated.]:NAME=VALUE:'
        '*--allow-root[Further folder that references may read from; may be repeated.]:DIR:_files -/'
        '--mock[Operations without an integration answer from their examples and schemas.]'
        '--target[Also say what a platform would refuse, drop or change.]:target:{__gatewright_complete "${___target[@]}"}'
        '--kind[What kind of API the specifications are for; without it they say so themselves.]:kind:{__gatewright_complete "${___kind[@]}"}'
        '--deny-warnings[Warnings count as errors.]'
        '*--allow[Leave out warnings and notes with this code; may be repeated. Errors stay.]:CODE:'
        '--color[When text is coloured.]:color:{__gatewright_complete "${___color[@]}"}'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_test-invoke() {
    local -i ret=1
    local -ar ___format=('text' 'json')
    local -ar ___target=('aws')
    local -ar ___kind=('rest' 'http')
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        ':file:_files'
        ':method:'
        ':path:'
        '*'{-H,--header}'[A request header; may be repeated.]:Name\: value:'
        '(-d --data)'{-d,--data}'[The request'\''s body, or @FILE; @- is standard input.]:text:'
        '--backend-status[Status of the backend'\''s answer; 200 unless given.]:status:'
        '*--backend-header[Header of the backend'\''s answer; may be repeated.]:Name\: value:'
        '--backend-body[Body of the backend'\''s answer; {} unless given.]:text:'
        '--stage[The stage'\''s name, $context.stage.]:name:'
        '*--var[A stage variable; may be repeated.]:NAME=VALUE:'
        '--config[The configuration; gatewright.yaml in the current folder when it is there.]:file:_files -g '\''*.yaml *.yml *.json'\'''
        '--format[The log, or the object that TestInvokeMethod answers.]:format:{__gatewright_complete "${___format[@]}"}'
        '*--param[Value of a CloudFormation parameter, resource or attribute; may be repeated.]:NAME=VALUE:'
        '*--allow-root[Further folder that references may read from; may be repeated.]:DIR:_files -/'
        '--mock[Operations without an integration answer from their examples and schemas.]'
        '--target[Also say what a platform would refuse, drop or change.]:target:{__gatewright_complete "${___target[@]}"}'
        '--kind[What kind of API the specifications are for; without it they say so themselves.]:kind:{__gatewright_complete "${___kind[@]}"}'
        '--deny-warnings[Warnings count as errors.]'
        '*--allow[Leave out warnings and notes with this code; may be repeated. Errors stay.]:CODE:'
        '--color[When text is coloured.]:color:{__gatewright_complete "${___color[@]}"}'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_cors() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        ':file:_files'
        '--origin[The origin that may read answers, or *.]:origin:'
        '--methods[Methods that preflights allow, with commas. Default\: those of each path.]:list:'
        '--headers[Request headers that preflights allow, with commas.]:list:'
        '--credentials[Browsers may send cookies and other credentials; needs one --origin.]'
        '--max-age[How long browsers may remember a preflight.]:seconds:'
        '(--output -o)'{--output,-o}'[The file to write instead of standard output.]:file:_files'
        '--in-place[Write the specification itself.]'
        '--diff[Print a unified diff and write nothing.]'
        '--deny-warnings[Warnings count as errors.]'
        '*--allow[Leave out warnings and notes with this code; may be repeated. Errors stay.]:CODE:'
        '--color[When text is coloured.]:color:{__gatewright_complete "${___color[@]}"}'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_template() {
    local -i ret=1
    local -ar arg_specs=(
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
        '(-): :->command'
        '(-)*:: :->arg'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0
    case "${state}" in
    command)
        local -ar subcommands=(
            'render:Render a mapping template with a body and other inputs.'
        )
        _describe -V subcommand subcommands && ret=0
        ;;
    arg)
        case "${words[1]}" in
        render)
            "_gatewright_template_${words[1]}" && ret=0
            ;;
        esac
        ;;
    esac

    return "${ret}"
}

_gatewright_template_render() {
    local -i ret=1
    local -ar ___profile=('aws' 'velocity')
    local -ar arg_specs=(
        ':file:_files'
        '--body[The body\: a text, @FILE, or - for standard input.]:text:'
        '--params[$input.params\: {"path","querystring","header"}, or @FILE.]:json:'
        '--context[$context, or @FILE.]:json:'
        '--stage-variables[$stageVariables, or @FILE.]:json:'
        '--profile[What null and undefined references print.]:profile:{__gatewright_complete "${___profile[@]}"}'
        '--trace[Tell every instruction and what it does.]'
        '--json[The trace as JSON, one object a line.]'
        '--batch[Answer JSON lines of standard input.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_schema() {
    local -i ret=1
    local -ar arg_specs=(
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
        '(-): :->command'
        '(-)*:: :->arg'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0
    case "${state}" in
    command)
        local -ar subcommands=(
            'validate:Print every error of a body with its JSON Pointer.'
        )
        _describe -V subcommand subcommands && ret=0
        ;;
    arg)
        case "${words[1]}" in
        validate)
            "_gatewright_schema_${words[1]}" && ret=0
            ;;
        esac
        ;;
    esac

    return "${ret}"
}

_gatewright_schema_validate() {
    local -i ret=1
    local -ar ___draft=('4' '6' '7' '2019-09' '2020-12')
    local -ar ___print=('json' 'xml')
    local -ar arg_specs=(
        ':schema:_files'
        ':body:_files'
        '--draft[The draft of schemas whose $schema names none; in a batch, of lines without one.]:draft:{__gatewright_complete "${___draft[@]}"}'
        '--format-assertion[A `format` that does not hold makes the body invalid.]'
        '--remotes[Folder that answers references to http\://localhost\:1234/.]:folder:_files -/'
        '--print[Print the body'\''s value before its errors, as json or xml.]:print:{__gatewright_complete "${___print[@]}"}'
        '--batch[Answer JSON lines of standard input.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_jsonpath() {
    local -i ret=1
    local -ar arg_specs=(
        ':path:'
        ':body:_files'
        '--batch[Answer JSON lines of standard input.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_explain() {
    local -i ret=1
    local -ar ___format=('text' 'markdown' 'json')
    local -ar arg_specs=(
        '*:code:'
        '--all[Every rule.]'
        '--format[Form of the text.]:format:{__gatewright_complete "${___format[@]}"}'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_deploy() {
    local -i ret=1
    local -ar ___target=('aws')
    local -ar ___kind=('rest' 'http')
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '*:file:_files'
        '--api[The API'\''s name, or the identifier of one that is there.]:name:'
        '--stage[The stage.]:name:'
        '--canary[Deploy to a canary of the stage that gets this share of its requests.]:percent:'
        '*--var[A stage variable, of the canary if there is one; may be repeated.]:NAME=VALUE:'
        '--description[What the deployment says of itself.]:text:'
        '--to[The control plane; the same as --control.]:url:'
        '--json[Write what was done as JSON.]'
        '--control[The control plane; AWS_ENDPOINT_URL_API_GATEWAY or AWS_ENDPOINT_URL, else http\://127.0.0.1\:8090, unless given.]:url:'
        '--region[The region that APIs are looked for in; the SDKs'\'' unless given.]:name:'
        '*--param[Value of a CloudFormation parameter, resource or attribute; may be repeated.]:NAME=VALUE:'
        '*--allow-root[Further folder that references may read from; may be repeated.]:DIR:_files -/'
        '--mock[Operations without an integration answer from their examples and schemas.]'
        '--target[Also say what a platform would refuse, drop or change.]:target:{__gatewright_complete "${___target[@]}"}'
        '--kind[What kind of API the specifications are for; without it they say so themselves.]:kind:{__gatewright_complete "${___kind[@]}"}'
        '--deny-warnings[Warnings count as errors.]'
        '*--allow[Leave out warnings and notes with this code; may be repeated. Errors stay.]:CODE:'
        '--color[When text is coloured.]:color:{__gatewright_complete "${___color[@]}"}'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_promote() {
    local -i ret=1
    local -ar arg_specs=(
        '--api[The API'\''s name or identifier.]:name:'
        '--stage[The stage.]:name:'
        '--control[The control plane; AWS_ENDPOINT_URL_API_GATEWAY or AWS_ENDPOINT_URL, else http\://127.0.0.1\:8090, unless given.]:url:'
        '--region[The region that APIs are looked for in; the SDKs'\'' unless given.]:name:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_rollback() {
    local -i ret=1
    local -ar arg_specs=(
        '--api[The API'\''s name or identifier.]:name:'
        '--stage[The stage.]:name:'
        '--control[The control plane; AWS_ENDPOINT_URL_API_GATEWAY or AWS_ENDPOINT_URL, else http\://127.0.0.1\:8090, unless given.]:url:'
        '--region[The region that APIs are looked for in; the SDKs'\'' unless given.]:name:'
        '--to[The deployment that shall serve the stage.]:deployment:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_status() {
    local -i ret=1
    local -ar ___format=('text' 'json')
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--api[One API, by name or identifier.]:name:'
        '--format[A table, or JSON.]:format:{__gatewright_complete "${___format[@]}"}'
        '--control[The control plane; AWS_ENDPOINT_URL_API_GATEWAY or AWS_ENDPOINT_URL, else http\://127.0.0.1\:8090, unless given.]:url:'
        '--region[The region that APIs are looked for in; the SDKs'\'' unless given.]:name:'
        '--deny-warnings[Warnings count as errors.]'
        '*--allow[Leave out warnings and notes with this code; may be repeated. Errors stay.]:CODE:'
        '--color[When text is coloured.]:color:{__gatewright_complete "${___color[@]}"}'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_import() {
    local -i ret=1
    local -ar arg_specs=(
        '--from-aws[Read from AWS, in the region of --region.]'
        '--from[Read from this endpoint instead.]:url:'
        '--api[The API'\''s name or identifier.]:name:'
        '--stage[The stage; needed when the API has several.]:name:'
        '--region[The region; the SDKs'\'' unless given.]:name:'
        '(--output -o)'{--output,-o}'[The specification'\''s file; YAML if it is called so, else JSON.]:file:_files'
        '--to[The control plane of the node that shall serve it.]:url:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_export() {
    local -i ret=1
    local -ar ___type=('oas30' 'swagger')
    local -ar ___format=('json' 'yaml')
    local -ar ___target=('aws')
    local -ar ___kind=('rest' 'http')
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        ':what:_files'
        '--api[The API'\''s name or identifier, as in api\:NAME.]:name:'
        '--stage[The stage of --api; without one, the API as it is now.]:name:'
        '--type[OpenAPI 3.0.1 or Swagger 2.0.]:type:{__gatewright_complete "${___type[@]}"}'
        '--extensions[What of AWS is written, with commas\: apigateway (all of it), integrations, authorizers, postman, or none.]:list:'
        '(--output -o)'{--output,-o}'[The file to write instead of standard output.]:file:_files'
        '--format[Syntax of the document; YAML for a file that is called so, else JSON, unless given.]:format:{__gatewright_complete "${___format[@]}"}'
        '--control[The control plane; AWS_ENDPOINT_URL_API_GATEWAY or AWS_ENDPOINT_URL, else http\://127.0.0.1\:8090, unless given.]:url:'
        '--region[The region that APIs are looked for in; the SDKs'\'' unless given.]:name:'
        '*--param[Value of a CloudFormation parameter, resource or attribute; may be repeated.]:NAME=VALUE:'
        '*--allow-root[Further folder that references may read from; may be repeated.]:DIR:_files -/'
        '--mock[Operations without an integration answer from their examples and schemas.]'
        '--target[Also say what a platform would refuse, drop or change.]:target:{__gatewright_complete "${___target[@]}"}'
        '--kind[What kind of API the specifications are for; without it they say so themselves.]:kind:{__gatewright_complete "${___kind[@]}"}'
        '--deny-warnings[Warnings count as errors.]'
        '*--allow[Leave out warnings and notes with this code; may be repeated. Errors stay.]:CODE:'
        '--color[When text is coloured.]:color:{__gatewright_complete "${___color[@]}"}'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_sdk() {
    local -i ret=1
    local -ar ___target=('aws')
    local -ar ___kind=('rest' 'http')
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        ':file:_files'
        '*'{--language,-l}'[The client'\''s language; of several (`go,swift`, or `all`) each gets a folder below the output'\''s.]:language:'
        '(--output -o)'{--output,-o}'[The package'\''s folder.]:folder:_files -/'
        '--name[The client'\''s name; the API'\''s title unless given.]:name:'
        '--package[The package'\''s name in the language'\''s registry.]:name:'
        '*--param[Value of a CloudFormation parameter, resource or attribute; may be repeated.]:NAME=VALUE:'
        '*--allow-root[Further folder that references may read from; may be repeated.]:DIR:_files -/'
        '--mock[Operations without an integration answer from their examples and schemas.]'
        '--target[Also say what a platform would refuse, drop or change.]:target:{__gatewright_complete "${___target[@]}"}'
        '--kind[What kind of API the specifications are for; without it they say so themselves.]:kind:{__gatewright_complete "${___kind[@]}"}'
        '--deny-warnings[Warnings count as errors.]'
        '*--allow[Leave out warnings and notes with this code; may be repeated. Errors stay.]:CODE:'
        '--color[When text is coloured.]:color:{__gatewright_complete "${___color[@]}"}'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_functions() {
    local -i ret=1
    local -ar arg_specs=(
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
        '(-): :->command'
        '(-)*:: :->arg'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0
    case "${state}" in
    command)
        local -ar subcommands=(
            'serve:Serve the functions of a configuration by Lambda'\''s Invoke API.'
            'invoke:Start a function, invoke it once, end it.'
        )
        _describe -V subcommand subcommands && ret=0
        ;;
    arg)
        case "${words[1]}" in
        serve|invoke)
            "_gatewright_functions_${words[1]}" && ret=0
            ;;
        esac
        ;;
    esac

    return "${ret}"
}

_gatewright_functions_serve() {
    local -i ret=1
    local -ar ___format=('text' 'json' 'sarif' 'junit')
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--listen[Where to listen; port 0 takes a free one.]:host\:port:'
        '--config[The configuration; gatewright.yaml in the current folder when it is there.]:file:_files -g '\''*.yaml *.yml *.json'\'''
        '--format[Form of the findings. All but text go to standard output.]:format:{__gatewright_complete "${___format[@]}"}'
        '--deny-warnings[Warnings count as errors.]'
        '*--allow[Leave out warnings and notes with this code; may be repeated. Errors stay.]:CODE:'
        '--color[When text is coloured.]:color:{__gatewright_complete "${___color[@]}"}'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_functions_invoke() {
    local -i ret=1
    local -ar ___format=('text' 'json' 'sarif' 'junit')
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        ':name:'
        '--payload[The event\: a text, @FILE, or - for standard input.]:json:'
        '--config[The configuration; gatewright.yaml in the current folder when it is there.]:file:_files -g '\''*.yaml *.yml *.json'\'''
        '--format[Form of the findings. All but text go to standard output.]:format:{__gatewright_complete "${___format[@]}"}'
        '--deny-warnings[Warnings count as errors.]'
        '*--allow[Leave out warnings and notes with this code; may be repeated. Errors stay.]:CODE:'
        '--color[When text is coloured.]:color:{__gatewright_complete "${___color[@]}"}'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_keys() {
    local -i ret=1
    local -ar arg_specs=(
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
        '(-): :->command'
        '(-)*:: :->arg'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0
    case "${state}" in
    command)
        local -ar subcommands=(
            'create:Make a key and print its value, once.'
            'import:Take keys from a file in AWS'\''s format and print their identifiers.'
            'export:Print the keys in AWS'\''s file format.'
            'list:List the keys of the configuration and the state folder, without values.'
            'enable:Let a key be used.'
            'disable:Keep a key from being used.'
            'delete:Forget a key.'
        )
        _describe -V subcommand subcommands && ret=0
        ;;
    arg)
        case "${words[1]}" in
        create|import|export|list|enable|disable|delete)
            "_gatewright_keys_${words[1]}" && ret=0
            ;;
        esac
        ;;
    esac

    return "${ret}"
}

_gatewright_keys_create() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        ':name:'
        '--value[The value\: @FILE, - for standard input, or the text itself; a random one unless given.]:value:'
        '*--plan[A usage plan of the key; may be repeated.]:id:'
        '--description[What the key is for.]:text:'
        '--customer-id[The customer in a market place, customerId.]:id:'
        '--disabled[Keep the key from being used until `keys enable`.]'
        '--keep-value[Keep the value beside its digest, so that `keys export` can write it.]'
        '--config[The configuration; gatewright.yaml in the current folder when it is there.]:file:_files -g '\''*.yaml *.yml *.json'\'''
        '--deny-warnings[Warnings count as errors.]'
        '*--allow[Leave out warnings and notes with this code; may be repeated. Errors stay.]:CODE:'
        '--color[When text is coloured.]:color:{__gatewright_complete "${___color[@]}"}'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_keys_import() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        ':file:_files'
        '--fail-on-warnings[Import nothing when there is a warning; AWS\: failonwarnings.]'
        '--keep-values[Keep values beside their digests, so that `keys export` can write them.]'
        '--config[The configuration; gatewright.yaml in the current folder when it is there.]:file:_files -g '\''*.yaml *.yml *.json'\'''
        '--deny-warnings[Warnings count as errors.]'
        '*--allow[Leave out warnings and notes with this code; may be repeated. Errors stay.]:CODE:'
        '--color[When text is coloured.]:color:{__gatewright_complete "${___color[@]}"}'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_keys_export() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--config[The configuration; gatewright.yaml in the current folder when it is there.]:file:_files -g '\''*.yaml *.yml *.json'\'''
        '--deny-warnings[Warnings count as errors.]'
        '*--allow[Leave out warnings and notes with this code; may be repeated. Errors stay.]:CODE:'
        '--color[When text is coloured.]:color:{__gatewright_complete "${___color[@]}"}'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_keys_list() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--config[The configuration; gatewright.yaml in the current folder when it is there.]:file:_files -g '\''*.yaml *.yml *.json'\'''
        '--deny-warnings[Warnings count as errors.]'
        '*--allow[Leave out warnings and notes with this code; may be repeated. Errors stay.]:CODE:'
        '--color[When text is coloured.]:color:{__gatewright_complete "${___color[@]}"}'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_keys_enable() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        ':key:'
        '--config[The configuration; gatewright.yaml in the current folder when it is there.]:file:_files -g '\''*.yaml *.yml *.json'\'''
        '--deny-warnings[Warnings count as errors.]'
        '*--allow[Leave out warnings and notes with this code; may be repeated. Errors stay.]:CODE:'
        '--color[When text is coloured.]:color:{__gatewright_complete "${___color[@]}"}'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_keys_disable() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        ':key:'
        '--config[The configuration; gatewright.yaml in the current folder when it is there.]:file:_files -g '\''*.yaml *.yml *.json'\'''
        '--deny-warnings[Warnings count as errors.]'
        '*--allow[Leave out warnings and notes with this code; may be repeated. Errors stay.]:CODE:'
        '--color[When text is coloured.]:color:{__gatewright_complete "${___color[@]}"}'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_keys_delete() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        ':key:'
        '--config[The configuration; gatewright.yaml in the current folder when it is there.]:file:_files -g '\''*.yaml *.yml *.json'\'''
        '--deny-warnings[Warnings count as errors.]'
        '*--allow[Leave out warnings and notes with this code; may be repeated. Errors stay.]:CODE:'
        '--color[When text is coloured.]:color:{__gatewright_complete "${___color[@]}"}'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_usage() {
    local -i ret=1
    local -ar arg_specs=(
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
        '(-): :->command'
        '(-)*:: :->arg'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0
    case "${state}" in
    command)
        local -ar subcommands=(
            'show:Print what the keys of a plan have used.'
            'extend:Set what remains of a key'\''s quota in the current period.'
        )
        _describe -V subcommand subcommands && ret=0
        ;;
    arg)
        case "${words[1]}" in
        show|extend)
            "_gatewright_usage_${words[1]}" && ret=0
            ;;
        esac
        ;;
    esac

    return "${ret}"
}

_gatewright_usage_show() {
    local -i ret=1
    local -ar ___format=('text' 'json' 'csv')
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        ':plan:'
        '--key[One key, by identifier or name.]:key:'
        '--start-date[The first day, in UTC; the last one unless given.]:yyyy-mm-dd:'
        '--end-date[The last day, in UTC; today unless given.]:yyyy-mm-dd:'
        '--format[A table, JSON, or lines of date, key, used and remaining.]:format:{__gatewright_complete "${___format[@]}"}'
        '--config[The configuration; gatewright.yaml in the current folder when it is there.]:file:_files -g '\''*.yaml *.yml *.json'\'''
        '--deny-warnings[Warnings count as errors.]'
        '*--allow[Leave out warnings and notes with this code; may be repeated. Errors stay.]:CODE:'
        '--color[When text is coloured.]:color:{__gatewright_complete "${___color[@]}"}'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_usage_extend() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        ':plan:'
        ':key:'
        '--remaining[Requests until the period ends; may be more than the quota.]:n:'
        '--config[The configuration; gatewright.yaml in the current folder when it is there.]:file:_files -g '\''*.yaml *.yml *.json'\'''
        '--deny-warnings[Warnings count as errors.]'
        '*--allow[Leave out warnings and notes with this code; may be repeated. Errors stay.]:CODE:'
        '--color[When text is coloured.]:color:{__gatewright_complete "${___color[@]}"}'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_cache() {
    local -i ret=1
    local -ar arg_specs=(
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
        '(-): :->command'
        '(-)*:: :->arg'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0
    case "${state}" in
    command)
        local -ar subcommands=(
            'flush:Forget kept answers: all of them, or those of one stage of an API.'
        )
        _describe -V subcommand subcommands && ret=0
        ;;
    arg)
        case "${words[1]}" in
        flush)
            "_gatewright_cache_${words[1]}" && ret=0
            ;;
        esac
        ;;
    esac

    return "${ret}"
}

_gatewright_cache_flush() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--api[The API'\''s identifier, as `inspect` shows it; with --stage.]:id:'
        '--stage[The stage, as `run --stage` names it; with --api.]:name:'
        '--config[The configuration; gatewright.yaml in the current folder when it is there.]:file:_files -g '\''*.yaml *.yml *.json'\'''
        '--deny-warnings[Warnings count as errors.]'
        '*--allow[Leave out warnings and notes with this code; may be repeated. Errors stay.]:CODE:'
        '--color[When text is coloured.]:color:{__gatewright_complete "${___color[@]}"}'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_store() {
    local -i ret=1
    local -ar arg_specs=(
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
        '(-): :->command'
        '(-)*:: :->arg'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0
    case "${state}" in
    command)
        local -ar subcommands=(
            'check:Look at all of the store, also while serve runs; exit code 1 when something is damaged.'
            'backup:Copy the store into one file and print its path, also while serve runs.'
            'restore:Put a backup in the store'\''s place, while serve does not run.'
        )
        _describe -V subcommand subcommands && ret=0
        ;;
    arg)
        case "${words[1]}" in
        check|backup|restore)
            "_gatewright_store_${words[1]}" && ret=0
            ;;
        esac
        ;;
    esac

    return "${ret}"
}

_gatewright_store_check() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--state[The state folder; the configuration'\''s, .gatewright unless it names one.]:folder:_files -/'
        '--config[The configuration; gatewright.yaml in the current folder when it is there.]:file:_files -g '\''*.yaml *.yml *.json'\'''
        '--deny-warnings[Warnings count as errors.]'
        '*--allow[Leave out warnings and notes with this code; may be repeated. Errors stay.]:CODE:'
        '--color[When text is coloured.]:color:{__gatewright_complete "${___color[@]}"}'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_store_backup() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        ':file:_files -g '\''*.sqlite'\'''
        '--state[The state folder; the configuration'\''s, .gatewright unless it names one.]:folder:_files -/'
        '--config[The configuration; gatewright.yaml in the current folder when it is there.]:file:_files -g '\''*.yaml *.yml *.json'\'''
        '--deny-warnings[Warnings count as errors.]'
        '*--allow[Leave out warnings and notes with this code; may be repeated. Errors stay.]:CODE:'
        '--color[When text is coloured.]:color:{__gatewright_complete "${___color[@]}"}'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_store_restore() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        ':file:_files -g '\''*.sqlite'\'''
        '--state[The state folder; the configuration'\''s, .gatewright unless it names one.]:folder:_files -/'
        '--config[The configuration; gatewright.yaml in the current folder when it is there.]:file:_files -g '\''*.yaml *.yml *.json'\'''
        '--deny-warnings[Warnings count as errors.]'
        '*--allow[Leave out warnings and notes with this code; may be repeated. Errors stay.]:CODE:'
        '--color[When text is coloured.]:color:{__gatewright_complete "${___color[@]}"}'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_client-certificate() {
    local -i ret=1
    local -ar arg_specs=(
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
        '(-): :->command'
        '(-)*:: :->arg'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0
    case "${state}" in
    command)
        local -ar subcommands=(
            'generate:Write a self-signed certificate and its key.'
        )
        _describe -V subcommand subcommands && ret=0
        ;;
    arg)
        case "${words[1]}" in
        generate)
            "_gatewright_client-certificate_${words[1]}" && ret=0
            ;;
        esac
        ;;
    esac

    return "${ret}"
}

_gatewright_client-certificate_generate() {
    local -i ret=1
    local -ar arg_specs=(
        ':name:_files'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_completion() {
    local -i ret=1
    local -ar _shell=('bash' 'zsh' 'fish')
    local -ar arg_specs=(
        ':shell:{__gatewright_complete "${_shell[@]}"}'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_man() {
    local -i ret=1
    local -ar arg_specs=(
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_gatewright_help() {
    local -i ret=1
    local -ar arg_specs=(
        '*:subcommands:'
        '--version[Show the version.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

if [[ "${funcstack[1]}" = _gatewright ]]; then
    _gatewright "${@}"
else
    compdef _gatewright gatewright
fi
