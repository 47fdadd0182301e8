// A loaded plan: bytes that stay in place, checked once, then read without copies. `PlanImage(verifying:)` is the
// only way to make one, so a `PlanImage` in hand is a verified plan.

import GateBytes

/// Records of one section, read in place.
@usableFromInline
package struct RecordView<Record: PlanRecord>: @unchecked Sendable {
    @usableFromInline let base: UnsafePointer<Record>
    @usableFromInline package let count: Int

    @usableFromInline
    init(base: UnsafePointer<Record>, count: Int) {
        self.base = base
        self.count = count
    }

    @inlinable
    package subscript(index: Int) -> Record {
        precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
        return base[index]
    }

    @inlinable
    package subscript(index: UInt32) -> Record { self[Int(index)] }

    /// The first record's address: for loops that the verifier made safe.
    @inlinable
    package var unchecked: UnsafePointer<Record> { base }
}

/// A verified plan in memory. Immutable; shared by all event loops.
@usableFromInline
package final class PlanImage: @unchecked Sendable {
    package struct Section: Sendable {
        package let kind: SectionKind
        package let offset: Int
        package let size: Int
        package let recordSize: Int
    }

    /// The whole file.
    package let bytes: ByteView
    package let sections: [Section]
    /// The header's checksum, which the file's bytes have.
    package let checksum: UInt64
    private let release: @Sendable (ByteView) -> Void

    @usableFromInline package let strings: ByteView
    package let api: APIRecord
    package let trieNodes: RecordView<TrieNodeRecord>
    package let trieEdges: RecordView<TrieEdgeRecord>
    package let methodSlots: RecordView<MethodSlotsRecord>
    package let methods: RecordView<MethodRecord>
    package let names: RecordView<NameRecord>
    package let parameterChecks: RecordView<ParameterCheckRecord>
    package let mediaSchemas: RecordView<MediaSchemaRecord>
    package let integrations: RecordView<IntegrationRecord>
    package let uriParts: RecordView<URIPartRecord>
    package let mappings: RecordView<MappingRecord>
    package let mediaTemplates: RecordView<MediaTemplateRecord>
    package let integrationResponses: RecordView<IntegrationResponseRecord>
    package let methodResponses: RecordView<MethodResponseRecord>
    package let gatewayResponses: RecordView<GatewayResponseRecord>
    package let textTemplates: RecordView<TextTemplateRecord>
    package let textParts: RecordView<TextPartRecord>
    package let stageVariables: RecordView<StageVariableRecord>
    package let apiKeys: RecordView<APIKeyRecord>
    package let authorizers: RecordView<AuthorizerRecord>
    package let identitySources: RecordView<IdentitySourceRecord>
    package let tokenIssuers: RecordView<TokenIssuerRecord>
    package let tokenClaims: RecordView<TokenClaimRecord>
    /// One record in the plan of a WebSocket API, none in others.
    package let sockets: RecordView<SocketRecord>
    /// By method.
    package let socketRoutes: RecordView<SocketRouteRecord>
    package let socketKeys: RecordView<SocketKeyRecord>
    /// By integration.
    package let socketIntegrations: RecordView<SocketIntegrationRecord>
    /// By integration response.
    package let socketResponses: RecordView<SocketResponseRecord>
    package let routeLimits: RecordView<RouteLimitRecord>
    package let edits: RecordView<EditRecord>
    package let editParts: RecordView<EditPartRecord>
    package let statusEdits: RecordView<StatusEditsRecord>
    package let cors: RecordView<CORSRecord>

    /// Checks `bytes` whole and keeps them. `bytes.base` must be 8-byte aligned and live until `release` is called,
    /// which happens once: on failure before the throw, else when the image goes away.
    package init(
        verifying bytes: ByteView, release: @escaping @Sendable (ByteView) -> Void
    ) throws(PlanError) {
        let frame: PlanFrame
        do throws(PlanError) {
            frame = try PlanFrame(bytes)
        } catch {
            release(bytes)
            throw error
        }
        self.bytes = bytes
        self.release = release
        self.sections = frame.sections
        self.checksum = frame.checksum
        self.strings = frame.bytes(of: .strings)
        self.api = frame.view(APIRecord.self)[0]
        self.trieNodes = frame.view(TrieNodeRecord.self)
        self.trieEdges = frame.view(TrieEdgeRecord.self)
        self.methodSlots = frame.view(MethodSlotsRecord.self)
        self.methods = frame.view(MethodRecord.self)
        self.names = frame.view(NameRecord.self)
        self.parameterChecks = frame.view(ParameterCheckRecord.self)
        self.mediaSchemas = frame.view(MediaSchemaRecord.self)
        self.integrations = frame.view(IntegrationRecord.self)
        self.uriParts = frame.view(URIPartRecord.self)
        self.mappings = frame.view(MappingRecord.self)
        self.mediaTemplates = frame.view(MediaTemplateRecord.self)
        self.integrationResponses = frame.view(IntegrationResponseRecord.self)
        self.methodResponses = frame.view(MethodResponseRecord.self)
        self.gatewayResponses = frame.view(GatewayResponseRecord.self)
        self.textTemplates = frame.view(TextTemplateRecord.self)
        self.textParts = frame.view(TextPartRecord.self)
        self.stageVariables = frame.view(StageVariableRecord.self)
        self.apiKeys = frame.view(APIKeyRecord.self)
        self.authorizers = frame.view(AuthorizerRecord.self)
        self.identitySources = frame.view(IdentitySourceRecord.self)
        self.tokenIssuers = frame.view(TokenIssuerRecord.self)
        self.tokenClaims = frame.view(TokenClaimRecord.self)
        self.sockets = frame.view(SocketRecord.self)
        self.socketRoutes = frame.view(SocketRouteRecord.self)
        self.socketKeys = frame.view(SocketKeyRecord.self)
        self.socketIntegrations = frame.view(SocketIntegrationRecord.self)
        self.socketResponses = frame.view(SocketResponseRecord.self)
        self.routeLimits = frame.view(RouteLimitRecord.self)
        self.edits = frame.view(EditRecord.self)
        self.editParts = frame.view(EditPartRecord.self)
        self.statusEdits = frame.view(StatusEditsRecord.self)
        self.cors = frame.view(CORSRecord.self)
        try PlanVerifier(self).verify()
    }

    /// Copies a file's bytes into memory of its own and checks them.
    package convenience init(copying file: [UInt8]) throws(PlanError) {
        // An empty view has an address of its own, which must not be given back.
        if file.isEmpty { throw .notAPlan }
        let memory = UnsafeMutableRawPointer.allocate(byteCount: file.count, alignment: 16)
        file.withUnsafeBytes { source in
            if let address = source.baseAddress { memory.copyMemory(from: address, byteCount: source.count) }
        }
        let view = ByteView(UnsafeRawBufferPointer(start: memory, count: file.count))
        try self.init(verifying: view) { owned in UnsafeMutableRawPointer(mutating: owned.base).deallocate() }
    }

    deinit { release(bytes) }

    /// The text of a reference; the verifier has checked every reference of every record.
    @inlinable
    package func string(_ reference: StringReference) -> ByteView {
        strings.slice(Int(reference.offset), Int(reference.offset) + Int(reference.length))
    }

    /// The records of a section that this class keeps no view of; empty when the section is absent.
    package func view<Record: PlanRecord>(_ type: Record.Type) -> RecordView<Record> {
        guard let section = sections.first(where: { $0.kind == Record.section }) else {
            return RecordView(base: PlanFrame.emptyBase(Record.self), count: 0)
        }
        return PlanFrame.view(bytes, section, Record.self)
    }

    /// The raw bytes of a section; empty when it is absent.
    package func bytes(of kind: SectionKind) -> ByteView {
        guard let section = sections.first(where: { $0.kind == kind }) else { return .empty }
        return bytes.slice(section.offset, section.offset + section.size)
    }
}
