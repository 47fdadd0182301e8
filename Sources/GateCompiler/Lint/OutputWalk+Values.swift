// What expressions and references may print. Data keeps track of where it came from and what was done to it.

import GateBytes
import GateDefinition
import GateJSONPath
import GateSource
import GateTemplate

extension OutputWalk {
    /// Whether a name stands for one of the gateway's objects or a loop's state.
    static func isGiven(_ root: String) -> Bool {
        switch root {
        case "input", "context", "util", "stageVariables", "foreach", "velocityCount", "velocityHasNext": true
        default: false
        }
    }

    // MARK: Expressions

    /// What printing a value may put out, at least one alternative.
    func forms(of expression: TemplateExpression) -> [PrintedForm] {
        switch expression {
        case .boolean, .not: return [.boolean]
        case .integer(let text), .float(let text): return [.text(Array(text.utf8))]
        case .string(let bytes): return [.text(bytes)]
        case .interpolated(let nodes): return interpolation(nodes)
        case .reference(let reference): return forms(of: reference)
        case .list(let values): return [values.flatMap { forms(of: $0) }.worst.becoming(.collection)]
        case .map(let members):
            return [members.flatMap { forms(of: $0.0) + forms(of: $0.1) }.worst.becoming(.collection)]
        case .range: return [.data(PrintedData(.collection))]
        case .binary(.add, let left, let right):
            let first = forms(of: left)
            let second = forms(of: right)
            let isNumber: (PrintedForm) -> Bool = { $0 == .number || OutputWalk.isNumeral($0) }
            if first.allSatisfy(isNumber), second.allSatisfy(isNumber) { return [.number] }
            if (first + second).contains(where: OutputWalk.isString) { return first.followed(by: second) }
            return [PrintedData.worst([first.worst, second.worst]).becoming(.scalar)]
        case .binary(let sign, _, _):
            switch sign {
            case .subtract, .multiply, .divide, .modulo: return [.number]
            default: return [.boolean]
            }
        }
    }

    private static func isNumeral(_ form: PrintedForm) -> Bool {
        guard case .text(let bytes) = form, !bytes.isEmpty else { return false }
        return bytes.allSatisfy { ASCII.isDigit($0) || $0 == UInt8(ascii: "-") }
    }

    /// Whether a form is text for certain, so that `+` puts texts together.
    private static func isString(_ form: PrintedForm) -> Bool {
        switch form {
        case .text: return !isNumeral(form)
        case .sequence: return true
        case .data(let data): return data.kind == .text || data.kind == .json
        case .block: return false
        }
    }

    private func interpolation(_ nodes: [TemplateNode]) -> [PrintedForm] {
        var result: [PrintedForm] = [.text([])]
        for node in nodes {
            switch node {
            case .text(let bytes, _): result = result.followed(by: [.text(bytes)])
            case .reference(let reference) where !reference.isEscaped && reference.prefixCount == 0:
                result = result.followed(by: forms(of: reference))
            default: return [worst(in: nodes).becoming(.unknown)]
            }
        }
        return result
    }

    /// The worst data that any reference in the nodes prints.
    private func worst(in nodes: [TemplateNode]) -> PrintedData {
        var found: [PrintedData] = []
        for node in nodes {
            switch node {
            case .reference(let reference): found.append(forms(of: reference).worst)
            case .conditional(let branches, let otherwise):
                found += branches.map { worst(in: $0.body) } + [worst(in: otherwise)]
            case .loop(_, let source, let body, _): found += [forms(of: source).worst, worst(in: body)]
            default: break
            }
        }
        return PrintedData.worst(found)
    }

    /// What the variable of a loop holds.
    func elements(of source: TemplateExpression) -> [PrintedForm] {
        if case .list(let values) = source, !values.isEmpty { return values.flatMap { forms(of: $0) }.bounded }
        if case .range = source { return [.number] }
        return forms(of: source).map { element(of: $0, at: nil) }.bounded
    }

    // MARK: References

