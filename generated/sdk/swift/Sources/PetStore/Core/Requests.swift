// How parameters and bodies are written.

import Foundation

/// The path of a request: values in it are encoded as segments.
struct Path: ExpressibleByStringInterpolation, Sendable {
    struct StringInterpolation: StringInterpolationProtocol {
        var text = ""
        var failure: (any Error)?

        init(literalCapacity: Int, interpolationCount: Int) {}

        mutating func appendLiteral(_ literal: String) { text += literal }

        /// OpenAPI's `simple`: RFC 6570 §3.2.2.
        mutating func appendInterpolation(_ value: some Encodable) {
            attempt { try Tree(value).segmentParts(explodes: false).joined(separator: ",") }
        }

        mutating func appendInterpolation(exploded value: some Encodable) {
            attempt { try Tree(value).segmentParts(explodes: true).joined(separator: ",") }
        }

        /// `.a,b` or `.a.b`: RFC 6570 §3.2.5.
        mutating func appendInterpolation(label value: some Encodable, explodes: Bool = false) {
            attempt {
                let parts = try Tree(value).segmentParts(explodes: explodes)
                return parts.isEmpty ? "" : "." + parts.joined(separator: explodes ? "." : ",")
            }
        }

        /// `;name=a,b` or `;name=a;name=b`: RFC 6570 §3.2.7.
        mutating func appendInterpolation(
            matrix value: some Encodable, name: String, explodes: Bool = false
        ) {
            attempt {
                let tree = try Tree(value)
                let parts = tree.segmentParts(explodes: explodes)
                if explodes, case .object = tree { return parts.map { ";\($0)" }.joined() }
                let values =
                    explodes || parts.isEmpty ? parts : [parts.joined(separator: ",")]
                return values.map { ";\(name.percentEncoded)" + ($0.isEmpty ? "" : "=\($0)") }
                    .joined()
            }
        }

        /// The rest of a path: its slashes stay.
        mutating func appendInterpolation(rest value: some Encodable) {
            attempt(separator: "/") { try Tree(value).text }
        }

        /// Adds a segment, or several with something between that are not encoded yet.
        private mutating func attempt(separator: Character? = nil, _ make: () throws -> String) {
            do {
                let made = try make()
                let segments =
                    separator.map { made.split(separator: $0, omittingEmptySubsequences: false) }
                    ?? [made[...]]
                if let lost = segments.first(where: { ["", ".", ".."].contains($0) }) {
                    throw UnsendableValue(description: "`\(lost)` cannot be a segment of a path")
                }
                text +=
                    separator == nil
                    ? made : segments.map { String($0).percentEncoded }.joined(separator: "/")
            } catch {
                failure = failure ?? error
            }
        }
    }

    let text: String
    /// Why the path cannot be had.
    let failure: (any Error)?

    init(stringLiteral value: String) {
        text = value
        failure = nil
    }

    init(stringInterpolation: StringInterpolation) {
        text = stringInterpolation.text
        failure = stringInterpolation.failure
    }
}

extension Tree {
    /// What stands between separators in a segment, encoded: values of a list, names and values of an object.
    fileprivate func segmentParts(explodes: Bool) -> [String] {
        switch self {
        case .array(let elements): elements.map(\.text.percentEncoded)
        case .object(let members):
            members.flatMap { member in
                let pair = [member.name.percentEncoded, member.value.text.percentEncoded]
                return explodes ? [pair.joined(separator: "=")] : pair
            }
        default: [text.percentEncoded]
        }
    }
}

/// Parameters of a query, header or cookie.
struct Parameter: Sendable {
    let fields: [Field]

    /// One field for each value.
    static func pairs(_ name: String, _ value: (some Encodable)?) throws -> Parameter {
        guard let value else { return Parameter(fields: []) }
        return Parameter(fields: pairs(name, try Tree(value)))
    }

