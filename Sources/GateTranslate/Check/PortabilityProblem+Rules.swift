// The rules behind GW2300–GW2399, for `gatewright explain`.

import GateSource

/// What keeps a document from being portable to AWS.
enum PortabilityRules {
    static let all: [DiagnosticRule] = documents + requests + models + quotas

    private static let notes = "\"Amazon API Gateway important notes\""

    private static let documents = [
        DiagnosticRule(
            2300, .warning, "versions that AWS imports",
            "API Gateway imports Swagger 2.0 and OpenAPI 3.0.",
            source: "\"Develop REST APIs using OpenAPI\"",
            example: "openapi: 3.1.0"),
        DiagnosticRule(
            2301, .warning, "extensions of this program",
            "AWS does not know them.",
            source: "Gatewright",
            example: "x-gatewright-api-keys: {}"),
        DiagnosticRule(
            2305, .warning, "dropped parts",
            "AWS drops the part on import.",
            source: notes,
            example: "webhooks: {}"),
        DiagnosticRule(
            2311, .warning, "one file",
            "AWS imports one document and follows no reference out of it.",
            source: notes,
            example: "schema: {$ref: pet.yaml}"),
        DiagnosticRule(
            2313, .warning, "one base path",
            "AWS takes the base path from the variable `basePath` of a server, or from the first server, and "
                + "drops other servers, those of paths and of operations.",
            source: "\"Set the OpenAPI basePath property\"",
            example: "servers: [{url: /v1}, {url: /v2}]"),
        DiagnosticRule(
            2316, .warning, "characters of paths",
            "A path segment holds letters, digits, underscores, hyphens, periods, commas and colons, or is one "
                + "parameter in braces. This program takes everything that a URI's path may hold.",
            source: notes,
            example: "/pets;all"),
        DiagnosticRule(
            2317, .warning, "reserved paths",
            "`/ping` and `/sping` below a custom domain are answered by the service's health check.",
            source: notes,
            example: "/ping: {get: {}}"),
    ]

    private static let requests = [
        DiagnosticRule(
            2303, .warning, "responses in place",
            "AWS does not follow a reference that stands for a whole response.",
            source: notes,
            example: "\"404\": {$ref: '#/components/responses/NotFound'}"),
        DiagnosticRule(
            2304, .warning, "names of parameters",
            "AWS wants names that differ across query string, header and path.",
            source: notes,
            example: "parameters: [{name: id, in: path}, {name: id, in: query}]"),
        DiagnosticRule(
            2306, .warning, "classes of statuses",
            "AWS has responses for single statuses only.",
            source: "PutMethodResponse, statusCode",
            example: "responses: {4XX: {description: no}}"),
        DiagnosticRule(
            2310, .warning, "attributes of parameters",
            "AWS keeps name, place, type, description and whether a parameter is required, and checks the last only. "
                + "So does this program.",
            source: notes,
            example: "parameters: [{name: size, in: query, schema: {type: integer, maximum: 100}}]"),
        DiagnosticRule(
            2312, .warning, "models of JSON",
            "AWS keeps the models of `application/json` bodies, so forms and XML are not checked.",
            source: "recorded imports",
            example: "requestBody: {content: {multipart/form-data: {schema: {type: object}}}}"),
        DiagnosticRule(
            2314, .note, "requirements together",
            "In OpenAPI the entries of `security` are alternatives. AWS, and this program, asks for all of them.",
            source: "recorded imports",
            example: "security: [{api_key: []}, {authorizer: []}]"),
        DiagnosticRule(
            2315, .warning, "schemas of responses",
            "The schema of a response is an object or a reference, no number, string or boolean in place.",
            source: notes,
            example: "content: {application/json: {schema: {type: string}}}"),
    ]

    private static let models = [
        DiagnosticRule(
            2302, .warning, "names of models",
            "AWS takes letters and digits.",
            source: "CreateModel: \"Model name must be alphanumeric\"",
            example: "schemas: {pet-list: {}}"),
        DiagnosticRule(
            2309, .warning, "keywords of models",
            "Models of AWS are JSON Schema of draft 4. What OpenAPI adds to it, and what later drafts have, is dropped on "
                + "import or makes the model one that AWS refuses.",
            source: notes,
            example: "schemas: {Pet: {discriminator: {propertyName: kind}}}"),
        DiagnosticRule(
            2319, .warning, "references to whole models",
            "In `allOf`, `anyOf` and `oneOf` a reference names a model, not a part of one.",
            source: notes,
            example: "oneOf: [{$ref: '#/components/schemas/Pet/properties/name'}]"),
    ]

    private static let quotas = [
        DiagnosticRule(
            2307, .warning, "number of resources",
            "AWS takes 300 resources in an API; each segment of a path is one.",
            source: "\"API Gateway quotas\"",
            example: "(301 paths)"),
        DiagnosticRule(
            2308, .warning, "size of the file",
            "AWS imports files of 6 MB at most.",
            source: "\"API Gateway quotas\"",
            example: "(a file of 7 MB)"),
        DiagnosticRule(
            2318, .warning, "size of the models",
            "The models of an API take 400 KB at most.",
            source: "\"API Gateway quotas\", Model size per API",
            example: "(401 KB of schemas)"),
        DiagnosticRule(
            2320, .warning, "numbers of other parts",
            "AWS takes 10 authorizers, 2,000 documentation parts and 8,192 characters of resource policy.",
            source: "\"API Gateway quotas\"",
            example: "(11 authorizers)"),
        DiagnosticRule(
            2321, .warning, "issuers behind TLS",
            "AWS takes issuers of JWT authorizers by `https` alone; `http` is for issuers on this machine.",
            source: "\"Create a JWT authorizer for a REST API\"",
            example: "issuer: http://127.0.0.1:9000"),
    ]
}
