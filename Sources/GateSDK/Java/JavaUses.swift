// Which types a declaration mentions: what its file has to import.

/// Simple names in use.
struct JavaUses {
    private(set) var names = Set<String>()

    mutating func add(_ made: JavaDeclaration) {
        add(made.annotations)
        if case .record(let components) = made.kind { components.forEach { add($0) } }
        ([made.superclass].compactMap { $0 } + made.interfaces + made.permits).forEach { add($0) }
        for field in made.fields {
            add(field.variable)
            field.value.map { add($0) }
        }
        for method in made.methods {
            add(method.annotations)
            method.result.map { add($0) }
            method.parameters.forEach { add($0) }
            for statement in method.body { add(statement) }
        }
        made.nested.forEach { add($0) }
    }

    private mutating func add(_ variable: JavaVariable) {
        add(variable.annotations)
        add(variable.type)
    }

    private mutating func add(_ statement: JavaStatement) {
        switch statement {
        case .evaluate(let value), .returns(let value), .assign(_, let value): add(value)
        }
    }

    private mutating func add(_ annotations: [JavaAnnotation]) {
        for annotation in annotations {
            names.insert(String(annotation.name.prefix { $0 != "." }))
            for member in annotation.members {
                switch member.value {
                case .expression(let value): add(value)
                case .annotations(let inner): add(inner)
                }
            }
        }
    }

    private mutating func add(_ type: JavaType) {
        switch type {
        case .name(let name), .nested(let name, _): names.insert(name)
        case .generic(let name, let arguments):
            names.insert(name)
            arguments.forEach { add($0) }
        case .bytes: return
        }
    }

    mutating func add(_ expression: JavaExpression) {
        switch expression {
        case .name(let name), .reference(let name, _), .constant(let name, _): names.insert(name)
        case .string, .literal: return
        case .call(let receiver, _, let arguments):
            receiver.map { add($0) }
            arguments.forEach { add($0) }
        case .new(let type, let arguments):
            add(type)
            arguments.forEach { add($0) }
        case .typeLiteral(let type): add(type)
        case .lambda(_, let value): add(value)
        case .concatenation(let parts): parts.forEach { add($0) }
        }
    }
}
