// Reads the members of one object: each accessor returns a value or reports why there is none. `null` counts as
// absent, as it does for AWS. Numbers and booleans written as text are read, and scalars where text is expected:
// YAML authors rarely know which they wrote.

import GateSource
import GateTree

/// The members of an object.
package struct Fields {
    package let node: Node
    /// What the object is, as a noun phrase for diagnostics.
    package let object: String
    package let sink: DiagnosticSink

    package init(node: Node, object: String, sink: DiagnosticSink) {
        self.node = node
        self.object = object
        self.sink = sink
    }

    /// The member, unless it is null.
    package func value(_ key: String) -> Node? {
        guard let value = node[key], !value.isNull else { return nil }
        return value
    }

    /// The text of a scalar.
    package func text(_ key: String) -> Located<String>? {
        guard let value = value(key) else { return nil }
        guard let text = value.scalarText else {
            wrongType(key, value, "a string")
            return nil
        }
        return Located(text, at: value.range)
    }

    /// The text of a scalar with its way back.
    package func locatedText(_ key: String) -> LocatedText? {
        guard let value = value(key) else { return nil }
        guard let text = Fields.text(of: value) else {
            wrongType(key, value, "a string")
            return nil
        }
        return text
    }

    /// The text of a scalar node; empty for null.
    package static func text(of value: Node) -> LocatedText? {
        if let text = value.locatedText { return text }
        if value.isNull { return LocatedText("", at: value.range) }
        return value.scalarText.map { LocatedText($0, at: value.range) }
    }

    /// A whole number within bounds.
    package func integer(_ key: String, in allowed: ClosedRange<Int>) -> Located<Int>? {
        guard let value = value(key) else { return nil }
        guard value.kind == .number || value.kind == .string, let text = value.scalarText else {
            wrongType(key, value, "a number")
            return nil
        }
        guard let number = value.integer ?? Int(text), allowed.contains(number) else {
            sink.report(OpenAPIProblem.numberOutside(member: key, text: text, allowed: allowed, at: value.range))
            return nil
        }
        return Located(number, at: value.range)
    }

    package func boolean(_ key: String) -> Bool? {
        guard let value = value(key) else { return nil }
        if let flag = value.boolean { return flag }
        switch value.string?.lowercased() {
        case "true": return true
        case "false": return false
        default:
            wrongType(key, value, "a boolean")
            return nil
        }
    }

    package func object(_ key: String) -> Node? {
        guard let value = value(key) else { return nil }
        guard value.kind == .object else {
            wrongType(key, value, "an object")
            return nil
        }
        return value
    }

    /// The elements of an array.
    package func array(_ key: String) -> [Node]? {
        guard let value = value(key) else { return nil }
        guard value.kind == .array else {
            wrongType(key, value, "an array")
            return nil
        }
        return value.elements
    }

    /// The texts of an array.
    package func texts(_ key: String) -> [Located<String>] {
        (array(key) ?? []).compactMap { element in
            guard let text = element.scalarText else {
                wrongType(key, element, "a string")
                return nil
            }
            return Located(text, at: element.range)
        }
    }

    /// One of an enumeration's raw values, in any letter case.
    package func choice<Choice: RawRepresentable & CaseIterable>(_ key: String, _: Choice.Type) -> Located<Choice>?
    where Choice.RawValue == String {
        guard let text = text(key) else { return nil }
        let wanted = text.value.lowercased()
        if let known = Choice.allCases.first(where: { $0.rawValue.lowercased() == wanted }) {
            return Located(known, at: text.range)
        }
        if node[key]?.kind != .string, let value = node[key] {
            wrongType(key, value, "a string")
            return nil
        }
        let known = Choice.allCases.map(\.rawValue)
        sink.report(
            OpenAPIProblem.choiceUnknown(
                text.value, member: key, known: known, at: text.range, nearest: nearestName(text.value, among: known)))
        return nil
    }

    /// A map from names to texts. A value that is no scalar, or no string where expressions are asked for, is left
    /// out with a warning, as AWS does (recorded: "Invalid format for 'requestParameters'. Expected type string").
    package func namedTexts(_ key: String, areStrings: Bool = false) -> [NamedText] {
        guard let map = object(key) else { return [] }
        return Fields(node: map, object: "`\(key)`", sink: sink).allTexts(areStrings: areStrings)
    }

    /// The same of all members of the object.
    func allTexts(areStrings: Bool = true) -> [NamedText] {
        node.members.compactMap { member in
            guard !areStrings || member.value.kind == .string, let text = Fields.text(of: member.value) else {
                sink.report(
                    OpenAPIProblem.valueDropped(
                        member: member.key, found: member.value.kind, expected: "a string", at: member.value.range))
                return nil
            }
            return NamedText(name: Located(member.key, at: member.keyRange), text: text)
        }
    }

    /// A member that must be there.
    package func require(_ key: String) {
        if value(key) == nil { sink.report(OpenAPIProblem.memberMissing(key, object: object, at: node.keyRange)) }
    }

    /// Warns of members that the object does not have.
    package func reportUnknown(known: [String]) {
        for member in node.members where !known.contains(member.key) && !member.key.hasPrefix("x-") {
            sink.report(
                OpenAPIProblem.memberUnknown(
                    member.key, object: object, at: member.keyRange,
                    nearest: nearestName(member.key, among: known)))
        }
    }

    package func wrongType(_ key: String, _ value: Node, _ expected: String) {
        sink.report(
            OpenAPIProblem.wrongType(
                member: key, found: value.kind, expected: expected,
                at: value.kind == .object || value.kind == .array ? value.keyRange : value.range))
    }
}
