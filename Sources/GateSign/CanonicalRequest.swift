// A request taken apart, and the spelling of its parts that a signature is made over. AWS: "Create a signed AWS API
// request", canonical request.

import GateBytes

/// One header field as it stands.
struct RequestField {
    /// In lower case.
    let name: [UInt8]
    let line: ByteView
    let value: ByteView
}

/// A field of the canonical request; values of one name are joined.
package struct SignedField {
    /// In lower case.
    package let name: [UInt8]
    package var value: [UInt8]

    package init(name: [UInt8], value: [UInt8]) {
        self.name = name
        self.value = value
    }

    /// A field value without blanks around it; runs of blanks inside become one space.
    package static func collapsed(_ value: ByteView) -> [UInt8] {
        let value = value.trimmingBlanks()
        var result: [UInt8] = []
        for index in 0..<value.count {
            let byte: UInt8 = ASCII.isBlank(value[index]) ? 0x20 : value[index]
            if byte == 0x20, result.last == 0x20 { continue }
            result.append(byte)
        }
        return result
    }
}

/// The parts of a whole HTTP/1.1 request that this process wrote.
struct RequestParts {
    let line: ByteView
    let method: ByteView
    let path: ByteView
    let query: ByteView
    let fields: [RequestField]
    let body: ByteView

    init?(_ request: ByteView) {
        var position = 0
        var lines: [ByteView] = []
        while true {
            guard let end = request.firstIndex(of: 0x0d, from: position), end + 1 < request.count,
                request[end + 1] == 0x0a
            else { return nil }
            let line = request.slice(position, end)
            position = end + 2
            if line.isEmpty { break }
            lines.append(line)
        }
        guard let first = lines.first, let space = first.firstIndex(of: 0x20),
            let last = first.firstIndex(of: 0x20, from: space + 1)
        else { return nil }
        let target = first.slice(space + 1, last)
        let mark = target.firstIndex(of: 0x3f)
        line = first
        method = first.slice(0, space)
        path = target.slice(0, mark ?? target.count)
        query = mark.map { target.dropFirst($0 + 1) } ?? .empty
        fields = lines.dropFirst().compactMap { line in
            guard let colon = line.firstIndex(of: 0x3a) else { return nil }
            return RequestField(
                name: [UInt8](line.slice(0, colon)).map { ASCII.lowercased($0) }, line: line,
                value: line.dropFirst(colon + 1).trimmingBlanks())
        }
        body = request.dropFirst(position)
    }

    /// The fields that are signed, by name.
    var signedFields: [SignedField] {
        var result: [SignedField] = []
        for field in fields where RequestParts.isSigned(field.name) {
            let value = SignedField.collapsed(field.value)
            if let index = result.firstIndex(where: { $0.name == field.name }) {
                result[index].value += [0x2c] + value
            } else {
                result.append(SignedField(name: field.name, value: value))
            }
        }
        return result.sorted { $0.name.lexicographicallyPrecedes($1.name) }
    }

    private static func isSigned(_ name: [UInt8]) -> Bool {
        name.starts(with: "x-amz-".utf8)
            || ["host", "content-type", "content-md5"].contains { name.elementsEqual($0.utf8) }
    }
}

/// The signature's steps that both sides take. AWS: "Create a signed AWS API request".
package enum SignatureVersion4 {
    package static let algorithm: StaticString = "AWS4-HMAC-SHA256"

    /// The signing key of a day (`YYYYMMDD`) for a region and service.
    package static func key(secret: [UInt8], day: [UInt8], region: [UInt8], service: [UInt8]) -> [UInt8] {
        var key = Array("AWS4".utf8) + secret
        for part in [day, region, service, Array("aws4_request".utf8)] {
            key = part.withByteView { Digest($0, key: key).bytes }
        }
        return key
    }

    /// Appends the canonical request; `query` is canonical already.
    package static func appendCanonicalRequest(
        method: ByteView, path: ByteView, query: ByteView, fields: [SignedField], payload: Digest, isS3: Bool = false,
        to out: inout ByteBuffer
    ) {
        out.append(method)
        out.append(0x0a)
        CanonicalURI.appendPath(path, isS3: isS3, to: &out)
        out.append(0x0a)
        out.append(query)
        out.append(0x0a)
        for field in fields {
            field.name.withByteView { out.append($0) }
            out.append(0x3a)
            field.value.withByteView { out.append($0) }
            out.append(0x0a)
        }
        out.append(0x0a)
        appendNames(fields, to: &out)
        out.append(0x0a)
        payload.appendHex(to: &out)
    }

    /// Appends the names of signed fields, `;` between them.
    package static func appendNames(_ fields: [SignedField], to out: inout ByteBuffer) {
        for (index, field) in fields.enumerated() {
            if index > 0 { out.append(0x3b) }
            field.name.withByteView { out.append($0) }
        }
    }

    /// Appends the text that is signed. `time` is `YYYYMMDDThhmmssZ`, `scope` `YYYYMMDD/REGION/SERVICE/aws4_request`.
    package static func appendStringToSign(
        algorithm: ByteView = ByteView(SignatureVersion4.algorithm), time: ByteView, scope: ByteView,
        canonicalRequest: ByteView, to out: inout ByteBuffer
    ) {
        out.append(algorithm)
        out.append(0x0a)
        out.append(time)
        out.append(0x0a)
        out.append(scope)
        out.append(0x0a)
        Digest(canonicalRequest).appendHex(to: &out)
    }
}

