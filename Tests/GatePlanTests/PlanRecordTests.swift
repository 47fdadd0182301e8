// Fields of records that point outside of what they refer to, or hold a value without a meaning: each is refused by
// name.

import GateBytes
import GatePlan
import Testing

/// A bad record and the refusal it must meet.
struct BadRecord: CustomTestStringConvertible, Sendable {
    let name: String
    let expected: PlanError
    let add: @Sendable (PlanBuilder) -> Void

    init(
        _ section: SectionKind, _ field: String, at index: Int = 0, _ add: @escaping @Sendable (PlanBuilder) -> Void
    ) {
        name = "\(section).\(field)"
        expected = .record(section, index: index, field: field)
        self.add = add
    }

    var testDescription: String { name }
}

private let outside = StringReference(offset: 1 << 20, length: 1)
private let wrapping = StringReference(offset: .max, length: .max)
private let far = RecordRange(start: .max, count: 2)

struct PlanRecordTests {
    @Test(arguments: routeCases + integrationCases + schemaCases + pathCases)
    func isRefused(_ bad: BadRecord) {
        let builder = emptyBuilder()
        bad.add(builder)
        #expect(refusal(builder.finish()) == bad.expected)
    }

    static func authorizer(
        _ edit: @escaping @Sendable (inout AuthorizerRecord) -> Void
    ) -> @Sendable (PlanBuilder) -> Void {
        { builder in
            var record = AuthorizerRecord(name: .empty, kind: .token, resultSeconds: 1)
            edit(&record)
            builder.append(record)
        }
    }

    static func method(_ edit: @escaping @Sendable (inout MethodRecord) -> Void) -> @Sendable (PlanBuilder) -> Void {
        { builder in
            var record = MethodRecord(resourcePath: .empty, resourceIdentifier: .empty, verb: .get)
            edit(&record)
            builder.append(record)
        }
    }

