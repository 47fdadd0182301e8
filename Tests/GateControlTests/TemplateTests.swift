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

    @Test func globalsAreJoinedWithOnesOwn() throws {
        let found = try apis(
            """
            Globals:
              Api:
                Auth: {Authorizers: {Caller: {FunctionArn: 'arn:aws:lambda:us-east-1:1:function:f'}}}
                BinaryMediaTypes: [image~1png]
            Resources:
              Api:
                Type: AWS::Serverless::Api
                Properties:
                  StageName: prod
                  BinaryMediaTypes: [image~1gif]
                  Cors: "'*'"
                  Auth: {DefaultAuthorizer: Caller, ApiKeyRequired: true, AddApiKeyRequiredToCorsPreflight: false}
              F:
                Type: AWS::Serverless::Function
                Properties:
                  Events:
                    A: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /a, Method: get}}
                    B:
                      Type: Api
                      Properties:
                        RestApiId: !Ref Api
                        Path: /b
                        Method: post
                        TimeoutInMillis: 500
                        ResponseTransferMode: STREAM
                        RequestParameters: [method.request.querystring.q: {Required: true, Caching: true}]
                        Auth: {Authorizer: AWS_IAM, ApiKeyRequired: false}
            """)
        let api = try #require(found.first)
        #expect(api.records.restapi["binaryMediaTypes"] == ["image/png", "image/gif"])
        let read = try #require(api.records.method("GET", "/a"))
        #expect(read["authorizationType"] == "CUSTOM" && read["apiKeyRequired"] == true)
        // SAM: the default authorizer guards preflights too, unless told not to; so does the key.
        let preflight = try #require(api.records.method("OPTIONS", "/a"))
        #expect(preflight["authorizationType"] == "CUSTOM" && preflight["apiKeyRequired"] == false)
        let write = try #require(api.records.method("POST", "/b"))
        #expect(write["authorizationType"] == "AWS_IAM" && write["apiKeyRequired"] == false)
        let integration = try #require(write["methodIntegration"])
        #expect(integration["credentials"] == "arn:aws:iam::*:user/*")
        #expect(integration["timeoutInMillis"] == 500 && integration["responseTransferMode"] == "STREAM")
        #expect(integration["cacheKeyParameters"] == ["method.request.querystring.q"])
        #expect(integration["uri"]?.string?.hasSuffix(":function:F/response-streaming-invocations") == true)
    }

    @Test func resourcePoliciesOfSAMAreDocuments() throws {
        let found = try apis(
            """
            Resources:
              Api:
                Type: AWS::Serverless::Api
                Properties:
                  StageName: prod
                  Auth:
                    ResourcePolicy:
                      CustomStatements: [{Effect: Allow, Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/x'}]
                      AwsAccountWhitelist: ['123456789012']
                      IpRangeWhitelist: [10.0.0.0/8]
                      SourceVpcBlacklist: [vpc-1, vpce-2]
              F:
                Type: AWS::Serverless::Function
                Properties:
                  Events:
                    A:
                      Type: Api
                      Properties:
                        RestApiId: !Ref Api
                        Path: /a/{id}
                        Method: get
                        Auth: {ResourcePolicy: {IpRangeBlacklist: [10.1.0.0/16]}}
            """)
        let api = try #require(found.first)
        let policy = try JSONValue(parsing: try #require(api.records.restapi["policy"]?.string))
        let statements = try #require(policy["Statement"]?.array)
        func statement(
            _ effect: JSONValue, _ resource: JSONValue = "execute-api:/*", _ principal: JSONValue = "*",
            _ condition: JSONValue? = nil
        ) -> JSONValue {
            var result: JSONValue = [
                "Effect": effect, "Principal": principal, "Action": "execute-api:Invoke", "Resource": resource,
            ]
            result["Condition"] = condition
            return result
        }
        #expect(
            statements == [
                statement("Allow", "execute-api:/x"),
                statement("Allow", "execute-api:/*", ["AWS": ["123456789012"]]),
                statement("Allow"),
                statement("Deny", "execute-api:/*", "*", ["NotIpAddress": ["aws:SourceIp": ["10.0.0.0/8"]]]),
                statement(
                    "Deny", "execute-api:/*", "*",
                    ["StringEquals": ["aws:SourceVpc": ["vpc-1"], "aws:SourceVpce": ["vpce-2"]]]),
                statement("Allow", "execute-api:/*/GET/a/*"),
                statement(
                    "Deny", "execute-api:/*/GET/a/*", "*", ["IpAddress": ["aws:SourceIp": ["10.1.0.0/16"]]]),
            ])
        #expect(try compileRecords(api.records).plan != nil)
    }

    /// What the specification of a template's one API becomes, and what is said of it.
    private func described(_ text: String) throws -> (document: JSONValue, codes: [Int]) {
        let bytes = Array(text.utf8)
        let sink = DiagnosticSink()
        let documents = DocumentSet(sources: SourceMap(), sink: sink, options: DocumentOptions()) { name in
            name == "template.yaml" ? .success(bytes) : .failure(.notFound)
        }
        let root = try #require(documents.load("template.yaml"))
        let specification = try #require(describedSpecification(root, documents: documents, name: "template.yaml"))
        return (JSONValue(specification.root), sink.diagnostics.map { Int($0.code.number) })
    }

    private static func held(_ properties: String, _ more: String = "") -> String {
        """
        Resources:
          Api:
            Type: AWS::Serverless::Api
            Properties:
              StageName: prod
              DefinitionBody:
                openapi: 3.0.1
                info: {title: held, version: '1'}
                x-gatewright-access-log: clf
                paths:
                  /a:
                    get:
                      x-amazon-apigateway-integration:
                        {type: mock, requestTemplates: {application/json: '{}'}, responses: {default: {statusCode: '200'}}}
        \(properties)
          F:
            Type: AWS::Serverless::Function
            Properties:
              Events:
                A: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /a, Method: get}}
                B: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /b, Method: get}}
        \(more)
        """
    }

    @Test func propertiesAddToASpecification() throws {
        let (document, codes) = try described(
            TemplateTests.held(
                """
                      Cors: "'*'"
                      Variables: {greeting: hello}
                      MinimumCompressionSize: 100
                      GatewayResponses: {DEFAULT_4XX: {StatusCode: 418}}
                      Models: {Pet: {type: object}}
                      Auth:
                        DefaultAuthorizer: Caller
                        Authorizers: {Caller: {FunctionArn: 'arn:aws:lambda:us-east-1:1:function:f'}}
                """,
                """
                  Key: {Type: 'AWS::ApiGateway::ApiKey', Properties: {Name: demo, Enabled: true, Value: a-key-of-twenty-characters}}
                """))
        // The event of /b makes no method.
        #expect(codes == [2005, 2008])
        #expect(document["paths"]?["/b"] == nil)
        #expect(document["paths"]?["/a"]?["options"] != nil)
        #expect(document["paths"]?["/a"]?["get"]?["security"] == [["Caller": []]])
        #expect(document["x-amazon-apigateway-gateway-responses"]?["DEFAULT_4XX"]?["statusCode"] == "418")
        #expect(document["x-amazon-apigateway-minimum-compression-size"] == 100)
        #expect(document["components"]?["schemas"]?["Pet"] != nil)
        #expect(document["x-gatewright-stage-variables"] == ["greeting": "hello"])
        #expect(document["x-gatewright-access-log"] == "clf")
        #expect(document["x-gatewright-api-keys"] == ["demo": "a-key-of-twenty-characters"])
    }

    @Test func eventsAddToASpecificationWhenAsked() throws {
        let (document, codes) = try described(TemplateTests.held("      MergeDefinitions: true"))
        #expect(codes == [2005])
        let uri = document["paths"]?["/a"]?["get"]?["x-amazon-apigateway-integration"]?["uri"]?.string
        #expect(uri?.hasSuffix(":function:F/invocations") == true)
        #expect(document["paths"]?["/b"]?["get"] != nil)
    }

    /// GW2007 names what a stack of HTTP or WebSocket APIs would have beside the API.
    @Test func partsOfAStackWithRoutesAreNamed() throws {
        let stack = { (kind: String) in
            """
            Resources:
              Api: {Type: 'AWS::ApiGatewayV2::Api', Properties: {Name: a, ProtocolType: \(kind), RouteSelectionExpression: $request.body.action}}
              I:
                Type: AWS::ApiGatewayV2::Integration
                Properties:
                  ApiId: !Ref Api
                  IntegrationType: HTTP_PROXY
                  IntegrationUri: http://a.test/
                  IntegrationMethod: GET
                  PayloadFormatVersion: '1.0'
              R: {Type: 'AWS::ApiGatewayV2::Route', Properties: {ApiId: !Ref Api, RouteKey: $default, Target: !Sub 'integrations/${I}'}}
              S:
                Type: AWS::ApiGatewayV2::Stage
                Properties:
                  ApiId: !Ref Api
                  StageName: $default
                  DefaultRouteSettings: {ThrottlingRateLimit: 1}
                  AccessLogSettings: {Format: $context.requestId}
              M: {Type: 'AWS::ApiGatewayV2::ApiMapping', Properties: {ApiId: !Ref Api, DomainName: a.example, Stage: !Ref S}}
              D: {Type: 'AWS::ApiGatewayV2::DomainName', Properties: {DomainName: a.example}}
            """
        }
        #expect(try described(stack("HTTP")).codes == [2005, 2007, 2007, 2007, 2007])
        #expect(try described(stack("WEBSOCKET")).codes == [2005, 2007, 2007])
    }

    @Test func resourcesAddToABody() throws {
        let (document, codes) = try described(
            """
            Resources:
              Api:
                Type: AWS::ApiGateway::RestApi
                Properties: {Body: {openapi: 3.0.1, info: {title: t, version: '1'}, paths: {/a: {get: {}}}}}
              B: {Type: 'AWS::ApiGateway::Resource', Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: b}}
              M:
                Type: AWS::ApiGateway::Method
                Properties: {RestApiId: !Ref Api, ResourceId: !Ref B, HttpMethod: GET, Integration: {Type: MOCK}}
              P:
                Type: AWS::ApiGateway::DocumentationPart
                Properties: {RestApiId: !Ref Api, Location: {Type: API}, Properties: '{"description":"d"}'}
              S: {Type: 'AWS::ApiGateway::Stage', Properties: {RestApiId: !Ref Api, StageName: prod, MethodSettings: []}}
              Gold: {Type: 'AWS::ApiGateway::UsagePlan'}
              Name: {Type: 'AWS::ApiGateway::DomainName', Properties: {DomainName: a.example}}
            """)
        #expect(codes == [2005, 2007, 2007, 2007])
        #expect(document["paths"]?["/a"]?["get"] != nil && document["paths"]?["/b"]?["get"] != nil)
        #expect(document["x-amazon-apigateway-documentation"]?["documentationParts"]?.array?.count == 1)
    }

    @Test func aSpecificationThatNothingAddsToIsReadInItsPlace() throws {
        let text = TemplateTests.held("").replacing(", Path: /b,", with: ", Path: /a,")
        let (document, codes) = try described(text)
        #expect(codes.isEmpty && document["Resources"] != nil)
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
