// What a call gives: decided here once for clients of all languages.

/// What a method returns, whichever success answers.
package enum ClientAnswer: Equatable, Sendable {
    case none
    /// One of some shapes, each once.
    case json([Shape], mayBeAbsent: Bool)
    case text
    case binary
    /// Events of `text/event-stream`, as they come.
    case events
}

/// A failure that an API declares: a status and what it carries.
package struct ClientError: Hashable, Sendable {
    /// From 100 to 599.
    package let status: Int
    package let shape: Shape

    package init(status: Int, shape: Shape) {
        self.status = status
        self.shape = shape
    }
}

extension ClientOperation {
    /// How an answer is read. Where answers differ in kind, JSON comes before bytes and bytes before text.
    package var answer: ClientAnswer {
        let bodies = responses.filter(\.isSuccess).map(\.body)
        if bodies.contains(.events) { return .events }
        var shapes: [Shape] = []
        for body in bodies {
            switch body {
            case .json(let shape), .xml(let shape, _): if !shapes.contains(shape) { shapes.append(shape) }
            case .none, .text, .binary, .events: continue
            }
        }
        // Any JSON takes up all others.
        if shapes.contains(.any) { shapes = [.any] }
        if !shapes.isEmpty { return .json(shapes, mayBeAbsent: bodies.contains(.none)) }
        if bodies.contains(.binary) { return .binary }
        return bodies.contains(.text) ? .text : .none
    }

    /// The shape of every success, where all have the same.
    package var result: Shape? {
        guard case .json(let shapes, mayBeAbsent: false) = answer, shapes.count == 1 else { return nil }
        return shapes[0]
    }

    /// The media type to ask for where it is not JSON.
    package var acceptedType: String? {
        let answer = answer
        let type = responses.first { response in
            guard response.isSuccess else { return false }
            switch (answer, response.body) {
            case (.json, .json), (.json, .xml), (.text, .text), (.binary, .binary), (.events, .events): return true
            default: return false
            }
        }?.contentType
        guard let type, type.contains("/"), type != "application/json", type != "*/*" else { return nil }
        return type
    }

    /// The element that a success in XML is.
    package var xmlAnswer: XMLElement? {
        for response in responses where response.isSuccess {
            if case .xml(_, let element) = response.body { return element }
        }
        return nil
    }

    /// Failures with a status and a body of JSON.
    package var errors: [ClientError] {
        var errors: [ClientError] = []
        for response in responses {
            guard case .code(let status) = response.status, !response.isSuccess, case .json(let shape) = response.body,
                !errors.contains(where: { $0.status == status })
            else { continue }
            errors.append(ClientError(status: status, shape: shape))
        }
        return errors
    }
}

extension ClientAPI {
    /// Failures of all operations, each once for its status and shape.
    package var errors: [ClientError] {
        var seen = Set<ClientError>()
        return operations.flatMap(\.errors).filter { seen.insert($0).inserted }
    }
}

extension ClientError {
    /// RFC 9110 §15, as a name: `NotFound`.
    package var statusName: String {
        switch status {
        case 400: "BadRequest"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "NotFound"
        case 405: "MethodNotAllowed"
        case 406: "NotAcceptable"
        case 408: "RequestTimeout"
        case 409: "Conflict"
        case 410: "Gone"
        case 412: "PreconditionFailed"
        case 413: "ContentTooLarge"
        case 415: "UnsupportedMediaType"
        case 422: "UnprocessableContent"
        case 429: "TooManyRequests"
        case 500: "InternalServerError"
        case 501: "NotImplementedStatus"
        case 502: "BadGateway"
        case 503: "ServiceUnavailable"
        case 504: "GatewayTimeout"
        default: "Status\(status)"
        }
    }
}
