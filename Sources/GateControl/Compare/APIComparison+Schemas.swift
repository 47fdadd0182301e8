// Two models: in which values one takes more or fewer than the other. A request breaks where the new model takes fewer
// values, a response where it may hold more, or lacks what callers could read. Models refer to each other in
// circles, so a pair that was seen is not entered again.

import GateSchema
import GateTree

/// Which way values of a model go.
enum SchemaDirection {
    case request, response
}

extension APIComparison {
    mutating func compareModels(_ was: String, _ now: String, _ direction: SchemaDirection, _ part: String) {
        guard let before = old.schemas[was], let after = new.schemas[now] else { return }
        var walk = SchemaComparison(old: old.graph, new: new.graph)
        walk.compare(before, after, at: "", depth: 0)
        for fact in walk.facts {
            let effect: APIChange.Effect
            switch (fact.side, direction) {
            case (.narrower, .request), (.wider, .response), (.other, _), (.fewerMembers, .response): effect = .breaking
            case (.narrower, .response), (.wider, .request), (.fewerMembers, .request), (.moreMembers, _):
                effect = .compatible
            }
            add(fact.kind, effect, part + (fact.pointer.isEmpty ? "" : " " + fact.pointer), fact.text)
        }
    }
}

/// One difference of two schemas.
struct SchemaFact {
    enum Side {
        /// The new schema takes fewer values.
        case narrower
        /// The new schema takes more values.
        case wider
        /// Neither can be said.
        case other
        /// A property is no longer described.
        case fewerMembers
        case moreMembers
    }

    let kind: String
    let side: Side
    let pointer: String
    let text: String
}

/// A walk over two graphs.
struct SchemaComparison {
    let old: SchemaGraph
    let new: SchemaGraph
    private(set) var facts: [SchemaFact] = []
    private var seen = Set<[Int]>()

    init(old: SchemaGraph, new: SchemaGraph) {
        self.old = old
        self.new = new
    }

    private mutating func add(_ kind: String, _ side: SchemaFact.Side, _ pointer: String, _ text: String) {
        if facts.count < CompareLimits.changesMax {
            facts.append(SchemaFact(kind: kind, side: side, pointer: pointer, text: text))
        }
    }

    /// The schema that a chain of references leads to.
    private func followed(_ graph: SchemaGraph, _ index: Int) -> SchemaNode {
        var node = graph.nodes[index]
        var steps = 0
        while let next = node.reference, node.properties.isEmpty, node.allOf.isEmpty, steps < graph.nodes.count {
            node = graph.nodes[next]
            steps += 1
        }
        return node
    }

    mutating func compare(_ left: Int, _ right: Int, at pointer: String, depth: Int) {
        guard depth < CompareLimits.schemaDepthMax, seen.insert([left, right]).inserted else { return }
        let was = followed(old, left)
        let now = followed(new, right)
        if was.isNever != now.isNever {
            add(
                "schema-closed", now.isNever ? .narrower : .wider, pointer,
                now.isNever ? "takes nothing" : "takes values")
            return
        }
        compareTypes(was, now, pointer)
        compareValues(was, now, pointer)
        compareBounds(was, now, pointer)
        compareObjects(was, now, pointer, depth)
        compareArrays(was, now, pointer, depth)
        compareCombinations(was, now, pointer, depth)
    }

    // MARK: Values

    private mutating func compareTypes(_ was: SchemaNode, _ now: SchemaNode, _ pointer: String) {
        // A number may be an integer.
        let before = was.types.contains(.number) ? was.types.union(.integer) : was.types
        let after = now.types.contains(.number) ? now.types.union(.integer) : now.types
        if before == after { return }
        let text = names(was.types) + " → " + names(now.types)
        if before.isSuperset(of: after) {
            add("type-narrowed", .narrower, pointer, text)
        } else if after.isSuperset(of: before) {
            add("type-widened", .wider, pointer, text)
        } else {
            add("type-changed", .other, pointer, text)
        }
    }

