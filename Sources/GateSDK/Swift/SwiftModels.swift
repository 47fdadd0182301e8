// Types of an API as Swift's: structs, enumerations that stay open, unions with a case for each alternative. What may
// be absent is optional, what may be `null` besides is `Nullable`, what holds itself lies elsewhere by `@Indirect`.

/// Names and types of one client.
struct SwiftModels {
    let api: ClientAPI
    /// Names of types, by number.
    let names: [String]
    /// Names of members, cases or alternatives, by type: as many as the type has.
    let parts: [[String]]
    private let recursion: SwiftRecursion
    private let aliasCircles: [Bool]

    /// Names of types that a client uses: of Swift, of Foundation, of its core.
    static let reserved: Set<String> = [
        "APIClient", "APIError", "APIFailure", "AWSCredentials", "Any", "AnyObject", "Array",
        "AsyncHTTPClientTransport", "AsyncIterator", "AsyncSequence", "AsyncThrowingStream", "BasicCredentials",
        "Body", "Bool", "ByteStream", "FileParts", "CalendarDate", "Call", "CallOptions", "CancellationError",
        "Character",
        "CheckedContinuation", "ClientOptions", "Codable", "CodingKey", "CodingKeys", "CodingUserInfoKey",
        "Comparable", "ComparisonResult", "ConnectionError", "CustomStringConvertible", "Data", "Date",
        "DateFormatter", "Decimal", "DecimalText", "DeclaredError", "Decodable", "Decoder", "DecodingError",
        "Dictionary", "Double", "Duration", "Element", "Encodable", "Encoder", "EncodingError", "Endpoint",
        "Equatable", "Error", "ExactNumber", "Exchanges", "Field", "FileHandle", "FileManager", "Float", "Foundation",
        "GatewayError", "GatewayErrorType", "HTTPClient", "HTTPURLResponse", "Hashable", "Hasher", "HeaderFields",
        "Indirect", "Int", "Int16", "Int32", "Int64", "Int8", "InvalidRequest", "JSONDecoder", "JSONText",
        "JSONValue", "KeyedDecodingContainer", "KeyedEncodingContainer", "Locale", "Markup", "MarkupElement",
        "MarkupFault", "MarkupForms", "MarkupMember", "MarkupNode", "MarkupReader", "MemberKey", "Middleware",
        "NSLock", "NSObject", "NSRange", "NSRegularExpression", "Never", "Nullable", "OpenEnumeration", "Optional",
        "Page", "Pages", "Parameter", "Path", "Protocol", "Provider", "PulledBytes", "RawRepresentable", "RawValue",
        "Response", "SHA256", "Scheme", "Self", "Sendable", "Sequence", "ServerSentEvent", "ServerSentEvents", "Set",
        "Signer", "String", "Swift", "Task", "TemporaryFile", "Timestamp", "Transport", "TransportRequest",
        "TransportResponse", "Tree", "TreeElements", "TreeEncoder", "TreeMembers", "TreePlace", "Type", "UInt",
        "UInt16", "UInt32", "UInt64", "UInt8", "URL", "URLError", "URLRequest", "URLResponse", "URLSession",
        "URLSessionTransport", "UUID", "Unicode", "UnreadableAnswer", "UnsendableValue", "UploadBody", "Value",
        "ValueBounds", "ValueCheck", "ValueRule", "ValueRules", "Void", "XMLParser",
    ]
    /// Names that no member can have.
    private static let reservedParts: Set<String> = [
        "Protocol", "Self", "Type", "additional", "hashValue", "init", "self",
    ]
    /// Names that no case can have: those of every enumeration, and those that are taken for an optional's.
    private static let reservedCases: Set<String> = [
        "Protocol", "Self", "Type", "debugDescription", "description", "hashValue", "init", "none", "other", "rawValue",
        "self", "some",
    ]

    /// Most characters of a name: with the longest text around them, lines stay within the formatter's width. Ours.
    static let nameMax = 50