    func forms(of reference: TemplateReference) -> [PrintedForm] {
        if !reference.isComputable { return [.text([])] }
        var steps = reference.steps[...]
        var forms: [PrintedForm]
        if let known = variables[reference.root] {
            forms = known
        } else {
            switch reference.root {
            case "input": forms = input(&steps, reference)
            case "context": return [context(steps, reference)]
            case "util": forms = utility(&steps, reference)
            case "stageVariables": return [.data(PrintedData(.text))]
            case "velocityCount": return [.number]
            case "velocityHasNext": return [.boolean]
            case "foreach":
                guard case .property(let name)? = steps.last else { return [.clean] }
                return [name == "index" || name == "count" ? .number : .boolean]
            default: return [.clean]
            }
        }
        for step in steps { forms = forms.flatMap { apply(step, to: $0, reference) }.bounded }
        return forms
    }

    private func input(
        _ steps: inout ArraySlice<TemplateReference.Step>, _ reference: TemplateReference
    ) -> [PrintedForm] {
        guard let first = steps.popFirst() else { return [.clean] }
        let place = reference.range
        switch first {
        case .property("body"):
            var data = PrintedData(.json, .body, isClients: scope.isRequest, at: place)
            data.shape = scope.model.map { [$0.number] } ?? []
            return [.data(data)]
        case .method("json", let arguments):
            var data = PrintedData(.json, .json, isClients: scope.isRequest, at: place)
            data.shape = shape(of: arguments, reference)
            return [.data(data)]
        case .method("path", let arguments):
            var data = PrintedData(.scalar, .raw, isClients: scope.isRequest, at: place)
            data.shape = shape(of: arguments, reference)
            return [.data(data)]
        case .method("params", let arguments):
            guard let argument = arguments.first else {
                return [.data(PrintedData(.parameters, .raw, isClients: true, at: place))]
            }
            if case .string(let name) = argument, scope.pathNames.contains(String(decoding: name, as: UTF8.self)) {
                return [.data(PrintedData(.text))]
            }
            return [.data(PrintedData(.text, .raw, isClients: true, at: place))]
        default: return [.clean]
        }
    }

    /// Headers are free text; what else `$context` holds is the gateway's or was checked.
    private func context(
        _ steps: ArraySlice<TemplateReference.Step>, _ reference: TemplateReference
    ) -> PrintedForm {
        let names = steps.prefix(2).map(\.memberName)
        if names == ["identity", "userAgent"] {
            return .data(PrintedData(.scalar, .raw, isClients: true, at: reference.range))
        }
        if case .method(let name, _)? = steps.last, !["get", "toString"].contains(name) {
            return .data(PrintedData(.unknown))
        }
        return .clean
    }

    private func utility(
        _ steps: inout ArraySlice<TemplateReference.Step>, _ reference: TemplateReference
    ) -> [PrintedForm] {
        guard case .method(let name, let arguments)? = steps.popFirst(), let argument = arguments.first else {
            return [.clean]
        }
        let forms = self.forms(of: argument)
        switch name {
        case "urlEncode", "base64Encode": return [.data(PrintedData(.text))]
        case "escapeJavaScript":
            return forms.map { form in
                if case .text(let bytes) = form, bytes.allSatisfy(OutputWalk.staysItself) { return form }
                return form.worst.treated(.scripted, as: .text)
            }.bounded
        case "parseJson":
            return forms.map { form in
                guard case .data(var data) = form, data.treatment != .harmless else { return .clean }
                data.treatment = .raw
                data.kind = .scalar
                return .data(data)
            }.bounded
        case "urlDecode", "base64Decode": return forms.map { $0.worst.treated(.raw, as: .scalar) }.bounded
        default: return [.clean]
        }
    }

    /// Whether `$util.escapeJavaScript` leaves a byte as it is.
    private static func staysItself(_ byte: UInt8) -> Bool {
        switch byte {
        case 0..<0x20, 0x7f..., UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"), UInt8(ascii: "/"): false
        default: true
        }
    }

    // MARK: Steps

    private func apply(
        _ step: TemplateReference.Step, to form: PrintedForm, _ reference: TemplateReference
    ) -> [PrintedForm] {
        if let name = step.memberName { return [member(name, of: form, at: reference.range)] }
        switch step {
        case .index: return [element(of: form, at: reference.range)]
        case .property: return [.clean]
        case .method(let name, let arguments): return [call(name, arguments, on: form)]
        }
    }

