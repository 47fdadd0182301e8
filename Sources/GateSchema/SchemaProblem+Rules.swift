// The rules behind the schema codes.

import GateSource

/// Every schema rule, by code.
package enum SchemaRules {
    private static let draft4 = "JSON Schema draft 4, validation"

    package static let all: [DiagnosticRule] = [
        rule(
            3200, .warning, "bounds that exclude everything", "A lower bound does not exceed its upper bound.",
            "{minLength: 5, maxLength: 2}"),
        rule(
            3201, .error, "empty list", "`enum`, `required`, `type`, `allOf`, `anyOf`, `oneOf` hold an entry at least.",
            "{required: []}"),
        rule(
            3202, .warning, "exclusive bound as a number",
            "Draft 4 writes exclusive bounds as a flag beside `minimum` or `maximum`.", "{exclusiveMinimum: 0}"),
        DiagnosticRule(
            3203, .note, "format not checked", "API Gateway ignores most formats, so none is checked.",
            source: "observed behaviour; see the reference of models", example: "{type: string, format: date-time}"),
        rule(
            3204, .warning, "keyword without effect",
            "A keyword of another draft does nothing here; it is named so that nobody relies on it.",
            "{unevaluatedProperties: false}"),
        rule(
            3205, .error, "wrong type of a keyword", "Each keyword's value has the type its definition gives.",
            "{required: name}"),
        DiagnosticRule(
            3206, .error, "unknown model", "A model reference names a model of the same API.",
            source: "API Gateway developer guide, models",
            example: "{$ref: \"https://apigateway.amazonaws.com/restapis/abc/models/Nobody\"}"),
        rule(3207, .error, "length or count", "Lengths and counts are whole numbers from 0 up.", "{minLength: 1.5}"),
        rule(3208, .error, "not positive", "`multipleOf` is greater than 0.", "{multipleOf: 0}"),
        rule(
            3209, .warning, "flag without its bound",
            "`exclusiveMaximum` needs `maximum`, likewise `exclusiveMinimum`.",
            "{exclusiveMaximum: true}"),
        rule(3210, .warning, "name stands twice", "A list of names holds each once.", "{required: [a, a]}"),
        rule(
            3211, .warning, "required but not allowed",
            "A required member must be declared where other members are forbidden.",
            "{required: [a], additionalProperties: false}"),
        rule(3212, .error, "schema expected", "A schema is an object.", "{not: 5}"),
        DiagnosticRule(
            3213, .error, "too many schemas", "The number of subschemas is bounded.",
            source: "Gatewright's own limit", example: "a model with more than 100,000 subschemas"),
        rule(3214, .error, "unknown type", "`type` names one of the seven primitive types.", "{type: int}"),
        DiagnosticRule(
            3215, .error, "value too large", "`enum` and `const` are bounded in size.",
            source: "Gatewright's own limit", example: "an enum of more than a megabyte"),
        rule(
            3216, .error, "reference leads nowhere", "A reference between schemas names one that exists.",
            "{$ref: '#/definitions/nobody'}"),
        DiagnosticRule(
            3217, .warning, "discriminator without effect",
            "A `discriminator` is an object with a `propertyName`, beside `oneOf` or `anyOf` of references, in a model "
                + "that others extend, or with a `mapping`.",
            source: "OpenAPI 3.0.3, Discriminator Object", example: "{discriminator: {mapping: {cat: Cat}}}"),
        DiagnosticRule(
            3218, .warning, "mapping leads nowhere",
            "An entry of a discriminator's `mapping` names a schema.",
            source: "OpenAPI 3.0.3, Discriminator Object",
            example: "{discriminator: {propertyName: kind, mapping: {cat: Catt}}}"),
        DiagnosticRule(
            3219, .warning, "wrong type of an XML rule",
            "`name`, `namespace` and `prefix` of `xml` are strings, `attribute` and `wrapped` true or false.",
            source: "OpenAPI 3.0.3, XML Object", example: "{xml: {wrapped: \"yes\"}}"),
        DiagnosticRule(
            3220, .warning, "misspelt keyword",
            "A member of a schema is no keyword, but nearly one. Schemas may hold members of any name, so what it "
                + "was meant to ask is not asked.",
            source: "Gatewright", example: "{type: string, maxlength: 5}"),
        DiagnosticRule(
            3221, .error, "too many XML shapes",
            "How XML has the values of models is compiled for each combination of schemas; their number is bounded.",
            source: "Gatewright's own limit", example: "models that combine each other in 100,000 ways"),
    ]

    private static func rule(
        _ code: UInt16, _ severity: Severity, _ title: String, _ explanation: String, _ example: String
    ) -> DiagnosticRule {
        DiagnosticRule(code, severity, title, explanation, source: draft4, example: example)
    }
}
