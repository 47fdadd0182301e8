// Constants that are made of a specification, in as many classes as class files need.

/// Classes of constants of one type; those that may hold each other are made when they are first needed.
struct JavaConstants {
    /// Most parts of the constants of a class: each takes some entries of a class file's 65,535 (JVMS 17 §4.1).
    static let partsMax = 4_000
    /// Most constants of a class, for the 64 KiB of its initializer (JVMS 17 §4.7.3).
    static let constantsMax = 500

    private struct Constant {
        let owner: String
        let name: String
        let type: JavaType
        /// What makes it when it is first needed; nil for what is made at once.
        let method: String?
    }

    /// The class's name; further ones have numbers.
    let owner: String
    /// Whose method `later` takes what makes a constant.
    let type: String
    private var constants: [Constant] = []
    private var classes = 1
    private var place = (constants: 0, parts: 0)
    private var names = NameScope(reserved: JavaModels.keywords)
    private var methods = NameScope(reserved: JavaModels.keywords)

    init(owner: String, type: String) {
        self.owner = owner
        self.type = type
    }

    var isEmpty: Bool { constants.isEmpty }

    /// The number of a new constant.
    /// - Parameters:
    ///   - parts: How large its value is.
    ///   - type: Where it is not that of the class's constants; such are made at once.
    mutating func add(_ words: Words, parts: Int, isLate: Bool, type: String? = nil) -> Int {
        if place.constants == JavaConstants.constantsMax || place.parts + parts > JavaConstants.partsMax {
            if place.constants > 0 { classes += 1 }
            place = (0, 0)
        }
        place = (place.constants + 1, place.parts + parts)
        constants.append(
            Constant(
                owner: owner + (classes == 1 ? "" : String(classes)),
                name: names.take(JavaModels.shortened(words.shouted)), type: .name(type ?? self.type),
                method: isLate ? methods.take(JavaModels.shortened(words.camel)) : nil))
        return constants.count - 1
    }

    /// A constant, as it is called elsewhere.
    subscript(_ number: Int) -> JavaExpression { .constant(constants[number].owner, constants[number].name) }

    /// The classes.
    /// - Parameter value: That of a constant.
    func declarations(_ text: String, _ value: (Int) -> JavaExpression) -> [JavaDeclaration] {
        var made: [JavaDeclaration] = []
        for (number, constant) in constants.enumerated() {
            if made.last?.name != constant.owner {
                var next = JavaDeclaration(name: constant.owner, modifiers: ["final"], kind: .classType)
                next.comment = JavaComment(text: text)
                made.append(next)
            }
            let later = constant.method.map { method in
                JavaExpression.call(.name(type), "later", [.reference(constant.owner, method)])
            }
            made[made.count - 1].fields.append(
                JavaField(
                    modifiers: ["static", "final"],
                    variable: JavaVariable(name: constant.name, type: constant.type), value: later ?? value(number)))
            guard let method = constant.method else { continue }
            made[made.count - 1].methods.append(
                JavaMethod(
                    name: method, modifiers: ["private", "static"], result: constant.type,
                    body: [.returns(value(number))]))
        }
        return made
    }
}
