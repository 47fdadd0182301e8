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

    @Test func queryStringsHoldValuesByStyle() throws {
        let api = try client(
            paths: """
                {/a: {get: {parameters: [
                  {name: a, in: query, schema: {type: array, items: {type: string}}},
                  {name: b, in: query, explode: false, schema: {type: array, items: {type: string}}},
                  {name: c, in: query, explode: false, schema: {type: string}},
                  {name: d, in: query, style: deepObject, schema: {type: object}},
                  {name: e, in: query, style: pipeDelimited, schema: {$ref: '#/components/schemas/List'}}],
                  responses: {}}}}
                """, schemas: "{List: {type: array, items: {type: string}}}")
        let forms = api.operations[0].parameters.map { api.queryForm(of: $0) }
        #expect(forms == [.pairs, .joined(","), .pairs, .deepObject, .joined("|")])
    }

    @Test func whatIsRequiredComesFirst() throws {
        let api = try client(
            paths: """
                {'/{b}/{a}': {post: {parameters: [
                  {name: o, in: query, schema: {type: string}}, {name: a, in: path, required: true, schema: {type: string}},
                  {name: r, in: header, required: true, schema: {type: string}},
                  {name: b, in: path, required: true, schema: {type: string}}],
                  requestBody: {required: true, content: {application/json: {schema: {type: string}}}}, responses: {}}}}
                """)
        let operation = api.operations[0]
        let names = operation.inputs.map { input in
            if case .parameter(let number) = input { operation.parameters[number].name } else { "(body)" }
        }
        #expect(names == ["b", "a", "r", "(body)", "o"])
    }

    @Test func answersOfSeveralKindsAreReadInOneWay() throws {
        func content(_ type: String, _ schema: String) -> String {
            "{description: x, content: {\(type): {schema: \(schema)}}}"
        }
        let json = content("application/json", "{type: string}")
        let text = content("text/plain", "{type: string}")
        let events = content("text/event-stream", "{type: string}")
        let image = content("image/png", "{type: string, format: binary}")
        let api = try client(
            paths: """
                {/a: {get: {responses: {'200': \(text), '201': \(json), '204': {description: x}, '404': \(json)}}},
                 /b: {get: {responses: {'200': \(text), '206': \(image)}}},
                 /c: {get: {responses: {'200': \(json), '206': \(events)}}}, /d: {get: {responses: {}}}}
                """)
        #expect(
            api.operations.map(\.answer) == [.json([.string], mayBeAbsent: true), .binary, .events, .none])
        #expect(api.operations.map(\.acceptedType) == [nil, "image/png", "text/event-stream", nil])
        #expect(api.errors == [ClientError(status: 404, shape: .string)])
        #expect(api.errors[0].statusName == "NotFound")
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

    @Test func headHasNoBody() throws {
        let api = try client(
            paths: """
                {/a: {head: {responses: {'200': {description: OK, content: {application/json: {schema: {type: string}}}}}}}}
                """)
        #expect(api.operations.first?.answer == ClientAnswer.none)
    }

    @Test func toShowNothingComesLast() throws {
        let api = try client(
            paths: "{/a: {get: {security: [{}, {key: []}], responses: {'200': {description: OK}}}}}",
            more: "security: []"
        ).operations
        #expect(api.first?.security == [[]])
        let keyed = try client(
            """
            openapi: 3.0.1
            info: {title: T, version: '1'}
            paths: {/a: {get: {security: [{}, {key: []}], responses: {'200': {description: OK}}}}}
            components: {securitySchemes: {key: {type: apiKey, in: header, name: x-api-key}}}
            """
        ).operations
        #expect(keyed.first?.security == [[0], []])
    }
}
