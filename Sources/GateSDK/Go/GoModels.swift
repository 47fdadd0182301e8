// Types of an API as Go's: structs with tags, read and written by encoding/json. What may be absent is a pointer, or a
// nil list or map; what may be null besides is Nullable. Enumerations are open: texts with constants. A union is a
// struct with a pointer for each of its members.

/// Types of one client.
struct GoModels {
    let api: ClientAPI
    let names: GoNames
    /// Aliases that hold themselves: types of their own in Go.
    private let recursive: Set<Int>
    /// Aliases that are nothing but themselves.
    private let empty: Set<Int>
    /// Members that would make a struct hold itself.
    private let held: Set<Place>

    private struct Place: Hashable {
        let type: Int
        let member: Int
    }

    init(_ api: ClientAPI, _ names: GoNames) {
        self.api = api
        self.names = names
        var aliases = AliasCircles(api)
        aliases.search()
        (recursive, empty) = (aliases.recursive, aliases.empty)
        var search = HeldMembers(api, empty)
        search.search()
        held = Set(search.found.map { Place(type: $0.0, member: $0.1) })
    }

    // MARK: Shapes

    /// The shape behind aliases and null.
    func resolved(_ shape: Shape) -> Shape { GoModels.resolved(shape, api, empty) }

    fileprivate static func resolved(_ shape: Shape, _ api: ClientAPI, _ empty: Set<Int>) -> Shape {
        var shape = shape.unwrapped
        while case .named(let index) = shape, case .alias(let inner) = api.types[index].form {
            if empty.contains(index) { return .any }
            shape = inner.unwrapped
        }
        return shape
    }

    /// A shape without aliases: Go before 1.20 takes none inside of types that go round in a circle (golang/go#50729).
    func expanded(_ shape: Shape) -> Shape {
        switch shape {
        case .array(let element): return .array(expanded(element))
        case .map(let element): return .map(expanded(element))
        case .nullable(let inner): return .nullable(expanded(inner))
        case .named(let index):
            guard case .alias(let inner) = api.types[index].form, !recursive.contains(index), !empty.contains(index)
            else { return shape }
            return expanded(inner)
        default: return shape
        }
    }

    /// Whether null is a value, also by an alias.
    func isNullable(_ shape: Shape) -> Bool {
        var shape = shape
        while case .named(let index) = shape, case .alias(let inner) = api.types[index].form, !empty.contains(index) {
            shape = inner
        }
        return shape.isNullable
    }

    /// Whether a type has nil: what needs no pointer to tell that nothing is there.
    func hasNil(_ shape: Shape) -> Bool {
        switch resolved(shape) {
        case .any, .array, .map, .base64: true
        default: false
        }
    }

    /// The type of what is not null.
    func plain(_ shape: Shape) -> GoType {
        switch shape {
        case .any: .any
        case .boolean: .name("bool")
        case .integer(let bits): .name("int\(bits)")
        case .number: .name("float64")
        // Go has no decimals: their digits stay as they are.
        case .decimal(isText: false): .number
        case .string, .decimal(isText: true), .uuid: .string
        case .date: .name("Date")
        case .dateTime: .qualified("time", "Time")
        case .base64: .slice(.name("byte"))
        case .binary: .name("Upload")
        case .array(let element): .slice(type(element))
        case .map(let element): .map(type(element))
        case .named(let index): .name(names.types[index])
        case .nullable(let inner): plain(inner)
        }
    }

    /// A type; what may be null is a pointer.
    func type(_ shape: Shape) -> GoType {
        isNullable(shape) && !hasNil(shape) ? .pointer(plain(shape)) : plain(shape)
    }

    /// The type of what may be absent, where null is no value.
    func optional(_ shape: Shape) -> GoType { hasNil(shape) ? plain(shape) : .pointer(plain(shape)) }

    /// How a struct has a member.
    func field(_ type: Int, _ number: Int, _ member: ObjectMember) -> (type: GoType, isOptional: Bool) {
        let shape = expanded(member.shape)
        // What only one side sends is absent on the other.
        let isOptional = !member.isRequired || member.isReadOnly || member.isWriteOnly
        if resolved(shape) == .any { return (.any, isOptional) }
        if isNullable(shape), isOptional || hasNil(shape) {
            return (.generic(.name("Nullable"), [plain(shape)]), isOptional)
        }
        if isOptional { return (optional(shape), true) }
        if held.contains(Place(type: type, member: number)) { return (.pointer(plain(shape)), false) }
        return (self.type(shape), false)
    }

    // MARK: Declarations

