// Keys, usage plans, usage, the account, certificates, links and tags: shapes, defaults, changes and refusals.

import GateControl
import GateJSON
import GateUsage
import Testing

@Suite struct UsageTests {
    private let value = "0123456789abcdefghij"

    private func key(_ plane: Plane, _ body: JSONValue = ["name": "k"]) -> String {
        plane.send("POST", "/apikeys", body)["id"]?.string ?? ""
    }

    private func plan(_ plane: Plane, _ body: JSONValue = ["name": "gold"]) -> String {
        plane.send("POST", "/usageplans", body)["id"]?.string ?? ""
    }

    // MARK: Keys

    // Facts: access-1.8
    @Test func newKeysHaveTheServiceDefaults() throws {
        let plane = try Plane()
        let made = plane.send("POST", "/apikeys", ["name": "k"])
        #expect(made.status == 201)
        #expect(
            made.json.object?.names.sorted() == [
                "createdDate", "enabled", "id", "lastUpdatedDate", "name", "stageKeys", "value",
            ])
        #expect(made["enabled"] == false && made["stageKeys"] == [])
        #expect(made["value"]?.string?.count == 40 && made["id"]?.string?.count == 10)
        let id = made["id"]?.string ?? ""
        #expect(plane.effects.take() == [.publishKey(region: "us-east-1", key: id)])
        let path = "/apikeys/\(id)"
        #expect(plane.send("GET", path)["value"] == nil)
        #expect(plane.send("GET", path + "?includeValue=true")["value"] == made["value"])
        let updated = plane.patch(path, "replace /enabled true", "replace /description text", "replace /name n")
        #expect(updated["enabled"] == true && updated["description"] == "text" && updated["tags"] == [:])
    }

    // Facts: access-1.1, access-1.7, access-1.10, access-1.11
    @Test func keysAreRefusedAsRecorded() throws {
        let plane = try Plane()
        let long = { JSONValue.string(String(repeating: "x", count: $0)) }
        let cases: [(JSONValue, String)] = [
            (["value": long(19)], "API Key value should be at least 20 characters"),
            (["value": long(129)], "API Key value exceeds maximum size of 128 characters"),
            (["name": long(1025)], "Invalid API Key name, can be at most 1024 characters."),
            (["description": long(125_001)], "Invalid API Key description specified."),
        ]
        for (body, text) in cases {
            #expect(plane.send("POST", "/apikeys", body).error == "BadRequestException: " + text)
        }
        let id = key(plane, ["value": .string(value)])
        let twice = plane.send("POST", "/apikeys", ["value": .string(value)])
        #expect(twice.status == 409 && twice.error == "ConflictException: API Key already exists")
        #expect(
            plane.patch("/apikeys/\(id)", "replace /id x").error
                == "BadRequestException: Invalid patch path  '/id' specified for op 'replace'. Must be one of: "
                + "[/description, /enabled, /name, /customerId]")
        #expect(plane.send("GET", "/apikeys/none").error == "NotFoundException: Invalid API Key identifier specified")
        #expect(plane.send("DELETE", "/apikeys/\(id)").status == 202)
        #expect(plane.send("DELETE", "/apikeys/\(id)").status == 404)
        #expect(plane.send("POST", "/apikeys", ["value": .string(value)]).status == 201)
    }

    @Test func keysAreListedNewestFirstInPages() throws {
        let plane = try Plane()
        for name in ["aa", "ab", "b", "ac"] { _ = key(plane, ["name": .string(name), "customerId": "c"]) }
        func names(_ query: String) -> [String?] {
            plane.send("GET", "/apikeys?" + query)["item"]?.array?.map { $0["name"]?.string } ?? []
        }
        #expect(names("") == ["ac", "b", "ab", "aa"])
        #expect(names("name=a&customerId=c") == ["ac", "ab", "aa"])
        #expect(names("customerId=d") == [])
        #expect(names("limit=-1") == [])
        let first = plane.send("GET", "/apikeys?limit=3&includeValues=true")
        #expect(first["item"]?.array?.count == 3 && first["item"]?.array?.first?["value"] != nil)
        #expect(names("limit=3&position=\(first["position"]?.string ?? "")") == ["aa"])
    }

    // Facts: access-1.2, access-1.12
    @Test func filesOfKeysAreImported() throws {
        let plane = try Plane()
        let gold = plan(plane)
        let file = """
            key,Name,enabled,UsagePlanIds,colour
            \(value)A,first,false,"\(gold), nowhere",red
            short,second,,,
            \(value)B,third,,\(gold),

            """
        let target = "/apikeys?mode=import&format=csv"
        let done = plane.send("POST", target, text: file)
        #expect(done.status == 201 && done["ids"]?.array?.count == 2, "\(done.json)")
        #expect(
            done["warnings"] == [
                "line 3: API Key value should be at least 20 characters", "line 2: Invalid Usage Plan ID specified",
            ])
        #expect(plane.send("GET", "/usageplans/\(gold)/keys")["item"]?.array?.count == 2)
        let again = plane.send("POST", target, text: "name,key\nnew,\(value)A\n")
        #expect(again["ids"]?.array?.first == done["ids"]?.array?.first && again["warnings"] == [])
        let refused = plane.send("POST", target + "&failonwarnings=true", text: "name,key\nx,\(value)C\ny,z\n")
        #expect(refused.status == 400)
        #expect(plane.send("GET", "/apikeys")["item"]?.array?.count == 2)
        #expect(plane.send("POST", target, text: "name\nx\n").error.contains("the required column 'Key' is missing"))
        #expect(plane.send("POST", target, text: "name,key\n\"x").error.contains("has no end"))
    }

    // MARK: Plans

    @Test func plansHaveLimitsAndChangeByPatches() throws {
        let plane = try Plane()
        let made = plane.send(
            "POST", "/usageplans",
            [
                "name": "gold", "throttle": ["rateLimit": 10, "burstLimit": 20],
                "quota": ["limit": 5, "period": "DAY"],
            ])
        #expect(made.status == 201 && made["apiStages"] == [], "\(made.json)")
        #expect(made["throttle"]?["rateLimit"]?.json == "10.0" && made["quota"]?["offset"] == 0)
        let path = "/usageplans/\(made["id"]?.string ?? "")"
        let changed = plane.patch(
            path, "replace /quota/limit 7", "replace /quota/period WEEK", "replace /throttle/rateLimit 2.5",
            "add /productCode code", "replace /description text")
        #expect(changed["quota"] == ["limit": 7, "period": "WEEK", "offset": 0], "\(changed.json)")
        #expect(changed["throttle"]?["rateLimit"]?.json == "2.5" && changed["productCode"] == "code")
        let bare = plane.patch(path, "remove /quota", "remove /throttle", "remove /productCode")
        #expect(bare["quota"] == nil && bare["throttle"] == nil && bare["productCode"] == nil)
        #expect(plane.patch(path, "replace /quota/limit x").status == 400)
        #expect(
            plane.patch(path, "add /apiStages none:dev").error
                == "NotFoundException: Invalid API Stage {api: none, stage: dev} specified for usageplan "
                + (made["id"]?.string ?? ""))
        #expect(plane.patch(path, "add /apiStages none").error == "BadRequestException: Invalid API Stage specified")
        #expect(plane.send("GET", "/usageplans/none").error == "NotFoundException: Invalid Usage Plan ID specified")
        #expect(plane.send("DELETE", path).status == 202)
    }

    @Test func plansHaveKeys() throws {
        let plane = try Plane()
        let (gold, silver, id) = (plan(plane), plan(plane, ["name": "silver"]), key(plane))
        let body: JSONValue = ["keyId": .string(id), "keyType": "API_KEY"]
        let member = plane.send("POST", "/usageplans/\(gold)/keys", body)
        #expect(member.status == 201 && member["type"] == "API_KEY" && member["name"] == "k")
        #expect(plane.send("POST", "/usageplans/\(gold)/keys", body).status == 409)
        #expect(plane.send("POST", "/usageplans/none/keys", body).error.hasSuffix("Invalid Usage Plan ID specified"))
        _ = plane.send("POST", "/usageplans/\(silver)/keys", body)
        let plans = plane.send("GET", "/usageplans?keyId=\(id)")["item"]?.array?.compactMap { $0["id"]?.string }
        #expect(plans == [gold, silver])
        #expect(plane.send("GET", "/usageplans/\(gold)/keys/\(id)")["id"]?.string == id)
        #expect(plane.send("DELETE", "/usageplans/\(gold)/keys/\(id)").status == 202)
        #expect(plane.send("GET", "/usageplans/\(gold)/keys/\(id)").status == 404)
        #expect(plane.send("DELETE", "/apikeys/\(id)").status == 202)
        #expect(plane.send("GET", "/usageplans/\(silver)/keys")["item"] == [])
    }

    /// An API with the stages `one` and `two`.
    private func api(_ plane: Plane) -> String {
        let id = plane.send("POST", "/restapis", ["name": "pets"])["id"]?.string ?? ""
        let root = plane.send("GET", "/restapis/\(id)/resources")["item"]?.array?.first?["id"]?.string ?? ""
        let method = "/restapis/\(id)/resources/\(root)/methods/GET"
        _ = plane.send("PUT", method, ["authorizationType": "NONE"])
        _ = plane.send("PUT", method + "/integration", ["type": "MOCK"])
        for stage in ["one", "two"] {
            let deployed = plane.send("POST", "/restapis/\(id)/deployments", ["stageName": .string(stage)])
            #expect(deployed.status == 201, "\(deployed.json)")
        }
        return id
    }

    // Facts: access-2.7
    @Test func plansLimitMethodsByTheirPaths() throws {
        let plane = try Plane()
        let api = api(plane)
        let made = plane.send(
            "POST", "/usageplans", ["name": "p", "apiStages": [["apiId": .string(api), "stage": "one"]]])
        let path = "/usageplans/\(made["id"]?.string ?? "")"
        let stage = "/apiStages/\(api):one/throttle/"
        let changed = plane.patch(
            path, "replace \(stage)~1pets~1{id}/GET/rateLimit 2", "replace \(stage)~1pets~1{id}/GET/burstLimit 9",
            "add \(stage)//GET/rateLimit 0.5", "add \(stage)~1/GET/burstLimit 1")
        #expect(
            changed["apiStages"]?.array?.first?["throttle"] == [
                "/pets/{id}/GET": ["rateLimit": .number("2.0"), "burstLimit": 9],
                "//GET": ["rateLimit": .number("0.5"), "burstLimit": 1],
            ], "\(changed.json)")
        let removed = plane.patch(path, "remove \(stage)~1pets~1{id}/GET")
        #expect(removed["apiStages"]?.array?.first?["throttle"]?.object?.names == ["//GET"], "\(removed.json)")
        for number in 1..<UsageBounds.methodsOfStageMax {
            #expect(plane.patch(path, "add \(stage)~1p\(number)/GET/rateLimit 1").status == 200)
        }
        #expect(plane.patch(path, "add \(stage)~1last/GET/rateLimit 1").status == 429)
        #expect(plane.patch(path, "add \(stage)~1pets/WALK/rateLimit 1").status == 400)
        #expect(plane.patch(path, "remove \(stage.dropLast())")["apiStages"]?.array?.first?["throttle"] == nil)
    }

    // Facts: access-2.5
    @Test func aKeyHasOnePlanOfAStage() throws {
        let plane = try Plane()
        let api = api(plane)
        let plans = ["one", "two", "one"].map { stage in
            plan(plane, ["name": "p", "apiStages": [["apiId": .string(api), "stage": .string(stage)]]])
        }
        let body: JSONValue = ["keyId": .string(key(plane)), "keyType": "API_KEY"]
        #expect(plans.map { plane.send("POST", "/usageplans/\($0)/keys", body).status } == [201, 201, 409])
        for number in 2..<UsageBounds.plansOfKeyMax {
            let more = plan(plane, ["name": "more"])
            #expect(plane.send("POST", "/usageplans/\(more)/keys", body).status == 201, "\(number)")
        }
        #expect(plane.send("POST", "/usageplans/\(plan(plane))/keys", body).status == 429)
    }

    // MARK: Usage

    // Facts: access-2.4, access-2.10
    @Test func usageIsReadAndExtended() throws {
        let plane = try Plane { settings in
            settings.usage = UsageCounts(
                days: { _, quota, keys, days, today in
                    keys.map { _ in
                        UsageHistory.run(days, quota) { day in
                            day == today
                                ? DayCount(used: 3, remaining: 7)
                                : day == today - 1 ? DayCount(used: 2, remaining: nil) : nil
                        }
                    }
                },
                setRemaining: { _, _, _, _, _ in true })
        }
        let gold = plan(plane, ["name": "gold", "quota": ["limit": 10, "period": "DAY"]])
        let id = key(plane)
        _ = plane.send("POST", "/usageplans/\(gold)/keys", ["keyId": .string(id), "keyType": "API_KEY"])
        // The clock stands at 2023-11-14.
        let path = "/usageplans/\(gold)/usage?startDate=2023-11-12&endDate=2023-11-14"
        let usage = plane.send("GET", path)
        #expect(usage["values"]?[id] == [[0, 10], [2, 8], [3, 7]], "\(usage.json)")
        #expect(usage["usagePlanId"]?.string == gold && usage["startDate"] == "2023-11-12")
        #expect(plane.send("GET", path + "&keyId=\(id)")["values"] == usage["values"])
        #expect(plane.send("GET", path + "&keyId=none").status == 404)
        let years = "/usageplans/\(gold)/usage?startDate=2022-11-12&endDate=2023-11-14"
        #expect(plane.send("GET", years).status == 400)
        #expect(plane.send("GET", "/usageplans/\(gold)/usage?startDate=2023-11-31&endDate=2023-12-01").status == 400)
        #expect(plane.send("GET", "/usageplans/\(gold)/usage?startDate=2023-11-12&endDate=2023-11-11").status == 400)
        let remaining = plane.patch("/usageplans/\(gold)/keys/\(id)/usage", "replace /remaining 100")
        #expect(remaining.status == 200 && remaining["values"]?[id] == [[3, 7]], "\(remaining.json)")
        #expect(plane.patch("/usageplans/\(gold)/keys/\(id)/usage", "replace /used 1").status == 400)
    }

    // MARK: The rest

    // Facts: access-3.6
    @Test func theAccountHasItsDefaults() throws {
        let plane = try Plane()
        let account = plane.send("GET", "/account")
        #expect(account["throttleSettings"]?.json == #"{"burstLimit":5000,"rateLimit":10000.0}"#)
        #expect(account["features"] == ["UsagePlans"] && account["apiKeyVersion"] == "4")
        let role = "arn:aws:iam::123456789012:role/logs"
        #expect(plane.patch("/account", "replace /cloudwatchRoleArn \(role)")["cloudwatchRoleArn"]?.string == role)
        #expect(plane.patch("/account", "replace /cloudwatchRoleArn x").error.contains("required permissions"))
        #expect(plane.patch("/account", "replace /cloudwatchRoleArn ")["cloudwatchRoleArn"] == nil)
    }

    @Test func certificatesAreReal() throws {
        let plane = try Plane()
        let made = plane.send("POST", "/clientcertificates", ["description": "d", "tags": ["a": "b"]])
        #expect(made.status == 201 && made["privateKey"] == nil)
        let pem = made["pemEncodedCertificate"]?.string ?? ""
        #expect(pem.hasPrefix("-----BEGIN CERTIFICATE-----\n") && pem.count > 800)
        #expect((made["expirationDate"]?.int ?? 0) - (made["createdDate"]?.int ?? 0) == 365 * 86_400)
        let path = "/clientcertificates/\(made["clientCertificateId"]?.string ?? "")"
        #expect(plane.patch(path, "replace /description e")["description"] == "e")
        #expect(plane.send("GET", path)["tags"] == ["a": "b"])
        #expect(plane.send("GET", "/clientcertificates")["item"]?.array?.count == 1)
        #expect(plane.send("DELETE", path).status == 202)
        #expect(plane.send("GET", path).status == 404)
    }

    @Test func linksArePendingFirst() throws {
        let plane = try Plane()
        let arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/nlb/1"
        let made = plane.send("POST", "/vpclinks", ["name": "n", "targetArns": [.string(arn)]])
        #expect(made.status == 202 && made["status"] == "PENDING")
        let path = "/vpclinks/\(made["id"]?.string ?? "")"
        let read = plane.send("GET", path)
        #expect(read["status"] == "AVAILABLE" && read["statusMessage"] == "Your vpc link is ready for use")
        #expect(plane.patch(path, "replace /name m")["name"] == "m")
        #expect(
            plane.send("POST", "/vpclinks", ["name": "", "targetArns": []]).error.hasSuffix("Name cannot be empty"))
        #expect(
            plane.send("POST", "/vpclinks", ["name": "n", "targetArns": ["x"]]).error
                == "BadRequestException: Invalid ARN. ARN is not well formed x")
        #expect(plane.send("DELETE", path).status == 202)
        #expect(plane.send("GET", path).error == "NotFoundException: Invalid Vpc Link identifier specified")
    }

    @Test func tagsAreFoundByARN() throws {
        let plane = try Plane()
        let id = key(plane)
        let arn = "arn%3Aaws%3Aapigateway%3Aus-east-1%3A%3A%2Fapikeys%2F\(id)"
        #expect(plane.send("PUT", "/tags/" + arn, ["tags": ["a": "1", "b": "2"]]).status == 204)
        #expect(plane.send("GET", "/tags/" + arn)["tags"] == ["a": "1", "b": "2"])
        #expect(plane.send("DELETE", "/tags/\(arn)?tagKeys=a").status == 204)
        #expect(plane.send("GET", "/apikeys/\(id)")["tags"] == ["b": "2"])
        #expect(plane.send("POST", "/v2/tags/" + arn, ["tags": ["c": "3"]]).status == 201)
        #expect(plane.send("GET", "/v2/tags/" + arn)["tags"] == ["b": "2", "c": "3"])
        #expect(plane.send("GET", "/tags/arn%3Aaws%3As3%3A%3A%3Ab").status == 400)
        #expect(plane.send("PUT", "/tags/\(arn)0", ["tags": ["a": "1"]]).status == 404)
        #expect(plane.send("PUT", "/tags/" + arn, ["tags": ["aws:x": "1"]]).status == 400)
        let many = JSONObject((0..<50).map { ("k\($0)", JSONValue.string("v")) })
        #expect(plane.send("PUT", "/tags/" + arn, ["tags": .object(many)]).status == 400)
    }
}