    static let routeCases: [BadRecord] = [
        BadRecord(.names, "text") { $0.append(NameRecord(text: outside)) },
        BadRecord(.stageVariables, "text") { $0.append(StageVariableRecord(name: .empty, value: wrapping)) },
        BadRecord(.authorizers, "text") {
            $0.append(AuthorizerRecord(name: outside, kind: .token, resultSeconds: 1))
        },
        BadRecord(.authorizers, "kind", authorizer { $0.kind = 9 }),
        BadRecord(.authorizers, "uriParts", authorizer { $0.uriParts = far }),
        BadRecord(.authorizers, "identitySources", authorizer { $0.identitySources = far }),
        BadRecord(.authorizers, "providers", authorizer { $0.providers = far }),
        BadRecord(.authorizers, "issuers", authorizer { $0.issuers = far }),
        BadRecord(.authorizers, "algorithms", authorizer { $0.algorithms = 64 }),
        BadRecord(.tokenIssuers, "issuer") {
            $0.append(TokenIssuerRecord(issuer: outside, audiences: .empty, claims: .empty))
        },
        BadRecord(.tokenIssuers, "audiences") {
            $0.append(TokenIssuerRecord(issuer: .empty, audiences: far, claims: .empty))
        },
        BadRecord(.tokenIssuers, "claims") {
            $0.append(TokenIssuerRecord(issuer: .empty, audiences: .empty, claims: far))
        },
        BadRecord(.tokenClaims, "name") {
            $0.append(TokenClaimRecord(name: outside, isRequired: true, values: .empty))
        },
        BadRecord(.tokenClaims, "values") {
            $0.append(TokenClaimRecord(name: .empty, isRequired: true, values: far))
        },
        BadRecord(.identitySources, "name") { $0.append(IdentitySourceRecord(kind: .header, name: outside)) },
        BadRecord(.identitySources, "index") { $0.append(IdentitySourceRecord(kind: .context, name: .empty)) },
        BadRecord(.methods, "authorizer", method { $0.authorization = AuthorizationKind.custom.rawValue }),
        BadRecord(.methods, "authorizer", method { $0.authorizer = 7 }),
        BadRecord(.methods, "scopes", method { $0.scopes = far }),
        BadRecord(.apiKeys, "value") { $0.append(APIKeyRecord(name: .empty, value: outside)) },
        BadRecord(.apiKeys, "name") { $0.append(APIKeyRecord(name: outside, value: .empty)) },
        BadRecord(.methods, "text", method { $0.operationName = outside }),
        BadRecord(.methods, "verb", method { $0.verb = 99 }),
        BadRecord(.methods, "authorization", method { $0.authorization = 99 }),
        BadRecord(.methods, "integration", method { $0.integration = 0 }),
        BadRecord(.methods, "pathParameters", method { $0.pathParameters = far }),
        BadRecord(.methods, "parameterChecks", method { $0.parameterChecks = far }),
        BadRecord(.methods, "mediaSchemas", method { $0.mediaSchemas = far }),
        BadRecord(.methods, "responses", method { $0.responses = RecordRange(start: 0, count: 1) }),
        BadRecord(.methodSlots, "method") { builder in
            var slots = MethodSlotsRecord()
            slots.any = 0
            builder.append(slots)
        },
        BadRecord(.trieNodes, "edgeSlots", at: 1) { $0.append(node(slots: 3)) },
        BadRecord(.trieNodes, "edgesStart", at: 1) { $0.append(node(slots: 4)) },
        BadRecord(.trieNodes, "child", at: 1) { $0.append(node(variable: 1)) },
        BadRecord(.trieNodes, "child", at: 1) { $0.append(node(variable: 2)) },
        BadRecord(.trieNodes, "methodSlots", at: 1) { $0.append(node(methods: 0)) },
        BadRecord(.trieNodes, "edgeSlots", at: 1) { builder in
            // A full table: a look-up would never end.
            let label = builder.intern("a")
            let hash = Array("a".utf8).withByteView { UInt32(truncatingIfNeeded: $0.fnv1a) }
            builder.append(TrieEdgeRecord(hash: hash, child: 2, label: label))
            builder.append(node(slots: 1))
            builder.append(node())
        },
        BadRecord(.trieEdges, "hash") { builder in
            builder.append(TrieEdgeRecord(hash: 1, child: 2, label: builder.intern("a")))
            builder.append(.free as TrieEdgeRecord)
            builder.append(node(slots: 2))
            builder.append(node())
        },
        BadRecord(.parameterChecks, "name") { $0.append(ParameterCheckRecord(name: outside, kind: .path)) },
        BadRecord(.parameterChecks, "kind") { builder in
            var record = ParameterCheckRecord(name: .empty, kind: .path)
            record.kind = 3
            builder.append(record)
        },
        BadRecord(.mediaSchemas, "schema") {
            $0.append(MediaSchemaRecord(contentType: .empty, schema: 0, modelName: .empty))
        },
        BadRecord(.mediaSchemas, "xmlShape") {
            $0.append(
                MediaSchemaRecord(contentType: .empty, schema: PlanFormat.none, xmlShape: 0, modelName: .empty))
        },
        BadRecord(.xmlMembers, "text") { $0.append(XMLMemberRecord(property: outside, shape: 0)) },
        BadRecord(.xmlMembers, "shape") { $0.append(XMLMemberRecord(property: .empty, shape: 0)) },
        BadRecord(.xmlMembers, "flags") { builder in
            var record = XMLMemberRecord(property: .empty, shape: builder.append(XMLShapeRecord(types: 127)))
            record.flags = 8
            builder.append(record)
        },
        BadRecord(.xmlShapes, "types") { $0.append(XMLShapeRecord(types: 128)) },
        BadRecord(.xmlShapes, "text") { builder in
            var record = XMLShapeRecord(types: 127)
            record.name = outside
            builder.append(record)
        },
        BadRecord(.xmlShapes, "shape") { builder in
            var record = XMLShapeRecord(types: 32)
            record.item = 1
            builder.append(record)
        },
        BadRecord(.xmlShapes, "members") { builder in
            var record = XMLShapeRecord(types: 64)
            record.members = RecordRange(start: 0, count: 1)
            builder.append(record)
        },
        BadRecord(.xmlShapes, "order") { builder in
            var record = XMLShapeRecord(types: 64)
            record.members = builder.append(
                contentsOf: ["b", "a"].map { XMLMemberRecord(property: builder.intern($0), shape: 0) })
            builder.append(record)
        },
    ]

    static func node(
        slots: UInt32 = 0, variable: UInt32 = PlanFormat.none, methods: UInt32 = PlanFormat.none
    ) -> TrieNodeRecord {
        TrieNodeRecord(
            edgesStart: 0, edgeSlots: slots, variableChild: variable, greedyChild: PlanFormat.none,
            methodSlots: methods)
    }

    // MARK: Integrations

    static func integration(
        _ edit: @escaping @Sendable (inout IntegrationRecord) -> Void
    ) -> @Sendable (PlanBuilder) -> Void {
        { builder in
            var record = IntegrationRecord(kind: .mock, verb: .any, timeoutMilliseconds: 50)
            edit(&record)
            builder.append(record)
        }
    }

    static func mapping(
        _ source: MappingSource, _ index: UInt32, _ edit: @escaping @Sendable (inout MappingRecord) -> Void = { _ in }
    ) -> @Sendable (PlanBuilder) -> Void {
        { builder in
            var record = MappingRecord(
                target: .integrationHeader, targetName: .empty, source: source, sourceText: .empty, index: index)
            edit(&record)
            builder.append(record)
        }
    }