    fileprivate static func pairs(_ name: String, _ tree: Tree) -> [Field] {
        switch tree {
        case .array(let elements): elements.map { Field(name: name, value: $0.text) }
        case .object(let members): members.map { Field(name: $0.name, value: $0.value.text) }
        default: [Field(name: name, value: tree.text)]
        }
    }

    /// One field, with something between the values.
    /// - Parameter explodes: Whether members of an object are `name=value`.
    static func joined(
        _ name: String, _ value: (some Encodable)?, by separator: String = ",",
        explodes: Bool = false
    ) throws -> Parameter {
        guard let value else { return Parameter(fields: []) }
        let texts: [String]
        switch try Tree(value) {
        case .array(let elements): texts = elements.map(\.text)
        case .object(let members):
            texts = members.flatMap {
                explodes ? ["\($0.name)=\($0.value.text)"] : [$0.name, $0.value.text]
            }
        case let tree: texts = [tree.text]
        }
        return Parameter(fields: [Field(name: name, value: texts.joined(separator: separator))])
    }

    /// `name[member]=value`
    static func deepObject(_ name: String, _ value: (some Encodable)?) throws -> Parameter {
        guard let value else { return Parameter(fields: []) }
        return Parameter(fields: deepObject(name, try Tree(value)))
    }

    private static func deepObject(_ name: String, _ tree: Tree) -> [Field] {
        guard case .object(let members) = tree else { return pairs(name, tree) }
        return members.flatMap { deepObject("\(name)[\($0.name)]", $0.value) }
    }
}

/// What a request carries.
struct Body: Sendable {
    let contentType: String
    let upload: UploadBody

    init(contentType: String, upload: UploadBody) {
        self.contentType = contentType
        self.upload = upload
    }

    init(contentType: String, data: Data) {
        self.init(contentType: contentType, upload: .data(data))
    }

    static func json(_ value: (some Encodable)?, as contentType: String) throws -> Body? {
        guard let value else { return nil }
        return Body(contentType: contentType, data: Data(try Tree(value).json.utf8))
    }

    static func form(_ value: (some Encodable)?) throws -> Body? {
        guard let value else { return nil }
        let text = members(try Tree(value)).flatMap { Parameter.pairs($0.name, $0.value) }
            .formText
        return Body(contentType: "application/x-www-form-urlencoded", data: Data(text.utf8))
    }

    /// Parts of `multipart/form-data`; bytes become files.
    static func multipart(_ value: (some Encodable)?) throws -> Body? {
        guard let value else { return nil }
        let boundary = "part-\(UUID().uuidString.lowercased())"
        var data = Data()
        for (name, member) in members(try Tree(value)) {
            let parts = if case .array(let elements) = member { elements } else { [member] }
            for part in parts {
                let quoted = name.map {
                    "\"\r\n".contains($0) ? String($0).percentEncoded : String($0)
                }.joined()
                var head = "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(quoted)\""
                if case .data(let bytes) = part {
                    head +=
                        "; filename=\"\(quoted)\"\r\nContent-Type: application/octet-stream\r\n\r\n"
                    data += Data(head.utf8) + bytes + Data("\r\n".utf8)
                } else {
                    data += Data("\(head)\r\n\r\n\(part.text)\r\n".utf8)
                }
            }
        }
        data += Data("--\(boundary)--\r\n".utf8)
        return Body(contentType: "multipart/form-data; boundary=\(boundary)", data: data)
    }

    static func text(_ text: String?, as contentType: String) -> Body? {
        text.map { Body(contentType: contentType, data: Data($0.utf8)) }
    }

    static func binary(_ upload: UploadBody?, as contentType: String) -> Body? {
        upload.map { Body(contentType: contentType, upload: $0) }
    }

    private static func members(_ tree: Tree) -> [(name: String, value: Tree)] {
        guard case .object(let members) = tree else { return [] }
        return members.filter { if case .null = $0.value { false } else { true } }
    }
}
