// Types of an API as Java's: records for objects, open enumerations as records of one text, sealed interfaces for
// unions. Null stands for absence; where null is a value too, a `Field` tells the two apart.

/// Names and types of one client.
struct JavaModels {
    let api: ClientAPI
    /// Names of types, by number.
    let names: [String]
    /// Names of types with a file of their own.
    let declaredNames: Set<String>
    let aliases: AliasTargets
    /// The sealed interfaces that each type belongs to, and what unions hold, by number.
    private(set) var parents: [[Int]]
    private(set) var unions: [Int: [JavaUnionMember]] = [:]
    /// Types that requests hold: they have builders.
    private let sent: Set<Int>

    /// Most components of a record; further members are among the additional ones. A method takes 255 slots (JVMS 17
    /// §4.11), numbers two each.
    static let componentsMax = 120
    /// Most constants of an enumeration's texts: each takes 13 bytes of the 64 KiB of an initializer.
    static let constantsMax = 3_000
    /// Longest name, in characters, for what becomes the name of a file. Ours.
    static let nameMax = 100

    /// Simple names that the generated files use themselves.
    static let reserved: Set<String> = [
        "Answer", "ApiException", "AwsCredentials", "BasicCredentials", "BigDecimal", "BodyPublisher", "BodyPublishers",
        "Boolean", "Builder", "Call", "CallTimeoutException", "Client", "ClientOptions", "Codec", "ConnectionException",
        "Definition", "Deprecated", "Double", "Encoding", "Event", "Events", "Exchange", "Field", "GatewayException",
        "HttpResponse", "InputStream", "InvalidRequestException", "Integer", "Iterable", "Json", "List", "LocalDate",
        "Long", "Map", "Member",
        "Middleware", "Nullable", "Object", "OffsetDateTime", "OperationTest", "Override", "Percent", "Record",
        "Request", "Rest", "Result", "ServerSentEvent", "Shape", "Signature", "Signer", "String", "Supplier",
        "SuppressWarnings", "Test", "TransportTest", "Transport", "UUID", "Union", "Unknown", "ValueRule", "ValueRules",
        "Violation",
        "Void", "Wrapper", "Xml", "XmlForm", "XmlForms", "XmlTest",
    ]
    /// Keywords, and methods that every object has: no component may be called like them.
    static let keywords: Set<String> = [
        "abstract", "assert", "boolean", "break", "byte", "case", "catch", "char", "class", "const", "continue",
        "default", "do", "double", "else", "enum", "extends", "false", "final", "finally", "float", "for", "goto", "if",
        "implements", "import", "instanceof", "int", "interface", "long", "native", "new", "null", "package", "private",
        "protected", "public", "return", "short", "static", "strictfp", "super", "switch", "synchronized", "this",
        "throw", "throws", "transient", "true", "try", "void", "volatile", "while", "yield", "_", "clone", "equals",
        "finalize", "getClass", "hashCode", "notify", "notifyAll", "toString", "wait",
    ]

    init(_ api: ClientAPI, taken: [String]) {
        self.api = api
        var scope = NameScope(
            reserved: JavaModels.reserved.union(taken), ignoresCase: true, digitPrefix: "_")
        names = api.types.map { scope.take(JavaModels.shortened(Words($0.name).pascal), suffix: "Model") }
        aliases = AliasTargets(api)
        declaredNames = Set(api.types.indices.filter(aliases.isDeclared).map { [names] in names[$0] })
        sent = JavaModels.sent(api)
        parents = Array(repeating: [], count: api.types.count)
        for index in api.types.indices {
            guard case .union(let union) = api.types[index].form else { continue }
            unions[index] = members(of: union, index)
        }
    }

    /// A name that a file can have.
    static func shortened(_ name: String) -> String { String(name.prefix(nameMax)) }

    // MARK: Shapes

    /// The shape behind aliases; circles of them have types of their own.
    func target(_ shape: Shape) -> Shape { aliases.target(shape) }

    func type(_ shape: Shape) -> JavaType {
        switch target(shape) {
        case .any: .object
        case .boolean: .name("boolean")
        case .integer(let bits): .name(bits == 32 ? "int" : "long")
        case .number: .name("double")
        case .decimal: .name("BigDecimal")
        case .string: .string
        case .date: .name("LocalDate")
        case .dateTime: .name("OffsetDateTime")
        case .uuid: .name("UUID")
        case .base64, .binary: .bytes
        case .array(let element): .list(type(element))
        case .map(let element): .map(type(element))
        case .named(let index): .name(names[index])
        case .nullable(let inner): type(inner).boxed
        }
    }

    /// What reads a shape: `Pet.class`, or `Shape.list(Shape.of(Pet.class))`.
    func reader(_ shape: Shape) -> JavaExpression {
        switch target(shape).unwrapped {
        case .array(let element): .call(.name("Shape"), "list", [reader(element)])
        case .map(let element): .call(.name("Shape"), "map", [reader(element)])
        case .decimal(isText: true): .call(.name("Shape"), "decimalText", [])
        case let plain: .call(.name("Shape"), "of", [.typeLiteral(type(plain).boxed)])
        }
    }