    private func names(_ types: SchemaTypes) -> String {
        if types == .any { return "any type" }
        return SchemaTypes.names.filter { types.contains($0.1) }.map(\.0).joined(separator: " or ")
    }

    private mutating func compareValues(_ was: SchemaNode, _ now: SchemaNode, _ pointer: String) {
        let before = values(was)
        let after = values(now)
        switch (before, after) {
        case (nil, nil): break
        case (nil, let after?): add("enum-added", .narrower, pointer, "only \(after.sorted().joined(separator: ", "))")
        case (_?, nil): add("enum-removed", .wider, pointer, "takes any value")
        case (let before?, let after?):
            let gone = before.subtracting(after).sorted()
            let added = after.subtracting(before).sorted()
            if !gone.isEmpty { add("enum-narrowed", .narrower, pointer, "without \(gone.joined(separator: ", "))") }
            if !added.isEmpty { add("enum-widened", .wider, pointer, "with \(added.joined(separator: ", "))") }
        }
    }

    private func values(_ node: SchemaNode) -> Set<String>? {
        guard let list = node.enumeration ?? node.constant.map({ [$0] }) else { return nil }
        return Set(list.map { $0.json(limit: 4096) ?? "…" })
    }

    // MARK: Bounds

    private mutating func compareBounds(_ was: SchemaNode, _ now: SchemaNode, _ pointer: String) {
        compareBound("maximum", was.maximum, now.maximum, isUpper: true, pointer)
        compareBound("minimum", was.minimum, now.minimum, isUpper: false, pointer)
        let counts: [(String, Int?, Int?, Bool)] = [
            ("maxLength", was.maxLength, now.maxLength, true), ("minLength", was.minLength, now.minLength, false),
            ("maxItems", was.maxItems, now.maxItems, true), ("minItems", was.minItems, now.minItems, false),
            ("maxProperties", was.maxProperties, now.maxProperties, true),
            ("minProperties", was.minProperties, now.minProperties, false),
        ]
        for (name, before, after, isUpper) in counts {
            compareBound(
                name, before.map { (Double($0), false, "\($0)") }, after.map { (Double($0), false, "\($0)") },
                isUpper: isUpper, pointer)
        }
        let texts: [(String, String?, String?)] = [
            ("pattern", was.pattern?.text, now.pattern?.text), ("format", was.format, now.format),
            ("multipleOf", was.multipleOf, now.multipleOf),
        ]
        for (name, before, after) in texts where before != after {
            let side: SchemaFact.Side = before == nil ? .narrower : after == nil ? .wider : .other
            add("\(name.lowercased())-changed", side, pointer, "\(name) \(before ?? "none") → \(after ?? "none")")
        }
        if was.hasUniqueItems != now.hasUniqueItems {
            add("unique-items-changed", now.hasUniqueItems ? .narrower : .wider, pointer, "uniqueItems")
        }
    }

    private typealias Bound = (value: Double, isExclusive: Bool, text: String)

    private mutating func compareBound(
        _ name: String, _ was: SchemaBound?, _ now: SchemaBound?, isUpper: Bool, _ pointer: String
    ) {
        func bound(_ bound: SchemaBound?) -> Bound? {
            bound.flatMap { bound in
                Double(bound.text).map { ($0, bound.isExclusive, (bound.isExclusive ? "exclusive " : "") + bound.text) }
            }
        }
        compareBound(name, bound(was), bound(now), isUpper: isUpper, pointer)
    }

