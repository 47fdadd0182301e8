// Declarations of types.

extension JavaModels {
    /// All types that are more than other names.
    func declarations() -> [JavaDeclaration] { api.types.indices.filter(aliases.isDeclared).map(declaration) }

    /// The declaration of a type.
    private func declaration(_ index: Int) -> JavaDeclaration {
        let type = api.types[index]
        var made: JavaDeclaration
        switch type.form {
        case .object(let object): made = record(object, index)
        case .enumeration(let values): made = enumeration(values, index)
        case .union: made = sealed(index)
        case .alias: made = wrapper(names[index], self.type(aliases.content(ofCircle: index)))
        }
        let text = [type.summary, type.isDeprecated ? "Deprecated." : nil].compactMap { $0 }.joined(separator: "\n\n")
        if made.comment != nil || !text.isEmpty {
            made.comment = JavaComment(text: text, parameters: made.comment?.parameters ?? [])
        }
        made.interfaces = parents[index].map { .name(names[$0]) } + made.interfaces
        return made
    }

    private func wrapper(_ name: String, _ type: JavaType, holdsDecimalTexts: Bool = false) -> JavaDeclaration {
        var value = JavaVariable(name: "value", type: type.boxed)
        if holdsDecimalTexts {
            let text = (name: "decimalText", value: JavaAnnotation.Value.expression(.literal("true")))
            value.annotations = [JavaAnnotation(name: "Member", members: [text])]
        }
        return JavaDeclaration(
            name: name, modifiers: ["public"], kind: .record([value]),
            interfaces: [.generic("Wrapper", [type.boxed])])
    }

    private func enumeration(_ values: [EnumerationValue], _ index: Int) -> JavaDeclaration {
        let name = names[index]
        var made = wrapper(name, .string)
        var scope = NameScope(reserved: JavaModels.keywords)
        made.fields = values.prefix(JavaModels.constantsMax).map { value in
            JavaField(
                modifiers: ["public", "static", "final"],
                variable: JavaVariable(name: constant(value, &scope), type: .name(name)),
                value: .new(.name(name), [.string(value.text)]))
        }
        made.methods = [
            JavaMethod(
                name: "toString", modifiers: ["public"], result: .string, body: [.returns(.name("value"))],
                annotations: [.override])
        ]
        return made
    }

    private func constant(_ value: EnumerationValue, _ scope: inout NameScope) -> String {
        scope.take(JavaModels.shortened(Words(value.text).shouted))
    }

    /// The constant of an enumeration's first text.
    func firstConstant(_ index: Int) -> String {
        guard case .enumeration(let values) = api.types[index].form else { return "" }
        var scope = NameScope(reserved: JavaModels.keywords)
        return constant(values[0], &scope)
    }

    private func sealed(_ index: Int) -> JavaDeclaration {
        let name = names[index]
        let members = unions[index] ?? []
        var made = JavaDeclaration(name: name, modifiers: ["public", "sealed"], kind: .interface)
        made.permits = members.map { type(of: $0, in: index) } + [.nested(name, "Unknown")]
        for member in members {
            guard let wrapper = member.wrapper else { continue }
            made.nested.append(
                self.wrapper(wrapper, type(member.shape), holdsDecimalTexts: holdsDecimalTexts(member.shape)))
        }
        var unknown = wrapper("Unknown", .object)
        unknown.comment = JavaComment(text: "Something that the API does not declare.")
        made.nested.append(unknown)
        for place in made.nested.indices {
            made.nested[place].modifiers = []
            made.nested[place].interfaces.insert(.name(name), at: 0)
        }
        if case .union(let union) = api.types[index].form, let discriminator = union.discriminator {
            let cases = members.flatMap { member in
                member.tags.map { tag in
                    JavaAnnotation(
                        name: "Union.Case",
                        members: [
                            ("tag", .expression(.string(tag))),
                            ("type", .expression(.typeLiteral(type(of: member, in: index)))),
                        ])
                }
            }
            made.annotations = [
                JavaAnnotation(
                    name: "Union",
                    members: [("value", .expression(.string(discriminator))), ("cases", .annotations(cases))])
            ]
        }
        return made
    }

