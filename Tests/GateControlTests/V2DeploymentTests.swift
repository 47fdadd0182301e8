// Deployments of HTTP and WebSocket APIs: what is deployed, when, and what stages tell of it.

import GateControl
import GateJSON
import Testing

@Suite struct V2DeploymentTests {
    /// An HTTP API with an integration.
    private struct Pets {
        let plane: Plane
        let api: String
        let target: JSONValue
        var base: String { "/v2/apis/\(api)" }

        init() throws {
            plane = try Plane()
            api = plane.send("POST", "/v2/apis", ["name": "pets", "protocolType": "HTTP"])["apiId"]?.string ?? ""
            let integration = plane.send(
                "POST", "/v2/apis/\(api)/integrations",
                [
                    "integrationType": "HTTP_PROXY", "integrationMethod": "GET",
                    "integrationUri": "http://127.0.0.1:1/", "payloadFormatVersion": "1.0",
                ])["integrationId"]?.string
            target = .string("integrations/\(integration ?? "")")
        }

        func send(_ method: String, _ path: String, _ body: JSONValue? = nil) -> Answer {
            plane.send(method, base + path, body)
        }

        func deployments() -> [JSONValue] {
            send("GET", "/deployments?maxResults=500")["items"]?.array ?? []
        }
    }

