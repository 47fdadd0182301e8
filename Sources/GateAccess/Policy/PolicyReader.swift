// JSON to policy documents. Strict: a member, operator or value that is not understood refuses the whole document,
// because leaving it out could let somebody in. AWS: "Grammar of the IAM JSON policy language".

import GateBytes
import GateJSON

/// What is wrong with a policy, and where.
package struct PolicyFailure: Error, Equatable {
    package enum Problem: Equatable, Sendable {
        case notJSON
        /// The document or a list of it exceeds a bound of `PolicyLimits`.
        case tooLarge
        case wrongType(expected: String)
        case missing(String)
        case unknown(String)
        /// Two members exclude each other: `Action` and `NotAction`.
        case both(String, String)
        case version(String)
        case effect(String)
        case principal(String)
        case condition(operator: String)
        case value(String)
        case repeated
    }

    package let problem: Problem
    /// JSON Pointer of the part: `/Statement/0/Effect`.
    package let pointer: String
}

/// Where a policy stands, which decides what it may say.
package struct PolicyKind: Sendable {
    /// Whether statements name whom they are about: those attached to an API do, others must not.
    package var namesPrincipals: Bool
    /// What `execute-api:` in front of a slash stands for: `arn:aws:execute-api:us-east-1:123456789012:abcdef`; nil
    /// leaves it as it is.
    package var shortARN: [UInt8]?
    /// Longest text of `Resource`, in bytes.
    package var resourceBytesMax = PolicyLimits.textBytesMax

    package static let identity = PolicyKind(namesPrincipals: false)
    /// What Lambda authorizers return. AWS: "API Gateway quotas", ARNs of up to 512 characters.
    package static let authorizer = PolicyKind(namesPrincipals: false, resourceBytesMax: 512)

    /// A resource policy of an API.
    package static func resource(shortARN: [UInt8]?) -> PolicyKind {
        PolicyKind(namesPrincipals: true, shortARN: shortARN)
    }
}

