// Reading a request's parameters by name: what parameter mappings, required-parameter checks and templates share.
// Names are compared as declared, case and all (AWS: "known issues"; recorded), of repeated ones the last wins.

import GateBytes
import GatePlan
import GateWire

extension Exchange {
    /// The request header slot's name.
    @inline(__always)
    package func headerName(_ slot: HeaderSlot) -> ByteView {
        let start = Int(slot.nameOffset)
        return bytes.slice(start, start + Int(slot.nameLength))
    }

    /// The request header slot's value.
    @inline(__always)
    package func headerValue(_ slot: HeaderSlot) -> ByteView {
        let start = Int(slot.valueOffset)
        return bytes.slice(start, start + Int(slot.valueLength))
    }

    /// The first value of a header the gateway itself reads, or nil.
    package func header(_ known: KnownHeader) -> ByteView? {
        guard let index = headers.first(known: known) else { return nil }
        return headerValue(headers[index])
    }

    /// A header as mappings see it: spelled as declared, the last one, none of the hidden ones.
    package func visibleHeader(named name: ByteView) -> ByteView? {
        var index = headers.count
        while index > 0 {
            index -= 1
            let slot = headers[index]
            if Int(slot.nameLength) == name.count, headerName(slot) == name {
                return HeaderRules.isHidden(slot.known) ? nil : headerValue(slot)
            }
        }
        return nil
    }

    /// The raw, still encoded value of a query parameter: the last one, or nil.
    package func rawQueryParameter(named name: ByteView) -> ByteView? {
        var found: ByteView?
        var pairs = QueryPairs(query)
        while let pair = pairs.next() {
            if QueryText.equals(pair.name, decoded: name) { found = pair.value }
        }
        return found
    }

    /// The value of a path parameter by name, or nil.
    package func pathParameter(named name: ByteView, in plan: PlanImage) -> ByteView? {
        guard method != PlanFormat.none else { return nil }
        let names = plan.methods[method].pathParameters
        for position in 0..<min(Int(names.count), pathParameters.count) {
            if plan.string(plan.names[Int(names.start) + position].text) == name { return pathParameters[position] }
        }
        return nil
    }

    /// Media type of the request's body; JSON when the client names none.
    package var contentType: ByteView {
        guard let value = header(.contentType), !value.isEmpty else { return MediaType.applicationJSON }
        // Nearly every body's type is just this.
        if value.isSame(as: MediaType.applicationJSON) { return value }
        let essence = MediaType.essence(value)
        return essence.isEmpty ? MediaType.applicationJSON : essence
    }

    /// The client's `Content-Type` with its parameters; JSON when the client names none.
    var contentTypeValue: ByteView {
        guard let value = header(.contentType), !value.isEmpty else { return MediaType.applicationJSON }
        return value
    }

    /// Whether the client brought a request identifier that was replaced; AWS's access log says so (recorded).
    var sendsInvalidIdentifier: Bool { header(.xAmznRequestId).map(Gateway.isUUID) == false }

    /// Whether the method asks for an API key.
    var asksForKey: Bool {
        guard let deployment, method != PlanFormat.none else { return false }
        return deployment.plan.methods[method].flags & MethodRecord.requiresAPIKey != 0
    }

    /// The first media type the client accepts; JSON when it names none.
    package var acceptedType: ByteView {
        guard let value = header(.accept) else { return MediaType.applicationJSON }
        let first = MediaType.first(ofAccept: value)
        return first.isEmpty || first == "*/*" ? MediaType.applicationJSON : first
    }
}

/// One `name=value` of a query, both still encoded.
package struct QueryPair {
    package let name: ByteView
    package let value: ByteView
}

/// The pairs of a query in order. `;` separates like `&` (AWS: "known issues").
package struct QueryPairs {
    private let query: ByteView
    private var position = 0

    package init(_ query: ByteView) { self.query = query }

    package mutating func next() -> QueryPair? {
        while position < query.count {
            var end = position
            while end < query.count, query[end] != 0x26, query[end] != 0x3b { end += 1 }
            let text = query.slice(position, end)
            position = end + 1
            if text.isEmpty { continue }
            guard let equals = text.firstIndex(of: 0x3d) else { return QueryPair(name: text, value: .empty) }
            return QueryPair(name: text.slice(0, equals), value: text.dropFirst(equals + 1))
        }
        return nil
    }
}

