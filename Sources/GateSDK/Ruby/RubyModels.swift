// Types of an API as Ruby's: classes with attributes, read and written by their shapes. Enumerations are texts with
// constants, unions are what one of their members is; other names are shapes themselves.

/// Names and types of one client.
struct RubyModels {
    let api: ClientAPI
    /// Names of constants, by type.
    let names: [String]
    /// Names of RBS's aliases, by type.
    private let aliases: [String]
    /// Aliases that hold themselves: constants, where others are written out.
    private let recursive: Set<Int>

    /// Constants that the runtime uses, or that programs do not expect to be hidden.
    static let reserved: Set<String> = [
        "Answers", "ApiError", "ArgumentError", "Array", "Attribute", "AwsCredentials", "BASE_URL", "BasicCredentials",
        "BigDecimal", "CancelToken", "CancelledFailure", "HttpConnection", "REXML", "RequestCheck", "RequestFailure",
        "RequestRules", "XmlForms", "XmlText",
        "BasicObject", "Binding", "Body", "Class", "Client", "Comparable", "Complex", "ConnectionFailure", "Data",
        "Date",
        "DateTime", "Dir", "ENV", "Encoding", "Enumerable", "Enumerator", "Errno", "EventParser", "Exception",
        "FalseClass", "Fiber", "File", "Float", "GC", "GatewayError", "Gem", "Hash", "IO", "IOError", "Integer", "JSON",
        "Kernel", "Marshal", "Math", "Method", "Model", "Module", "Net", "NilClass", "Numeric", "Object", "ObjectSpace",
        "OpenSSL", "Proc", "Process", "RUBY", "Ractor", "Random", "Range", "Rational", "Regexp", "Requests", "Ruby",
        "Scheme", "SecureRandom", "ServerSentEvent", "Set", "Shapes", "Signal", "Signing", "SocketError",
        "StandardError", "String", "StringIO", "Struct", "Symbol", "SystemCallError", "Thread", "Time",
        "TimeoutFailure", "Transport", "TrueClass", "TypeError", "URI", "Union", "Upload", "Warning",
    ]
    static let keywords: Set<String> = [
        "BEGIN", "END", "alias", "and", "begin", "break", "case", "class", "def", "defined", "do", "else", "elsif",
        "end",
        "ensure", "false", "for", "if", "in", "module", "next", "nil", "not", "or", "redo", "rescue", "retry", "return",
        "self", "super", "then", "true", "undef", "unless", "until", "when", "while", "yield",
    ]
    /// Methods that objects need themselves.
    static let methods: Set<String> = [
        "class", "clone", "deconstruct_keys", "define_singleton_method", "display", "dup", "enum_for", "extend",
        "freeze",
        "hash", "initialize", "inspect", "instance_eval", "instance_exec", "instance_variable_get",
        "instance_variable_set", "instance_variables", "itself", "method", "methods", "object_id", "private_methods",
        "protected_methods", "public_method", "public_methods", "public_send", "raise", "remove_instance_variable",
        "send", "singleton_class", "singleton_method", "singleton_methods", "tap", "then", "to_enum", "to_h", "to_json",
        "to_s", "with", "yield_self",
    ]
    /// Constants of the runtime of WebSocket APIs.
    private static let reservedOfChannels: Set<String> = [
        "ConnectionClosed", "Event", "Frames", "Handshake", "HandshakeRefused", "Other", "ProtocolFailure", "Refusal",
        "SizedQueue", "Socket", "SocketClient", "WebSocket",
    ]
    /// Words that RBS keeps.
    private static let signatureWords: Set<String> = [
        "bool", "boolish", "bot", "class", "credential", "def", "end", "false", "in", "incoming", "input", "instance",
        "interface", "middleware", "module", "nil", "options", "out", "provider", "self", "send", "shape", "singleton",
        "top", "true", "type",
        "unchecked", "untyped", "void",
    ]

