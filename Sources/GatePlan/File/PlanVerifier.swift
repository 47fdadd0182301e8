// Second half of verification: every index, string reference and enumeration of every record. After it the runtime
// reads records without checking them again.

import GateBytes

/// Checks the records of a plan whose frame is sound.
struct PlanVerifier {
    let image: PlanImage

    init(_ image: PlanImage) { self.image = image }

    func verify() throws(PlanError) {
        try verifyAPI()
        try verifyTrie()
        try verifyMethods()
        try verifyIntegrations()
        try verifyResponses()
        try verifyTexts()
        try verifyAccess()
        try verifyHTTPAPI()
        try verifyTemplates(image)
        try verifyJSONPaths(image)
        try verifySchemas(image)
        try verifyXML(image)
        try verifyDebug(image)
        try verifySocket()
    }

    // MARK: Fields

    func check(_ isSound: Bool, _ kind: SectionKind, _ index: Int, _ field: StaticString) throws(PlanError) {
        if !isSound { throw .record(kind, index: index, field: "\(field)") }
    }

    func isSound(_ reference: StringReference) -> Bool {
        UInt64(reference.offset) + UInt64(reference.length) <= UInt64(image.strings.count)
    }

    func isSound(_ range: RecordRange, within count: Int) -> Bool {
        UInt64(range.start) + UInt64(range.count) <= UInt64(count)
    }

    func isSound(_ index: UInt32, within count: Int, orNone: Bool = false) -> Bool {
        Int(index) < count || (orNone && index == PlanFormat.none)
    }

    // MARK: Sections

    private func verifyAPI() throws(PlanError) {
        let api = image.api
        for reference in [api.name, api.version, api.basePath, api.identifier, api.accessLog, api.policy] {
            try check(isSound(reference), .api, 0, "text")
        }
        try check(APIKind(rawValue: api.kind) != nil, .api, 0, "kind")
        try check(isSound(api.rootNode, within: image.trieNodes.count), .api, 0, "rootNode")
        try check(isSound(api.binaryMediaTypes, within: image.names.count), .api, 0, "binaryMediaTypes")
        for index in 0..<image.names.count { try check(isSound(image.names[index].text), .names, index, "text") }
        for index in 0..<image.stageVariables.count {
            let variable = image.stageVariables[index]
            try check(isSound(variable.name) && isSound(variable.value), .stageVariables, index, "text")
        }
        for index in 0..<image.apiKeys.count {
            try check(isSound(image.apiKeys[index].name), .apiKeys, index, "name")
            try check(isSound(image.apiKeys[index].value), .apiKeys, index, "value")
        }
    }

    /// Children stand behind their parents in the file, so the trie has no cycle.
    private func verifyTrie() throws(PlanError) {
        let nodes = image.trieNodes.count
        for index in 0..<nodes {
            let node = image.trieNodes[index]
            let slots = Int(node.edgeSlots)
            try check(slots & (slots - 1) == 0 || slots == 0, .trieNodes, index, "edgeSlots")
            let edges = RecordRange(start: node.edgesStart, count: node.edgeSlots)
            try check(isSound(edges, within: image.trieEdges.count), .trieNodes, index, "edgesStart")
            var free = 0
            for slot in edges.indices {
                let edge = image.trieEdges[slot]
                if edge.child == PlanFormat.none {
                    free += 1
                    continue
                }
                try check(Int(edge.child) > index && Int(edge.child) < nodes, .trieEdges, slot, "child")
                try check(isSound(edge.label), .trieEdges, slot, "label")
                let hash = UInt32(truncatingIfNeeded: image.string(edge.label).fnv1a)
                try check(hash == edge.hash, .trieEdges, slot, "hash")
            }
            try check(slots == 0 || free > 0, .trieNodes, index, "edgeSlots")
            for child in [node.variableChild, node.greedyChild] where child != PlanFormat.none {
                try check(Int(child) > index && Int(child) < nodes, .trieNodes, index, "child")
            }
            let hasSlots = isSound(node.methodSlots, within: image.methodSlots.count, orNone: true)
            try check(hasSlots, .trieNodes, index, "methodSlots")
        }
        for index in 0..<image.methodSlots.count {
            for verb in HTTPVerb.allCases {
                let method = image.methodSlots[index][verb]
                let sound = isSound(method, within: image.methods.count, orNone: true)
                try check(sound, .methodSlots, index, "method")
            }
        }
    }

