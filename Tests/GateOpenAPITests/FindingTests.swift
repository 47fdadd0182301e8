// Every code of GW2000–GW2399 has a text that breaks its rule, with the place marked.

import GateOpenAPI
import GateSource
import Testing

@testable import GateTranslate

@Suite struct FindingTests {
    private static let http = "type: http_proxy\nhttpMethod: GET\nuri: https://example.com/\n"

    static let cases: [(Int, String)] =
        documents + values + extensions + paths + methods + integrations + policies

    private static let all = cases + mocks + portability + httpAPIs

    private static let inline = "{openapi: 3.0.1, info: {title: t, version: '1'}, paths: {}}"

    private static let documents: [(Int, String)] = [
        (2001, "⟦title⟧: Pets\npaths: {}\n"),
        (2002, "openapi: ⟦4.0.0⟧\ninfo: {title: t, version: '1'}\npaths: {}\n"),
        (2003, "⟦AWSTemplateFormatVersion⟧: '2010-09-09'\nResources: {}\n"),
        (2005, "Resources: {A: {Type: 'AWS::Serverless::Api', Properties: {⟦DefinitionBody⟧: \(inline)}}}\n"),
        (
            2006,
            "Resources:\n  ⟦A⟧: {Type: 'AWS::Serverless::Api', Properties: {DefinitionBody: \(inline)}}\n"
                + "  B: {Type: 'AWS::ApiGateway::RestApi', Properties: {Body: \(inline)}}\n"
        ),
        (
            2007,
            "Resources:\n  A: {Type: 'AWS::Serverless::Api', Properties: {DefinitionBody: \(inline)}}\n"
                + "  ⟦Gold⟧: {Type: 'AWS::ApiGateway::UsagePlan'}\n"
        ),
        (
            2008,
            "Resources:\n  A: {Type: 'AWS::Serverless::Api', Properties: {DefinitionBody: \(inline)}}\n"
                + "  F: {Type: 'AWS::Serverless::Function', Properties: {Events: {⟦Read⟧: {Type: Api, Properties: "
                + "{RestApiId: A, Path: /a, Method: get}}}}}\n"
        ),
        (2004, "swagger: ⟦'2.0'⟧\ninfo: {title: t, version: '1'}\npaths: {}\nx-amazon-apigateway-cors: {}\n"),
    ]

    private static let values: [(Int, String)] = [
        (2010, "⟦openapi⟧: 3.0.1\npaths: {}\n"),
        (2011, "openapi: 3.0.1\n⟦info⟧: {title: t}\npaths: {}\n"),
        (2012, spec("security: ⟦nope⟧")),
        (2014, integration("type: mock\nrequestTemplates: {application/json: ⟦{statusCode: 200}⟧}")),
        (2015, integration("type: mock\n⟦passThroughBehavior⟧: never")),
        (
            2016,
            "openapi: 3.0.1\ninfo: {title: t, version: '1'}\npaths:\n  /a:\n    get:\n      responses:\n"
                + "        '200': {content: {application/json: {schema: {$ref: ⟦'#/components/schemas/Gone'⟧}}}}\n"
        ),
        (2021, integration("type: ⟦lambda⟧")),
        (2022, integration("type: mock\ntimeoutInMillis: ⟦-1⟧")),
        (2023, root("components: {securitySchemes: {a: {type: ⟦apikeys⟧}}}")),
    ]

    private static let extensions: [(Int, String)] = [
        (2030, root("⟦x-amazon-apigateway-hologram⟧: 1")),
        (2031, spec("⟦x-amazon-apigateway-policy⟧: {}")),
        (2032, root("⟦x-amazon-apigateway-endpoint-configuration⟧: {}")),
        (
            2033,
            integration("type: mock\n⟦payloadFormatVersion⟧: '2.0'\nrequestTemplates: {application/json: '{}'}")
        ),
        (2034, issuer("https://a.example", "additionalClaims: [{claimName: ⟦aud⟧, format: SINGLE_STRING}]")),
    ]

    /// A JWT authorizer with one issuer.
    private static func issuer(_ text: String, _ more: String) -> String {
        root(
            "components:\n  securitySchemes:\n    jwt:\n      {type: apiKey, name: Authorization, in: header, "
                + "x-amazon-apigateway-authorizer: {type: jwt, jwtConfiguration: {defaultAlgorithms: [RS256], issuers: "
                + "[{issuer: \(text), audiences: [a], \(more)}]}}}\n")
    }

