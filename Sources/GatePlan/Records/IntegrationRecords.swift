// Integrations in a plan: what to send where, and how the answer comes back.

import GateBytes

/// What stands behind a method.
package enum IntegrationKind: UInt32, Sendable {
    case mock = 0
    case http = 1
    case httpProxy = 2
    case aws = 3
    case awsProxy = 4
}

/// What happens to a body without a template of its media type. AWS: "integration passthrough behaviors".
package enum PassthroughKind: UInt32, Sendable {
    case whenNoMatch = 0
    case whenNoTemplates = 1
    case never = 2
}

/// How a payload is converted. AWS: "content type conversions".
package enum ContentHandlingKind: UInt32, Sendable {
    case passthrough = 0
    case convertToText = 1
    case convertToBinary = 2
}

/// The back of a method.
@usableFromInline
package struct IntegrationRecord: PlanRecord {
    @usableFromInline package static var section: SectionKind { .integrations }

    @inlinable package static var skipsTLSVerification: UInt32 { 1 }
    @inlinable package static var streamsResponse: UInt32 { 2 }
    @inlinable package static var usesVPCLink: UInt32 { 4 }
    /// A parameter mapping names a target that API Gateway refuses at run time: every call answers 500.
    @inlinable package static var alwaysFails: UInt32 { 8 }
    /// Functions are told and answer format 2.0.
    @inlinable package static var usesPayloadFormat2: UInt32 { 16 }

    /// `IntegrationKind`.
    package var kind: UInt32
    /// `HTTPVerb` of the backend call; `any` is the client's.
    package var verb: UInt32
    package var flags: UInt32
    /// Milliseconds until the backend must have answered.
    package var timeoutMilliseconds: UInt32
    /// `PassthroughKind`.
    package var passthrough: UInt32
    /// `ContentHandlingKind` of the request.
    package var contentHandling: UInt32
    /// Index of the response without a pattern, or `none`.
    package var defaultResponse: UInt32
    /// `ServiceAction`; 0 for none.
    package var service: UInt32 = 0
    package var uriParts: RecordRange
    package var requestMappings: RecordRange
    /// Request templates by media type.
    package var requestTemplates: RecordRange
    package var responses: RecordRange
    package var credentials: StringReference
    /// Of a VPC link; may hold `${stageVariables.name}`.
    package var connectionIdentifier: StringReference
    /// ARN of the listener behind the VPC link, or empty; may hold `${stageVariables.name}`.
    package var integrationTarget: StringReference
    package var tlsServerName: StringReference
    /// Mappings whose values tell cached answers apart; each one's target is its name.
    package var cacheKeys = RecordRange.empty
    /// What methods share that share cached answers; empty is the resource's identifier.
    package var cacheNamespace = StringReference.empty
    /// What is changed of requests, or the parameters of an action; of HTTP APIs.
    package var edits = RecordRange.empty
    /// What is changed of answers, by status; of HTTP APIs.
    package var statusEdits = RecordRange.empty

    package init(kind: IntegrationKind, verb: HTTPVerb, timeoutMilliseconds: Int) {
        self.kind = kind.rawValue
        self.verb = UInt32(verb.rawValue)
        self.flags = 0
        self.timeoutMilliseconds = UInt32(timeoutMilliseconds)
        self.passthrough = 0
        self.contentHandling = 0
        self.defaultResponse = PlanFormat.none
        self.uriParts = .empty
        self.requestMappings = .empty
        self.requestTemplates = .empty
        self.responses = .empty
        self.credentials = .empty
        self.connectionIdentifier = .empty
        self.integrationTarget = .empty
        self.tlsServerName = .empty
    }
}

/// What a part of a URI is.
package enum URIPartKind: UInt32, Sendable {
    case literal = 0
    /// `{name}`, filled from `integration.request.path.name`; unmapped it stays literal.
    case path = 1
    /// `${stageVariables.name}`
    case stageVariable = 2
}

/// A part of an integration URI.
package struct URIPartRecord: PlanRecord {
    package static var section: SectionKind { .uriParts }
    package var text: StringReference
    /// `URIPartKind`.
    package var kind: UInt32
    package var reserved: UInt32 = 0

    package init(kind: URIPartKind, text: StringReference) {
        self.kind = kind.rawValue
        self.text = text
    }
}

/// What a mapping writes.
package enum MappingTarget: UInt32, Sendable {
    case integrationPath = 0
    case integrationQueryString = 1
    case integrationHeader = 2
    /// A header of the method response or gateway response.
    case responseHeader = 3
}

