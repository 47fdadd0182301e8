// The sentences of GW5000–GW5099, cases in alphabetical order.

import GateSource
import GateTree

extension ConfigurationProblem {
    /// The worded finding.
    var diagnostic: Diagnostic {
        switch self {
        case .accountMalformed(let text, let place):
            return Diagnostic(
                5016, .error, text.isEmpty ? "this is no account" : "\(quoted(text)) is no account", at: place,
                note: "an account is named by twelve digits", help: "write `\"123456789012\"`")
        case .addressMalformed(let text, let place):
            return Diagnostic(
                5017, .error, "\(quoted(text)) is no address that others are built from", at: place,
                note: "the scheme `http` or `https`, a name, and a port if need be; no path",
                help: "write `https://gateway.example.org`")
        case .certificateIncomplete, .certificateUnknown, .fileMissing, .healthPath, .linkListener, .linkScheme,
            .linkTarget, .linkWithoutTargets, .tooMany:
            return linkDiagnostic
        case .commandText(let text, let place):
            return Diagnostic(
                5010, .error,
                text.isEmpty ? "`command` is empty" : "`command` is one text with blanks in it, expected an array",
                at: place, note: "no shell splits it into words", help: "write `command: \(words(text))`")
        case .environmentTooLarge(let size, let place):
            return Diagnostic(
                5009, .error,
                "the environment has \(size) bytes, at most \(FunctionBounds.environmentBytesMax) are taken", at: place)
        case .functionName(let name, let place):
            return Diagnostic(
                5005, .error, "\(quoted(name)) is no function name", at: place,
                note: "names have 1 to \(FunctionBounds.nameBytesMax) letters, digits, `-` and `_`")
        case .handlerFile(let files, let folder, let place):
            let spot = folder.isEmpty ? "beside the configuration" : "in \(quoted(folder))"
            return Diagnostic(
                5007, .error, "the handler's file is not there", at: place,
                caption: "no " + files.map { "`\($0)`" }.joined(separator: ", ") + " " + spot,
                help: "say with `code` in which folder it lies")
        case .handlerMalformed(let text, let place):
            return Diagnostic(
                5006, .error, "\(quoted(text)) is no handler", at: place, note: "a handler is `module.function`",
                help: "write `app.handler` for the function `handler` in `app.py` or `app.js`")
        case .identityIncomplete(let name, let member, let place):
            return Diagnostic(5080, .error, "the credentials \(quoted(name)) have no `\(member)`", at: place)
        case .identityPolicy(let reason, let place):
            return Diagnostic(
                5081, .error, "the policy cannot be read: \(reason)", at: place,
                note: "a policy that is understood in part could let somebody in")
        case .identityPrincipal(let text, let place):
            return Diagnostic(
                5082, .error, "\(quoted(text)) is no ARN of a principal", at: place,
                help: "write `arn:aws:iam::123456789012:user/NAME`")
        case .identityTime(let text, let place):
            return Diagnostic(
                5083, .error, "\(quoted(text)) is no time", at: place, help: "write `2027-01-31T12:00:00Z`")
        case .identityTwice(let key, let place, let first):
            return Diagnostic(
                5084, .error, "two credentials have the access key \(quoted(key))", at: place,
                labels: [.init(first, "the other one")])
        case .memberUnknown(let member, let object, let known, let nearest, let place):
            return Diagnostic(
                5002, .error, "\(object) has no member \(quoted(member))", at: place,
                note: "it has " + known.map { "`\($0)`" }.joined(separator: ", "),
                help: nearest.map { "write `\($0)`" })
        case .numberOutside(let member, let text, let allowed, let place):
            return Diagnostic(
                5004, .error,
                "`\(member)` is \(quoted(text)), expected a whole number from \(allowed.lowerBound) to "
                    + "\(allowed.upperBound)", at: place)
        case .programMissing(let name, let place):
            return Diagnostic(
                5011, .error, "the function \(quoted(name)) has neither `handler` nor `command`", at: place,
                help: "add `handler: module.function` (Python, Node) or `command: [program]`")
        case .programTwice(let name, let place, let first):
            return Diagnostic(
                5012, .error, "the function \(quoted(name)) has a `handler` and a `command`", at: place,
                labels: [.init(first, "the other one")], help: "leave one of them out")
        case .runtimeUnknown(let name, let place):
            return Diagnostic(
                5008, .error, "\(quoted(name)) is no runtime with a client of its own", at: place,
                note: "known are `python3` and `node`, also as AWS writes them: `python3.13`, `nodejs22.x`",
                help: "start others with `command`, as a `provided` runtime is")
        case .tlsAddress, .tlsIncomplete, .tlsName, .tlsPolicy, .tlsTruststore, .tlsTruststoreAddress,
            .tlsWithoutCertificates:
            return tlsDiagnostic
        case .tooManyFunctions(let count, let place):
            return Diagnostic(
                5013, .error, "`functions` has \(count) functions, at most \(FunctionBounds.countMax) are taken",
                at: place)
        case .variableName(let name, let place):
            return Diagnostic(
                5014, .error, "\(quoted(name)) cannot be a variable of an environment", at: place,
                note: "names have letters, digits and `_` and do not start with a digit; values have no NUL")
        case .variableReserved(let name, let place):
            return Diagnostic(
                5015, .warning, "\(quoted(name)) is set by Lambda itself; it is left out", at: place)
        case .wrongType(let subject, let found, let expected, let place):
            let isWhole = subject == "the configuration"
            return Diagnostic(
                isWhole ? 5001 : 5003, .error, "\(subject) is \(found.phrase), expected \(expected)", at: place)
        }
    }