    /// Names of a struct's fields, by member; the last is that of further members.
    func fields(of object: ObjectType) -> [String] {
        var scope = NameScope(reserved: ["MarshalJSON", "UnmarshalJSON"], digitPrefix: "N")
        return object.members.map { scope.take(Words($0.name).goExported, suffix: "Field") }
            + [scope.take("Additional", suffix: "Members")]
    }

    /// Names of a union's fields, by member.
    func fields(of union: UnionType, type index: Int) -> [String] {
        var scope = NameScope(reserved: ["MarshalJSON", "Raw", "UnmarshalJSON"], digitPrefix: "N")
        return union.members.map { member in
            var name = memberName(member.shape)
            let owner = names.types[index]
            if name.hasPrefix(owner), name.count > owner.count { name = String(name.dropFirst(owner.count)) }
            return scope.take(name, suffix: "Member")
        }
    }

    private func memberName(_ shape: Shape) -> String {
        switch shape {
        case .any: "Any"
        case .boolean: "Bool"
        case .integer: "Int"
        case .number: "Float"
        case .decimal(isText: false): "Number"
        case .string, .decimal(isText: true), .uuid: "String"
        case .date: "Date"
        case .dateTime: "Time"
        case .base64, .binary: "Bytes"
        case .array(let element): memberName(element) + "List"
        case .map(let element): memberName(element) + "Map"
        case .named(let index): names.types[index]
        case .nullable(let inner): memberName(inner)
        }
    }

    func declarations() -> [GoDeclaration] {
        api.types.indices.flatMap { index -> [GoDeclaration] in
            let type = api.types[index]
            let name = names.types[index]
            let comment = comment(type.summary.map { "\(name): \($0)" }, isDeprecated: type.isDeprecated)
            switch type.form {
            case .object(let object): return structure(object, index, comment)
            case .enumeration(let values):
                let constants = zip(names.values[index] ?? [], values).map { ($0, GoExpression.string($1.text)) }
                return [
                    .type(name: name, comment: comment, .string),
                    .constants(comment: "Values of \(name) that are known.", .name(name), constants),
                ]
            case .union(let union): return self.union(union, index, comment)
            case .alias(let shape):
                if empty.contains(index) { return [.alias(name: name, comment: comment, .any)] }
                if recursive.contains(index) { return [.type(name: name, comment: comment, plain(shape))] }
                return [.alias(name: name, comment: comment, plain(shape))]
            }
        }
    }

    private func comment(_ text: String?, isDeprecated: Bool) -> String? {
        let text = [text, isDeprecated ? "Deprecated: the API says so." : nil].compactMap { $0 }
            .joined(separator: "\n\n")
        return text.isEmpty ? nil : text
    }

    private func structure(_ object: ObjectType, _ index: Int, _ comment: String?) -> [GoDeclaration] {
        let name = names.types[index]
        let names = fields(of: object)
        var isPlain = true
        var isReadPlainly = true
        var made = object.members.enumerated().map { number, member -> GoField in
            let (type, isOptional) = field(index, number, member)
            var field = GoField(
                name: names[number], type: type,
                comment: self.comment(member.summary, isDeprecated: member.isDeprecated))
            if GoModels.isPlainTag(member.name) {
                field.tags = [("json", member.name + (isOptional ? ",omitempty" : ""))]
            } else {
                field.tags = [("json", "-"), ("name", member.name)] + (isOptional ? [("optional", "true")] : [])
                (isPlain, isReadPlainly) = (false, false)
            }
            switch type {
            case .generic: break
            default: if hasNil(member.shape), resolved(member.shape) != .any { isPlain = false }
            }
            return field
        }
        if let additional = object.additional {
            made.append(
                GoField(
                    name: names[object.members.count], type: .map(type(expanded(additional))),
                    tags: [("json", "-"), ("rest", "true")], comment: "Further members."))
            (isPlain, isReadPlainly) = (false, false)
        }
        var declarations = [GoDeclaration.structure(name: name, comment: comment, made)]
        if !isPlain {
            declarations.append(marshal(name, "v", .call("marshalObject", .identifier("v"))))
        }
        if !isReadPlainly {
            declarations.append(unmarshal(name, .call("unmarshalObject", .identifier("data"), .identifier("v"))))
        }
        return declarations
    }

    /// Whether encoding/json takes a text as the name in a tag.
    private static func isPlainTag(_ name: String) -> Bool {
        name != "-" && !name.isEmpty
            && name.utf8.allSatisfy { byte in
                (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a)
                    || "!#$%&()*+-./:;<=>?@[]^_{|}~ ".utf8.contains(byte)
            }
    }