    private func member(_ name: String, of form: PrintedForm, at place: SourceRange) -> PrintedForm {
        guard case .data(let data) = form else { return .clean }
        switch data.kind {
        case .parameters:
            switch name {
            case "path": return .data(PrintedData(.parameterMap(.path)))
            case "querystring": return data.becoming(.parameterMap(.queryString))
            case "header": return data.becoming(.parameterMap(.header))
            default: return .clean
            }
        case .parameterMap(.path): return .data(PrintedData(.text))
        case .parameterMap: return data.becoming(.scalar)
        case .scalar, .collection, .unknown:
            var member = data
            member.kind = .scalar
            member.shape = shape(of: name, in: data.shape, at: place)
            return .data(member)
        case .json, .number, .boolean, .text: return .clean
        }
    }

    /// What stands at an index, or what a loop's variable holds.
    func element(of form: PrintedForm, at place: SourceRange?) -> PrintedForm {
        guard case .data(let data) = form else { return .clean }
        switch data.kind {
        case .parameters:
            var map = data
            map.kind = .parameterMap(nil)
            return .data(map)
        case .parameterMap(.path): return .data(PrintedData(.text))
        case .number, .boolean, .json: return .clean
        default:
            var element = data
            element.kind = .scalar
            element.shape = outline?.items(of: data.shape) ?? []
            return .data(element)
        }
    }

    private func call(_ name: String, _ arguments: [TemplateExpression], on form: PrintedForm) -> PrintedForm {
        let data = form.worst
        switch name {
        case "size", "length", "indexOf", "lastIndexOf", "hashCode", "compareTo", "intValue", "longValue", "count":
            return .number
        case "doubleValue", "floatValue", "parseInt", "parseDouble", "parseLong": return .number
        case "isEmpty", "contains", "containsKey", "containsValue", "equals", "equalsIgnoreCase", "matches",
            "startsWith", "endsWith", "hasNext":
            return .boolean
        case "replaceAll", "replace", "replaceFirst": return .data(PrintedData(.text))
        case "keySet":
            switch data.kind {
            // Names of fields and of path segments hold no quotes.
            case .parameters, .parameterMap(.path), .parameterMap(.header): return .data(PrintedData(.collection))
            default: return data.becoming(.collection)
            }
        case "entrySet", "values":
            return data.kind == .parameterMap(.path) ? .data(PrintedData(.collection)) : data.becoming(.collection)
        case "split", "toArray", "subList", "iterator": return data.becoming(.collection)
        case "toString", "trim", "toLowerCase", "toUpperCase", "substring":
            // Without its quotes the output of `$input.json` is escaped as JSON asks.
            let isInner = name == "substring" && data.treatment == .json
            return data.kind == .boolean || isInner ? .data(PrintedData(.text)) : data.becoming(.text)
        case "concat":
            return PrintedData.worst([data] + arguments.map { forms(of: $0).worst }).becoming(.text)
        case "get", "next", "getKey", "getValue", "charAt", "getOrDefault", "join": return element(of: form, at: nil)
        default: return .data(PrintedData(.unknown))
        }
    }

    // MARK: Shapes

    private func shape(of name: String, in shape: [Int], at place: SourceRange) -> [Int] {
        guard let outline, let model = scope.model else { return [] }
        return outline.shape(of: name, in: shape, at: place, model, report: findings.report)
    }

    /// The schemas of what a constant path selects.
    private func shape(of arguments: [TemplateExpression], _ reference: TemplateReference) -> [Int] {
        guard let outline, let model = scope.model, case .string(let bytes)? = arguments.first else { return [] }
        let path = located(bytes, in: reference)
        guard let path = parseJSONPath(path, sink: DiagnosticSink()) else { return [] }
        return outline.shape(of: path, in: model, report: findings.report)
    }

    /// The text of an argument with its place, where the reference stands in one piece.
    private func located(_ bytes: [UInt8], in reference: TemplateReference) -> LocatedText {
        let text = String(decoding: bytes, as: UTF8.self)
        let range = reference.range
        let literal = reference.literal
        guard Int(range.end - range.start) == literal.count, bytes.count <= literal.count, !bytes.isEmpty else {
            return LocatedText(text, at: range)
        }
        for start in 0...literal.count - bytes.count where literal[start...].starts(with: bytes) {
            let source = Int(range.start) + start
            let place = SourceRange(source: range.source, start: source, end: source + bytes.count)
            return LocatedText(text, at: place, segments: [.init(decoded: 0, source: source, count: bytes.count)])
        }
        return LocatedText(text, at: range)
    }
}