    init(_ api: ClientAPI) {
        self.api = api
        let kept = api.channel == nil ? [] : RubyModels.reservedOfChannels
        var scope = NameScope(reserved: RubyModels.reserved.union(kept), digitPrefix: "N")
        names = api.types.map { scope.take(Words($0.name).pascal, suffix: "Model") }
        var aliases = NameScope(reserved: RubyModels.signatureWords, digitPrefix: "n")
        self.aliases = api.types.map { aliases.take(Words($0.name).snake, suffix: "_type") }
        recursive = Set(api.types.indices.filter { RubyModels.holdsItself($0, api) })
    }

    /// Whether an alias leads back to itself through aliases alone.
    private static func holdsItself(_ start: Int, _ api: ClientAPI) -> Bool {
        guard case .alias(let shape) = api.types[start].form else { return false }
        var seen = Set<Int>()
        var pending = [shape]
        while let next = pending.popLast() {
            switch next {
            case .array(let inner), .map(let inner), .nullable(let inner): pending.append(inner)
            case .named(let index):
                if index == start { return true }
                if case .alias(let inner) = api.types[index].form, seen.insert(index).inserted { pending.append(inner) }
            default: continue
            }
        }
        return false
    }

    /// An alias of nothing but aliases.
    private func isEmpty(_ index: Int) -> Bool {
        var seen = Set<Int>()
        var next = index
        while case .alias(let shape) = api.types[next].form, case .named(let following) = shape.unwrapped {
            guard seen.insert(next).inserted else { return true }
            next = following
        }
        return false
    }

    // MARK: Shapes

    /// What the runtime reads and writes by.
    func shape(_ shape: Shape) -> RubyExpression {
        switch shape {
        case .any: .symbol("any")
        case .boolean: .symbol("boolean")
        case .integer: .symbol("integer")
        case .number: .symbol("number")
        case .decimal(let isText): .symbol(isText ? "decimal_text" : "decimal")
        case .string, .uuid: .symbol("string")
        case .date: .symbol("date")
        case .dateTime: .symbol("time")
        case .base64: .symbol("base64")
        case .binary: .symbol("binary")
        case .array(let element): .array([self.shape(element)])
        case .map(let element): .hash([(.name("String"), self.shape(element))])
        case .nullable(let inner): self.shape(inner)
        case .named(let index):
            switch api.types[index].form {
            case .object, .union: .string(names[index])
            case .enumeration: .symbol("string")
            case .alias(let inner):
                isEmpty(index) ? .symbol("any") : recursive.contains(index) ? .string(names[index]) : self.shape(inner)
            }
        }
    }

    /// Whether null is a value, also by an alias.
    func isNullable(_ shape: Shape) -> Bool {
        var shape = shape
        while case .named(let index) = shape, case .alias(let inner) = api.types[index].form, !isEmpty(index) {
            shape = inner
        }
        return shape.isNullable || shape == .any
    }

    /// Whether a value is a model, for which a hash may stand.
    func isObject(_ shape: Shape) -> Bool {
        guard case .named(let index) = shape, case .object = api.types[index].form else { return false }
        return true
    }

    func type(_ shape: Shape) -> RubyType {
        switch shape {
        case .any: .untyped
        case .boolean: .name("bool")
        case .integer: .name("Integer")
        case .number: .name("Float")
        case .decimal: .name("BigDecimal")
        case .string, .uuid, .base64: .string
        case .date: .name("Date")
        case .dateTime: .name("Time")
        case .binary: .union([.name("input"), .name("Upload")])
        case .array(let element): .generic("Array", [type(element)])
        case .map(let element): .generic("Hash", [.string, type(element)])
        case .nullable(let inner): type(inner).orNil
        case .named(let index):
            if case .object = api.types[index].form { .name(names[index]) } else { .name(aliases[index]) }
        }
    }

    /// The type of what a caller gives: numbers may be whole.
    func input(_ shape: Shape) -> RubyType {
        switch shape.unwrapped {
        case .number, .decimal: shape.isNullable ? .name("Numeric").orNil : .name("Numeric")
        default: type(shape)
        }
    }

