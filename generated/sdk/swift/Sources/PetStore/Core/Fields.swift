// Fields of requests and answers, and what they may hold.

import Foundation

/// A field of a query or form, or a header.
struct Field: Sendable {
    var name: String
    var value: String

    /// Nothing without a value.
    static func given(_ name: String, _ value: String?) -> Field? {
        value.map { Field(name: name, value: $0) }
    }
}

extension String {
    /// With all percent-encoded but RFC 3986's unreserved characters.
    var percentEncoded: String {
        let digits = Array("0123456789ABCDEF".unicodeScalars)
        var out = String.UnicodeScalarView()
        for byte in utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e:
                out.append(Unicode.Scalar(byte))
            default: out += ["%", digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(out)
    }
}

extension Field {
    /// `name=value` of a cookie: what RFC 6265 §4.1.1 does not admit is percent-encoded, and the percent sign.
    var crumb: String {
        let name = encoded(name) { Field.isToken($0) }
        let value = encoded(value) { byte in
            switch byte {
            case 0x21, 0x23, 0x24, 0x26...0x2b, 0x2d...0x3a, 0x3c...0x5b, 0x5d...0x7e: true
            default: false
            }
        }
        return "\(name)=\(value)"
    }

    private func encoded(_ text: String, _ isPlain: (UInt8) -> Bool) -> String {
        text.utf8.map { byte in
            let scalar = String(Unicode.Scalar(byte))
            if isPlain(byte) { return scalar }
            let digits = String(byte, radix: 16, uppercase: true)
            return (byte < 16 ? "%0" : "%") + digits
        }.joined()
    }

    /// Of RFC 9110 §5.6.2, but for the percent sign.
    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: "!#$&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}

/// A value that cannot be sent where it belongs.
public struct UnsendableValue: Error, CustomStringConvertible {
    public let description: String
}

/// Header fields in order; names are compared without regard to case.
public struct HeaderFields: Sendable, ExpressibleByDictionaryLiteral, Sequence {
    private var fields: [(name: String, value: String)] = []

    public init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { add(name, value) }
    }

    /// The values of a name, joined by commas where there are several.
    public subscript(name: String) -> String? {
        get {
            let values = fields.filter { HeaderFields.isSame($0.name, name) }.map(\.value)
            return values.isEmpty ? nil : values.joined(separator: ", ")
        }
        set {
            fields.removeAll { HeaderFields.isSame($0.name, name) }
            if let newValue { add(name, newValue) }
        }
    }

    /// Adds a field. What ends lines is left out of it.
    public mutating func add(_ name: String, _ value: String) {
        let isPlain = { (scalar: Unicode.Scalar) in
            scalar != "\r" && scalar != "\n" && scalar != "\0"
        }
        fields.append(
            (name, String(String.UnicodeScalarView(value.unicodeScalars.filter(isPlain)))))
    }

    public func makeIterator() -> some IteratorProtocol<(name: String, value: String)> {
        fields.makeIterator()
    }

    private static func isSame(_ left: String, _ right: String) -> Bool {
        left.lowercased() == right.lowercased()
    }
}
