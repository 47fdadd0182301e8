// The request of a trace: what the command line says, as HTTP/1.1 text.

import GateTree

/// A request to follow.
struct TraceRequest {
    let method: String
    let target: String
    var headers: [(name: String, value: String)]
    let body: [UInt8]?

    init(method: String, target: String, headers: [String], data: String?) throws(CommandFailure) {
        self.method = method
        self.target = target.hasPrefix("/") ? target : "/" + target
        self.headers = []
        for line in headers {
            guard let colon = line.firstIndex(of: ":"), colon > line.startIndex else {
                throw .unusable("`\(line)` is no header", help: "write -H 'Name: value'")
            }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            self.headers.append((String(line[..<colon]), String(value)))
        }
        body = try data.map { (text) throws(CommandFailure) in try TraceRequest.bytes(of: text) }
    }

    /// Names of the fields that `text` adds to those that were given, in small letters.
    var addedNames: Set<String> {
        var names: Set = ["host", "content-type"]
        names.subtract(headers.map { $0.name.lowercased() })
        return names
    }

    /// The bytes that a client would send.
    var text: [UInt8] {
        var head = "\(method) \(target) HTTP/1.1\r\n"
        if !has("host") { head += "Host: localhost\r\n" }
        for header in headers { head += "\(header.name): \(header.value)\r\n" }
        if let body {
            if !has("content-type") { head += "Content-Type: application/json\r\n" }
            if !has("content-length"), !has("transfer-encoding") { head += "Content-Length: \(body.count)\r\n" }
        }
        return Array((head + "\r\n").utf8) + (body ?? [])
    }

    private func has(_ name: String) -> Bool { headers.contains { $0.name.lowercased() == name } }

    /// Text as it is, or the content of a file behind `@`.
    private static func bytes(of data: String) throws(CommandFailure) -> [UInt8] {
        guard data.hasPrefix("@") else { return Array(data.utf8) }
        let path = String(data.dropFirst())
        let name = path == "-" ? FileReader.standardInputName : path
        switch FileReader(named: name, allowedRoots: []).read(name) {
        case .success(let bytes): return bytes
        case .failure(let reason): throw .unusable("`\(name)` cannot be read: \(reason.text)")
        }
    }
}