    private static let paths: [(Int, String)] = [
        (2101, "openapi: 3.0.1\ninfo: {title: t, version: '1'}\npaths:\n  ⟦pets⟧: {}\n"),
        (2102, "openapi: 3.0.1\ninfo: {title: t, version: '1'}\npaths:\n  /pets:\n    ⟦fetch⟧: {}\n"),
        (2103, "openapi: 3.0.1\ninfo: {title: t, version: '1'}\npaths:\n  /pets:\n    ⟦trace⟧: {}\n"),
        (2104, spec("parameters: [{name: ⟦session⟧, in: cookie}]")),
        (2105, spec("operationId: a", root: "  /b:\n    get: {operationId: ⟦a⟧}")),
        (2106, spec("parameters: [{name: q, in: query}, {name: ⟦q⟧, in: query}]")),
        (2107, spec("parameters: [{name: ⟦petId⟧, in: path, required: true}]")),
        (
            2108,
            "openapi: 3.0.1\ninfo: {title: t, version: '1'}\npaths:\n  /pets:\n    get:\n      responses: {⟦ok⟧: {}}\n"
        ),
        (2110, spec("security: [{⟦oauth⟧: []}]")),
    ]

    private static let methods: [(Int, String)] = [
        (2201, spec("x-amazon-apigateway-request-validator: ⟦all⟧")),
        (
            2202,
            spec(
                "x-amazon-apigateway-request-validator: all\n"
                    + "requestBody: {content: {⟦text/csv⟧: {schema: {type: object}}}}",
                root: "x-amazon-apigateway-request-validators: {all: {validateRequestBody: true}}")
        ),
        (
            2210,
            spec("security: [{⟦bearer⟧: []}]", root: "components: {securitySchemes: {bearer: {type: http}}}")
        ),
        (
            2211,
            spec(
                "security: [{one: []}, {⟦two⟧: []}]",
                root: "components:\n  securitySchemes:\n" + authorizer("one") + authorizer("two"))
        ),
        (
            2212,
            spec("", root: "⟦security⟧: [{one: []}]\ncomponents:\n  securitySchemes:\n" + authorizer("one"))
        ),
        (
            2213,
            root(
                "components:\n  securitySchemes:\n" + authorizer("one")
                    + "        identitySource: method.request.header.A, ⟦method.request.path.id⟧\n")
        ),
    ]

    private static func authorizer(_ name: String) -> String {
        """
            \(name):
              type: apiKey
              name: Authorization
              in: header
              x-amazon-apigateway-authorizer:
                type: request
                authorizerUri: arn:aws:apigateway:us-east-1:lambda:path/x

        """
    }

    private static let integrations: [(Int, String)] = [
        (2220, spec("⟦x-amazon-apigateway-integration⟧: {type: http, uri: https://example.com/}")),
        (2221, integration("type: http\nhttpMethod: ⟦FETCH⟧\nuri: https://example.com/")),
        (2222, integration("type: aws\nhttpMethod: POST\nuri: ⟦https://example.com/⟧")),
        (2223, integration("type: aws\nhttpMethod: POST\nuri: ⟦arn:aws:apigateway:us-east-1:sqs:queue⟧")),
        (2224, integration("type: aws_proxy\nhttpMethod: POST\nuri: ⟦arn:aws:apigateway:us-east-1:sqs:path/1/q⟧")),
        (2225, integration("type: aws\nhttpMethod: ⟦GET⟧\nuri: arn:aws:apigateway:us-east-1:lambda:path/x")),
        (2226, spec("⟦x-amazon-apigateway-integration⟧: {type: mock, responseTransferMode: STREAM}")),
        (2230, integration(http + "requestParameters: {⟦integration.request.cookie.a⟧: context.path}")),
        (2231, integration(http + "requestParameters: {integration.request.header.a: ⟦plain⟧}")),
        (2233, integration(http + "cacheKeyParameters: [⟦request.querystring.q⟧]")),
        (2233, integration(http + "cacheKeyParameters: [⟦method.request.body.q⟧]")),
        (2233, integration(http + "cacheKeyParameters: [⟦integration.request.header.q⟧]")),
        (
            2232,
            root(
                "x-amazon-apigateway-gateway-responses:\n  DEFAULT_4XX:\n    responseParameters:\n"
                    + "      ⟦gatewayresponse.path.a⟧: \"'b'\"\n")
        ),
    ]

    private static let policies: [(Int, String)] = [
        (2240, root("x-amazon-apigateway-policy: {Statement: [{Effect: ⟦Permit⟧, Action: '*'}]}")),
        (2241, root("⟦x-amazon-apigateway-policy⟧: {Version: '2012-10-17'}")),
        (2242, root("x-amazon-apigateway-policy: {Statement: {Effect: Deny, Action: '*', ⟦Principle⟧: '*'}}")),
    ]

    static let mocks: [(Int, String)] = [
        (2250, spec("parameters: [{$ref: ⟦'#/components/parameters/Later'⟧}]"))
    ]

    static let portability: [(Int, String)] = portableDocuments + portableRequests + portableModels + quotas

