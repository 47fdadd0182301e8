// HTTP and WebSocket APIs by the operations of the second service: shapes, defaults, merges and refusals.

import GateControl
import GateJSON
import Testing

@Suite struct V2Tests {
    /// A plane with an API.
    private struct Own {
        let plane: Plane
        let api: String
        var base: String { "/v2/apis/\(api)" }

        init(_ body: JSONValue) throws {
            plane = try Plane()
            let made = plane.send("POST", "/v2/apis", body)
            #expect(made.status == 201, "\(made.error)")
            api = made["apiId"]?.string ?? ""
        }

        static func http() throws -> Own { try Own(["name": "pets", "protocolType": "HTTP"]) }
        static func socket() throws -> Own {
            try Own(
                [
                    "name": "chat", "protocolType": "WEBSOCKET",
                    "routeSelectionExpression": "$request.body.action",
                ])
        }

        func send(_ method: String, _ path: String, _ body: JSONValue? = nil) -> Answer {
            plane.send(method, base + path, body)
        }

        func integration() -> String {
            send(
                "POST", "/integrations",
                [
                    "integrationType": "HTTP_PROXY", "integrationMethod": "GET",
                    "integrationUri": "http://127.0.0.1:1/", "payloadFormatVersion": "1.0",
                ])["integrationId"]?.string ?? ""
        }
    }