    static let integrationCases: [BadRecord] = [
        BadRecord(.integrations, "kind", integration { $0.kind = 9 }),
        BadRecord(.integrations, "verb", integration { $0.verb = 99 }),
        BadRecord(.integrations, "passthrough", integration { $0.passthrough = 3 }),
        BadRecord(.integrations, "contentHandling", integration { $0.contentHandling = 3 }),
        BadRecord(.integrations, "defaultResponse", integration { $0.defaultResponse = 0 }),
        BadRecord(.integrations, "uriParts", integration { $0.uriParts = far }),
        BadRecord(.integrations, "cacheKeys", integration { $0.cacheKeys = far }),
        BadRecord(.integrations, "requestMappings", integration { $0.requestMappings = far }),
        BadRecord(.integrations, "requestTemplates", integration { $0.requestTemplates = far }),
        BadRecord(.integrations, "responses", integration { $0.responses = far }),
        BadRecord(.integrations, "text", integration { $0.tlsServerName = outside }),
        BadRecord(.uriParts, "text") { $0.append(URIPartRecord(kind: .literal, text: outside)) },
        BadRecord(.uriParts, "kind") { builder in
            var record = URIPartRecord(kind: .literal, text: .empty)
            record.kind = 3
            builder.append(record)
        },
        BadRecord(.mappings, "target", mapping(.literal, 0) { $0.target = 4 }),
        BadRecord(.mappings, "source", mapping(.literal, 0) { $0.source = 13 }),
        BadRecord(.mappings, "index", mapping(.requestBody, 0)),
        BadRecord(.mappings, "index", mapping(.context, 100_000)),
        BadRecord(.mediaTemplates, "program") { $0.append(MediaTemplateRecord(contentType: .empty, program: 0)) },
        BadRecord(.integrationResponses, "pattern") {
            $0.append(IntegrationResponseRecord(pattern: outside, statusCode: 200))
        },
        BadRecord(.integrationResponses, "statusCode") {
            $0.append(IntegrationResponseRecord(pattern: .empty, statusCode: 99))
        },
        BadRecord(.gatewayResponses, "statusCode") {
            $0.append(
                GatewayResponseRecord(type: .badRequestBody, statusCode: 600, mappings: .empty, templates: .empty))
        },
        BadRecord(.textTemplates, "parts") { $0.append(TextTemplateRecord(contentType: .empty, parts: far)) },
        BadRecord(.textParts, "index") { $0.append(TextPartRecord(kind: .context, text: .empty)) },
    ]

    // MARK: Schemas

    static func check(_ record: SchemaCheckRecord) -> @Sendable (PlanBuilder) -> Void {
        { builder in
            builder.append(SchemaNodeRecord(types: 127))
            builder.append(record)
        }
    }

    static func node(_ edit: @escaping @Sendable (inout SchemaNodeRecord) -> Void) -> @Sendable (PlanBuilder) -> Void {
        { builder in
            var record = SchemaNodeRecord(types: 127)
            edit(&record)
            builder.append(record)
        }
    }

    static func values(_ records: [SchemaValueRecord]) -> @Sendable (PlanBuilder) -> Void {
        { builder in
            builder.append(SchemaValueRecord(head: 0, link: 0, text: .empty))
            for record in records { builder.append(record) }
        }
    }