    private static let portableDocuments: [(Int, String)] = [
        (2300, "openapi: ⟦3.1.0⟧\ninfo: {title: t, version: '1'}\npaths: {}\n"),
        (2301, root("⟦x-gatewright-api-keys⟧: {a: b}")),
        (2305, "openapi: 3.0.1\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents: {⟦links⟧: {}}\n"),
        (2305, spec("⟦callbacks⟧: {}")),
        (2305, spec("⟦deprecated⟧: true")),
        (2305, root("components: {securitySchemes: {⟦bearer⟧: {type: http, scheme: bearer}}}")),
        (2313, root("servers: [{url: /v1}, {⟦url⟧: /v2}]")),
        (2313, spec("⟦servers⟧: [{url: /v2}]")),
        (2316, "openapi: 3.0.1\ninfo: {title: t, version: '1'}\npaths: {⟦/pets;all⟧: {}}\n"),
        (2317, "openapi: 3.0.1\ninfo: {title: t, version: '1'}\npaths: {⟦/ping⟧: {}}\n"),
    ]

    private static let portableRequests: [(Int, String)] = [
        (
            2303,
            "openapi: 3.0.1\ninfo: {title: t, version: '1'}\npaths:\n  /a:\n    get:\n      responses:\n"
                + "        ⟦'404'⟧: {$ref: '#/components/responses/N'}\ncomponents: {responses: {N: {description: n}}}\n"
        ),
        (2304, spec("parameters: [{name: id, in: query}, {name: ⟦id⟧, in: header}]")),
        (
            2306,
            "openapi: 3.0.1\ninfo: {title: t, version: '1'}\npaths:\n  /a:\n    get:\n      responses: {⟦4XX⟧: {}}\n"
        ),
        (2310, spec("parameters: [{name: id, in: query, schema: {type: integer, ⟦maximum⟧: 9}}]")),
        (2310, spec("parameters: [{name: id, in: query, ⟦style⟧: form}]")),
        (2312, spec("requestBody: {content: {⟦multipart/form-data⟧: {schema: {type: object}}}}")),
        (2314, spec("security: [{one: []}, ⟦{two: []}⟧]", root: apiKeys)),
        (
            2315,
            "openapi: 3.0.1\ninfo: {title: t, version: '1'}\npaths:\n  /a:\n    get:\n      responses:\n"
                + "        '200': {content: {application/json: {schema: {type: ⟦string⟧}}}}\n"
        ),
    ]

    private static let apiKeys =
        "components: {securitySchemes: {one: {type: apiKey, name: x-api-key, in: header}, "
        + "two: {type: apiKey, name: X-Api-Key, in: header}}}"

    private static let portableModels: [(Int, String)] = [
        (2302, root("components: {schemas: {⟦pet-list⟧: {type: array}}}")),
        (2309, root("components: {schemas: {A: {⟦discriminator⟧: {propertyName: kind}}}}")),
        (2309, root("components: {schemas: {A: {properties: {b: {type: string, ⟦nullable⟧: true}}}}}")),
        (2309, root("components: {schemas: {A: {properties: {b: {minimum: 1, ⟦exclusiveMinimum⟧: true}}}}}")),
        (
            2309,
            "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\n"
                + "components: {schemas: {A: {⟦const⟧: 1}}}\n"
        ),
        (
            2309,
            "swagger: '2.0'\ninfo: {title: t, version: '1'}\npaths: {}\n"
                + "definitions: {A: {⟦oneOf⟧: [{type: string}]}}\n"
        ),
        (
            2319,
            root("components: {schemas: {A: {type: object, oneOf: [{$ref: ⟦'#/components/schemas/A/oneOf/0'⟧}]}}}")
        ),
    ]

    private static let quotas: [(Int, String)] = [
        (2307, manyPaths),
        (2318, root("components: {⟦schemas⟧: {A: {description: '\(filler(410 << 10, line: " "))'}}}")),
        (
            2320,
            root(
                "components:\n  securitySchemes:\n"
                    + (0...10).map { authorizer($0 == 10 ? "⟦a10⟧" : "a\($0)") }.joined())
        ),
        (2321, issuer("⟦http://127.0.0.1:9000⟧", "additionalClaims: []")),
        (2320, root("x-amazon-apigateway-documentation:\n  ⟦documentationParts⟧:\n" + parts)),
        (
            2320,
            root(
                "⟦x-amazon-apigateway-policy⟧: {Id: '\(filler(8200, line: " "))', "
                    + "Statement: {Effect: Deny, Action: '*'}}")
        ),
    ]

    private static let parts = String(repeating: "    - {location: {type: API}}\n", count: 2001)

    /// A text of at least so many bytes.
    private static func filler(_ bytes: Int, line: String = "# filler\n") -> String {
        String(repeating: line == " " ? "word " : line, count: bytes / 5 + 1)
    }

