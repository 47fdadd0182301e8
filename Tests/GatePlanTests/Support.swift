// Small plans put together by hand, and edits of their bytes.

import GateBytes
import GatePlan

/// A builder with an API that has no routes.
func emptyBuilder() -> PlanBuilder {
    let builder = PlanBuilder()
    let node = TrieNodeRecord(
        edgesStart: 0, edgeSlots: 0, variableChild: PlanFormat.none, greedyChild: PlanFormat.none,
        methodSlots: PlanFormat.none)
    let root = builder.append(node)
    builder.append(api(builder, root: root))
    return builder
}

func api(_ builder: PlanBuilder, root: UInt32) -> APIRecord {
    APIRecord(
        name: builder.intern("pets"), version: builder.intern("1"), basePath: .empty,
        identifier: builder.intern("abc123"), rootNode: root, flags: 0, minimumCompressionBytes: PlanFormat.none,
        binaryMediaTypes: .empty)
}

/// A plan with records of most sections, all sound.
func fullPlan() -> [UInt8] {
    let builder = PlanBuilder()
    let label = builder.intern("pets")
    let hash = Array("pets".utf8).withByteView { UInt32(truncatingIfNeeded: $0.fnv1a) }
    builder.append(
        TrieNodeRecord(
            edgesStart: 0, edgeSlots: 2, variableChild: 2, greedyChild: PlanFormat.none,
            methodSlots: PlanFormat.none))
    for _ in 0..<2 {
        builder.append(
            TrieNodeRecord(
                edgesStart: 0, edgeSlots: 0, variableChild: PlanFormat.none, greedyChild: PlanFormat.none,
                methodSlots: 0))
    }
    let edge = TrieEdgeRecord(hash: hash, child: 1, label: label)
    _ = builder.append(contentsOf: hash & 1 == 0 ? [edge, .free] : [.free, edge])
    builder.append(api(builder, root: 0))
    addMethod(to: builder)
    addSchemas(to: builder)
    addShapes(to: builder)
    addPaths(to: builder)
    builder.append(NameRecord(text: builder.intern("petId")))
    builder.append(StageVariableRecord(name: builder.intern("host"), value: builder.intern("example.com")))
    builder.append(APIKeyRecord(name: builder.intern("key"), value: builder.intern("secret-value")))
    return builder.finish()
}

private func addMethod(to builder: PlanBuilder) {
    var slots = MethodSlotsRecord()
    slots.get = 0
    builder.append(slots)
    var method = MethodRecord(
        resourcePath: builder.intern("/pets"), resourceIdentifier: builder.intern("r1"), verb: .get)
    method.integration = 0
    method.parameterChecks = RecordRange(start: 0, count: 1)
    method.mediaSchemas = RecordRange(start: 0, count: 1)
    method.responses = RecordRange(start: 0, count: 1)
    builder.append(method)
    builder.append(ParameterCheckRecord(name: builder.intern("method.request.header.X"), kind: .header))
    builder.append(
        MediaSchemaRecord(
            contentType: builder.intern("application/json"), schema: 0, xmlShape: 0, modelName: builder.intern("Pet")))
    builder.append(MethodResponseRecord(statusCode: 200))
    var integration = IntegrationRecord(kind: .http, verb: .get, timeoutMilliseconds: 29_000)
    integration.uriParts = RecordRange(start: 0, count: 2)
    integration.requestMappings = RecordRange(start: 0, count: 1)
    integration.responses = RecordRange(start: 0, count: 1)
    integration.defaultResponse = 0
    builder.append(integration)
    builder.append(URIPartRecord(kind: .literal, text: builder.intern("http://")))
    builder.append(URIPartRecord(kind: .stageVariable, text: builder.intern("host")))
    builder.append(
        MappingRecord(
            target: .integrationHeader, targetName: builder.intern("X"), source: .requestBody, sourceText: .empty,
            index: 0))
    builder.append(IntegrationResponseRecord(pattern: builder.intern("4\\d\\d"), statusCode: 404))
    builder.append(
        GatewayResponseRecord(
            type: .badRequestBody, statusCode: 400, mappings: .empty, templates: RecordRange(start: 0, count: 1)))
    builder.append(
        TextTemplateRecord(contentType: builder.intern("application/json"), parts: RecordRange(start: 0, count: 1)))
    builder.append(TextPartRecord(kind: .literal, text: builder.intern("{}")))
}

