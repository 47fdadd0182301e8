// What each function does. CloudFormation User Guide, "Intrinsic function reference".

import GateBytes
import GateSource

extension IntrinsicRewriting {
    /// Replaces the object `id`, whose one member is the function `name` with the value `argument`.
    mutating func apply(_ name: String, to id: UInt32, _ argument: UInt32) {
        if name == "Fn::Sub" { return substitute(id, argument) }
        if name == "Fn::If" { return choose(id, argument) }
        resolve(argument)
        switch name {
        case "Ref": reference(id, argument)
        case "Fn::GetAtt": attribute(id, argument)
        case "Fn::Join": join(id, argument)
        case "Fn::Select": select(id, argument)
        case "Fn::Split": split(id, argument)
        case "Fn::ImportValue": importValue(id, argument)
        case "Fn::FindInMap": findInMap(id, argument)
        case "Fn::Base64": base64(id, argument)
        case "Fn::GetAZs":
            let region = values.known("AWS::Region") ?? ""
            become(id, array: ["a", "b", "c"].map { Array((region + $0).utf8) })
        case "Fn::Equals", "Fn::And", "Fn::Or", "Fn::Not": logic(name, id, argument)
        case "Fn::Transform" where TemplateInclude.location(of: Node(tree: tree, id: id)) != nil: break
        default: sink.report(IntrinsicProblem.unsupported(function: name, at: place(id)))
        }
    }

    private func malformed(_ name: String, _ expected: String, _ id: UInt32) {
        sink.report(IntrinsicProblem.malformed(function: name, expected: expected, at: place(id)))
    }

    /// The value of a name, reported once when it is a guess; nil for `AWS::NoValue`.
    private mutating func accept(_ found: ParameterValues.Found, _ name: String, at place: SourceRange) -> String? {
        switch found {
        case .nothing: return nil
        case .known(let value): return value
        case .guessed(let value, let isSound):
            let resource = name.split(separator: ".").first.map(String.init) ?? name
            let isOwn = template.resources.contains(resource)
            if !isOwn, reported.insert(name).inserted {
                sink.report(
                    IntrinsicProblem.defaultTaken(name: name, value: value, isSound: isSound, at: place))
            }
            return value
        }
    }

    // MARK: Names

    private mutating func reference(_ id: UInt32, _ argument: UInt32) {
        guard let name = string(argument) else { return }
        if let value = accept(values.reference(name), name, at: place(argument)) {
            become(id, text: value)
        } else {
            becomeNothing(id)
        }
    }

    private mutating func attribute(_ id: UInt32, _ argument: UInt32) {
        let parts = elements(argument).map { $0.compactMap(string) } ?? string(argument).map { [$0] } ?? []
        let name = parts.joined(separator: ".")
        guard let dot = name.firstIndex(of: "."), dot != name.startIndex else {
            return malformed("Fn::GetAtt", "`resource.attribute`, or an array of both", id)
        }
        let found = values.attribute(String(name[..<dot]), String(name[name.index(after: dot)...]))
        if let value = accept(found, name, at: place(argument)) { become(id, text: value) }
    }

    private mutating func importValue(_ id: UInt32, _ argument: UInt32) {
        guard let name = string(argument) else { return malformed("Fn::ImportValue", "the name of an export", id) }
        if let value = accept(values.export(name), name, at: place(argument)) { become(id, text: value) }
    }

    private mutating func findInMap(_ id: UInt32, _ argument: UInt32) {
        let steps = elements(argument)?.prefix(3).compactMap(string) ?? []
        guard steps.count == 3 else { return malformed("Fn::FindInMap", "an array of a map and two keys", id) }
        let name = steps.joined(separator: ".")
        if let value = values.known(name) { return become(id, text: value) }
        if let value = template.mappings?[steps[0]]?[steps[1]]?[steps[2]] { return become(id, node: value.id) }
        if let value = accept(.guessed(name, isSound: false), name, at: place(argument)) { become(id, text: value) }
    }

    // MARK: Text

    /// Strings outside functions: AWS variables only.
    mutating func expandVariables(_ id: UInt32) {
        guard let text = text(id), let cut = SubTemplate(plain: text) else { return }
        fill(cut, text, id, origin: id, variables: [:])
    }

    private mutating func substitute(_ id: UInt32, _ argument: UInt32) {
        var origin = argument
        var variables: [String: String] = [:]
        if let pair = elements(argument) {
            guard pair.count == 2, let given = members(pair[1]) else {
                return malformed("Fn::Sub", "a string, or an array of a string and an object", id)
            }
            origin = pair[0]
            for (key, value) in given {
                resolve(value)
                guard let text = string(value) else {
                    return malformed("Fn::Sub", "variables that are strings", id)
                }
                variables[key] = text
            }
        }
        guard value(origin).kind == .string, let text = text(origin) else {
            return malformed("Fn::Sub", "a string, or an array of a string and an object", id)
        }
        let cut = SubTemplate(sub: text)
        if let open = cut.openPlaceholder {
            sink.report(IntrinsicProblem.placeholderOpen(at: located(origin, open..<open + 2)))
        }
        fill(cut, text, id, origin: origin, variables: variables)
    }

    /// The source of some bytes of a string of the document.
    private func located(_ id: UInt32, _ bytes: Range<Int>) -> SourceRange {
        guard let text = Node(tree: tree, id: id).locatedText else { return place(id) }
        return text.range(bytes.lowerBound, bytes.upperBound)
    }

