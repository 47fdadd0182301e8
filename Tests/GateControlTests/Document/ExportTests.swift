// The forms of exports, as recorded from AWS.

import GateControl
import GateJSON
import Testing

@Suite struct ExportTests {
    private static let text = document(
        """
        /pets/{id}:
          get:
            parameters:
              - {name: id, in: path, required: true, schema: {type: string}}
              - {name: q, in: query, schema: {type: string}}
            requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
            responses:
              '200': {description: x, headers: {X-A: {schema: {type: string}}}}
            x-amazon-apigateway-integration:
              {type: HTTP, httpMethod: GET, uri: 'http://a.b', responses: {default: {statusCode: '200'}}}
        """, root: "components: {schemas: {Pet: {type: object}}}\nx-amazon-apigateway-binary-media-types: [image/png]")

    private func export(
        _ form: DocumentExportOptions.Form, _ extensions: Set<DocumentExportOptions.Extension> = []
    ) throws -> JSONValue {
        var options = DocumentExportOptions(form: form)
        options.extensions = extensions
        options.stage = .init(name: "dev", apiID: "abcdefghij", region: "eu-west-1")
        return exportDocument(try imported(ExportTests.text).records, options)
    }

    @Test func openAPIHasItsRecordedForm() throws {
        #expect(
            try export(.oas30) == [
                "openapi": "3.0.1", "info": ["title": "t", "version": "1"],
                "servers": [
                    [
                        "url": "https://abcdefghij.execute-api.eu-west-1.amazonaws.com/{basePath}",
                        "variables": ["basePath": ["default": "dev"]],
                    ]
                ],
                "paths": [
                    "/pets/{id}": [
                        "get": [
                            "parameters": [
                                ["name": "id", "in": "path", "required": true, "schema": ["type": "string"]],
                                ["name": "q", "in": "query", "schema": ["type": "string"]],
                            ],
                            "requestBody": [
                                "content": ["application/json": ["schema": ["$ref": "#/components/schemas/Pet"]]],
                                "required": true,
                            ],
                            "responses": [
                                "200": [
                                    "description": "200 response",
                                    "headers": ["X-A": ["schema": ["type": "string"]]], "content": [:],
                                ]
                            ],
                        ]
                    ]
                ], "components": ["schemas": ["Pet": ["type": "object"]]],
            ])
    }

    @Test func swaggerHasItsRecordedForm() throws {
        #expect(
            try export(.swagger) == [
                "swagger": "2.0", "info": ["title": "t", "version": "1"],
                "host": "abcdefghij.execute-api.eu-west-1.amazonaws.com", "basePath": "/dev", "schemes": ["https"],
                "paths": [
                    "/pets/{id}": [
                        "get": [
                            "consumes": ["application/json"],
                            "parameters": [
                                ["name": "id", "in": "path", "required": true, "type": "string"],
                                ["name": "q", "in": "query", "required": false, "type": "string"],
                                [
                                    "in": "body", "name": "Pet", "required": true,
                                    "schema": ["$ref": "#/definitions/Pet"],
                                ],
                            ],
                            "responses": [
                                "200": ["description": "200 response", "headers": ["X-A": ["type": "string"]]]
                            ],
                        ]
                    ]
                ], "definitions": ["Pet": ["type": "object"]],
            ])
    }

    @Test func extensionsAreThoseAskedFor() throws {
        let operation = try export(.oas30, [.integrations])["paths"]?["/pets/{id}"]?["get"]
        #expect(
            operation?["x-amazon-apigateway-integration"] == [
                "httpMethod": "GET", "uri": "http://a.b", "responses": ["default": ["statusCode": "200"]],
                "passthroughBehavior": "when_no_match", "type": "http",
            ])
        #expect(try export(.oas30, [.integrations])["x-amazon-apigateway-binary-media-types"] == nil)
        #expect(try export(.oas30, [.apigateway])["x-amazon-apigateway-binary-media-types"] == ["image/png"])
        #expect(try export(.oas30, [.apigateway, .postman]) == export(.oas30, [.apigateway]))
        #expect(DocumentExportOptions.extensions("integrations, postman") == [.integrations, .postman])
        #expect(DocumentExportOptions.extensions("nothing") == nil)
    }

    @Test func componentsAreThereWithoutModels() {
        var records = APIRecords()
        records.restapi = ["name": "n", "createdDate": 1_700_000_000]
        #expect(
            exportDocument(records, DocumentExportOptions(form: .oas30)) == [
                "openapi": "3.0.1", "info": ["title": "n", "version": "2023-11-14T22:13:20Z"], "paths": [:],
                "components": [:],
            ])
        let file = exportFile(records, DocumentExportOptions(form: .oas30), isYAML: true)
        #expect(file.contentDisposition == #"attachment; filename="oas30_2023-11-14T22:13:20Z.yaml""#)
        #expect(file.contentType == "application/octet-stream")
        #expect(
            String(decoding: file.bytes, as: UTF8.self) == """
                ---
                openapi: "3.0.1"
                info:
                  title: "n"
                  version: "2023-11-14T22:13:20Z"
                paths: {}
                components: {}

                """)
    }

    @Test func documentationStandsInItsPlaces() throws {
        let records = try imported(ExportTests.text).records
        var options = DocumentExportOptions(form: .oas30)
        let parts: [JSONValue] = [
            ["id": "a", "location": ["type": "API"], "properties": #"{"info":{"description":"api"}}"#],
            ["id": "b", "location": ["type": "METHOD", "path": "/pets"], "properties": #"{"summary":"any"}"#],
            [
                "id": "c", "location": ["type": "RESPONSE", "statusCode": "200"],
                "properties": #"{"description":"fine"}"#,
            ],
        ]
        options.documentation = .init(version: "7", parts: parts)
        let document = exportDocument(records, options)
        #expect(document["info"]?["description"] == "api")
        let operation = document["paths"]?["/pets/{id}"]?["get"]
        #expect(operation?["summary"] == "any")
        #expect(operation?["responses"]?["200"]?["description"] == "fine")
        #expect(document["x-amazon-apigateway-documentation"]?["version"] == "7")
        #expect(document["x-amazon-apigateway-documentation"]?["documentationParts"]?.array?.count == 3)
    }

    @Test(arguments: [
        (0.0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
        (4_102_444_799.9, "2099-12-31T23:59:59Z"),
    ])
    func datesAreISO(_ seconds: Double, _ text: String) { #expect(ISODate.text(seconds) == text) }

    @Test func deploymentsRefuseWhatAWSRefuses() throws {
        var records = APIRecords()
        records.resources = [["id": "r", "path": "/"]]
        #expect(deploymentRefusal(records)?.message == "The REST API doesn't contain any methods")
        records.resources[0]["resourceMethods"] = ["GET": ["httpMethod": "GET"]]
        #expect(deploymentRefusal(records)?.message == "No integration defined for method")
        records.resources[0]["resourceMethods"]?["GET"]?["methodIntegration"] = ["type": "MOCK"]
        #expect(deploymentRefusal(records) == nil)
        let compiled = try compileRecords(records)
        #expect(compiled.plan != nil, "\(compiled.messages)")
    }
}
