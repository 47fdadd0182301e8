// Schemas to the rules of their values.

import GateSource
import GateTree

extension ClientTranslator {
    /// The rule of a schema, before those of types are known; nil where nothing is said.
    func rule(of schema: Node?, _ depth: Int = 0) -> ValueRule? {
        guard depth < SDKLimits.depthMax, let schema, let node = documents.resolve(schema) else { return nil }
        if let index = types[node] { return .type(index) }
        if let target = onlyReference(node) { return rule(of: target, depth + 1) }
        return ownRule(SchemaParts(schema, documents), depth)
    }

    private func ownRule(_ parts: SchemaParts, _ depth: Int = 0) -> ValueRule? {
        let constraints = parts.constraints
        if parts.types == ["array"] {
            return .array(constraints, elements: rule(of: parts.first("items"), depth + 1))
        }
        if !parts.properties.isEmpty || parts.types == ["object"] {
            var members: [RuleMember] = []
            for (name, schema) in parts.properties {
                let isReadOnly = SchemaParts(schema, documents).first("readOnly")?.boolean == true
                let rule = isReadOnly ? nil : rule(of: schema, depth + 1)
                members.append(RuleMember(name: name, rule: rule ?? .leaf(Constraints())))
            }
            let others = parts.first("additionalProperties").flatMap {
                $0.kind == .object ? rule(of: $0, depth + 1) : nil
            }
            return .object(constraints, members: members, others: others)
        }
        // Bytes of a part of a body have no length in characters.
        return parts.first("format")?.string == "binary" ? nil : .leaf(constraints)
    }

    /// Fills in the rules of types once all are known, and takes away what refers to none.
    mutating func settleRules() {
        for (node, index) in types { api.types[index].rule = typeRule(node, index) }
        for index in api.types.indices where api.types[index].rule == nil {
            if case .union(let union) = api.types[index].form { api.types[index].rule = choice(union) }
        }
        // A type has a rule when something beneath it says something; circles alone say nothing.
        var ruled = Set<Int>()
        var isSettled = false
        while !isSettled {
            isSettled = true
            for index in api.types.indices where !ruled.contains(index) {
                guard api.types[index].rule?.pruned(ruled.contains) != nil else { continue }
                ruled.insert(index)
                isSettled = false
            }
        }
        for index in api.types.indices {
            api.types[index].rule = api.types[index].rule?.pruned(ruled.contains)
        }
        for index in api.operations.indices {
            for number in api.operations[index].parameters.indices {
                let rule = api.operations[index].parameters[number].rule
                api.operations[index].parameters[number].rule = rule?.pruned(ruled.contains)
            }
            let rule = api.operations[index].body?.rule?.pruned(ruled.contains)
            api.operations[index].body?.rule = rule
            if let body = api.operations[index].body {
                let rule = withoutFiles(body)
                api.operations[index].body?.rule = rule
            }
        }
    }

    /// Parts that are bytes are no texts: what is said of their length is passed by.
    private func withoutFiles(_ body: ClientBody) -> ValueRule? {
        guard case .multipart = body.content, case .type(let index)? = body.rule,
            case .object(let object) = api.types[index].form,
            case .object(let constraints, var members, let others)? = api.types[index].rule
        else { return body.rule }
        let files = Set(object.members.filter { isFile($0.shape) }.map(\.name))
        guard members.contains(where: { files.contains($0.name) }) else { return body.rule }
        for index in members.indices where files.contains(members[index].name) {
            // How many there are still counts.
            if case .array(let count, _) = members[index].rule {
                members[index].rule = .array(count, elements: nil)
            } else {
                members[index].rule = .leaf(Constraints())
            }
        }
        let rule = ValueRule.object(constraints, members: members, others: others)
        return rule.pruned { api.types[$0].rule != nil }
    }

    private func isFile(_ shape: Shape, _ depth: Int = 0) -> Bool {
        switch shape {
        case .binary, .base64: true
        case .nullable(let inner), .array(let inner): isFile(inner, depth)
        case .named(let index):
            if case .alias(let inner) = api.types[index].form, depth < SDKLimits.depthMax {
                isFile(inner, depth + 1)
            } else {
                false
            }
        default: false
        }
    }

    private func typeRule(_ node: Node, _ index: Int) -> ValueRule? {
        switch api.types[index].form {
        case .enumeration: return nil
        case .union(let union): return choice(union)
        case .object, .alias:
            if let target = documents.resolve(node), target != node { return rule(of: target) }
            if let target = onlyReference(node) { return rule(of: target) }
            let parts = SchemaParts(node, documents)
            // An alias of alternatives: which holds is not told.
            if case .alias = api.types[index].form, parts.alternatives != nil { return nil }
            return ownRule(parts)
        }
    }

    private func choice(_ union: UnionType) -> ValueRule? {
        guard let member = union.discriminator else { return nil }
        var rules: [RuleMember] = []
        for alternative in union.members {
            guard case .named(let index) = alternative.shape else { continue }
            rules += alternative.tags.map { RuleMember(name: $0, rule: .type(index)) }
        }
        return .choice(member: member, rules)
    }
}
