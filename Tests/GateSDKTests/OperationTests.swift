// Operations: names, parameters, bodies, answers, pages, credentials.

import GateSDK
import Testing

@Suite struct OperationTests {
    @Test func namesFollowAWSWhereNoneIsGiven() throws {
        let api = try client(
            paths: """
                {/: {get: {responses: {}}},
                 '/pets/{petId}': {get: {responses: {}}, delete: {operationId: drop, responses: {}}}}
                """)
        #expect(api.operations.map { Words($0.name).camel } == ["rootGet", "petsPetIdGet", "drop"])
    }

    @Test func pathsAndParametersAgree() throws {
        let api = try client(
            paths: """
                {'/a/{id}/{other}/{rest+}': {get: {parameters: [
                  {name: id, in: path, required: true, schema: {type: integer}},
                  {name: Authorization, in: header, schema: {type: string}}], responses: {}}}}
                """)
        let operation = try #require(api.operations.first)
        #expect(
            operation.path == [
                .literal("/a/"), .parameter("id"), .literal("/"), .parameter("other"), .literal("/"),
                .parameter("rest"),
            ])
        #expect(operation.parameters.map(\.name) == ["id", "other", "rest"])
        #expect(operation.greedyParameter == "rest")
    }

    @Test func stylesOfSwaggerBecomeThoseOfOpenAPI() throws {
        let api = try client(
            """
            swagger: '2.0'
            info: {title: T, version: '1'}
            host: api.test
            basePath: /v1
            schemes: [http]
            paths:
              /a:
                get:
                  parameters:
                    - {name: multi, in: query, type: array, items: {type: string}, collectionFormat: multi}
                    - {name: csv, in: query, type: array, items: {type: string}}
                    - {name: pipes, in: query, type: array, items: {type: string}, collectionFormat: pipes}
                  responses: {'200': {description: x, schema: {type: string}}}
                post:
                  consumes: [multipart/form-data]
                  parameters: [{name: file, in: formData, type: file, required: true}]
                  responses: {}
            """)
        #expect(api.baseURL == "http://api.test/v1")
        let styles = api.operations[0].parameters.map { "\($0.style.rawValue) \($0.explodes)" }
        #expect(styles == ["form true", "form false", "pipeDelimited false"])
        guard case .multipart(let shape)? = api.operations[1].body?.content else {
            Issue.record("no form")
            return
        }
        #expect(api.text(shape) == "a post form")
    }

    @Test func pagesAreTold() throws {
        let api = try client(
            paths: """
                {/pets: {get: {operationId: listPets, parameters: [{name: nextToken, in: query, schema: {type: string}}],
                  responses: {'200': {description: x, content: {application/json: {schema: {type: object, properties: {
                    items: {type: array, items: {type: string}}, nextToken: {type: string, nullable: true}}}}}}}}}}
                """)
        #expect(
            api.operations[0].pagination
                == Pagination(parameter: "nextToken", token: "nextToken", items: "items", element: .string))
    }

    @Test func credentialsAreThoseThatCallersShow() throws {
        let api = try client(
            """
            openapi: 3.0.1
            info: {title: T, version: '1'}
            paths:
              /a: {get: {security: [{key: []}, {iam: [], token: []}], responses: {}}, post: {responses: {}}}
            security: [{bearer: []}]
            components:
              securitySchemes:
                key: {type: apiKey, in: header, name: x-api-key}
                iam: {type: apiKey, in: header, name: Authorization, x-amazon-apigateway-authtype: awsSigv4}
                token:
                  type: apiKey
                  in: header
                  name: X-Token
                  x-amazon-apigateway-authtype: custom
                  x-amazon-apigateway-authorizer:
                    type: token
                    authorizerUri: >-
                      arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:123456789012:function:f/invocations
                bearer: {type: oauth2, flows: {}}
            """)
        #expect(api.operations[0].security == [[0], [1, 2]])
        #expect(api.operations[1].security == [[3]])
        let kinds = api.schemes.map { "\($0.kind)" }
        #expect(
            kinds[0].hasPrefix("apiKey") && kinds[1] == "sigV4" && kinds[2].hasPrefix("token") && kinds[3] == "bearer")
    }
}