    /// Whether numbers of decimal digits are anywhere.
    var hasDecimals: Bool {
        func holds(_ shape: Shape) -> Bool {
            switch shape {
            case .decimal: true
            case .array(let inner), .map(let inner), .nullable(let inner): holds(inner)
            default: false
            }
        }
        func holds(_ form: ClientType.Form) -> Bool {
            switch form {
            case .object(let object):
                object.members.contains { holds($0.shape) } || object.additional.map(holds) == true
            case .union(let union): union.members.contains { holds($0.shape) }
            case .alias(let shape): holds(shape)
            case .enumeration: false
            }
        }
        func holds(_ operation: ClientOperation) -> Bool {
            operation.parameters.contains { holds($0.shape) } || (operation.body?.content.shape).map(holds) == true
                || operation.responses.contains { ($0.body.shape).map(holds) == true }
        }
        let channel = (api.channel?.routes.compactMap(\.message) ?? []) + (api.channel?.events.map(\.shape) ?? [])
        return api.types.contains { holds($0.form) } || api.operations.contains { holds($0) }
            || channel.contains { holds($0) }
    }

    // MARK: Statements

    /// Names of a model's attributes, by member; the last is that of further members.
    func attributes(of object: ObjectType) -> [String] {
        var scope = NameScope(reserved: RubyModels.methods, digitPrefix: "n")
        return object.members.map { scope.take(Words($0.name).snake) } + [scope.take("additional")]
    }

    private func isRequired(_ member: ObjectMember) -> Bool {
        // What only one side sends is absent on the other.
        member.isRequired && !member.isReadOnly && !member.isWriteOnly
    }

    func statements() -> [RubyStatement] {
        api.types.indices.compactMap { index in
            let type = api.types[index]
            let comment = comment(type.summary, isDeprecated: type.isDeprecated)
            switch type.form {
            case .object(let object):
                return .type(name: names[index], superclass: "Model", comment: comment, attributes(object))
            case .enumeration(let values):
                var scope = NameScope(digitPrefix: "N")
                return .module(
                    name: names[index],
                    comment: comment ?? "Texts that are known; others may come.",
                    values.map { value in
                        let words = Words(value.text).prefix(SDKText.titleWordsMax).shouted
                        let sign = value.text.hasPrefix("-") ? "MINUS_" : ""
                        return .constant(scope.take(sign + words), .string(value.text), comment: nil)
                    })
            case .union(let union):
                var arguments = union.members.map { RubyExpression.Argument.value(shape($0.shape)) }
                if let name = union.discriminator {
                    let tags = union.members.flatMap { member in
                        member.tags.map { (key: RubyExpression.string($0), value: shape(member.shape)) }
                    }
                    arguments += [.keyword("by", .string(name)), .keyword("tags", .hash(tags))]
                }
                return .constant(names[index], .call(.name("Union"), "new", arguments), comment: comment)
            case .alias(let shape):
                guard recursive.contains(index), !isEmpty(index) else { return nil }
                return .constant(names[index], .frozen(self.shape(shape)), comment: comment)
            }
        }
    }

    private func comment(_ summary: String?, isDeprecated: Bool) -> String? {
        let text = [summary, isDeprecated ? "@deprecated" : nil].compactMap { $0 }.joined(separator: "\n\n")
        return text.isEmpty ? nil : text
    }

    private func attributes(_ object: ObjectType) -> [RubyStatement] {
        let names = attributes(of: object)
        var made = object.members.enumerated().map { number, member -> RubyStatement in
            var arguments: [RubyExpression.Argument] = [.value(.symbol(names[number])), .value(shape(member.shape))]
            if names[number] != member.name { arguments.append(.keyword("member", .string(member.name))) }
            if isRequired(member) { arguments.append(.keyword("required", .boolean(true))) }
            if isNullable(member.shape) { arguments.append(.keyword("nullable", .boolean(true))) }
            return .command(
                "attribute", arguments, comment: comment(member.summary, isDeprecated: member.isDeprecated))
        }
        if let additional = object.additional {
            made.append(
                .command(
                    "further", [.value(.symbol(names[object.members.count])), .value(shape(additional))],
                    comment: "Further members."))
        }
        return made
    }

