// HTTP APIs as documents: what an import makes of them, and that an export comes back as the same records.

import CorpusSupport
import Foundation
import GateControl
import GateJSON
import GateSource
import GateTree
import Testing

@Suite struct HTTPDocumentTests {
    private static let document = """
        openapi: 3.0.1
        info: {title: pets, description: about pets, version: '1'}
        servers:
        - url: https://x.example/base/part
          x-amazon-apigateway-endpoint-configuration: {disableExecuteApiEndpoint: true}
        tags: [{name: team, x-amazon-apigateway-tag-value: blue}]
        x-amazon-apigateway-cors: {allowOrigins: ['*'], allowMethods: [get]}
        components:
          securitySchemes:
            jwt:
              type: oauth2
              flows: {}
              x-amazon-apigateway-authorizer:
                type: jwt
                identitySource: $request.header.Authorization
                jwtConfiguration: {issuer: https://issuer.example, audience: [a, b]}
            function:
              type: apiKey
              name: x-a
              in: header
              x-amazon-apigateway-authorizer:
                type: request
                identitySource: $request.header.a,$request.querystring.b
                authorizerUri: arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:0:function:f/invocations
                authorizerPayloadFormatVersion: '2.0'
                authorizerResultTtlInSeconds: 60
                enableSimpleResponses: true
          x-amazon-apigateway-integrations:
            both:
              type: http_proxy
              httpMethod: ANY
              uri: https://backend.example/{id}
              payloadFormatVersion: 1.0
              requestParameters: {'append:header.a': $request.path}
              responseParameters: {'404': {'overwrite:statuscode': '200'}}
        paths:
          /pets/{id}:
            get:
              operationId: pet
              security: [{jwt: [read, write]}]
              requestBody: {content: {}}
              x-amazon-apigateway-integration: {$ref: '#/components/x-amazon-apigateway-integrations/both'}
            x-amazon-apigateway-any-method:
              security: [{function: []}]
              x-amazon-apigateway-integration: {$ref: '#/components/x-amazon-apigateway-integrations/both'}
          /queue:
            post:
              x-amazon-apigateway-auth: {type: AWS_IAM}
              x-amazon-apigateway-integration:
                type: aws_proxy
                integrationSubtype: SQS-SendMessage
                credentials: arn:aws:iam::0:role/r
                payloadFormatVersion: '1.0'
                requestParameters: {QueueUrl: q, MessageBody: $request.body}
          /mock:
            get:
              x-amazon-apigateway-integration: {type: mock}
          /$default:
            x-amazon-apigateway-any-method:
              isDefaultRoute: true
              x-amazon-apigateway-integration:
                type: aws_proxy
                uri: arn:aws:lambda:us-east-1:000000000000:function:f
                payloadFormatVersion: '2.0'
        """

    private func imported(
        _ text: String, _ change: (inout DocumentImportOptions) -> Void = { _ in }
    ) throws -> ImportedHTTPAPI {
        var options = DocumentImportOptions()
        change(&options)
        return try importHTTPDocument(Array(text.utf8), options, identifier: Counter().next)
    }