private func addSchemas(to builder: PlanBuilder) {
    builder.append(PatternRecord(text: builder.intern("^a"), options: PatternRecord.script))
    builder.append(SchemaValueRecord(head: 0, link: 0, text: .empty))
    builder.append(SchemaValueRecord(head: 5 | 2 << 8, link: 4, text: .empty))
    builder.append(SchemaValueRecord(head: 4, link: 3, text: builder.intern("cat")))
    builder.append(SchemaValueRecord(head: 3, link: 4, text: builder.intern("17")))
    var object = SchemaNodeRecord(types: 64)
    object.flags = SchemaNodeRecord.looksAtMembers
    object.properties = builder.append(
        contentsOf: [
            SchemaPropertyRecord(name: builder.intern("id"), node: 1, flags: 3),
            SchemaPropertyRecord(name: builder.intern("kind"), node: 0, flags: 2),
        ])
    object.requiredCount = 1
    object.patterns = builder.append(contentsOf: [SchemaCheckRecord(.entry, 1, 0)])
    let list = builder.append(contentsOf: [SchemaCheckRecord(.entry, 1), SchemaCheckRecord(.entry, 0)])
    let bound = builder.intern("10")
    object.checks = builder.append(
        contentsOf: [
            SchemaCheckRecord(.anyOf, list.start, list.count), SchemaCheckRecord(.enumeration, 1),
            SchemaCheckRecord(.maximum, bound.offset, bound.length, 1), SchemaCheckRecord(.pattern, 0),
        ])
    builder.append(object)
    builder.append(SchemaNodeRecord(types: 127))
    builder.append(SchemaRecord(root: 0))
}

private func addShapes(to builder: PlanBuilder) {
    var list = XMLMemberRecord(property: builder.intern("tags"), shape: 1)
    list.flags = XMLMemberRecord.wrapped | XMLMemberRecord.required
    list.itemName = builder.intern("tag")
    var attribute = XMLMemberRecord(property: builder.intern("id"), shape: 2)
    attribute.flags = XMLMemberRecord.attribute
    attribute.space = builder.intern("urn:a")
    attribute.prefix = builder.intern("a")
    var object = XMLShapeRecord(types: 64)
    object.name = builder.intern("pet")
    object.additional = 2
    object.members = builder.append(contentsOf: [list, attribute])
    builder.append(object)
    var array = XMLShapeRecord(types: 32)
    array.item = 0
    builder.append(array)
    builder.append(XMLShapeRecord(types: 4))
}

private func addPaths(to builder: PlanBuilder) {
    let name = builder.intern("name")
    let steps = builder.append(
        contentsOf: [
            JSONPathStepRecord(.name, isUpstreamDefinite: true, first: name.offset, second: name.length),
            JSONPathStepRecord(.index, isUpstreamDefinite: true, first: 3),
        ])
    builder.append(JSONPathRecord(steps: steps, flags: JSONPathRecord.definite))
}

// MARK: Bytes

/// Why a file is refused; nil when it is not.
func refusal(_ file: [UInt8]) -> PlanError? {
    do throws(PlanError) {
        _ = try PlanImage(copying: file)
        return nil
    } catch {
        return error
    }
}

/// The file with a checksum that fits its bytes.
func resealed(_ file: [UInt8]) -> [UInt8] {
    var file = file
    let sum = file.withByteView { PlanFormat.fileChecksum($0) }
    replace(sum, at: 32, in: &file)
    return file
}

func replace<Value: FixedWidthInteger>(_ value: Value, at offset: Int, in file: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { bytes in
        file.replaceSubrange(offset..<offset + bytes.count, with: bytes)
    }
}

func load<Value: FixedWidthInteger>(_ type: Value.Type, at offset: Int, in file: [UInt8]) -> Value {
    file.withUnsafeBytes { Value(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Value.self)) }
}

/// Where the entry of a section stands in the section table.
func entry(of kind: SectionKind, in file: [UInt8]) -> Int? {
    let count = Int(load(UInt32.self, at: 12, in: file))
    return (0..<count).map { PlanFormat.headerSize + $0 * PlanFormat.sectionEntrySize }.first {
        load(UInt32.self, at: $0, in: file) == kind.rawValue
    }
}
