// Types of an API as Kotlin's: data classes for objects, open enumerations as classes of one text, sealed classes for
// unions. They read and write themselves, without reflection. Null stands for absence; where null is a value too, a
// `Field` tells the two apart.

/// Names and types of one client.
struct KotlinModels {
    let api: ClientAPI
    /// Names of types, by number.
    let names: [String]
    let aliases: AliasTargets

    /// Simple names that the generated files use themselves.
    static let reserved: Set<String> = [
        "Alternatives", "Answer", "Any", "ApiException", "AwsCredentials", "BasicCredentials", "BigDecimal", "Boolean",
        "ByteArray",
        "CallOptions", "CallTimeoutException", "Cancellation", "ChoiceRule", "Client", "ClientOptions", "Companion",
        "ConnectionException", "Content", "Deprecated", "Double", "Events", "Field", "GatewayException", "HttpResponse",
        "InputStream", "Int", "InvalidRequestException",
        "Json", "List", "LocalDate", "Long", "Map", "Members", "Model", "Multipart", "Nothing",
        "OffsetDateTime", "OperationTest", "Pages", "Pair", "Read", "Reader", "Request", "Rule", "RuleTest", "Scheme",
        "ServerSentEvent",
        "String", "Suppress", "Test", "TransportTest", "TypeRule", "UUID", "Unit", "Unknown",
        "ValueRule", "Violation", "XmlAny", "XmlElement", "XmlForm", "XmlLeaf", "XmlList", "XmlMap", "XmlMember",
        "XmlName", "XmlNode", "XmlObject", "XmlTest", "XmlType", "Models", "Failures", "Rules", "Xml",
    ]
    /// Hard keywords, and what no member may be called.
    static let keywords: Set<String> = [
        "as", "break", "class", "continue", "do", "else", "false", "for", "fun", "if", "in", "interface", "is", "null",
        "object", "package", "return", "super", "this", "throw", "true", "try", "typealias", "typeof", "val", "var",
        "when", "while", "_", "it", "members", "plain", "rest", "required", "optional", "field",
    ]

    init(_ api: ClientAPI, taken: Set<String>) {
        self.api = api
        var scope = NameScope(reserved: KotlinModels.reserved.union(taken), ignoresCase: true)
        names = api.types.map { scope.take(JavaModels.shortened(Words($0.name).pascal), suffix: "Model") }
        aliases = AliasTargets(api)
    }

    // MARK: Shapes

    func type(_ shape: Shape) -> KotlinType {
        switch aliases.target(shape) {
        case .any: .any
        case .boolean: .name("Boolean")
        case .integer(let bits): .name(bits == 32 ? "Int" : "Long")
        case .number: .name("Double")
        case .decimal: .name("BigDecimal")
        case .string: .string
        case .date: .name("LocalDate")
        case .dateTime: .name("OffsetDateTime")
        case .uuid: .name("UUID")
        case .base64, .binary: .name("ByteArray")
        case .array(let element): .generic("List", [type(element)])
        case .map(let element): .generic("Map", [.string, type(element)])
        case .named(let index): .name(names[index])
        case .nullable(let inner): type(inner).optional
        }
    }

    /// What reads a shape: `Pet`, `Read.long`, `Read.list(Pet)`.
    func reader(_ shape: Shape) -> KotlinExpression {
        func plain(_ name: String) -> KotlinExpression { .member(.name("Read"), name) }
        switch aliases.target(shape) {
        case .any: return plain("any")
        case .boolean: return plain("boolean")
        case .integer(let bits): return plain(bits == 32 ? "int" : "long")
        case .number: return plain("double")
        case .decimal(let isText): return plain(isText ? "decimalText" : "decimal")
        case .string: return plain("string")
        case .date: return plain("date")
        case .dateTime: return plain("dateTime")
        case .uuid: return plain("uuid")
        case .base64, .binary: return plain("bytes")
        case .array(let element): return KotlinExpression.name("Read").calling("list", reader(element))
        case .map(let element): return KotlinExpression.name("Read").calling("map", reader(element))
        case .named(let index): return .name(names[index])
        case .nullable(let inner): return KotlinExpression.name("Read").calling("nullable", reader(inner))
        }
    }

    /// A value as it is written: decimals that are texts in JSON become some, those of named types by themselves.
    func written(_ value: KotlinExpression, _ shape: Shape) -> KotlinExpression {
        holdsDecimalTexts(shape) ? .call("texts", value) : value
    }

    private func holdsDecimalTexts(_ shape: Shape) -> Bool {
        switch aliases.target(shape) {
        case .decimal(isText: true): true
        case .array(let inner), .map(let inner), .nullable(let inner): holdsDecimalTexts(inner)
        default: false
        }
    }