    // MARK: Signatures

    func signatures() -> [RubySignature] {
        var aliased: [RubySignature] = []
        var classes: [RubySignature] = []
        for (index, type) in api.types.enumerated() {
            switch type.form {
            case .object(let object): classes.append(signature(object, index))
            case .enumeration(let values):
                aliased.append(.alias(aliases[index], .string))
                var scope = NameScope(digitPrefix: "N")
                classes.append(
                    .module(
                        name: names[index],
                        values.map { value in
                            let words = Words(value.text).prefix(SDKText.titleWordsMax).shouted
                            let sign = value.text.hasPrefix("-") ? "MINUS_" : ""
                            return .constant(scope.take(sign + words), .string)
                        }))
            case .union(let union):
                aliased.append(.alias(aliases[index], member(of: union, index)))
                classes.append(.constant(names[index], .name("Union")))
            case .alias(let shape):
                aliased.append(.alias(aliases[index], isEmpty(index) ? .untyped : self.type(shape)))
                if recursive.contains(index), !isEmpty(index) {
                    classes.append(.constant(names[index], .name("shape")))
                }
            }
        }
        return aliased + classes
    }

    /// The type of a union's values. What leads back to it without a class in between is untyped.
    private func member(of union: UnionType, _ index: Int) -> RubyType {
        var types: [RubyType] = []
        for member in union.members {
            var seen: Set<Int> = [index]
            let type = leadsBack(member.shape, to: index, &seen) ? RubyType.untyped : type(member.shape)
            if !types.contains(type) { types.append(type) }
        }
        return types.count == 1 ? types[0] : .union(types)
    }

    private func leadsBack(_ shape: Shape, to index: Int, _ seen: inout Set<Int>) -> Bool {
        guard case .named(let next) = shape.unwrapped else { return false }
        if next == index { return true }
        guard seen.insert(next).inserted else { return false }
        switch api.types[next].form {
        case .alias(let inner): return leadsBack(inner, to: index, &seen)
        case .union(let union):
            for member in union.members where leadsBack(member.shape, to: index, &seen) { return true }
            return false
        case .object, .enumeration: return false
        }
    }

    private func signature(_ object: ObjectType, _ index: Int) -> RubySignature {
        let names = attributes(of: object)
        var members: [RubySignature] = []
        var parameters: [RubyParameter] = []
        for (number, member) in object.members.enumerated() {
            let isRequired = isRequired(member)
            let type = type(member.shape)
            members.append(.attribute(names[number], isRequired ? type : type.orNil))
            let input = input(member.shape)
            parameters.append(
                RubyParameter(
                    name: names[number], kind: .keyword, initial: isRequired ? nil : RubyExpression.none,
                    type: isRequired ? input : input.orNil))
        }
        if let additional = object.additional {
            let type = RubyType.generic("Hash", [.string, self.type(additional)])
            members.append(.attribute(names[object.members.count], type))
            parameters.append(
                RubyParameter(
                    name: names[object.members.count], kind: .keyword, initial: RubyExpression.none, type: type))
        }
        members.append(
            .method(RubyMethod(name: "initialize", parameters: parameters, body: .none, result: .void)))
        return .type(name: self.names[index], superclass: "Model", members)
    }
}

extension ClientBody.Content {
    /// What values of it are like; nil of text and bytes.
    fileprivate var shape: Shape? {
        switch self {
        case .json(let shape), .form(let shape), .multipart(let shape), .xml(let shape, _): shape
        case .text, .binary: nil
        }
    }
}

extension ResponseBody {
    fileprivate var shape: Shape? {
        switch self {
        case .json(let shape), .xml(let shape, _): shape
        case .none, .text, .binary, .events: nil
        }
    }
}
