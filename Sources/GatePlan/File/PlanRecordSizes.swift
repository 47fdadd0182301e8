// The size of a record by section: what the file's section table must say.

/// Record sizes this program was built with, in bytes.
enum PlanRecordSizes {
    /// The size of a section's records; nil where the section is plain bytes.
    static func expected(_ kind: SectionKind) -> Int? {
        switch kind {
        case .strings: 1
        case .api: size(APIRecord.self)
        case .trieNodes: size(TrieNodeRecord.self)
        case .trieEdges: size(TrieEdgeRecord.self)
        case .methodSlots: size(MethodSlotsRecord.self)
        case .methods: size(MethodRecord.self)
        case .names: size(NameRecord.self)
        case .parameterChecks: size(ParameterCheckRecord.self)
        case .mediaSchemas: size(MediaSchemaRecord.self)
        case .integrations: size(IntegrationRecord.self)
        case .uriParts: size(URIPartRecord.self)
        case .mappings: size(MappingRecord.self)
        case .mediaTemplates: size(MediaTemplateRecord.self)
        case .integrationResponses: size(IntegrationResponseRecord.self)
        case .methodResponses: size(MethodResponseRecord.self)
        case .gatewayResponses: size(GatewayResponseRecord.self)
        case .textTemplates: size(TextTemplateRecord.self)
        case .textParts: size(TextPartRecord.self)
        case .stageVariables: size(StageVariableRecord.self)
        case .apiKeys: size(APIKeyRecord.self)
        case .authorizers: size(AuthorizerRecord.self)
        case .identitySources: size(IdentitySourceRecord.self)
        case .tokenIssuers: size(TokenIssuerRecord.self)
        case .tokenClaims: size(TokenClaimRecord.self)
        case .edits: size(EditRecord.self)
        case .editParts: size(EditPartRecord.self)
        case .statusEdits: size(StatusEditsRecord.self)
        case .cors: size(CORSRecord.self)
        default:
            templateSize(kind) ?? jsonPathSize(kind) ?? schemaSize(kind) ?? xmlSize(kind) ?? socketSize(kind)
                ?? debugSize(kind)
        }
    }

    /// The stride of a record; records have no padding, so it is also its size.
    static func size<Record: PlanRecord>(_ type: Record.Type) -> Int { MemoryLayout<Record>.stride }
}
