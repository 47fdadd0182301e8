// Printing references: how JSON states go on behind data, and what must not stand where it is printed.

import GateBytes
import GateSource
import GateTemplate

extension OutputWalk {
    mutating func printReference(_ reference: TemplateReference) {
        let place = reference.range
        if reference.isEscaped {
            let prefix = [UInt8](repeating: UInt8(ascii: "\\"), count: reference.prefixCount)
            return feed(prefix + reference.literal) { _, _ in place }
        }
        if !reference.isComputable { return }
        if reference.prefixCount > 0 {
            return unite(states.map { $0.isInString ? $0 : .unknown })
        }
        printForms(forms(of: reference), at: place)
    }

    private mutating func printForms(_ forms: [PrintedForm], at place: SourceRange) {
        let before = states
        var after: [JSONState] = []
        for form in forms {
            states = before
            printForm(form, at: place)
            after += states
        }
        unite(after)
    }

    private mutating func printForm(_ form: PrintedForm, at place: SourceRange) {
        switch form {
        case .text(let bytes): feed(bytes) { _, _ in place }
        case .sequence(let parts): for part in parts { printForm(part, at: place) }
        case .block(let index):
            let body = blocks[index]
            if !expand({ $0.walk(body) }) { states = [.unknown] }
        case .data(let data):
            expose(data, at: place)
            var after: [JSONState] = []
            for state in states { after += behind(data, state, at: place) }
            unite(after)
        }
    }

    /// The states that may follow when data is printed.
    private mutating func behind(_ data: PrintedData, _ state: JSONState, at place: SourceRange) -> [JSONState] {
        var next = state
        switch state.mode {
        case .unknown: return [state]
        case .string, .escape, .unicode:
            var isName = false
            switch state.mode {
            case .string(let name), .escape(let name), .unicode(let name, _): isName = name
            default: break
            }
            next.become(.string(isName: isName))
            return [next]
        case .bare(let bytes, _):
            if data.kind == .json { return [.unknown] }
            next.become(.bare(bytes, isOpen: true))
            return [next]
        case .value, .firstElement: return value(data, state)
        case .firstName, .name:
            if data.kind != .json { return [.unknown] }
            next.become(.colon)
            return [next]
        case .colon, .afterValue:
            if data.kind != .json || data.treatment == .body { return [.unknown] }
            note(.value(expected: state.expected), at: place)
            return []
        }
    }

    private func value(_ data: PrintedData, _ state: JSONState) -> [JSONState] {
        var whole = state
        whole.become(.afterValue)
        if data.kind == .json { return [whole] }
        if state.mode == .value, state.expected == "a value", !state.isAtValue { return [.unknown] }
        var open = state
        open.become(.bare([], isOpen: true))
        switch data.kind {
        case .number, .boolean: return [open]
        case .text, .scalar: return [state, open, whole]
        default: return [.unknown]
        }
    }

    // MARK: What must not stand there

    /// Remembers data that may change the JSON text it is printed into.
    private mutating func expose(_ data: PrintedData, at place: SourceRange) {
        guard let source = data.source, scope.isJSON, !states.contains(where: \.isUnknown) else { return }
        let isInString = states.allSatisfy(\.isInString)
        if !isInString, !states.allSatisfy({ $0.isInString || $0.isAtValue }) { return }
        switch data.treatment {
        case .harmless: return
        case .scripted: if isInString { findings.report(.apostropheEscaped(at: place, source: source)) }
        case .json, .body:
            if !isInString || !data.isClients || isHarmless(data) { return }
            let text = data.treatment == .json ? LintProblem.RequestText.json : .body
            findings.report(.requestTextUnescaped(text, isInString: true, at: place, source: source))
        case .raw:
            if !data.isClients || isHarmless(data) { return }
            findings.report(.requestTextUnescaped(.raw, isInString: isInString, at: place, source: source))
        }
    }

    /// Whether a validated model lets nothing through that could do harm.
    private func isHarmless(_ data: PrintedData) -> Bool {
        guard scope.isValidated, let outline, !data.shape.isEmpty else { return false }
        return outline.isHarmless(data.shape)
    }
}
