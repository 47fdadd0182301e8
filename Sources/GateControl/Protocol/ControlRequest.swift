// What goes in and comes out: an HTTP request and an HTTP response without their connection.

import GateBytes

/// A request of a client of the control plane.
package struct ControlRequest: Sendable {
    package let method: String
    /// Path and query as sent.
    package let target: [UInt8]
    /// As sent, in order.
    package let headers: [(name: [UInt8], value: [UInt8])]
    package let body: [UInt8]

    package init(method: String, target: [UInt8], headers: [(name: [UInt8], value: [UInt8])], body: [UInt8]) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
    }

    package init(_ method: String, _ target: String, headers: [(String, String)] = [], body: String = "") {
        self.init(
            method: method, target: Array(target.utf8),
            headers: headers.map { (Array($0.0.utf8), Array($0.1.utf8)) }, body: Array(body.utf8))
    }

    /// The first value of a field, by its name in lower case.
    package func field(_ name: String) -> String? {
        let wanted = Array(name.utf8)
        for header in headers
        where header.name.count == wanted.count
            && zip(header.name, wanted).allSatisfy({ ASCII.lowercased($0) == $1 })
        {
            return String(decoding: header.value, as: UTF8.self)
        }
        return nil
    }

    var path: ArraySlice<UInt8> { target.prefix { $0 != 0x3f } }
    var query: ArraySlice<UInt8> { target.dropFirst(path.count + 1) }
}

/// The answer to one.
package struct ControlResponse: Sendable {
    package let status: Int
    /// Without Content-Type, Content-Length and Date.
    package var headers: [(name: String, value: String)]
    package var contentType: String
    package var body: [UInt8]

    package init(
        status: Int, headers: [(name: String, value: String)] = [], contentType: String = "application/json",
        body: [UInt8] = []
    ) {
        self.status = status
        self.headers = headers
        self.contentType = contentType
        self.body = body
    }

    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
