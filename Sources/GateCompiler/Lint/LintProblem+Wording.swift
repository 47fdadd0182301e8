// The sentences of GW3300–GW3399, cases in alphabetical order.

import GateBytes
import GateSource

extension LintProblem {
    /// The worded finding.
    var diagnostic: Diagnostic {
        switch self {
        case .apostropheEscaped(let place, let source):
            return Diagnostic(
                3301, .warning, "an apostrophe leaves this as `\\'`, which JSON does not know", at: place,
                labels: labels(source, unless: place, "escaped here"),
                note: "`$util.escapeJavaScript` escapes for JavaScript, where `\\'` may stand in a string "
                    + "(AWS: \"Mapping template variables\", `$util.escapeJavaScript`)",
                help: "write `$util.escapeJavaScript(…).replaceAll(\"\\\\'\", \"'\")`")
        case .branchRepeated(let place, let first):
            return Diagnostic(
                3313, .warning, "the branch never runs", at: place,
                labels: [.init(first, "the same condition is asked here")])
        case .conditionConstant(let value, let reason, let place):
            return Diagnostic(
                3312, .warning, "the condition is always \(value)", at: place, caption: reason.caption,
                note: "only `false` and null are false in VTL, and API Gateway has the empty text in place of null",
                help: reason == .text ? "compare with the empty text, as `… != \"\"`" : nil)
        case .credentialsOfAnyOrigin, .originMatchesNothing, .preflightLacksMethod, .preflightRefused, .refusalsHidden:
            return browserDiagnostic
        case .contextUnknown, .memberUnknown, .stageVariableUnknown, .valueLeftOver, .variableBeforeSet,
            .variableNeverSet:
            return nameDiagnostic
        case .errorTextQuotes(.twice, let place):
            return Diagnostic(
                3316, .warning, "`$context.error.messageString` has quotes of its own", at: place,
                note: "inside of quotes it ends the string at once, and the answer is no JSON",
                help: "leave out the quotes around it, or write `$context.error.message`")
        case .errorTextQuotes(.none(let help), let place):
            return Diagnostic(
                3316, .warning, "a text stands here without quotes", at: place, note: "so the answer is no JSON",
                help: help)
        case .modelAcceptsNothing(let name, let place, let reason):
            return Diagnostic(
                3314, .warning, "model \(quoted(name)) accepts nothing", at: place,
                labels: labels(reason, unless: place, "nothing fits this"),
                note: "every body is answered 400 where the model is validated")
        case .neverReached(let directive, let place):
            return Diagnostic(3315, .warning, "nothing behind \(quoted(directive)) runs", at: place)
        case .notJSON(let fault, let place):
            return Diagnostic(
                3302, .warning, "the template never prints JSON", at: place, caption: fault.sentence,
                note: "its content type says JSON")
        case .notJSONInBranch(let fault, let place, let condition, let branch):
            return Diagnostic(
                3304, .warning, "the template prints no JSON \(branch.phrase)", at: condition,
                labels: [.init(place, fault.sentence)], note: "its content type says JSON")
        case .notJSONInLoop(let fault, let place, let list, let length):
            return Diagnostic(
                3303, .warning, "the template prints no JSON \(length.phrase)", at: place, caption: fault.sentence,
                labels: list == place ? [] : [.init(list, "the list")], note: "its content type says JSON",
                help: length == .none ? nil : "write `#if($foreach.hasNext),#end` behind each element")
        case .pathNotInModel(let name, let model, let isClosed, let place, let nearest):
            return Diagnostic(
                3305, .warning, "model \(quoted(model)) has no member \(quoted(name)) here", at: place,
                note: isClosed
                    ? "`additionalProperties: false` lets nobody send it" : "so it has a value only by accident",
                help: write(nearest))
        case .requestTextUnescaped(let text, let isInString, let place, let source):
            return Diagnostic(
                3300, .warning, text.sentence(isInString: isInString), at: place,
                labels: labels(source, unless: place, "it comes from here"),
                note: text == .raw && isInString
                    ? "a quote in it ends the string, and what follows becomes part of the document"
                    : "a client can send text that becomes another part of the document",
                help: text.help(isInString: isInString))
        }
    }

    /// Findings about CORS.
    private var browserDiagnostic: Diagnostic {
        let fetch = "WHATWG \"Fetch\", CORS protocol"
        switch self {
        case .credentialsOfAnyOrigin(let place, let origin):
            return Diagnostic(
                3321, .warning, "credentials are allowed to every origin", at: place,
                labels: [.init(origin, "this is every origin")],
                note: "browsers then hide the answer from a page that sent credentials (\(fetch))",
                help: "name the origin, or leave Access-Control-Allow-Credentials out")
        case .originMatchesNothing(let text, let place):
            return Diagnostic(
                3324, .warning, "\(quoted(text)) is no origin", at: place,
                note: "browsers compare it with their origin, scheme, host and port, as one text (\(fetch))")
        case .preflightLacksMethod(let name, let isSpeltOtherwise, let place, let method):
            return Diagnostic(
                3323, .warning, "preflights do not allow \(quoted(name)), which the path has", at: place,
                labels: [.init(method, "no browser of another origin calls it")],
                note: isSpeltOtherwise ? "names of methods have a case (\(fetch))" : nil)
        case .preflightRefused(let path, let place):
            return Diagnostic(
                3322, .warning, "preflights of \(quoted(path)) are refused", at: place,
                note: "browsers send no credentials and no keys with them (\(fetch))", help: "write `security: []`")
        case .refusalsHidden(let types, let place):
            return Diagnostic(
                3320, .warning,
                "answers of the gateway itself lack Access-Control-Allow-Origin: "
                    + types.map(quoted).joined(separator: ", "), at: place, caption: "browsers are let in here",
                note: "a browser hides a 401, 403 or 5xx without it from the page that asked", help: "gatewright cors")
        default: return nameDiagnostic
        }
    }

