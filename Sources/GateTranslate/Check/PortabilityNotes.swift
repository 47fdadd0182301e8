// What AWS would refuse, drop or change when it imports the document, beyond what is an error here too.
// AWS: "Amazon API Gateway important notes", "API Gateway quotas" (read 2026-11).

import GateBytes
import GateOpenAPI
import GateSource
import GateTree

/// Reports on portability.
struct PortabilityNotes {
    let document: OpenAPIDocument
    let sink: DiagnosticSink

    /// Most resources of an API. AWS: "API Gateway quotas", Resources per API.
    static let resourcesMax = 300

    init(_ document: OpenAPIDocument, sink: DiagnosticSink) {
        self.document = document
        self.sink = sink
    }

    func report() {
        if document.version == .openAPI31, let member = document.root.member("openapi") {
            sink.report(PortabilityProblem.versionRefused(at: member.value.range))
        }
        for name in ["x-gatewright-api-keys", "x-gatewright-stage-variables"] {
            if let member = document.root.member(name) {
                sink.report(PortabilityProblem.localExtension(name, at: member.keyRange))
            }
        }
        for schema in document.schemas where !schema.name.value.utf8.allSatisfy(ASCII.isAlphanumeric) {
            sink.report(PortabilityProblem.modelName(schema.name.value, at: schema.name.range))
        }
        if let member = document.root.member("webhooks") {
            sink.report(PortabilityProblem.dropped("webhooks", at: member.keyRange))
        }
        let components = document.root["components"]
        for name in ["callbacks", "links"] {
            if let member = components?.member(name) {
                sink.report(PortabilityProblem.dropped(name, at: member.keyRange))
            }
        }
        if let path = document.paths.dropFirst(PortabilityNotes.resourcesMax).first?.path {
            sink.report(
                PortabilityProblem.tooManyResources(
                    count: document.paths.count, limit: PortabilityNotes.resourcesMax, at: path.range))
        }
        for item in document.paths { item.operations.forEach(report) }
    }

    private func report(_ operation: Operation) {
        for response in operation.responses {
            if response.isReference { sink.report(PortabilityProblem.responseReference(at: response.range)) }
            if case .range = response.status { sink.report(PortabilityProblem.statusClass(at: response.range)) }
        }
        var names: [String: Parameter] = [:]
        for parameter in operation.parameters {
            if let other = names[parameter.name.value], other.location != parameter.location {
                sink.report(
                    PortabilityProblem.parameterName(
                        parameter.name.value, at: parameter.name.range, first: other.name.range))
            }
            names[parameter.name.value] = parameter
        }
    }
}