    private func verifyMethods() throws(PlanError) {
        let schemas = image.view(SchemaRecord.self).count
        let shapes = image.view(XMLShapeRecord.self).count
        for index in 0..<image.methods.count {
            let method = image.methods[index]
            let texts = [method.resourcePath, method.resourceIdentifier, method.operationName, method.authorizerName]
            for text in texts { try check(isSound(text), .methods, index, "text") }
            try check(method.verb <= UInt32(HTTPVerb.any.rawValue), .methods, index, "verb")
            let authorization = AuthorizationKind(rawValue: method.authorization)
            try check(authorization != nil, .methods, index, "authorization")
            let authorizers = image.authorizers.count
            let needsOne = authorization == .custom || authorization == .cognitoUserPools || authorization == .jwt
            let authorizer = isSound(method.authorizer, within: authorizers, orNone: !needsOne)
            try check(authorizer, .methods, index, "authorizer")
            try check(isSound(method.scopes, within: image.names.count), .methods, index, "scopes")
            let integration = isSound(method.integration, within: image.integrations.count, orNone: true)
            try check(integration, .methods, index, "integration")
            try check(isSound(method.pathParameters, within: image.names.count), .methods, index, "pathParameters")
            let checks = isSound(method.parameterChecks, within: image.parameterChecks.count)
            try check(checks, .methods, index, "parameterChecks")
            try check(isSound(method.mediaSchemas, within: image.mediaSchemas.count), .methods, index, "mediaSchemas")
            try check(isSound(method.responses, within: image.methodResponses.count), .methods, index, "responses")
        }
        for index in 0..<image.parameterChecks.count {
            let record = image.parameterChecks[index]
            try check(isSound(record.name), .parameterChecks, index, "name")
            try check(ParameterKind(rawValue: record.kind) != nil, .parameterChecks, index, "kind")
        }
        for index in 0..<image.mediaSchemas.count {
            let record = image.mediaSchemas[index]
            try check(isSound(record.contentType) && isSound(record.modelName), .mediaSchemas, index, "text")
            try check(isSound(record.schema, within: schemas, orNone: true), .mediaSchemas, index, "schema")
            try check(isSound(record.xmlShape, within: shapes, orNone: true), .mediaSchemas, index, "xmlShape")
        }
    }

    private func verifyIntegrations() throws(PlanError) {
        for index in 0..<image.integrations.count {
            let record = image.integrations[index]
            try check(IntegrationKind(rawValue: record.kind) != nil, .integrations, index, "kind")
            try check(record.verb <= UInt32(HTTPVerb.any.rawValue), .integrations, index, "verb")
            try check(PassthroughKind(rawValue: record.passthrough) != nil, .integrations, index, "passthrough")
            let handling = ContentHandlingKind(rawValue: record.contentHandling)
            try check(handling != nil, .integrations, index, "contentHandling")
            let responses = image.integrationResponses.count
            let hasDefault = isSound(record.defaultResponse, within: responses, orNone: true)
            try check(hasDefault, .integrations, index, "defaultResponse")
            try check(isSound(record.uriParts, within: image.uriParts.count), .integrations, index, "uriParts")
            let mappings = isSound(record.requestMappings, within: image.mappings.count)
            try check(mappings, .integrations, index, "requestMappings")
            let templates = isSound(record.requestTemplates, within: image.mediaTemplates.count)
            try check(templates, .integrations, index, "requestTemplates")
            try check(isSound(record.cacheKeys, within: image.mappings.count), .integrations, index, "cacheKeys")
            try check(isSound(record.responses, within: responses), .integrations, index, "responses")
            let isAction = record.service == 0 || ServiceAction(rawValue: record.service) != nil
            try check(isAction, .integrations, index, "service")
            try check(isSound(record.edits, within: image.edits.count), .integrations, index, "edits")
            let edits = isSound(record.statusEdits, within: image.statusEdits.count)
            try check(edits, .integrations, index, "statusEdits")
            let texts =
                isSound(record.credentials) && isSound(record.connectionIdentifier)
                && isSound(record.integrationTarget) && isSound(record.tlsServerName)
                && isSound(record.cacheNamespace)
            try check(texts, .integrations, index, "text")
        }
        for index in 0..<image.uriParts.count {
            try check(isSound(image.uriParts[index].text), .uriParts, index, "text")
            try check(URIPartKind(rawValue: image.uriParts[index].kind) != nil, .uriParts, index, "kind")
        }
    }

