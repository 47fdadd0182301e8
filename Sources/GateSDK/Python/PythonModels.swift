// Types of an API as Python's: data classes with snake-case attributes, read and written by the runtime's codec from
// their annotations. Enumerations are open: any text passes, the known ones are listed.

/// Names and types of one client.
struct PythonModels {
    let api: ClientAPI
    /// Names of types, by number.
    let names: [String]

    /// Names that the modules use themselves.
    static let reserved: Set<String> = [
        "Annotated", "Any", "ApiError", "AsText", "AsyncClient", "AsyncIterator", "Iterator", "AwsCredentials",
        "BasicCredentials",
        "CallOptions", "Client", "ConstraintFailure", "Decimal", "Discriminated", "Events", "False", "GatewayError",
        "Json", "Literal", "Member",
        "None",
        "Nothing", "Bytes", "Path", "Provider", "Rest", "Scheme", "ServerSentEvent", "Text", "True", "TypeAlias",
        "UUID", "Violation",
        "UNSET", "Unset", "ConnectionFailure", "TimeoutFailure",
    ]
    /// Keywords, and names of builtins and modules that annotations of the same class use.
    static let keywords: Set<String> = [
        "and", "as", "assert", "async", "await", "bool", "break", "bytes", "class", "continue", "date", "datetime",
        "def",
        "del", "dict", "elif", "else", "except", "field", "finally", "float", "for", "from", "global", "if", "import",
        "in", "int", "is", "lambda", "list", "nonlocal", "not", "object", "or", "pass", "raise", "return", "self",
        "str",
        "try", "while", "with", "yield", "additional",
    ]

    /// Most characters of a name: with the longest text around them, lines stay within the formatter's width. Ours.
    static let nameMax = 60

    init(_ api: ClientAPI, clientName: String, reserving more: Set<String> = []) {
        self.api = api
        var scope = NameScope(
            reserved: PythonModels.reserved.union([clientName, "Async" + clientName]).union(more), digitPrefix: "N")
        names = api.types.map { scope.take(Words($0.name).fitting(PythonModels.nameMax).pascal, suffix: "Model") }
    }

    func type(_ shape: Shape) -> PythonType {
        switch shape {
        case .any: .any
        case .boolean: .name("bool")
        case .integer: .name("int")
        case .number: .name("float")
        case .decimal(isText: false): .name("Decimal")
        case .decimal(isText: true): .annotated(.name("Decimal"), .call("AsText"))
        case .string: .string
        case .date: .name("date")
        case .dateTime: .name("datetime")
        case .uuid: .name("UUID")
        case .base64, .binary: .name("bytes")
        case .array(let element): .subscripted("list", [type(element)])
        case .map(let element): .subscripted("dict", [.string, type(element)])
        case .named(let index): .name(names[index])
        case .nullable(let inner): .union([type(inner), .none])
        }
    }

    /// The type of what may be left out, and what it is then.
    func optional(_ shape: Shape) -> (PythonType, PythonExpression) {
        // `None` is null where null is a value, else it is absence.
        if case .any = shape { return (.any, .name("UNSET")) }
        if shape.isNullable { return (.union([type(shape), .name("Unset")]), .name("UNSET")) }
        return (.union([type(shape), .none]), .none)
    }

    /// Whether some type holds decimals that are numbers in JSON.
    var hasExactNumbers: Bool {
        func holds(_ shape: Shape) -> Bool {
            switch shape {
            case .decimal(let isText): !isText
            case .array(let inner), .map(let inner), .nullable(let inner): holds(inner)
            default: false
            }
        }
        let answers = api.operations.flatMap { operation -> [Shape] in
            if case .json(let shapes, _) = operation.answer { shapes } else { [] }
        }
        return answers.contains(where: holds)
            || api.types.contains { type in
                switch type.form {
                case .object(let object):
                    object.members.contains { holds($0.shape) } || object.additional.map(holds) == true
                case .union(let union): union.members.contains { holds($0.shape) }
                case .alias(let shape): holds(shape)
                case .enumeration: false
                }
            }
    }

    /// Whether a value's own type has to tell what is in it, discriminators and decimals as texts. Classes do so
    /// themselves.
    func needsType(_ shape: Shape) -> Bool {
        var seen = Set<Int>()
        func tells(_ shape: Shape) -> Bool {
            switch shape {
            case .array(let inner), .map(let inner), .nullable(let inner): return tells(inner)
            case .decimal(let isText): return isText
            case .named(let index):
                guard seen.insert(index).inserted else { return false }
                switch api.types[index].form {
                case .object, .enumeration: return false
                case .alias(let inner): return tells(inner)
                case .union(let union):
                    return union.discriminator != nil || union.members.contains { tells($0.shape) }
                }
            default: return false
            }
        }
        return tells(shape)
    }