    init(_ api: ClientAPI, taken: Set<String>) {
        self.api = api
        var scope = NameScope(reserved: SwiftModels.reserved.union(taken), digitPrefix: "N")
        let names = api.types.map { scope.take(Words($0.name).fitting(SwiftModels.nameMax).pascal, suffix: "Model") }
        self.names = names
        recursion = SwiftRecursion(api)
        aliasCircles = SwiftRecursion.aliasCircles(api)
        parts = api.types.map { type in
            switch type.form {
            case .object(let object):
                var scope = NameScope(reserved: SwiftModels.reservedParts, digitPrefix: "n")
                return object.members.map {
                    scope.take(Words($0.name).fitting(SwiftModels.nameMax).camel, suffix: "Value")
                }
            case .enumeration(let values):
                var scope = NameScope(reserved: SwiftModels.reservedCases, digitPrefix: "n")
                return values.map { scope.take(Words($0.text).prefix(SDKText.titleWordsMax).camel, suffix: "Value") }
            case .union(let union):
                var scope = NameScope(reserved: SwiftModels.reservedCases, digitPrefix: "n")
                return union.members.map { member in
                    scope.take(SwiftModels.caseName(member.shape, names), suffix: "Value")
                }
            case .alias: return []
            }
        }
    }

    private static func caseName(_ shape: Shape, _ names: [String]) -> String {
        switch shape {
        case .any: "any"
        case .boolean: "bool"
        case .integer: "integer"
        case .number: "number"
        case .decimal: "decimal"
        case .string: "string"
        case .date: "date"
        case .dateTime: "time"
        case .uuid: "uuid"
        case .base64, .binary: "data"
        case .array: "array"
        case .map: "dictionary"
        case .named(let index): Words(names[index]).camel
        case .nullable(let inner): caseName(inner, names)
        }
    }

    // MARK: Shapes

    func type(_ shape: Shape) -> SwiftType {
        switch shape {
        case .any: .name("JSONValue")
        case .boolean: .name("Bool")
        case .integer(let bits): .name(bits == 32 ? "Int32" : "Int")
        case .number: .name("Double")
        case .decimal(let isText): .name(isText ? "DecimalText" : "Decimal")
        case .string: .string
        case .date: .name("CalendarDate")
        case .dateTime: .name("Date")
        case .uuid: .name("UUID")
        case .base64, .binary: .name("Data")
        case .array(let element): .array(type(element))
        case .map(let element): .dictionary(type(element))
        case .named(let index): .name(names[index])
        case .nullable(let inner): .optional(type(inner))
        }
    }

    /// The shape of what is there where a shape may be null, also by another name.
    func nullable(_ shape: Shape) -> Shape? {
        var shape = shape
        for _ in 0..<SDKLimits.depthMax {
            switch shape {
            case .nullable(let inner): return inner
            case .named(let index):
                guard case .alias(let next) = api.types[index].form, !isWrapped(index) else { return nil }
                shape = next
            default: return nil
            }
        }
        return nil
    }

    /// Whether a name stands for a shape that is made of it.
    func isWrapped(_ index: Int) -> Bool {
        guard aliasCircles[index], case .alias(let shape) = api.types[index].form else { return false }
        if case .named = shape.unwrapped { return false }
        return true
    }

    func type(of member: ObjectMember) -> SwiftType {
        // What only one side sends is absent on the other.
        let isOptional = !member.isRequired || member.isReadOnly || member.isWriteOnly
        let type: SwiftType
        if let inner = nullable(member.shape) {
            type = .generic("Nullable", [self.type(inner)])
        } else {
            type = self.type(member.shape)
        }
        return isOptional ? .optional(type) : type
    }

    // MARK: Declarations

    func declarations() -> [SwiftDeclaration] {
        api.types.indices.map { index in
            let type = api.types[index]
            let comment = SwiftModels.comment(type.summary, type.isDeprecated)
            switch type.form {
            case .object(let object): return .type(self.object(object, index, comment))
            case .enumeration(let values): return .type(enumeration(values, index, comment))
            case .union(let union): return .type(self.union(union, index, comment))
            case .alias(let shape):
                if isWrapped(index) { return .type(wrapper(shape, index, comment)) }
                return .alias(
                    comment: comment, name: names[index],
                    aliasCircles[index] ? .name("JSONValue") : self.type(shape))
            }
        }
    }

