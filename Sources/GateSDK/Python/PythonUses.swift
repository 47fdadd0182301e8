// Which names a module's statements mention: what it has to import.

/// Names in use.
struct PythonUses {
    private(set) var names = Set<String>()

    mutating func add(_ statement: PythonStatement) {
        switch statement {
        case .imports, .importModule: return
        case .alias(_, let type, _):
            names.insert("TypeAlias")
            add(type)
        case .constant(_, let type, let value):
            type.map { add($0) }
            add(value)
        case .classDefinition(let made):
            made.decorator.map { add($0) }
            made.superclasses.forEach { add($0) }
            for field in made.fields {
                add(field.type)
                field.initial.map { add($0) }
            }
            for method in made.methods {
                for parameter in method.parameters {
                    add(parameter.type)
                    parameter.initial.map { add($0) }
                }
                add(method.result)
                add(method.value)
            }
        }
    }

    private mutating func add(_ type: PythonType) {
        switch type {
        case .name(let name), .quoted(let name): names.insert(name)
        case .subscripted(let name, let arguments):
            names.insert(name)
            arguments.forEach { add($0) }
        case .union(let members): members.forEach { add($0) }
        case .literal: names.insert("Literal")
        case .annotated(let inner, let value):
            names.insert("Annotated")
            add(inner)
            add(value)
        case .none: return
        }
    }

    private mutating func add(_ expression: PythonExpression) {
        switch expression {
        case .name(let name): names.insert(name)
        case .string, .number, .boolean, .none: return
        case .attribute(let object, _): add(object)
        case .call(let function, let arguments):
            add(function)
            for argument in arguments {
                switch argument {
                case .value(let value), .keyword(_, let value), .unpacked(let value): add(value)
                }
            }
        case .list(let elements), .tuple(let elements): elements.forEach { add($0) }
        case .dictionary(let entries):
            for entry in entries {
                add(entry.key)
                add(entry.value)
            }
        case .formatted(let parts):
            for case .value(let value) in parts { add(value) }
        case .type(let type): add(type)
        case .awaited(let value), .lambda(_, let value): add(value)
        }
    }
}