    @Test func importsMakeRecords() throws {
        let made = try imported(HTTPDocumentTests.document)
        let records = made.records
        #expect(
            records.api == [
                "name": "pets", "description": "about pets", "version": "1", "disableExecuteApiEndpoint": true,
                "tags": ["team": "blue"], "corsConfiguration": ["allowOrigins": ["*"], "allowMethods": ["GET"]],
            ])
        #expect(
            records.routes.map { $0["routeKey"] } == [
                "GET /pets/{id}", "ANY /pets/{id}", "POST /queue", "GET /mock", "$default",
            ])
        #expect(records.routes.map { $0["authorizationType"] } == ["JWT", "CUSTOM", "AWS_IAM", "NONE", "NONE"])
        #expect(records.routes[0]["authorizationScopes"] == ["read", "write"])
        #expect(records.routes[0]["operationName"] == "pet")
        #expect(records.routes[0]["target"] == records.routes[1]["target"])
        #expect(records.routes[3]["target"] == nil)
        #expect(records.integrations.count == 3)
        #expect(records.integrations[0]["payloadFormatVersion"] == "1.0")
        #expect(records.integrations[1]["integrationMethod"] == nil)
        #expect(records.authorizers[1]["identitySource"] == ["$request.header.a", "$request.querystring.b"])
        #expect(made.information.count == 1)
        #expect(made.warnings.count == 1)
    }

    @Test func basePathsAreTakenOver() throws {
        let prepended = try imported(HTTPDocumentTests.document) { $0.basePath = .prepend }
        #expect(prepended.records.routes[0]["routeKey"] == "GET /base/part/pets/{id}")
        #expect(prepended.records.routes[4]["routeKey"] == "$default")
        let split = try imported(HTTPDocumentTests.document) { $0.basePath = .split }
        #expect(split.records.routes[0]["routeKey"] == "GET /part/pets/{id}")
    }

    @Test func faultsRefuseAnImport() throws {
        #expect(throws: DocumentRefusal.self) { try imported("swagger: '2.0'\npaths: {}") }
        #expect(throws: DocumentRefusal.self) { try imported("[") }
        #expect(throws: DocumentRefusal.self) {
            try imported(HTTPDocumentTests.document) { $0.failsOnWarnings = true }
        }
        let two = HTTPDocumentTests.document.replacing("[{jwt: [read, write]}]", with: "[{jwt: []}, {function: []}]")
        #expect(throws: DocumentRefusal.self) { try imported(two) }
    }

    /// Records with their references written out, without identifiers.
    private func written(_ records: V2Records) -> JSONValue {
        let integrations = Dictionary(uniqueKeysWithValues: records.integrations.map { ($0["integrationId"], $0) })
        let authorizers = Dictionary(uniqueKeysWithValues: records.authorizers.map { ($0["authorizerId"], $0) })
        func plain(_ record: JSONValue?) -> JSONValue {
            var record = record ?? .null
            for name in ["integrationId", "authorizerId", "routeId"] where record[name] != nil { record[name] = nil }
            return record
        }
        let routes = records.routes.map { route -> JSONValue in
            var written = plain(route)
            let target = route["target"]?.string.map { JSONValue.string(String($0.dropFirst(13))) }
            written["target"] = target.map { plain(integrations[$0]) }
            written["authorizer"] = route["authorizerId"].map { plain(authorizers[$0]) }
            return written
        }
        return [
            "api": records.api, "routes": .array(routes), "authorizers": .array(records.authorizers.map(plain)),
            "integrations": .array([JSONValue(records.integrations.count)]),
        ]
    }

    private func comeBack(_ first: V2Records, _ name: String) throws {
        let document = exportDocument(first, HTTPExportOptions())
        for text in [document.json, YAMLText.document(document)] {
            var second = try imported(text).records
            if first.api["version"] == nil { second.api["version"] = nil }
            #expect(written(second) == written(first), "\(name)")
        }
    }

    @Test func exportsComeBack() throws {
        try comeBack(try imported(HTTPDocumentTests.document).records, "own document")
    }

    private static let corpus = ["../shared/corpus/apigw", "../shared/corpus/http-apis"]
    private static var files: [String] {
        corpus.flatMap { folder in
            (try? FileManager.default.contentsOfDirectory(atPath: folder))?.map { folder + "/" + $0 } ?? []
        }.filter { path in
            let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
            return text.contains("payloadFormatVersion") && text.contains("openapi") && !text.contains("Resources")
        }.sorted()
    }

    @Test(.enabled(if: !files.isEmpty), arguments: files)
    func corpusFilesComeBack(_ path: String) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        do {
            try comeBack(try imported(text).records, path)
        } catch let refusal as DocumentRefusal {
            print("\(path) is refused: \(refusal.message)")
        }
    }
}