    private func union(_ union: UnionType, _ index: Int, _ comment: String?) -> [GoDeclaration] {
        let name = names.types[index]
        let fields = fields(of: union, type: index)
        func member(_ field: String) -> GoExpression { .member(.identifier("v"), field) }
        let made = zip(fields, union.members).map { GoField(name: $0, type: optional(expanded($1.shape))) }
        let raw = GoField(
            name: "Raw", type: .qualified("json", "RawMessage"), comment: "Raw is what is none of these.")
        let variants = zip(fields, union.members).map { field, member_ -> GoExpression in
            .structure(
                .name("variant"),
                [("field", .address(member(field)))]
                    + (member_.tags.isEmpty || union.discriminator == nil
                        ? [] : [("tags", .list(.slice(.string), member_.tags.map { .string($0) }))]))
        }
        return [
            .structure(name: name, comment: comment ?? "\(name) is what one of its fields is.", made + [raw]),
            marshal(name, "v", .call(.identifier("marshalUnion"), [member("Raw")] + fields.map(member))),
            unmarshal(
                name,
                .call(
                    .identifier("unmarshalUnion"),
                    [.identifier("data"), .address(member("Raw")), .string(union.discriminator ?? "")] + variants)),
        ]
    }

    private func marshal(_ name: String, _ receiver: String, _ value: GoExpression) -> GoDeclaration {
        .function(
            GoFunction(
                receiver: GoParameter(name: receiver, type: .name(name)), name: "MarshalJSON", parameters: [],
                results: [.slice(.name("byte")), .error], comment: "MarshalJSON writes the value as the API has it.",
                body: [.returning([value])]))
    }

    private func unmarshal(_ name: String, _ value: GoExpression) -> GoDeclaration {
        .function(
            GoFunction(
                receiver: GoParameter(name: "v", type: .pointer(.name(name))), name: "UnmarshalJSON",
                parameters: [GoParameter(name: "data", type: .slice(.name("byte")))], results: [.error],
                comment: "UnmarshalJSON reads the value as the API has it.", body: [.returning([value])]))
    }
}

/// Aliases that lead back to themselves.
private struct AliasCircles {
    let api: ClientAPI
    private(set) var recursive = Set<Int>()
    private(set) var empty = Set<Int>()

    init(_ api: ClientAPI) { self.api = api }

    mutating func search() {
        for index in api.types.indices {
            guard case .alias(let shape) = api.types[index].form else { continue }
            var direct = shape.unwrapped
            var seen: Set<Int> = [index]
            while case .named(let next) = direct, case .alias(let inner) = api.types[next].form {
                guard seen.insert(next).inserted else {
                    if next == index { empty.insert(index) }
                    break
                }
                direct = inner.unwrapped
            }
            if reaches(index, from: shape) { recursive.insert(index) }
        }
    }

    private func reaches(_ target: Int, from shape: Shape) -> Bool {
        var seen = Set<Int>()
        var pending = [shape]
        while let next = pending.popLast() {
            switch next {
            case .array(let inner), .map(let inner), .nullable(let inner): pending.append(inner)
            case .named(let index):
                if index == target { return true }
                if case .alias(let inner) = api.types[index].form, seen.insert(index).inserted { pending.append(inner) }
            default: continue
            }
        }
        return false
    }
}

/// Required members whose structs would hold themselves by value.
private struct HeldMembers {
    let api: ClientAPI
    let empty: Set<Int>
    private(set) var found: [(Int, Int)] = []
    private var state: [State]

    private enum State { case new, open, done }

    init(_ api: ClientAPI, _ empty: Set<Int>) {
        self.api = api
        self.empty = empty
        state = Array(repeating: .new, count: api.types.count)
    }

    mutating func search() {
        for index in api.types.indices { visit(index) }
    }

    private mutating func visit(_ start: Int) {
        guard state[start] == .new else { return }
        var path = [(type: start, member: 0)]
        state[start] = .open
        while let last = path.last {
            guard case .object(let object) = api.types[last.type].form, last.member < object.members.count else {
                state[last.type] = .done
                path.removeLast()
                continue
            }
            path[path.count - 1].member += 1
            let member = object.members[last.member]
            guard member.isRequired, case .named(let next) = GoModels.resolved(member.shape, api, empty),
                case .object = api.types[next].form
            else { continue }
            switch state[next] {
            case .open: found.append((last.type, last.member))
            case .done: continue
            case .new:
                state[next] = .open
                path.append((next, 0))
            }
        }
    }
}
