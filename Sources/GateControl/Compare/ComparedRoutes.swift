// The operations of an API by the place where requests or messages find them, and which other operation takes what one
// of them does not take any more.

import GateJSON

/// A method where requests find it.
struct ComparedRoute {
    let path: String
    /// Empty where operations have none: WebSocket routes, and `$default`.
    let verb: String
    /// The path without names: `/pets/{}`.
    let key: String
    let method: JSONValue
    /// Names of path parameters in order.
    let names: [String]

    /// `GET /pets/{petId}`, `$default`.
    var name: String { verb.isEmpty ? path : verb + " " + path }

    /// Whether connections come and go without it, too.
    var isOfConnections: Bool { verb.isEmpty && (path == "$connect" || path == "$disconnect") }

    /// The same place without anything that is asked of callers there.
    var emptied: ComparedRoute {
        var open: JSONValue = [:]
        open["methodIntegration"] = method["methodIntegration"]
        return ComparedRoute(path: path, verb: verb, key: key, method: open, names: names)
    }
}

/// Methods by place.
struct ComparedRoutes {
    private static let fallback = "$default"

    let routes: [ComparedRoute]
    private var indices: [String: Int] = [:]
    private let isREST: Bool

    init(_ api: ComparedAPI) {
        isREST = api.kind == .rest
        var routes: [ComparedRoute] = []
        for (path, verb, method) in api.records.methods {
            let (key, names) = verb.isEmpty ? (path, []) : ComparedRoutes.place(path)
            indices[verb + " " + key] = routes.count
            routes.append(ComparedRoute(path: path, verb: verb, key: key, method: method, names: names))
        }
        self.routes = routes
    }

    private static func place(_ path: String) -> (key: String, names: [String]) {
        var names: [String] = []
        var key = ""
        for segment in path.split(separator: "/") {
            guard segment.hasPrefix("{"), segment.hasSuffix("}") else {
                key += "/" + segment
                continue
            }
            let isGreedy = segment.hasSuffix("+}")
            key += isGreedy ? "/{+}" : "/{}"
            names.append(String(segment.dropFirst().dropLast(isGreedy ? 2 : 1)))
        }
        return (key, names)
    }

    func route(_ key: String, _ verb: String) -> ComparedRoute? { indices[verb + " " + key].map { routes[$0] } }

    /// The operation that takes what is sent to another API's route: every method of the same path; of HTTP APIs also a
    /// greedy path in front of it, and `$default`.
    func covering(_ route: ComparedRoute) -> ComparedRoute? {
        if !route.verb.isEmpty {
            if let any = self.route(route.key, "ANY") { return any }
            if isREST { return nil }
            var segments = route.key.split(separator: "/").map(String.init)
            while !segments.isEmpty {
                segments.removeLast()
                let key = (segments.map { "/" + $0 } + ["/{+}"]).joined()
                if let greedy = self.route(key, route.verb) ?? self.route(key, "ANY") { return greedy }
            }
        }
        if route.isOfConnections || route.path == ComparedRoutes.fallback { return nil }
        return self.route(ComparedRoutes.fallback, "")
    }
}