    private static let manyPaths =
        "openapi: 3.0.1\ninfo: {title: t, version: '1'}\npaths:\n"
        + (0...300).map { $0 == 300 ? "  ⟦/p300⟧: {}\n" : "  /p\($0): {}\n" }.joined()

    @Test(arguments: cases.indices)
    func pointsAtTheFault(index: Int) {
        let (code, text) = FindingTests.cases[index]
        expectFinding(code, text)
    }

    @Test(arguments: mocks.indices)
    func pointsAtWhatAMockCannotKnow(index: Int) {
        let (code, text) = FindingTests.mocks[index]
        var options = ImportOptions()
        options.mocksMissingIntegrations = true
        expectFinding(code, text, options: options)
    }

    @Test(arguments: httpAPIs.indices)
    func pointsAtWhatNoHTTPAPIHas(index: Int) {
        let (code, text) = FindingTests.httpAPIs[index]
        var options = ImportOptions()
        options.kind = .http
        expectFinding(code, text, options: options)
    }

    @Test(arguments: portability.indices)
    func pointsAtWhatIsNotPortable(index: Int) {
        let (code, text) = FindingTests.portability[index]
        var options = ImportOptions()
        options.notesPortability = true
        expectFinding(code, text, options: options)
        let plain = text.replacing("⟦", with: "").replacing("⟧", with: "")
        #expect(!importYAML(plain).codes.contains(code), "only with the option")
    }

    /// What needs more than one text of some lines.
    private static let elsewhere = [2203, 2204, 2308, 2311]

    @Test func boundsPathsAndResources() {
        func paths(_ paths: [String]) -> Import {
            importYAML(
                "{\"openapi\": \"3.0.1\", \"info\": {\"title\": \"t\", \"version\": \"1\"}, \"paths\": {"
                    + paths.map { "\"\($0)\": {}" }.joined(separator: ", ") + "}}", path: "test.json")
        }
        func path(_ segments: Int) -> String { String(repeating: "/a", count: segments) }
        func long(_ bytes: Int) -> String { "/" + String(repeating: "a", count: bytes - 1) }
        #expect(paths([path(Translator.segmentsMax)]).codes.isEmpty)
        #expect(paths([path(Translator.segmentsMax + 1)]).codes == [2203])
        #expect(paths([long(Translator.pathBytesMax)]).codes.isEmpty)
        #expect(paths([long(Translator.pathBytesMax + 1), path(50_000)]).codes == [2203, 2203])
        // With the root, 390 paths of 256 own segments are 99,841 resources.
        let full = paths((0..<390).map { "/b\($0)" + path(255) } + (0..<160).map { "/c\($0)" })
        #expect(full.codes == [2204] && full.text(full.diagnostics[0].range!) == "\"/c159\"")
    }

    @Test func remarksOnFilesThatAWSDoesNotTake() {
        var options = ImportOptions()
        options.notesPortability = true
        let start = "openapi: 3.0.1\ninfo: {title: t, version: '1'}\npaths: {}\n"
        let large = importYAML(start + FindingTests.filler(6 << 20), options: options)
        #expect(large.codes == [2308] && large.diagnostics[0].range?.start == 0)
        let spread = importFiles(
            [
                ("a.yaml", start + "components: {schemas: {A: {$ref: b.yaml}, B: {not: {$ref: 'b.yaml#'}}}}\n"),
                ("b.yaml", "type: object\n"),
            ], options: options)
        #expect(spread.codes == [2311] && spread.diagnostics[0].labels.count == 1)
    }

    @Test func everyRuleHasACase() {
        let rules = OpenAPIRules.all + TranslateRules.all
        let numbers = rules.map { Int($0.code.number) }
        #expect(Set(numbers).count == numbers.count)
        #expect(Set(numbers) == Set(FindingTests.all.map(\.0) + FindingTests.elsewhere))
        #expect(OpenAPIRules.all.allSatisfy { (2000..<2200).contains($0.code.number) })
        #expect(TranslateRules.all.allSatisfy { (2200..<2400).contains($0.code.number) })
        for rule in rules {
            #expect(!rule.title.isEmpty && !rule.explanation.isEmpty && !rule.source.isEmpty && !rule.example.isEmpty)
        }
    }

    @Test func severitiesAndWordsFollowTheRules() {
        let severities = Dictionary(
            uniqueKeysWithValues: (OpenAPIRules.all + TranslateRules.all).map { ($0.code, $0.severity) })
        var options = ImportOptions()
        options.notesPortability = true
        for (_, marked) in FindingTests.all {
            let text = marked.replacing("⟦", with: "").replacing("⟧", with: "")
            for finding in importYAML(text, options: options).diagnostics where finding.code.number >= 2000 {
                #expect(severities[finding.code] == finding.severity, "\(finding.code)")
                #expect(!finding.message.hasSuffix(".") && !finding.message.contains("invalid"))
            }
        }
    }
}
