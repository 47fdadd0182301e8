#!/bin/bash

__gatewright_cursor_index_in_current_word() {
    local remaining="${COMP_LINE}"

    local word
    for word in "${COMP_WORDS[@]::COMP_CWORD}"; do
        remaining="${remaining##*([[:space:]])"${word}"*([[:space:]])}"
    done

    local -ir index="$((COMP_POINT - ${#COMP_LINE} + ${#remaining}))"
    if [[ "${index}" -le 0 ]]; then
        printf 0
    else
        printf %s "${index}"
    fi
}

# positional arguments:
#
# - 1: the current (sub)command's count of positional arguments
#
# required variables:
#
# - repeating_flags: the repeating flags that the current (sub)command can accept
# - non_repeating_flags: the non-repeating flags that the current (sub)command can accept
# - repeating_options: the repeating options that the current (sub)command can accept
# - non_repeating_options: the non-repeating options that the current (sub)command can accept
# - positional_number: value ignored
# - unparsed_words: unparsed words from the current command line
#
# modified variables:
#
# - non_repeating_flags: remove flags for this (sub)command that are already on the command line
# - non_repeating_options: remove options for this (sub)command that are already on the command line
# - positional_number: set to the current positional number
# - unparsed_words: remove all flags, options, and option values for this (sub)command
__gatewright_offer_flags_options() {
    local -ir positional_count="${1}"
    positional_number=0

    local was_flag_option_terminator_seen=false
    local is_parsing_option_value=false

    local -ar unparsed_word_indices=("${!unparsed_words[@]}")
    local -i word_index
    for word_index in "${unparsed_word_indices[@]}"; do
        if "${is_parsing_option_value}"; then
            # This word is an option value:
            # Reset marker for next word iff not currently the last word
            [[ "${word_index}" -ne "${unparsed_word_indices[${#unparsed_word_indices[@]} - 1]}" ]] && is_parsing_option_value=false
            unset "unparsed_words[${word_index}]"
            # Do not process this word as a flag or an option
            continue
        fi

        local word="${unparsed_words["${word_index}"]}"
        if ! "${was_flag_option_terminator_seen}"; then
            case "${word}" in
            --)
                unset "unparsed_words[${word_index}]"
                # by itself -- is a flag/option terminator, but if it is the last word, it is the start of a completion
                if [[ "${word_index}" -ne "${unparsed_word_indices[${#unparsed_word_indices[@]} - 1]}" ]]; then
                    was_flag_option_terminator_seen=true
                fi
                continue
                ;;
            -*)
                # ${word} is a flag or an option
                # If ${word} is an option, mark that the next word to be parsed is an option value
                local option
                for option in "${repeating_options[@]}" "${non_repeating_options[@]}"; do
                    [[ "${word}" = "${option}" ]] && is_parsing_option_value=true && break
                done

                # Remove ${word} from ${non_repeating_flags} or ${non_repeating_options} so it isn't offered again
                local not_found=true
                local -i index
                for index in "${!non_repeating_flags[@]}"; do
                    if [[ "${non_repeating_flags[${index}]}" = "${word}" ]]; then
                        unset "non_repeating_flags[${index}]"
                        non_repeating_flags=("${non_repeating_flags[@]}")
                        not_found=false
                        break
                    fi
                done
                if "${not_found}"; then
                    for index in "${!non_repeating_flags[@]}"; do
                        if [[ "${non_repeating_flags[${index}]}" = "${word}" ]]; then
                            unset "non_repeating_flags[${index}]"
                            non_repeating_flags=("${non_repeating_flags[@]}")
                            break
                        fi
                    done
                fi
                unset "unparsed_words[${word_index}]"
                continue
                ;;
            esac
        fi

        # ${word} is neither a flag, nor an option, nor an option value
        if [[ "${positional_number}" -lt "${positional_count}" || "${positional_count}" -lt 0 ]]; then
            # ${word} is a positional
            ((positional_number++))
            unset "unparsed_words[${word_index}]"
        else
            if [[ -z "${word}" ]]; then
                # Could be completing a flag, option, or subcommand
                positional_number=-1
            else
                # ${word} is a subcommand or invalid, so stop processing this (sub)command
                positional_number=-2
            fi
            break
        fi
    done

    unparsed_words=("${unparsed_words[@]}")

    if\
        ! "${was_flag_option_terminator_seen}"\
        && ! "${is_parsing_option_value}"\
        && [[ ("${cur}" = -* && "${positional_number}" -ge 0) || "${positional_number}" -eq -1 ]]
    then
        COMPREPLY+=($(compgen -W "${repeating_flags[*]} ${non_repeating_flags[*]} ${repeating_options[*]} ${non_repeating_options[*]}" -- "${cur}"))
    fi
}

