// Routes in a plan: one trie over path segments, flattened. A node has literal children in an open-addressing hash
// table (so matching costs the same among ten and ten thousand siblings), at most one `{name}` child and at most
// one `{name+}` child, and the methods that end there.

import GateBytes

/// Which product of API Gateway an API is for.
package enum APIKind: UInt32, Sendable {
    case rest = 0
    case http = 1
    case webSocket = 2
}

/// What a plan is about: exactly one record.
@usableFromInline
package struct APIRecord: PlanRecord {
    @usableFromInline package static var section: SectionKind { .api }

    /// Bit of `flags`: callers' keys come from the authorizer.
    @inlinable package static var keySourceIsAuthorizer: UInt32 { 1 }

    package var name: StringReference
    package var version: StringReference
    /// Path below which the API is mounted; empty for the root.
    package var basePath: StringReference
    package var identifier: StringReference
    /// The resource policy as JSON; empty for none.
    package var policy: StringReference
    /// Index of the trie's root node.
    package var rootNode: UInt32
    package var flags: UInt32
    /// Smallest response body that is compressed, in bytes; `PlanFormat.none` is no compression.
    package var minimumCompressionBytes: UInt32
    /// What `AccessLogChoice` reads; empty when the API says nothing.
    package var accessLog = StringReference.empty
    /// `APIKind`.
    package var kind: UInt32 = 0
    /// Media types handled as bytes, in the name section.
    package var binaryMediaTypes: RecordRange
    /// Index of the method of the route `$default`, or `none`.
    package var defaultMethod = PlanFormat.none
    /// Index of the CORS policy, or `none`.
    package var cors = PlanFormat.none

    package init(
        name: StringReference, version: StringReference, basePath: StringReference, identifier: StringReference,
        policy: StringReference = .empty, rootNode: UInt32, flags: UInt32, minimumCompressionBytes: UInt32,
        binaryMediaTypes: RecordRange
    ) {
        self.name = name
        self.version = version
        self.basePath = basePath
        self.identifier = identifier
        self.policy = policy
        self.rootNode = rootNode
        self.flags = flags
        self.minimumCompressionBytes = minimumCompressionBytes
        self.binaryMediaTypes = binaryMediaTypes
    }
}

/// One segment position in the route trie.
package struct TrieNodeRecord: PlanRecord {
    package static var section: SectionKind { .trieNodes }

    /// First slot of the node's edge table.
    package var edgesStart: UInt32
    /// Slots in the edge table: 0 or a power of two.
    package var edgeSlots: UInt32
    /// Node behind `{name}`, or `none`.
    package var variableChild: UInt32
    /// Node behind `{name+}`, or `none`.
    package var greedyChild: UInt32
    /// Index in the method slots, or `none` when nothing ends here.
    package var methodSlots: UInt32
    package var reserved: UInt32 = 0

    package init(
        edgesStart: UInt32, edgeSlots: UInt32, variableChild: UInt32, greedyChild: UInt32, methodSlots: UInt32
    ) {
        self.edgesStart = edgesStart
        self.edgeSlots = edgeSlots
        self.variableChild = variableChild
        self.greedyChild = greedyChild
        self.methodSlots = methodSlots
    }
}

/// One slot of an edge table. Probing is linear from `hash & (slots - 1)`; a slot whose child is `none` is free.
package struct TrieEdgeRecord: PlanRecord {
    package static var section: SectionKind { .trieEdges }

    /// Low half of the label's FNV-1a hash.
    package var hash: UInt32
    package var child: UInt32
    package var label: StringReference

    package init(hash: UInt32, child: UInt32, label: StringReference) {
        self.hash = hash
        self.child = child
        self.label = label
    }

    package static let free = TrieEdgeRecord(hash: 0, child: PlanFormat.none, label: .empty)
}

/// The methods that end at a node, by `HTTPVerb` 0 to 7 (7 is ANY); `none` where there is none.
@usableFromInline
package struct MethodSlotsRecord: PlanRecord {
    @usableFromInline package static var section: SectionKind { .methodSlots }

    @usableFromInline package var get: UInt32 = PlanFormat.none
    @usableFromInline package var head: UInt32 = PlanFormat.none
    @usableFromInline package var post: UInt32 = PlanFormat.none
    @usableFromInline package var put: UInt32 = PlanFormat.none
    @usableFromInline package var delete: UInt32 = PlanFormat.none
    @usableFromInline package var options: UInt32 = PlanFormat.none
    @usableFromInline package var patch: UInt32 = PlanFormat.none
    @usableFromInline package var any: UInt32 = PlanFormat.none

    package init() {}

    /// The method of exactly this verb.
    @inlinable
    package subscript(verb: HTTPVerb) -> UInt32 {
        get {
            switch verb {
            case .get: return get
            case .head: return head
            case .post: return post
            case .put: return put
            case .delete: return delete
            case .options: return options
            case .patch: return patch
            case .any: return any
            case .other: return PlanFormat.none
            }
        }
        set {
            switch verb {
            case .get: get = newValue
            case .head: head = newValue
            case .post: post = newValue
            case .put: put = newValue
            case .delete: delete = newValue
            case .options: options = newValue
            case .patch: patch = newValue
            case .any: any = newValue
            case .other: break
            }
        }
    }

    /// The method that serves a request with this verb: its own, else ANY's. ANY covers only the seven verbs that
    /// API Gateway knows.
    @inlinable
    package func serving(_ verb: HTTPVerb) -> UInt32 {
        let own = self[verb]
        return own != PlanFormat.none || verb == .other ? own : any
    }
}