    private var nameDiagnostic: Diagnostic {
        switch self {
        case .contextUnknown(let name, let place, let nearest):
            return Diagnostic(
                3306, .warning, "`$context` has no \(quoted(name))", at: place, note: "it prints nothing",
                help: nearest.map { "write `$context.\($0)`" })
        case .memberUnknown(let name, let owner, let place, let nearest):
            return Diagnostic(
                3307, .warning, "`$\(owner)` has no \(quoted(name))", at: place, note: "it prints nothing",
                help: nearest.map { "write `$\(owner).\($0)`" })
        case .stageVariableUnknown(let name, let place, let nearest):
            return Diagnostic(
                3308, .warning, "no stage variable \(quoted(name)) is declared", at: place,
                note: "the specification declares others under `x-gatewright-stage-variables`",
                help: nearest.map { "write `$stageVariables.\($0)`" })
        case .valueLeftOver(let name, let place, let assignment):
            return Diagnostic(
                3311, .warning, "`$\(name)` may still hold the value of an earlier element", at: place,
                labels: [.init(assignment, "set only under a condition")],
                note: "a variable keeps its value from one turn of a loop to the next",
                help: "set `$\(name)` at the start of the loop, or in `#else`")
        case .variableBeforeSet(let name, let place, let assignment):
            return Diagnostic(
                3310, .warning, "`$\(name)` is used before it is set", at: place,
                labels: [.init(assignment, "set here")], note: "it prints nothing")
        case .variableNeverSet(let name, let place, let nearest):
            return Diagnostic(
                3309, .warning, "`$\(name)` is never set", at: place, note: "it prints nothing",
                help: nearest.map { "write `$\($0)`" })
        default: preconditionFailure("a fact without words")
        }
    }

    private func labels(_ range: SourceRange, unless place: SourceRange, _ text: String) -> [Diagnostic.Label] {
        range == place ? [] : [.init(range, text)]
    }
}

extension LintProblem.Constancy {
    fileprivate var caption: String? {
        switch self {
        case .text: "a text, even an empty one"
        case .number: "a number, even 0"
        case .literal: "a literal other than `true`"
        case .parts: nil
        }
    }
}

extension LintProblem.ListLength {
    fileprivate var phrase: String {
        switch self {
        case .none: "when the list is empty"
        case .some: "when the list has elements"
        case .several: "when the list has more than one element"
        }
    }
}

extension LintProblem.Branch {
    fileprivate var phrase: String {
        switch self {
        case .taken: "when this branch is taken"
        case .other: "unless this condition holds"
        case .none: "unless this condition or a later one holds"
        }
    }
}

extension LintProblem.RequestText {
    fileprivate func sentence(isInString: Bool) -> String {
        switch self {
        case .raw:
            return isInString
                ? "text of the request stands unescaped in a JSON string"
                : "text of the request stands where JSON has a value"
        case .json: return "`$input.json` brings quotes of its own into a JSON string"
        case .body: return "the request's body stands unescaped in a JSON string"
        }
    }

    fileprivate func help(isInString: Bool) -> String {
        switch self {
        case .raw:
            return isInString
                ? "write `$util.escapeJavaScript(…).replaceAll(\"\\\\'\", \"'\")`, or `$input.json(…)` without quotes"
                : "write `$input.json(…)`, or quotes and `$util.escapeJavaScript(…).replaceAll(\"\\\\'\", \"'\")`"
        case .json: return "leave out the quotes around it"
        case .body: return "write `$util.escapeJavaScript($input.body).replaceAll(\"\\\\'\", \"'\")`"
        }
    }
}

extension JSONFault {
    /// What was found and what belongs there.
    var sentence: String {
        switch self {
        case .byte(let byte, let expected): return "found \(JSONFault.name(byte)), expected \(expected)"
        case .escape(let byte): return "found \(JSONFault.name(byte)) behind a backslash"
        case .control(let byte): return "found \(JSONFault.name(byte)) in a string"
        case .word(let word): return "found \(quoted(word)), expected a value"
        case .end(let expected): return "found the end, expected \(expected)"
        case .value(let expected): return "found a value, expected \(expected)"
        }
    }

    private static func name(_ byte: UInt8) -> String {
        switch byte {
        case 0x0a, 0x0d: return "a line end"
        case 0x09: return "a tab"
        case 0x60: return "a backtick"
        case 0x21..<0x7f: return "`\(String(decoding: [byte], as: UTF8.self))`"
        case 0..<0x20: return "a control character"
        default: return "a character outside of ASCII"
        }
    }
}
