// PATCH in the first service: operations on paths, in order, all or none. Each kind of thing has a table of the paths
// that may be changed and how. AWS: "API Gateway API reference", PatchOperation and "Patch operations"; messages as
// recorded.
//
//   replace /description "text"         add /binaryMediaTypes/image~1png        remove /requestTemplates/text~1xml
//
// Values are texts, whatever the member's type.

import GateJSON

/// One operation of a patch.
package struct PatchOperation: Sendable {
    package let op: String
    package let path: String
    /// Parts of the path, `~1` and `~0` undone.
    package let parts: [String]
    package let value: String?
    package let from: String?

    init(_ value: JSONValue) {
        op = value["op"]?.string ?? ""
        path = value["path"]?.string ?? ""
        self.value = value["value"]?.string
        from = value["from"]?.string
        parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(PatchOperation.decoded)
    }

    private static func decoded(_ part: Substring) -> String {
        var out = ""
        var isEscape = false
        for character in part {
            if isEscape {
                isEscape = false
                if character == "1" {
                    out.append("/")
                    continue
                }
                if character == "0" {
                    out.append("~")
                    continue
                }
                out.append("~")
            }
            if character == "~" { isEscape = true } else { out.append(character) }
        }
        return isEscape ? out + "~" : out
    }

    /// "true" whatever its case; any other text is false, as recorded.
    package var flag: Bool { value?.lowercased() == "true" }
}

/// What a path leads to.
package enum PatchKind: Sendable {
    case text
    case flag
    case integer
    case double
    /// A list of texts: the element stands in the value, or behind the list's path.
    case list
    /// Texts by name; the name stands behind the map's path.
    case textMap
    case flagMap
    /// Done by the handler.
    case custom
}

