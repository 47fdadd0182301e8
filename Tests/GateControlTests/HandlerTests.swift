// Resources, methods, integrations, models and their kin: shapes, codes and refusals, as recorded.

import GateControl
import GateJSON
import Testing

@Suite struct HandlerTests {
    /// A plane with an API that has `/pets`.
    private struct Pets {
        let plane: Plane
        let api: String
        let root: String
        let pets: String
        var base: String { "/restapis/\(api)" }
        var method: String { "\(base)/resources/\(pets)/methods/GET" }

        init() throws {
            plane = try Plane()
            let made = plane.send("POST", "/restapis", ["name": "pets"])
            api = made["id"]?.string ?? ""
            root = made["rootResourceId"]?.string ?? ""
            pets =
                plane.send("POST", "/restapis/\(api)/resources/\(root)", ["pathPart": "pets"])["id"]?.string ?? ""
        }

        func mock() {
            _ = plane.send("PUT", method, ["authorizationType": "none"])
            _ = plane.send("PUT", method + "/responses/200", [:])
            _ = plane.send("PUT", method + "/integration", ["type": "MOCK"])
            _ = plane.send("PUT", method + "/integration/responses/200", [:])
        }
    }

    @Test func resourcesMakeATree() throws {
        let pets = try Pets()
        let (plane, base) = (pets.plane, pets.base)
        #expect(plane.send("GET", "\(base)/resources/\(pets.root)").json == ["id": .string(pets.root), "path": "/"])
        let child = plane.send("POST", "\(base)/resources/\(pets.pets)", ["pathPart": "{id}"])
        #expect(child.status == 201)
        #expect(child["path"] == "/pets/{id}")
        #expect(
            plane.send("POST", "\(base)/resources/\(pets.root)", ["pathPart": "pets"]).error
                == "ConflictException: Another resource with the same parent already has this name: pets")
        #expect(
            plane.send("POST", "\(base)/resources/\(pets.pets)", ["pathPart": "{proxy+}"]).error
                == "BadRequestException: A sibling ({id}) of this resource already has a variable path part -- only one is allowed"
        )
        #expect(plane.patch("\(base)/resources/\(pets.pets)", "replace /pathPart dogs")["path"] == "/dogs")
        let id = child["id"]?.string ?? ""
        #expect(plane.send("GET", "\(base)/resources/\(id)")["path"] == "/dogs/{id}")
        #expect(
            plane.patch("\(base)/resources/\(pets.pets)", "replace /parentId \(id)").error
                == "BadRequestException: Resources cannot be cyclical.")
        #expect(
            plane.patch("\(base)/resources/\(pets.root)", "replace /pathPart x").error
                == "BadRequestException: Root resource cannot update its pathPart.")
        #expect(plane.send("DELETE", "\(base)/resources/\(pets.pets)").status == 202)
        #expect(
            plane.send("DELETE", "\(base)/resources/\(id)").error
                == "NotFoundException: Invalid Resource identifier specified")
    }

    @Test func methodsAndIntegrationsHaveTheServiceDefaults() throws {
        let pets = try Pets()
        let plane = pets.plane
        #expect(plane.send("GET", pets.method).error == "NotFoundException: Invalid Method identifier specified")
        let method = plane.send("PUT", pets.method, ["authorizationType": "none"])
        #expect(method.status == 201)
        #expect(method.json == ["httpMethod": "GET", "authorizationType": "NONE", "apiKeyRequired": false])
        let integration = plane.send(
            "PUT", pets.method + "/integration", ["type": "MOCK", "requestTemplates": ["application/json": "{}"]])
        #expect(integration.status == 201)
        #expect(integration["cacheNamespace"]?.string == pets.pets)
        #expect(integration["timeoutInMillis"] == 29000)
        #expect(integration["passthroughBehavior"] == "WHEN_NO_MATCH")
        #expect(integration["cacheKeyParameters"] == [])
        #expect(integration["connectionType"] == nil)
        #expect(
            plane.send("PUT", pets.method + "/integration/responses/200", [:]).error
                == "NotFoundException: Invalid Response status code specified")
        #expect(plane.send("PUT", pets.method + "/responses/200", ["responseModels": [:]])["responseModels"] == [:])
        #expect(plane.send("PUT", pets.method + "/integration/responses/200", [:]).status == 201)
        #expect(plane.patch(pets.method + "/responses/200", "add /responseModels/a~1b Empty").status == 201)
        #expect(plane.send("DELETE", pets.method + "/responses/200").status == 204)
        #expect(plane.send("DELETE", pets.method + "/integration").status == 204)
        #expect(plane.send("DELETE", pets.method).status == 204)
    }

    @Test func integrationsAreChecked() throws {
        let pets = try Pets()
        _ = pets.plane.send("PUT", pets.method, ["authorizationType": "NONE"])
        let lambda = "arn:aws:lambda:us-east-1:000000000000:function:f"
        let cases: [(JSONValue, String)] = [
            (["type": "HTTP"], "Enumeration value for HttpMethod must be non-empty"),
            (["type": "HTTP", "httpMethod": "GET", "uri": "nowhere"], "Invalid HTTP endpoint specified for URI"),
            (["type": "AWS_PROXY", "httpMethod": "POST", "uri": "x"], "Invalid ARN specified in the request"),
            (
                ["type": "AWS_PROXY", "httpMethod": "POST", "uri": .string(lambda)],
                "AWS ARN for integration must contain path or action"
            ),
            (
                [
                    "type": "AWS_PROXY", "httpMethod": "POST",
                    "uri": "arn:aws:apigateway:us-east-1:sqs:path/000000000000/q",
                ],
                "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations."
            ),
            (["type": "MOCK", "timeoutInMillis": 49], "Timeout should be between 50 ms and 29000 ms"),
            (
                ["type": "MOCK", "requestTemplates": ["123": "x"]],
                "Validation Result: warnings : [], errors : [Invalid content type specified: 123]"
            ),
        ]
        for (body, text) in cases {
            #expect(
                pets.plane.send("PUT", pets.method + "/integration", body).error == "BadRequestException: " + text)
        }
    }

    @Test func modelsAreNamed() throws {
        let pets = try Pets()
        let (plane, models) = (pets.plane, pets.base + "/models")
        #expect(plane.send("GET", models)["item"]?.array?.count == 2)
        let schema = #"{"type":"object","properties":{"a":{"type":"number"},"op":{"type":"string"}}}"#
        let body: JSONValue = ["name": "Pet", "contentType": "application/json", "schema": .string(schema)]
        #expect(plane.send("POST", models, body).status == 201)
        #expect(
            plane.send("POST", models, body).error
                == "ConflictException: Model name already exists for this REST API")
        #expect(
            plane.send("GET", models + "/Nope").error == "NotFoundException: Invalid model name specified: Nope")
        #expect(
            plane.send("GET", models + "/Pet/default_template")["value"]
                == "#set($inputRoot = $input.path('$'))\n{\n  \"a\" : 3.1415,\n  \"op\" : \"foo\"\n}")
        let method: JSONValue = ["authorizationType": "NONE", "requestModels": ["application/json": "Pet"]]
        #expect(plane.send("PUT", pets.method, method).status == 201)
        #expect(
            plane.send("DELETE", models + "/Pet").error
                == "ConflictException: Cannot delete model 'Pet', is referenced in method request: /pets/GET")
    }

    @Test func validatorsAndGatewayResponses() throws {
        let pets = try Pets()
        let (plane, base) = (pets.plane, pets.base)
        let made = plane.send("POST", base + "/requestvalidators", ["name": "all", "validateRequestBody": true])
        let path = base + "/requestvalidators/" + (made["id"]?.string ?? "")
        #expect(plane.patch(path, "replace /validateRequestBody")["validateRequestBody"] == false)
        #expect(
            plane.patch(path, "add /name x").error
                == "BadRequestException: Invalid patch path  '/name' specified for op 'add'. Please choose supported operations"
        )
        #expect(
            plane.send("POST", "/restapis/nope/requestvalidators", ["name": "x"]).error
                == "BadRequestException: Invalid REST API identifier specified")
        #expect(plane.send("GET", base + "/gatewayresponses")["item"]?.array?.count == 21)
        let thrown = plane.send(
            "PUT", base + "/gatewayresponses/THROTTLED", ["responseTemplates": ["application/json": "slow"]])
        #expect(thrown.status == 201)
        #expect(thrown["statusCode"] == "429")
        #expect(plane.send("DELETE", base + "/gatewayresponses/THROTTLED").status == 202)
        #expect(
            plane.send("DELETE", base + "/gatewayresponses/THROTTLED").error
                == "NotFoundException: Gateway response type not defined on api")
    }

    // Facts: access-9.20, access-9.21, access-9.22, access-9.23
    @Test func deploymentsServeStages() throws {
        let pets = try Pets()
        let (plane, base) = (pets.plane, pets.base)
        let refusal =
            "BadRequestException: Invalid deployment content specified.Non null and non empty stageName must be "
            + "provided for canary deployment. Provided value is null"
        #expect(
            plane.send("POST", base + "/deployments", ["canarySettings": ["percentTraffic": 10]]).error == refusal)
        pets.mock()
        let made = plane.send("POST", base + "/deployments", ["stageName": "s"])
        #expect(made.status == 201, "\(made.error)")
        #expect(made.json.object?.names.sorted() == ["createdDate", "id"])
        #expect(plane.effects.take() == [.publish(region: "us-east-1", api: pets.api, stage: "s")])
        let stage = base + "/stages/s"
        #expect(
            plane.send("GET", stage).json.object?.names.sorted() == [
                "cacheClusterEnabled", "cacheClusterStatus", "createdDate", "deploymentId", "lastUpdatedDate",
                "methodSettings", "stageName", "tracingEnabled",
            ])
        let set = plane.patch(stage, "replace /~1pets/GET/throttling/rateLimit 5")
        #expect(set["methodSettings"]?["pets/GET"]?["throttlingRateLimit"] == .number("5.0"))
        #expect(set["methodSettings"]?["pets/GET"]?["throttlingBurstLimit"] == 5000)
        #expect(
            plane.patch(stage, "remove /*/*").error
                == "BadRequestException: Cannot remove method setting */* because there is no method setting for this method "
        )
        let canary = plane.patch(stage, "replace /canarySettings/percentTraffic 50")
        #expect(canary["canarySettings"]?["percentTraffic"] == .number("50.0"))
        #expect(canary["canarySettings"]?["deploymentId"] == made["id"])
        #expect(plane.patch(stage, "remove /canarySettings")["canarySettings"] == nil)
        #expect(plane.send("DELETE", stage).status == 202)
        _ = plane.effects.take()
        #expect(plane.send("DELETE", base + "/deployments/" + (made["id"]?.string ?? "")).status == 202)
    }
}
