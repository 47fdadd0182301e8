// Calls of `@connections` over real sockets, from one event loop to another.

import Foundation
import GateAccess
import GateBytes
import GateRuntime
import GateServer
import GateSign
import GateWire
import Testing

@Suite(.serialized) struct ConnectionCallTests {
    /// The connection's name, which an error frame tells.
    private func name(of client: SocketClient, _ port: UInt16) throws -> String {
        guard case .text(let text) = try client.ask("{\"action\":\"call\"}"),
            let start = text.firstRange(of: "connectionId\":\"")
        else { throw TestFailure("no name") }
        return String(text[start.upperBound...].prefix(16))
    }

    /// Facts: socket-9.1, socket-9.2, socket-9.3, socket-9.5, socket-1.21.
    @Test func postsTellsAndCloses() throws {
        let backend = try Backend { socket, _ in
            while let (head, _) = socket.readRequest() {
                if head.contains("/call") { return }
                socket.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            }
        }
        let server = try TestServer(making: TestSocketAPI(backendPort: backend.port).serving) { $0.eventLoops = 2 }
        for _ in 0..<6 {
            let client = try SocketClient(port: server.port, lines: "User-Agent: test/1\r\n")
            let name = try name(of: client, server.port)
            #expect(name.count == 16 && name.hasSuffix("="))
            let path = "/local/@connections/\(name.replacing("=", with: "%3D"))"
            let posted = try call("POST", path, "from outside", port: server.port)
            #expect(posted.status == 200 && posted.body.isEmpty)
            #expect(try client.receive() == .text("from outside"))
            let long = String(repeating: "x", count: 131_072)
            #expect(try call("POST", path, long, port: server.port).status == 200)
            #expect(try client.receive() == .text(long))
            let told = try call("GET", path, port: server.port)
            #expect(told.status == 200)
            #expect(told.body.contains("\"identity\":{\"sourceIp\":\"127.0.0.1\",\"userAgent\":\"test/1\"}"))
            #expect(try call("DELETE", path, port: server.port).status == 204)
            #expect(try client.receive() == .close(1000, "Connection Closed Normally"))
            let gone = try call("POST", path, "late", port: server.port)
            #expect(gone.status == 410 && gone.header("x-amzn-errortype") == "GoneException")
        }
    }

    /// Facts: socket-9.7.
    @Test func aSlowClientIsBusy() throws {
        let backend = try Backend { socket, _ in
            while let (head, _) = socket.readRequest() {
                if head.contains("/call") { return }
                socket.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            }
        }
        let server = try TestServer(making: TestSocketAPI(backendPort: backend.port).serving)
        let client = try SocketClient(port: server.port)
        let path = "/local/@connections/\(try name(of: client, server.port))"
        let text = String(repeating: "y", count: 100_000)
        var statuses: [Int] = []
        while statuses.last != 429, statuses.count < 500 {
            statuses.append(try call("POST", path, text, port: server.port).status)
        }
        #expect(statuses.last == 429)
        #expect(statuses.dropLast().allSatisfy { $0 == 200 })
        // What was taken arrives, and then there is room again.
        for _ in 0..<statuses.count - 1 { #expect(try client.receive() == .text(text)) }
        #expect(try call("POST", path, "more", port: server.port).status == 200)
        #expect(try client.receive() == .text("more"))
    }

    /// Facts: socket-9.6.
    @Test func identitiesHaveToSign() throws {
        var api = TestSocketAPI()
        let policy = #"{"Statement": {"Effect": "Allow", "Action": "execute-api:ManageConnections", "Resource": "*"}}"#
        api.identities = [
            LocalIdentity(
                accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret",
                principal: try #require(Principal(arn: "arn:aws:iam::123456789012:user/ada")),
                policies: [try Array(policy.utf8).withByteView { try PolicyReader.read($0, .identity) }])
        ]
        let server = try TestServer(making: api.serving)
        let path = "/local/@connections/L0SM9cOFvHcCIhw%3D"
        let unsigned = try call("POST", path, "x", port: server.port)
        #expect(unsigned.status == 403)
        var request = ByteBuffer(capacity: 512)
        request.append(text: "POST \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nContent-Length: 1\r\n\r\nx")
        let isSigned = RequestSigner().sign(
            &request, with: AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: ""),
            service: "execute-api", region: "us-east-1", epochSeconds: Int64(Date().timeIntervalSince1970))
        #expect(isSigned)
        let socket = try RawSocket(port: server.port)
        socket.send([UInt8](request.view))
        #expect(try socket.readAnswer().status == 410)
    }

    /// Facts: socket-8.6.
    @Test func handshakesAreSigned() throws {
        var api = TestSocketAPI(isSigned: true)
        let policy =
            #"{"Statement": {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "*/local/$connect"}}"#
        api.identities = [
            LocalIdentity(
                accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret",
                principal: try #require(Principal(arn: "arn:aws:iam::123456789012:user/ada")),
                policies: [try Array(policy.utf8).withByteView { try PolicyReader.read($0, .identity) }])
        ]
        let server = try TestServer(making: api.serving)
        #expect(try SocketClient(port: server.port).answer.status == 403)
        var request = ByteBuffer(capacity: 512)
        request.append(
            text: "GET /local HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nConnection: Upgrade\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        let isSigned = RequestSigner().sign(
            &request, with: AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: ""),
            service: "execute-api", region: "us-east-1", epochSeconds: Int64(Date().timeIntervalSince1970))
        #expect(isSigned)
        let socket = try RawSocket(port: server.port)
        socket.send([UInt8](request.view))
        #expect(try socket.readAnswer().status == 101)
    }
}
