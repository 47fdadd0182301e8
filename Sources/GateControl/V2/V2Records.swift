// APIs of the second service as the control plane keeps them: records in the wire form of their output shapes, below
// the API that they belong to.
//
//   v2api                 REGION                     Api
//   v2route               REGION/API                 Route
//   v2routeresponse       REGION/API/ROUTE           RouteResponse
//   v2integration         REGION/API                 Integration
//   v2integrationresponse REGION/API/INTEGRATION     IntegrationResponse
//   v2authorizer, v2model REGION/API                 Authorizer, Model
//   v2deployment          REGION/API                 Deployment, and plan, document, warnings, isEndpointDisabled
//   v2stage               REGION/API                 Stage, by its name; and isEndpointDisabled of its deployment

import GateJSON
import GateStore

/// Kinds of records of the second service.
enum V2Kind: String, CaseIterable {
    case api = "v2api"
    case route = "v2route"
    case routeResponse = "v2routeresponse"
    case integration = "v2integration"
    case integrationResponse = "v2integrationresponse"
    case authorizer = "v2authorizer"
    case model = "v2model"
    case deployment = "v2deployment"
    case stage = "v2stage"

    /// As messages and `resourceType` name it.
    var noun: String {
        switch self {
        case .api: "Api"
        case .route: "Route"
        case .routeResponse: "RouteResponse"
        case .integration: "Integration"
        case .integrationResponse: "IntegrationResponse"
        case .authorizer: "Authorizer"
        case .model: "Model"
        case .deployment: "Deployment"
        case .stage: "Stage"
        }
    }

    /// The member that holds its identifier.
    var identifier: String {
        switch self {
        case .stage: "stageName"
        default: noun.prefix(1).lowercased() + noun.dropFirst() + "Id"
        }
    }

    func missing(_ id: String) -> ControlError {
        switch self {
        case .api: .notFound("Invalid API identifier specified \(id)", resourceType: noun)
        case .stage: .notFound("Invalid stage identifier specified", resourceType: noun)
        default: .notFound("Invalid \(noun) identifier specified \(id)", resourceType: noun)
        }
    }
}

/// The records of one API.
package struct V2Records: Sendable, Equatable {
    package var api: JSONValue = [:]
    package var routes: [JSONValue] = []
    package var integrations: [JSONValue] = []
    package var authorizers: [JSONValue] = []
    package var models: [JSONValue] = []
    /// By the route that they belong to.
    package var routeResponses: [String: [JSONValue]] = [:]
    /// By the integration that they belong to.
    package var integrationResponses: [String: [JSONValue]] = [:]

    package init() {}

    package var isSocket: Bool { V2Records.isSocket(api) }

    static func isSocket(_ api: JSONValue) -> Bool { api["protocolType"] == "WEBSOCKET" }

    /// The integration's identifier of a route's target: `integrations/ID`.
    static func integration(of route: JSONValue) -> String? {
        guard let target = route["target"]?.string, target.hasPrefix("integrations/") else { return nil }
        return String(target.dropFirst("integrations/".utf8.count))
    }
}

extension ControlCall {
    /// The API that the path names.
    func v2API() throws(ControlError) -> JSONValue {
        let id = label("apiId")
        guard let record = try record(V2Kind.api.rawValue, region, id) else { throw V2Kind.api.missing(id) }
        return record
    }

    /// The scope of what belongs to the API that the path names, or to a part of it.
    func v2Scope(_ part: String? = nil) -> String {
        let scope = scope(label("apiId"))
        return part.map { scope + "/" + $0 } ?? scope
    }

    /// The record of the API's that a label names.
    func v2(_ kind: V2Kind, below part: String? = nil) throws(ControlError) -> JSONValue {
        let id = label(kind.identifier)
        guard let record = try record(kind.rawValue, v2Scope(part), id) else { throw kind.missing(id) }
        return record
    }

    /// Keeps a record below the API that the path names.
    func put(_ kind: V2Kind, _ record: JSONValue, below part: String? = nil) throws(ControlError) {
        try put(kind.rawValue, v2Scope(part), record[kind.identifier]?.string ?? "", record)
    }

    /// Everything of an API that a document or a deployment is made of.
    func v2Records(_ api: String) throws(ControlError) -> V2Records {
        let scope = scope(api)
        var records = V2Records()
        records.api = try record(V2Kind.api.rawValue, region, api) ?? [:]
        records.routes = try self.records(V2Kind.route.rawValue, scope)
        records.integrations = try self.records(V2Kind.integration.rawValue, scope)
        records.authorizers = try self.records(V2Kind.authorizer.rawValue, scope)
        guard records.isSocket else { return records }
        records.models = try self.records(V2Kind.model.rawValue, scope)
        for route in records.routes {
            let id = route["routeId"]?.string ?? ""
            records.routeResponses[id] = try self.records(V2Kind.routeResponse.rawValue, scope + "/" + id)
        }
        for integration in records.integrations {
            let id = integration["integrationId"]?.string ?? ""
            records.integrationResponses[id] = try self.records(
                V2Kind.integrationResponse.rawValue, scope + "/" + id)
        }
        return records
    }
}

/// How a PATCH of the second service changes a record: members that are there replace, maps are merged.
struct V2Change {
    let call: ControlCall

    /// Texts of which an empty one takes the member away.
    func texts(_ names: [String], _ record: inout JSONValue) {
        for name in names {
            guard let text = call.text(name) else { continue }
            record[name] = text.isEmpty ? .none : .string(text)
        }
    }

    func values(_ names: [String], _ record: inout JSONValue) {
        for name in names where call.has(name) { record[name] = call[name] }
    }

    /// An empty text, or an empty map for maps of maps, takes an entry away. AWS: UpdateIntegration,
    /// requestParameters, responseParameters.
    func maps(_ names: [String], _ record: inout JSONValue) {
        for name in names {
            guard let given = call[name]?.object else { continue }
            let merged = V2Change.merged(record[name]?.object ?? JSONObject(), given)
            record[name] = merged.isEmpty ? .none : .object(merged)
        }
    }

    static func merged(_ old: JSONObject, _ new: JSONObject) -> JSONObject {
        var merged = old
        for (key, value) in new {
            if value.string?.isEmpty == true || value.object?.isEmpty == true {
                merged[key] = nil
            } else if let own = value.object, own.allSatisfy({ $0.value.string != nil }) {
                let entries = V2Change.merged(merged[key]?.object ?? JSONObject(), own)
                merged[key] = entries.isEmpty ? .none : .object(entries)
            } else {
                merged[key] = value
            }
        }
        return merged
    }
}
