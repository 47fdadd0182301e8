// `gatewright promote` and `gatewright rollback`: which deployment a stage serves.

import ArgumentParser
import GateJSON

/// The stage of an API.
struct RemoteStageOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The API's name or identifier.", valueName: "name"))
    var api: String

    @Option(help: ArgumentHelp("The stage.", valueName: "name"))
    var stage: String

    @OptionGroup(title: "Control plane") var options: ControlOptions
}

/// Makes a canary the stage.
struct PromoteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote",
        abstract: "Let the canary's deployment serve the whole stage.",
        discussion: """
            The canary's variables become the stage's, and the canary ends, all in one call.

              gatewright promote --api pets --stage prod
            """)

    @OptionGroup var target: RemoteStageOptions

    mutating func run() throws {
        let api = try RemoteAPI.need(target.api, try target.options.client())
        let stage = try api.needStage(target.stage)
        guard let canary = stage["canarySettings"], !canary.isNull else {
            throw CommandFailure.refused(
                "the stage `\(target.stage)` has no canary",
                help: "make one: gatewright deploy FILE --api \(target.api) --stage \(target.stage) --canary 10")
        }
        var operations: [JSONValue] = []
        if canary["stageVariableOverrides"]?.object?.isEmpty == false {
            operations.append(.patch("copy", "/variables", from: "/canarySettings/stageVariableOverrides"))
        }
        operations.append(.patch("copy", "/deploymentId", from: "/canarySettings/deploymentId"))
        operations.append(.patch("remove", "/canarySettings"))
        try api.patchStage(target.stage, operations)
        Terminal.output("stage \(target.stage): deployment \(canary.shown("deploymentId")) serves all requests\n")
    }
}

/// Goes back.
struct RollbackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "End a stage's canary, or let an earlier deployment serve the stage.",
        discussion: """
            A canary ends first. Without one, the deployment before the stage's serves it again, or the one that --to \
            names.

              gatewright rollback --api pets --stage prod
              gatewright rollback --api pets --stage prod --to 4kqz1a
            """)

    @OptionGroup var target: RemoteStageOptions

    @Option(help: ArgumentHelp("The deployment that shall serve the stage.", valueName: "deployment"))
    var to: String?

    mutating func run() throws {
        let api = try RemoteAPI.need(target.api, try target.options.client())
        let stage = try api.needStage(target.stage)
        let current = stage.shown("deploymentId")
        var operations: [JSONValue] = []
        var done: [String] = []
        if let canary = stage["canarySettings"], !canary.isNull {
            operations.append(.patch("remove", "/canarySettings"))
            done.append("the canary, deployment \(canary.shown("deploymentId")), has ended")
        }
        if to != nil || operations.isEmpty {
            let goal = try earlier(than: current, api)
            operations.append(.patch("replace", "/deploymentId", value: goal))
            done.append("deployment \(goal) serves instead of \(current)")
        } else {
            done.append("deployment \(current) serves all requests")
        }
        try api.patchStage(target.stage, operations)
        Terminal.output("stage \(target.stage): \(done.joined(separator: "; "))\n")
    }

    private func earlier(than current: String, _ api: RemoteAPI) throws(CommandFailure) -> String {
        let known = try api.deployments().compactMap { $0["id"]?.string }
        if let to {
            if known.contains(to) { return to }
            throw .refused(
                "the API `\(api.name)` has no deployment `\(to)`",
                help: "its last ones are \(known.suffix(5).reversed().joined(separator: ", "))")
        }
        guard let place = known.firstIndex(of: current), place > 0 else {
            throw .refused(
                "the stage `\(target.stage)` serves the first deployment there is, \(current)",
                help: known.count > 1 ? "name another: --to \(known[known.count - 1])" : nil)
        }
        return known[place - 1]
    }
}
