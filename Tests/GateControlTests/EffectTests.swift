// What stages, exports and tests do beyond their records.

import Foundation
import GateControl
import GateJSON
import Testing

@Suite struct EffectTests {
    /// An API whose root answers a text, deployed to the stage `s`.
    private func deployed(_ plane: Plane) throws -> (id: String, path: String) {
        let id = plane.api()
        let path = "/restapis/\(id)"
        try mock(plane, path, says: "one")
        #expect(plane.send("POST", path + "/deployments", ["stageName": "s"]).status == 201)
        return (id, path)
    }

    private func root(_ plane: Plane, _ path: String) throws -> String {
        try #require(plane.send("GET", path)["rootResourceId"]?.string)
    }

    private func mock(_ plane: Plane, _ path: String, says text: String) throws {
        let method = "\(path)/resources/\(try root(plane, path))/methods/GET"
        #expect(plane.send("PUT", method, ["authorizationType": "NONE"]).status == 201)
        #expect(plane.send("PUT", method + "/responses/200", [:]).status == 201)
        let integration: JSONValue = [
            "type": "MOCK", "requestTemplates": ["application/json": "{\"statusCode\": 200}"],
        ]
        #expect(plane.send("PUT", method + "/integration", integration).status == 201)
        let response: JSONValue = ["responseTemplates": ["application/json": .string(text)]]
        #expect(plane.send("PUT", method + "/integration/responses/200", response).status == 201)
    }

    private func export(_ plane: Plane, _ path: String) -> JSONValue {
        plane.send("GET", path + "/stages/s/exports/oas30?extensions=apigateway").json
    }

    @Test func exportsAreOfTheDeploymentNotOfTheAPI() throws {
        let plane = try Plane()
        let (_, path) = try deployed(plane)
        let before = export(plane, path)
        #expect(before["paths"]?.object?.names == ["/"])
        let made = plane.send("POST", "\(path)/resources/\(try root(plane, path))", ["pathPart": "later"])
        #expect(made.status == 201)
        let later = "\(path)/resources/\(made["id"]?.string ?? "")/methods/GET"
        #expect(plane.send("PUT", later, ["authorizationType": "NONE"]).status == 201)
        #expect(plane.send("PUT", later + "/integration", ["type": "MOCK"]).status == 201)
        #expect(plane.patch(path, "replace /name renamed").status == 200)
        #expect(export(plane, path) == before)
        #expect(plane.send("POST", path + "/deployments", ["stageName": "s"]).status == 201)
        let after = export(plane, path)
        #expect(after["paths"]?.object?.names == ["/", "/later"])
        #expect(after["info"]?["title"] == "renamed")
    }

    @Test func exportsTellThePublicAddress() throws {
        let plane = try Plane { $0.address = ExecuteAddress(scheme: "http", suffix: "localhost:8080") }
        let (id, path) = try deployed(plane)
        let url = export(plane, path)["servers"]?.array?.first?["url"]?.string
        #expect(url == "http://\(id).execute-api.us-east-1.localhost:8080/{basePath}")
        let swagger = plane.send("GET", path + "/stages/s/exports/swagger").json
        #expect(swagger["host"]?.string == "\(id).execute-api.us-east-1.localhost:8080")
        #expect(swagger["schemes"] == ["http"])
    }

    @Test func deletedDeploymentsLeaveTheirPlansToBeDropped() throws {
        let plane = try Plane()
        let (_, path) = try deployed(plane)
        let id = plane.send("POST", path + "/deployments", [:])["id"]?.string ?? ""
        _ = plane.effects.take()
        #expect(plane.send("DELETE", path + "/deployments/" + id).status == 202)
        #expect(plane.effects.take() == [.dropPlans])
        #expect(plane.send("DELETE", path).status == 202)
        #expect(plane.effects.take().contains(.dropPlans))
    }

    @Test func stagesTakeNoSettingThatNothingCouldBeMadeOf() throws {
        let plane = try Plane()
        let (_, path) = try deployed(plane)
        let stage = path + "/stages/s"
        for operation in [
            "replace /cacheClusterSize 2", "replace /*/*/logging/loglevel DEBUG",
            "replace /*/*/caching/ttlInSeconds 3601", "replace /*/*/caching/ttlInSeconds soon",
            "replace /*/*/caching/unauthorizedCacheControlHeaderStrategy NEVER",
        ] {
            #expect(plane.patch(stage, operation).status == 400, "\(operation)")
        }
        let fine = plane.patch(
            stage, "replace /cacheClusterSize 1.6", "replace /cacheClusterEnabled true",
            "replace /*/*/caching/enabled true", "replace /*/*/caching/ttlInSeconds 3600",
            "replace /*/*/logging/loglevel INFO")
        #expect(fine.status == 200, "\(fine.error)")
        #expect(fine["cacheClusterStatus"] == "AVAILABLE")
    }

    @Test func absentPoliciesAreNoNulls() throws {
        let plane = try Plane()
        let path = "/restapis/\(plane.api())"
        let answer = plane.patch(path, "replace /policy ")
        #expect(answer.status == 200)
        #expect(answer.json.object?.names.contains("policy") == false)
    }

    // MARK: References to models in AWS's form

    private func document(_ schema: String, models: String = "") -> String {
        """
        {"openapi": "3.0.1", "info": {"title": "refs", "version": "1"},
         "components": {"schemas": {\(models)}},
         "paths": {"/": {"post": {
          "requestBody": {"content": {"application/json": {"schema": \(schema)}}},
          "responses": {"200": {"description": "fine"}},
          "x-amazon-apigateway-integration": {"type": "mock"}}}}}
        """
    }

    @Test func referencesInAWSFormAreToTheAPIsOwnModels() throws {
        let plane = try Plane()
        let pet = "\"Pet\": {\"type\": \"object\", \"properties\": {\"id\": {\"type\": \"integer\"}}}"
        let reference = "{\"$ref\": \"https://apigateway.amazonaws.com/restapis/zyxwvutsrq/models/Pet\"}"
        let made = plane.send(
            "POST", "/restapis?mode=import",
            text: document(reference, models: pet + ", \"Pets\": {\"type\": \"array\", \"items\": \(reference)}"))
        #expect(made.status == 201, "\(made.error)")
        let id = made["id"]?.string ?? ""
        let pets = plane.send("GET", "/restapis/\(id)/models/Pets")["schema"]?.string ?? ""
        #expect(pets.contains("https://apigateway.amazonaws.com/restapis/\(id)/models/Pet"), "\(pets)")
        #expect(plane.send("POST", "/restapis/\(id)/deployments", ["stageName": "s"]).status == 201)
        // A document that is merged may name what is there already; one that stands alone may not.
        let merged = plane.send("PUT", "/restapis/\(id)?mode=merge", text: document(reference))
        #expect(merged.status == 200, "\(merged.error)")
        let alone = plane.send("PUT", "/restapis/\(id)?mode=overwrite", text: document(reference))
        #expect(alone.error.hasSuffix("Invalid model identifier specified: Pet"), "\(alone.error)")
    }
}
