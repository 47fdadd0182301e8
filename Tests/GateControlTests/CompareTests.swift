// Pairs of small APIs and what callers feel of the difference.

import GateControl
import GateJSON
import GateSchema
import Testing

@Suite struct CompareTests {
    private static let mock = "x-amazon-apigateway-integration: {type: mock}"

    private func changes(_ old: String, _ new: String) throws -> [String] {
        func api(_ text: String) throws -> ComparedAPI {
            let document = try imported(text)
            return ComparedAPI(document.records, dialect: document.dialect)
        }
        return compareAPIs(try api(old), try api(new)).map { change in
            [change.effect.rawValue, change.kind, change.operation, change.part].filter { !$0.isEmpty }
                .joined(separator: " | ")
        }
    }

    /// A document whose GET /a has the given members.
    private static func operation(_ members: String, root: String = "") -> String {
        document("/a: {get: {\(members.isEmpty ? "" : members + ", ")\(mock)}}", root: root)
    }

    private static func integration(_ members: String) -> String {
        document("/a: {get: {x-amazon-apigateway-integration: {\(members)}}}")
    }

    private static func request(_ schema: String) -> String {
        document(
            "/a: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/M'}}}}, "
                + "\(mock)}}", root: "components: {schemas: {M: \(schema)}}")
    }

    private static func response(_ schema: String) -> String {
        document(
            "/a: {get: {responses: {200: {content: {application/json: {schema: {$ref: '#/components/schemas/M'}}}}}, "
                + "\(mock)}}", root: "components: {schemas: {M: \(schema)}}")
    }

    private static func parameter(_ members: String) -> String {
        operation("parameters: [{\(members), schema: {type: string}}]")
    }

    private static let get = "GET /a"
    private static let body = "POST /a | request body application/json"
    private static let answer = "GET /a | response 200"

    private static let operations: [(String, String, [String])] = [
        (operation(""), operation(""), []),
        (
            document("/a: {get: {\(mock)}}\n/b: {get: {\(mock)}}"), document("/b: {get: {\(mock)}}"),
            ["breaking | operation-removed | GET /a"]
        ),
        (
            document("/a: {get: {\(mock)}}"), document("/a: {x-amazon-apigateway-any-method: {\(mock)}}"),
            ["behaviour | operation-covered | GET /a", "compatible | operation-added | ANY /a"]
        ),
        (operation(""), document("/a: {get: {\(mock)}, put: {\(mock)}}"), ["compatible | operation-added | PUT /a"]),
        (
            document("/p/{a}: {get: {\(mock)}}"), document("/p/{b}: {get: {\(mock)}}"),
            ["behaviour | path-parameter-renamed | GET /p/{a} | path a"]
        ),
        (
            operation(""), parameter("name: q, in: query, required: true"),
            ["breaking | required-parameter-added | GET /a | query q"]
        ),
        (operation(""), parameter("name: q, in: query"), ["compatible | parameter-added | GET /a | query q"]),
        (
            parameter("name: q, in: query"), parameter("name: q, in: query, required: true"),
            ["breaking | parameter-required | GET /a | query q"]
        ),
        (
            parameter("name: X-A, in: header, required: true"), parameter("name: x-a, in: header"),
            ["compatible | parameter-optional | GET /a | header x-a"]
        ),
        (parameter("name: q, in: query"), operation(""), ["behaviour | parameter-removed | GET /a | query q"]),
        (
            operation("responses: {200: {}}"), operation("responses: {201: {}}"),
            ["breaking | status-removed | GET /a | response 200", "behaviour | status-added | GET /a | response 201"]
        ),
        (
            operation("responses: {200: {headers: {X: {schema: {type: string}}}}}"), operation("responses: {200: {}}"),
            ["breaking | response-header-removed | GET /a | response 200"]
        ),
    ]

    private static let key = "components: {securitySchemes: {key: {type: apiKey, in: header, name: x-api-key}}}"
    private static let iam =
        "components: {securitySchemes: {iam: {type: apiKey, in: header, name: Authorization, "
        + "x-amazon-apigateway-authtype: awsSigv4}}}"

    private static func token(_ members: String) -> String {
        operation(
            "security: [{t: []}]",
            root: "components: {securitySchemes: {t: {type: apiKey, in: header, name: X-T, "
                + "x-amazon-apigateway-authorizer: {type: token, authorizerUri: 'arn:aws:apigateway:r:lambda:path/x', "
                + "\(members)}}}}")
    }

    private static let access: [(String, String, [String])] = [
        (
            operation("", root: key), operation("security: [{key: []}]", root: key),
            ["breaking | api-key-required | GET /a | authorization"]
        ),
        (
            operation("security: [{key: []}]", root: key), operation("", root: key),
            ["behaviour | api-key-optional | GET /a | authorization"]
        ),
        (
            operation("", root: iam), operation("security: [{iam: []}]", root: iam),
            ["breaking | auth-tightened | GET /a | authorization"]
        ),
        (
            operation("security: [{iam: []}]", root: iam), operation("", root: iam),
            ["behaviour | auth-removed | GET /a | authorization"]
        ),
        (
            token("authorizerResultTtlInSeconds: 1"), token("authorizerResultTtlInSeconds: 2"),
            ["behaviour | authorizer | GET /a | authorizer t authorizerResultTtlInSeconds"]
        ),
        (
            token("identityValidationExpression: a"), token("identityValidationExpression: b"),
            ["breaking | auth-tightened | GET /a | authorizer t identityValidationExpression"]
        ),
    ]