__gatewright_add_completions() {
    local completion
    while IFS='' read -r completion; do
        COMPREPLY+=("${completion}")
    done < <(IFS=$'\n' compgen "${@}" -- "${cur}")
}

__gatewright_custom_complete() {
    if [[ -n "${cur}" || -z ${COMP_WORDS[${COMP_CWORD}]} || "${COMP_LINE:${COMP_POINT}:1}" != ' ' ]]; then
        local -ar words=("${COMP_WORDS[@]}")
    else
        local -ar words=("${COMP_WORDS[@]::${COMP_CWORD}}" '' "${COMP_WORDS[@]:${COMP_CWORD}}")
    fi

    "${COMP_WORDS[0]}" "${@}" "${words[@]}"
}

_gatewright() {
    local state
    state="$(shopt -p;shopt -po)"
    trap "${state//$'\n'/;}" RETURN
    shopt -s extglob
    set +o history +o posix

    local -xr SAP_SHELL=bash
    local -x SAP_SHELL_VERSION
    SAP_SHELL_VERSION="$(IFS='.';printf %s "${BASH_VERSINFO[*]}")"
    local -r SAP_SHELL_VERSION

    local -r cur="${2}"
    local -r prev="${3}"

    local -i positional_number
    local -a unparsed_words=("${COMP_WORDS[@]:1:${COMP_CWORD}}")

    local -a repeating_flags=()
    local -a non_repeating_flags=(--version -h --help)
    local -a repeating_options=()
    local -a non_repeating_options=()
    __gatewright_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    check|compile|run|serve|inspect|trace|diff|test-invoke|cors|template|schema|jsonpath|explain|deploy|promote|rollback|status|import|export|sdk|functions|keys|usage|cache|store|client-certificate|completion|man|help)
        # Offer subcommand argument completions
        "_gatewright_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'check compile run serve inspect trace diff test-invoke cors template schema jsonpath explain deploy promote rollback status import export sdk functions keys usage cache store client-certificate completion man help' -- "${cur}"))
        ;;
    esac
}

_gatewright_check() {
    repeating_flags=()
    non_repeating_flags=(--mock --deny-warnings --version -h --help)
    repeating_options=(--param --allow-root --allow)
    non_repeating_options=(--target --kind --format --color)
    __gatewright_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--param')
        return
        ;;
    '--allow-root')
        __gatewright_add_completions -d
        return
        ;;
    '--target')
        __gatewright_add_completions -W 'aws'
        return
        ;;
    '--kind')
        __gatewright_add_completions -W 'rest'$'\n''http'
        return
        ;;
    '--format')
        __gatewright_add_completions -W 'text'$'\n''json'$'\n''sarif'$'\n''junit'
        return
        ;;
    '--allow')
        return
        ;;
    '--color')
        __gatewright_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __gatewright_add_completions -f
        return
        ;;
    esac
}

_gatewright_compile() {
    repeating_flags=()
    non_repeating_flags=(--mock --deny-warnings --version -h --help)
    repeating_options=(--param --allow-root --allow)
    non_repeating_options=(--output -o --target --kind --format --color)
    __gatewright_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--output'|'-o')
        __gatewright_add_completions -o plusdirs -fX '!*.@(plan)'
        return
        ;;
    '--param')
        return
        ;;
    '--allow-root')
        __gatewright_add_completions -d
        return
        ;;
    '--target')
        __gatewright_add_completions -W 'aws'
        return
        ;;
    '--kind')
        __gatewright_add_completions -W 'rest'$'\n''http'
        return
        ;;
    '--format')
        __gatewright_add_completions -W 'text'$'\n''json'$'\n''sarif'$'\n''junit'
        return
        ;;
    '--allow')
        return
        ;;
    '--color')
        __gatewright_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __gatewright_add_completions -f
        return
        ;;
    esac
}

