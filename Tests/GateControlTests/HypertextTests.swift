// HAL, for clients that do not ask for JSON: shapes of the sample answers in AWS's reference.

import GateControl
import GateJSON
import Testing

@Suite struct HypertextTests {
    private let plane: Plane
    private let api: String
    private let root: String

    init() throws {
        plane = try Plane()
        let made = plane.send("POST", "/restapis", ["name": "pets"])
        api = made["id"]?.string ?? ""
        root = made["rootResourceId"]?.string ?? ""
    }

    private func hal(_ method: String, _ target: String, _ body: JSONValue? = nil, accept: String? = nil) -> Answer {
        plane.answer(
            ControlRequest(method, target, headers: accept.map { [("Accept", $0)] } ?? [], body: body?.json ?? ""))
    }

    private func curie(_ name: String, _ page: String? = nil) -> JSONValue {
        let page = page ?? "restapi-" + name
        return [
            "href": .string("https://docs.aws.amazon.com/apigateway/latest/developerguide/\(page)-{rel}.html"),
            "name": .string(name), "templated": true,
        ]
    }

    @Test func onlyThoseThatAskForJSONGetIt() {
        let target = "/restapis/\(api)"
        for accept in ["application/json", "application/json, */*", "text/html, application/json;q=0.5"] {
            #expect(hal("GET", target, accept: accept)["_links"] == nil)
        }
        for accept in [nil, "*/*", "application/hal+json"] {
            #expect(hal("GET", target, accept: accept)["_links"] != nil)
        }
        #expect(hal("GET", "/restapis/nothing")["_links"] == nil)
        // What has no documented links is plain.
        #expect(hal("GET", target + "/gatewayresponses")["item"]?.array?.count == 21)
        #expect(hal("GET", "/v2/vpclinks")["items"] == [])
    }

    @Test func aThingHasLinksAndTimesAsText() throws {
        let made = hal("POST", "/restapis/\(api)/resources/\(root)", ["pathPart": "res1"])
        let place = "/restapis/\(api)/resources/\(made["id"]?.string ?? "")"
        let own: JSONValue = ["href": .string(place)]
        let method: JSONValue = ["href": .string(place + "/methods/{http_method}"), "templated": true]
        #expect(
            made["_links"] == [
                "curies": [curie("method"), curie("resource")], "self": own, "method:by-http-method": method,
                "method:put": method, "resource:create-child": own, "resource:delete": own, "resource:update": own,
            ])
        #expect(made.json.object?.names == ["_links", "id", "parentId", "path", "pathPart"])
        let shown = hal("GET", "/restapis/\(api)")
        #expect(shown["createdDate"] == "2023-11-14T22:13:20Z")
        #expect(shown["_links"]?["resource:create"]?["href"]?.string == "/restapis/\(api)/resources/\(root)")
        #expect(shown["_links"]?.object?.names.count == 19)
        // A list of one is its entry.
        #expect(shown["endpointConfiguration"]?["types"] == "EDGE")
        #expect(hal("GET", "/restapis/\(api)/resources/\(root)")["_links"]?["resource:delete"] == nil)
        #expect(hal("GET", "/account")["_links"]?["curies"] == curie("account", "account-apigateway"))
    }

    @Test func methodsEmbedWhatBelongsToThem() {
        let place = "/restapis/\(api)/resources/\(root)/methods/GET"
        let put = hal("PUT", place, ["authorizationType": "NONE"])
        #expect(put["_links"]?["self"] == ["href": .string(place), "name": "GET", "title": "GET"])
        #expect(put["_links"]?["curies"]?.array?.count == 3 && put["_embedded"] == nil)
        _ = hal("PUT", place + "/responses/200", [:])
        _ = hal("PUT", place + "/integration", ["type": "MOCK"])
        let response = hal("PUT", place + "/integration/responses/200", [:])
        let href = JSONValue.string(place + "/integration/responses/200")
        #expect(
            response["_links"] == [
                "curies": curie("integrationresponse", "restapi-integration-response"),
                "self": ["href": href, "title": "200"], "integrationresponse:delete": ["href": href],
                "integrationresponse:update": ["href": href],
            ])
        let method = hal("GET", place)
        #expect(method["methodIntegration"] == nil && method["methodResponses"] == nil)
        #expect(
            method["_links"]?["curies"]?.array?.compactMap { $0["name"]?.string }
                == ["integration", "integrationresponse", "method", "methodresponse"])
        let integration = method["_embedded"]?["method:integration"]
        #expect(integration?["type"] == "MOCK" && integration?["_links"]?["curies"] == nil)
        #expect(integration?["_embedded"]?["integration:responses"]?["statusCode"] == "200")
        #expect(
            method["_embedded"]?["method:responses"]?["_links"]?["self"]
                == ["href": .string(place + "/responses/200"), "name": "200", "title": "200"])
        let resource = hal("GET", "/restapis/\(api)/resources/\(root)")
        #expect(resource["_links"]?["resource:methods"] == ["href": .string(place), "name": "GET", "title": "GET"])
        #expect(resource["_embedded"] == nil && resource["resourceMethods"] == nil)
        _ = hal("POST", "/restapis/\(api)/deployments", ["stageName": "s"])
        let stage = hal("GET", "/restapis/\(api)/stages/s")
        let deployment = hal("GET", "/restapis/\(api)/deployments/\(stage["deploymentId"]?.string ?? "")")
        #expect(
            deployment["_links"]?["deployment:stages"]?["href"]?.string
                == "/restapis/\(api)/stages?deployment_id=\(deployment["id"]?.string ?? "")")
        #expect(stage["_links"]?["stage:flush-cache"] == nil)
        #expect(stage["_links"]?["stage:flush-authorizer-cache"] != nil)
    }

    @Test func listsEmbedTheirEntriesAndLinkTheNextPage() {
        let one = hal("GET", "/restapis")
        #expect(one["_links"]?["item"] == ["href": .string("/restapis/\(api)")])
        #expect(one["_embedded"]?["item"]?["name"] == "pets")
        #expect(one["_embedded"]?["item"]?["_links"]?["curies"] == nil)
        _ = plane.api("more")
        _ = plane.api("most")
        let page = hal("GET", "/restapis?limit=2")
        #expect(page["_links"]?["self"] == ["href": "/restapis?limit=2"])
        #expect(page["_embedded"]?["item"]?.array?.count == 2)
        let next = page["_links"]?["next"]?["href"]?.string ?? ""
        #expect(next.hasPrefix("/restapis?position=") && next.hasSuffix("&limit=2"))
        #expect(hal("GET", next)["_embedded"]?["item"]?["name"] == "most")
        #expect(
            page["_links"]?["restapi:put"] == [
                "href": "/restapis/{restapi_id}?failonwarnings=false{&mode}", "templated": true,
            ])
        let none = hal("GET", "/usageplans")
        #expect(none["_embedded"] == nil && none["_links"]?["item"] == nil)
    }
}
