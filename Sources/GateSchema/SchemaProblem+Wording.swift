// Wording of schema diagnostics, in alphabetical order of the facts.

import GateSource

extension SchemaProblem {
    private static let refusal = "API Gateway refuses such a model: `Invalid model specified`"

    package var diagnostic: Diagnostic {
        switch self {
        case .contradiction(let low, let high, let range, let other):
            return Diagnostic(
                3200, .warning, "`\(low)` exceeds `\(high)`: nothing matches", at: range,
                labels: [Diagnostic.Label(other, "the upper bound")])
        case .discriminatorUseless(let fault, let range):
            return Diagnostic(
                3217, .warning, "`discriminator` has no effect: \(reason(fault))", at: range,
                note: "OpenAPI 3.0.3, Discriminator Object")
        case .emptyList(let keyword, let range):
            return Diagnostic(
                3201, .error, "`\(keyword)` is an empty list", at: range, note: Self.refusal,
                help: "leave `\(keyword)` out")
        case .exclusiveNumber(let keyword, let range):
            return Diagnostic(
                3202, .warning, "`\(keyword)` is a number, which draft 4 does not know", at: range,
                note: "in draft 4 `\(keyword)` is true or false and belongs to a bound beside it; the number is used")
        case .formatUnchecked(let name, let range):
            return Diagnostic(
                3203, .note, "`format: \(name)` is not checked", at: range, help: "use `pattern` where it matters")
        case .keywordIgnored(let keyword, let range):
            return Diagnostic(
                3204, .warning, "`\(keyword)` has no effect", at: range,
                note: "the keyword is not part of the schema language this document is read by")
        case .keywordMisspelt(let keyword, let nearest, let range):
            return Diagnostic(
                3220, .warning, "`\(keyword)` is no keyword and has no effect", at: range,
                note: "schemas may hold any member, so nothing else would tell", help: "write `\(nearest)`")
        case .keywordType(let keyword, let expected, let found, let range):
            return Diagnostic(
                3205, .error, "`\(keyword)` is \(found), expected \(expected)", at: range, note: Self.refusal)
        case .mappingDangling(let text, let nearest, let range):
            return Diagnostic(
                3218, .warning, "`mapping` leads to no schema: \(text)", at: range,
                note: "an entry has a model's name or a reference to a schema; bodies with this value are refused",
                help: nearest.map { "write `\($0)`" })
        case .modelUnknown(let name, let range):
            return Diagnostic(3206, .error, "no model is named `\(name)`", at: range)
        case .notCount(let keyword, let range):
            return Diagnostic(
                3207, .error, "`\(keyword)` is not a whole number from 0 up", at: range, note: Self.refusal)
        case .notPositive(let keyword, let range):
            return Diagnostic(3208, .error, "`\(keyword)` is not greater than 0", at: range, note: Self.refusal)
        case .partnerMissing(let keyword, let partner, let range):
            return Diagnostic(
                3209, .warning, "`\(keyword)` without `\(partner)` has no effect", at: range,
                help: "write `\(partner)` beside it")
        case .referenceDangling(let text, let range):
            return Diagnostic(3216, .error, "`\(text)` leads to no schema", at: range)
        case .repeatedName(let keyword, let name, let range):
            return Diagnostic(3210, .warning, "`\(name)` stands twice in `\(keyword)`", at: range, help: "remove one")
        case .requiredFlag(let range):
            return Diagnostic(
                3204, .warning, "`required` as a flag has no effect", at: range,
                note: "draft 3 marked a member so; since draft 4 the object lists the names of what it requires",
                help: "write the member's name into `required: […]` of the object that holds it")
        case .requiredImpossible(let name, let range):
            return Diagnostic(
                3211, .warning, "`\(name)` is required, but `additionalProperties: false` lets nobody send it",
                at: range,
                help: "declare `\(name)` under `properties`")
        case .schemaExpected(let found, let range):
            return Diagnostic(3212, .error, "found \(found) where a schema stands", at: range)
        case .tooManySchemas(let limit, let range):
            return Diagnostic(3213, .error, "more than \(limit) schemas", at: range)
        case .tooManyShapes(let limit, let range):
            return Diagnostic(3221, .error, "more than \(limit) XML shapes", at: range)
        case .typeUnknown(let name, let suggestion, let range):
            return Diagnostic(
                3214, .error, "`\(name)` is not a type", at: range,
                note: "types are null, boolean, integer, number, string, array, object",
                help: suggestion.map { "write `\($0)`" })
        case .valueTooLarge(let keyword, let limit, let range):
            return Diagnostic(3215, .error, "`\(keyword)` takes more than \(limit) bytes", at: range)
        case .xmlRuleType(let rule, let expected, let found, let range):
            return Diagnostic(
                3219, .warning, "`\(rule)` is \(found), expected \(expected)", at: range,
                note: "OpenAPI 3.0.3, XML Object; the rule is left out")
        }
    }

    private func reason(_ fault: DiscriminatorFault) -> String {
        switch fault {
        case .noProperty: "`propertyName` is not there"
        case .noSchemas: "no schema has a name that a value could have"
        case .notObject(let found): "it is \(found), expected an object"
        }
    }
}
