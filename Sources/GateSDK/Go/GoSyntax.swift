// Go as values: as much of the language as clients need. Text of a document enters only as a string literal, a
// comment, a tag of a field or an identifier made by `Words`, each of which the printer writes so that it stays one.
// Must not know APIs.

/// A type.
indirect enum GoType: Equatable, Sendable {
    /// An identifier of the package, or a predeclared one.
    case name(String)
    /// An exported identifier of another package, by the package's name.
    case qualified(String, String)
    case pointer(GoType)
    case slice(GoType)
    /// With texts as keys.
    case map(GoType)
    case generic(GoType, [GoType])

    static let any = GoType.name("any")
    static let error = GoType.name("error")
    static let string = GoType.name("string")
    static let number = GoType.qualified("json", "Number")
    static let context = GoType.qualified("context", "Context")
}

/// A value.
indirect enum GoExpression: Sendable {
    case identifier(String)
    case qualified(String, String)
    case string(String)
    case number(String)
    case boolean(Bool)
    case member(GoExpression, String)
    /// `map["key"]`
    case element(GoExpression, GoExpression)
    case call(GoExpression, [GoExpression], types: [GoType] = [])
    /// A last argument that is spread: `options...`.
    case spread(GoExpression)
    /// A function with arguments for its types, not called.
    case instance(GoExpression, [GoType])
    case address(GoExpression)
    case dereference(GoExpression)
    case binary(GoExpression, String, GoExpression)
    /// `Pet{Name: "x"}`; keys are fields.
    case structure(GoType, [(field: String, value: GoExpression)])
    /// `map[string]int{"a": 1}`; keys are values.
    case map(GoType, [(key: GoExpression, value: GoExpression)])
    /// `[]int{1}`; without a type inside of another list.
    case list(GoType?, [GoExpression])
    case function([GoParameter], [GoType], [GoStatement])

    static let none = GoExpression.identifier("nil")

    static func call(_ function: String, _ arguments: GoExpression...) -> GoExpression {
        .call(.identifier(function), arguments)
    }
}

/// A parameter of a function.
struct GoParameter: Sendable {
    var name: String
    var type: GoType
    /// The last one may take any number: `options ...Option`.
    var isVariadic = false
}

/// A statement.
indirect enum GoStatement: Sendable {
    case expression(GoExpression)
    /// `a, b := value`
    case define([String], GoExpression)
    case assign(GoExpression, GoExpression)
    /// `var name type`
    case variable(String, GoType)
    case returning([GoExpression])
    case condition(GoExpression, [GoStatement])
}

/// A function, or a method where it has a receiver.
struct GoFunction: Sendable {
    var receiver: GoParameter?
    var name: String
    var parameters: [GoParameter]
    var results: [GoType] = []
    var comment: String?
    var body: [GoStatement]
}

/// A field of a struct; embedded where it has no name.
struct GoField: Sendable {
    var name: String?
    var type: GoType
    var tags: [(key: String, text: String)] = []
    var comment: String?
}

/// A declaration of a package.
enum GoDeclaration: Sendable {
    case structure(name: String, comment: String?, [GoField])
    /// A type of its own.
    case type(name: String, comment: String?, GoType)
    /// Another name: `type A = B`.
    case alias(name: String, comment: String?, GoType)
    /// Constants of one type.
    case constants(comment: String?, GoType?, [(name: String, value: GoExpression)])
    /// `var name = value`
    case variable(name: String, comment: String?, GoExpression)
    case function(GoFunction)
}
