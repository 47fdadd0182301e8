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
                guard SchemaParts(schema, documents).first("readOnly")?.boolean != true,
                    let rule = rule(of: schema, depth + 1)
                else { continue }
                members.append(RuleMember(name: name, rule: rule))
            }
            let others = parts.first("additionalProperties").flatMap {
                $0.kind == .object ? rule(of: $0, depth + 1) : nil
            }
            return .object(constraints, members: members, others: others)
        }
        return .leaf(constraints)
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