    static let schemaCases: [BadRecord] = [
        BadRecord(.schemas, "root") { $0.append(SchemaRecord(root: 0)) },
        BadRecord(.schemaNodes, "types", node { $0.types = 256 }),
        BadRecord(.schemaNodes, "types", node { $0.flags = 16 }),
        BadRecord(.schemaNodes, "checks", node { $0.checks = far }),
        BadRecord(.schemaNodes, "properties", node { $0.properties = far }),
        BadRecord(.schemaNodes, "patterns", node { $0.patterns = far }),
        BadRecord(.schemaNodes, "additional", node { $0.additional = 1 }),
        BadRecord(.schemaNodes, "requiredCount", node { $0.requiredCount = 1 }),
        BadRecord(.schemaProperties, "order", at: 1) { builder in
            var record = SchemaNodeRecord(types: 127)
            record.properties = builder.append(
                contentsOf: [
                    SchemaPropertyRecord(name: builder.intern("bb"), node: 0, flags: 2),
                    SchemaPropertyRecord(name: builder.intern("aa"), node: 0, flags: 2),
                ])
            builder.append(record)
        },
        BadRecord(.schemaProperties, "node") { builder in
            builder.append(SchemaPropertyRecord(name: .empty, node: PlanFormat.none, flags: 2))
        },
        BadRecord(.schemaReferences, "keyword", check(unknownKeyword)),
        BadRecord(.schemaReferences, "text", check(SchemaCheckRecord(.maximum, 1 << 20, 1))),
        BadRecord(.schemaReferences, "pattern", check(SchemaCheckRecord(.pattern, 0))),
        BadRecord(.schemaReferences, "list", check(SchemaCheckRecord(.anyOf, 0, 9))),
        BadRecord(.schemaReferences, "list", check(SchemaCheckRecord(.anyOf, 0, 1))),
        BadRecord(.schemaReferences, "node", check(SchemaCheckRecord(.not, 1))),
        BadRecord(.schemaReferences, "node", check(SchemaCheckRecord(.unevaluatedItems, 1))),
        BadRecord(.schemaReferences, "node", check(SchemaCheckRecord(.condition, PlanFormat.none, 0, 0))),
        BadRecord(.schemaReferences, "name", check(SchemaCheckRecord(.dependency, 1 << 20, 1, 0))),
        BadRecord(.schemaReferences, "value", check(SchemaCheckRecord(.enumeration, 0))),
        BadRecord(.schemaReferences, "format", check(SchemaCheckRecord(.format, 99))),
        BadRecord(.schemaReferences, "values", check(SchemaCheckRecord(.discriminator, 0, 9, 0))),
        BadRecord(.schemaReferences, "values", check(SchemaCheckRecord(.discriminator, 0, 0, 9))),
        BadRecord(.schemaProperties, "order", at: 2) { builder in
            let names = ["kind", "bb", "aa"].map {
                SchemaPropertyRecord(name: builder.intern($0), node: PlanFormat.none, flags: 0)
            }
            _ = builder.append(contentsOf: names)
            builder.append(SchemaCheckRecord(.discriminator, 1, 2, 0))
        },
        BadRecord(.schemaAuxiliary, "text") { $0.append(PatternRecord(text: outside, options: 0)) },
        BadRecord(.schemaAuxiliary, "options") { $0.append(PatternRecord(text: .empty, options: 256)) },
        BadRecord(.schemaValues, "kind", at: 1, values([SchemaValueRecord(head: 8, link: 2, text: .empty)])),
        BadRecord(.schemaValues, "link", at: 1, values([SchemaValueRecord(head: 0, link: 1, text: .empty)])),
        BadRecord(.schemaValues, "link", at: 1, values([SchemaValueRecord(head: 5, link: 9, text: .empty)])),
        BadRecord(.schemaValues, "count", at: 1, values([SchemaValueRecord(head: 5 | 1 << 8, link: 2, text: .empty)])),
        BadRecord(
            .schemaValues, "name", at: 2,
            values([
                SchemaValueRecord(head: 6 | 1 << 8, link: 4, text: .empty),
                SchemaValueRecord(head: 0, link: 3, text: .empty),
                SchemaValueRecord(head: 0, link: 4, text: .empty),
            ])),
    ]

    static var unknownKeyword: SchemaCheckRecord {
        var record = SchemaCheckRecord(.not, 0)
        record.keywordValue = 99
        return record
    }

    // MARK: Paths

    static func path(_ steps: [JSONPathStepRecord], flags: UInt32 = 0) -> @Sendable (PlanBuilder) -> Void {
        { builder in
            builder.append(JSONPathRecord(steps: builder.append(contentsOf: steps), flags: flags))
        }
    }

    static let pathCases: [BadRecord] = [
        BadRecord(.jsonPaths, "steps") { $0.append(JSONPathRecord(steps: far, flags: 0)) },
        BadRecord(.jsonPaths, "flags", path([], flags: 16)),
        BadRecord(.jsonPathSteps, "scan", path([JSONPathStepRecord(.scan, isUpstreamDefinite: true)])),
        BadRecord(.jsonPaths, "order") { builder in
            // A filter that asks for the path it stands in.
            builder.append(JSONPathFilterRecord(.exists, first: 0))
            let steps = builder.append(
                contentsOf: [JSONPathStepRecord(.filter, isUpstreamDefinite: true, first: 0)])
            builder.append(JSONPathRecord(steps: steps, flags: 0))
        },
    ]
}

struct SchemaKeywordTests {
    /// `SchemaCheckRecord.keyword` reads the number as the case.
    @Test func keywordsStandInTheOrderOfTheirNumbers() {
        for (index, keyword) in SchemaKeyword.allCases.enumerated() {
            #expect(keyword.rawValue == UInt32(index))
            #expect(SchemaCheckRecord(keyword).keyword == keyword)
        }
    }
}