    /// Whether what a shape holds, in lists and maps, are decimals that are text in JSON.
    func holdsDecimalTexts(_ shape: Shape) -> Bool {
        switch target(shape).unwrapped {
        case .decimal(let isText): isText
        case .array(let element), .map(let element): holdsDecimalTexts(element)
        default: false
        }
    }

    private static func sent(_ api: ClientAPI) -> Set<Int> {
        var seen = Set<Int>()
        var pending: [Shape] = api.operations.flatMap { $0.parameters.map(\.shape) }
        pending += api.channel?.routes.compactMap(\.message) ?? []
        for operation in api.operations {
            switch operation.body?.content {
            case .json(let shape), .form(let shape), .multipart(let shape), .xml(let shape, _):
                pending.append(shape)
            case .text, .binary, nil: continue
            }
        }
        while let shape = pending.popLast() {
            switch shape {
            case .array(let inner), .map(let inner), .nullable(let inner): pending.append(inner)
            case .named(let index):
                guard seen.insert(index).inserted else { continue }
                switch api.types[index].form {
                case .alias(let inner): pending.append(inner)
                case .enumeration: continue
                case .union(let union): pending += union.members.map(\.shape)
                case .object(let object):
                    pending += object.members.map(\.shape) + (object.additional.map { [$0] } ?? [])
                }
            default: continue
            }
        }
        return seen
    }

    // MARK: Unions

    private mutating func members(of union: UnionType, _ index: Int) -> [JavaUnionMember] {
        var scope = NameScope(reserved: JavaModels.reserved.union(names), ignoresCase: true)
        var members: [JavaUnionMember] = []
        for member in union.members {
            let shape = target(member.shape).unwrapped
            if shape == .any || shape == .named(index) { continue }
            if let known = members.firstIndex(where: { $0.shape == shape }) {
                members[known].tags += member.tags
                continue
            }
            if case .named(let other) = shape, !isAbove(index, other) {
                parents[other].append(index)
                members.append(JavaUnionMember(shape: shape, tags: member.tags, wrapper: nil))
            } else {
                let wrapper = scope.take("Of" + wrapperName(shape))
                members.append(JavaUnionMember(shape: shape, tags: member.tags, wrapper: wrapper))
            }
        }
        return members
    }

    /// Whether a sealed interface extends another, by however many steps.
    private func isAbove(_ index: Int, _ other: Int) -> Bool {
        index == other || parents[index].contains { isAbove($0, other) }
    }

    private func wrapperName(_ shape: Shape) -> String {
        switch type(shape).boxed {
        case .name(let name), .generic(let name, _), .nested(_, let name): name
        case .bytes: "Bytes"
        }
    }

    /// What a member of a union is: a type that implements the interface, or a record around the value.
    func type(of member: JavaUnionMember, in index: Int) -> JavaType {
        member.wrapper.map { .nested(names[index], $0) } ?? type(member.shape)
    }

    // MARK: Components

    /// Components of an object's record, in order.
    func components(_ object: ObjectType) -> [JavaComponent] {
        var scope = NameScope(reserved: JavaModels.keywords)
        let isWhole = object.members.count <= JavaModels.componentsMax
        var components = object.members.prefix(JavaModels.componentsMax).map { member in
            JavaComponent(
                name: scope.take(JavaModels.shortened(Words(member.name).camel)), member: member,
                shape: target(member.shape))
        }
        if let additional = isWhole ? object.additional : .any {
            components.append(JavaComponent(name: scope.take("additional"), additional: .map(target(additional))))
        }
        return components
    }

    func hasBuilder(_ index: Int) -> Bool {
        guard sent.contains(index), case .object(let object) = api.types[index].form else { return false }
        return components(object).contains { $0.kind != .required && $0.kind != .nullable }
    }
}

/// A member of a union.
struct JavaUnionMember {
    let shape: Shape
    var tags: [String]
    /// The name of the record around it; nil where its type implements the interface.
    let wrapper: String?
}

/// A component of a record, in Kotlin a property.
struct JavaComponent {
    enum Kind { case required, nullable, optional, field, rest }

    let name: String
    let member: ObjectMember
    let shape: Shape
    let kind: Kind

    init(name: String, member: ObjectMember, shape: Shape) {
        self.name = name
        self.member = member
        self.shape = shape
        // What only one side sends is absent on the other.
        let isOptional = !member.isRequired || member.isReadOnly || member.isWriteOnly
        if shape == .any {
            kind = .optional
        } else {
            kind = shape.isNullable ? (isOptional ? .field : .nullable) : isOptional ? .optional : .required
        }
    }

    /// Further members.
    init(name: String, additional: Shape) {
        self.name = name
        member = ObjectMember(name: "", shape: additional, isRequired: false, summary: "Further members.")
        shape = additional
        kind = .rest
    }

    /// What documentation says of it.
    var text: String? {
        let text = [member.summary, member.isDeprecated ? "Deprecated." : nil].compactMap { $0 }
        return text.isEmpty ? nil : text.joined(separator: " ")
    }
}
