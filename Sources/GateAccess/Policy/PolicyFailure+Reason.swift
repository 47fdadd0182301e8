// What is wrong with a policy, in words for findings.

extension PolicyFailure.Problem {
    /// A clause without a full stop.
    package var reason: String {
        switch self {
        case .notJSON: "it is no JSON"
        case .tooLarge: "it exceeds a limit"
        case .wrongType(let expected): "expected \(expected)"
        case .missing(let name): "`\(name)` is missing"
        case .unknown(let name): "\(quoted(name)) is not known here"
        case .both(let name, let other): "`\(name)` and `\(other)` exclude each other"
        case .version(let text): "\(quoted(text)) is no version of the language"
        case .effect(let text): "\(quoted(text)) is neither `Allow` nor `Deny`"
        case .principal(let text): "\(quoted(text)) names nobody"
        case .condition(let name): "\(quoted(name)) is no condition operator"
        case .value(let text): "\(quoted(text)) is no value that fits here"
        case .repeated: "a member stands twice"
        }
    }

    private func quoted(_ text: String) -> String { "`\(text.count > 80 ? String(text.prefix(79)) + "…" : text)`" }
}
