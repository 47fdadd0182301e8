// Kotlin as values: as much of the language as clients need. Text of a document enters only as a string literal, a
// comment or an identifier made by `Words`, each of which the printer writes so that it stays one. Must not know APIs.

/// A type by its simple name.
indirect enum KotlinType: Sendable {
    case name(String)
    case generic(String, [KotlinType])
    case nullable(KotlinType)
    /// `() -> T`
    case provider(KotlinType)

    static let any = KotlinType.nullable(.name("Any"))
    static let string = KotlinType.name("String")

    /// Where null may stand.
    var optional: KotlinType {
        if case .nullable = self { return self }
        return .nullable(self)
    }
}

/// A value.
indirect enum KotlinExpression: Sendable {
    case name(String)
    case string(String)
    /// A number, `true`, `null`.
    case literal(String)
    case member(KotlinExpression, String)
    /// `receiver.name(arguments)`; without a receiver a function or constructor.
    case call(KotlinExpression?, String, [Argument], types: [KotlinType] = [], trailing: KotlinLambda? = nil)
    /// `first to second`
    case pair(KotlinExpression, KotlinExpression)
    /// `::name`
    case reference(String)
    case template([Part])
    case sum(KotlinExpression, KotlinExpression)
    case lambda(KotlinLambda)
    /// `value?.name { … }`
    case safeCall(KotlinExpression, String, KotlinLambda)

    enum Argument: Sendable {
        case value(KotlinExpression)
        case named(String, KotlinExpression)
    }

    enum Part: Sendable {
        case text(String)
        case value(KotlinExpression)
    }

    static let null = KotlinExpression.literal("null")

    static func call(_ function: String, _ arguments: KotlinExpression...) -> KotlinExpression {
        .call(nil, function, arguments.map { .value($0) })
    }

    func calling(_ name: String, _ arguments: KotlinExpression...) -> KotlinExpression {
        .call(self, name, arguments.map { .value($0) })
    }
}

/// `{ name -> value }`; without a name the value may mention `it`.
struct KotlinLambda: Sendable {
    var name: String?
    var value: KotlinExpression
}

/// A KDoc comment.
struct KotlinComment: Sendable {
    var text: String
    var parameters: [(name: String, text: String)] = []
}

/// A parameter; of a constructor also a property.
struct KotlinParameter: Sendable {
    var name: String
    var type: KotlinType
    var initial: KotlinExpression?
    var isProperty = false
}

/// A member of a class.
indirect enum KotlinMember: Sendable {
    case function(KotlinFunction)
    /// `val name: type = value`, or `get() = value`.
    case property(name: String, type: KotlinType, KotlinExpression, isComputed: Bool, comment: KotlinComment?)
    case classType(KotlinClass)
}

/// A function of one expression.
struct KotlinFunction: Sendable {
    var modifiers: [String]
    var name: String
    var parameters: [KotlinParameter] = []
    var result: KotlinType
    var value: KotlinExpression
    var isDeprecated = false
    var comment: KotlinComment?
}

/// A class or a companion.
struct KotlinClass: Sendable {
    /// `data class`, `sealed class`, `companion object`.
    var kind: String
    var name: String?
    /// `internal constructor` and the like.
    var constructorModifier: String?
    var parameters: [KotlinParameter] = []
    /// Calls of constructors, and interfaces by their names.
    var parents: [Parent] = []
    var members: [KotlinMember] = []
    var comment: KotlinComment?

    enum Parent: Sendable {
        case interface(KotlinType)
        case superclass(KotlinType, [KotlinExpression])
    }
}