    @Test func deploymentsAreOfAPIsWithRoutes() throws {
        let pets = try Pets()
        #expect(
            pets.send("POST", "/deployments").error
                == "BadRequestException: Unable to deploy API because no routes exist in this API")
        _ = pets.send("POST", "/routes", ["routeKey": "GET /a", "target": pets.target])
        #expect(
            pets.send("POST", "/deployments", ["stageName": "nope"]).error
                == "NotFoundException: Invalid stage identifier specified")
        let made = pets.send("POST", "/deployments", ["description": "first"])
        let id = made["deploymentId"]?.string ?? ""
        #expect(made.status == 201, "\(made.error)")
        #expect(
            made.json == [
                "autoDeployed": false, "createdDate": "2023-11-14T22:13:20Z", "deploymentId": .string(id),
                "deploymentStatus": "DEPLOYED", "description": "first",
            ])
        #expect(pets.send("PATCH", "/deployments/\(id)", ["description": "one"])["description"] == "one")
        let stage = pets.send("POST", "/stages", ["stageName": "dev", "deploymentId": .string(id)])
        #expect(stage["deploymentId"]?.string == id)
        #expect(pets.plane.effects.take() == [.publish(region: "us-east-1", api: pets.api, stage: "dev")])
        #expect(
            pets.send("DELETE", "/deployments/\(id)").error
                == "BadRequestException: Active stages pointing to this deployment must be moved or deleted")
        let second = pets.send("POST", "/deployments", ["stageName": "dev"])
        #expect(pets.send("GET", "/stages/dev")["deploymentId"] == second["deploymentId"])
        #expect(pets.send("DELETE", "/deployments/\(id)").status == 204)
        #expect(pets.deployments() == [second.json])
    }

    @Test func whatTheCompilerRefusesIsNotDeployed() throws {
        let pets = try Pets()
        _ = pets.send("POST", "/routes", ["routeKey": "GET /a/{x}", "target": pets.target])
        _ = pets.send("PATCH", "/" + (pets.target.string ?? ""), ["integrationUri": "http://127.0.0.1:1/{nothing}"])
        let made = pets.send("POST", "/deployments")
        // A variable that the route does not have may be one of another route's.
        #expect(made.status == 201 || made.error.hasPrefix("BadRequestException: Unable to deploy API. GW"))
    }

    @Test func stagesDeployByThemselves() throws {
        let pets = try Pets()
        let stage = pets.send("POST", "/stages", ["stageName": "$default", "autoDeploy": true])
        #expect(
            stage["lastDeploymentStatusMessage"]
                == "Deployment attempt failed: Unable to deploy API because no routes exist in this API")
        #expect(stage["deploymentId"] == nil)
        _ = pets.plane.effects.take()
        let route = pets.send("POST", "/routes", ["routeKey": "GET /a", "target": pets.target])
        #expect(pets.plane.effects.take() == [.publish(region: "us-east-1", api: pets.api, stage: "$default")])
        let first = pets.send("GET", "/stages/$default")
        let id = first["deploymentId"]?.string ?? ""
        #expect(
            first["lastDeploymentStatusMessage"]?.string == "Successfully deployed stage with deployment ID '\(id)'")
        #expect(pets.deployments().map { $0["autoDeployed"] } == [true])
        #expect(pets.send("POST", "/deployments", ["stageName": "$default"]).status == 400)
        #expect(pets.send("PATCH", "/stages/$default", ["deploymentId": "abc"]).status == 400)
        // The last route goes: what was deployed stays.
        let path = "/routes/" + (route["routeId"]?.string ?? "")
        #expect(pets.send("DELETE", path).status == 204)
        let last = pets.send("GET", "/stages/$default")
        #expect(last["deploymentId"]?.string == id)
        #expect(last["lastDeploymentStatusMessage"]?.string?.hasPrefix("Deployment attempt failed: ") == true)
    }

    @Test func automaticDeploymentsDoNotGrowWithoutEnd() throws {
        let pets = try Pets()
        _ = pets.send("POST", "/routes", ["routeKey": "GET /a", "target": pets.target])
        let own = pets.send("POST", "/deployments")
        _ = pets.send("POST", "/stages", ["stageName": "$default", "autoDeploy": true])
        for index in 0..<120 {
            _ = pets.send("PATCH", "", ["description": .string("change \(index)")])
            #expect(pets.deployments().count <= 51)
        }
        let kept = pets.deployments().map { $0["deploymentId"] }
        #expect(kept.first == own["deploymentId"])
        #expect(kept.contains(pets.send("GET", "/stages/$default")["deploymentId"]))
    }

    @Test func exportsOfStagesAreWhatTheyServe() throws {
        let pets = try Pets()
        _ = pets.send("POST", "/routes", ["routeKey": "GET /a", "target": pets.target])
        let id = pets.send("POST", "/deployments")["deploymentId"]
        _ = pets.send("POST", "/stages", ["stageName": "dev", "deploymentId": id ?? ""])
        _ = pets.send("POST", "/routes", ["routeKey": "GET /b", "target": pets.target])
        let now = pets.send("GET", "/exports/OAS30?outputType=JSON")
        #expect(now["paths"]?.object?.names == ["/a", "/b"])
        let deployed = pets.send("GET", "/exports/OAS30?outputType=JSON&stageName=dev")
        #expect(deployed["paths"]?.object?.names == ["/a"])
        #expect(
            deployed["servers"]?.array?.first?["url"]?.string
                == "https://\(pets.api).execute-api.us-east-1.amazonaws.com/{basePath}")
        #expect(pets.send("GET", "/exports/OAS30?outputType=JSON&stageName=x").status == 404)
    }

    @Test func routeSpecsHoldEverything() throws {
        var records = V2Records()
        records.api = [
            "apiId": "a", "name": "chat", "protocolType": "WEBSOCKET", "warnings": [],
            "routeSelectionExpression": "$request.body.action",
        ]
        records.routes = [["routeId": "r", "routeKey": "$default", "target": "integrations/i"]]
        records.routeResponses = ["r": [["routeResponseId": "x", "routeResponseKey": "$default"]]]
        records.integrations = [["integrationId": "i", "integrationType": "MOCK"]]
        records.integrationResponses = ["i": [["integrationResponseKey": "$default"]]]
        records.models = [["modelId": "m", "name": "Pet", "schema": "{}"]]
        #expect(
            routeSpec(records) == [
                "api": [
                    "name": "chat", "protocolType": "WEBSOCKET", "routeSelectionExpression": "$request.body.action",
                ],
                "routes": [
                    [
                        "routeId": "r", "routeKey": "$default", "target": "integrations/i",
                        "routeResponses": [["routeResponseId": "x", "routeResponseKey": "$default"]],
                    ]
                ],
                "integrations": [
                    "i": [
                        "integrationId": "i", "integrationType": "MOCK",
                        "integrationResponses": [["integrationResponseKey": "$default"]],
                    ]
                ],
                "models": ["Pet": ["modelId": "m", "name": "Pet", "schema": "{}"]],
            ])
    }

    @Test func domainNamesKeepKindsApart() throws {
        let pets = try Pets()
        let plane = pets.plane
        _ = pets.send("POST", "/stages", ["stageName": "dev"])
        let socket =
            plane.send(
                "POST", "/v2/apis",
                ["name": "s", "protocolType": "WEBSOCKET", "routeSelectionExpression": "$request.body.a"])["apiId"]
            ?? ""
        _ = plane.send("POST", "/v2/apis/\(socket.string ?? "")/stages", ["stageName": "dev"])
        let configuration: JSONValue = [
            "certificateArn": "arn:aws:acm:us-east-1:000000000000:certificate/a", "endpointType": "REGIONAL",
        ]
        _ = plane.send(
            "POST", "/v2/domainnames", ["domainName": "a.example.com", "domainNameConfigurations": [configuration]])
        let mappings = "/v2/domainnames/a.example.com/apimappings"
        let first = plane.send(
            "POST", mappings, ["apiId": .string(pets.api), "stage": "dev", "apiMappingKey": "v1/pets"])
        #expect(first.status == 201, "\(first.error)")
        #expect(plane.send("POST", mappings, ["apiId": socket, "stage": "dev"]).status == 400)
        _ = plane.send("DELETE", mappings + "/" + (first["apiMappingId"]?.string ?? ""))
        #expect(plane.send("POST", mappings, ["apiId": socket, "stage": "dev", "apiMappingKey": "a/b"]).status == 400)
        #expect(plane.send("POST", mappings, ["apiId": socket, "stage": "dev"]).status == 201)
    }
}
