// How parameters and bodies are written.

import Foundation

/// The path of a request: values in it are encoded as segments.
struct Path: ExpressibleByStringInterpolation, Sendable {
    struct StringInterpolation: StringInterpolationProtocol {
        var text = ""
        var failure: (any Error)?

        init(literalCapacity: Int, interpolationCount: Int) {}

        mutating func appendLiteral(_ literal: String) { text += literal }

        mutating func appendInterpolation(_ value: some Encodable) {
            attempt { try Path.segment(Tree(value)) }
        }

        /// The rest of a path: its slashes stay.
        mutating func appendInterpolation(rest value: some Encodable) {
            attempt {
                try Tree(value).text.split(separator: "/", omittingEmptySubsequences: false)
                    .map { try Path.segment(.string(String($0))) }.joined(separator: "/")
            }
        }

        private mutating func attempt(_ make: () throws -> String) {
            do { text += try make() } catch { failure = failure ?? error }
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

    private static func segment(_ tree: Tree) throws -> String {
        let parts = if case .array(let elements) = tree { elements } else { [tree] }
        let text = parts.map(\.text.percentEncoded).joined(separator: ",")
        if ["", ".", ".."].contains(text) {
            throw UnsendableValue(description: "`\(text)` cannot be a segment of a path")
        }
        return text
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
    static func joined(_ name: String, _ value: (some Encodable)?, by separator: String = ",")
        throws -> Parameter
    {
        guard let value else { return Parameter(fields: []) }
        let texts: [String]
        switch try Tree(value) {
        case .array(let elements): texts = elements.map(\.text)
        case .object(let members): texts = members.flatMap { [$0.name, $0.value.text] }
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
    let data: Data

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

    static func binary(_ data: Data?, as contentType: String) -> Body? {
        data.map { Body(contentType: contentType, data: $0) }
    }

    private static func members(_ tree: Tree) -> [(name: String, value: Tree)] {
        guard case .object(let members) = tree else { return [] }
        return members.filter { if case .null = $0.value { false } else { true } }
    }
}