    static func comment(_ summary: String?, _ isDeprecated: Bool = false) -> SwiftComment? {
        let text = [summary, isDeprecated ? "Deprecated." : nil].compactMap { $0 }.joined(separator: "\n\n")
        return text.isEmpty ? nil : SwiftComment(text: text)
    }

    private func object(_ object: ObjectType, _ index: Int, _ comment: SwiftComment?) -> SwiftNominal {
        var made = SwiftNominal(
            comment: comment, kind: "public struct", name: names[index], inherited: ["Codable", "Hashable", "Sendable"])
        var parameters: [SwiftParameter] = []
        for (member, name) in zip(object.members, parts[index]) {
            let type = type(of: member)
            made.properties.append(
                SwiftProperty(
                    comment: SwiftModels.comment(member.summary, member.isDeprecated),
                    attribute: recursion.leadsBack(member.shape, to: index) ? "@Indirect" : nil, name: name,
                    type: type))
            let isOptional = if case .optional = type { true } else { false }
            parameters.append(
                SwiftParameter(name: name, type: type, initial: isOptional ? SwiftExpression.none : nil))
        }
        if let additional = object.additional {
            let type = SwiftType.dictionary(type(additional))
            made.properties.append(
                SwiftProperty(comment: SwiftComment(text: "Further members."), name: "additional", type: type))
            parameters.append(SwiftParameter(name: "additional", type: type, initial: .dictionary([])))
        }
        made.functions = [
            SwiftFunction(
                parameters: parameters,
                body: parameters.map { .assign(.own($0.name), .name($0.name)) })
        ]
        if object.additional != nil { made.functions += coding(object, made.properties) }
        let keys = zip(object.members, parts[index]).map { member, name in
            SwiftCase(name: name, rawValue: member.name == name ? nil : member.name)
        }
        if keys.contains(where: { $0.rawValue != nil }) || (object.additional != nil && !keys.isEmpty) {
            made.nested = [
                SwiftNominal(
                    kind: "private enum", name: "CodingKeys", inherited: ["String", "CodingKey"], cases: keys)
            ]
        }
        return made
    }

    /// A shape with a name that it is made of itself.
    private func wrapper(_ shape: Shape, _ index: Int, _ comment: SwiftComment?) -> SwiftNominal {
        let type = type(shape.unwrapped)
        return SwiftNominal(
            comment: comment, kind: "public struct", name: names[index],
            inherited: ["Codable", "Hashable", "Sendable"],
            properties: [SwiftProperty(name: "value", type: type)],
            functions: [
                SwiftFunction(
                    parameters: [SwiftParameter(name: "value", label: "_", type: type)],
                    body: [.assign(.own("value"), .name("value"))]),
                SwiftFunction(
                    parameters: [SwiftModels.decoder], effects: "throws",
                    body: [
                        .assign(
                            .own("value"),
                            .effect(
                                "try",
                                .call(
                                    .member(.call(.member(.name("decoder"), "singleValueContainer"), []), "decode"),
                                    [SwiftArgument(nil, .metatype(type))])))
                    ]),
                SwiftFunction(
                    name: "encode", parameters: [SwiftModels.encoder], effects: "throws",
                    body: [.expression(SwiftModels.whole(.own("value")))]),
            ])
    }

    private func enumeration(_ values: [EnumerationValue], _ index: Int, _ comment: SwiftComment?) -> SwiftNominal {
        let names = parts[index]
        var made = SwiftNominal(
            comment: comment, kind: "public enum", name: self.names[index], inherited: ["OpenEnumeration"])
        made.cases =
            names.map { SwiftCase(name: $0) } + [
                SwiftCase(
                    comment: SwiftComment(text: "A value that this client does not know."), name: "other",
                    payload: .string)
            ]
        let set = { (value: SwiftExpression) in SwiftStatement.assign(.name("self"), value) }
        var reading = zip(values, names).map { value, name in
            SwiftStatement.Case(pattern: .values([.string(value.text)]), body: [set(.member(nil, name))])
        }
        let other = SwiftExpression.call(.member(nil, "other"), [SwiftArgument(nil, .name("rawValue"))])
        reading.append(SwiftStatement.Case(pattern: .otherwise, body: [set(other)]))
        var writing = zip(values, names).map { value, name in
            SwiftStatement.Case(pattern: .member(name, bound: nil), body: [.expression(.string(value.text))])
        }
        writing.append(
            SwiftStatement.Case(pattern: .member("other", bound: "text"), body: [.expression(.name("text"))]))
        made.functions = [
            SwiftFunction(
                parameters: [SwiftParameter(name: "rawValue", type: .string)],
                body: [.switching(.name("rawValue"), reading)])
        ]
        made.properties = [
            SwiftProperty(name: "rawValue", type: .string, body: [.switching(.name("self"), writing)])
        ]
        return made
    }
}

