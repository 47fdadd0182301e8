// Gateway responses: what the gateway itself answers. Every API has all types; those that nobody touched show defaults,
// and what DEFAULT_4XX and DEFAULT_5XX say. AWS: "API Gateway API reference", GatewayResponse; as recorded.

import GateBytes
import GateJSON
import GatePlan

extension RESTHandlers {
    static let gatewayResponses: [(String, ControlHandler)] = [
        ("PutGatewayResponse", putGatewayResponse), ("GetGatewayResponse", getGatewayResponse),
        ("GetGatewayResponses", getGatewayResponses), ("UpdateGatewayResponse", updateGatewayResponse),
        ("DeleteGatewayResponse", deleteGatewayResponse),
    ]

    @Sendable static func putGatewayResponse(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        let type = call.label("response_type")
        var record: JSONValue = ["responseType": .string(type)]
        record["statusCode"] = call["statusCode"] ?? status(type)
        record["responseParameters"] = call["responseParameters"] ?? [:]
        record["responseTemplates"] = call["responseTemplates"] ?? [:]
        record["defaultResponse"] = false
        for name in ["responseParameters", "responseTemplates"] {
            for (_, value) in record[name]?.object ?? JSONObject() where value.string?.isEmpty ?? true {
                throw .badRequest("Invalid null or empty value in \(name)")
            }
        }
        try call.put("gatewayresponse", call.apiScope, type, record)
        return record
    }

    @Sendable static func getGatewayResponse(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        return try gatewayResponse(call.label("response_type"), call)
    }

    @Sendable static func getGatewayResponses(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        var all: [JSONValue] = []
        for type in GatewayResponseType.allCases { try all.append(gatewayResponse(String(ByteView(type.name)), call)) }
        return try call.page(of: all)
    }

    /// The status without customisation; nil for the two that have none.
    private static func status(_ name: String) -> JSONValue? {
        guard let type = Array(name.utf8).withByteView({ GatewayResponseType(name: $0) }),
            type != .default4XX, type != .default5XX
        else { return nil }
        return .string(String(type.statusCode))
    }

    private static func gatewayResponse(_ type: String, _ call: ControlCall) throws(ControlError) -> JSONValue {
        if let record = try call.record("gatewayresponse", call.apiScope, type) { return record }
        var response: JSONValue = [
            "responseType": .string(type), "responseParameters": [:],
            "responseTemplates": ["application/json": "{\"message\":$context.error.messageString}"],
            "defaultResponse": true,
        ]
        guard let own = status(type) else { return response }
        response["statusCode"] = own
        let general = own.string?.first == "4" ? "DEFAULT_4XX" : "DEFAULT_5XX"
        if let record = try call.record("gatewayresponse", call.apiScope, general) {
            response["responseParameters"] = record["responseParameters"]
            response["responseTemplates"] = record["responseTemplates"]
            if let status = record["statusCode"] { response["statusCode"] = status }
        }
        return response
    }

    private static let gatewayResponsePatch = PatchTable(
        .plain,
        [
            ("/statusCode", "R", .text), ("/responseParameters", "ARX", .textMap),
            ("/responseTemplates", "ARX", .textMap),
        ])

    @Sendable static func updateGatewayResponse(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        let type = call.label("response_type")
        var record = try gatewayResponse(type, call)
        for patch in call["patchOperations"]?.array ?? [] where patch["path"] == nil {
            throw .badRequest("Invalid patch path null")
        }
        try gatewayResponsePatch.apply(call.patch, to: &record) { (patch, record) throws(ControlError) in
            let name = patch.parts[0]
            guard name != "statusCode" else { return false }
            guard patch.parts.count == 2 else { throw .badRequest("Invalid patch path \(patch.path)") }
            if patch.op != "remove", patch.value?.isEmpty ?? true {
                throw .badRequest("Invalid null or empty value in \(name)")
            }
            if patch.op != "add", record[name]?[patch.parts[1]] == nil {
                throw .notFound("Invalid parameter name specified")
            }
            record[name]?[patch.parts[1]] = patch.op == "remove" ? nil : patch.value.map { .string($0) }
            return true
        }
        record["defaultResponse"] = false
        try call.put("gatewayresponse", call.apiScope, type, record)
        return record
    }

    @Sendable static func deleteGatewayResponse(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        let type = call.label("response_type")
        guard try call.record("gatewayresponse", call.apiScope, type) != nil else {
            throw .notFound("Gateway response type not defined on api")
        }
        try call.remove("gatewayresponse", call.apiScope, type)
        return [:]
    }
}
