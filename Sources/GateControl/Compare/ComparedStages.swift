// Two stages beside what they serve: their settings, as far as callers or backends notice them.

import GateJSON

/// What the settings of two stages differ in; AWS's Stage each.
package func compareStages(_ old: JSONValue, _ new: JSONValue) -> [APIChange] {
    var changes: [APIChange] = []
    func add(_ kind: String, _ operation: String, _ part: String, _ was: JSONValue?, _ now: JSONValue?) {
        guard was != now, changes.count < CompareLimits.changesMax else { return }
        changes.append(APIChange(kind, .behaviour, operation, part, ChangedValue.text(was, now)))
    }
    let variables = [old["variables"]?.object ?? [:], new["variables"]?.object ?? [:]]
    for name in Set(variables[0].names + variables[1].names).sorted() {
        add("stage-variable", "", "stage variable " + name, variables[0][name], variables[1][name])
    }
    let settings = [old["methodSettings"]?.object ?? [:], new["methodSettings"]?.object ?? [:]]
    for key in Set(settings[0].names + settings[1].names).sorted() {
        let blocks = settings.map { $0[key]?.object ?? [:] }
        let place = StageMethod.shown(key)
        for name in Set(blocks[0].names + blocks[1].names).sorted() {
            add("method-setting", place, "setting " + name, blocks[0][name], blocks[1][name])
        }
    }
    for name in ["cacheClusterEnabled", "cacheClusterSize", "clientCertificateId", "webAclArn"] {
        add("stage-setting", "", "stage " + name, set(old[name]), set(new[name]))
    }
    for name in ["deploymentId", "percentTraffic", "useStageCache", "stageVariableOverrides"] {
        // A canary serves some callers what the comparison of the stages' own deployments does not show.
        add("stage-canary", "", "canary " + name, old["canarySettings"]?[name], new["canarySettings"]?[name])
    }
    return changes
}

/// A setting that is off is one that is not there.
private func set(_ value: JSONValue?) -> JSONValue? { value == false || value?.isNull == true ? nil : value }

/// Methods in the keys of method settings.
private enum StageMethod {
    /// `GET /pets/{id}` of `~1pets~1{id}/GET`; `*/*` stays.
    static func shown(_ key: String) -> String {
        guard let slash = key.lastIndex(of: "/"), key != "*/*" else { return key }
        let path = key[..<slash].replacing("~1", with: "/").replacing("~0", with: "~")
        return key[key.index(after: slash)...] + " " + (path.hasPrefix("/") ? path : "/" + path)
    }
}

/// Values before and after.
enum ChangedValue {
    /// `1 → 2`, `added: 2`, `removed: 1`.
    static func text(_ was: JSONValue?, _ now: JSONValue?) -> String {
        switch (was, now) {
        case (let was?, let now?): "\(shown(was)) → \(shown(now))"
        case (nil, let now?): "added: \(shown(now))"
        case (let was?, nil): "removed: \(shown(was))"
        case (nil, nil): ""
        }
    }

    private static func shown(_ value: JSONValue) -> String {
        let text = value.string ?? value.json
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.count > CompareLimits.shownMax ? line.prefix(CompareLimits.shownMax) + "…" : line
    }
}
