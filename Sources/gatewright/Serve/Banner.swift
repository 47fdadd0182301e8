// What `run` says when it starts: where it listens, what it serves, what to type first.

import GatePlan

/// Lines for the person who started the server.
struct Banner {
    /// Most routes shown; the rest is counted.
    private static let routesShownMax = 40

    private let session: ServeSession
    private let address: String

    init(_ session: ServeSession, address: String) {
        self.session = session
        self.address = address
    }

    /// The lines, in order.
    func lines(stage: String, eventLoops: Int) -> [String] {
        let names = session.inputs.map { String($0.plan.string($0.plan.api.name)) }
        let loops = eventLoops == 1 ? "1 event loop" : "\(eventLoops) event loops"
        var lines = ["\(names.joined(separator: ", ")) on http://\(address), stage \(stage), \(loops)", ""]
        var table = Table(header: ["METHOD", "PATH", "INTEGRATION", "CHECKS"])
        var shown = 0
        var total = 0
        for input in session.inputs {
            let mount = session.mount(of: input)
            let routes = PlanListing(input.plan).routes
            total += routes.count
            for route in routes where shown < Banner.routesShownMax {
                shown += 1
                let target = route.target.isEmpty ? route.integration : route.integration + " " + route.target
                let path = input.plan.socket == nil ? mount + route.path : route.path
                table.add([route.verb, path, target, route.checks.joined(separator: ", ")])
            }
        }
        lines += table.lines()
        if total > shown { lines.append("  … \(total - shown) more: gatewright inspect --routes FILE") }
        for input in session.inputs where input.plan.socket != nil {
            lines += ["", "connect: ws://\(address)\(session.mount(of: input))/\(stage)"]
        }
        if let path = examplePath() { lines += ["", "try: curl -i '\(path)'"] }
        return lines
    }

    /// A URL that answers without anything else: a GET without parameters, keys or an authorizer, the longest
    /// such path below the mount being the likeliest to be of interest.
    private func examplePath() -> String? {
        for input in session.inputs {
            let routes = PlanListing(input.plan).routes
            let simple = routes.filter {
                ($0.verb == "GET" || $0.verb == "ANY") && !$0.path.contains("{") && $0.checks.isEmpty
            }
            if let route = simple.first(where: { $0.path != "/" }) ?? simple.first {
                return "http://\(address)\(session.mount(of: input))\(route.path)"
            }
        }
        return nil
    }
}