/// The paths of one operation.
package struct PatchTable: Sendable {
    /// How refusals are worded.
    package enum Style: Sendable {
        /// `Invalid patch path  '/x' specified for op 'replace'. Must be one of: […]`
        case listed
        /// `Invalid patch path /x`, `Invalid patch operation specified. Must be one of: […]`
        case plain
    }

    struct Rule: Sendable {
        /// `*` stands for one part.
        let parts: [String]
        let path: String
        let ops: [String]
        let kind: PatchKind
    }

    private let style: Style
    private let rules: [Rule]

    /// `ops` has letters: A add, R replace, X remove, C copy. Order is that of AWS's messages.
    package init(_ style: Style, _ rules: [(path: String, ops: String, kind: PatchKind)]) {
        let names: [Character: String] = ["A": "add", "R": "replace", "X": "remove", "C": "copy"]
        self.style = style
        self.rules = rules.map { rule in
            Rule(
                parts: rule.path.split(separator: "/").map(String.init), path: rule.path,
                ops: rule.ops.compactMap { names[$0] }, kind: rule.kind)
        }
    }

    /// Of things whose description alone can be changed.
    static let description = PatchTable(.listed, [("/description", "R", .text)])

    /// The rule that a path falls under, and what of the path is behind the rule's: the name of an entry.
    private func rule(_ operation: PatchOperation) -> (Rule, String?)? {
        let parts = operation.parts
        func fits(_ rule: Rule, _ count: Int) -> Bool {
            rule.parts.count == count && zip(rule.parts, parts).allSatisfy { $0 == "*" || $0 == $1 }
        }
        if let rule = rules.first(where: { fits($0, parts.count) && !$0.parts.contains("*") }) { return (rule, nil) }
        if let rule = rules.first(where: { fits($0, parts.count) }) { return (rule, nil) }
        guard let rule = rules.first(where: { $0.takesEntries && fits($0, parts.count - 1) }) else { return nil }
        return (rule, parts.last)
    }

    /// Applies the operations in order. `custom` does what the table leaves to the handler, and may look at what the
    /// table would do first: true means that it is done.
    package func apply(
        _ operations: [PatchOperation], to record: inout JSONValue,
        _ custom: (PatchOperation, inout JSONValue) throws(ControlError) -> Bool = { (_, _) throws(ControlError) in
            false
        }
    ) throws(ControlError) {
        for operation in operations {
            guard let (rule, entry) = rule(operation) else { throw unknownPath(operation) }
            guard rule.ops.contains(operation.op) else { throw unknownOperation(operation, rule) }
            if try custom(operation, &record) { continue }
            try apply(operation, rule, entry, &record)
        }
    }

    // MARK: Refusals

    private func unknownPath(_ operation: PatchOperation) -> ControlError {
        if style == .plain { return .badRequest("Invalid patch path \(operation.path)") }
        return listed(operation)
    }

    private func unknownOperation(_ operation: PatchOperation, _ rule: Rule) -> ControlError {
        if style == .listed { return listed(operation) }
        return .badRequest("Invalid patch operation specified. Must be one of: [\(rule.ops.joined(separator: ", "))]")
    }

    private func listed(_ operation: PatchOperation) -> ControlError {
        let paths = rules.filter { $0.ops.contains(operation.op) }.map(\.path)
        let start = "Invalid patch path  '\(operation.path)' specified for op '\(operation.op)'. "
        if paths.isEmpty { return .badRequest(start + "Please choose supported operations") }
        return .badRequest(start + "Must be one of: [\(paths.joined(separator: ", "))]")
    }

    // MARK: Changes

    private func apply(
        _ operation: PatchOperation, _ rule: Rule, _ entry: String?, _ record: inout JSONValue
    ) throws(ControlError) {
        let parts = rule.parts[...]
        let value = operation.value
        switch rule.kind {
        case .custom: throw .badRequest("Invalid patch path \(operation.path)")
        case .text:
            change(&record, parts) { $0 = operation.op == "remove" ? nil : value.map { .string($0) } }
        case .flag: change(&record, parts) { $0 = operation.op == "remove" ? nil : .bool(operation.flag) }
        case .integer, .double:
            let number = try number(operation, rule.kind)
            change(&record, parts) { $0 = number }
        case .list: try changeList(operation, parts, entry, &record)
        case .textMap, .flagMap:
            guard let entry else {
                guard operation.op == "remove" else { throw .badRequest("Invalid patch path \(operation.path)") }
                change(&record, parts) { $0 = nil }
                return
            }
            let isFlag = if case .flagMap = rule.kind { true } else { false }
            let new: JSONValue? = operation.op == "remove" ? nil : isFlag ? .bool(operation.flag) : .string(value ?? "")
            change(&record, parts) { map in
                var members = map?.object ?? JSONObject()
                members[entry] = new
                // A map without entries is not there, as recorded.
                map = members.isEmpty ? nil : .object(members)
            }
        }
    }

    private func number(_ operation: PatchOperation, _ kind: PatchKind) throws(ControlError) -> JSONValue? {
        guard operation.op != "remove", let text = operation.value, !text.isEmpty else { return nil }
        if case .integer = kind, let number = Int(text) { return JSONValue(number) }
        if case .double = kind, let number = Double(text), number.isFinite { return JSONValue(number) }
        throw .badRequest("Invalid patch value specified: \(text)")
    }

    private func changeList(
        _ operation: PatchOperation, _ parts: ArraySlice<String>, _ entry: String?, _ record: inout JSONValue
    ) throws(ControlError) {
        let element = entry ?? operation.value
        change(&record, parts) { list in
            var texts = list?.array?.compactMap(\.string) ?? []
            switch operation.op {
            case "add": if let element, !texts.contains(element) { texts.append(element) }
            case "remove": texts = element.map { element in texts.filter { $0 != element } } ?? []
            default:
                guard let value = operation.value else { break }
                let number = entry.flatMap { Int($0) }.flatMap { texts.indices.contains($0) ? $0 : nil }
                if let entry, let place = texts.firstIndex(of: entry) ?? number {
                    texts[place] = value
                } else if entry == nil {
                    texts = value.split(separator: ",").map { $0.trimmed }
                } else if !texts.contains(value) {
                    texts.append(value)
                }
            }
            list = texts.isEmpty ? nil : .array(texts.map { .string($0) })
        }
    }

    private func change(_ value: inout JSONValue, _ parts: ArraySlice<String>, _ body: (inout JSONValue?) -> Void) {
        guard let name = parts.first else { return }
        if parts.count == 1 {
            var member = value[name]
            body(&member)
            value[name] = member
        } else {
            var child = value[name] ?? .object(JSONObject())
            change(&child, parts.dropFirst(), body)
            value[name] = child.object?.isEmpty == true ? nil : child
        }
    }
}

extension PatchTable.Rule {
    /// Whether names of entries may stand behind the path.
    fileprivate var takesEntries: Bool {
        switch kind {
        case .list, .textMap, .flagMap: true
        default: false
        }
    }
}

extension Substring {
    /// Without blanks around it.
    var trimmed: String {
        var text = self
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}

extension ControlCall {
    /// The patch of the call.
    package var patch: [PatchOperation] { input["patchOperations"]?.array?.map(PatchOperation.init) ?? [] }
}