    // MARK: Records

    private func record(_ object: ObjectType, _ index: Int) -> JavaDeclaration {
        let components = components(object)
        var made = JavaDeclaration(name: names[index], modifiers: ["public"], kind: .record(components.map(variable)))
        let told = components.compactMap { component in component.text.map { (name: component.name, text: $0) } }
        if !told.isEmpty { made.comment = JavaComment(text: "", parameters: told) }
        if hasBuilder(index) { made.nested = [builder(components, index)] }
        return made
    }

    private func componentType(_ component: JavaComponent) -> JavaType {
        let type = self.type(component.shape)
        switch component.kind {
        case .required, .rest: return type
        case .nullable, .optional: return type.boxed
        case .field: return .generic("Field", [type.boxed])
        }
    }

    private func variable(_ component: JavaComponent) -> JavaVariable {
        var annotations: [JavaAnnotation] = []
        if component.kind == .rest { annotations.append(JavaAnnotation(name: "Rest")) }
        var named: [(name: String, value: JavaAnnotation.Value)] = []
        if component.name != component.member.name, component.kind != .rest {
            named.append(("value", .expression(.string(component.member.name))))
        }
        if component.member.isReadOnly { named.append(("readOnly", .expression(.literal("true")))) }
        if holdsDecimalTexts(component.shape) { named.append(("decimalText", .expression(.literal("true")))) }
        if !named.isEmpty { annotations.append(JavaAnnotation(name: "Member", members: named)) }
        if component.kind == .optional { annotations.append(JavaAnnotation(name: "Nullable")) }
        if component.kind == .nullable {
            annotations.append(
                JavaAnnotation(name: "Nullable", members: [("required", .expression(.literal("true")))]))
        }
        return JavaVariable(name: component.name, type: componentType(component), annotations: annotations)
    }

    /// A builder that takes what is required at once, the rest one by one.
    private func builder(_ components: [JavaComponent], _ index: Int) -> JavaDeclaration {
        let own = JavaType.name("Builder")
        var made = JavaDeclaration(name: "Builder", modifiers: ["public", "static", "final"], kind: .classType)
        made.comment = JavaComment(text: "Takes what is required at once, the rest one by one.")
        let required = components.filter { $0.kind == .required || $0.kind == .nullable }
        made.fields = components.map { component in
            let isRequired = component.kind == .required || component.kind == .nullable
            var value: JavaExpression?
            if component.kind == .field { value = .call(.name("Field"), "absent", []) }
            if component.kind == .rest { value = .call(.name("Map"), "of", []) }
            return JavaField(
                modifiers: isRequired ? ["private", "final"] : ["private"],
                variable: JavaVariable(name: component.name, type: componentType(component)), value: value)
        }
        made.methods = [
            JavaMethod(
                name: "Builder", modifiers: ["public"], result: nil,
                parameters: required.map { JavaVariable(name: $0.name, type: componentType($0)) },
                body: required.map { .assign($0.name, .name($0.name)) })
        ]
        for component in components
        where component.kind != .required && component.kind != .nullable && !component.member.isReadOnly {
            let value = JavaExpression.name(component.name)
            let isField = component.kind == .field
            made.methods.append(
                JavaMethod(
                    name: component.name, modifiers: ["public"], result: own,
                    parameters: [
                        JavaVariable(
                            name: component.name,
                            type: isField ? type(component.shape).boxed : componentType(component))
                    ],
                    body: [
                        .assign(component.name, isField ? .call(.name("Field"), "of", [value]) : value),
                        .returns(.name("this")),
                    ]))
        }
        made.methods.append(
            JavaMethod(
                name: "build", modifiers: ["public"], result: .name(names[index]),
                body: [.returns(.new(.name(names[index]), components.map { .name($0.name) }))]))
        return made
    }
}
