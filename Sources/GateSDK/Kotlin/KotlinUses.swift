// Which names classes mention: what their file has to import.

/// Simple names in use.
struct KotlinUses {
    private(set) var names = Set<String>()

    mutating func add(_ made: KotlinClass) {
        made.parameters.forEach { add($0) }
        for parent in made.parents {
            switch parent {
            case .interface(let type): add(type)
            case .superclass(let type, let values):
                add(type)
                values.forEach { add($0) }
            }
        }
        for member in made.members {
            switch member {
            case .classType(let inner): add(inner)
            case .property(_, let type, let value, _, _):
                add(type)
                add(value)
            case .function(let function):
                function.parameters.forEach { add($0) }
                add(function.result)
                add(function.value)
            }
        }
    }

    private mutating func add(_ parameter: KotlinParameter) {
        add(parameter.type)
        parameter.initial.map { add($0) }
    }

    private mutating func add(_ type: KotlinType) {
        switch type {
        case .name(let name): names.insert(name)
        case .nullable(let inner), .provider(let inner): add(inner)
        case .generic(let name, let arguments):
            names.insert(name)
            arguments.forEach { add($0) }
        }
    }

    mutating func add(_ expression: KotlinExpression) {
        switch expression {
        case .name(let name), .reference(let name): names.insert(name)
        case .string, .literal: return
        case .member(let object, _): add(object)
        case .call(let receiver, let name, let arguments, let types, let trailing):
            if let receiver { add(receiver) } else { names.insert(name) }
            for argument in arguments {
                switch argument {
                case .value(let value), .named(_, let value): add(value)
                }
            }
            types.forEach { add($0) }
            trailing.map { add($0.value) }
        case .pair(let first, let second), .sum(let first, let second):
            add(first)
            add(second)
        case .template(let parts): for case .value(let value) in parts { add(value) }
        case .lambda(let lambda): add(lambda.value)
        case .safeCall(let object, _, let lambda):
            add(object)
            add(lambda.value)
        }
    }
}