extension SwiftModels {
    static let decoder = SwiftParameter(name: "decoder", label: "from", type: .name("any Decoder"))
    static let encoder = SwiftParameter(name: "encoder", label: "to", type: .name("any Encoder"))

    /// `try encoder.whole(value)`
    static func whole(_ value: SwiftExpression) -> SwiftExpression {
        .effect(
            "try", .call(.member(.name("encoder"), "whole"), [SwiftArgument(nil, value)]))
    }

    private func union(_ union: UnionType, _ index: Int, _ comment: SwiftComment?) -> SwiftNominal {
        var made = SwiftNominal(
            comment: comment, kind: recursion.isRecursive[index] ? "public indirect enum" : "public enum",
            name: names[index], inherited: ["Codable", "Hashable", "Sendable"])
        made.cases =
            zip(union.members, parts[index]).map { SwiftCase(name: $1, payload: type($0.shape)) } + [
                SwiftCase(
                    comment: SwiftComment(text: "What none of the alternatives describes."), name: "other",
                    payload: .name("JSONValue"))
            ]
        made.functions = [
            SwiftFunction(
                parameters: [SwiftModels.decoder], effects: "throws",
                body: [union.discriminator.map { tagged(union, index, by: $0) } ?? tried(union, index)]),
            SwiftFunction(
                name: "encode", parameters: [SwiftModels.encoder], effects: "throws",
                body: [.switching(.name("self"), writing(union, index))]),
        ]
        return made
    }

    /// `self = .name(value)`
    private func choose(_ name: String, _ value: SwiftExpression) -> SwiftStatement {
        .assign(.name("self"), .call(.member(nil, name), [SwiftArgument(nil, value)]))
    }

    /// `try Type(from: decoder)`
    private func read(_ name: String) -> SwiftExpression {
        .effect("try", .call(.name(name), [SwiftArgument("from", .name("decoder"))]))
    }

    /// Reads by the member that tells which alternative it is.
    private func tagged(_ union: UnionType, _ index: Int, by name: String) -> SwiftStatement {
        var seen = Set<String>()
        var cases = zip(union.members, parts[index]).compactMap { member, part -> SwiftStatement.Case? in
            let tags = member.tags.filter { seen.insert($0).inserted }
            if tags.isEmpty { return nil }
            let value = SwiftExpression.effect(
                "try",
                .call(
                    .member(.call(.member(.name("decoder"), "singleValueContainer"), []), "decode"),
                    [SwiftArgument(nil, .metatype(type(member.shape)))]))
            return SwiftStatement.Case(
                pattern: .values(tags.map { .string($0) }), body: [choose(part, value)])
        }
        cases.append(SwiftStatement.Case(pattern: .otherwise, body: [choose("other", read("JSONValue"))]))
        let tag = SwiftExpression.call(
            .member(.name("decoder"), "tag"), [SwiftArgument(nil, .string(name))])
        return .switching(.effect("try", tag), cases)
    }

    /// Reads as the first alternative that takes what is there; those that ask for more come first.
    private func tried(_ union: UnionType, _ index: Int) -> SwiftStatement {
        let order = union.members.indices.sorted {
            (demand(union.members[$0].shape), $0) < (demand(union.members[$1].shape), $1)
        }
        return .binding(
            order.map { number in
                (
                    "value",
                    .call(
                        .member(.name("decoder"), "whole"),
                        [SwiftArgument("as", .metatype(type(union.members[number].shape)))]),
                    [choose(parts[index][number], .name("value"))]
                )
            }, otherwise: [choose("other", read("JSONValue"))])
    }

