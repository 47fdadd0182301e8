// The last step: the record about the API itself, debug sections, the file.

import GateBytes
import GateDefinition
import GatePlan
import GateSource

extension APILowering {
    /// The plan of a definition that was lowered without errors.
    func assemble(sources: SourceMap) -> CompiledAPI {
        let types = builder.append(
            contentsOf: definition.binaryMediaTypes.map { NameRecord(text: builder.intern($0.value.lowercased())) })
        let compression = definition.minimumCompressionBytes.map { UInt32(clamping: $0.value) }
        var api = APIRecord(
            name: builder.intern(definition.name), version: builder.intern(definition.version ?? ""),
            basePath: builder.intern(definition.basePath), identifier: builder.intern(identifier), rootNode: 0,
            flags: definition.apiKeySource == .authorizer ? APIRecord.keySourceIsAuthorizer : 0,
            minimumCompressionBytes: compression ?? PlanFormat.none, binaryMediaTypes: types)
        if let log = definition.accessLog { api.accessLog = builder.intern(log.value) }
        api.policy = policy
        api.defaultMethod = defaultMethod
        api.cors = cors
        api.kind = definition.protocolType.planKind.rawValue
        builder.append(api)
        for mark in templates.places { places.note(.code, mark.instruction, at: mark.range) }
        places.append(to: builder, root: definition.range.source, sources: sources)
        return CompiledAPI(
            plan: builder.finish(), routeCount: routeCount, methodCount: builder.count(of: MethodRecord.self),
            templateCount: builder.count(of: ProgramRecord.self), modelCount: models.count)
    }

    /// The API's identifier.
    var identifier: String { Identifiers.api(name: definition.name, basePath: definition.basePath) }
}

extension APIDefinition.ProtocolType {
    /// The plan's number of the kind.
    var planKind: APIKind {
        switch self {
        case .rest: .rest
        case .http: .http
        case .webSocket: .webSocket
        }
    }
}
