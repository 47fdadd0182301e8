// One keyword at a time. The table of keywords is the switch; each case checks its value's shape first.

import GateBytes
import GateSource
import GateTree

extension SchemaReader {
    /// Reads one keyword into `schema`.
    mutating func read(_ member: Member, of node: Node, into schema: inout SchemaNode) {
        let value = member.value
        if !validates, SchemaReader.assertions.contains(member.key) { return }
        switch member.key {
        case "type": readType(member, of: node, into: &schema)
        case "nullable": _ = dialect == .openAPI30 && expect(member, .boolean)  // Read with `type`.
        case "enum": readEnumeration(member, of: node, into: &schema)
        case "const": if dialect >= .draft6 { schema.constant = value } else { ignored(member) }
        case "multipleOf": schema.multipleOf = positiveNumber(member)
        case "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum": readBound(member, of: node, into: &schema)
        case "maxLength": schema.maxLength = count(member)
        case "minLength": schema.minLength = count(member)
        case "maxItems": schema.maxItems = count(member)
        case "minItems": schema.minItems = count(member)
        case "maxProperties": schema.maxProperties = count(member)
        case "minProperties": schema.minProperties = count(member)
        case "pattern": if expect(member, .string) { schema.pattern = value.locatedText }
        case "uniqueItems": if expect(member, .boolean) { schema.hasUniqueItems = value.boolean == true }
        case "required": readRequired(member, into: &schema)
        case "allOf": schema.allOf = schemas(member)
        case "anyOf": schema.anyOf = schemas(member)
        case "oneOf": schema.oneOf = schemas(member)
        case "not": schema.not = self.schema(value)
        case "items", "additionalItems", "prefixItems", "contains", "minContains", "maxContains":
            readArrayKeyword(member, of: node, into: &schema)
        case "properties", "patternProperties", "additionalProperties", "propertyNames", "dependencies",
            "dependentRequired", "dependentSchemas":
            readObjectKeyword(member, into: &schema)
        default: readOther(member, of: node, into: &schema)
        }
    }

    /// The keywords of the validation vocabulary, which a meta-schema can leave out.
    private static let assertions: Set<String> = [
        "type", "enum", "const", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum",
        "maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "maxContains", "minContains",
        "maxProperties", "minProperties", "required", "dependentRequired",
    ]

    private mutating func readOther(_ member: Member, of node: Node, into schema: inout SchemaNode) {
        switch member.key {
        case "if", "then", "else":
            if dialect < .draft7 { return ignored(member) }
            let number = self.schema(member.value)
            if member.key == "if" { schema.condition = number }
            if member.key == "then" { schema.consequence = number }
            if member.key == "else" { schema.alternative = number }
        case "format":
            if assertsFormat {
                schema.format = member.value.string
            } else if notesPortability, let text = member.value.string, reportedFormats.insert(text).inserted {
                sink.report(SchemaProblem.formatUnchecked(name: text, at: member.value.range))
            }
        case "unevaluatedProperties", "unevaluatedItems":
            if dialect < .draft2019 { return ignored(member) }
            graph.tracksEvaluation = true
            let isMembers = member.key == "unevaluatedProperties"
            if member.value.boolean == true {
                if isMembers { schema.evaluatesMembers = true } else { schema.evaluatesItems = true }
            } else if isMembers {
                schema.unevaluatedProperties = self.schema(member.value)
            } else {
                schema.unevaluatedItems = self.schema(member.value)
            }
        case "$dynamicRef", "$recursiveRef":
            if dialect != (member.key == "$dynamicRef" ? .draft2020 : .draft2019) { return ignored(member) }
            if let target = dynamicTarget(of: member) { schema.dynamicReference = self.schema(target) }
        case "xml": readXML(member, into: &schema)
        case "discriminator":
            if sources.isAPI, dialect == .openAPI30 || dialect == .draft2020 {
                readDiscriminator(member, of: node, into: &schema)
            }
        default: checkSpelling(member)
        }
    }