_gatewright_run() {
    repeating_flags=()
    non_repeating_flags=(--watch --skip-authorization --mock --deny-warnings --version -h --help)
    repeating_options=(--var --param --allow-root --allow)
    non_repeating_options=(--listen --tls-listen --event-loops --admin --stage --access-log --access-log-file --execution-log --execution-log-file --drain-seconds --upstream-roots --config --target --kind --format --color)
    __gatewright_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--listen')
        return
        ;;
    '--tls-listen')
        return
        ;;
    '--event-loops')
        return
        ;;
    '--admin')
        return
        ;;
    '--stage')
        return
        ;;
    '--var')
        return
        ;;
    '--access-log')
        return
        ;;
    '--access-log-file')
        __gatewright_add_completions -f
        return
        ;;
    '--execution-log')
        __gatewright_add_completions -W 'off'$'\n''error'$'\n''info'$'\n''trace'
        return
        ;;
    '--execution-log-file')
        __gatewright_add_completions -f
        return
        ;;
    '--drain-seconds')
        return
        ;;
    '--upstream-roots')
        __gatewright_add_completions -f
        return
        ;;
    '--config')
        __gatewright_add_completions -o plusdirs -fX '!*.@(yaml|yml|json)'
        return
        ;;
    '--param')
        return
        ;;
    '--allow-root')
        __gatewright_add_completions -d
        return
        ;;
    '--target')
        __gatewright_add_completions -W 'aws'
        return
        ;;
    '--kind')
        __gatewright_add_completions -W 'rest'$'\n''http'
        return
        ;;
    '--format')
        __gatewright_add_completions -W 'text'$'\n''json'$'\n''sarif'$'\n''junit'
        return
        ;;
    '--allow')
        return
        ;;
    '--color')
        __gatewright_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __gatewright_add_completions -f
        return
        ;;
    esac
}

_gatewright_serve() {
    repeating_flags=()
    non_repeating_flags=(--deny-warnings --version -h --help)
    repeating_options=(--allow)
    non_repeating_options=(--listen --tls-listen --control --admin --state --account --region --event-loops --access-log-file --drain-seconds --config --format --color)
    __gatewright_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--listen')
        return
        ;;
    '--tls-listen')
        return
        ;;
    '--control')
        return
        ;;
    '--admin')
        return
        ;;
    '--state')
        __gatewright_add_completions -d
        return
        ;;
    '--account')
        return
        ;;
    '--region')
        return
        ;;
    '--event-loops')
        return
        ;;
    '--access-log-file')
        __gatewright_add_completions -f
        return
        ;;
    '--drain-seconds')
        return
        ;;
    '--config')
        __gatewright_add_completions -o plusdirs -fX '!*.@(yaml|yml|json)'
        return
        ;;
    '--format')
        __gatewright_add_completions -W 'text'$'\n''json'$'\n''sarif'$'\n''junit'
        return
        ;;
    '--allow')
        return
        ;;
    '--color')
        __gatewright_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_gatewright_inspect() {
    repeating_flags=()
    non_repeating_flags=(--routes --json --mock --deny-warnings --version -h --help)
    repeating_options=(--param --allow-root --allow)
    non_repeating_options=(--target --kind --format --color)
    __gatewright_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--param')
        return
        ;;
    '--allow-root')
        __gatewright_add_completions -d
        return
        ;;
    '--target')
        __gatewright_add_completions -W 'aws'
        return
        ;;
    '--kind')
        __gatewright_add_completions -W 'rest'$'\n''http'
        return
        ;;
    '--format')
        __gatewright_add_completions -W 'text'$'\n''json'$'\n''sarif'$'\n''junit'
        return
        ;;
    '--allow')
        return
        ;;
    '--color')
        __gatewright_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __gatewright_add_completions -f
        return
        ;;
    esac
}

