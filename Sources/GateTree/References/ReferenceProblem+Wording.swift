// The sentences of GW1100–GW1199, cases in alphabetical order.

import GateSource

extension ReferenceProblem {
    /// The worded finding.
    var diagnostic: Diagnostic {
        switch self {
        case .anchorUnknown(let text, let place):
            return Diagnostic(
                1101, .error, "reference `\(shown(text))` leads nowhere", at: place,
                caption: "no schema has this `$anchor`")
        case .cycle(let text, let place, let through):
            return Diagnostic(
                1102, .error, "reference `\(shown(text))` leads back to itself", at: place,
                labels: through.map { .init($0, "through this reference") },
                note: "a chain of references must end at a value")
        case .dangling(let text, let missing, let place):
            return Diagnostic(
                1101, .error, "reference `\(shown(text))` leads nowhere", at: place, caption: reason(missing),
                help: missing.nearest.map { "write `\(JSONPointer.escaped($0))` for `\(shown(missing.token))`" })
        case .malformed(let text, let fault, let place):
            return Diagnostic(
                1105, .error, "reference `\(shown(text))` is not well-formed", at: place, caption: reason(fault),
                note: "RFC 3986 and RFC 6901 §6")
        case .notString(let kind, let place):
            return Diagnostic(1107, .error, "`$ref` is \(kind.phrase), expected a string", at: place)
        case .outsideRoot(let text, let root, let place):
            return Diagnostic(
                1104, .error, "reference `\(shown(text))` leaves the folder of the specification", at: place,
                note: "files are read from `\(root)` and below", help: "allow the other folder with `--root`")
        case .remote(let text, let scheme, let place):
            return scheme == "absolute" || scheme == "file"
                ? Diagnostic(
                    1109, .error, "reference `\(shown(text))` names a file by its absolute place", at: place,
                    help: "write a path relative to this file")
                : Diagnostic(
                    1103, .error, "reference `\(shown(text))` names something on the network", at: place,
                    note: "a compile reads local files only, so that it gives the same plan again",
                    help: "keep a copy beside the specification and refer to that")
        case .tooManyFiles(let limit, let place):
            return Diagnostic(1108, .error, "more than \(limit) files in one specification", at: place)
        case .unreadable(let path, let failure, let place):
            return Diagnostic(1106, .error, "`\(path)` cannot be read: \(reason(failure))", at: place)
        }
    }

    private func shown(_ text: String) -> String { text.count > 100 ? text.prefix(100) + "…" : text }

    private func reason(_ missing: Missing) -> String {
        let place = missing.parent == "/" ? "the document" : "`\(shown(missing.parent))`"
        switch missing.kind {
        case .object: return "\(place) has no member `\(shown(missing.token))`"
        case .array: return "\(place) has no element `\(shown(missing.token))`"
        default: return "\(place) is \(missing.kind.phrase)"
        }
    }

    private func reason(_ fault: Reference.Fault) -> String {
        switch fault {
        case .empty: return "empty"
        case .percent: return "`%` takes two hexadecimal digits and gives UTF-8"
        case .tilde: return "`~` stands before 0 or 1 only"
        case .fragment(let text): return "`\(shown(text))` does not start with `/`"
        case .controlCharacter: return "holds a control character"
        }
    }

    private func reason(_ failure: ReadFailure) -> String {
        switch failure {
        case .notFound: return "no such file"
        case .isDirectory: return "it is a folder"
        case .notRegularFile: return "it is a device, a pipe or a socket, expected a regular file"
        case .tooLarge(let limit): return "it has more than \(limit) bytes"
        case .permission: return "permission denied"
        case .linkLeavesRoot: return "a symbolic link leads out of the folder of the specification"
        case .other(let text): return text
        }
    }
}
