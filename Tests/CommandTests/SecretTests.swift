// The whole product with planted secrets: nothing that it prints, logs, keeps or answers at its admin address shows one.

import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct SecretTests {
    private static let key = "planted-key-0123456789-abcdef"
    private static let bearer = "planted-bearer/0123456789+abcdef=="
    private static let session = "planted-session-0123456789"

    private static let api = """
        openapi: "3.0.1"
        info: {title: Pets, version: "1"}
        x-gatewright-api-keys: {demo: planted-local-key-0123456789}
        paths:
          /mock:
            get: &mock
              security: [{key: []}]
              parameters: [{name: must, in: query, required: true, schema: {type: string}}]
              responses: {"200": {description: x}}
              x-amazon-apigateway-request-validator: all
              x-amazon-apigateway-integration:
                type: mock
                requestTemplates: {application/json: '{"statusCode": 200}'}
                responses: {default: {statusCode: "200"}}
          /signed:
            get:
              x-amazon-apigateway-auth: {type: AWS_IAM}
              responses: {"200": {description: x}}
              x-amazon-apigateway-integration: &plain
                type: mock
                requestTemplates: {application/json: '{"statusCode": 200}'}
                responses: {default: {statusCode: "200"}}
          /asked: {get: {security: [{auth: []}], responses: {"200": {description: x}}, x-amazon-apigateway-integration: *plain}}
          /proxy:
            post:
              responses: {"200": {description: x}}
              x-amazon-apigateway-integration: {type: http_proxy, httpMethod: POST, uri: "http://${stageVariables.backend}/x"}
          /copied:
            post:
              responses: {"200": {description: x}}
              x-amazon-apigateway-integration:
                type: http
                httpMethod: POST
                uri: http://${stageVariables.backend}/x
                requestTemplates:
                  application/json: '{"token": "$util.escapeJavaScript($input.params(''Authorization''))"}'
                responses: {default: {statusCode: "200"}}
          /function:
            get:
              responses: {"200": {description: x}}
              x-amazon-apigateway-integration:
                type: aws_proxy
                httpMethod: POST
                uri: arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:f/invocations
        x-amazon-apigateway-request-validators: {all: {validateRequestParameters: true, validateRequestBody: true}}
        components:
          securitySchemes:
            key: {type: apiKey, name: x-api-key, in: header}
            auth:
              type: apiKey
              name: Authorization
              in: header
              x-amazon-apigateway-authtype: custom
              x-amazon-apigateway-authorizer:
                type: token
                authorizerUri: "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/\
        arn:aws:lambda:us-east-1:123456789012:function:f/invocations"
        """

    private static let configuration = """
        apiKeys: {own: {value: \(key), usagePlanIds: [gold]}}
        usagePlans: {gold: {quota: {limit: 2, period: DAY}, apiStages: [{apiId: Pets, stage: local}]}}
        credentials:
          alice: {accessKeyId: AKIDALICE, secretAccessKey: planted-secret-access-key, sessionToken: \(session)}
        clientCertificates: {c1: {certificate: client.pem, key: client.key}}
        clientCertificateId: c1
        """

    private let requests = [
        "GET /mock?must=x", "GET /mock", "GET /mock?must=x", "GET /mock?must=x", "GET /signed", "GET /asked",
        "POST /proxy?access_token=planted-query-0123", "POST /copied", "GET /function", "GET /nothing",
    ]

    private var headers: String {
        "x-api-key: \(SecretTests.key)\r\nAuthorization: Bearer \(SecretTests.bearer)\r\n"
            + "X-Amz-Security-Token: \(SecretTests.session)\r\nCookie: id=\(SecretTests.session)\r\n"
    }

    private func folder() throws -> Folder {
        let folder = try Folder()
        try folder.write("api.yaml", SecretTests.api)
        try folder.write("gatewright.yaml", SecretTests.configuration)
        #expect(try Command.run(["client-certificate", "generate", "client"], in: folder.url).status == 0)
        return folder
    }

    /// What is no secret of the private key's file: its first and last line.
    private func privateKey(_ folder: Folder) throws -> String {
        let lines = try folder.text("client.key").split(separator: "\n")
        return String(try #require(lines.count > 4 ? lines[2] : nil))
    }

    // Facts: access-11.3
    @Test(arguments: [
        "json", "clf", "xml", "csv", "$context.identity.apiKey $context.identity.accessKey $context.path",
    ])
    func aServerShowsNone(form: String) throws {
        let folder = try folder()
        let credentials = [
            "AWS_ENDPOINT_URL_LAMBDA": "http://127.0.0.1:1", "AWS_ACCESS_KEY_ID": "AKIDGATEWAY",
            "AWS_SECRET_ACCESS_KEY": "planted-gateway-secret", "AWS_SESSION_TOKEN": "planted-gateway-token",
        ]
        let server = try Serving(
            [
                "api.yaml", "--access-log", form, "--execution-log", "trace", "--admin", "127.0.0.1:0", "--var",
                "backend=127.0.0.1:1",
            ], in: folder.url, environment: credentials)
        for request in requests {
            let body = request.hasPrefix("POST") ? SecretTests.bearer : ""
            let text =
                "\(request) HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: \(body.utf8.count)\r\n"
            #expect(try server.exchange(text + headers + "\r\n" + body).hasPrefix("HTTP/1.1 "), "\(request)")
        }
        server.signal(SIGTERM)
        #expect(try server.end() == 0)
        let said = try server.output + server.error
        #expect(said.contains("Method request headers: {"))
        #expect(said.contains("exceeded quota limit"))
        #expect(!said.contains(Planted.mark), "\(form)")
        #expect(!said.contains(try privateKey(folder)))
        let state = folder.url.appendingPathComponent(".gatewright")
        for case let file as URL in try #require(
            FileManager.default.enumerator(at: state, includingPropertiesForKeys: nil))
        {
            let bytes = (try? Data(contentsOf: file)) ?? Data()
            #expect(!String(decoding: bytes, as: UTF8.self).contains(Planted.mark), "\(file.lastPathComponent)")
        }
    }

    @Test func commandsShowNone() throws {
        let folder = try folder()
        let fields = headers.split(separator: "\r\n").flatMap { ["-H", String($0)] }
        let answer = ["--backend-body", "{\"echo\": \"\(SecretTests.bearer)\"}"]
        var said = ""
        for arguments in [
            ["check", "api.yaml"], ["compile", "api.yaml", "-o", "api.plan"], ["inspect", "api.plan"],
            ["inspect", "api.plan", "--format", "json"], ["keys", "list"], ["keys", "export"],
            ["usage", "show", "gold"],
            ["trace", "api.yaml", "GET", "/mock?must=1"] + fields,
            ["trace", "api.yaml", "POST", "/proxy", "--json", "-d", "{}", "--var", "backend=b"] + fields + answer,
            ["trace", "api.yaml", "GET", "/nothing"] + fields,
            ["test-invoke", "api.yaml", "GET", "/function"] + fields + answer,
            ["test-invoke", "api.yaml", "POST", "/copied", "-d", "{}", "--var", "backend=b", "--format", "json"]
                + fields
                + answer,
        ] {
            let outcome = try Command.run(arguments, in: folder.url)
            said += outcome.output + outcome.error
        }
        #expect(said.contains("******"))
        #expect(!said.contains(Planted.mark))
        #expect(!said.contains(try privateKey(folder)))
    }

    @Test func findingsShowNone() throws {
        let folder = try Folder()
        try folder.write("api.yaml", specification())
        for configuration in [
            "apiKeys: {own: {value: planted-short}}", "apiKeys: {own: {value: 'planted- with blanks', more: 1}}",
            "credentials: {a: {accessKeyId: A, secretAccessKey: planted-secret-access-key, principal: nobody}}",
            "apiKeys:\n  a: {value: planted-key-0123456789}\n  b: {value: planted-key-0123456789}",
            "functions: {f: {handler: none.x, environment: {TOKEN: planted-environment-0123}, timeout: 0}}",
        ] {
            try folder.write("gatewright.yaml", configuration)
            for format in [[], ["--format", "json"], ["--format", "sarif"]] {
                let outcome = try Command.run(["run", "api.yaml", "--listen", "127.0.0.1:0"] + format, in: folder.url)
                #expect(outcome.status == 1)
                #expect(!(outcome.output + outcome.error).contains(Planted.mark), "\(configuration)")
            }
        }
        try folder.write(
            "keyed.yaml", specification() + "x-gatewright-api-keys: {demo: planted-key-0123456789, a: {}}\n")
        let outcome = try Command.run(["check", "keyed.yaml"], in: folder.url)
        let said = outcome.output + outcome.error
        #expect(said.contains("***") && !said.contains(Planted.mark))
    }
}
