// A request that a method of an imported API has to accept: every required parameter has a value, and the body of a
// checked method is a sample of its model.

import Foundation
import GateDefinition
import GateTree

/// One request to a method.
package struct SampleRequest {
    package let verb: String
    /// Path and query.
    package let target: String
    package let headers: [(name: String, value: String)]
    package let body: String?

    /// `models` are the schemas of the API's models by name; `sample` makes a text of a schema.
    package init(
        _ method: Method, _ path: String, models: [String: Node], key: String? = nil, sample: (Node) -> String
    ) {
        verb = method.verb == .any ? "GET" : String(method.verb.token)
        let segments = path.split(separator: "/").map { segment in
            guard segment.hasPrefix("{") else { return String(segment) }
            return segment.hasSuffix("+}") ? "v/w" : "v"
        }
        let query = method.requestParameters.filter { $0.location == .queryString && $0.isRequired }
            .map { SampleRequest.encoded($0.name.value) + "=v" }.joined(separator: "&")
        target = "/\(segments.joined(separator: "/"))\(query.isEmpty ? "" : "?" + query)"
        var headers: [(name: String, value: String)] = key.map { [("x-api-key", $0)] } ?? []
        let own = ["host", "x-api-key", "content-type", "content-length"]
        for header in method.requestParameters
        where header.location == .header && header.isRequired && !own.contains(header.name.value.lowercased()) {
            headers.append((header.name.value, "v"))
        }
        self.headers = headers
        let isChecked = method.validatesBody && !method.requestModels.isEmpty
        guard isChecked || ["POST", "PUT", "PATCH"].contains(verb) else {
            body = nil
            return
        }
        body = method.requestModels.first.flatMap { models[$0.modelName.value] }.map(sample) ?? "{}"
    }

    private static func encoded(_ name: String) -> String {
        name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? name
    }

    /// As HTTP/1.1; a body is JSON.
    package var bytes: [UInt8] {
        var text = "\(verb) \(target) HTTP/1.1\r\nHost: api.test\r\n"
        for header in headers { text += "\(header.name): \(header.value)\r\n" }
        if let body { text += "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)" }
        return Array((body == nil ? text + "\r\n" : text).utf8)
    }
}

/// The folder of the outside corpus.
package enum SharedFolder {
    /// nil when it is absent: `GATEWRIGHT_SHARED`, else `../shared` beside the repository.
    package static let url: URL? = {
        let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let folder =
            ProcessInfo.processInfo.environment["GATEWRIGHT_SHARED"].map { URL(fileURLWithPath: $0) }
            ?? root.deletingLastPathComponent().appendingPathComponent("shared")
        return FileManager.default.fileExists(atPath: folder.appendingPathComponent("corpus").path) ? folder : nil
    }()

    /// The stage variables that a specification's files name, each with a value.
    package static func stageVariables(_ documents: DocumentSet) -> [(name: String, value: String)] {
        var names = Set<String>()
        for file in documents.sources.files {
            let text = String(decoding: file.bytes, as: UTF8.self)
            for match in text.matches(of: /stageVariables\.([A-Za-z0-9_]+)/) { names.insert(String(match.1)) }
        }
        return names.sorted().map { ($0, "v") }
    }
}
