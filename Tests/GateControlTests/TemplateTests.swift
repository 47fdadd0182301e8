// Templates whose resources and events make a REST API.

import Foundation
import GateControl
import GateJSON
import GateSource
import GateTree
import Testing

@Suite struct TemplateTests {
    private func apis(_ text: String) throws -> [TemplateAPIRecords] {
        let bytes = Array(text.utf8)
        let documents = DocumentSet(sources: SourceMap(), sink: DiagnosticSink(), options: DocumentOptions()) { name in
            name == "template.yaml" ? .success(bytes) : .failure(.notFound)
        }
        return templateAPIs(in: try #require(documents.load("template.yaml")))
    }

    @Test func resourcesAndMethodsMakeAnAPI() throws {
        let found = try apis(
            """
            AWSTemplateFormatVersion: '2010-09-09'
            Parameters: {Size: {Type: Number, Default: 10}}
            Resources:
              Api: {Type: 'AWS::ApiGateway::RestApi', Properties: {Name: Pets, MinimumCompressionSize: 10}}
              Pets:
                Type: AWS::ApiGateway::Resource
                Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: pets}
              Pet:
                Type: AWS::ApiGateway::Resource
                Properties: {RestApiId: !Ref Api, ParentId: !Ref Pets, PathPart: '{id}'}
              Model:
                Type: AWS::ApiGateway::Model
                Properties: {RestApiId: !Ref Api, Name: PetModel, Schema: {type: object}}
              Check:
                Type: AWS::ApiGateway::RequestValidator
                Properties: {RestApiId: !Ref Api, ValidateRequestBody: true}
              Post:
                Type: AWS::ApiGateway::Method
                Properties:
                  RestApiId: !Ref Api
                  ResourceId: !Ref Pet
                  HttpMethod: POST
                  AuthorizationType: NONE
                  RequestModels: {application/json: !Ref Model}
                  RequestValidatorId: !Ref Check
                  MethodResponses: [{StatusCode: 200, ResponseModels: {application/json: Empty}}]
                  Integration:
                    Type: AWS
                    IntegrationHttpMethod: POST
                    Uri: !Sub 'arn:aws:apigateway:${AWS::Region}:sqs:path/${Size}/q'
                    IntegrationResponses: [{StatusCode: 200, ResponseTemplates: {application/json: '{}'}}]
              Stage:
                Type: AWS::ApiGateway::Stage
                Properties: {RestApiId: !Ref Api, StageName: prod, Variables: {greeting: hello}}
            """)
        let api = try #require(found.first)
        #expect(found.count == 1)
        #expect(api.name.value == "Api")
        #expect(api.records.restapi["name"] == "Pets")
        let method = try #require(api.records.method("POST", "/pets/{id}"))
        #expect(method["requestModels"] == ["application/json": "PetModel"])
        #expect(method["requestValidatorId"] == "Check")
        #expect(method["methodIntegration"]?["uri"] == "arn:aws:apigateway:us-east-1:sqs:path/10/q")
        #expect(api.records.models.compactMap { $0["name"]?.string } == ["PetModel", "Empty"])
        #expect(api.stageVariables.first?.value == "hello")
        #expect(try compileRecords(api.records).plan != nil)
        #expect(templateDocument(api).contains("\"greeting\": \"hello\""))
    }

    @Test func eventsOfFunctionsMakeAnAPI() throws {
        let found = try apis(
            """
            Transform: AWS::Serverless-2016-10-31
            Globals: {Api: {Cors: "'*'"}}
            Resources:
              Api:
                Type: AWS::Serverless::Api
                Properties:
                  StageName: prod
                  Auth:
                    DefaultAuthorizer: Pool
                    Authorizers: {Pool: {UserPoolArn: 'arn:aws:cognito-idp:us-east-1:123456789012:userpool/p'}}
                  Models: {User: {type: object, required: [name]}}
              Function:
                Type: AWS::Serverless::Function
                Properties:
                  Events:
                    Read: {Type: Api, Properties: {RestApiId: !Ref Api, Path: '/users/{id}', Method: get}}
                    Write:
                      Type: Api
                      Properties:
                        RestApiId: !Ref Api
                        Path: /users
                        Method: post
                        Auth: {Authorizer: NONE}
                        RequestModel: {Model: User, ValidateBody: true}
                    Other: {Type: Schedule, Properties: {Schedule: rate(1 hour)}}
            """)
        let api = try #require(found.first)
        let read = try #require(api.records.method("GET", "/users/{id}"))
        #expect(read["authorizationType"] == "COGNITO_USER_POOLS")
        #expect(read["requestParameters"] == ["method.request.path.id": true])
        #expect(
            read["methodIntegration"]?["uri"]
                == .string(
                    "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
                        + "arn:aws:lambda:us-east-1:123456789012:function:Function/invocations"))
        let write = try #require(api.records.method("POST", "/users"))
        #expect(write["authorizationType"] == "NONE")
        #expect(write["requestValidatorId"] == "body-only")
        #expect(api.records.method("OPTIONS", "/users") != nil)
        #expect(api.records.method("OPTIONS", "/users/{id}") != nil)
        let compiled = try compileRecords(api.records)
        #expect(compiled.plan != nil, "\(compiled.messages)")
    }

    @Test func eventsWithoutAnAPIShareOne() throws {
        let found = try apis(
            """
            Resources:
              F:
                Type: AWS::Serverless::Function
                Properties: {Events: {E: {Type: Api, Properties: {Path: /a, Method: any}}}}
            """)
        #expect(found.map(\.name.value) == ["ServerlessRestApi"])
        #expect(found.first?.records.method("ANY", "/a") != nil)
    }

    @Test func othersAreNone() throws {
        #expect(try apis("openapi: 3.0.1\nResources: {}").isEmpty)
        #expect(try apis("Resources: {A: {Type: 'AWS::ApiGateway::RestApi'}}").isEmpty)
        let circle = try apis(
            """
            Resources:
              Api: {Type: 'AWS::ApiGateway::RestApi'}
              A: {Type: 'AWS::ApiGateway::Resource', Properties: {RestApiId: Api, ParentId: B, PathPart: a}}
              B: {Type: 'AWS::ApiGateway::Resource', Properties: {RestApiId: Api, ParentId: A, PathPart: b}}
              M: {Type: 'AWS::ApiGateway::Method', Properties: {RestApiId: Api, ResourceId: A, HttpMethod: GET}}
            """)
        #expect(circle.count == 1)
    }

    private static let folder = "../shared/corpus/cfn"
    private static var files: [String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return [] }
        return names.filter { !$0.hasPrefix(".") }.sorted()
    }

    /// What templates of the outside corpus come to: plans of described APIs; the others hold specifications, HTTP or
    /// WebSocket APIs, or resources without methods.
    @Test(.enabled(if: !files.isEmpty), arguments: files)
    func corpusTemplatesCompile(_ name: String) throws {
        let data = try #require(FileManager.default.contents(atPath: TemplateTests.folder + "/" + name))
        for api in try apis(String(decoding: data, as: UTF8.self)) where deploymentRefusal(api.records) == nil {
            let compiled = try compileRecords(api.records)
            // One maps a path parameter that its path does not have.
            let isPlanned = compiled.plan != nil || compiled.messages.contains { $0.hasPrefix("GW4071") }
            #expect(isPlanned, "\(name) \(api.name.value): \(compiled.messages.prefix(3))")
        }
    }
}
