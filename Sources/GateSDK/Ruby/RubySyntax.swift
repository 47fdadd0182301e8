// Ruby as values, and RBS with it: as much of both as clients need. Text of a document enters only as a string literal,
// a comment or an identifier made by `Words`. Must not know APIs.

/// A value.
indirect enum RubyExpression: Sendable {
    /// A variable or a constant, also one of a module: `PetStore::Pet`.
    case name(String)
    case string(String)
    case symbol(String)
    case number(String)
    case boolean(Bool)
    case none
    case interpolated([Part])
    case array([RubyExpression])
    case hash([(key: RubyExpression, value: RubyExpression)])
    case call(RubyExpression?, String, [Argument], block: Block? = nil)
    /// `value.freeze`
    case frozen(RubyExpression)

    enum Part: Sendable {
        case text(String)
        case value(RubyExpression)
    }

    enum Argument: Sendable {
        case value(RubyExpression)
        case keyword(String, RubyExpression)
        /// `**name`
        case keywords(String)
        /// `&name`
        case block(String)
    }

    struct Block: Sendable {
        var parameters: [String]
        var value: RubyExpression
    }

    static func call(_ receiver: String, _ name: String, _ arguments: RubyExpression...) -> RubyExpression {
        .call(.name(receiver), name, arguments.map { .value($0) })
    }
}

/// A parameter of a method.
struct RubyParameter: Sendable {
    enum Kind: Sendable { case positional, keyword, keywords, block }

    var name: String
    var kind = Kind.positional
    var initial: RubyExpression?
    var type: RubyType
}

/// A method of one expression.
struct RubyMethod: Sendable {
    var name: String
    var parameters: [RubyParameter]
    var comment: String?
    var body: RubyExpression
    /// Assigned to this instance variable.
    var target: String?
    var result: RubyType
    /// What a block is given.
    var yields: RubyType?
}

/// A statement of a file or of a class.
enum RubyStatement: Sendable {
    case require(String)
    /// A call without brackets.
    case command(String, [RubyExpression.Argument], comment: String?)
    case constant(String, RubyExpression, comment: String?)
    case method(RubyMethod)
    case type(name: String, superclass: String?, comment: String?, [RubyStatement])
    case module(name: String, comment: String?, [RubyStatement])
}

/// A type of RBS.
indirect enum RubyType: Equatable, Sendable {
    case name(String)
    case generic(String, [RubyType])
    case union([RubyType])
    case optional(RubyType)

    static let untyped = RubyType.name("untyped")
    static let void = RubyType.name("void")
    static let string = RubyType.name("String")
    /// A hash that stands for a model.
    static let hash = RubyType.generic("Hash", [.untyped, .untyped])

    /// With nil, which `untyped` has already.
    var orNil: RubyType {
        switch self {
        case .optional, .untyped: self
        default: .optional(self)
        }
    }
}

/// A declaration of RBS.
enum RubySignature: Sendable {
    case alias(String, RubyType)
    case constant(String, RubyType)
    case attribute(String, RubyType)
    case method(RubyMethod)
    case type(name: String, superclass: String?, [RubySignature])
    case module(name: String, [RubySignature])
}