    // MARK: Components

    /// Properties of an object's class, in order. A method takes 255 slots, as in Java.
    func components(_ object: ObjectType) -> [JavaComponent] {
        var scope = NameScope(reserved: KotlinModels.keywords)
        let isWhole = object.members.count <= JavaModels.componentsMax
        var components = object.members.prefix(JavaModels.componentsMax).map { member in
            JavaComponent(
                name: scope.take(JavaModels.shortened(Words(member.name).camel)), member: member,
                shape: aliases.target(member.shape))
        }
        if let additional = isWhole ? object.additional : .any {
            components.append(
                JavaComponent(name: scope.take("additional"), additional: .map(aliases.target(additional))))
        }
        return components
    }

    // MARK: Declarations

    func declaration(_ index: Int) -> KotlinClass {
        let type = api.types[index]
        var made: KotlinClass
        switch type.form {
        case .object(let object): made = self.object(object, index)
        case .enumeration(let values): made = enumeration(values, index)
        case .union(let union): made = self.union(union, index)
        case .alias:
            let content = aliases.content(ofCircle: index)
            made = wrapper(
                names[index], self.type(content), parent: .interface(.name("Model")),
                json: .call("plain", written(.name("value"), content)))
            made.members.append(companion(index, .call(names[index], read(content, .name("value")))))
        }
        let text = [type.summary, type.isDeprecated ? "Deprecated." : nil].compactMap { $0 }.joined(separator: "\n\n")
        if made.comment != nil || !text.isEmpty {
            made.comment = KotlinComment(text: text, parameters: made.comment?.parameters ?? [])
        }
        return made
    }

    private func read(_ shape: Shape, _ value: KotlinExpression) -> KotlinExpression {
        reader(shape).calling("read", value)
    }

    /// The companion that reads a type.
    private func companion(_ index: Int, _ value: KotlinExpression, constants: [KotlinMember] = []) -> KotlinMember {
        let own = KotlinType.name(names[index])
        let read = KotlinFunction(
            modifiers: ["override"], name: "read", parameters: [KotlinParameter(name: "value", type: .any)],
            result: own, value: value)
        return .classType(
            KotlinClass(
                kind: "companion object", parents: [.interface(.generic("Reader", [own]))],
                members: constants + [.function(read)]))
    }

    private func toJson(_ value: KotlinExpression) -> KotlinMember {
        .function(KotlinFunction(modifiers: ["override"], name: "toJson", result: .any, value: value))
    }

    private func wrapper(
        _ name: String, _ type: KotlinType, parent: KotlinClass.Parent, json: KotlinExpression? = nil
    ) -> KotlinClass {
        KotlinClass(
            kind: "data class", name: name,
            parameters: [KotlinParameter(name: "value", type: type, isProperty: true)], parents: [parent],
            members: [toJson(json ?? .call("plain", .name("value")))])
    }

    private func enumeration(_ values: [EnumerationValue], _ index: Int) -> KotlinClass {
        let name = names[index]
        var made = wrapper(name, .string, parent: .interface(.name("Model")), json: .name("value"))
        made.members.append(
            .function(
                KotlinFunction(modifiers: ["override"], name: "toString", result: .string, value: .name("value"))))
        var scope = NameScope(reserved: KotlinModels.keywords.union([name]))
        let constants = values.prefix(JavaModels.constantsMax).map { value -> KotlinMember in
            .property(
                name: scope.take(JavaModels.shortened(Words(value.text).shouted)), type: .name(name),
                .call(name, .string(value.text)), isComputed: false, comment: nil)
        }
        made.members.append(companion(index, .call(name, read(.string, .name("value"))), constants: constants))
        return made
    }

    /// The constant of an enumeration's first text.
    func firstConstant(_ index: Int) -> String {
        guard case .enumeration(let values) = api.types[index].form else { return "" }
        var scope = NameScope(reserved: KotlinModels.keywords.union([names[index]]))
        return scope.take(JavaModels.shortened(Words(values[0].text).shouted))
    }

    // MARK: Objects

    private func propertyType(_ component: JavaComponent) -> (KotlinType, KotlinExpression?) {
        let type = self.type(component.shape)
        switch component.kind {
        case .required: return (type, nil)
        case .nullable: return (type.optional, nil)
        case .optional: return (type.optional, .null)
        case .field:
            return (.generic("Field", [self.type(component.shape.unwrapped)]), .member(.name("Field"), "absent"))
        case .rest: return (type, .call("emptyMap"))
        }
    }

