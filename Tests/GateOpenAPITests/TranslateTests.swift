// What documents become.

import GateBytes
import GateDefinition
import GateSchema
import GateSource
import Testing

@testable import GateTranslate

@Suite struct TranslateTests {
    @Test func makesParentsBeforeChildren() throws {
        let paths = "  /a/b/{c}: {}\n  /a/d/: {}\n  /: {}\n"
        let result = importYAML("openapi: 3.0.1\ninfo: {title: t, version: '1'}\npaths:\n" + paths)
        #expect(try result.definition.resources.map(\.path.value) == ["/", "/a", "/a/b", "/a/b/{c}", "/a/d"])
    }

    @Test func readsEveryVerbAndANY() throws {
        let verbs = ["get", "put", "post", "delete", "patch", "options", "head", "x-amazon-apigateway-any-method"]
        let text =
            "openapi: 3.0.1\ninfo: {title: t, version: '1'}\npaths:\n  /a:\n" + verbs.map { "    \($0): {}\n" }.joined()
        let result = importYAML(text)
        #expect(result.diagnostics.isEmpty)
        #expect(
            try result.definition.resources[1].methods.map(\.verb)
                == [.get, .put, .post, .delete, .patch, .options, .head, .any])
    }

    @Test func mergesParametersOfThePathItem() throws {
        let text = """
            openapi: 3.0.1
            info: {title: t, version: '1'}
            paths:
              /a/{id}/{rest+}:
                parameters:
                  - {name: q, in: query}
                  - $ref: '#/components/parameters/H'
                get:
                  parameters: [{name: q, in: query, required: true}]
            components: {parameters: {H: {name: X-Trace, in: header}}}
            """
        let result = importYAML(text)
        #expect(result.diagnostics.isEmpty)
        let parameters = try result.method("get", "/a/{id}/{rest+}").requestParameters
        #expect(parameters.map(\.name.value) == ["q", "X-Trace", "id"])
        #expect(parameters.map(\.isRequired) == [true, false, true])
        #expect(parameters.map(\.location) == [.queryString, .header, .path])
    }

    // Facts: behaviours-44
    @Test func acceptsIntegerStatusesAndScalarsForTexts() throws {
        let text = """
            openapi: 3.0.1
            info: {title: 5, version: 1.0}
            paths:
              /a:
                get:
                  responses: {200: {description: ok, headers: {X-A: {schema: {type: string}}}}}
                  x-amazon-apigateway-integration:
                    type: MOCK
                    timeoutInMillis: '1000'
                    responses: {default: {statusCode: 200}, '4\\d{2}': {statusCode: '404'}}
            """
        let result = importYAML(text)
        #expect(result.diagnostics.isEmpty)
        #expect(try result.definition.name == "5")
        #expect(try result.definition.version == "1.0")
        let method = try result.method("get", "/a")
        #expect(method.responses.map(\.statusCode?.value) == [200])
        #expect(method.responses[0].headers.map(\.value) == ["X-A"])
        let integration = try #require(method.integration)
        #expect(integration.timeoutMilliseconds == 1000)
        #expect(integration.responses.map(\.statusCode.value) == [200, 404])
        #expect(integration.responses.map { $0.selectionPattern?.text } == [nil, "4\\d{2}"])
        let pattern = try #require(integration.responses[1].selectionPattern)
        #expect(result.text(pattern.range(1, 3)) == "\\d")
    }

    @Test func namesModelsOfBodies() throws {
        let text = """
            openapi: 3.0.1
            info: {title: t, version: '1'}
            paths:
              /pets/{id}:
                post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}
                put: {requestBody: {content: {application/json: {schema: {type: object}}}}}
                patch:
                  operationId: change-pet
                  requestBody: {content: {Application/JSON; charset=utf-8: {schema: {type: object}}}}
            components: {schemas: {Pet: {type: object}}}
            """
        let result = importYAML(text)
        let resources = try result.definition.resources
        let resource = try #require(resources.last)
        #expect(
            resource.methods.map { $0.requestModels.map(\.modelName.value) }
                == [["Pet"], ["putPetsIdRequest"], ["changePetRequest"]])
        #expect(try result.definition.models.map(\.isGenerated) == [false, true, true])
    }

    // Facts: behaviours-39
    @Test func readsSwagger() throws {
        let text = """
            swagger: '2.0'
            info: {title: t, version: '1'}
            basePath: /v1/
            consumes: [application/json]
            produces: [application/json]
            securityDefinitions: {key: {type: apiKey, name: X-Api-Key, in: header}}
            paths:
              /pets:
                post:
                  security: [{key: []}]
                  parameters:
                    - {name: body, in: body, schema: {$ref: '#/definitions/Pet'}}
                  responses: {201: {description: made, schema: {$ref: '#/definitions/Pet'}}}
            definitions: {Pet: {type: object}}
            """
        let result = importYAML(text)
        #expect(result.diagnostics.isEmpty)
        #expect(try result.definition.basePath == "/v1")
        let method = try result.method("post", "/pets")
        #expect(method.isAPIKeyRequired)
        #expect(method.requestModels.map(\.modelName.value) == ["Pet"])
        #expect(method.responses[0].models.map(\.modelName.value) == ["Pet"])
        #expect(result.api?.dialect == .draft4)
    }

    // Facts: behaviours-37
    @Test func takesTheBasePathOfServers() throws {
        func basePath(_ servers: String) throws -> String {
            let text = "openapi: 3.0.1\ninfo: {title: t, version: '1'}\npaths: {}\nservers: \(servers)\n"
            return try importYAML(text).definition.basePath
        }
        #expect(
            try basePath("[{url: 'https://a.example/{basePath}', variables: {basePath: {default: /prod}}}]") == "/prod")
        #expect(try basePath("[{url: 'https://a.example/v1/'}]") == "/v1")
        #expect(try basePath("[{url: /v2}]") == "/v2")
        #expect(try basePath("[{url: 'https://{host}/v{n}', variables: {n: {default: '3'}}}]") == "/v3")
        #expect(try basePath("[{url: 'https://a.example'}]") == "")
        #expect(try basePath("[{url: 'https://a.example/{x}'}]") == "")
    }

    // Facts: mapping-10.1
    @Test func choosesValidators() throws {
        let validators = """
            x-amazon-apigateway-request-validators:
              all: {validateRequestBody: true, validateRequestParameters: true}
              body: {validateRequestBody: true}
            x-amazon-apigateway-request-validator: all
            """
        let byDefault = try importYAML(spec("", root: validators)).method("get", "/pets")
        #expect(byDefault.validatesBody && byDefault.validatesParameters)
        let own = "x-amazon-apigateway-request-validator: body"
        let method = try importYAML(spec(own, root: validators)).method("get", "/pets")
        #expect(method.validatesBody && !method.validatesParameters)
    }

    // Facts: behaviours-43
    @Test func readsAuthorizers() throws {
        let text = """
            components:
              securitySchemes:
                pool:
                  type: apiKey
                  name: Authorization
                  in: header
                  x-amazon-apigateway-authtype: cognito_user_pools
                  x-amazon-apigateway-authorizer: {type: COGNITO_USER_POOLS, providerARNs: ['arn:aws:cognito-idp:a']}
                lambda:
                  type: apiKey
                  name: Unused
                  in: header
                  x-amazon-apigateway-authorizer:
                    type: request
                    identitySource: method.request.header.A,context.path
                    authorizerUri: arn:aws:apigateway:us-east-1:lambda:path/f
                    authorizerResultTtlInSeconds: 0
                iam: {type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4}
            """
        let result = importYAML(spec("security: [{pool: [read]}]", root: text))
        #expect(result.diagnostics.isEmpty)
        let authorizers = try result.definition.authorizers
        #expect(authorizers.map(\.name.value) == ["pool", "lambda"])
        #expect(authorizers[0].identitySources.map(\.value) == ["method.request.header.Authorization"])
        #expect(authorizers[1].identitySources.map(\.value) == ["method.request.header.A", "context.path"])
        #expect(authorizers.map(\.resultTTLSeconds) == [300, 0])
        guard case .cognitoUserPools(let name, let scopes) = try result.method("get", "/pets").authorization else {
            Issue.record("the method is open")
            return
        }
        #expect(name.value == "pool" && scopes == ["read"])
        let iam = try importYAML(spec("security: [{iam: []}]", root: text)).method("get", "/pets")
        guard case .awsIAM = iam.authorization else {
            Issue.record("not IAM")
            return
        }
        let open = "security: [{iam: []}]\nx-amazon-apigateway-auth: {type: none}"
        guard case .none = try importYAML(spec(open, root: text)).method("get", "/pets").authorization else {
            Issue.record("not open")
            return
        }
    }

    @Test func followsReferencesToOtherFiles() throws {
        let main = """
            openapi: 3.0.1
            info: {title: t, version: '1'}
            paths: {/a: {$ref: 'paths/a.yaml'}}
            """
        let item = "get: {responses: {'200': {$ref: '../parts.yaml#/Ok'}}}\n"
        let parts = "Ok: {description: ok, headers: {X-B: {schema: {$ref: 'gone.yaml#/Gone'}}}}\n"
        let result = importFiles([("api.yaml", main), ("paths/a.yaml", item), ("parts.yaml", parts)])
        #expect(result.codes == [1106])
        #expect(try result.method("get", "/a").responses[0].headers.map(\.value) == ["X-B"])
    }

    @Test func mergesSiblingsOfAPathItemReference() throws {
        let text = """
            openapi: 3.1.0
            info: {title: t, version: '1'}
            paths: {/a: {$ref: '#/components/pathItems/A', post: {}}}
            components: {pathItems: {A: {get: {}}}}
            """
        #expect(try importYAML(text).definition.resources[1].methods.map(\.verb) == [.post, .get])
    }

    @Test func goesOnAfterTheFirstFault() {
        let text = """
            openapi: 3.0.1
            info: {title: t, version: '1'}
            paths:
              /a: {get: null, put: {security: 5, x-amazon-apigateway-integration: {type: x, timeoutInMillis: y}}}
              b: {}
              /c: 5
            """
        #expect(importYAML(text).codes == [2012, 2012, 2021, 2101, 2012])
    }
}