    /// Keywords that ask for something.
    private static let keywords = [
        "type", "enum", "const", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum",
        "maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "maxProperties", "minProperties",
        "required", "allOf", "anyOf", "oneOf", "items", "additionalItems", "properties", "patternProperties",
        "additionalProperties", "dependencies", "nullable", "format",
    ]
    /// Keywords that only tell something, or name schemas.
    private static let descriptions: Set<String> = [
        "title", "description", "summary", "default", "example", "examples", "deprecated", "readOnly", "writeOnly",
        "xml", "discriminator", "externalDocs", "id", "definitions", "contentEncoding", "contentMediaType",
        "contentSchema", "links", "media", "name", "in",
    ]

    /// Remarks on a member that is nearly a keyword.
    private func checkSpelling(_ member: Member) {
        let key = member.key
        if key.hasPrefix("$") || key.hasPrefix("x-") || SchemaReader.descriptions.contains(key) { return }
        guard let nearest = nearestName(key, among: SchemaReader.keywords) else { return }
        // `minimumAge` is a word of its own.
        if key.hasPrefix(nearest), key.utf8.count > nearest.utf8.count + 1 { return }
        sink.report(SchemaProblem.keywordMisspelt(key, nearest: nearest, at: member.keyRange))
    }

    private static let xmlRules = ["name", "namespace", "prefix", "attribute", "wrapped"]

    /// A rule of a wrong type is left out after a warning: API Gateway takes no notice of `xml` at all.
    private func readXML(_ member: Member, into schema: inout SchemaNode) {
        guard member.value.kind == .object else { return wrongXML("xml", member.value, expected: "an object") }
        var rules = XMLRules()
        for rule in member.value.members {
            switch rule.key {
            case "name": rules.name = xmlText(rule)
            case "namespace": rules.namespace = xmlText(rule)
            case "prefix": rules.prefix = xmlText(rule)
            case "attribute": rules.isAttribute = xmlFlag(rule)
            case "wrapped": rules.isWrapped = xmlFlag(rule)
            default:
                guard let nearest = nearestName(rule.key, among: SchemaReader.xmlRules) else { continue }
                sink.report(SchemaProblem.keywordMisspelt(rule.key, nearest: nearest, at: rule.keyRange))
            }
        }
        schema.xml = rules
    }

    private func xmlText(_ rule: Member) -> String? {
        if rule.value.kind != .string { wrongXML(rule.key, rule.value, expected: "a string") }
        return rule.value.string
    }

    private func xmlFlag(_ rule: Member) -> Bool {
        if rule.value.kind != .boolean { wrongXML(rule.key, rule.value, expected: "true or false") }
        return rule.value.boolean == true
    }

    private func wrongXML(_ rule: String, _ value: Node, expected: String) {
        sink.report(
            SchemaProblem.xmlRuleType(rule: rule, expected: expected, found: value.kind.phrase, at: value.range))
    }

    // MARK: Any instance

    private func readType(_ member: Member, of node: Node, into schema: inout SchemaNode) {
        let names = member.value.kind == .array ? member.value.elements : [member.value]
        if names.isEmpty { return sink.report(SchemaProblem.emptyList(keyword: "type", at: member.value.range)) }
        var types: SchemaTypes = []
        for name in names {
            guard let text = name.string else {
                sink.report(
                    SchemaProblem.keywordType(
                        keyword: "type", expected: "a string or a list of strings", found: name.kind.phrase,
                        at: name.range))
                continue
            }
            guard let type = SchemaTypes(name: text) else {
                sink.report(
                    SchemaProblem.typeUnknown(name: text, suggestion: SchemaReader.nearType(text), at: name.range))
                continue
            }
            types.insert(type)
        }
        if types.isEmpty { return }
        if dialect == .openAPI30, node["nullable"]?.boolean == true { types.insert(.null) }
        schema.types = types
    }

    /// What other languages call the types.
    private static func nearType(_ text: String) -> String? {
        switch text.lowercased() {
        case "int", "long", "int32", "int64", "integer": "integer"
        case "float", "double", "decimal", "number": "number"
        case "bool", "boolean": "boolean"
        case "str", "text", "date", "datetime", "file", "binary", "string": "string"
        case "list", "array": "array"
        case "map", "dict", "object": "object"
        case "nil", "none", "null": "null"
        default: nil
        }
    }

