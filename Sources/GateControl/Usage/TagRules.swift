// Tags: what they may be, and the things that have them by their ARNs. AWS: "Tagging API Gateway resources", "API
// Gateway resources that can be tagged", "Tag restrictions".

import GateBytes
import GateJSON

enum TagRules {
    /// Most tags of a thing. AWS: "Tag restrictions".
    static let countMax = 50
    private static let keyCountMax = 128
    private static let valueCountMax = 256

    /// The input's tags, checked; nil when there are none.
    static func given(_ call: ControlCall) throws(ControlError) -> JSONValue? {
        guard let tags = call["tags"]?.object, !tags.isEmpty else { return nil }
        try check(tags)
        return .object(tags)
    }

    static func check(_ tags: JSONObject) throws(ControlError) {
        if tags.count > countMax { throw .badRequest("A resource can have at most \(countMax) tags") }
        for (name, value) in tags {
            if name.isEmpty || name.count > keyCountMax {
                throw .badRequest("Tag keys must have 1 to \(keyCountMax) characters")
            }
            if name.lowercased().hasPrefix("aws:") { throw .badRequest("Tag keys must not start with aws:") }
            if (value.string ?? "").count > valueCountMax {
                throw .badRequest("Tag values must have at most \(valueCountMax) characters")
            }
        }
    }

    /// Whoever reads a thing sees its tags, also when there are none; whoever makes one does not, as recorded.
    static func shown(_ record: JSONValue) -> JSONValue {
        if record["tags"] != nil { return record }
        var shown = record
        shown["tags"] = [:]
        return shown
    }
}

/// A record that has tags.
struct TaggedRecord {
    let kind: String
    let scope: String
    let id: String
    /// What is said when it is not there.
    let missing: String

    /// Reads an ARN: `arn:aws:apigateway:REGION:[ACCOUNT]:/restapis/ID/stages/NAME`.
    init(arn: String, _ call: ControlCall) throws(ControlError) {
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[0] == "arn", parts[2] == "apigateway", parts[5].hasPrefix("/") else {
            throw .badRequest("Invalid resource ARN specified")
        }
        if parts[3] != call.region || !(parts[4].isEmpty || parts[4] == call.account) {
            throw .notFound("Invalid resource identifier specified")
        }
        let path = parts[5].split(separator: "/").map(String.init)
        let region = call.region
        switch (path.first ?? "", path.count) {
        case ("restapis", 2):
            self.init("restapi", region, path[1], "Invalid API identifier specified \(call.account):\(path[1])")
        case ("restapis", 4) where path[2] == "stages":
            self.init("stage", call.scope(path[1]), path[3], "Invalid stage identifier specified")
        case ("apikeys", 2): self.init("apikey", region, path[1], "Invalid API Key identifier specified")
        case ("usageplans", 2): self.init("usageplan", region, path[1], "Invalid Usage Plan ID specified")
        case ("clientcertificates", 2):
            self.init("clientcertificate", region, path[1], "Invalid client certificate identifier specified")
        case ("vpclinks", 2):
            let isFirst = try call.record("vpclink", region, path[1]) != nil
            self.init(isFirst ? "vpclink" : "v2vpclink", region, path[1], "Invalid Vpc Link identifier specified")
        case ("domainnames", 2):
            self.init("domainname", region, path[1], "Invalid domain name identifier specified")
        case ("domainnameaccessassociations", _):
            self.init("domainnameaccessassociation", region, arn, "Invalid domain name access association specified")
        case ("apis", 2): self.init("v2api", region, path[1], "Invalid API identifier specified \(path[1])")
        case ("apis", 4) where path[2] == "stages":
            self.init("v2stage", call.scope(path[1]), path[3], "Invalid stage identifier specified")
        default: throw .badRequest("Invalid resource ARN specified")
        }
    }

    private init(_ kind: String, _ scope: String, _ id: String, _ missing: String) {
        self.kind = kind
        self.scope = scope
        self.id = id
        self.missing = missing
    }

    func record(_ call: ControlCall) throws(ControlError) -> JSONValue {
        guard let record = try call.record(kind, scope, id) else { throw .notFound(missing) }
        return record
    }

    /// Changes the tags of the thing that an ARN names.
    static func change(
        _ arn: String, _ call: ControlCall, _ change: (inout JSONObject) -> Void
    ) throws(ControlError) {
        let place = try TaggedRecord(arn: arn, call)
        var record = try place.record(call)
        var tags = record["tags"]?.object ?? JSONObject()
        change(&tags)
        try TagRules.check(tags)
        record["tags"] = tags.isEmpty ? .none : .object(tags)
        try call.put(place.kind, place.scope, place.id, record)
    }

    static func tags(_ arn: String, _ call: ControlCall) throws(ControlError) -> JSONValue {
        try TaggedRecord(arn: arn, call).record(call)["tags"] ?? [:]
    }
}

extension RESTHandlers {
    static let tags: [(String, ControlHandler)] = [
        ("GetTags", getTags), ("TagResource", tagResource), ("UntagResource", untagResource),
    ]

    @Sendable static func getTags(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        ["tags": try TaggedRecord.tags(call.label("resource_arn"), call)]
    }

    @Sendable static func tagResource(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let new = call["tags"]?.object ?? JSONObject()
        try TaggedRecord.change(call.label("resource_arn"), call) { tags in
            for (name, value) in new { tags[name] = value }
        }
        return [:]
    }

    @Sendable static func untagResource(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let names = call.texts("tagKeys")
        try TaggedRecord.change(call.label("resource_arn"), call) { tags in
            for name in names { tags[name] = nil }
        }
        return [:]
    }
}

extension V2Handlers {
    static let tags: [(String, ControlHandler)] = [
        ("GetTags", getTags), ("TagResource", tagResource), ("UntagResource", untagResource),
    ]

    @Sendable static func getTags(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        ["tags": try TaggedRecord.tags(call.label("resource-arn"), call)]
    }

    @Sendable static func tagResource(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let new = call["tags"]?.object ?? JSONObject()
        try TaggedRecord.change(call.label("resource-arn"), call) { tags in
            for (name, value) in new { tags[name] = value }
        }
        return [:]
    }

    @Sendable static func untagResource(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let names = call.texts("tagKeys")
        try TaggedRecord.change(call.label("resource-arn"), call) { tags in
            for name in names { tags[name] = nil }
        }
        return [:]
    }
}