_gatewright_trace() {
    repeating_flags=()
    non_repeating_flags=(--json --mock --deny-warnings --version -h --help)
    repeating_options=(-H --header --backend-header --var --param --allow-root --allow)
    non_repeating_options=(-d --data --backend-status --backend-body --stage --config --target --kind --format --color)
    __gatewright_offer_flags_options 3

    # Offer option value completions
    case "${prev}" in
    '-H'|'--header')
        return
        ;;
    '-d'|'--data')
        return
        ;;
    '--backend-status')
        return
        ;;
    '--backend-header')
        return
        ;;
    '--backend-body')
        return
        ;;
    '--stage')
        return
        ;;
    '--var')
        return
        ;;
    '--config')
        __gatewright_add_completions -o plusdirs -fX '!*.@(yaml|yml|json)'
        return
        ;;
    '--param')
        return
        ;;
    '--allow-root')
        __gatewright_add_completions -d
        return
        ;;
    '--target')
        __gatewright_add_completions -W 'aws'
        return
        ;;
    '--kind')
        __gatewright_add_completions -W 'rest'$'\n''http'
        return
        ;;
    '--format')
        __gatewright_add_completions -W 'text'$'\n''json'$'\n''sarif'$'\n''junit'
        return
        ;;
    '--allow')
        return
        ;;
    '--color')
        __gatewright_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __gatewright_add_completions -f
        return
        ;;
    esac
}

_gatewright_diff() {
    repeating_flags=()
    non_repeating_flags=(--mock --deny-warnings --version -h --help)
    repeating_options=(--param --allow-root --allow)
    non_repeating_options=(--fail-on --format --control --region --target --kind --color)
    __gatewright_offer_flags_options 2

    # Offer option value completions
    case "${prev}" in
    '--fail-on')
        __gatewright_add_completions -W 'breaking'$'\n''behaviour'$'\n''any'
        return
        ;;
    '--format')
        __gatewright_add_completions -W 'text'$'\n''json'
        return
        ;;
    '--control')
        return
        ;;
    '--region')
        return
        ;;
    '--param')
        return
        ;;
    '--allow-root')
        __gatewright_add_completions -d
        return
        ;;
    '--target')
        __gatewright_add_completions -W 'aws'
        return
        ;;
    '--kind')
        __gatewright_add_completions -W 'rest'$'\n''http'
        return
        ;;
    '--allow')
        return
        ;;
    '--color')
        __gatewright_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __gatewright_add_completions -f
        return
        ;;
    2)
        __gatewright_add_completions -f
        return
        ;;
    esac
}

_gatewright_test-invoke() {
    repeating_flags=()
    non_repeating_flags=(--mock --deny-warnings --version -h --help)
    repeating_options=(-H --header --backend-header --var --param --allow-root --allow)
    non_repeating_options=(-d --data --backend-status --backend-body --stage --config --format --target --kind --color)
    __gatewright_offer_flags_options 3

    # Offer option value completions
    case "${prev}" in
    '-H'|'--header')
        return
        ;;
    '-d'|'--data')
        return
        ;;
    '--backend-status')
        return
        ;;
    '--backend-header')
        return
        ;;
    '--backend-body')
        return
        ;;
    '--stage')
        return
        ;;
    '--var')
        return
        ;;
    '--config')
        __gatewright_add_completions -o plusdirs -fX '!*.@(yaml|yml|json)'
        return
        ;;
    '--format')
        __gatewright_add_completions -W 'text'$'\n''json'
        return
        ;;
    '--param')
        return
        ;;
    '--allow-root')
        __gatewright_add_completions -d
        return
        ;;
    '--target')
        __gatewright_add_completions -W 'aws'
        return
        ;;
    '--kind')
        __gatewright_add_completions -W 'rest'$'\n''http'
        return
        ;;
    '--allow')
        return
        ;;
    '--color')
        __gatewright_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __gatewright_add_completions -f
        return
        ;;
    esac
}

_gatewright_cors() {
    repeating_flags=()
    non_repeating_flags=(--credentials --in-place --diff --deny-warnings --version -h --help)
    repeating_options=(--allow)
    non_repeating_options=(--origin --methods --headers --max-age --output -o --color)
    __gatewright_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--origin')
        return
        ;;
    '--methods')
        return
        ;;
    '--headers')
        return
        ;;
    '--max-age')
        return
        ;;
    '--output'|'-o')
        __gatewright_add_completions -f
        return
        ;;
    '--allow')
        return
        ;;
    '--color')
        __gatewright_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __gatewright_add_completions -f
        return
        ;;
    esac
}

