// Swift as values: as much of the language as clients need. Text of a document enters only as a string literal, a
// comment or an identifier made by `Words`. Must not know APIs.

/// A type.
indirect enum SwiftType: Equatable, Sendable {
    case name(String)
    case generic(String, [SwiftType])
    case array(SwiftType)
    /// By strings.
    case dictionary(SwiftType)
    case optional(SwiftType)

    static let string = SwiftType.name("String")
}

/// A value.
indirect enum SwiftExpression: Sendable {
    case name(String)
    case string(String)
    case interpolated([Part])
    case number(String)
    case boolean(Bool)
    /// `nil`
    case none
    /// `self.name`, or `.name` where the type is known from around it.
    case member(SwiftExpression?, String)
    case call(SwiftExpression, [SwiftArgument])
    case array([SwiftExpression])
    case dictionary([(key: SwiftExpression, value: SwiftExpression)])
    /// `{ name in value }`; without a name the value says `$0`.
    case closure(String?, SwiftExpression)
    /// `Pet.self`
    case metatype(SwiftType)
    /// `try`, `await` and both before a value.
    case effect(String, SwiftExpression)
    /// A value, or nothing of it where what stands before `?` is nil.
    case chained(SwiftExpression, String)

    enum Part: Sendable {
        case text(String)
        case value(SwiftExpression, label: String? = nil, more: [SwiftArgument] = [])
    }

    static func call(_ function: String, _ arguments: SwiftExpression...) -> SwiftExpression {
        .call(.name(function), arguments.map { SwiftArgument(nil, $0) })
    }

    /// `self.name`
    static func own(_ name: String) -> SwiftExpression { .member(.name("self"), name) }
}

/// What is handed to a function.
struct SwiftArgument: Sendable {
    var label: String?
    var value: SwiftExpression

    init(_ label: String?, _ value: SwiftExpression) {
        self.label = label
        self.value = value
    }
}

/// A statement of a body.
indirect enum SwiftStatement: Sendable {
    case expression(SwiftExpression)
    case assign(SwiftExpression, SwiftExpression)
    case declare(String, isVariable: Bool = false, SwiftExpression)
    case switching(SwiftExpression, [Case])
    /// `if let value = first { … } else if let value = second { … } else { … }`
    case binding([(name: String, value: SwiftExpression, body: [SwiftStatement])], otherwise: [SwiftStatement])

    struct Case: Sendable {
        var pattern: Pattern
        var body: [SwiftStatement]
    }

    enum Pattern: Sendable {
        case values([SwiftExpression])
        /// `.name(let bound)`, or `.name`.
        case member(String, bound: String?)
        case otherwise
    }
}

/// A documentation comment.
struct SwiftComment: Sendable {
    var text: String
    var parameters: [(name: String, text: String)] = []
    /// What is thrown, by names of types.
    var failures: [(name: String, text: String)] = []
}

/// A parameter of a function; its label is its name.
struct SwiftParameter: Sendable {
    var name: String
    /// Where it is not the name.
    var label: String?
    var type: SwiftType
    var initial: SwiftExpression?
}

/// A function or initialiser.
struct SwiftFunction: Sendable {
    var comment: SwiftComment?
    var isDeprecated = false
    var modifiers = "public"
    /// Without one it is an initialiser.
    var name: String?
    var parameters: [SwiftParameter]
    var effects: String?
    var result: SwiftType?
    var body: [SwiftStatement]
}

/// A stored or computed property.
struct SwiftProperty: Sendable {
    var comment: SwiftComment?
    /// `@Indirect`
    var attribute: String?
    var modifiers = "public var"
    var name: String
    var type: SwiftType?
    var initial: SwiftExpression?
    /// What it is each time that it is asked for.
    var body: [SwiftStatement]?
}

/// A case of an enumeration.
struct SwiftCase: Sendable {
    var comment: SwiftComment?
    var name: String
    var payload: SwiftType?
    var rawValue: String?
}

/// A type with members.
struct SwiftNominal: Sendable {
    var comment: SwiftComment?
    /// `public struct`, `public indirect enum` …
    var kind: String
    var name: String
    var inherited: [String] = []
    var cases: [SwiftCase] = []
    var properties: [SwiftProperty] = []
    var functions: [SwiftFunction] = []
    var nested: [SwiftNominal] = []
}

/// A declaration of a file.
enum SwiftDeclaration: Sendable {
    case type(SwiftNominal)
    case alias(comment: SwiftComment?, name: String, SwiftType)
}