    private func readEnumeration(_ member: Member, of node: Node, into schema: inout SchemaNode) {
        guard expect(member, .array) else { return }
        let values = member.value.elements
        if values.isEmpty, dialect < .draft6 {
            return sink.report(SchemaProblem.emptyList(keyword: "enum", at: member.value.range))
        }
        schema.enumeration = values
    }

    // MARK: Numbers

    private func positiveNumber(_ member: Member) -> String? {
        guard expect(member, .number), let text = member.value.scalarText, let number = member.value.double else {
            return nil
        }
        if number > 0 || isTiny(text) { return text }
        sink.report(SchemaProblem.notPositive(keyword: member.key, at: member.value.range))
        return nil
    }

    /// Whether a positive number only looks like zero as a Double.
    private func isTiny(_ text: String) -> Bool {
        let mantissa = text.utf8.prefix { $0 | 0x20 != 0x65 }
        return text.utf8.first != 0x2d && mantissa.contains { $0 >= 0x31 && $0 <= 0x39 }
    }

    private func readBound(_ member: Member, of node: Node, into schema: inout SchemaNode) {
        let isUpper = member.key.hasSuffix("aximum")
        if member.key.hasPrefix("exclusive") {
            if let flag = member.value.boolean {
                if dialect >= .draft6 { return wrongType(member, "a number") }
                let partner = isUpper ? "maximum" : "minimum"
                if node[partner] == nil, flag {
                    sink.report(
                        SchemaProblem.partnerMissing(keyword: member.key, partner: partner, at: member.keyRange))
                }
                return
            }
            if dialect < .draft6, member.value.kind == .number {
                sink.report(SchemaProblem.exclusiveNumber(keyword: member.key, at: member.value.range))
            }
            guard expect(member, .number), let text = member.value.scalarText else { return }
            let bound = SchemaBound(text: text, isExclusive: true)
            if isUpper { schema.otherMaximum = bound } else { schema.otherMinimum = bound }
            return
        }
        guard expect(member, .number), let text = member.value.scalarText else { return }
        let exclusive = node[isUpper ? "exclusiveMaximum" : "exclusiveMinimum"]?.boolean == true
        let bound = SchemaBound(text: text, isExclusive: exclusive)
        if isUpper { schema.maximum = bound } else { schema.minimum = bound }
    }

    /// A length or count; nil after a report.
    private func count(_ member: Member) -> Int? {
        guard expect(member, .number) else { return nil }
        if let whole = member.value.integer ?? wholeDouble(member.value) {
            if whole >= 0 { return min(whole, SchemaLimits.countMax) }
        } else if let number = member.value.double, number >= 1e18 {
            return SchemaLimits.countMax
        }
        sink.report(SchemaProblem.notCount(keyword: member.key, at: member.value.range))
        return nil
    }

    /// `2.0` is the whole number 2.
    private func wholeDouble(_ node: Node) -> Int? {
        guard let number = node.double, number == number.rounded(), abs(number) < 1e15 else { return nil }
        return Int(number)
    }

    // MARK: Arrays

    private mutating func readArrayKeyword(_ member: Member, of node: Node, into schema: inout SchemaNode) {
        let value = member.value
        switch member.key {
        case "items":
            if value.kind == .array {
                if dialect == .draft2020 { return wrongType(member, "a schema") }
                schema.prefixItems = value.elements.map { self.schema($0) }
            } else if dialect >= .draft6 && value.kind == .boolean || expect(member, .object) {
                schema.items = self.schema(value)
            }
        case "additionalItems":
            // Without a list in `items` it says nothing (draft 4 validation §5.3.1).
            guard dialect != .draft2020, node["items"]?.kind == .array else { return }
            if let flag = value.boolean {
                if !flag { schema.items = constant(false, at: value.range) }
            } else if expect(member, .object, "an object or a boolean") {
                schema.items = self.schema(value)
            }
        case "prefixItems":
            if dialect < .draft2020 { return ignored(member) }
            schema.prefixItems = schemas(member)
        default:
            if dialect < (member.key == "contains" ? .draft6 : .draft2019) { return ignored(member) }
            if member.key == "contains" { schema.contains = self.schema(value) }
            if member.key == "minContains" { schema.minContains = count(member) }
            if member.key == "maxContains" { schema.maxContains = count(member) }
        }
    }