/// Reads one document.
package struct PolicyReader {
    private let kind: PolicyKind
    private var allowsVariables = false

    private init(_ kind: PolicyKind) { self.kind = kind }

    /// Reads a policy's text.
    package static func read(_ text: ByteView, _ kind: PolicyKind) throws(PolicyFailure) -> PolicyDocument {
        if text.count > PolicyLimits.bytesMax { throw PolicyFailure(problem: .tooLarge, pointer: "") }
        var tape = JSONTape()
        do throws(JSONFailure) {
            try tape.read(text, depthMax: PolicyLimits.depthMax)
        } catch {
            throw PolicyFailure(problem: .notJSON, pointer: "")
        }
        return try read(tape.root, kind)
    }

    /// Reads a policy that stands inside of another document.
    package static func read(_ value: JSONCursor, _ kind: PolicyKind) throws(PolicyFailure) -> PolicyDocument {
        var reader = PolicyReader(kind)
        return try reader.readDocument(value)
    }

    // MARK: Document and statements

    private mutating func readDocument(_ root: JSONCursor) throws(PolicyFailure) -> PolicyDocument {
        try expectObject(root, "")
        for (name, value) in try members(root, "") {
            switch name {
            case "Version":
                let version = try text(value, "/Version")
                guard version == "2012-10-17" || version == "2008-10-17" else {
                    throw PolicyFailure(problem: .version(version), pointer: "/Version")
                }
                allowsVariables = version == "2012-10-17"
            case "Id": _ = try text(value, "/Id")
            case "Statement": continue
            default: throw PolicyFailure(problem: .unknown(name), pointer: "/" + name)
            }
        }
        guard let list = root.member(ByteView("Statement")) else {
            throw PolicyFailure(problem: .missing("Statement"), pointer: "")
        }
        if list.kind == .object { return PolicyDocument(statements: [try readStatement(list, "/Statement")]) }
        guard list.kind == .array else {
            throw PolicyFailure(problem: .wrongType(expected: "an array"), pointer: "/Statement")
        }
        if list.count > PolicyLimits.statementsMax {
            throw PolicyFailure(problem: .tooLarge, pointer: "/Statement")
        }
        var statements: [PolicyStatement] = []
        var elements = list.elements
        while let element = elements.next() {
            statements.append(try readStatement(element, "/Statement/\(statements.count)"))
        }
        return PolicyDocument(statements: statements)
    }

    private func readStatement(_ value: JSONCursor, _ pointer: String) throws(PolicyFailure) -> PolicyStatement {
        try expectObject(value, pointer)
        var parts: [String: JSONCursor] = [:]
        for (name, member) in try members(value, pointer) {
            guard PolicyReader.known.contains(name), kind.namesPrincipals || !name.hasSuffix("Principal") else {
                throw PolicyFailure(problem: .unknown(name), pointer: pointer + "/" + name)
            }
            parts[name] = member
        }
        guard let effect = parts["Effect"] else {
            throw PolicyFailure(problem: .missing("Effect"), pointer: pointer)
        }
        if let sid = parts["Sid"] { _ = try text(sid, pointer + "/Sid") }
        let word = try text(effect, pointer + "/Effect")
        guard word == "Allow" || word == "Deny" else {
            throw PolicyFailure(problem: .effect(word), pointer: pointer + "/Effect")
        }
        return PolicyStatement(
            effect: word == "Allow" ? .allow : .deny, principals: try readPrincipals(parts, pointer),
            actions: try readPatterns("Action", parts, pointer, isResource: false),
            resources: try readPatterns("Resource", parts, pointer, isResource: true),
            conditions: try parts["Condition"].map(orEmpty: []) { value throws(PolicyFailure) in
                try readConditions(value, pointer + "/Condition")
            })
    }

    private static let known: Set<String> = [
        "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
    ]

    /// The one member of a pair such as `Action` and `NotAction`.
    private func either(
        _ name: String, _ parts: [String: JSONCursor], _ pointer: String
    ) throws(PolicyFailure) -> (value: JSONCursor, isInverted: Bool, pointer: String) {
        let inverse = "Not" + name
        switch (parts[name], parts[inverse]) {
        case (let value?, nil): return (value, false, pointer + "/" + name)
        case (nil, let value?): return (value, true, pointer + "/" + inverse)
        case (.some, .some): throw PolicyFailure(problem: .both(name, inverse), pointer: pointer)
        case (nil, nil): throw PolicyFailure(problem: .missing(name), pointer: pointer)
        }
    }

    private func readPatterns(
        _ name: String, _ parts: [String: JSONCursor], _ pointer: String, isResource: Bool
    ) throws(PolicyFailure) -> PolicyStatement.Selection<PolicyPattern> {
        let (value, isInverted, place) = try either(name, parts, pointer)
        var patterns: [PolicyPattern] = []
        for (text, place) in try texts(value, place) {
            let limit = isResource ? kind.resourceBytesMax : PolicyLimits.textBytesMax
            guard !text.isEmpty else { throw PolicyFailure(problem: .value(""), pointer: place) }
            guard text.count <= limit else { throw PolicyFailure(problem: .tooLarge, pointer: place) }
            if isResource {
                let whole = expanded(text)
                patterns.append(try pattern(whole, place, wildcards: true, variables: allowsVariables))
            } else {
                // Names of actions have no case.
                let lowered = text.map { ASCII.lowercased($0) }
                patterns.append(try pattern(lowered, place, wildcards: true, variables: false))
            }
        }
        return .init(isInverted: isInverted, elements: patterns)
    }

    /// AWS: "API Gateway resource policy examples", the short form of an ARN.
    private func expanded(_ text: [UInt8]) -> [UInt8] {
        let prefix = Array("execute-api:/".utf8)
        guard let start = kind.shortARN, text.starts(with: prefix) else { return text }
        return start + text[(prefix.count - 1)...]
    }

    // MARK: Principals

    private func readPrincipals(
        _ parts: [String: JSONCursor], _ pointer: String
    ) throws(PolicyFailure) -> PolicyStatement.Selection<PrincipalPattern>? {
        if !kind.namesPrincipals { return nil }
        let (value, isInverted, place) = try either("Principal", parts, pointer)
        if value.kind == .string {
            let word = try text(value, place)
            guard word == "*" else { throw PolicyFailure(problem: .principal(word), pointer: place) }
            return .init(isInverted: isInverted, elements: [.anyone])
        }
        try expectObject(value, place)
        var patterns: [PrincipalPattern] = []
        for (name, list) in try members(value, place) {
            for (text, place) in try texts(list, place + "/" + name) {
                switch name {
                case "AWS": patterns.append(try principal(text, place))
                case "Service", "Federated", "CanonicalUser": patterns.append(.other)
                default: throw PolicyFailure(problem: .unknown(name), pointer: place)
                }
            }
        }
        return .init(isInverted: isInverted, elements: patterns)
    }

    private func principal(_ text: [UInt8], _ pointer: String) throws(PolicyFailure) -> PrincipalPattern {
        if text == [0x2a] { return .anyone }
        if text.count == 12, text.allSatisfy({ ASCII.isDigit($0) }) { return .account(text) }
        let parts = text.split(separator: 0x3a, maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0].elementsEqual("arn".utf8), parts[4].count == 12,
            parts[4].allSatisfy({ ASCII.isDigit($0) }), !text.contains(0x2a), !parts[5].isEmpty
        else { throw PolicyFailure(problem: .principal(String(decoding: text, as: UTF8.self)), pointer: pointer) }
        return parts[5].elementsEqual("root".utf8) ? .account(Array(parts[4])) : .arn(text)
    }

    // MARK: Conditions

    private func readConditions(_ value: JSONCursor, _ pointer: String) throws(PolicyFailure) -> [PolicyCondition] {
        try expectObject(value, pointer)
        var conditions: [PolicyCondition] = []
        for (name, keys) in try members(value, pointer) {
            var word = name
            var quantifier = PolicyCondition.Quantifier.none
            if word.hasPrefix("ForAnyValue:") {
                quantifier = .forAnyValue
                word = String(word.dropFirst("ForAnyValue:".count))
            } else if word.hasPrefix("ForAllValues:") {
                quantifier = .forAllValues
                word = String(word.dropFirst("ForAllValues:".count))
            }
            let isIfExists = word.hasSuffix("IfExists") && word != "NullIfExists"
            if isIfExists { word = String(word.dropLast("IfExists".count)) }
            guard let test = ConditionTest(name: word) else {
                throw PolicyFailure(problem: .condition(operator: name), pointer: pointer + "/" + name)
            }
            try expectObject(keys, pointer + "/" + name)
            for (key, list) in try members(keys, pointer + "/" + name) {
                var values: [ConditionValue] = []
                for (text, place) in try texts(list, pointer + "/" + name + "/" + key, takesScalars: true) {
                    values.append(try conditionValue(text, test, place))
                }
                conditions.append(
                    PolicyCondition(
                        test: test, quantifier: quantifier, isIfExists: isIfExists,
                        key: Array(key.utf8).withByteView { ConditionKey($0) }, values: values))
            }
        }
        if conditions.count > PolicyLimits.conditionsMax { throw PolicyFailure(problem: .tooLarge, pointer: pointer) }
        return conditions
    }

    private func conditionValue(
        _ text: [UInt8], _ test: ConditionTest, _ pointer: String
    ) throws(PolicyFailure) -> ConditionValue {
        let found: ConditionValue?
        switch test {
        case .stringEquals:
            return .pattern(try pattern(text, pointer, wildcards: false, variables: allowsVariables))
        case .stringLike: return .pattern(try pattern(text, pointer, wildcards: true, variables: allowsVariables))
        case .arnLike: return .arn(try arn(text, pointer))
        case .numeric: found = text.withByteView { PolicyNumber.parse($0) }.map { .number($0) }
        case .date: found = text.withByteView { PolicyTime.parse($0) }.map { .date($0) }
        case .bool, .null:
            found = text.withByteView { view in
                if view.equalsIgnoringCase(ByteView("true")) { return .bool(true) }
                return view.equalsIgnoringCase(ByteView("false")) ? .bool(false) : nil
            }
        case .ipAddress: found = text.withByteView { AddressRange($0) }.map { .network($0) }
        case .binaryEquals:
            var bytes = ByteBuffer(capacity: text.count)
            found = text.withByteView { Base64.decode($0, to: &bytes) } ? .bytes([UInt8](bytes.view)) : nil
        }
        if let found { return found }
        throw PolicyFailure(problem: .value(String(decoding: text, as: UTF8.self)), pointer: pointer)
    }

    /// An ARN by its six parts; a text that is none equals nothing.
    private func arn(_ text: [UInt8], _ pointer: String) throws(PolicyFailure) -> [PolicyPattern] {
        // A variable may hold colons in its name, so text is taken apart outside of braces only.
        var parts: [[UInt8]] = [[]]
        var isInside = false
        for (index, byte) in text.enumerated() {
            if byte == 0x24, index + 1 < text.count, text[index + 1] == 0x7b { isInside = true }
            if byte == 0x7d { isInside = false }
            if byte == 0x3a, !isInside, parts.count < 6 {
                parts.append([])
            } else {
                parts[parts.count - 1].append(byte)
            }
        }
        if parts.count == 1, text == [0x2a] { parts = [[UInt8]](repeating: [0x2a], count: 6) }
        guard parts.count == 6 else {
            throw PolicyFailure(problem: .value(String(decoding: text, as: UTF8.self)), pointer: pointer)
        }
        var patterns: [PolicyPattern] = []
        for part in parts {
            patterns.append(try pattern(part, pointer, wildcards: true, variables: allowsVariables))
        }
        return patterns
    }

    private func pattern(
        _ text: [UInt8], _ pointer: String, wildcards: Bool, variables: Bool
    ) throws(PolicyFailure) -> PolicyPattern {
        if let pattern = PolicyPattern(text, wildcards: wildcards, variables: variables) { return pattern }
        throw PolicyFailure(problem: .value(String(decoding: text, as: UTF8.self)), pointer: pointer)
    }

    // MARK: JSON

    private func expectObject(_ value: JSONCursor, _ pointer: String) throws(PolicyFailure) {
        if value.kind != .object { throw PolicyFailure(problem: .wrongType(expected: "an object"), pointer: pointer) }
    }

    private func members(
        _ object: JSONCursor, _ pointer: String
    ) throws(PolicyFailure) -> [(name: String, value: JSONCursor)] {
        if object.node.head & JSONNode.repeated != 0 { throw PolicyFailure(problem: .repeated, pointer: pointer) }
        var result: [(name: String, value: JSONCursor)] = []
        var scratch = ByteBuffer(capacity: 64)
        var members = object.members
        while let member = members.next() {
            result.append((String(member.name.decoded(scratch: &scratch)), member.value))
        }
        if result.count > PolicyLimits.listMax { throw PolicyFailure(problem: .tooLarge, pointer: pointer) }
        return result
    }

    private func text(_ value: JSONCursor, _ pointer: String) throws(PolicyFailure) -> String {
        String(decoding: try bytes(value, pointer, takesScalars: false), as: UTF8.self)
    }

    private func bytes(_ value: JSONCursor, _ pointer: String, takesScalars: Bool) throws(PolicyFailure) -> [UInt8] {
        switch value.kind {
        case .string:
            var scratch = ByteBuffer(capacity: 64)
            let text = [UInt8](value.decoded(scratch: &scratch))
            if text.count > PolicyLimits.textBytesMax { throw PolicyFailure(problem: .tooLarge, pointer: pointer) }
            return text
        case .number where takesScalars: return [UInt8](value.text)
        case .true where takesScalars: return Array("true".utf8)
        case .false where takesScalars: return Array("false".utf8)
        default:
            throw PolicyFailure(problem: .wrongType(expected: "a string"), pointer: pointer)
        }
    }

    /// A text or an array of texts.
    private func texts(
        _ value: JSONCursor, _ pointer: String, takesScalars: Bool = false
    ) throws(PolicyFailure) -> [(text: [UInt8], pointer: String)] {
        guard value.kind == .array else { return [(try bytes(value, pointer, takesScalars: takesScalars), pointer)] }
        if value.count > PolicyLimits.listMax { throw PolicyFailure(problem: .tooLarge, pointer: pointer) }
        var result: [(text: [UInt8], pointer: String)] = []
        var elements = value.elements
        while let element = elements.next() {
            let place = pointer + "/\(result.count)"
            result.append((try bytes(element, place, takesScalars: takesScalars), place))
        }
        return result
    }
}

extension Optional {
    /// The mapped value, or what stands for none.
    fileprivate func map<Result, Failure: Error>(
        orEmpty empty: Result, _ transform: (Wrapped) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        if let self { return try transform(self) }
        return empty
    }
}