/// Paths and queries in canonical spelling.
package enum CanonicalURI {
    /// S3 signs the path as it is; the others sign it without dot segments and repeated slashes, encoded once more.
    package static func appendPath(_ path: ByteView, isS3: Bool, to out: inout ByteBuffer) {
        if isS3 {
            appendEncoded(decoded(path), keepsSlash: true, to: &out)
            return
        }
        var segments: [ByteView] = []
        var position = 0
        while position <= path.count {
            let end = path.firstIndex(of: 0x2f, from: position) ?? path.count
            let segment = path.slice(position, end)
            position = end + 1
            if segment.isEmpty || segment == "." { continue }
            if segment == ".." { _ = segments.popLast() } else { segments.append(segment) }
        }
        for segment in segments {
            out.append(0x2f)
            appendEncoded([UInt8](segment), keepsSlash: false, to: &out)
        }
        if segments.isEmpty || (path.count > 0 && path[path.count - 1] == 0x2f) { out.append(0x2f) }
    }

    /// Parameters sorted by encoded name, then value; without those named `except`.
    package static func appendQuery(
        _ query: ByteView, except: StaticString = "", to out: inout ByteBuffer
    ) {
        var pairs: [(name: [UInt8], value: [UInt8])] = []
        var position = 0
        while position < query.count {
            let end = query.firstIndex(of: 0x26, from: position) ?? query.count
            let pair = query.slice(position, end)
            position = end + 1
            if pair.isEmpty { continue }
            let equals = pair.firstIndex(of: 0x3d) ?? pair.count
            let value: ByteView = equals < pair.count ? pair.dropFirst(equals + 1) : .empty
            let name = encoded(pair.slice(0, equals))
            if name.withByteView({ $0 == ByteView(except) }) { continue }
            pairs.append((name, encoded(value)))
        }
        pairs.sort { left, right in
            left.name != right.name
                ? left.name.lexicographicallyPrecedes(right.name) : left.value.lexicographicallyPrecedes(right.value)
        }
        for (index, pair) in pairs.enumerated() {
            if index > 0 { out.append(0x26) }
            pair.name.withByteView { out.append($0) }
            out.append(0x3d)
            pair.value.withByteView { out.append($0) }
        }
    }

    /// Servers read `+` in a query as a space.
    private static func encoded(_ text: ByteView) -> [UInt8] {
        var out = ByteBuffer(capacity: text.count * 3)
        appendEncoded(decoded(text, plusIsSpace: true), keepsSlash: false, to: &out)
        return [UInt8](out.view)
    }

    /// Text without its percent escapes.
    package static func decoded(_ text: ByteView, plusIsSpace: Bool = false) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < text.count {
            if text[index] == 0x25, index + 2 < text.count, let high = ASCII.hexValue(text[index + 1]),
                let low = ASCII.hexValue(text[index + 2])
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(plusIsSpace && text[index] == 0x2b ? 0x20 : text[index])
                index += 1
            }
        }
        return result
    }

    private static func appendEncoded(_ text: [UInt8], keepsSlash: Bool, to out: inout ByteBuffer) {
        for byte in text {
            if ASCII.isUnreserved(byte) || (keepsSlash && byte == 0x2f) {
                out.append(byte)
            } else {
                out.append(0x25)
                out.append(ASCII.hexDigitUppercase(byte >> 4))
                out.append(ASCII.hexDigitUppercase(byte & 15))
            }
        }
    }
}