/// What a mapping reads.
package enum MappingSource: UInt32, Sendable {
    case literal = 0
    /// `index` is the parameter's position in the path.
    case requestPath = 1
    case requestQueryString = 2
    case requestMultivalueQueryString = 3
    case requestHeader = 4
    case requestMultivalueHeader = 5
    /// The whole body, or `index` of a JSONPath.
    case requestBody = 6
    case responseHeader = 7
    case responseMultivalueHeader = 8
    /// The whole body, or `index` of a JSONPath.
    case responseBody = 9
    case stageVariable = 10
    /// `index` is a `ContextVariable`.
    case context = 11
    /// A member of `$context.authorizer` by name.
    case authorizer = 12
}

/// One assignment of a parameter.
package struct MappingRecord: PlanRecord {
    package static var section: SectionKind { .mappings }
    package var targetName: StringReference
    /// A literal's text or a parameter's name.
    package var sourceText: StringReference
    /// `MappingTarget`.
    package var target: UInt32
    /// `MappingSource`.
    package var source: UInt32
    package var index: UInt32
    /// For `.responseBody` paths below `errorMessage`: the path behind that member, within JSON that its text holds. An
    /// index like `index`, or `none`.
    package var messagePath: UInt32

    package init(
        target: MappingTarget, targetName: StringReference, source: MappingSource, sourceText: StringReference,
        index: UInt32 = PlanFormat.none, messagePath: UInt32 = PlanFormat.none
    ) {
        self.target = target.rawValue
        self.targetName = targetName
        self.source = source.rawValue
        self.sourceText = sourceText
        self.index = index
        self.messagePath = messagePath
    }
}

/// A mapping template for a media type.
package struct MediaTemplateRecord: PlanRecord {
    package static var section: SectionKind { .mediaTemplates }
    /// Lower case, without parameters; `$default` is the fallback.
    package var contentType: StringReference
    /// Index in the program section.
    package var program: UInt32
    package var reserved: UInt32 = 0

    package init(contentType: StringReference, program: UInt32) {
        self.contentType = contentType
        self.program = program
    }
}

/// How one kind of backend answer becomes a method response.
@usableFromInline
package struct IntegrationResponseRecord: PlanRecord {
    @usableFromInline package static var section: SectionKind { .integrationResponses }

    /// The status is not among the method's responses: choosing this response answers 500.
    @inlinable package static var hasNoMethodResponse: UInt32 { 1 }

    /// Regular expression on the status text, matched whole; empty for the default response.
    package var pattern: StringReference
    package var statusCode: UInt32
    /// `ContentHandlingKind` of the response.
    package var contentHandling: UInt32
    package var mappings: RecordRange
    package var templates: RecordRange
    package var flags: UInt32
    package var reserved: UInt32 = 0

    package init(pattern: StringReference, statusCode: Int) {
        self.pattern = pattern
        self.statusCode = UInt32(statusCode)
        self.contentHandling = 0
        self.mappings = .empty
        self.templates = .empty
        self.flags = 0
    }
}

/// A customised gateway response.
package struct GatewayResponseRecord: PlanRecord {
    package static var section: SectionKind { .gatewayResponses }
    /// `GatewayResponseType`.
    package var type: UInt32
    /// 0 keeps the built-in status.
    package var statusCode: UInt32
    package var mappings: RecordRange
    /// `TextTemplateRecord`s.
    package var templates: RecordRange

    package init(type: GatewayResponseType, statusCode: Int, mappings: RecordRange, templates: RecordRange) {
        self.type = type.rawValue
        self.statusCode = UInt32(statusCode)
        self.mappings = mappings
        self.templates = templates
    }
}

/// A text with `$context.…` places for a media type: gateway responses are not VTL.
package struct TextTemplateRecord: PlanRecord {
    package static var section: SectionKind { .textTemplates }
    package var contentType: StringReference
    package var parts: RecordRange

    package init(contentType: StringReference, parts: RecordRange) {
        self.contentType = contentType
        self.parts = parts
    }
}

/// What a part of such a text is.
package enum TextPartKind: UInt32, Sendable {
    case literal = 0
    /// `index` is a `ContextVariable`.
    case context = 1
    case stageVariable = 2
    case requestPath = 3
    case requestQueryString = 4
    case requestHeader = 5
    /// A member of `$context.authorizer` by name.
    case authorizer = 6
    /// Of the request: the whole body, or `index` of a JSONPath.
    case requestBody = 7
    case responseStatus = 8
    case responseHeader = 9
    /// All values of a field of the backend's answer.
    case responseMultivalueHeader = 10
    /// Of the backend's answer: the whole body, or `index` of a JSONPath.
    case responseBody = 11
}

/// A part of such a text.
package struct TextPartRecord: PlanRecord {
    package static var section: SectionKind { .textParts }
    package var text: StringReference
    /// `TextPartKind`.
    package var kind: UInt32
    package var index: UInt32

    package init(kind: TextPartKind, text: StringReference, index: UInt32 = PlanFormat.none) {
        self.kind = kind.rawValue
        self.text = text
        self.index = index
    }
}
