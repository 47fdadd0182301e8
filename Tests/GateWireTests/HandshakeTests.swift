// Upgrade requests: what is a handshake, and why the others are none.

import GateBytes
import GateWire
import Testing

@Suite struct HandshakeTests {
    private static let good = [
        "Host: x", "Connection: keep-alive, Upgrade", "Upgrade: WebSocket", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ]

    private func check(_ fields: [String], line: String = "GET /chat HTTP/1.1") throws -> String {
        let bytes = Array(([line] + fields + ["", ""]).joined(separator: "\r\n").utf8)
        return try bytes.withByteView { view in
            var head = RequestHead()
            var headers = HeaderTable()
            _ = try parseRequestHead(view, alreadySeen: 0, limits: WireLimits(), into: &head, &headers)
            do throws(WebSocketHandshake.Refusal) {
                return String(try WebSocketHandshake(head, headers, view).key)
            } catch {
                return "\(error) \(error.status)"
            }
        }
    }

    private func without(_ name: String, adding more: [String] = []) -> [String] {
        HandshakeTests.good.filter { !$0.hasPrefix(name + ":") } + more
    }

    @Test func takesAHandshake() throws {
        #expect(try check(HandshakeTests.good) == "dGhlIHNhbXBsZSBub25jZQ==")
    }

    @Test func saysWhyOthersAreNone() throws {
        #expect(try check(without("Upgrade")) == "notUpgrade 400")
        #expect(try check(without("Upgrade", adding: ["Upgrade: h2c"])) == "notUpgrade 400")
        #expect(try check(without("Connection", adding: ["Connection: keep-alive"])) == "notUpgrade 400")
        #expect(try check(HandshakeTests.good, line: "POST /chat HTTP/1.1") == "badMethod 400")
        #expect(try check(HandshakeTests.good, line: "GET /chat HTTP/1.0") == "badVersionOfHTTP 400")
        #expect(try check(HandshakeTests.good + ["Content-Length: 3"]) == "body 400")
        #expect(try check(without("Sec-WebSocket-Version")) == "badVersion 426")
        #expect(try check(without("Sec-WebSocket-Version", adding: ["Sec-WebSocket-Version: 8"])) == "badVersion 426")
        #expect(try check(without("Sec-WebSocket-Key")) == "badKey 400")
        #expect(try check(HandshakeTests.good + ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]) == "badKey 400")
        for key in ["", "abc", "dGhlIHNhbXBsZSBub25jZR==", "dGhlIHNhbXBsZSBub25jZQ=A", "dGhlIHNhbXBsZSBub25jZ!=="] {
            let fields = without("Sec-WebSocket-Key", adding: ["Sec-WebSocket-Key: \(key)"])
            #expect(try check(fields) == "badKey 400")
        }
    }
}
