// Which identifiers a module's declarations mention: what it has to import.

/// Identifiers in use.
struct TypeScriptUses {
    private(set) var names = Set<String>()

    mutating func add(_ declaration: TypeScriptDeclaration) {
        switch declaration {
        case .imports, .exportAll, .exportTypes: return
        case .interface(_, _, let properties, let index):
            properties.forEach { add($0.type) }
            index.map { add($0) }
        case .alias(_, _, let type): add(type)
        case .constant(_, _, let type, let value):
            type.map { add($0) }
            add(value)
        case .classDeclaration(let made):
            add(made.superclass)
            add(made.parameters)
            made.superArguments.forEach { add($0) }
            for method in made.methods {
                add(method.parameters)
                add(method.result)
                add(method.value)
            }
        }
    }

    private mutating func add(_ parameters: [TypeScriptParameter]) {
        for parameter in parameters {
            add(parameter.type)
            parameter.initial.map { add($0) }
        }
    }

    private mutating func add(_ type: TypeScriptType) {
        switch type {
        case .name(let name): names.insert(name)
        case .text: return
        case .array(let element), .index(let element): add(element)
        case .union(let members), .intersection(let members): members.forEach { add($0) }
        case .generic(let name, let arguments):
            names.insert(name)
            arguments.forEach { add($0) }
        case .object(let properties): properties.forEach { add($0.type) }
        }
    }

    private mutating func add(_ expression: TypeScriptExpression) {
        switch expression {
        case .identifier(let name): names.insert(name)
        case .string, .number, .boolean: return
        case .member(let object, _): add(object)
        case .call(let function, let arguments, let types):
            add(function)
            arguments.forEach { add($0) }
            types.forEach { add($0) }
        case .array(let elements): elements.forEach { add($0) }
        case .object(let entries):
            for entry in entries {
                switch entry {
                case .member(_, let value), .spread(let value): add(value)
                }
            }
        case .template(let parts):
            for case .value(let value) in parts { add(value) }
        case .arrow(_, let value): add(value)
        }
    }
}
