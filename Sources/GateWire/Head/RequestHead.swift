// What a request line and the framing fields say. Offsets count from the first byte that was given to the parser.

import GateBytes

/// A parsed request head beside its field table.
package struct RequestHead: Sendable {
    package var methodOffset: UInt32 = 0
    package var methodLength: UInt32 = 0
    /// The path, starting with `/` (or `*` of an OPTIONS request), as sent. Of an absolute-form target, its path.
    package var pathOffset: UInt32 = 0
    package var pathLength: UInt32 = 0
    package var queryOffset: UInt32 = 0
    /// Bytes behind `?`; -1 when there is no `?`.
    package var queryLength: Int32 = -1
    package var verb = HTTPVerb.other
    /// 0 or 1: the version's part behind `HTTP/1.`.
    package var minorVersion: UInt8 = 1
    /// `Content-Length`; -1 when there is none.
    package var contentLength = -1
    /// Whether the body is in chunks. Never together with a length.
    package var isChunked = false
    /// Whether the client is willing to send another request (RFC 9112 §9.3).
    package var keepsAlive = true
    /// Whether the client waits for `100 Continue` before it sends the body (RFC 9110 §10.1.1).
    package var expectsContinue = false

    package init() {}
}

/// How the end of an answer's payload is found (RFC 9112 §6.3).
package enum ResponseFraming: Sendable, Equatable {
    /// There is no payload, whatever the fields say.
    case none
    case length(Int)
    case chunked
    /// The payload ends with the connection.
    case untilClose
}

/// A parsed answer head beside its field table.
package struct ResponseHead: Sendable {
    /// 100 to 999; 0 before an answer.
    package var status: UInt16 = 0
    package var minorVersion: UInt8 = 1
    package var reasonOffset: UInt32 = 0
    package var reasonLength: UInt32 = 0
    package var framing = ResponseFraming.none
    /// `Content-Length` as told, also where no payload follows (HEAD, 304); -1 when there is none.
    package var contentLength = -1
    /// Whether the connection can carry another request.
    package var keepsAlive = true

    /// Whether another head follows on the same connection: 1xx but 101.
    package var isInterim: Bool { status < 200 && status != 101 }

    package init() {}
}
