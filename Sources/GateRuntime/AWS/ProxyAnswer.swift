// The object that a function answers a proxy with, read strictly: the members that the gateway knows and no others.
// AWS: "Output format of a Lambda function for proxy integration", "Lambda proxy integration format for response
// streaming"; rules as recorded.

import GateBytes
import GateJSON

/// A function's answer to a proxy, checked.
struct ProxyAnswer {
    var status = 200
    var isBase64 = false
    var body: JSONCursor?
    var headers: JSONCursor?
    var multiValueHeaders: JSONCursor?
    /// Values of `Set-Cookie`; of streamed answers alone.
    var cookies: JSONCursor?
    /// Whether this is the metadata in front of a payload.
    let isStreamed: Bool

    /// nil for anything that is no answer.
    init?(_ root: JSONCursor, isStreamed: Bool = false) {
        guard root.kind == .object else { return nil }
        self.isStreamed = isStreamed
        var members = root.members
        while let member = members.next() {
            if !take(member.name, member.value) { return nil }
        }
    }

    private mutating func take(_ name: JSONCursor, _ value: JSONCursor) -> Bool {
        if name.equals(ByteView("statusCode")) { return takeStatus(value) }
        if isStreamed, name.equals(ByteView("cookies")) {
            if value.kind == .null { return true }
            cookies = value
            return value.kind == .array && ProxyAnswer.areTexts(value)
        }
        if !isStreamed, name.equals(ByteView("body")) {
            if value.kind == .string { body = value }
            return value.kind == .string || value.kind == .null
        }
        if !isStreamed, name.equals(ByteView("isBase64Encoded")) {
            isBase64 = value.kind == .true
            return value.kind == .true || value.kind == .false || value.kind == .null
        }
        if name.equals(ByteView("headers")) {
            if value.kind == .null { return true }
            headers = value
            return value.kind == .object && ProxyAnswer.isFields(value, areLists: false)
        }
        if name.equals(ByteView("multiValueHeaders")) {
            if value.kind == .null { return true }
            multiValueHeaders = value
            return value.kind == .object && ProxyAnswer.isFields(value, areLists: true)
        }
        return false
    }

    /// An integer or its digits in a string (recorded). An answer needs a final status.
    private mutating func takeStatus(_ value: JSONCursor) -> Bool {
        if value.kind == .null { return true }
        let isText = value.kind == .string && !value.hasEscapes
        guard isText || (value.kind == .number && value.isInteger) else { return false }
        guard let number = Decimal.parse(value.text.trimmingBlanks(), limit: 599), number >= 200 else { return false }
        status = number
        return true
    }

    private static func areTexts(_ list: JSONCursor) -> Bool {
        var values = list.elements
        while let value = values.next() {
            if value.kind != .string { return false }
        }
        return true
    }

    private static func isFields(_ object: JSONCursor, areLists: Bool) -> Bool {
        var members = object.members
        while let member = members.next() {
            if !areLists {
                if !isFieldValue(member.value) { return false }
                continue
            }
            guard member.value.kind == .array else { return false }
            var values = member.value.elements
            while let value = values.next() {
                if !isFieldValue(value) { return false }
            }
        }
        return true
    }

    private static func isFieldValue(_ value: JSONCursor) -> Bool {
        value.kind == .string || value.kind == .true || value.kind == .false
    }

    /// The value of a field by name, whatever its case.
    static func header(_ name: JSONCursor, in object: JSONCursor) -> JSONCursor? {
        var members = object.members
        while let member = members.next() {
            // Names with escapes are no tokens or spelled oddly: they are not joined.
            if member.name.hasEscapes || name.hasEscapes { continue }
            if member.name.text.equalsIgnoringCase(name.text) { return member.value }
        }
        return nil
    }
}
