// Python as values: as much of the language as clients need. Text of a document enters only as a string literal, a
// docstring or an identifier made by `Words`. Must not know APIs.

/// An annotation.
indirect enum PythonType: Sendable {
    case name(String)
    case subscripted(String, [PythonType])
    case union([PythonType])
    /// `Literal["a", "b"]`
    case literal([String])
    /// `Annotated[type, value]`
    case annotated(PythonType, PythonExpression)
    /// A name in quotes: of an alias that comes later, inside of brackets.
    case quoted(String)
    case none

    static let string = PythonType.name("str")
    static let any = PythonType.name("Any")
}

/// A value.
indirect enum PythonExpression: Sendable {
    case name(String)
    case string(String)
    case number(String)
    case boolean(Bool)
    case none
    case attribute(PythonExpression, String)
    case call(PythonExpression, [Argument])
    case list([PythonExpression])
    case tuple([PythonExpression])
    case dictionary([(key: PythonExpression, value: PythonExpression)])
    case formatted([Part])
    /// A type where a value stands: `Json[Pet]`.
    case type(PythonType)
    case awaited(PythonExpression)
    /// `lambda name: value`
    case lambda(String, PythonExpression)

    enum Argument: Sendable {
        case value(PythonExpression)
        case keyword(String, PythonExpression)
        /// `*value`
        case unpacked(PythonExpression)
    }

    enum Part: Sendable {
        case text(String)
        case value(PythonExpression)
    }

    static func call(_ function: String, _ arguments: PythonExpression...) -> PythonExpression {
        .call(.name(function), arguments.map { .value($0) })
    }
}

/// A parameter of a function.
struct PythonParameter: Sendable {
    var name: String
    var type: PythonType
    var initial: PythonExpression?
    var isKeywordOnly = false
}

/// A method that returns one expression.
struct PythonMethod: Sendable {
    var name: String
    var isAsync = false
    var parameters: [PythonParameter]
    var result: PythonType
    var documentation: String?
    var value: PythonExpression
    var returnsValue = true
}

/// An attribute of a class.
struct PythonField: Sendable {
    var name: String
    var type: PythonType
    var initial: PythonExpression?
    var documentation: String?
}

/// A class.
struct PythonClass: Sendable {
    var name: String
    var decorator: PythonExpression?
    var superclasses: [PythonType] = []
    var documentation: String?
    var fields: [PythonField] = []
    var methods: [PythonMethod] = []
}

/// A statement of a module.
enum PythonStatement: Sendable {
    case imports(module: String, names: [String])
    case importModule(String)
    case classDefinition(PythonClass)
    case alias(name: String, PythonType, documentation: String?)
    case constant(name: String, PythonType?, PythonExpression)
}