    /// Classes first, whose annotations are read late, then aliases, each behind those that it is made of.
    func statements() -> [PythonStatement] {
        var classes: [PythonStatement] = []
        for (index, type) in api.types.enumerated() {
            guard case .object(let object) = type.form else { continue }
            let documentation = documentation(type.summary, isDeprecated: type.isDeprecated)
            classes.append(.classDefinition(self.object(object, index, documentation)))
        }
        var order = AliasOrder(api)
        order.sort()
        return classes + order.sorted.map { alias($0, position: order.positions) }
    }

    private func alias(_ index: Int, position: [Int: Int]) -> PythonStatement {
        let type = api.types[index]
        let made: PythonType
        switch type.form {
        case .object: made = .any
        case .enumeration(let values): made = .union([.literal(values.map(\.text)), .string])
        case .union(let union): made = self.union(union)
        case .alias(let shape): made = self.type(shape)
        }
        var later = Set<String>()
        for (other, place) in position where place >= position[index] ?? 0 { later.insert(names[other]) }
        return .alias(
            name: names[index], PythonModels.quoting(made, later, isInBrackets: false),
            documentation: documentation(type.summary, isDeprecated: type.isDeprecated))
    }

    /// A type in which names that come later are texts; where even that cannot be, anything goes.
    private static func quoting(_ type: PythonType, _ later: Set<String>, isInBrackets: Bool) -> PythonType {
        switch type {
        case .name(let name): later.contains(name) ? (isInBrackets ? .quoted(name) : .any) : type
        case .subscripted(let name, let arguments):
            .subscripted(name, arguments.map { quoting($0, later, isInBrackets: true) })
        case .union(let members): .union(members.map { quoting($0, later, isInBrackets: false) })
        case .annotated(let inner, let value): .annotated(quoting(inner, later, isInBrackets: true), value)
        case .literal, .none, .quoted: type
        }
    }

    private func documentation(_ summary: String?, isDeprecated: Bool) -> String? {
        let text = [summary, isDeprecated ? "Deprecated." : nil].compactMap { $0 }.joined(separator: "\n\n")
        return text.isEmpty ? nil : text
    }

    private func object(_ object: ObjectType, _ index: Int, _ documentation: String?) -> PythonClass {
        var scope = NameScope(reserved: PythonModels.keywords)
        let fields = object.members.map { member -> PythonField in
            let name = scope.take(Words(member.name).fitting(PythonModels.nameMax).snake)
            var type = self.type(member.shape)
            var initial: PythonExpression?
            // What only one side sends is absent on the other.
            if !member.isRequired || member.isReadOnly || member.isWriteOnly {
                (type, initial) = optional(member.shape)
            }
            if name != member.name {
                type = .annotated(type, .call("Member", .string(member.name)))
            }
            return PythonField(
                name: name, type: type, initial: initial,
                documentation: self.documentation(member.summary, isDeprecated: member.isDeprecated))
        }
        var made = PythonClass(
            name: names[index],
            decorator: .call(
                .name("dataclass"), [.keyword("kw_only", .boolean(true)), .keyword("slots", .boolean(true))]))
        made.documentation = documentation
        made.fields = fields
        if let additional = object.additional {
            made.fields.append(
                PythonField(
                    name: "additional",
                    type: .annotated(.subscripted("dict", [.string, type(additional)]), .call("Rest")),
                    initial: .call(.name("field"), [.keyword("default_factory", .name("dict"))]),
                    documentation: "Further members."))
        }
        return made
    }

    private func union(_ union: UnionType) -> PythonType {
        let members = PythonType.union(union.members.map { type($0.shape) })
        guard let name = union.discriminator else { return members }
        let tags = union.members.flatMap { member in
            member.tags.map {
                (key: PythonExpression.string($0), value: PythonExpression.string(typeName(member.shape)))
            }
        }
        return .annotated(members, .call("Discriminated", .string(name), .dictionary(tags)))
    }

    private func typeName(_ shape: Shape) -> String {
        if case .named(let index) = shape { return names[index] }
        return "Any"
    }
}

/// Aliases in an order in which each comes behind those that it is made of, but for circles.
private struct AliasOrder {
    let api: ClientAPI
    private(set) var sorted: [Int] = []
    private(set) var positions: [Int: Int] = [:]
    private var open = Set<Int>()

    init(_ api: ClientAPI) { self.api = api }

    mutating func sort() {
        for index in api.types.indices { visit(index) }
    }

    private mutating func visit(_ index: Int) {
        if positions[index] != nil || open.contains(index) { return }
        let shapes: [Shape]
        switch api.types[index].form {
        case .object: return
        case .enumeration: shapes = []
        case .union(let union): shapes = union.members.map(\.shape)
        case .alias(let shape): shapes = [shape]
        }
        open.insert(index)
        shapes.forEach { visit($0) }
        open.remove(index)
        positions[index] = sorted.count
        sorted.append(index)
    }

    private mutating func visit(_ shape: Shape) {
        switch shape {
        case .named(let index): visit(index)
        case .array(let inner), .map(let inner), .nullable(let inner): visit(inner)
        default: return
        }
    }
}