    // MARK: Objects

    private func readRequired(_ member: Member, into schema: inout SchemaNode) {
        // `required: true` beside a property is draft 3. Deployed specifications hold it, so imports take it; it asks
        // for nothing. (Inferred from them, not observed.)
        if member.value.kind == .boolean { return sink.report(SchemaProblem.requiredFlag(at: member.value.range)) }
        guard expect(member, .array) else { return }
        let entries = member.value.elements
        if entries.isEmpty, dialect < .draft6 {
            return sink.report(SchemaProblem.emptyList(keyword: "required", at: member.value.range))
        }
        schema.required = names(entries, of: "required")
    }

    private func names(_ entries: [Node], of keyword: String) -> [String] {
        var names: [String] = []
        var seen: Set<String> = []
        for entry in entries {
            guard let name = entry.string else {
                sink.report(
                    SchemaProblem.keywordType(
                        keyword: keyword, expected: "a list of strings", found: entry.kind.phrase, at: entry.range))
                continue
            }
            if seen.insert(name).inserted {
                names.append(name)
            } else {
                sink.report(SchemaProblem.repeatedName(keyword: keyword, name: name, at: entry.range))
            }
        }
        return names
    }

    private mutating func readObjectKeyword(_ member: Member, into schema: inout SchemaNode) {
        let value = member.value
        switch member.key {
        case "properties":
            guard expect(member, .object) else { return }
            for property in value.members {
                schema.properties.append((property.key, self.schema(property.value)))
            }
        case "patternProperties":
            guard expect(member, .object) else { return }
            for property in value.members {
                let text = LocatedText(property.key, at: property.keyRange)
                schema.patternProperties.append((text, self.schema(property.value)))
            }
        case "additionalProperties":
            if let flag = value.boolean {
                if flag { schema.evaluatesMembers = dialect >= .draft2019 }
                if !flag { schema.additionalProperties = constant(false, at: value.range) }
            } else if expect(member, .object, "an object or a boolean") {
                schema.additionalProperties = self.schema(value)
            }
        case "propertyNames":
            if dialect < .draft6 { return ignored(member) }
            schema.propertyNames = self.schema(value)
        default:
            guard expect(member, .object) else { return }
            if member.key != "dependencies", dialect < .draft2019 { return ignored(member) }
            for entry in value.members { readDependency(entry, into: &schema) }
        }
    }

    private mutating func readDependency(_ entry: Member, into schema: inout SchemaNode) {
        if entry.value.kind == .array {
            var node = SchemaNode(range: entry.value.range, dialect: dialect)
            node.required = names(entry.value.elements, of: "dependencies")
            schema.dependencies.append((entry.key, append(node)))
        } else if entry.value.kind == .object || (entry.value.kind == .boolean && dialect >= .draft6) {
            schema.dependencies.append((entry.key, self.schema(entry.value)))
        } else {
            wrongType(entry, "a schema or a list of names")
        }
    }

    // MARK: Shapes

    private mutating func schemas(_ member: Member) -> [Int] {
        guard expect(member, .array) else { return [] }
        let elements = member.value.elements
        if elements.isEmpty { sink.report(SchemaProblem.emptyList(keyword: member.key, at: member.value.range)) }
        return elements.map { schema($0) }
    }

    private func expect(_ member: Member, _ kind: Node.Kind, _ phrase: String? = nil) -> Bool {
        if member.value.kind == kind { return true }
        wrongType(member, phrase ?? kind.phrase)
        return false
    }

    private func wrongType(_ member: Member, _ expected: String) {
        sink.report(
            SchemaProblem.keywordType(
                keyword: member.key, expected: expected, found: member.value.kind.phrase, at: member.value.range))
    }

    private func ignored(_ member: Member) {
        sink.report(SchemaProblem.keywordIgnored(keyword: member.key, at: member.keyRange))
    }
}