_gatewright_template() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __gatewright_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    render)
        # Offer subcommand argument completions
        "_gatewright_template_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'render' -- "${cur}"))
        ;;
    esac
}

_gatewright_template_render() {
    repeating_flags=()
    non_repeating_flags=(--trace --json --batch --version -h --help)
    repeating_options=()
    non_repeating_options=(--body --params --context --stage-variables --profile)
    __gatewright_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--body')
        return
        ;;
    '--params')
        return
        ;;
    '--context')
        return
        ;;
    '--stage-variables')
        return
        ;;
    '--profile')
        __gatewright_add_completions -W 'aws'$'\n''velocity'
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __gatewright_add_completions -f
        return
        ;;
    esac
}

_gatewright_schema() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __gatewright_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    validate)
        # Offer subcommand argument completions
        "_gatewright_schema_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'validate' -- "${cur}"))
        ;;
    esac
}

_gatewright_schema_validate() {
    repeating_flags=()
    non_repeating_flags=(--format-assertion --batch --version -h --help)
    repeating_options=()
    non_repeating_options=(--draft --remotes --print)
    __gatewright_offer_flags_options 2

    # Offer option value completions
    case "${prev}" in
    '--draft')
        __gatewright_add_completions -W '4'$'\n''6'$'\n''7'$'\n''2019-09'$'\n''2020-12'
        return
        ;;
    '--remotes')
        __gatewright_add_completions -d
        return
        ;;
    '--print')
        __gatewright_add_completions -W 'json'$'\n''xml'
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __gatewright_add_completions -f
        return
        ;;
    2)
        __gatewright_add_completions -f
        return
        ;;
    esac
}

_gatewright_jsonpath() {
    repeating_flags=()
    non_repeating_flags=(--batch --version -h --help)
    repeating_options=()
    non_repeating_options=()
    __gatewright_offer_flags_options 2

    # Offer positional completions
    case "${positional_number}" in
    2)
        __gatewright_add_completions -f
        return
        ;;
    esac
}

_gatewright_explain() {
    repeating_flags=()
    non_repeating_flags=(--all --version -h --help)
    repeating_options=()
    non_repeating_options=(--format)
    __gatewright_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--format')
        __gatewright_add_completions -W 'text'$'\n''markdown'$'\n''json'
        return
        ;;
    esac
}

_gatewright_deploy() {
    repeating_flags=()
    non_repeating_flags=(--json --mock --deny-warnings --version -h --help)
    repeating_options=(--var --param --allow-root --allow)
    non_repeating_options=(--api --stage --canary --description --to --control --region --target --kind --color)
    __gatewright_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--api')
        return
        ;;
    '--stage')
        return
        ;;
    '--canary')
        return
        ;;
    '--var')
        return
        ;;
    '--description')
        return
        ;;
    '--to')
        return
        ;;
    '--control')
        return
        ;;
    '--region')
        return
        ;;
    '--param')
        return
        ;;
    '--allow-root')
        __gatewright_add_completions -d
        return
        ;;
    '--target')
        __gatewright_add_completions -W 'aws'
        return
        ;;
    '--kind')
        __gatewright_add_completions -W 'rest'$'\n''http'
        return
        ;;
    '--allow')
        return
        ;;
    '--color')
        __gatewright_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __gatewright_add_completions -f
        return
        ;;
    esac
}

_gatewright_promote() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=(--api --stage --control --region)
    __gatewright_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--api')
        return
        ;;
    '--stage')
        return
        ;;
    '--control')
        return
        ;;
    '--region')
        return
        ;;
    esac
}

_gatewright_rollback() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=(--api --stage --control --region --to)
    __gatewright_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--api')
        return
        ;;
    '--stage')
        return
        ;;
    '--control')
        return
        ;;
    '--region')
        return
        ;;
    '--to')
        return
        ;;
    esac
}

