// Which packages a file's declarations mention: what it has to import.

/// Packages in use.
struct GoUses {
    private(set) var packages = Set<String>()

    /// Import paths of packages whose names are not their paths.
    private static let paths = ["json": "encoding/json"]

    /// What to import, in order.
    var imports: [String] { GoUses.paths(packages) }

    /// Import paths of packages, in order.
    static func paths(_ packages: Set<String>) -> [String] { packages.map { paths[$0] ?? $0 }.sorted() }

    mutating func add(_ declaration: GoDeclaration) {
        switch declaration {
        case .structure(_, _, let fields): fields.forEach { add($0.type) }
        case .type(_, _, let type), .alias(_, _, let type): add(type)
        case .constants: return
        case .variable(_, _, let value): add(value)
        case .function(let function):
            function.parameters.forEach { add($0.type) }
            function.results.forEach { add($0) }
            function.body.forEach { add($0) }
        }
    }

    private mutating func add(_ type: GoType) {
        switch type {
        case .name: return
        case .qualified(let package, _): packages.insert(package)
        case .pointer(let inner), .slice(let inner), .map(let inner): add(inner)
        case .generic(let name, let arguments): (arguments + [name]).forEach { add($0) }
        }
    }

    private mutating func add(_ statement: GoStatement) {
        switch statement {
        case .expression(let value), .define(_, let value): add(value)
        case .assign(let target, let value): [target, value].forEach { add($0) }
        case .variable(_, let type): add(type)
        case .returning(let values): values.forEach { add($0) }
        case .condition(let value, let body):
            add(value)
            body.forEach { add($0) }
        }
    }

    mutating func add(_ expression: GoExpression) {
        switch expression {
        case .identifier, .string, .number, .boolean: return
        case .qualified(let package, _): packages.insert(package)
        case .member(let value, _), .spread(let value), .address(let value), .dereference(let value): add(value)
        case .call(let function, let arguments, let types):
            add(function)
            arguments.forEach { add($0) }
            types.forEach { add($0) }
        case .instance(let function, let types):
            add(function)
            types.forEach { add($0) }
        case .element(let left, let right), .binary(let left, _, let right): [left, right].forEach { add($0) }
        case .structure(let type, let fields):
            add(type)
            fields.forEach { add($0.value) }
        case .map(let type, let entries):
            add(type)
            for entry in entries { [entry.key, entry.value].forEach { add($0) } }
        case .list(let type, let elements):
            type.map { add($0) }
            elements.forEach { add($0) }
        case .function(let parameters, let results, let body):
            parameters.forEach { add($0.type) }
            results.forEach { add($0) }
            body.forEach { add($0) }
        }
    }
}
