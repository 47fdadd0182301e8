// The upgrade of an HTTP/1.1 request (RFC 6455 §4.2). The answer's accept value is SHA-1 of key and a fixed text: the
// caller, who has the digest, makes it.

import GateBytes

/// What an upgrade request asks for.
package struct WebSocketHandshake: Sendable {
    /// Why a request is no handshake.
    package enum Refusal: UInt8, Error, CaseIterable, Sendable {
        /// The request does not ask for an upgrade: an ordinary request.
        case notUpgrade
        case badMethod
        case badVersionOfHTTP
        /// No `Sec-WebSocket-Key`, several, or one that is not 16 bytes in base64.
        case badKey
        /// No `Sec-WebSocket-Version: 13`; the answer names 13 (RFC 6455 §4.4).
        case badVersion
        /// A body.
        case body

        /// The status of the answer.
        package var status: Int {
            switch self {
            case .badVersion: 426
            default: 400
            }
        }
    }

    /// What is hashed behind the key.
    package static var acceptSuffix: StaticString { "258EAFA5-E914-47DA-95CA-C5AB0DC85B11" }

    /// The key as it was sent: 24 characters.
    package let key: ByteView

    /// Checks a request whose head stands in `bytes`.
    package init(_ head: RequestHead, _ headers: borrowing HeaderTable, _ bytes: ByteView) throws(Refusal) {
        var asksUpgrade = false
        var namesUpgrade = false
        var keys = 0
        var key = ByteView.empty
        var versions = 0
        var isVersion13 = false
        for index in 0..<headers.count {
            let slot = headers[index]
            let name = bytes.slice(Int(slot.nameOffset), Int(slot.nameOffset) + Int(slot.nameLength))
            let value = bytes.slice(Int(slot.valueOffset), Int(slot.valueOffset) + Int(slot.valueLength))
            if name.equalsIgnoringCase(ByteView("connection")) {
                if WebSocketHandshake.lists(value, "upgrade") { namesUpgrade = true }
            } else if name.equalsIgnoringCase(ByteView("upgrade")) {
                if WebSocketHandshake.lists(value, "websocket") { asksUpgrade = true }
            } else if name.equalsIgnoringCase(ByteView("sec-websocket-key")) {
                keys += 1
                key = value
            } else if name.equalsIgnoringCase(ByteView("sec-websocket-version")) {
                versions += 1
                if value == "13" { isVersion13 = true }
            }
        }
        if !asksUpgrade || !namesUpgrade { throw .notUpgrade }
        if head.verb != .get { throw .badMethod }
        if head.minorVersion == 0 { throw .badVersionOfHTTP }
        if head.isChunked || head.contentLength > 0 { throw .body }
        if versions != 1 || !isVersion13 { throw .badVersion }
        if keys != 1 || !WebSocketHandshake.isKey(key) { throw .badKey }
        self.key = key
    }

    /// Whether a list of tokens holds one, without case.
    private static func lists(_ value: ByteView, _ wanted: StaticString) -> Bool {
        var start = 0
        while start <= value.count {
            let end = value.firstIndex(of: 0x2c, from: start) ?? value.count
            if value.slice(start, end).trimmingBlanks().equalsIgnoringCase(ByteView(wanted)) { return true }
            start = end + 1
        }
        return false
    }

    /// 16 bytes in base64: 22 digits, of which the last carries four bits, and two signs of padding.
    private static func isKey(_ key: ByteView) -> Bool {
        if key.count != 24 || key[22] != 0x3d || key[23] != 0x3d { return false }
        for index in 0..<22 {
            let byte = key[index]
            if !ASCII.isAlphanumeric(byte), byte != 0x2b, byte != 0x2f { return false }
        }
        return "AQgw".utf8.contains(key[21])
    }
}
