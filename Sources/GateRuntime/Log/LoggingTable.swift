// What each method of a deployment logs: the stage's method settings, or one setting for all.

import GateBytes
import GatePlan
import GateUsage

/// Logging bound to a deployment.
struct LoggingTable: Sendable {
    /// By method; empty when none logs.
    let methods: [LoggingSettings]
    /// Settings that name no method of the API, in words.
    let unbound: [String]

    init(_ image: PlanImage, _ settings: StageSettings) {
        let names = MethodNames(image, settings)
        if let every = settings.logging {
            methods = every.level == .off ? [] : [LoggingSettings](repeating: every, count: names.count)
            unbound = []
            return
        }
        let logging =
            settings.methodLogging ?? settings.usage?.stages.first { $0.stage == settings.name }?.logging ?? []
        if logging.isEmpty {
            methods = []
            unbound = []
            return
        }
        // What a method leaves open is said for all.
        let common = logging.first { $0.resourcePath == "*" }
        let base = LoggingSettings(level: common?.level ?? .off, tracesData: common?.tracesData ?? false)
        var own = [LoggingSettings](repeating: base, count: names.count)
        var unbound: [String] = []
        for method in logging where method.resourcePath != "*" {
            guard let index = names.index(method.resourcePath, method.verb) else {
                unbound.append(
                    "the stage `\(settings.name)` logs `\(method.verb) \(method.resourcePath)`, which \(names.title) "
                        + "does not have")
                continue
            }
            own[Int(index)] = LoggingSettings(
                level: method.level ?? base.level, tracesData: method.tracesData ?? base.tracesData)
        }
        methods = own.allSatisfy { $0.level == .off } ? [] : own
        self.unbound = unbound
    }
}
