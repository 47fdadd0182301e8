// PutRestApi and ImportDocumentationParts: what a document changes in an API that is there.

import GateControl
import GateJSON
import Testing

@Suite struct PutTests {
    private static let old = document(
        "/a:\n  get: {operationId: one, x-amazon-apigateway-integration: {type: mock}}\n"
            + "  post: {operationId: two, x-amazon-apigateway-integration: {type: mock}}\n"
            + "/b: {get: {x-amazon-apigateway-integration: {type: mock}}}",
        root: "x-amazon-apigateway-binary-media-types: [image/png]\n"
            + "x-amazon-apigateway-request-validators: {all: {validateRequestBody: true}}\n"
            + "components: {schemas: {A: {type: object}, B: {type: object}}}")

    private static let new = document(
        "/a: {get: {operationId: three, x-amazon-apigateway-request-validator: all, "
            + "x-amazon-apigateway-integration: {type: mock}}}\n"
            + "/c: {get: {x-amazon-apigateway-integration: {type: mock}}}",
        root: "x-amazon-apigateway-binary-media-types: [image/gif]\n"
            + "x-amazon-apigateway-request-validators: {all: {}}\ncomponents: {schemas: {B: {type: string}}}")

    private func put(_ mode: PutMode) throws -> (old: APIRecords, now: APIRecords) {
        let counter = Counter()
        let options = DocumentImportOptions()
        var old = try importDocument(Array(PutTests.old.utf8), options, identifier: counter.next).records
        old.restapi["id"] = "api"
        old.fillRestAPI()
        let new = try importDocument(Array(PutTests.new.utf8), options, identifier: counter.next).records
        return (old, old.put(new, mode: mode, identifier: counter.next))
    }

    @Test func mergeReplacesMethodsAndKeepsTheRest() throws {
        let (old, now) = try put(.merge)
        #expect(now.restapi["id"] == "api")
        #expect(now.restapi["binaryMediaTypes"] == ["image/png", "image/gif"])
        #expect(now.resources.compactMap { $0["path"]?.string } == ["/", "/a", "/b", "/c"])
        #expect(now.method("GET", "/a")?["operationName"] == "three")
        #expect(now.method("POST", "/a")?["operationName"] == "two")
        #expect(now.resource("/a")?["id"] == old.resource("/a")?["id"])
        #expect(now.resource("/c")?["parentId"] == old.resource("/")?["id"])
        #expect(now.models.compactMap { $0["name"]?.string } == ["A", "B"])
        #expect(now.validators.count == 1)
        #expect(now.validators[0]["validateRequestBody"] == false)
        #expect(now.method("GET", "/a")?["requestValidatorId"] == old.validators[0]["id"])
        #expect(now.method("GET", "/a")?["methodIntegration"]?["cacheNamespace"] == old.resource("/a")?["id"])
    }

    @Test func overwriteRemovesTheRestAndKeepsIDs() throws {
        let (old, now) = try put(.overwrite)
        #expect(now.restapi["binaryMediaTypes"] == ["image/gif"])
        #expect(now.resources.compactMap { $0["path"]?.string } == ["/", "/a", "/c"])
        #expect(now.method("POST", "/a") == nil)
        #expect(now.resource("/")?["id"] == old.resource("/")?["id"])
        #expect(now.resource("/a")?["id"] == old.resource("/a")?["id"])
        #expect(now.models.compactMap { $0["name"]?.string } == ["B"])
        let namespace = now.method("GET", "/a")?["methodIntegration"]?["cacheNamespace"]
        #expect(namespace != old.resource("/a")?["id"])
        #expect(now.method("GET", "/c")?["methodIntegration"]?["cacheNamespace"] == now.resource("/c")?["id"])
    }

    @Test func defaultsAreThoseOfCreateRestAPI() throws {
        var records = try imported(PutTests.old).records
        records.fillRestAPI(endpointTypes: ["PRIVATE"])
        #expect(records.restapi["endpointConfiguration"] == ["types": ["PRIVATE"], "ipAddressType": "dualstack"])
        #expect(records.restapi["apiKeySource"] == "HEADER")
        #expect(records.restapi["disableExecuteApiEndpoint"] == false)
        #expect(records.restapi["rootResourceId"] == records.resource("/")?["id"])
    }

    // Facts: access-14
    @Test func documentationIsMergedOrReplaced() throws {
        let text = """
            {"openapi": "3.0.1", "info": {"title": "t", "version": "1"}, "paths": {},
             "x-amazon-apigateway-documentation": {"version": "1", "documentationParts": [
               {"location": {"type": "API"}, "properties": {"description": "new"}},
               {"location": {"type": "MODEL", "name": "A"}, "properties": "{\\"description\\":\\"text\\"}"}]}}
            """
        let existing: [JSONValue] = [
            ["id": "aaaaaa", "location": ["type": "API"], "properties": #"{"description":"old"}"#],
            ["id": "bbbbbb", "location": ["type": "RESOURCE", "path": "/"], "properties": #"{"description":"x"}"#],
        ]
        func put(_ mode: PutMode) throws -> ImportedDocumentation {
            try importDocumentation(
                Array(text.utf8), into: existing, mode: mode, DocumentImportOptions(), identifier: Counter().next)
        }
        let merged = try put(.merge)
        #expect(merged.parts.count == 3)
        #expect(merged.ids.first == "aaaaaa")
        #expect(merged.parts[0]["properties"] == #"{"description":"new"}"#)
        #expect(try put(.overwrite).parts.count == 2)
        #expect(
            throws: DocumentRefusal(message: "Unable to build importer with provided input.")
        ) {
            try importDocumentation(
                Array("{}".utf8), into: [], mode: .merge, DocumentImportOptions(), identifier: Counter().next)
        }
    }
}
