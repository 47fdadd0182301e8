// Options of commands that ask a control plane, and how they find an API and its stage.

import ArgumentParser
import GateJSON
import GateSign

/// Which control plane is asked.
struct ControlOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The control plane; AWS_ENDPOINT_URL_API_GATEWAY or AWS_ENDPOINT_URL, else http://127.0.0.1:8090, unless "
                + "given.",
            valueName: "url"))
    var control: ControlAddress?

    @Option(help: ArgumentHelp("The region that APIs are looked for in; the SDKs' unless given.", valueName: "name"))
    var region: String?

    /// The control plane's client. `address` is an address that another option names.
    func client(at address: ControlAddress? = nil) throws(CommandFailure) -> ControlClient {
        let chain = AWSAccess.chain()
        let isChosen = region != nil || AWSAccess.hasRegion
        var chosen = address ?? control
        if chosen == nil {
            for name in ["AWS_ENDPOINT_URL_API_GATEWAY", "AWS_ENDPOINT_URL"] where chosen == nil {
                guard let text = Terminal.environment(name) else { continue }
                guard let named = ControlAddress(argument: text) else {
                    throw .unusable("`\(name)` is no base URL: \(text)", help: "set it like http://127.0.0.1:8090")
                }
                chosen = named
            }
        }
        return try ControlClient(
            chosen ?? .standard, region: region ?? chain.region, isRegionChosen: isChosen, chain.find())
    }
}

/// An API of a control plane.
struct RemoteAPI {
    let client: ControlClient
    let id: String
    let name: String

    /// Every API.
    static func all(_ client: ControlClient) throws(CommandFailure) -> [RemoteAPI] {
        try client.list("/restapis").compactMap { value in
            guard let id = value["id"]?.string else { return nil }
            return RemoteAPI(client: client, id: id, name: value["name"]?.string ?? "")
        }
    }

    /// The API with an identifier, or the only one of a name; nil when there is none.
    static func find(_ reference: String, _ client: ControlClient) throws(CommandFailure) -> RemoteAPI? {
        let all = try all(client)
        if let exact = all.first(where: { $0.id == reference }) { return exact }
        let named = all.filter { $0.name == reference }
        if named.count > 1 {
            let ids = named.map(\.id).sorted().joined(separator: ", ")
            throw .refused("\(named.count) APIs are called `\(reference)`", help: "name one by its identifier: \(ids)")
        }
        return named.first
    }

    /// The same, where there has to be one.
    static func need(_ reference: String, _ client: ControlClient) throws(CommandFailure) -> RemoteAPI {
        if let found = try find(reference, client) { return found }
        throw .refused(
            "\(client.address.text) has no API `\(reference)` in \(client.region)",
            help: "see what there is: gatewright status")
    }

    var path: String { "/restapis/" + ControlClient.encoded(id) }

    /// Stages in AWS's order.
    func stages() throws(CommandFailure) -> [JSONValue] {
        let answer = try client.call("GET", path + "/stages")
        return answer["item"]?.array ?? answer["items"]?.array ?? []
    }

    /// A stage; nil when the API has none of this name.
    func stage(_ name: String) throws(CommandFailure) -> JSONValue? {
        try stages().first { $0["stageName"]?.string == name }
    }

    func needStage(_ name: String) throws(CommandFailure) -> JSONValue {
        let all = try stages()
        if let found = all.first(where: { $0["stageName"]?.string == name }) { return found }
        let names = all.compactMap { $0["stageName"]?.string }.joined(separator: ", ")
        throw .refused(
            "the API `\(self.name)` has no stage `\(name)`", help: names.isEmpty ? nil : "its stages are \(names)")
    }

    /// Changes a stage by patch operations.
    @discardableResult
    func patchStage(_ name: String, _ operations: [JSONValue]) throws(CommandFailure) -> JSONValue {
        try client.call(
            "PATCH", path + "/stages/" + ControlClient.encoded(name), ["patchOperations": .array(operations)])
    }

    /// Deployments, the oldest first.
    func deployments() throws(CommandFailure) -> [JSONValue] {
        let all = try client.list(path + "/deployments")
        return all.enumerated().sorted {
            let left = $0.element["createdDate"]?.double ?? 0
            let right = $1.element["createdDate"]?.double ?? 0
            return left == right ? $0.offset < $1.offset : left < right
        }.map(\.element)
    }

    /// What a stage serves, as OpenAPI in JSON; nil when it cannot be exported.
    func document(ofStage name: String) -> [UInt8]? {
        let target = path + "/stages/" + ControlClient.encoded(name) + "/exports/oas30?extensions=apigateway"
        do throws(CommandFailure) {
            return try client.fetch(target, accept: "application/json")
        } catch {
            return nil
        }
    }

    /// Where a stage is called, where that is known.
    func invokeText(_ stage: String) -> String {
        if client.address.isAWS { return "https://\(id).execute-api.\(client.region).amazonaws.com/\(stage)" }
        return "Host \(id).execute-api.\(client.region).…, path /\(stage)/; or /_aws/execute-api/\(id)/\(stage)/"
    }
}

extension JSONValue {
    /// The JSON of a body; nil when it is none.
    init?(found bytes: [UInt8]) {
        do throws(JSONFailure) { self = try JSONValue(parsing: bytes) } catch { return nil }
    }

    /// One patch operation.
    static func patch(_ operation: String, _ path: String, value: String? = nil, from: String? = nil) -> JSONValue {
        var members: JSONObject = ["op": .string(operation), "path": .string(path)]
        if let value { members["value"] = .string(value) }
        if let from { members["from"] = .string(from) }
        return .object(members)
    }

    /// An identifier or another text, for people; a dash where there is none.
    func shown(_ name: String) -> String { self[name]?.string ?? "–" }
}
