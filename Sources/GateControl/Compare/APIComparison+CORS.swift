// Two CORS configurations of HTTP APIs: a page that could call may no longer, or more may.

import GateJSON

extension APIComparison {
    mutating func compareCORS(_ was: JSONValue?, _ now: JSONValue?) {
        switch (was, now) {
        case (nil, nil): return
        case (nil, _?): add("cors-added", .behaviour, "corsConfiguration", "the gateway answers preflights")
        case (_?, nil): add("cors-removed", .breaking, "corsConfiguration", "is gone")
        case (let was?, let now?):
            for name in ["allowOrigins", "allowMethods", "allowHeaders", "exposeHeaders"] {
                compareAllowed(was[name], now[name], "corsConfiguration " + name)
            }
            let credentials = (was["allowCredentials"]?.bool ?? false, now["allowCredentials"]?.bool ?? false)
            let part = "corsConfiguration allowCredentials"
            if credentials == (true, false) { add("cors-narrowed", .breaking, part, "true → false") }
            if credentials == (false, true) { add("cors-widened", .compatible, part, "false → true") }
            if was["maxAge"] != now["maxAge"] {
                add("cors", .behaviour, "corsConfiguration maxAge", changed(was["maxAge"], now["maxAge"]))
            }
        }
    }

    private mutating func compareAllowed(_ was: JSONValue?, _ now: JSONValue?, _ part: String) {
        let before = was?.array?.compactMap(\.string) ?? []
        let after = now?.array?.compactMap(\.string) ?? []
        if !after.contains("*") {
            for value in before where !after.contains(value) {
                add("cors-narrowed", .breaking, part, "\(value) is gone")
            }
        }
        if !before.contains("*") {
            for value in after where !before.contains(value) {
                add("cors-widened", .compatible, part, "\(value) is new")
            }
        }
    }
}