/// How a method's caller is authorised.
package enum AuthorizationKind: UInt32, Sendable {
    case none = 0
    case awsIAM = 1
    case custom = 2
    case cognitoUserPools = 3
    case jwt = 4
}

/// One method of one resource.
@usableFromInline
package struct MethodRecord: PlanRecord {
    @usableFromInline package static var section: SectionKind { .methods }

    @inlinable package static var requiresAPIKey: UInt32 { 1 }
    @inlinable package static var validatesBody: UInt32 { 2 }
    @inlinable package static var validatesParameters: UInt32 { 4 }
    /// Something of the method reads the body as JSON or text, so it must be complete before the backend is called.
    @inlinable package static var readsBody: UInt32 { 8 }
    /// Callers need a permission: the method has an authorization, or the API a resource policy.
    @inlinable package static var isGuarded: UInt32 { 16 }

    /// `/pets/{petId}`; of a WebSocket API the route's key.
    package var resourcePath: StringReference
    package var resourceIdentifier: StringReference
    package var operationName: StringReference
    /// `HTTPVerb`.
    package var verb: UInt32
    package var flags: UInt32
    /// `AuthorizationKind`.
    package var authorization: UInt32
    /// Index of the integration, or `none`.
    package var integration: UInt32
    package var authorizerName: StringReference
    /// Index of the authorizer, or `none`.
    package var authorizer: UInt32
    package var reserved: UInt32 = 0
    /// Of which a token must have one, in the name section; empty asks for none.
    package var scopes: RecordRange
    /// Names of the path parameters in path order, in the name section.
    package var pathParameters: RecordRange
    package var parameterChecks: RecordRange
    package var mediaSchemas: RecordRange
    package var responses: RecordRange

    package init(resourcePath: StringReference, resourceIdentifier: StringReference, verb: HTTPVerb) {
        self.resourcePath = resourcePath
        self.resourceIdentifier = resourceIdentifier
        self.operationName = .empty
        self.verb = UInt32(verb.rawValue)
        self.flags = 0
        self.authorization = 0
        self.integration = PlanFormat.none
        self.authorizerName = .empty
        self.authorizer = PlanFormat.none
        self.scopes = .empty
        self.pathParameters = .empty
        self.parameterChecks = .empty
        self.mediaSchemas = .empty
        self.responses = .empty
    }
}

/// A name or media type in a list.
package struct NameRecord: PlanRecord {
    package static var section: SectionKind { .names }
    package var text: StringReference
    package init(text: StringReference) { self.text = text }
}

/// A required parameter. Kinds as in `ParameterKind`.
package struct ParameterCheckRecord: PlanRecord {
    package static var section: SectionKind { .parameterChecks }
    package var name: StringReference
    package var kind: UInt32
    package var reserved: UInt32 = 0

    package init(name: StringReference, kind: ParameterKind) {
        self.name = name
        self.kind = kind.rawValue
    }
}

/// Where a request parameter stands.
package enum ParameterKind: UInt32, Sendable {
    case path = 0
    case queryString = 1
    case header = 2
}

/// The schema for bodies of one media type.
package struct MediaSchemaRecord: PlanRecord {
    package static var section: SectionKind { .mediaSchemas }
    package var contentType: StringReference
    /// Index in the schema section; `PlanFormat.none`: such bodies are not checked.
    package var schema: UInt32
    /// How such bodies are read; `PlanFormat.none`: as JSON.
    package var xmlShape: UInt32
    /// The model's name.
    package var modelName: StringReference

    package init(
        contentType: StringReference, schema: UInt32, xmlShape: UInt32 = PlanFormat.none, modelName: StringReference
    ) {
        self.contentType = contentType
        self.schema = schema
        self.xmlShape = xmlShape
        self.modelName = modelName
    }
}

/// A status that a method declares.
package struct MethodResponseRecord: PlanRecord {
    package static var section: SectionKind { .methodResponses }
    package var statusCode: UInt32
    package var reserved: UInt32 = 0
    package init(statusCode: Int) { self.statusCode = UInt32(statusCode) }
}

/// A default value of a stage variable.
package struct StageVariableRecord: PlanRecord {
    package static var section: SectionKind { .stageVariables }
    package var name: StringReference
    package var value: StringReference

    package init(name: StringReference, value: StringReference) {
        self.name = name
        self.value = value
    }
}

/// An API key that callers may show.
package struct APIKeyRecord: PlanRecord {
    package static var section: SectionKind { .apiKeys }
    package var name: StringReference
    package var value: StringReference

    package init(name: StringReference, value: StringReference) {
        self.name = name
        self.value = value
    }
}
