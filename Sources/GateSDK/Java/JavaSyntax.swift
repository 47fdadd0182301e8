// Java as values: as much of the language as clients need. Text of a document enters only as a string literal, a
// comment or an identifier made by `Words`, each of which the printer writes so that it stays one. Must not know APIs.

/// A type by its simple name; imports are made from the names in use.
indirect enum JavaType: Sendable {
    case name(String)
    case generic(String, [JavaType])
    case bytes
    /// `Owner.Name`
    case nested(String, String)

    static let void = JavaType.name("void")
    static let string = JavaType.name("String")
    static let object = JavaType.name("Object")

    static func list(_ element: JavaType) -> JavaType { .generic("List", [element.boxed]) }
    static func map(_ element: JavaType) -> JavaType { .generic("Map", [.string, element.boxed]) }

    /// As an argument of a generic type, or where null may stand.
    var boxed: JavaType {
        switch self {
        case .name("boolean"): .name("Boolean")
        case .name("int"): .name("Integer")
        case .name("long"): .name("Long")
        case .name("double"): .name("Double")
        case .name("void"): .name("Void")
        default: self
        }
    }
}

/// A value.
indirect enum JavaExpression: Sendable {
    case name(String)
    case string(String)
    /// A number, `true`, `null`.
    case literal(String)
    /// `receiver.name(arguments)`; without a receiver a method of the class.
    case call(JavaExpression?, String, [JavaExpression])
    case new(JavaType, [JavaExpression])
    /// `Name.class`
    case typeLiteral(JavaType)
    /// `Name::method`
    case reference(String, String)
    /// `name -> value`
    case lambda(String, JavaExpression)
    /// Texts and values joined by `+`.
    case concatenation([JavaExpression])
    /// `Owner.NAME`
    case constant(String, String)

    static let null = JavaExpression.literal("null")

    func calling(_ name: String, _ arguments: JavaExpression...) -> JavaExpression { .call(self, name, arguments) }
}

/// `@Name(member = value)`; the member `value` goes without its name where it stands alone.
struct JavaAnnotation: Sendable {
    enum Value: Sendable {
        case expression(JavaExpression)
        case annotations([JavaAnnotation])
    }

    var name: String
    var members: [(name: String, value: Value)] = []

    static let override = JavaAnnotation(name: "Override")
    static let deprecated = JavaAnnotation(name: "Deprecated")
}

/// A Javadoc comment.
struct JavaComment: Sendable {
    var text: String
    var parameters: [(name: String, text: String)] = []
}

/// A parameter, a component of a record or a field.
struct JavaVariable: Sendable {
    var name: String
    var type: JavaType
    var annotations: [JavaAnnotation] = []
}

enum JavaStatement: Sendable {
    case evaluate(JavaExpression)
    case returns(JavaExpression)
    /// `this.name = value;`
    case assign(String, JavaExpression)
}

/// A method; without a result it is a constructor.
struct JavaMethod: Sendable {
    var name: String
    var modifiers: [String]
    var result: JavaType?
    var parameters: [JavaVariable] = []
    var body: [JavaStatement]
    var annotations: [JavaAnnotation] = []
    var comment: JavaComment?
}

/// A field with a value.
struct JavaField: Sendable {
    var modifiers: [String]
    var variable: JavaVariable
    var value: JavaExpression?
}

/// A class, record or interface.
struct JavaDeclaration: Sendable {
    enum Kind: Sendable {
        case classType
        case record([JavaVariable])
        case interface
    }

    var name: String
    var modifiers: [String]
    var kind: Kind
    var superclass: JavaType?
    /// Of an interface those that it extends.
    var interfaces: [JavaType] = []
    var permits: [JavaType] = []
    var annotations: [JavaAnnotation] = []
    var comment: JavaComment?
    var fields: [JavaField] = []
    var methods: [JavaMethod] = []
    var nested: [JavaDeclaration] = []
}
