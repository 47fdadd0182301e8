// The texts of gateway responses: whether what says JSON is JSON around the variables. They are no templates, so the
// text has one way through it.

import GateBytes
import GateDefinition
import GateSource

extension APILowering {
    /// Lints the texts of a gateway response.
    func lintTexts(of response: GatewayResponse) {
        let namesType = response.parameters.contains {
            if case .responseHeader(let name) = $0.target { return name.lowercased() == "content-type" }
            return false
        }
        if namesType { return }
        for template in response.templates where LintScope.isJSON(template.contentType.value) {
            var walk = GatewayTextWalk(template.text)
            for problem in walk.run() where isNew(problem) { sink.report(problem) }
        }
    }
}

/// One walk through a text.
private struct GatewayTextWalk {
    /// Variables that hold text which is no value of JSON without quotes around it.
    private static let texts: Set<String> = [
        "domainName", "error.message", "error.responseType", "error.validationErrorString", "extendedRequestId",
        "httpMethod", "identity.sourceIp", "identity.userAgent", "path", "protocol", "requestId", "requestTime",
        "resourcePath",
    ]

    private let text: LocatedText
    private var state = JSONState()
    private var problems: [LintProblem] = []

    init(_ text: LocatedText) { self.text = text }

    mutating func run() -> [LintProblem] {
        for part in TextReader.read(text.text) {
            if part.kind == .literal {
                for (index, byte) in part.text.utf8.enumerated() {
                    guard let fault = state.feed(byte) else { continue }
                    let start = part.range.lowerBound + index
                    return problems + [.notJSON(fault, at: text.range(start, start + 1))]
                }
            } else {
                print(part)
            }
        }
        guard !state.isBlank, let fault = state.faultAtEnd else { return problems }
        let count = text.text.utf8.count
        return problems + [.notJSON(fault, at: text.range(max(count - 1, 0), count))]
    }

    /// What to write for a text without quotes; nil for one that has quotes inside as well.
    private static func help(_ name: String) -> String? {
        switch name {
        case "error.message": "write `$context.error.messageString`, which has quotes"
        case "error.validationErrorString": nil
        default: "put it between quotes"
        }
    }

    private mutating func print(_ part: TextReader.Part) {
        let place = text.range(part.range.lowerBound, part.range.upperBound)
        let name = part.kind == .context ? part.text : ""
        if state.isUnknown { return }
        if state.isInString {
            if name == "error.messageString" { problems.append(.errorTextQuotes(.twice, at: place)) }
            // An escape that data goes on is left alone.
            if case .string = state.mode { return }
            return state.become(.unknown)
        }
        switch state.mode {
        case .value, .firstElement:
            if name == "error.messageString" { return state.become(.afterValue) }
            // Other texts than objects and arrays are hardly meant as JSON.
            if !state.isAtValue { return state.become(.unknown) }
            if GatewayTextWalk.texts.contains(name) {
                problems.append(.errorTextQuotes(.none(help: GatewayTextWalk.help(name)), at: place))
            }
            state.become(.bare([], isOpen: true))
        case .bare(let bytes, _): state.become(.bare(bytes, isOpen: true))
        default: state.become(.unknown)
        }
    }
}
