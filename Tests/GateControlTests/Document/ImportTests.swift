// What an import makes of single parts, and what it refuses in which words.

import GateControl
import GateJSON
import Testing

@Suite struct ImportTests {
    private static let mock = "x-amazon-apigateway-integration: {type: mock}"

    @Test func fillsInWhatAWSFillsIn() throws {
        let records = try imported(
            document(
                "/a:\n  get:\n    operationId: readA\n    responses: {200: {description: ok}}\n    "
                    + "x-amazon-apigateway-integration: {type: http_proxy, httpMethod: get, uri: 'https://a.b/c'}")
        )
        .records
        let method = try #require(records.method("GET", "/a"))
        #expect(method["authorizationType"] == "NONE")
        #expect(method["apiKeyRequired"] == false)
        #expect(method["operationName"] == "readA")
        #expect(method["methodResponses"] == ["200": ["statusCode": "200"]])
        #expect(
            method["methodIntegration"] == [
                "type": "HTTP_PROXY", "httpMethod": "GET", "uri": "https://a.b/c", "connectionType": "INTERNET",
                "passthroughBehavior": "WHEN_NO_MATCH", "timeoutInMillis": 29000,
                "cacheNamespace": records.resource("/a")?["id"] ?? "", "cacheKeyParameters": [],
            ])
    }

    @Test func mockHasNeitherConnectionNorMethod() throws {
        let method = try imported(document("/a: {get: {\(ImportTests.mock)}}")).records.method("GET", "/a")
        #expect(method?["methodIntegration"]?["connectionType"] == nil)
        #expect(method?["methodIntegration"]?["httpMethod"] == nil)
        #expect(method?["methodResponses"] == nil)
    }

    @Test(arguments: [
        ("ignore", ["/", "/e"]), ("prepend", ["/", "/a", "/a/b", "/a/b/c", "/a/b/c/e"]),
        ("split", ["/", "/b", "/b/c", "/b/c/e"]),
    ])
    func basePathBecomesResources(_ mode: String, _ paths: [String]) throws {
        var options = DocumentImportOptions()
        options.basePath = try #require(DocumentImportOptions.BasePath(rawValue: mode))
        let text = "swagger: '2.0'\ninfo: {title: t}\nbasePath: /a/b/c\npaths: {/e: {get: {\(ImportTests.mock)}}}"
        #expect(try imported(text, options).records.resources.compactMap { $0["path"]?.string } == paths)
        let server =
            "openapi: 3.0.1\ninfo: {title: t, version: '1'}\nservers: [{url: 'https://x.y/{basePath}', "
            + "variables: {basePath: {default: a/b/c}}}]\npaths: {/e: {get: {\(ImportTests.mock)}}}"
        #expect(try imported(server, options).records.resources.compactMap { $0["path"]?.string } == paths)
    }

    @Test func warnsOfParametersThatAreNoTexts() throws {
        let text = document(
            "/test:\n  get:\n    x-amazon-apigateway-integration:\n      type: http\n      httpMethod: GET\n      "
                + "uri: http://a.b\n      requestParameters: {integration.request.header.nothing: true, "
                + "integration.request.header.a: \"'1'\"}")
        let warning =
            "Invalid format for 'requestParameters'. Expected type string for property "
            + "'integration.request.header.nothing' of resource '/test' and method 'GET' but got 'true'"
        let result = try imported(text)
        #expect(result.warnings == [warning])
        let integration = result.records.method("GET", "/test")?["methodIntegration"]
        #expect(integration?["requestParameters"] == ["integration.request.header.a": "'1'"])
        var options = DocumentImportOptions()
        options.failsOnWarnings = true
        #expect(refusal(text, options) == "Warnings found during import:\n\t" + warning)
    }

    @Test(arguments: ["", "{", "[]", "a: b", "swagger: '3.0'", "\t", "openapi: 4.0.0\ninfo: {}", "null", "7"])
    func refusesWhatIsNoDocument(_ text: String) {
        #expect(refusal(text) == "Invalid OpenAPI input.")
    }

    private static func put(_ integration: String) -> String {
        document("/a: {get: {x-amazon-apigateway-integration: {\(integration)}}}")
    }

    private static let refusals: [(String, String)] = [
        (
            put("type: http, uri: 'https://a.b'"),
            "Unable to put integration on 'GET' for resource at path '/a': Enumeration value for HttpMethod must be "
                + "non-empty"
        ),
        (
            put("type: http, httpMethod: GET, uri: nowhere"),
            "Unable to put integration on 'GET' for resource at path '/a': Invalid HTTP endpoint specified for URI"
        ),
        (
            put("type: aws, httpMethod: POST, uri: 'https://a.b'"),
            "Unable to put integration on 'GET' for resource at path '/a': Invalid ARN specified in the request"
        ),
        (
            put("type: aws_proxy, httpMethod: POST, uri: 'arn:aws:lambda:us-east-1:123456789012:function:f'"),
            "Unable to put integration on 'GET' for resource at path '/a': AWS ARN for integration must contain path "
                + "or action"
        ),
        (
            put("type: aws_proxy, httpMethod: POST, uri: 'arn:aws:apigateway:us-east-1:sqs:path/1/q'"),
            "Unable to put integration on 'GET' for resource at path '/a': Integrations of type 'AWS_PROXY' currently "
                + "only supports Lambda function and Firehose stream invocations."
        ),
        (
            document("/p/{a}: {get: {\(mock)}}\n/p/{b}: {get: {\(mock)}}"),
            "Unable to create resource at path '/p/{b}': A sibling ({a}) of this resource already has a variable path "
                + "part -- only one is allowed"
        ),
        (
            document("'/{proxy+}': {get: {\(mock)}}\n'/{proxy+}/x': {get: {\(mock)}}"),
            "Unable to create resource at path '/{proxy+}/x': Cannot create a child of a resource with a greedy path "
                + "variable: {proxy+}"
        ),
        (
            document("/a: {get: {\(mock)}}", root: "components: {schemas: {a_b: {type: object}}}"),
            "Unable to create model for 'a_b': Model name must be alphanumeric: a_b"
        ),
        (
            document("/a: {get: {\(mock)}}", root: "components: {schemas: {A: {type: object, required: []}}}"),
            "Unable to create model for 'A': Invalid model specified: Validation Result: warnings : [], errors : "
                + "[Invalid model schema specified]"
        ),
        (
            document(
                "/a: {get: {parameters: [{name: x, in: query, schema: {type: string}}, {name: x, in: header, schema: "
                    + "{type: string}}], \(mock)}}"),
            "Unable to put method 'GET' on resource at path '/a': Parameter names must be unique across querystring, "
                + "header and path"
        ),
    ]

    @Test(arguments: refusals)
    func refusesInAWSWords(_ text: String, _ message: String) {
        #expect(refusal(text) == "Errors found during import:\n\t" + message)
    }

    @Test func rewritesReferencesAndKeepsDescriptions() throws {
        let text = document(
            "/a: {get: {\(ImportTests.mock)}}",
            root: "components: {schemas: {Node: {type: object, description: A node, properties: {next: {$ref: "
                + "'#/components/schemas/Node'}}}}}")
        var options = DocumentImportOptions()
        options.apiID = "abcdefghij"
        let model = try #require(try imported(text, options).records.model("Node"))
        #expect(model["description"] == "A node")
        #expect(model["contentType"] == "application/json")
        #expect(
            model["schema"]?.string == """
                {
                  "type" : "object",
                  "description" : "A node",
                  "properties" : {
                    "next" : {
                      "$ref" : "https://apigateway.amazonaws.com/restapis/abcdefghij/models/Node"
                    }
                  }
                }
                """)
    }

    @Test func sameSchemasInPlaceAreOneModel() throws {
        let body = "{content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}"
        let records = try imported(
            document(
                "/a: {post: {requestBody: \(body), responses: {200: \(body)}, \(ImportTests.mock)}, "
                    + "put: {requestBody: \(body), \(ImportTests.mock)}}")
        ).records
        #expect(records.models.count == 1)
        let name = try #require(records.models.first?["name"]?.string)
        #expect(name.wholeMatch(of: /MODEL[0-9a-f]{6}/) != nil)
        #expect(records.method("POST", "/a")?["requestModels"] == ["application/json": .string(name)])
        #expect(
            records.method("POST", "/a")?["methodResponses"]?["200"]?["responseModels"] == [
                "application/json": .string(name)
            ])
    }

    @Test func authorizersAreMadeUsedOrNot() throws {
        let text = document(
            "/a: {get: {security: [{t: []}], \(ImportTests.mock)}}",
            root: """
                components:
                  securitySchemes:
                    t:
                      type: apiKey
                      in: header
                      name: X-T
                      x-amazon-apigateway-authtype: custom
                      x-amazon-apigateway-authorizer: {type: token, authorizerUri: 'arn:aws:apigateway:r:lambda:path/x'}
                    u:
                      type: apiKey
                      in: header
                      name: X-U
                      x-amazon-apigateway-authorizer: {type: token, authorizerUri: 'arn:aws:apigateway:r:lambda:path/x',
                        authorizerResultTtlInSeconds: 7}
                """)
        let records = try imported(text).records
        #expect(records.authorizers.count == 2)
        #expect(records.authorizers[0]["identitySource"] == "method.request.header.X-T")
        #expect(records.authorizers[0]["authType"] == "custom")
        #expect(records.authorizers[0]["authorizerResultTtlInSeconds"] == nil)
        #expect(records.authorizers[1]["authorizerResultTtlInSeconds"] == 7)
        #expect(records.method("GET", "/a")?["authorizationType"] == "CUSTOM")
        #expect(records.method("GET", "/a")?["authorizerId"] == records.authorizers[0]["id"])
    }

    @Test func expandsVariablesOfTheAccount() throws {
        var options = DocumentImportOptions()
        options.region = "eu-west-1"
        options.account = "210987654321"
        let records = try imported(
            ImportTests.put(
                "type: aws_proxy, httpMethod: POST, uri: 'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/"
                    + "2015-03-31/functions/arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:f/invocations'"),
            options
        ).records
        #expect(
            records.method("GET", "/a")?["methodIntegration"]?["uri"]
                == .string(
                    "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/"
                        + "arn:aws:lambda:eu-west-1:210987654321:function:f/invocations")
        )
    }

    @Test func policyHasWholeARNs() throws {
        var options = DocumentImportOptions()
        options.apiID = "abc"
        let records = try imported(
            document(
                "/a: {get: {\(ImportTests.mock)}}",
                root: "x-amazon-apigateway-policy: {Version: '2012-10-17', Statement: [{Effect: Allow, Principal: '*', "
                    + "Action: 'execute-api:Invoke', Resource: ['execute-api:/*']}]}"), options
        ).records
        #expect(
            records.restapi["policy"]?.string?.hasSuffix(
                #""Resource":"arn:aws:execute-api:us-east-1:000000000000:abc/*"}]}"#) == true)
    }

    // Facts: access-14
    @Test func descriptionsBecomeDocumentationParts() throws {
        let text = document(
            "/a: {get: {summary: s, tags: [x], parameters: [{name: q, in: query, description: d, schema: {type: "
                + "string}}], responses: {200: {description: 200 response}, 404: {description: none}}, "
                + "\(ImportTests.mock)}}"
        )
        let parts = try imported(text).records.documentationParts
        #expect(
            parts.map { $0["location"] } == [
                ["type": "METHOD", "path": "/a", "method": "GET"],
                ["type": "QUERY_PARAMETER", "path": "/a", "method": "GET", "name": "q"],
                ["type": "RESPONSE", "path": "/a", "method": "GET", "statusCode": "404"],
            ])
        #expect(parts[0]["properties"] == #"{"summary":"s","tags":["x"]}"#)
        var options = DocumentImportOptions()
        options.ignoresDocumentation = true
        #expect(try imported(text, options).records.documentationParts.isEmpty)
    }

    @Test func httpAPIsAreTakenAsREST() throws {
        let records = try imported(
            "openapi: 3.0.1\ninfo: {title: t, version: '1'}\nx-amazon-apigateway-cors: {}\n"
                + "paths: {/a: {get: {x-amazon-apigateway-integration: {type: http_proxy, httpMethod: GET, "
                + "uri: 'https://a.b', payloadFormatVersion: '1.0'}}}}")
        #expect(records.records.method("GET", "/a") != nil)
    }
}
