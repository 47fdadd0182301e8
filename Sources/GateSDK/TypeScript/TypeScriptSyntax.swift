// TypeScript as values: as much of the language as clients need. Text of a document enters only as a string literal, a
// comment or an identifier made by `Words`, each of which the printer writes so that it stays one. Must not know APIs.

/// A type.
indirect enum TypeScriptType: Sendable {
    /// An identifier.
    case name(String)
    case text(String)
    case array(TypeScriptType)
    case union([TypeScriptType])
    case intersection([TypeScriptType])
    case generic(String, [TypeScriptType])
    case object([TypeScriptProperty])
    /// Any keys. Unlike `Record` it may hold the alias that it is the definition of.
    case index(TypeScriptType)

    static let string = TypeScriptType.name("string")
    static let number = TypeScriptType.name("number")
    static let boolean = TypeScriptType.name("boolean")
    static let unknown = TypeScriptType.name("unknown")
    static let null = TypeScriptType.name("null")
    static let void = TypeScriptType.name("void")
}

/// A member of an interface, with any text as its name.
struct TypeScriptProperty: Sendable {
    var name: String
    var type: TypeScriptType
    var isOptional = false
    var isReadOnly = false
    var comment: TypeScriptComment?
}

/// A JSDoc comment.
struct TypeScriptComment: Sendable {
    var text: String
    var isDeprecated = false
    /// `@param`s by name.
    var tags: [(name: String, text: String)] = []
}

/// A value.
indirect enum TypeScriptExpression: Sendable {
    case identifier(String)
    case string(String)
    case number(String)
    case boolean(Bool)
    case member(TypeScriptExpression, String)
    case call(TypeScriptExpression, [TypeScriptExpression], types: [TypeScriptType] = [])
    case array([TypeScriptExpression])
    case object([Entry])
    case template([Part])
    case arrow([String], TypeScriptExpression)

    /// A member of an object.
    enum Entry: Sendable {
        case member(String, TypeScriptExpression)
        /// `...value`
        case spread(TypeScriptExpression)
    }

    enum Part: Sendable {
        case text(String)
        case value(TypeScriptExpression)
    }

    static func call(_ function: String, _ arguments: TypeScriptExpression...) -> TypeScriptExpression {
        .call(.identifier(function), arguments)
    }
}

/// A parameter of a method.
struct TypeScriptParameter {
    var name: String
    var type: TypeScriptType
    var isOptional = false
    var initial: TypeScriptExpression?
}

/// A method that returns one expression.
struct TypeScriptMethod {
    var name: String
    var parameters: [TypeScriptParameter]
    var result: TypeScriptType
    var value: TypeScriptExpression
    var comment: TypeScriptComment?
}

/// A class with a superclass.
struct TypeScriptClass {
    var name: String
    var superclass: TypeScriptType
    var comment: TypeScriptComment?
    /// Parameters of the constructor, and what it hands to the superclass's.
    var parameters: [TypeScriptParameter]
    var superArguments: [TypeScriptExpression]
    var methods: [TypeScriptMethod]
}

/// A statement of a module.
enum TypeScriptDeclaration {
    case imports(names: [String], types: [String], from: String)
    case exportAll(from: String)
    case exportTypes([String], from: String)
    case interface(name: String, comment: TypeScriptComment?, properties: [TypeScriptProperty], index: TypeScriptType?)
    case alias(name: String, comment: TypeScriptComment?, TypeScriptType)
    case constant(name: String, comment: TypeScriptComment?, TypeScriptType?, TypeScriptExpression)
    case classDeclaration(TypeScriptClass)
}