    private func verifyResponses() throws(PlanError) {
        for index in 0..<image.integrationResponses.count {
            let record = image.integrationResponses[index]
            try check(isSound(record.pattern), .integrationResponses, index, "pattern")
            try check((100...599).contains(record.statusCode), .integrationResponses, index, "statusCode")
            let handling = ContentHandlingKind(rawValue: record.contentHandling)
            try check(handling != nil, .integrationResponses, index, "contentHandling")
            try check(isSound(record.mappings, within: image.mappings.count), .integrationResponses, index, "mappings")
            let templates = isSound(record.templates, within: image.mediaTemplates.count)
            try check(templates, .integrationResponses, index, "templates")
        }
        let jsonPaths = image.view(JSONPathRecord.self).count
        for index in 0..<image.mappings.count {
            let record = image.mappings[index]
            try check(isSound(record.targetName) && isSound(record.sourceText), .mappings, index, "text")
            try check(MappingTarget(rawValue: record.target) != nil, .mappings, index, "target")
            guard let source = MappingSource(rawValue: record.source) else {
                throw .record(.mappings, index: index, field: "source")
            }
            switch source {
            case .requestBody, .responseBody:
                try check(isSound(record.index, within: jsonPaths, orNone: true), .mappings, index, "index")
                let isSound = isSound(record.messagePath, within: jsonPaths, orNone: true)
                try check(isSound, .mappings, index, "messagePath")
            case .context:
                try check(ContextVariable(rawValue: record.index) != nil, .mappings, index, "index")
            default: break
            }
        }
        let programs = image.view(ProgramRecord.self).count
        for index in 0..<image.mediaTemplates.count {
            let record = image.mediaTemplates[index]
            try check(isSound(record.contentType), .mediaTemplates, index, "contentType")
            try check(isSound(record.program, within: programs), .mediaTemplates, index, "program")
        }
    }

    private func verifyTexts() throws(PlanError) {
        for index in 0..<image.gatewayResponses.count {
            let record = image.gatewayResponses[index]
            try check(GatewayResponseType(rawValue: record.type) != nil, .gatewayResponses, index, "type")
            let status = record.statusCode == 0 || (100...599).contains(record.statusCode)
            try check(status, .gatewayResponses, index, "statusCode")
            try check(isSound(record.mappings, within: image.mappings.count), .gatewayResponses, index, "mappings")
            let templates = isSound(record.templates, within: image.textTemplates.count)
            try check(templates, .gatewayResponses, index, "templates")
        }
        for index in 0..<image.textTemplates.count {
            let record = image.textTemplates[index]
            try check(isSound(record.contentType), .textTemplates, index, "contentType")
            try check(isSound(record.parts, within: image.textParts.count), .textTemplates, index, "parts")
        }
        for index in 0..<image.textParts.count {
            let record = image.textParts[index]
            try check(isSound(record.text), .textParts, index, "text")
            guard let kind = TextPartKind(rawValue: record.kind) else {
                throw .record(.textParts, index: index, field: "kind")
            }
            switch kind {
            case .context: try check(ContextVariable(rawValue: record.index) != nil, .textParts, index, "index")
            case .requestBody, .responseBody:
                let jsonPaths = image.view(JSONPathRecord.self).count
                try check(isSound(record.index, within: jsonPaths, orNone: true), .textParts, index, "index")
            default: break
            }
        }
    }
}
