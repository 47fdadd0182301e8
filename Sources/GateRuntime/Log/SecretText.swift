// What no log may show: credentials that a request carries, wherever they turn up again. AWS: "Execution logging for
// REST APIs": "API Gateway redacts authorization headers, API key values, and similar sensitive request parameters";
// its logs keep the last six characters behind asterisks (published logs).

import GateBytes
import GateWire

/// Names of secrets and how secrets are shown.
package enum SecretText {
    /// Shortest secret that is looked for outside of its own field, in bytes. Ours: shorter ones are words of other
    /// texts too.
    package static let bytesMin = 8
    /// Characters at the end of a secret that stay readable; none of those that are less than twice as long. AWS shows
    /// half of short ones.
    private static let shownCount = 6
    /// Least bytes of a cookie's value that is looked for. Ours: shorter ones choose a language or a colour.
    fileprivate static let cookieBytesMin = 16

    /// Whether a header's values are secrets. Cookies are sessions: AWS prints them, we do not.
    package static func isHeader(_ name: ByteView) -> Bool {
        for secret in headers where name.equalsIgnoringCase(ByteView(secret)) { return true }
        return false
    }

    private static let headers: [StaticString] = [
        "authorization", "cookie", "proxy-authorization", "set-cookie", "x-amz-security-token",
        "x-amzn-remapped-authorization", "x-api-key",
    ]

    /// Whether a query parameter's values are secrets: what signs a URL, and a bearer token (RFC 6750 §2.3).
    package static func isParameter(_ name: ByteView) -> Bool {
        for secret in parameters where name.equalsIgnoringCase(ByteView(secret)) { return true }
        return false
    }

    private static let parameters: [StaticString] = [
        "access_token", "x-amz-security-token", "x-amz-signature", "x-api-key",
    ]

    /// Asterisks, and the last characters of what is long enough to spare them.
    package static func appendMasked(_ secret: ByteView, to out: inout ByteBuffer) {
        let shown = secret.count > 2 * shownCount ? shownCount : 0
        for _ in 0..<secret.count - shown { out.append(0x2a) }
        out.append(secret.dropFirst(secret.count - shown))
    }
}

/// The secrets of one request.
package struct Secrets {
    /// Longest first: a text that holds another one goes as a whole.
    private var values: [[UInt8]] = []

    /// Bytes of the longest one.
    private(set) var longest = 0

    var isEmpty: Bool { values.isEmpty }

    init() {}

    /// Those of header fields.
    package init(fields: [(name: String, value: String)]) {
        for field in fields {
            Array(field.name.utf8).withByteView { name in
                Array(field.value.utf8).withByteView { add(field: name, $0) }
            }
        }
    }

    /// Adds the value of a field whose name says that it is one.
    mutating func add(field name: ByteView, _ value: ByteView) {
        if name.equalsIgnoringCase(ByteView("cookie")) {
            add(cookies: value)
        } else if SecretText.isHeader(name) {
            add(value)
        }
    }

    /// Adds a value, and how it looks inside of JSON and URLs.
    mutating func add(_ value: ByteView) {
        insert([UInt8](value))
        // `/` has an escape that some writers use.
        for escapesSlashes in [false, true] {
            var text: [UInt8] = []
            for index in 0..<value.count {
                let byte = value[index]
                if byte == 0x22 || byte == 0x5c || (escapesSlashes && byte == 0x2f) { text.append(0x5c) }
                text.append(byte)
            }
            insert(text)
        }
        var encoded = ByteBuffer(capacity: value.count)
        QueryText.appendEncoded(value, to: &encoded)
        insert([UInt8](encoded.view))
        // `Bearer TOKEN`: functions and templates take the token out.
        if let space = value.firstIndex(of: 0x20) { add(value.dropFirst(space + 1).trimmingBlanks()) }
    }

    /// Adds the values of a `Cookie` field.
    mutating func add(cookies: ByteView) {
        insert([UInt8](cookies))
        var start = 0
        while start < cookies.count {
            let end = cookies.firstIndex(of: 0x3b, from: start) ?? cookies.count
            let pair = cookies.slice(start, end)
            if let equals = pair.firstIndex(of: 0x3d), pair.count - equals > SecretText.cookieBytesMin {
                add(pair.dropFirst(equals + 1))
            }
            start = end + 1
        }
    }

    private mutating func insert(_ value: [UInt8]) {
        if value.count < SecretText.bytesMin || values.contains(value) { return }
        let place = values.firstIndex { $0.count < value.count } ?? values.count
        values.insert(value, at: place)
        longest = max(longest, value.count)
    }

    /// A text of the same length without secrets.
    package func redacted(_ text: String) -> String {
        values.isEmpty ? text : String(decoding: redacted(Array(text.utf8)), as: UTF8.self)
    }

    /// The same for bytes.
    func redacted(_ text: [UInt8]) -> [UInt8] {
        var text = text
        for value in values {
            var position = 0
            while position + value.count <= text.count {
                if text[position] != value[0] || !text[position..<position + value.count].elementsEqual(value) {
                    position += 1
                    continue
                }
                var masked = ByteBuffer(capacity: value.count)
                value.withByteView { SecretText.appendMasked($0, to: &masked) }
                text.replaceSubrange(position..<position + value.count, with: [UInt8](masked.view))
                position += value.count
            }
        }
        return text
    }
}
