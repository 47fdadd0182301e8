// Two plans: what their route tables tell. A plan holds no responses' models and no names of its own making, so that
// less can be said than of two specifications; that anything else differs is said, too.

import GateJSON
import GatePlan

/// What two plans differ in.
package func comparePlans(_ old: PlanImage, _ new: PlanImage) -> [APIChange] {
    var changes: [APIChange] = []
    let before = PlanListing(old).routes
    let after = PlanListing(new).routes
    let others = Dictionary(after.map { ($0.routePlace, $0) }) { first, _ in first }
    for route in before {
        guard let other = others[route.routePlace] else {
            changes.append(APIChange("operation-removed", .breaking, route.routePlace.text, "", "is gone"))
            continue
        }
        compare(route, other, into: &changes)
    }
    let known = Set(before.map(\.routePlace))
    for route in after where !known.contains(route.routePlace) {
        changes.append(APIChange("operation-added", .compatible, route.routePlace.text, "", "is new"))
    }
    let parts: [PlanListing.Part] = [.integrations, .answers, .models, .xml, .programs]
    if changes.isEmpty, meaning(old, parts) != meaning(new, parts) {
        changes.append(
            APIChange("plan", .behaviour, "", "plan", "mappings, models or answers differ: compare the specifications"))
    }
    return changes
}

/// Parts of a plan without the places in the specification that they come from.
private func meaning(_ plan: PlanImage, _ parts: [PlanListing.Part]) -> JSONValue {
    func placeless(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let members):
            .object(JSONObject(members.filter { $0.name != "place" }.map { ($0.name, placeless($0.value)) }))
        case .array(let values): .array(values.map(placeless))
        case .null, .bool, .number, .string: value
        }
    }
    let text = PlanListing(plan).json(parts)
    return JSONText.value(text).map(placeless) ?? .string(text)
}

private func compare(_ was: PlanListing.Route, _ now: PlanListing.Route, into changes: inout [APIChange]) {
    let operation = was.routePlace.text
    for check in now.checks where !was.checks.contains(check) {
        let isAccess = check != "parameters" && check != "body"
        changes.append(
            APIChange(
                isAccess ? "auth-tightened" : "validation", isAccess ? .breaking : .behaviour, operation, "checks",
                "\(check) is checked now"))
    }
    for check in was.checks where !now.checks.contains(check) {
        changes.append(APIChange("auth-removed", .behaviour, operation, "checks", "\(check) is no longer checked"))
    }
    let pairs = [("type", was.integration, now.integration), ("uri", was.target, now.target)]
    for (name, before, after) in pairs where before != after {
        changes.append(APIChange("integration", .behaviour, operation, "integration \(name)", "\(before) → \(after)"))
    }
}

/// Where requests find a route: parameters without their names.
private struct RoutePlace: Hashable {
    let verb: String
    let path: String
    let shown: String

    var text: String { verb + " " + shown }

    static func == (left: RoutePlace, right: RoutePlace) -> Bool { left.verb == right.verb && left.path == right.path }

    func hash(into hasher: inout Hasher) {
        hasher.combine(verb)
        hasher.combine(path)
    }
}

extension PlanListing.Route {
    fileprivate var routePlace: RoutePlace {
        let segments = path.split(separator: "/").map { segment in
            segment.hasPrefix("{") ? (segment.hasSuffix("+}") ? "{+}" : "{}") : String(segment)
        }
        return RoutePlace(verb: verb, path: segments.joined(separator: "/"), shown: path)
    }
}