    @Test func httpAPIsHaveTheServiceDefaults() throws {
        let plane = try Plane()
        let made = plane.send("POST", "/v2/apis", ["name": "pets", "protocolType": "HTTP"])
        let id = made["apiId"]?.string ?? ""
        #expect(made.status == 201)
        #expect(id.utf8.count == 10)
        #expect(
            made.json == [
                "apiEndpoint": .string("https://\(id).execute-api.us-east-1.amazonaws.com"), "apiId": .string(id),
                "apiKeySelectionExpression": "$request.header.x-api-key", "createdDate": "2023-11-14T22:13:20Z",
                "disableExecuteApiEndpoint": false, "ipAddressType": "ipv4", "name": "pets", "protocolType": "HTTP",
                "routeSelectionExpression": "$request.method $request.path",
            ])
        let shown = plane.send("GET", "/v2/apis/\(id)")
        #expect(shown["tags"] == [:])
        #expect(plane.send("GET", "/v2/apis")["items"] == [shown.json])
        #expect(
            plane.send("POST", "/v2/apis", ["name": "x", "protocolType": "SMTP"]).error
                == "BadRequestException: Invalid protocol specified. Must be one of [HTTP, WEBSOCKET]")
        let missing = plane.send("GET", "/v2/apis/nothing")
        #expect(missing.error == "NotFoundException: Invalid API identifier specified nothing")
        #expect(missing["resourceType"] == "Api")
        #expect(plane.send("DELETE", "/v2/apis/\(id)").status == 204)
        #expect(plane.send("DELETE", "/v2/apis/\(id)").status == 404)
    }

    @Test func corsIsChecked() throws {
        let own = try Own.http()
        let refused = own.send(
            "PATCH", "", ["corsConfiguration": ["allowOrigins": ["*"], "allowCredentials": true]])
        #expect(
            refused.error == "BadRequestException: allow-credentials is not supported if 'allow-origin' is *")
        let cors: JSONValue = ["allowOrigins": ["https://a.example"], "allowHeaders": ["X-A"], "maxAge": 5]
        #expect(
            own.send("PATCH", "", ["corsConfiguration": cors])["corsConfiguration"] == [
                "allowHeaders": ["x-a"], "allowOrigins": ["https://a.example"], "maxAge": 5,
            ])
        #expect(own.send("DELETE", "/cors").status == 204)
        #expect(own.send("GET", "")["corsConfiguration"] == nil)
    }

    @Test func routesAreChecked() throws {
        let own = try Own.http()
        let integration = own.integration()
        let made = own.send(
            "POST", "/routes", ["routeKey": "GET /pets/{id}", "target": .string("integrations/\(integration)")])
        #expect(made.status == 201, "\(made.error)")
        let route = made["routeId"]?.string ?? ""
        #expect(route.utf8.count == 7)
        #expect(made["apiKeyRequired"] == false)
        #expect(made["authorizationType"] == "NONE")
        #expect(
            own.send("POST", "/routes", ["routeKey": "GET /pets/{id}"]).error
                == "ConflictException: Route with key GET /pets/{id} already exists for this API")
        for key in ["GET", "get /pets", "GET pets", "/pets", "GET /{a+}/b", "GET /{a", "GET /{a}/{a}", "$connect"] {
            #expect(
                own.send("POST", "/routes", ["routeKey": .string(key)]).error
                    == "BadRequestException: The provided route key is not formatted properly for HTTP protocol. "
                    + "Format should be \"<HTTP METHOD> /<RESOURCE PATH>\" or \"$default\"",
                "\(key)")
        }
        #expect(
            own.send("PATCH", "/routes/\(route)", ["authorizationType": "JWT"]).error
                == "BadRequestException: Invalid authorizer ID specified. Setting the authorization type to JWT requires a valid JWT authorizer."
        )
        #expect(own.send("PATCH", "/routes/\(route)", ["operationName": "pet"])["operationName"] == "pet")
        #expect(own.send("PATCH", "/routes/\(route)", ["operationName": ""])["operationName"] == nil)
        #expect(
            own.send("DELETE", "/integrations/\(integration)").error
                == "ConflictException: Cannot delete Integration because it is referenced by the following Routes with Ids: [\(route)]"
        )
        #expect(own.send("DELETE", "/routes/\(route)").status == 204)
        #expect(own.send("DELETE", "/integrations/\(integration)").status == 204)
        let missing = own.send("GET", "/routes/\(route)")
        #expect(missing.error == "NotFoundException: Invalid Route identifier specified \(route)")
    }

    @Test func httpIntegrationsAreChecked() throws {
        let own = try Own.http()
        let function = "arn:aws:lambda:us-east-1:000000000000:function:f"
        let cases: [(JSONValue, String)] = [
            (
                ["integrationType": "MOCK"],
                "Currently, an API with a protocol type of HTTP may only be associated with proxy integrations (AWS_PROXY, HTTP_PROXY)"
            ),
            (
                ["integrationType": "AWS_PROXY", "integrationUri": .string(function)],
                "PayloadFormatVersion is a required parameter for integration"
            ),
            (
                [
                    "integrationType": "HTTP_PROXY", "integrationUri": "nowhere", "integrationMethod": "GET",
                    "payloadFormatVersion": "1.0",
                ], "Invalid HTTP endpoint specified for URI"
            ),
            (
                [
                    "integrationType": "HTTP_PROXY", "integrationUri": "http://a/", "integrationMethod": "GET",
                    "payloadFormatVersion": "1.0", "requestParameters": ["overwrite:header.Authorization": "x"],
                ], "Operations on header authorization are restricted"
            ),
            (
                [
                    "integrationType": "AWS_PROXY", "integrationSubtype": "SQS-SendMessage",
                    "payloadFormatVersion": "1.0", "credentialsArn": "arn:aws:iam::0:role/r",
                    "requestParameters": ["QueueUrl": "q"],
                ],
                "Missing required request parameters for integration subtype SQS-SendMessage: [MessageBody]"
            ),
        ]
        for (body, text) in cases {
            #expect(own.send("POST", "/integrations", body).error == "BadRequestException: " + text)
        }
        let made = own.send(
            "POST", "/integrations",
            [
                "integrationType": "AWS_PROXY", "integrationUri": .string(function), "payloadFormatVersion": "2.0",
                "requestParameters": ["overwrite:path": "/a", "append:header.b": "1"],
            ])
        let id = made["integrationId"]?.string ?? ""
        #expect(
            made.json == [
                "connectionType": "INTERNET", "integrationId": .string(id), "integrationMethod": "POST",
                "integrationType": "AWS_PROXY", "integrationUri": .string(function), "payloadFormatVersion": "2.0",
                "requestParameters": ["overwrite:path": "/a", "append:header.b": "1"], "timeoutInMillis": 30000,
            ])
        // Maps are merged; an empty text takes an entry away.
        let changed = own.send(
            "PATCH", "/integrations/\(id)",
            [
                "requestParameters": ["overwrite:path": "", "append:header.c": "2"],
                "responseParameters": ["200": ["overwrite:statuscode": "201"], "404": ["remove:header.x": "''"]],
            ])
        #expect(changed["requestParameters"] == ["append:header.b": "1", "append:header.c": "2"])
        let dropped = own.send("PATCH", "/integrations/\(id)", ["responseParameters": ["200": [:]]])
        #expect(dropped["responseParameters"] == ["404": ["remove:header.x": "''"]])
    }

    @Test func authorizersAreChecked() throws {
        let own = try Own.http()
        let jwt: JSONValue = [
            "name": "jwt", "authorizerType": "JWT", "identitySource": ["$request.header.Authorization"],
            "jwtConfiguration": ["issuer": "https://issuer.example/", "audience": ["a"]],
        ]
        let made = own.send("POST", "/authorizers", jwt)
        let id = made["authorizerId"]?.string ?? ""
        #expect(made.status == 201, "\(made.error)")
        #expect(id.utf8.count == 6)
        let route = own.send(
            "POST", "/routes",
            [
                "routeKey": "GET /a", "authorizationType": "JWT", "authorizerId": .string(id),
                "authorizationScopes": ["read"],
            ])
        #expect(route["authorizationScopes"] == ["read"], "\(route.error)")
        #expect(own.send("DELETE", "/authorizers/\(id)").status == 409)
        let merged = own.send("PATCH", "/authorizers/\(id)", ["jwtConfiguration": ["audience": ["b"]]])
        #expect(merged["jwtConfiguration"] == ["issuer": "https://issuer.example/", "audience": ["b"]])
        let uri =
            "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:0:function:f/invocations"
        #expect(
            own.send(
                "POST", "/authorizers",
                [
                    "name": "r", "authorizerType": "REQUEST", "identitySource": ["$request.header.a"],
                    "authorizerUri": .string(uri),
                ]
            ).error
                == "BadRequestException: AuthorizerPayloadFormatVersion is a required parameter for REQUEST authorizer"
        )
    }

    @Test func socketAPIsHaveTheirOwnParts() throws {
        let plane = try Plane()
        #expect(plane.send("POST", "/v2/apis", ["name": "x", "protocolType": "WEBSOCKET"]).status == 400)
        let own = try Own.socket()
        #expect(own.send("GET", "")["apiEndpoint"]?.string?.hasPrefix("wss://") == true)
        let integration = own.send(
            "POST", "/integrations",
            ["integrationType": "MOCK", "requestTemplates": ["$default": "{\"statusCode\":200}"]])
        let id = integration["integrationId"]?.string ?? ""
        #expect(integration["timeoutInMillis"] == 29000)
        #expect(integration["passthroughBehavior"] == "WHEN_NO_MATCH")
        #expect(integration["integrationResponseSelectionExpression"] == "${integration.response.statuscode}")
        let response = own.send(
            "POST", "/integrations/\(id)/integrationresponses",
            ["integrationResponseKey": "$default", "responseTemplates": ["a": "b"]])
        #expect(response.status == 201, "\(response.error)")
        let place = "/integrations/\(id)/integrationresponses/" + (response["integrationResponseId"]?.string ?? "")
        #expect(
            own.send("PATCH", place, ["responseTemplates": ["c": "d"]])["responseTemplates"] == ["a": "b", "c": "d"])
        #expect(own.send("GET", "/integrations/\(id)/integrationresponses")["items"]?.array?.count == 1)
        let route = own.send(
            "POST", "/routes",
            [
                "routeKey": "$connect", "target": .string("integrations/\(id)"), "apiKeyRequired": true,
                "requestParameters": ["route.request.querystring.a": ["required": true]],
            ])
        let routeID = route["routeId"]?.string ?? ""
        #expect(route.status == 201, "\(route.error)")
        #expect(own.send("DELETE", "/routes/\(routeID)/requestparameters/route.request.querystring.a").status == 204)
        #expect(own.send("GET", "/routes/\(routeID)")["requestParameters"] == nil)
        #expect(
            own.send("POST", "/routes", ["routeKey": "join", "authorizationType": "AWS_IAM"]).error
                == "BadRequestException: Currently, authorization is restricted to the $connect route only")
        #expect(own.send("POST", "/routes/\(routeID)/routeresponses", ["routeResponseKey": "x"]).status == 400)
        let answer = own.send("POST", "/routes/\(routeID)/routeresponses", ["routeResponseKey": "$default"])
        #expect(answer.status == 201)
        #expect(own.send("GET", "/routes/\(routeID)/routeresponses")["items"] == [answer.json])
        #expect(own.send("DELETE", place).status == 204)
    }

    @Test func modelsHaveTemplates() throws {
        let own = try Own.socket()
        let model = own.send(
            "POST", "/models",
            ["name": "Pet", "schema": "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}"])
        #expect(model["contentType"] == "application/json", "\(model.error)")
        let id = model["modelId"]?.string ?? ""
        #expect(
            own.send("GET", "/models/\(id)/template")["value"]
                == "#set($inputRoot = $input.path('$'))\n{\n  \"a\" : \"foo\"\n}")
        #expect(own.send("PATCH", "/models/\(id)", ["description": "d"])["description"] == "d")
        _ = own.send("POST", "/routes", ["routeKey": "a", "requestModels": ["m": "Pet"]])
        #expect(own.send("DELETE", "/models/\(id)").status == 409)
    }

    @Test func stagesAreChecked() throws {
        let own = try Own.http()
        let stage = own.send("POST", "/stages", ["stageName": "dev", "stageVariables": ["a": "1"]])
        #expect(
            stage.json == [
                "createdDate": "2023-11-14T22:13:20Z", "lastUpdatedDate": "2023-11-14T22:13:20Z",
                "defaultRouteSettings": ["detailedMetricsEnabled": false], "routeSettings": [:], "stageName": "dev",
                "stageVariables": ["a": "1"], "tags": [:],
            ])
        #expect(own.send("POST", "/stages", ["stageName": "dev"]).error == "ConflictException: Stage already exists")
        #expect(own.send("POST", "/stages", ["stageName": "a b"]).status == 400)
        #expect(own.send("GET", "/stages/x").error == "NotFoundException: Invalid stage identifier specified")
        #expect(
            own.send("PATCH", "/stages/dev", ["routeSettings": ["GET /a": ["throttlingRateLimit": 1]]]).error
                == "NotFoundException: Unable to find Route by key GET /a within the provided RouteSettings")
        #expect(
            own.send("PATCH", "/stages/dev", ["defaultRouteSettings": ["loggingLevel": "INFO"]]).error
                == "BadRequestException: Execution logs are not supported on protocolType HTTP")
        _ = own.send("POST", "/routes", ["routeKey": "GET /a"])
        let changed = own.send(
            "PATCH", "/stages/dev",
            [
                "routeSettings": ["GET /a": ["throttlingRateLimit": 1]], "stageVariables": ["a": "", "b": "2"],
                "accessLogSettings": ["destinationArn": "arn:aws:logs:x", "format": "$context.requestId"],
            ])
        #expect(changed["stageVariables"] == ["b": "2"], "\(changed.error)")
        #expect(
            changed["routeSettings"] == [
                "GET /a": ["detailedMetricsEnabled": false, "throttlingRateLimit": .number("1.0")]
            ])
        #expect(own.send("DELETE", "/stages/dev/routesettings/GET%20%2Fa").status == 204)
        #expect(own.send("DELETE", "/stages/dev/accesslogsettings").status == 204)
        let shown = own.send("GET", "/stages/dev")
        #expect(shown["routeSettings"] == [:])
        #expect(shown["accessLogSettings"] == nil)
        #expect(own.send("DELETE", "/stages/dev").status == 204)
        #expect(
            own.plane.effects.take().last == .unpublish(region: "us-east-1", api: own.api, stage: "dev"))
    }

    @Test func quickCreateMakesManagedObjects() throws {
        let own = try Own(["name": "quick", "protocolType": "HTTP", "target": "http://127.0.0.1:1"])
        let route = own.send("GET", "/routes")["items"]?.array?.first ?? [:]
        #expect(route["routeKey"] == "$default")
        #expect(route["apiGatewayManaged"] == true)
        let integration = own.send("GET", "/integrations")["items"]?.array?.first ?? [:]
        let id = integration["integrationId"]?.string ?? ""
        #expect(route["target"]?.string == "integrations/\(id)")
        #expect(integration["integrationMethod"] == "ANY")
        #expect(own.send("DELETE", "/integrations/\(id)").status == 400)
        #expect(own.send("PATCH", "/stages/$default", ["description": "x"]).status == 400)
        let stage = own.send("GET", "/stages/$default")
        #expect(stage["autoDeploy"] == true)
        #expect(stage["lastDeploymentStatusMessage"]?.string?.isEmpty == false)
        let path = "/routes/" + (route["routeId"]?.string ?? "")
        #expect(own.send("PATCH", path, ["routeKey": "GET /"]).status == 400)
        let function = "arn:aws:lambda:us-east-1:000000000000:function:f"
        #expect(own.send("PATCH", "", ["target": .string(function), "routeKey": "ANY /x"]).status == 200)
        #expect(own.send("GET", path)["routeKey"] == "ANY /x")
        #expect(own.send("GET", "/integrations/\(id)")["integrationType"] == "AWS_PROXY")
    }

    @Test func tagsAreOfAPIsAndStages() throws {
        let own = try Own(["name": "t", "protocolType": "HTTP", "tags": ["a": "b"]])
        let arn = "arn%3Aaws%3Aapigateway%3Aus-east-1%3A%3A%2Fapis%2F\(own.api)"
        #expect(own.plane.send("POST", "/v2/tags/\(arn)", ["tags": ["c": "d"]]).status == 201)
        #expect(own.send("GET", "")["tags"] == ["a": "b", "c": "d"])
        #expect(own.plane.send("DELETE", "/v2/tags/\(arn)?tagKeys=a").status == 204)
        #expect(own.plane.send("GET", "/v2/tags/\(arn)")["tags"] == ["c": "d"])
    }
}