    private static let http = "type: http_proxy, httpMethod: GET, uri: 'http://a.b'"

    private static let behaviour: [(String, String, [String])] = [
        (
            integration(http), integration(http + ", timeoutInMillis: 100"),
            ["behaviour | timeout | GET /a | integration timeoutInMillis"]
        ),
        (
            integration(http), integration("type: http_proxy, httpMethod: GET, uri: 'http://a.c'"),
            ["behaviour | integration | GET /a | integration uri"]
        ),
        (
            integration("type: mock, requestTemplates: {application/json: a}"),
            integration("type: mock, requestTemplates: {application/json: b}"),
            ["behaviour | mapping | GET /a | integration requestTemplates application/json"]
        ),
        (
            integration("type: mock, responses: {default: {statusCode: 200}}"),
            integration("type: mock, responses: {a.*: {statusCode: 200}}"),
            ["behaviour | mapping | GET /a | integration response 200 selectionPattern"]
        ),
        (
            operation(""), operation("", root: "x-amazon-apigateway-binary-media-types: [a/b]"),
            ["behaviour | binary-types | binaryMediaTypes"]
        ),
        (
            operation(""), operation("", root: "x-amazon-apigateway-gateway-responses: {THROTTLED: {statusCode: 503}}"),
            ["breaking | gateway-status | gateway response THROTTLED"]
        ),
        (
            operation("", root: "x-amazon-apigateway-request-validators: {v: {validateRequestBody: true}}"),
            operation(
                "x-amazon-apigateway-request-validator: v",
                root: "x-amazon-apigateway-request-validators: {v: {validateRequestBody: true}}"),
            ["behaviour | validation | GET /a | request body"]
        ),
    ]

    /// Old schema, new schema, kind, pointer, whether a request breaks, whether a response does.
    private static let schemas: [(String, String, String, String, Bool, Bool)] = [
        ("{type: [string, 'null']}", "{type: string}", "type-narrowed", "", true, false),
        ("{type: integer}", "{type: number}", "type-widened", "", false, true),
        ("{type: string}", "{type: object}", "type-changed", "", true, true),
        ("{enum: [a, b]}", "{enum: [a]}", "enum-narrowed", "", true, false),
        ("{enum: [a]}", "{enum: [a, b]}", "enum-widened", "", false, true),
        ("{type: string}", "{type: string, enum: [a]}", "enum-added", "", true, false),
        ("{type: string, maxLength: 5}", "{type: string, maxLength: 4}", "bound-tightened", "", true, false),
        ("{type: integer, minimum: 5}", "{type: integer, minimum: 4}", "bound-loosened", "", false, true),
        ("{type: string, pattern: a}", "{type: string, pattern: b}", "pattern-changed", "", true, true),
        ("{type: object}", "{type: object, required: [a]}", "property-required", "/a", true, false),
        ("{type: object, required: [a]}", "{type: object}", "property-optional", "/a", false, true),
        (
            "{type: object, properties: {a: {type: string}}}", "{type: object, properties: {}}", "property-removed",
            "/a", false, true
        ),
        (
            "{type: object, properties: {}}", "{type: object, properties: {a: {type: string}}}", "property-added",
            "/a", false, false
        ),
        (
            "{type: object}", "{type: object, additionalProperties: false}", "additional-properties-restricted", "/*",
            true, false
        ),
        (
            "{type: array, items: {type: string}}", "{type: array, items: {type: integer}}", "type-changed", "/[]",
            true, true
        ),
        (
            "{oneOf: [{type: string}]}", "{oneOf: [{type: string}, {type: 'null'}]}", "alternatives-widened", "", false,
            true
        ),
        (
            "{allOf: [{type: string}]}", "{allOf: [{type: string}, {minLength: 1}]}", "alternatives-narrowed", "", true,
            false
        ),
        (
            "{type: object, properties: {m: {$ref: '#/components/schemas/M'}, n: {type: integer}}}",
            "{type: object, properties: {m: {$ref: '#/components/schemas/M'}, n: {type: string}}}", "type-changed",
            "/n", true, true
        ),
    ]

    @Test(arguments: operations + access + behaviour)
    func pairsDiffer(_ old: String, _ new: String, _ expected: [String]) throws {
        #expect(try changes(old, new) == expected)
    }

    @Test(arguments: schemas)
    func modelsDiffer(
        _ old: String, _ new: String, _ kind: String, _ pointer: String, _ breaksRequests: Bool, _ breaksResponses: Bool
    ) throws {
        let place = pointer.isEmpty ? "" : " " + pointer
        func effect(_ breaks: Bool) -> String { breaks ? "breaking" : "compatible" }
        // Type lists and null are of 3.1 and of draft 4.
        func modern(_ text: String) -> String { text.replacing("3.0.1", with: "3.1.0") }
        let requests = try changes(modern(CompareTests.request(old)), modern(CompareTests.request(new)))
        #expect(requests == ["\(effect(breaksRequests)) | \(kind) | \(CompareTests.body)\(place)"])
        let responses = try changes(modern(CompareTests.response(old)), modern(CompareTests.response(new)))
        #expect(responses == ["\(effect(breaksResponses)) | \(kind) | \(CompareTests.answer)\(place)"])
    }
}