    /// How much a shape takes: less comes first.
    private func demand(_ shape: Shape, depth: Int = 0) -> Int {
        switch shape {
        case .boolean: return 0
        case .integer(let bits): return bits == 32 ? 1 : 2
        case .number, .decimal(isText: false): return 3
        case .date: return 4
        case .dateTime: return 5
        case .uuid: return 6
        case .base64, .binary, .decimal(isText: true): return 7
        case .string: return 9
        case .array: return 10_010
        case .map: return 10_011
        case .any: return 10_020
        case .nullable(let inner): return demand(inner, depth: depth)
        case .named(let index):
            switch api.types[index].form {
            case .enumeration: return 8
            case .object(let object): return 10_000 - min(object.members.filter(\.isRequired).count, 9_000)
            case .union: return 10_012
            case .alias(let inner): return depth < SDKLimits.depthMax ? demand(inner, depth: depth + 1) : 10_020
            }
        }
    }

    private func writing(_ union: UnionType, _ index: Int) -> [SwiftStatement.Case] {
        let value = SwiftExpression.name("value")
        let cases = zip(union.members, parts[index]).map { member, part in
            guard case .named(let number) = member.shape, case .object(let object) = api.types[number].form else {
                return SwiftStatement.Case(
                    pattern: .member(part, bound: "value"), body: [.expression(SwiftModels.whole(value))])
            }
            var body: [SwiftStatement] = [.expression(writeInto(value))]
            if let name = union.discriminator, let tag = member.tags.first,
                !object.members.contains(where: { $0.name == name })
            {
                let members = SwiftExpression.dictionary([(.string(name), .string(tag))])
                body.append(
                    .expression(
                        .effect(
                            "try",
                            .call(
                                .member(.name("encoder"), "members"), [SwiftArgument(nil, members)]))))
            }
            return SwiftStatement.Case(pattern: .member(part, bound: "value"), body: body)
        }
        return cases + [
            SwiftStatement.Case(pattern: .member("other", bound: "value"), body: [.expression(writeInto(value))])
        ]
    }

    /// `try value.encode(to: encoder)`
    private func writeInto(_ value: SwiftExpression) -> SwiftExpression {
        .effect(
            "try", .call(.member(value, "encode"), [SwiftArgument("to", .name("encoder"))]))
    }

    /// How an object with further members is read and written.
    fileprivate func coding(_ object: ObjectType, _ properties: [SwiftProperty]) -> [SwiftFunction] {
        let container = SwiftExpression.name("container")
        func keyed(_ side: String) -> SwiftExpression {
            .call(
                .member(.name(side), "container"),
                [SwiftArgument("keyedBy", .metatype(.name("CodingKeys")))])
        }
        var reading: [SwiftStatement] = []
        var writing: [SwiftStatement] = []
        if !object.members.isEmpty {
            reading.append(.declare("container", .effect("try", keyed("decoder"))))
            writing.append(.declare("container", isVariable: true, keyed("encoder")))
        }
        for property in properties where property.name != "additional" {
            guard let type = property.type else { continue }
            var (suffix, inner) = ("", type)
            if case .optional(let there) = type { (suffix, inner) = ("IfPresent", there) }
            let key = SwiftArgument("forKey", .member(nil, property.name))
            let value = SwiftExpression.call(
                .member(container, "decode\(suffix)"), [SwiftArgument(nil, .metatype(inner)), key])
            reading.append(.assign(.own(property.name), .effect("try", value)))
            let written = SwiftExpression.call(
                .member(container, "encode\(suffix)"), [SwiftArgument(nil, .own(property.name)), key])
            writing.append(.expression(.effect("try", written)))
        }
        let known = SwiftExpression.array(object.members.map { .string($0.name) })
        let members = SwiftExpression.call(
            .member(.name("decoder"), "members"), [SwiftArgument("besides", known)])
        reading.append(.assign(.own("additional"), .effect("try", members)))
        let written = SwiftExpression.call(
            .member(.name("encoder"), "members"), [SwiftArgument(nil, .own("additional"))])
        writing.append(.expression(.effect("try", written)))
        return [
            SwiftFunction(parameters: [SwiftModels.decoder], effects: "throws", body: reading),
            SwiftFunction(
                name: "encode", parameters: [SwiftModels.encoder], effects: "throws", body: writing),
        ]
    }
}
