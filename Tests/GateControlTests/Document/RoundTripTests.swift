// Import, export, import again: the records are the same but for ids, whatever the form, and the plan has the routes
// that the file's own compile has. Every file of the outside corpus, where it lies beside the repository; own cases.

import CorpusSupport
import Foundation
import GateControl
import GateJSON
import GatePlan
import GateSource
import GateTree
import Testing

@Suite struct RoundTripTests {
    private static let corpus = "../shared/corpus/apigw"

    private static var files: [String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: corpus) else { return [] }
        return names.filter { !$0.hasPrefix(".") }.sorted()
    }

    /// Files that are refused, by the start of their name, and a part of what is said: integrations of HTTP APIs name
    /// no method, files of generators have placeholders where URIs stand, some refer to what other files have.
    private static let refused: [(file: String, says: String)] = [
        ("aws-aws-sam-cli__tests-integration-testdata-sync", "must contain path or action"),
        ("aws-samples-serverless-coffee__backends-4", "HttpMethod must be non-empty"),
        ("aws-samples-serverless-patterns__apigw-http-api", "HttpMethod must be non-empty"),
        ("aws-samples-serverless-patterns__apigw-sfn-api.yaml", "HttpMethod must be non-empty"),
        ("aws-samples-sessions-with-aws-sam__eventbridge", "HttpMethod must be non-empty"),
        ("aws-samples-sessions-with-aws-sam__http-api", "HttpMethod must be non-empty"),
        ("aws-samples-step-functions-workflows-collection__web", "HttpMethod must be non-empty"),
        ("awslabs-aws-solutions-constructs__", "Invalid ARN specified in the request"),
        ("govuk-one-login-authentication-api__", "`#/components/schemas/UserAccountSuspended` leads nowhere"),
        ("govuk-one-login-ipv-cri-fraud-api__infrastructure-lambda-public", "leads nowhere"),
        ("nationalarchives-tdr-terraform-environments__", "`jwtConfiguration` has no `issuers`"),
    ]

    /// The records of a file, CloudFormation's functions resolved.
    private func records(_ path: String) throws -> ImportedDocument {
        let documents = DocumentSet(sources: SourceMap(), sink: DiagnosticSink(), options: DocumentOptions()) { name in
            guard let data = FileManager.default.contents(atPath: name) else { return .failure(.notFound) }
            return .success(Array(data))
        }
        let root = try #require(documents.load(path), "\(path) is no document")
        return try importDocument(root, documents: documents, DocumentImportOptions(), identifier: Counter().next)
    }

    private func roundTrip(_ first: APIRecords, _ form: DocumentExportOptions.Form) throws -> String? {
        var expected = form == .swagger ? first.asSwagger.withoutIDs : first.withoutIDs
        for name in ["disableExecuteApiEndpoint", "endpointConfiguration"] { expected["restapi"]?[name] = nil }
        if expected["restapi"]?["apiKeySource"] == "HEADER" { expected["restapi"]?["apiKeySource"] = nil }
        // An API without a version is exported with its date.
        if first.restapi["version"] == nil { expected["restapi"]?["version"] = "1970-01-01T00:00:00Z" }
        var options = DocumentExportOptions.complete(form)
        for isDocumented in [false, true] {
            // Documentation stands in the place of descriptions that the API has itself.
            if isDocumented { options.documentation = .init(version: "1", parts: first.documentationParts) }
            let document = exportDocument(first, options)
            for text in [document.json, YAMLText.document(document)] {
                let second = try importDocument(Array(text.utf8), DocumentImportOptions(), identifier: Counter().next)
                let found = second.records.withoutIDs.object ?? [:]
                let members = isDocumented ? ["documentationParts"] : found.names.filter { $0 != "documentationParts" }
                for member in members {
                    guard let text = difference(expected[member] ?? .null, found[member] ?? .null) else { continue }
                    return "\(form) \(member)\(text)"
                }
            }
        }
        return nil
    }

    @Test(.enabled(if: !files.isEmpty), arguments: files)
    func corpusFilesComeBack(_ name: String) throws {
        let path = RoundTripTests.corpus + "/" + name
        let expected = RoundTripTests.refused.first { name.hasPrefix($0.file) }
        let first: ImportedDocument
        do {
            first = try records(path)
        } catch let refusal as DocumentRefusal {
            #expect(expected.map { refusal.message.contains($0.says) } ?? false, "\(name): \(refusal.message)")
            return
        }
        #expect(expected == nil, "\(name) is taken")
        for form in DocumentExportOptions.Form.allCases {
            let difference = try roundTrip(first.records, form)
            #expect(difference == nil, "\(difference ?? "")")
        }
        try expectEqualRoutes(path, first.records)
    }

    /// The plan of the records routes as the file's own plan does, where both exist.
    private func expectEqualRoutes(_ path: String, _ records: APIRecords) throws {
        let file = SpecCompile(path: path, options: SpecOptions()) { name in
            guard let data = FileManager.default.contents(atPath: name) else { return .failure(.notFound) }
            return .success(Array(data))
        }
        guard let own = file.compiled?.plan, deploymentRefusal(records) == nil else { return }
        let compiled = try compileRecords(records)
        let plan = try #require(compiled.plan, "\(path): \(compiled.messages.prefix(3))")
        #expect(try routes(plan) == routes(own), "\(path)")
    }

    private func routes(_ plan: [UInt8]) throws -> [String] {
        PlanListing(try PlanImage(copying: plan)).routes.map {
            "\($0.verb) \($0.path) \($0.integration) \($0.target) \($0.checks.joined(separator: ","))"
        }.sorted()
    }

    private static let everything = """
        openapi: 3.0.1
        info: {title: Everything, version: '3', description: All there is}
        servers: [{url: 'https://example.com/base/part'}]
        tags: [{name: pets, description: Animals}]
        x-amazon-apigateway-api-key-source: AUTHORIZER
        x-amazon-apigateway-binary-media-types: [image/png, '*/*']
        x-amazon-apigateway-minimum-compression-size: 1024
        x-amazon-apigateway-policy:
          Version: '2012-10-17'
          Statement: [{Effect: Allow, Principal: '*', Action: 'execute-api:Invoke', Resource: ['execute-api:/*']}]
        x-amazon-apigateway-request-validators:
          all: {validateRequestBody: true, validateRequestParameters: true}
          none: {}
        x-amazon-apigateway-request-validator: all
        x-amazon-apigateway-gateway-responses:
          DEFAULT_4XX:
            statusCode: 418
            responseParameters: {gatewayresponse.header.X: "'1'"}
            responseTemplates: {application/json: '{"message":$context.error.messageString}'}
        paths:
          /pets/{petId}:
            summary: One pet
            get:
              operationId: getPet
              summary: Read it
              tags: [pets]
              parameters:
                - {name: petId, in: path, required: true, description: Its number, schema: {type: integer}}
                - {name: q, in: query, required: true, schema: {type: string}}
                - {name: X-Trace, in: header, schema: {type: string}}
              responses:
                '200':
                  description: The pet
                  headers: {X-Id: {description: Its id, schema: {type: string}}}
                  content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
                '404': {description: None}
              security: [{lambda: [], key: []}]
              x-amazon-apigateway-integration:
                type: HTTP
                httpMethod: GET
                uri: https://example.com/{petId}
                requestParameters: {integration.request.path.petId: method.request.path.petId}
                requestTemplates: {application/json: '$input.json("$")'}
                passthroughBehavior: NEVER
                contentHandling: CONVERT_TO_TEXT
                timeoutInMillis: 5000
                cacheKeyParameters: [method.request.path.petId]
                cacheNamespace: shared
                connectionType: VPC_LINK
                connectionId: link
                tlsConfig: {insecureSkipVerification: true}
                responses:
                  default: {statusCode: 200}
                  4\\d{2}: {statusCode: 404, responseTemplates: {application/json: gone}}
            post:
              requestBody:
                description: New values
                content:
                  application/json: {schema: {type: object, required: [name], properties: {name: {type: string}}}}
                  application/xml: {schema: {$ref: '#/components/schemas/Pet'}}
              responses: {'200': {description: 200 response}}
              security: [{pool: [a/read, a/write]}]
              x-amazon-apigateway-request-validator: none
              x-amazon-apigateway-integration: {type: mock, requestTemplates: {application/json: '{"statusCode":200}'}}
          /files/{proxy+}:
            x-amazon-apigateway-any-method:
              responses: {}
              security: [{iam: []}]
              x-amazon-apigateway-integration:
                type: aws_proxy
                httpMethod: POST
                uri: arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:f/invocations
                responseTransferMode: STREAM
          /empty: {}
        components:
          schemas:
            Pet:
              type: object
              description: An animal
              required: [id]
              properties:
                id: {type: integer, minimum: 1}
                mother: {$ref: '#/components/schemas/Pet'}
                kinds: {type: array, items: {$ref: '#/components/schemas/Kind'}}
            Kind: {type: string, enum: [cat, dog]}
          securitySchemes:
            key: {type: apiKey, in: header, name: x-api-key}
            iam: {type: apiKey, in: header, name: Authorization, x-amazon-apigateway-authtype: awsSigv4}
            lambda:
              type: apiKey
              in: header
              name: Unused
              x-amazon-apigateway-authtype: custom
              x-amazon-apigateway-authorizer:
                type: request
                authorizerUri: arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:a/invocations
                authorizerCredentials: arn:aws:iam::123456789012:role/r
                identitySource: method.request.header.A, context.stage
                authorizerResultTtlInSeconds: 0
            token:
              type: apiKey
              in: header
              name: X-Token
              x-amazon-apigateway-authorizer:
                type: token
                authorizerUri: arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:a/invocations
                identityValidationExpression: ^x
            pool:
              type: apiKey
              in: header
              name: Authorization
              x-amazon-apigateway-authtype: cognito_user_pools
              x-amazon-apigateway-authorizer:
                type: cognito_user_pools
                providerARNs: ['arn:aws:cognito-idp:us-east-1:123456789012:userpool/p']
        """

    @Test(arguments: DocumentExportOptions.Form.allCases)
    func everythingComesBack(_ form: DocumentExportOptions.Form) throws {
        let first = try imported(RoundTripTests.everything)
        #expect(first.warnings.isEmpty)
        let difference = try roundTrip(first.records, form)
        #expect(difference == nil, "\(difference ?? "")")
        let compiled = try compileRecords(first.records)
        #expect(compiled.plan != nil, "\(compiled.messages)")
    }

    @Test func exportsAreStable() throws {
        let first = try imported(RoundTripTests.everything)
        for form in DocumentExportOptions.Form.allCases {
            let document = exportDocument(first.records, .complete(form))
            let second = try imported(document.json)
            #expect(exportDocument(second.records, .complete(form)).json == document.json)
        }
    }
}