    private func object(_ object: ObjectType, _ index: Int) -> KotlinClass {
        let components = components(object)
        var made = KotlinClass(kind: "data class", name: names[index], parents: [.interface(.name("Model"))])
        made.parameters = components.map { component in
            let (type, initial) = propertyType(component)
            return KotlinParameter(name: component.name, type: type, initial: initial, isProperty: true)
        }
        let told = components.compactMap { component in component.text.map { (name: component.name, text: $0) } }
        if !told.isEmpty { made.comment = KotlinComment(text: "", parameters: told) }
        made.members = [toJson(written(components)), companion(index, read(components, index))]
        return made
    }

    private func written(_ components: [JavaComponent]) -> KotlinExpression {
        let sent = components.filter { $0.kind != .rest && !$0.member.isReadOnly }
        let pairs = sent.map { component -> KotlinExpression in
            let value = written(.name(component.name), component.shape)
            return .pair(
                .string(component.member.name),
                component.kind == .nullable ? KotlinExpression.name("Field").calling("of", value) : value)
        }
        let members = KotlinExpression.call(nil, "members", pairs.map { .value($0) })
        guard let rest = components.first(where: { $0.kind == .rest }) else { return members }
        return .sum(.call("rest", written(.name(rest.name), rest.shape)), members)
    }

    private func read(_ components: [JavaComponent], _ index: Int) -> KotlinExpression {
        let known = components.filter { $0.kind != .rest }
        let arguments = components.map { component -> KotlinExpression.Argument in
            let name = KotlinExpression.string(component.member.name)
            let reader = self.reader(component.kind == .field ? component.shape.unwrapped : component.shape)
            switch component.kind {
            case .required, .nullable: return .named(component.name, .call("required", name, reader))
            case .optional:
                return .named(component.name, .call("optional", name, self.reader(component.shape.unwrapped)))
            case .field: return .named(component.name, .call("field", name, reader))
            case .rest:
                guard case .map(let element) = component.shape else { return .named(component.name, .null) }
                let names = known.map { KotlinExpression.Argument.value(.string($0.member.name)) }
                return .named(
                    component.name, .call(nil, "rest", [.value(self.reader(element))] + names))
            }
        }
        return .call(
            .call("Members", .string(names[index]), .name("value")), "run", [],
            trailing: KotlinLambda(value: .call(nil, names[index], arguments)))
    }

    // MARK: Unions

    /// What a union holds: each shape once, with the name of the class around it.
    func members(_ union: UnionType, _ index: Int) -> [(shape: Shape, tags: [String], name: String)] {
        var scope = NameScope(reserved: KotlinModels.reserved.union(names), ignoresCase: true)
        var members: [(shape: Shape, tags: [String], name: String)] = []
        for member in union.members {
            let shape = aliases.target(member.shape).unwrapped
            if shape == .any || shape == .named(index) { continue }
            if let known = members.firstIndex(where: { $0.shape == shape }) {
                members[known].tags += member.tags
            } else {
                members.append((shape, member.tags, scope.take("Of" + word(shape))))
            }
        }
        return members
    }

    private func word(_ shape: Shape) -> String {
        switch type(shape) {
        case .name(let name), .generic(let name, _): name
        case .nullable, .provider: "Any"
        }
    }

    private func union(_ union: UnionType, _ index: Int) -> KotlinClass {
        let name = names[index]
        let members = members(union, index)
        let parent = KotlinClass.Parent.superclass(.name(name), [])
        var made = KotlinClass(kind: "sealed class", name: name, parents: [.interface(.name("Model"))])
        made.members = members.map { member in
            var json: KotlinExpression = .call("plain", written(.name("value"), member.shape))
            if case .named = member.shape, let tag = member.tags.first, let discriminator = union.discriminator {
                json = .call("tagged", .name("value"), .string(discriminator), .string(tag))
            }
            return .classType(wrapper(member.name, type(member.shape), parent: parent, json: json))
        }
        var unknown = wrapper("Unknown", .any, parent: parent)
        unknown.comment = KotlinComment(text: "Something that the API does not declare.")
        made.members.append(.classType(unknown))
        let discriminator = union.discriminator.map { [KotlinExpression.Argument.value(.string($0))] } ?? []
        let start = KotlinExpression.call(
            nil, "Alternatives", [.value(.name("value"))] + discriminator, types: [.name(name)])
        let tried = members.reduce(start) { made, member in
            let tags = union.discriminator == nil ? [] : member.tags
            return .call(
                made, "add", ([reader(member.shape)] + tags.map { .string($0) }).map { .value($0) },
                trailing: KotlinLambda(value: .call(member.name, .name("it"))))
        }
        made.members.append(
            companion(
                index, .call(tried, "or", [], trailing: KotlinLambda(value: .call("Unknown", .name("it"))))))
        return made
    }
}
