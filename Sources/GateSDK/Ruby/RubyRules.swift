// What requests have to satisfy, as a table of Ruby's: rules are hashes, those of types are told by their names.

/// The file `rules.rb` of an API.
struct RubyRules {
    let api: ClientAPI
    let models: RubyModels

    /// Largest power of ten in a bound; others hold nothing back. Ours, JavaScript's numbers end at 308.
    static let exponentMax = 400

    var isEmpty: Bool { api.operations.indices.allSatisfy { places($0).isEmpty } }

    /// Where an operation's values stand that have rules: `query limit`, `body`.
    private func places(_ index: Int) -> [(input: ClientInput, place: String, shape: Shape, rule: ValueRule)] {
        let operation = api.operations[index]
        return operation.inputs.compactMap { input in
            switch input {
            case .parameter(let number):
                let parameter = operation.parameters[number]
                guard let rule = parameter.rule else { return nil }
                return (input, "\(parameter.location) \(parameter.name)", parameter.shape, rule)
            case .body:
                guard let body = operation.body, let rule = body.rule else { return nil }
                switch body.content {
                case .json(let shape), .form(let shape), .multipart(let shape), .xml(let shape, _):
                    return (input, "body", shape, rule)
                case .text, .binary: return nil
                }
            }
        }
    }

    /// What of an operation's inputs has rules, in the table's order.
    func inputs(_ index: Int) -> [ClientInput] { places(index).map(\.input) }

    // MARK: The table

    func statements(_ names: [String]) -> [RubyStatement] {
        let types = api.ruledTypes.compactMap { index in
            api.types[index].rule.map { (key: RubyExpression.string(models.names[index]), value: expression($0)) }
        }
        let calls = api.operations.indices.compactMap { index -> (key: RubyExpression, value: RubyExpression)? in
            let places = places(index).map { place in
                RubyExpression.array([
                    .string(place.place), models.shape(place.shape), expression(place.rule),
                ])
            }
            return places.isEmpty ? nil : (.string(names[index]), .array(places))
        }
        return [
            .module(
                name: "RequestRules", comment: "What requests have to satisfy.",
                [
                    .constant("TYPES", .frozen(.hash(types)), comment: "The rules of types."),
                    .constant(
                        "CALLS", .frozen(.hash(calls)),
                        comment: "By methods: where values stand, what they are, and their rules."),
                ])
        ]
    }

    private func expression(_ rule: ValueRule) -> RubyExpression {
        switch rule {
        case .type(let index): return .string(models.names[index])
        case .leaf(let constraints): return .hash(entries(constraints))
        case .array(let constraints, let elements):
            return .hash(entries(constraints) + (elements.map { [(.symbol("items"), expression($0))] } ?? []))
        case .object(let constraints, let members, let others):
            var made = entries(constraints)
            if !members.isEmpty { made.append((.symbol("members"), expression(members))) }
            if let others { made.append((.symbol("others"), expression(others))) }
            return .hash(made)
        case .choice(let member, let rules):
            return .hash([(.symbol("by"), .string(member)), (.symbol("tags"), expression(rules))])
        }
    }

    private func expression(_ members: [RuleMember]) -> RubyExpression {
        .hash(members.map { (.string($0.name), expression($0.rule)) })
    }

    private func entries(_ constraints: Constraints) -> [(key: RubyExpression, value: RubyExpression)] {
        var made: [(key: RubyExpression, value: RubyExpression)] = []
        func add(_ name: String, _ value: RubyExpression?) {
            if let value { made.append((.symbol(name), value)) }
        }
        func count(_ number: Int?) -> RubyExpression? { number.map { .number(String($0)) } }
        add(constraints.excludesMinimum ? "above" : "minimum", constraints.minimum.flatMap(RubyRules.number))
        add(constraints.excludesMaximum ? "below" : "maximum", constraints.maximum.flatMap(RubyRules.number))
        let multiple = constraints.multipleOf.flatMap(RubyRules.number)
        if multiple?.isPositive == true { add("multiple_of", multiple) }
        add("min_length", count(constraints.minLength))
        add("max_length", count(constraints.maxLength))
        add("pattern", constraints.pattern.map { .string($0) })
        add("min_items", count(constraints.minItems))
        add("max_items", count(constraints.maxItems))
        add("unique", constraints.hasUniqueItems ? .boolean(true) : nil)
        add("min_members", count(constraints.minProperties))
        add("max_members", count(constraints.maxProperties))
        return made
    }

    /// A number of JSON as an integer or a rational literal: exact; nil of one with a large power.
    static func number(_ text: String) -> RubyExpression? {
        let isNegative = text.hasPrefix("-")
        let parts = (isNegative ? text.dropFirst() : text[...]).split(
            omittingEmptySubsequences: false, whereSeparator: { $0 == "e" || $0 == "E" })
        guard let mantissa = parts.first, parts.count <= 2 else { return nil }
        let exponent = parts.count == 2 ? Int(parts[1]) : 0
        guard let exponent, abs(exponent) <= exponentMax else { return nil }
        let halves = mantissa.split(separator: ".", omittingEmptySubsequences: false)
        var whole = String(halves.first ?? "")
        var fraction = halves.count == 2 ? String(halves[1]) : ""
        guard halves.count <= 2, !whole.isEmpty, (whole + fraction).utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
            return nil
        }
        for _ in 0..<max(exponent, 0) { whole.append(fraction.isEmpty ? "0" : fraction.removeFirst()) }
        for _ in 0..<max(-exponent, 0) { fraction.insert(whole.popLast() ?? "0", at: fraction.startIndex) }
        while whole.hasPrefix("0") { whole.removeFirst() }
        while fraction.hasSuffix("0") { fraction.removeLast() }
        let digits = (whole.isEmpty ? "0" : whole) + (fraction.isEmpty ? "" : ".\(fraction)r")
        return .number((isNegative && digits != "0" ? "-" : "") + digits)
    }
}

extension RubyExpression {
    fileprivate var isPositive: Bool {
        if case .number(let text) = self { return text != "0" && !text.hasPrefix("-") }
        return false
    }
}
