// A plan with a record of every kind that has no language in it, made by hand: what the file tests damage.

import GateBytes
import GatePlan

/// `GET /pets/{id}` and `GET /pets/special` behind HTTP.
func samplePlan() -> [UInt8] {
    let builder = PlanBuilder()
    let label = builder.intern("pets")
    let special = builder.intern("special")
    func edges(_ text: StringReference, _ bytes: String, _ child: UInt32) -> UInt32 {
        let hash = UInt32(truncatingIfNeeded: Array(bytes.utf8).withByteView { $0.fnv1a })
        var table = [TrieEdgeRecord](repeating: .free, count: 2)
        table[Int(hash) & 1] = TrieEdgeRecord(hash: hash, child: child, label: text)
        return builder.append(contentsOf: table).start
    }
    let first = edges(label, "pets", 1)
    let second = edges(special, "special", 3)
    var slots = MethodSlotsRecord()
    slots[.get] = 0
    let methods = builder.append(slots)
    let none = PlanFormat.none
    builder.append(
        TrieNodeRecord(edgesStart: first, edgeSlots: 2, variableChild: none, greedyChild: none, methodSlots: none))
    builder.append(
        TrieNodeRecord(edgesStart: second, edgeSlots: 2, variableChild: 2, greedyChild: none, methodSlots: none))
    for _ in 0..<2 {
        builder.append(
            TrieNodeRecord(edgesStart: 0, edgeSlots: 0, variableChild: none, greedyChild: none, methodSlots: methods))
    }
    var method = MethodRecord(
        resourcePath: builder.intern("/pets/{id}"), resourceIdentifier: builder.intern("abc123"), verb: .get)
    method.pathParameters = builder.append(contentsOf: [NameRecord(text: builder.intern("id"))])
    method.parameterChecks = builder.append(
        contentsOf: [ParameterCheckRecord(name: builder.intern("q"), kind: .queryString)])
    method.responses = builder.append(contentsOf: [MethodResponseRecord(statusCode: 200)])
    method.integration = builder.append(sampleIntegration(builder))
    builder.append(method)
    sampleAnswers(builder)
    builder.append(
        APIRecord(
            name: builder.intern("sample"), version: .empty, basePath: .empty, identifier: builder.intern("abcdefghij"),
            rootNode: 0, flags: 0, minimumCompressionBytes: none, binaryMediaTypes: .empty))
    return builder.finish()
}

private func sampleIntegration(_ builder: PlanBuilder) -> IntegrationRecord {
    var record = IntegrationRecord(kind: .http, verb: .get, timeoutMilliseconds: 29_000)
    record.uriParts = builder.append(contentsOf: [
        URIPartRecord(kind: .literal, text: builder.intern("http://h.test/")),
        URIPartRecord(kind: .path, text: builder.intern("id")),
    ])
    record.requestMappings = builder.append(contentsOf: [
        MappingRecord(
            target: .integrationPath, targetName: builder.intern("id"), source: .requestPath,
            sourceText: builder.intern("id"), index: 0),
        MappingRecord(
            target: .integrationHeader, targetName: builder.intern("X-Stage"), source: .context,
            sourceText: builder.intern("stage"), index: ContextVariable.stage.rawValue),
    ])
    record.responses = builder.append(contentsOf: [IntegrationResponseRecord(pattern: .empty, statusCode: 200)])
    record.defaultResponse = record.responses.start
    return record
}

private func sampleAnswers(_ builder: PlanBuilder) {
    let parts = builder.append(contentsOf: [
        TextPartRecord(kind: .literal, text: builder.intern("message: ")),
        TextPartRecord(kind: .context, text: .empty, index: ContextVariable.errorMessage.rawValue),
    ])
    let text = TextTemplateRecord(contentType: builder.intern("text/plain"), parts: parts)
    builder.append(
        GatewayResponseRecord(
            type: .default4XX, statusCode: 0, mappings: .empty, templates: builder.append(contentsOf: [text])))
    builder.append(StageVariableRecord(name: builder.intern("v"), value: builder.intern("1")))
    builder.append(APIKeyRecord(name: builder.intern("k"), value: builder.intern("secret")))
    builder.append(DebugSourceRecord(name: builder.intern("spec.yaml")))
    builder.append(DebugPlaceRecord(section: .methods, index: 0, source: 0, line: 3, column: 5, length: 3))
}