/// Query text: `application/x-www-form-urlencoded` as far as API Gateway decodes it.
package enum QueryText {
    /// Whether decoding changes a text.
    package static func isEncoded(_ text: ByteView) -> Bool {
        for index in 0..<text.count where text[index] == 0x25 || text[index] == 0x2b { return true }
        return false
    }

    /// Whether nothing but blanks comes out of decoding a text.
    package static func isBlank(_ text: ByteView) -> Bool {
        var index = 0
        while index < text.count {
            if text[index] == 0x25, index + 2 < text.count, text[index + 1] == 0x32, text[index + 2] == 0x30 {
                index += 3
            } else if text[index] == 0x2b || text[index] == 0x20 {
                index += 1
            } else {
                return false
            }
        }
        return true
    }

    /// Appends the decoded text; a `%` without two hexadecimal digits stays.
    package static func appendDecoded(_ text: ByteView, to out: inout ByteBuffer) {
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte == 0x2b {
                out.append(0x20)
            } else if byte == 0x25, index + 2 < text.count, let high = ASCII.hexValue(text[index + 1]),
                let low = ASCII.hexValue(text[index + 2])
            {
                out.append(high << 4 | low)
                index += 2
            } else {
                out.append(byte)
            }
            index += 1
        }
    }

    /// Whether an encoded name decodes to `decoded`.
    package static func equals(_ encoded: ByteView, decoded: ByteView) -> Bool {
        if !isEncoded(encoded) { return encoded == decoded }
        var buffer = ByteBuffer(capacity: encoded.count)
        appendDecoded(encoded, to: &buffer)
        return buffer.view == decoded
    }

    /// Appends `text` percent-encoded for a query component: unreserved bytes stay.
    package static func appendEncoded(_ text: ByteView, to out: inout ByteBuffer) {
        for index in 0..<text.count {
            let byte = text[index]
            if ASCII.isUnreserved(byte) {
                out.append(byte)
            } else {
                appendPercent(byte, to: &out)
            }
        }
    }

    /// Appends a value for a URI path: what no path can hold is percent-encoded, the rest (also `/` and `%`) stays as
    /// sent. In a query nothing of it ends the parameter either. A `%` without two hexadecimal digits is data.
    package static func appendPathEncoded(_ text: ByteView, inQuery: Bool = false, to out: inout ByteBuffer) {
        for index in 0..<text.count {
            let byte = text[index]
            switch byte {
            case 0x23, 0x3f, 0x5b, 0x5d: appendPercent(byte, to: &out)
            case 0x26, 0x2b, 0x3b: inQuery ? appendPercent(byte, to: &out) : out.append(byte)
            case 0x25: startsEscape(text, index) ? out.append(byte) : appendPercent(byte, to: &out)
            default: isURIByte(byte) ? out.append(byte) : appendPercent(byte, to: &out)
            }
        }
    }

    private static func startsEscape(_ text: ByteView, _ index: Int) -> Bool {
        index + 2 < text.count && ASCII.hexValue(text[index + 1]) != nil && ASCII.hexValue(text[index + 2]) != nil
    }

    /// Appends URI text with everything percent-encoded that no URI holds (RFC 3986 §2): controls, spaces, bytes that
    /// are not ASCII, and a few marks.
    static func appendURIEncoded(_ text: ByteView, to out: inout ByteBuffer) {
        for index in 0..<text.count {
            let byte = text[index]
            isURIByte(byte) ? out.append(byte) : appendPercent(byte, to: &out)
        }
    }

    /// Whether a URI can hold every byte of a text.
    static func isURI(_ text: ByteView) -> Bool {
        for index in 0..<text.count where !isURIByte(text[index]) { return false }
        return true
    }

    private static func isURIByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, 0x22, 0x3c, 0x3e, 0x5c, 0x5e, 0x60, 0x7b, 0x7c, 0x7d, 0x7f...0xff: return false
        default: return true
        }
    }

    private static func appendPercent(_ byte: UInt8, to out: inout ByteBuffer) {
        out.append(0x25)
        out.append(ASCII.hexDigitUppercase(byte >> 4))
        out.append(ASCII.hexDigitUppercase(byte & 15))
    }
}