_gatewright_status() {
    repeating_flags=()
    non_repeating_flags=(--deny-warnings --version -h --help)
    repeating_options=(--allow)
    non_repeating_options=(--api --format --control --region --color)
    __gatewright_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--api')
        return
        ;;
    '--format')
        __gatewright_add_completions -W 'text'$'\n''json'
        return
        ;;
    '--control')
        return
        ;;
    '--region')
        return
        ;;
    '--allow')
        return
        ;;
    '--color')
        __gatewright_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_gatewright_import() {
    repeating_flags=()
    non_repeating_flags=(--from-aws --version -h --help)
    repeating_options=()
    non_repeating_options=(--from --api --stage --region --output -o --to)
    __gatewright_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--from')
        return
        ;;
    '--api')
        return
        ;;
    '--stage')
        return
        ;;
    '--region')
        return
        ;;
    '--output'|'-o')
        __gatewright_add_completions -f
        return
        ;;
    '--to')
        return
        ;;
    esac
}

_gatewright_export() {
    repeating_flags=()
    non_repeating_flags=(--mock --deny-warnings --version -h --help)
    repeating_options=(--param --allow-root --allow)
    non_repeating_options=(--api --stage --type --extensions --output -o --format --control --region --target --kind --color)
    __gatewright_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--api')
        return
        ;;
    '--stage')
        return
        ;;
    '--type')
        __gatewright_add_completions -W 'oas30'$'\n''swagger'
        return
        ;;
    '--extensions')
        return
        ;;
    '--output'|'-o')
        __gatewright_add_completions -f
        return
        ;;
    '--format')
        __gatewright_add_completions -W 'json'$'\n''yaml'
        return
        ;;
    '--control')
        return
        ;;
    '--region')
        return
        ;;
    '--param')
        return
        ;;
    '--allow-root')
        __gatewright_add_completions -d
        return
        ;;
    '--target')
        __gatewright_add_completions -W 'aws'
        return
        ;;
    '--kind')
        __gatewright_add_completions -W 'rest'$'\n''http'
        return
        ;;
    '--allow')
        return
        ;;
    '--color')
        __gatewright_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __gatewright_add_completions -f
        return
        ;;
    esac
}

_gatewright_sdk() {
    repeating_flags=()
    non_repeating_flags=(--mock --deny-warnings --version -h --help)
    repeating_options=(--language -l --param --allow-root --allow)
    non_repeating_options=(--output -o --name --package --target --kind --color)
    __gatewright_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--language'|'-l')
        return
        ;;
    '--output'|'-o')
        __gatewright_add_completions -d
        return
        ;;
    '--name')
        return
        ;;
    '--package')
        return
        ;;
    '--param')
        return
        ;;
    '--allow-root')
        __gatewright_add_completions -d
        return
        ;;
    '--target')
        __gatewright_add_completions -W 'aws'
        return
        ;;
    '--kind')
        __gatewright_add_completions -W 'rest'$'\n''http'
        return
        ;;
    '--allow')
        return
        ;;
    '--color')
        __gatewright_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __gatewright_add_completions -f
        return
        ;;
    esac
}

_gatewright_functions() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __gatewright_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    serve|invoke)
        # Offer subcommand argument completions
        "_gatewright_functions_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'serve invoke' -- "${cur}"))
        ;;
    esac
}

_gatewright_functions_serve() {
    repeating_flags=()
    non_repeating_flags=(--deny-warnings --version -h --help)
    repeating_options=(--allow)
    non_repeating_options=(--listen --config --format --color)
    __gatewright_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--listen')
        return
        ;;
    '--config')
        __gatewright_add_completions -o plusdirs -fX '!*.@(yaml|yml|json)'
        return
        ;;
    '--format')
        __gatewright_add_completions -W 'text'$'\n''json'$'\n''sarif'$'\n''junit'
        return
        ;;
    '--allow')
        return
        ;;
    '--color')
        __gatewright_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_gatewright_functions_invoke() {
    repeating_flags=()
    non_repeating_flags=(--deny-warnings --version -h --help)
    repeating_options=(--allow)
    non_repeating_options=(--payload --config --format --color)
    __gatewright_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--payload')
        return
        ;;
    '--config')
        __gatewright_add_completions -o plusdirs -fX '!*.@(yaml|yml|json)'
        return
        ;;
    '--format')
        __gatewright_add_completions -W 'text'$'\n''json'$'\n''sarif'$'\n''junit'
        return
        ;;
    '--allow')
        return
        ;;
    '--color')
        __gatewright_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_gatewright_keys() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __gatewright_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    create|import|export|list|enable|disable|delete)
        # Offer subcommand argument completions
        "_gatewright_keys_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'create import export list enable disable delete' -- "${cur}"))
        ;;
    esac
}