    private mutating func fill(
        _ cut: SubTemplate, _ text: [UInt8], _ id: UInt32, origin: UInt32, variables: [String: String]
    ) {
        var result: [UInt8] = []
        var pieces: [LocatedText.Segment] = []
        for part in cut.parts {
            switch part {
            case .kept(let bytes):
                if bytes.isEmpty { continue }
                pieces.append(.init(decoded: result.count, source: bytes.lowerBound, count: bytes.count))
                result += text[bytes]
            case .name(let name, let bytes):
                if let value = variables[name] {
                    result += Array(value.utf8)
                } else if let value = value(ofName: name, at: origin, bytes) {
                    result += Array(value.utf8)
                }
            }
            if result.count > IntrinsicRewriting.madeBytesMax { break }
        }
        become(id, text: result, from: origin, pieces: pieces)
    }

    /// The value of a placeholder; nil for `AWS::NoValue`.
    private mutating func value(ofName name: String, at origin: UInt32, _ bytes: Range<Int>) -> String? {
        let found: ParameterValues.Found
        if let dot = name.firstIndex(of: "."), dot != name.startIndex {
            found = values.attribute(String(name[..<dot]), String(name[name.index(after: dot)...]))
        } else {
            found = values.reference(name)
        }
        if case .known(let value) = found { return value }
        return accept(found, name, at: located(origin, bytes))
    }

    private mutating func join(_ id: UInt32, _ argument: UInt32) {
        guard let pair = elements(argument), pair.count == 2, let separator = text(pair[0]) else {
            return malformed("Fn::Join", "an array of a separator and an array", id)
        }
        guard let items = elements(pair[1]) ?? (text(pair[1]) != nil ? [pair[1]] : nil) else {
            return malformed("Fn::Join", "an array of a separator and an array", id)
        }
        var result: [UInt8] = []
        for (index, item) in items.enumerated() {
            guard let text = text(item) else { return malformed("Fn::Join", "strings to join", id) }
            if index > 0 { result += separator }
            result += text
            if result.count > IntrinsicRewriting.madeBytesMax { break }
        }
        become(id, text: result, from: nil)
    }

    private mutating func split(_ id: UInt32, _ argument: UInt32) {
        guard let pair = elements(argument), pair.count == 2, let separator = text(pair[0]), !separator.isEmpty,
            let text = text(pair[1])
        else { return malformed("Fn::Split", "an array of a separator and a string", id) }
        var pieces: [[UInt8]] = []
        var piece: [UInt8] = []
        var index = 0
        while index < text.count {
            if text[index...].starts(with: separator) {
                pieces.append(piece)
                piece = []
                index += separator.count
            } else {
                piece.append(text[index])
                index += 1
            }
        }
        become(id, array: pieces + [piece])
    }

    private mutating func select(_ id: UInt32, _ argument: UInt32) {
        guard let pair = elements(argument), pair.count == 2, let index = string(pair[0]).flatMap({ Int($0) }),
            let items = elements(pair[1])
        else { return malformed("Fn::Select", "an array of an index and an array", id) }
        guard index >= 0, index < items.count else {
            sink.report(IntrinsicProblem.selectOutside(index: index, count: items.count, at: place(pair[0])))
            return
        }
        become(id, node: items[index])
    }

    private mutating func base64(_ id: UInt32, _ argument: UInt32) {
        guard let text = text(argument) else { return malformed("Fn::Base64", "a string", id) }
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var result: [UInt8] = []
        for start in stride(from: 0, to: text.count, by: 3) {
            let group = text[start..<min(start + 3, text.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for digit in 0..<4 {
                result.append(digit <= group.count ? alphabet[bits >> (18 - 6 * digit) & 63] : 0x3d)
            }
        }
        become(id, text: result, from: nil)
    }

    // MARK: Conditions

    private mutating func choose(_ id: UInt32, _ argument: UInt32) {
        guard let items = elements(argument), items.count == 3 else {
            return malformed("Fn::If", "an array of a condition and two values", id)
        }
        resolve(items[0])
        guard let name = string(items[0]) else {
            return malformed("Fn::If", "the name of a condition, then two values", id)
        }
        let branch = holds(name, at: place(items[0])) ? items[1] : items[2]
        resolve(branch)
        become(id, node: branch)
    }

    /// Whether a named condition holds: as given, as the template says, else yes.
    mutating func holds(_ name: String, at place: SourceRange) -> Bool {
        if let given = values.known(name) { return given == "true" }
        if let node = template.conditions?[name], openConditions.insert(name).inserted {
            defer { openConditions.remove(name) }
            if let holds = truth(node.id) { return holds }
        }
        if reported.insert(name).inserted { sink.report(IntrinsicProblem.conditionAssumed(name, at: place)) }
        return true
    }

    /// The truth of a condition's value, nil when it has none.
    private mutating func truth(_ id: UInt32) -> Bool? {
        if let pair = members(id), pair.count == 1, pair[0].key == "Condition", let name = string(pair[0].value) {
            return holds(name, at: place(id))
        }
        resolve(id)
        let record = value(id)
        return record.kind == .boolean ? record.count == 1 : nil
    }

    private mutating func logic(_ name: String, _ id: UInt32, _ argument: UInt32) {
        guard let items = elements(argument), !items.isEmpty else { return malformed(name, "an array", id) }
        if name == "Fn::Equals" {
            guard items.count == 2, let left = text(items[0]), let right = text(items[1]) else {
                return malformed(name, "two strings", id)
            }
            return become(id, boolean: left == right)
        }
        var truths: [Bool] = []
        for item in items {
            guard let holds = truth(item) else { return malformed(name, "conditions", id) }
            truths.append(holds)
        }
        switch name {
        case "Fn::And": become(id, boolean: truths.allSatisfy { $0 })
        case "Fn::Or": become(id, boolean: truths.contains(true))
        default: become(id, boolean: !truths[0])
        }
    }
}