    private mutating func compareBound(_ name: String, _ was: Bound?, _ now: Bound?, isUpper: Bool, _ pointer: String) {
        let text = "\(name) \(was?.text ?? "none") → \(now?.text ?? "none")"
        let isNarrower: Bool
        switch (was, now) {
        case (nil, nil): return
        case (nil, _?): isNarrower = true
        case (_?, nil): isNarrower = false
        case (let was?, let now?):
            if was.value == now.value, was.isExclusive == now.isExclusive { return }
            isNarrower =
                was.value == now.value ? now.isExclusive : isUpper ? now.value < was.value : now.value > was.value
        }
        add(isNarrower ? "bound-tightened" : "bound-loosened", isNarrower ? .narrower : .wider, pointer, text)
    }

    // MARK: Parts

    private mutating func compareObjects(_ was: SchemaNode, _ now: SchemaNode, _ pointer: String, _ depth: Int) {
        let before = Set(was.required)
        let after = Set(now.required)
        for name in after.subtracting(before).sorted() {
            add("property-required", .narrower, pointer + "/" + name, "is required")
        }
        for name in before.subtracting(after).sorted() {
            add("property-optional", .wider, pointer + "/" + name, "is no longer required")
        }
        let others = Dictionary(now.properties.map { ($0.name, $0.schema) }) { first, _ in first }
        let own = Set(was.properties.map(\.name))
        let closes = now.additionalProperties.map { new.nodes[$0].isNever } ?? false
        for (name, schema) in was.properties {
            if let other = others[name] {
                compare(schema, other, at: pointer + "/" + name, depth: depth + 1)
            } else {
                add("property-removed", closes ? .other : .fewerMembers, pointer + "/" + name, "is gone")
            }
        }
        for (name, _) in now.properties where !own.contains(name) && !after.subtracting(before).contains(name) {
            add("property-added", .moreMembers, pointer + "/" + name, "is new")
        }
        compareOptional(
            was.additionalProperties, now.additionalProperties, "additional-properties", pointer + "/*", depth)
    }

    private mutating func compareArrays(_ was: SchemaNode, _ now: SchemaNode, _ pointer: String, _ depth: Int) {
        compareOptional(was.items, now.items, "items", pointer + "/[]", depth)
        for (index, pair) in zip(was.prefixItems, now.prefixItems).enumerated() {
            compare(pair.0, pair.1, at: "\(pointer)/\(index)", depth: depth + 1)
        }
        if was.prefixItems.count != now.prefixItems.count {
            add("items-changed", .other, pointer, "\(was.prefixItems.count) → \(now.prefixItems.count) first elements")
        }
    }

    private mutating func compareOptional(
        _ was: Int?, _ now: Int?, _ kind: String, _ pointer: String, _ depth: Int
    ) {
        switch (was, now) {
        case (nil, nil): break
        case (nil, let now?):
            add("\(kind)-restricted", .narrower, pointer, new.nodes[now].isNever ? "is refused" : "has a schema")
        case (_?, nil): add("\(kind)-opened", .wider, pointer, "takes anything")
        case (let was?, let now?): compare(was, now, at: pointer, depth: depth + 1)
        }
    }

    private mutating func compareCombinations(
        _ was: SchemaNode, _ now: SchemaNode, _ pointer: String, _ depth: Int
    ) {
        let lists = [("allOf", was.allOf, now.allOf, false), ("anyOf", was.anyOf, now.anyOf, true)]
        for (name, before, after, moreIsWider) in lists + [("oneOf", was.oneOf, now.oneOf, true)] {
            for (left, right) in zip(before, after) { compare(left, right, at: pointer, depth: depth + 1) }
            if before.count == after.count { continue }
            // The first alternative is a restriction, each further one a widening.
            let isMore = after.count > before.count
            let isWider = moreIsWider && !before.isEmpty && !after.isEmpty ? isMore : !isMore
            add(
                isWider ? "alternatives-widened" : "alternatives-narrowed", isWider ? .wider : .narrower, pointer,
                "\(name) \(before.count) → \(after.count)")
        }
        if (was.not == nil) != (now.not == nil) {
            add("not-changed", now.not == nil ? .wider : .narrower, pointer, "not")
        }
    }
}
