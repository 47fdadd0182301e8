// Types of an API as TypeScript's: interfaces that are the JSON itself. Enumerations are open (a new text of the server
// is no error), unions with a discriminator narrow by it, `null` and absence are two things.

/// Names and types of one client.
struct TypeScriptModels {
    let api: ClientAPI
    /// Names of types, by number.
    let names: [String]

    /// Identifiers that a type cannot have: globals that the client uses and exports of its runtime.
    static let reserved: Set<String> = [
        "AbortSignal", "Array", "Blob", "Boolean", "Call", "Client", "CallOptions", "ClientOptions", "Credentials",
        "Date", "Error", "File", "FormData", "Function", "GatewayError", "GatewayErrorType", "Headers", "Map", "Number",
        "Object", "Omit", "Partial", "Promise", "ReadableStream", "Record", "Request", "Response", "Set", "String",
        "ConstraintError", "Symbol", "Transport", "Violation", "URL", "Uint8Array", "ApiError", "ConnectionError",
        "Middleware", "RequestSpecification",
        "Result", "ServerSentEvent", "TimeoutError", "AwsCredentials", "BasicCredentials", "Pages", "Provider",
    ]

    init(_ api: ClientAPI, clientName: String, reserving more: Set<String> = []) {
        self.api = api
        var scope = NameScope(reserved: TypeScriptModels.reserved.union([clientName]).union(more))
        names = api.types.map { scope.take(Words($0.name).pascal, suffix: "Model") }
    }

    func type(_ shape: Shape) -> TypeScriptType {
        switch shape {
        case .any: return .unknown
        case .boolean: return .boolean
        case .integer, .number, .decimal(isText: false): return .number
        case .string, .decimal(isText: true), .date, .dateTime, .uuid, .base64: return .string
        case .binary: return .name("Blob")
        case .array(let element): return .array(type(element))
        case .map(.any): return .generic("Record", [.string, .unknown])
        case .map(let element): return .index(type(element))
        case .named(let index): return .name(names[index])
        case .nullable(let inner): return .union([type(inner), .null])
        }
    }

    /// Declarations of all types.
    func declarations() -> [TypeScriptDeclaration] {
        api.types.enumerated().map { index, type in
            let comment = type.summary.map { TypeScriptComment(text: $0, isDeprecated: type.isDeprecated) }
            switch type.form {
            case .object(let object):
                return .interface(
                    name: names[index], comment: comment, properties: object.members.map(property),
                    // An index signature has to admit what the members are.
                    index: object.additional.map { object.members.isEmpty ? self.type($0) : .unknown })
            case .enumeration(let values):
                return .alias(
                    name: names[index], comment: comment,
                    .union(values.map { .text($0.text) } + [.intersection([.string, .object([])])]))
            case .union(let union): return .alias(name: names[index], comment: comment, self.union(union))
            case .alias(let shape):
                let isItself = shape.unwrapped == .named(index)
                return .alias(name: names[index], comment: comment, isItself ? .unknown : self.type(shape))
            }
        }
    }

    private func property(_ member: ObjectMember) -> TypeScriptProperty {
        let note = TypeScriptModels.note(member.shape)
        let text = [member.summary, note].compactMap { $0 }.joined(separator: "\n\n")
        let comment =
            text.isEmpty && !member.isDeprecated
            ? nil : TypeScriptComment(text: text, isDeprecated: member.isDeprecated)
        return TypeScriptProperty(
            name: member.name, type: type(member.shape), isOptional: !member.isRequired, isReadOnly: member.isReadOnly,
            comment: comment)
    }

    /// What a text holds that has no type of its own in JSON.
    static func note(_ shape: Shape) -> String? {
        switch shape.unwrapped {
        case .date: "A date, `YYYY-MM-DD`."
        case .dateTime: "A time, as RFC 3339 has it."
        case .decimal(isText: true): "A decimal number as a text, which keeps it exact."
        case .decimal: "A decimal number, of which JavaScript's numbers hold 15 digits."
        case .uuid: "A UUID."
        case .base64: "Bytes in Base64."
        case .integer(64): nil
        default: nil
        }
    }

    private func union(_ union: UnionType) -> TypeScriptType {
        .union(
            union.members.map { member in
                let type = self.type(member.shape)
                guard let name = union.discriminator, !member.tags.isEmpty else { return type }
                let tags = member.tags.map { TypeScriptType.text($0) }
                return .intersection([
                    type,
                    .object([TypeScriptProperty(name: name, type: tags.count == 1 ? tags[0] : .union(tags))]),
                ])
            })
    }

    /// The type of a request's body: without members that only answers carry.
    func requestType(_ shape: Shape) -> TypeScriptType {
        guard case .named(let index) = shape, case .object(let object) = api.types[index].form else {
            return type(shape)
        }
        let answered = object.members.filter(\.isReadOnly)
        if answered.isEmpty { return type(shape) }
        return .generic("Omit", [type(shape), .union(answered.map { .text($0.name) })])
    }
}