_gatewright_keys_create() {
    repeating_flags=()
    non_repeating_flags=(--disabled --keep-value --deny-warnings --version -h --help)
    repeating_options=(--plan --allow)
    non_repeating_options=(--value --description --customer-id --config --color)
    __gatewright_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--value')
        return
        ;;
    '--plan')
        return
        ;;
    '--description')
        return
        ;;
    '--customer-id')
        return
        ;;
    '--config')
        __gatewright_add_completions -o plusdirs -fX '!*.@(yaml|yml|json)'
        return
        ;;
    '--allow')
        return
        ;;
    '--color')
        __gatewright_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_gatewright_keys_import() {
    repeating_flags=()
    non_repeating_flags=(--fail-on-warnings --keep-values --deny-warnings --version -h --help)
    repeating_options=(--allow)
    non_repeating_options=(--config --color)
    __gatewright_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--config')
        __gatewright_add_completions -o plusdirs -fX '!*.@(yaml|yml|json)'
        return
        ;;
    '--allow')
        return
        ;;
    '--color')
        __gatewright_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __gatewright_add_completions -f
        return
        ;;
    esac
}

_gatewright_keys_export() {
    repeating_flags=()
    non_repeating_flags=(--deny-warnings --version -h --help)
    repeating_options=(--allow)
    non_repeating_options=(--config --color)
    __gatewright_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--config')
        __gatewright_add_completions -o plusdirs -fX '!*.@(yaml|yml|json)'
        return
        ;;
    '--allow')
        return
        ;;
    '--color')
        __gatewright_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_gatewright_keys_list() {
    repeating_flags=()
    non_repeating_flags=(--deny-warnings --version -h --help)
    repeating_options=(--allow)
    non_repeating_options=(--config --color)
    __gatewright_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--config')
        __gatewright_add_completions -o plusdirs -fX '!*.@(yaml|yml|json)'
        return
        ;;
    '--allow')
        return
        ;;
    '--color')
        __gatewright_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_gatewright_keys_enable() {
    repeating_flags=()
    non_repeating_flags=(--deny-warnings --version -h --help)
    repeating_options=(--allow)
    non_repeating_options=(--config --color)
    __gatewright_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--config')
        __gatewright_add_completions -o plusdirs -fX '!*.@(yaml|yml|json)'
        return
        ;;
    '--allow')
        return
        ;;
    '--color')
        __gatewright_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_gatewright_keys_disable() {
    repeating_flags=()
    non_repeating_flags=(--deny-warnings --version -h --help)
    repeating_options=(--allow)
    non_repeating_options=(--config --color)
    __gatewright_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--config')
        __gatewright_add_completions -o plusdirs -fX '!*.@(yaml|yml|json)'
        return
        ;;
    '--allow')
        return
        ;;
    '--color')
        __gatewright_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_gatewright_keys_delete() {
    repeating_flags=()
    non_repeating_flags=(--deny-warnings --version -h --help)
    repeating_options=(--allow)
    non_repeating_options=(--config --color)
    __gatewright_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--config')
        __gatewright_add_completions -o plusdirs -fX '!*.@(yaml|yml|json)'
        return
        ;;
    '--allow')
        return
        ;;
    '--color')
        __gatewright_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_gatewright_usage() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __gatewright_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    show|extend)
        # Offer subcommand argument completions
        "_gatewright_usage_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'show extend' -- "${cur}"))
        ;;
    esac
}

