// What is said of a template: which API is read, and what of the template changes nothing here.

import GateSource
import GateTree

/// Findings about templates.
package enum TemplateFinding {
    /// An API that the resources of a template make is read.
    package static func read(_ name: Located<String>, in root: Node, sink: DiagnosticSink) {
        sink.report(OpenAPIProblem.templateRead(name.value, member: "Resources", isWhole: true, at: name.range))
        idle(in: root, sink: sink)
    }

    /// An API with a specification is read, `isWhole` with what the template adds to it.
    package static func read(_ api: TemplateAPI, isWhole: Bool, in root: Node, sink: DiagnosticSink) {
        guard let member = api.specification else { return }
        sink.report(
            OpenAPIProblem.templateRead(api.name.value, member: member.key, isWhole: isWhole, at: member.keyRange))
        idle(in: root, sink: sink)
    }

    /// There are several, and none is read.
    package static func several(_ names: [Located<String>], sink: DiagnosticSink) {
        guard let first = names.first else { return }
        sink.report(
            OpenAPIProblem.templateOfSeveral(
                first.value, count: names.count, at: first.range, others: names.dropFirst().prefix(3).map(\.range)))
    }

    // MARK: What changes nothing

    private static let usagePlans = "limits of callers stand under `usagePlans` of gatewright.yaml"
    private static let domains = "`gatewright serve` has custom domain names; `run` answers at every name"
    private static let stages = "settings of stages stand under `stages` of gatewright.yaml"

    /// Types of resources that are no part of an API, and where their likes stand here.
    private static let types: [String: String] = [
        "Account": "`--access-log` and `--execution-log` say what is logged",
        "ApiKey": "keys stand under `x-gatewright-api-keys`, or are made by `gatewright keys create`",
        "BasePathMapping": domains, "BasePathMappingV2": domains, "DomainName": domains, "DomainNameV2": domains,
        "DomainNameAccessAssociation": domains,
        "ClientCertificate": "certificates for backends stand under `clientCertificates` of gatewright.yaml",
        "DocumentationVersion": "`gatewright serve` keeps versions of documentation",
        "UsagePlan": usagePlans, "UsagePlanKey": usagePlans,
        "VpcLink": "targets of VPC links stand under `vpcLinks` of gatewright.yaml",
    ]

    /// The same of HTTP and WebSocket APIs.
    private static let routedTypes: [String: String] = [
        "ApiMapping": domains, "DomainName": domains, "RoutingRule": domains,
        "VpcLink": "targets of VPC links stand under `vpcLinks` of gatewright.yaml",
    ]

    /// Properties of the stages of HTTP APIs; a WebSocket API's format and limits are read.
    private static let routedProperties: [String: String] = [
        "AccessLogSettings": "`--access-log` says what is logged", "DefaultRouteSettings": stages, "Domain": domains,
        "RouteSettings": stages,
    ]

    /// Properties of stages that are no part of an API.
    private static let properties: [String: String] = [
        "AccessLogSetting": "`--access-log` says what is logged", "CacheClusterEnabled": stages,
        "CanarySetting": "`gatewright deploy --canary` deploys to a canary",
        "ClientCertificateId": "it stands as `clientCertificateId` in gatewright.yaml", "Domain": domains,
        "MethodSettings": stages,
    ]

    /// Each resource and property that would change what a stack does, and changes nothing here.
    static func idle(in root: Node, sink: DiagnosticSink) {
        for resource in root["Resources"]?.members ?? [] {
            guard let type = resource.value["Type"]?.string else { continue }
            let own = resource.value["Properties"]
            if type == "AWS::Serverless::Api" || type == "AWS::ApiGateway::Stage" {
                for member in own?.members ?? [] {
                    guard let help = properties[member.key], !member.value.isNull else { continue }
                    report(member.key, "a property of `\(resource.key)`", help, at: member.keyRange, sink)
                }
                if let plan = own?["Auth"]?["UsagePlan"]?.member("CreateUsagePlan"), plan.value.string != "NONE" {
                    report("UsagePlan", "a property of `\(resource.key)`", usagePlans, at: plan.keyRange, sink)
                }
            }
            if isStageOfRoutes(type, own, root) {
                for member in own?.members ?? [] {
                    guard let help = routedProperties[member.key], !member.value.isNull else { continue }
                    report(member.key, "a property of `\(resource.key)`", help, at: member.keyRange, sink)
                }
            }
            if type.hasPrefix("AWS::ApiGatewayV2::"), let help = routedTypes[String(type.dropFirst(19))] {
                report(resource.key, "`\(type)`", help, at: resource.keyRange, sink)
            }
            let prefix = "AWS::ApiGateway::"
            guard type.hasPrefix(prefix), let help = types[String(type.dropFirst(prefix.count))] else { continue }
            // Keys with a value are read.
            if type == prefix + "ApiKey", own?["Value"]?.string != nil { continue }
            report(resource.key, "`\(type)`", help, at: resource.keyRange, sink)
        }
    }

    /// Whether a resource has the settings of an HTTP API's stage.
    private static func isStageOfRoutes(_ type: String, _ properties: Node?, _ root: Node) -> Bool {
        if type == "AWS::Serverless::HttpApi" { return true }
        guard type == "AWS::ApiGatewayV2::Stage" else { return false }
        let reference = properties?["ApiId"]
        guard let api = reference?.string ?? reference?["Ref"]?.string else { return true }
        let protocolType = root["Resources"]?[api]?["Properties"]?["ProtocolType"]
        return protocolType?.string?.uppercased() != "WEBSOCKET"
    }

    private static func report(
        _ name: String, _ kind: String, _ help: String, at place: SourceRange, _ sink: DiagnosticSink
    ) {
        sink.report(OpenAPIProblem.templatePartIdle(name, kind: kind, help: help, at: place))
    }

    /// Events of functions whose method the API's own specification does not have.
    package static func idleEvents(of api: TemplateAPI, body: Node, in root: Node, sink: DiagnosticSink) {
        let globals = root["Globals"]?["Api"]
        if isTrue(api.properties?["MergeDefinitions"]) || isTrue(globals?["MergeDefinitions"]) { return }
        for function in root["Resources"]?.members ?? [] where function.value["Type"] != nil {
            for event in function.value["Properties"]?["Events"]?.members ?? [] {
                let properties = event.value["Properties"]
                guard event.value["Type"]?.string == "Api", properties?["RestApiId"]?.string == api.name.value,
                    let path = properties?["Path"]?.string, let verb = properties?["Method"]?.string?.lowercased()
                else { continue }
                let item = body["paths"]?[path]
                if item?[verb] != nil || item?["x-amazon-apigateway-any-method"] != nil { continue }
                sink.report(
                    OpenAPIProblem.templateEventIdle(
                        event.key, method: verb.uppercased() + " " + path, at: event.keyRange))
            }
        }
    }

    private static func isTrue(_ node: Node?) -> Bool { node?.boolean == true || node?.string == "true" }
}