    private var linkDiagnostic: Diagnostic {
        switch self {
        case .certificateIncomplete(let name, let member, let place):
            return Diagnostic(
                5046, .error, "the client certificate \(quoted(name)) has no `\(member)`", at: place,
                help: "name two PEM files: `{certificate: client.pem, key: client.key}`")
        case .certificateUnknown(let name, let nearest, let place):
            return Diagnostic(
                5047, .error, "no client certificate is named \(quoted(name))", at: place,
                help: nearest.map { "write `\($0)`" } ?? "describe it under `clientCertificates`")
        case .fileMissing(let name, let folder, let place):
            let spot = folder.isEmpty ? "beside the configuration" : "in \(quoted(folder))"
            return Diagnostic(
                5045, .error, "the file \(quoted(name)) is not there", at: place, note: "it is looked for \(spot)")
        case .healthPath(let text, let place):
            return Diagnostic(
                5043, .error, "\(quoted(text)) is no path of a health check", at: place,
                help: "start it with `/`; without a path a check only connects")
        case .linkListener(let text, let place):
            return Diagnostic(
                5044, .error, "\(quoted(text)) is no ARN of a listener", at: place,
                note: "an integration's `integrationTarget` names it")
        case .linkScheme(let text, let place):
            return Diagnostic(
                5042, .error, "\(quoted(text)) is neither `http` nor `https`", at: place,
                note: "without `scheme` that of the integration's URI counts")
        case .linkTarget(let text, let place):
            return Diagnostic(
                5040, .error, "\(quoted(text)) is no `host:port`", at: place,
                note: "an IPv6 address stands in brackets", help: "write `127.0.0.1:8080`")
        case .linkWithoutTargets(let name, let place):
            return Diagnostic(
                5041, .error,
                name.isEmpty ? "the list of targets is empty" : "the VPC link \(quoted(name)) leads nowhere",
                at: place, help: "add `targets: [127.0.0.1:8080]`")
        case .tooMany(let subject, let count, let noun, let limit, let place):
            return Diagnostic(5048, .error, "\(subject) has \(count) \(noun), at most \(limit) are taken", at: place)
        default: preconditionFailure("a fact without words")
        }
    }

    func quoted(_ text: String) -> String { "`\(text.count > 100 ? text.prefix(100) + "…" : text)`" }

    private func words(_ text: String) -> String {
        let words = text.split(separator: " ").joined(separator: ", ")
        return words.isEmpty ? "[./bootstrap]" : "[\(words)]"
    }
}
