// What only plans of HTTP APIs hold: edits of requests and answers, actions of services, CORS.

import GateBytes

/// What an edit does.
package enum EditOperation: UInt32, Sendable {
    case append = 0
    case overwrite = 1
    case remove = 2
}

/// What an edit changes.
package enum EditTarget: UInt32, Sendable {
    case header = 0
    case queryString = 1
    case path = 2
    case statusCode = 3
    /// A parameter of a service's action.
    case service = 4
}

/// What a part of an edit's value is.
package enum EditSource: UInt32, Sendable {
    case literal = 0
    case requestHeader = 1
    case requestQueryString = 2
    /// The whole body, or `index` of a JSONPath.
    case requestBody = 3
    case requestPath = 4
    case pathParameter = 5
    case responseHeader = 6
    /// The whole body, or `index` of a JSONPath.
    case responseBody = 7
    case stageVariable = 8
    /// `index` is a `ContextVariable`.
    case context = 9
    /// A member of `$context.authorizer` by name.
    case authorizer = 10
}

/// One change of a request or an answer.
package struct EditRecord: PlanRecord {
    package static var section: SectionKind { .edits }

    /// `EditOperation`.
    package var operation: UInt32
    /// `EditTarget`.
    package var target: UInt32
    /// Of a header, query parameter or service parameter.
    package var name: StringReference
    package var parts: RecordRange

    package init(operation: EditOperation, target: EditTarget, name: StringReference, parts: RecordRange) {
        self.operation = operation.rawValue
        self.target = target.rawValue
        self.name = name
        self.parts = parts
    }
}

/// A part of an edit's value.
package struct EditPartRecord: PlanRecord {
    package static var section: SectionKind { .editParts }

    /// A literal's text or a parameter's name.
    package var text: StringReference
    /// `EditSource`.
    package var source: UInt32
    package var index: UInt32

    package init(source: EditSource, text: StringReference, index: UInt32 = PlanFormat.none) {
        self.source = source.rawValue
        self.text = text
        self.index = index
    }
}

/// What is changed of answers with one status.
@usableFromInline
package struct StatusEditsRecord: PlanRecord {
    @usableFromInline package static var section: SectionKind { .statusEdits }

    /// Whether an edit reads the answer's body, which has to be here in whole then.
    @inlinable package static var readsBody: UInt32 { 1 }

    package var status: UInt32
    package var flags: UInt32
    package var edits: RecordRange

    package init(status: Int, flags: UInt32, edits: RecordRange) {
        self.status = UInt32(status)
        self.flags = flags
        self.edits = edits
    }
}

/// The CORS policy of an HTTP API.
@usableFromInline
package struct CORSRecord: PlanRecord {
    @usableFromInline package static var section: SectionKind { .cors }

    @inlinable package static var allowsCredentials: UInt32 { 1 }
    /// `maxAge` is set.
    @inlinable package static var hasMaxAge: UInt32 { 2 }

    /// Origins, in the name section.
    package var origins: RecordRange
    /// `GET, POST` as the header has them; empty sends none.
    package var methods: StringReference
    package var headers: StringReference
    package var exposedHeaders: StringReference
    package var flags: UInt32
    /// Seconds, as an `Int32`.
    package var maxAge: UInt32

    package init(
        origins: RecordRange, methods: StringReference, headers: StringReference, exposedHeaders: StringReference,
        flags: UInt32, maxAge: Int
    ) {
        self.origins = origins
        self.methods = methods
        self.headers = headers
        self.exposedHeaders = exposedHeaders
        self.flags = flags
        self.maxAge = UInt32(bitPattern: Int32(clamping: maxAge))
    }
}

extension PlanVerifier {
    func verifyHTTPAPI() throws(PlanError) {
        let api = image.api
        try check(isSound(api.defaultMethod, within: image.methods.count, orNone: true), .api, 0, "defaultMethod")
        try check(isSound(api.cors, within: image.cors.count, orNone: true), .api, 0, "cors")
        for index in 0..<image.edits.count {
            let record = image.edits[index]
            try check(EditOperation(rawValue: record.operation) != nil, .edits, index, "operation")
            try check(EditTarget(rawValue: record.target) != nil, .edits, index, "target")
            try check(isSound(record.name), .edits, index, "name")
            try check(isSound(record.parts, within: image.editParts.count), .edits, index, "parts")
        }
        let jsonPaths = image.view(JSONPathRecord.self).count
        for index in 0..<image.editParts.count {
            let record = image.editParts[index]
            try check(isSound(record.text), .editParts, index, "text")
            guard let source = EditSource(rawValue: record.source) else {
                throw .record(.editParts, index: index, field: "source")
            }
            switch source {
            case .requestBody, .responseBody:
                try check(isSound(record.index, within: jsonPaths, orNone: true), .editParts, index, "index")
            case .context: try check(ContextVariable(rawValue: record.index) != nil, .editParts, index, "index")
            default: break
            }
        }
        for index in 0..<image.statusEdits.count {
            let record = image.statusEdits[index]
            try check((200...599).contains(record.status), .statusEdits, index, "status")
            try check(isSound(record.edits, within: image.edits.count), .statusEdits, index, "edits")
        }
        for index in 0..<image.cors.count {
            let record = image.cors[index]
            try check(isSound(record.origins, within: image.names.count), .cors, index, "origins")
            for text in [record.methods, record.headers, record.exposedHeaders] {
                try check(isSound(text), .cors, index, "text")
            }
        }
    }
}