_gatewright_usage_show() {
    repeating_flags=()
    non_repeating_flags=(--deny-warnings --version -h --help)
    repeating_options=(--allow)
    non_repeating_options=(--key --start-date --end-date --format --config --color)
    __gatewright_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--key')
        return
        ;;
    '--start-date')
        return
        ;;
    '--end-date')
        return
        ;;
    '--format')
        __gatewright_add_completions -W 'text'$'\n''json'$'\n''csv'
        return
        ;;
    '--config')
        __gatewright_add_completions -o plusdirs -fX '!*.@(yaml|yml|json)'
        return
        ;;
    '--allow')
        return
        ;;
    '--color')
        __gatewright_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_gatewright_usage_extend() {
    repeating_flags=()
    non_repeating_flags=(--deny-warnings --version -h --help)
    repeating_options=(--allow)
    non_repeating_options=(--remaining --config --color)
    __gatewright_offer_flags_options 2

    # Offer option value completions
    case "${prev}" in
    '--remaining')
        return
        ;;
    '--config')
        __gatewright_add_completions -o plusdirs -fX '!*.@(yaml|yml|json)'
        return
        ;;
    '--allow')
        return
        ;;
    '--color')
        __gatewright_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_gatewright_cache() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __gatewright_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    flush)
        # Offer subcommand argument completions
        "_gatewright_cache_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'flush' -- "${cur}"))
        ;;
    esac
}

_gatewright_cache_flush() {
    repeating_flags=()
    non_repeating_flags=(--deny-warnings --version -h --help)
    repeating_options=(--allow)
    non_repeating_options=(--api --stage --config --color)
    __gatewright_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--api')
        return
        ;;
    '--stage')
        return
        ;;
    '--config')
        __gatewright_add_completions -o plusdirs -fX '!*.@(yaml|yml|json)'
        return
        ;;
    '--allow')
        return
        ;;
    '--color')
        __gatewright_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_gatewright_store() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __gatewright_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    check|backup|restore)
        # Offer subcommand argument completions
        "_gatewright_store_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'check backup restore' -- "${cur}"))
        ;;
    esac
}

_gatewright_store_check() {
    repeating_flags=()
    non_repeating_flags=(--deny-warnings --version -h --help)
    repeating_options=(--allow)
    non_repeating_options=(--state --config --color)
    __gatewright_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--state')
        __gatewright_add_completions -d
        return
        ;;
    '--config')
        __gatewright_add_completions -o plusdirs -fX '!*.@(yaml|yml|json)'
        return
        ;;
    '--allow')
        return
        ;;
    '--color')
        __gatewright_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_gatewright_store_backup() {
    repeating_flags=()
    non_repeating_flags=(--deny-warnings --version -h --help)
    repeating_options=(--allow)
    non_repeating_options=(--state --config --color)
    __gatewright_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--state')
        __gatewright_add_completions -d
        return
        ;;
    '--config')
        __gatewright_add_completions -o plusdirs -fX '!*.@(yaml|yml|json)'
        return
        ;;
    '--allow')
        return
        ;;
    '--color')
        __gatewright_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __gatewright_add_completions -o plusdirs -fX '!*.@(sqlite)'
        return
        ;;
    esac
}

_gatewright_store_restore() {
    repeating_flags=()
    non_repeating_flags=(--deny-warnings --version -h --help)
    repeating_options=(--allow)
    non_repeating_options=(--state --config --color)
    __gatewright_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--state')
        __gatewright_add_completions -d
        return
        ;;
    '--config')
        __gatewright_add_completions -o plusdirs -fX '!*.@(yaml|yml|json)'
        return
        ;;
    '--allow')
        return
        ;;
    '--color')
        __gatewright_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __gatewright_add_completions -o plusdirs -fX '!*.@(sqlite)'
        return
        ;;
    esac
}

_gatewright_client-certificate() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __gatewright_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    generate)
        # Offer subcommand argument completions
        "_gatewright_client-certificate_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'generate' -- "${cur}"))
        ;;
    esac
}

_gatewright_client-certificate_generate() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __gatewright_offer_flags_options 1

    # Offer positional completions
    case "${positional_number}" in
    1)
        __gatewright_add_completions -f
        return
        ;;
    esac
}

_gatewright_completion() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __gatewright_offer_flags_options 1

    # Offer positional completions
    case "${positional_number}" in
    1)
        __gatewright_add_completions -W 'bash'$'\n''zsh'$'\n''fish'
        return
        ;;
    esac
}

_gatewright_man() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __gatewright_offer_flags_options 0
}

_gatewright_help() {
    repeating_flags=()
    non_repeating_flags=(--version)
    repeating_options=()
    non_repeating_options=()
    __gatewright_offer_flags_options -1
}

complete -o filenames -F _gatewright gatewright
