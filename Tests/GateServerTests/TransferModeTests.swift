// `responseTransferMode` over real connections: what has no limit, which clocks run, what a broken stream looks like.

import Foundation
import GateBytes
import GateRuntime
import GateServer
import GateWire
import Synchronization
import Testing

@Suite struct TransferModeTests {
    private static let eventStream =
        "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.amazon.eventstream\r\nTransfer-Encoding: chunked\r\n\r\n"

    /// A chunk of HTTP that holds one message.
    private static func message(_ event: StaticString, _ payload: [UInt8]) -> [UInt8] {
        var message = ByteBuffer()
        payload.withByteView {
            EventStreamEncoding.append(event: event, contentType: "application/octet-stream", $0, to: &message)
        }
        var out = ByteBuffer()
        ChunkedEncoding.append(message.view, to: &out)
        return [UInt8](out.view)
    }

    private static func message(_ event: StaticString, _ payload: String) -> [UInt8] {
        message(event, Array(payload.utf8))
    }

    private static let metadata =
        Array(#"{"statusCode": 201, "headers": {"X-A": "1"}}"#.utf8) + Array(repeating: 0, count: 8)

    private static func sendChunked(_ socket: RawSocket, _ count: Int) {
        socket.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        let piece = [UInt8]("10000\r\n".utf8) + [UInt8](repeating: 0x61, count: 65_536) + [0x0d, 0x0a]
        for _ in 0..<count / 65_536 where socket.send(piece) {}
        socket.send("0\r\n\r\n")
    }

    // Facts: pipeline-7.17
    @Test func bodiesThatInflateAboveTheLimitAreRefused() throws {
        let backend = try Backend.fixed("x")
        let server = try TestServer(TestAPI(backendPort: backend.port))
        let client = try RawSocket(port: server.port)
        func post(_ count: Int) throws -> Int {
            var coded = ByteBuffer()
            let zeros = [UInt8](repeating: 0, count: count)
            #expect(zeros.withByteView { ContentCoder().encode($0, .gzip, into: &coded) })
            client.send("POST /proxy/x HTTP/1.1\r\nHost: t\r\nContent-Encoding: gzip\r\n")
            client.send("Content-Length: \(coded.count)\r\n\r\n")
            client.send([UInt8](coded.view))
            return try client.readAnswer().status
        }
        #expect(try post(10_485_760) == 200)
        #expect(try post(10_485_761) == 413)
        #expect(try client.get("/hello").status == 200)
        withExtendedLifetime(server) {}
    }

    // Facts: pipeline-9.1
    @Test func onlyStreamedAnswersHaveNoLimit() throws {
        let total = 16 * 1024 * 1024
        let backend = try Backend { socket, _ in
            while socket.readRequest() != nil { TransferModeTests.sendChunked(socket, total) }
        }
        let server = try TestServer(TestAPI(backendPort: backend.port))
        #expect(try RawSocket(port: server.port).get("/stream/x").body.utf8.count == total)
        let buffered = try RawSocket(port: server.port)
        buffered.send("GET /proxy/x HTTP/1.1\r\nHost: t\r\n\r\n")
        let text = buffered.receiveAll()
        #expect(text.hasPrefix("HTTP/1.1 200"))
        #expect(text.utf8.count < 11 * 1024 * 1024)
        #expect(!text.hasSuffix("0\r\n\r\n"))
        withExtendedLifetime(server) {}
    }

    // Facts: pipeline-9.8
    @Test func aStreamEndsWhenNothingComesForTooLong() throws {
        let backend = try Backend { socket, _ in
            guard socket.readRequest() != nil else { return }
            socket.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            // Each part has the whole time again.
            for _ in 0..<4 {
                socket.send("1\r\na\r\n")
                usleep(150_000)
            }
            sleep(2)
        }
        let server = try TestServer(TestAPI(backendPort: backend.port, timeoutMilliseconds: 60_000)) {
            $0.limits.streamIdleMilliseconds = 400
        }
        let client = try RawSocket(port: server.port)
        let start = Date()
        client.send("GET /stream/x HTTP/1.1\r\nHost: t\r\n\r\n")
        let text = client.receiveAll()
        #expect(text.hasSuffix("\r\n\r\n1\r\na\r\n1\r\na\r\n1\r\na\r\n1\r\na\r\n"))
        #expect(Date().timeIntervalSince(start) > 0.6)
        #expect(Date().timeIntervalSince(start) < 2)
        withExtendedLifetime(server) {}
    }

    // Facts: pipeline-3.2, access-15.1
    @Test func theTimeoutIsThatOfTheWholeStream() throws {
        let backend = try Backend { socket, _ in
            guard socket.readRequest() != nil else { return }
            socket.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while socket.send("1\r\na\r\n") { usleep(50_000) }
        }
        let server = try TestServer(TestAPI(backendPort: backend.port, timeoutMilliseconds: 300))
        let client = try RawSocket(port: server.port)
        client.send("GET /stream/x HTTP/1.1\r\nHost: t\r\n\r\n")
        let text = client.receiveAll()
        #expect(text.contains("1\r\na\r\n1\r\na\r\n"))
        #expect(!text.hasSuffix("0\r\n\r\n"))
        withExtendedLifetime(server) {}
    }

    @Test func partsOfAFunctionsAnswerPassAsTheyCome() throws {
        let goOn = DispatchSemaphore(value: 0)
        let requests = Mutex<[String]>([])
        let backend = try Backend { socket, _ in
            while let request = socket.readRequest() {
                requests.withLock { $0.append(request.head) }
                socket.send(TransferModeTests.eventStream)
                let first = TransferModeTests.message("PayloadChunk", TransferModeTests.metadata + Array("one".utf8))
                // Frames, messages and metadata are cut anywhere.
                for byte in first { socket.send([byte]) }
                goOn.wait()
                socket.send(TransferModeTests.message("PayloadChunk", "two"))
                socket.send(TransferModeTests.message("InvokeComplete", "{}"))
                socket.send("0\r\n\r\n")
            }
        }
        let server = try TestServer(TestAPI(backendPort: backend.port))
        let client = try RawSocket(port: server.port)
        for _ in 0..<2 {
            client.send("GET /streamed HTTP/1.1\r\nHost: t\r\n\r\n")
            let head = try #require(client.receive(until: "\r\n\r\n"))
            #expect(head.hasPrefix("HTTP/1.1 201"))
            #expect(head.contains("\r\nX-A: 1\r\n"))
            #expect(head.contains("\r\nTransfer-Encoding: chunked\r\n"))
            #expect(client.receive(until: "e\r\n")?.contains("o") == true)
            goOn.signal()
            #expect(client.receive(until: "0\r\n\r\n")?.contains("two") == true)
        }
        #expect(backend.connectionCount == 1)
        #expect(
            requests.withLock { $0 }.allSatisfy {
                $0.hasPrefix("POST /2021-11-15/functions/f/response-streaming-invocations?Qualifier=live HTTP/1.1\r\n")
            })
        withExtendedLifetime(server) {}
    }

    @Test func aFunctionThatBreaksOffEndsTheConnection() throws {
        let backend = try Backend { socket, _ in
            guard socket.readRequest() != nil else { return }
            socket.send(TransferModeTests.eventStream)
            socket.send(TransferModeTests.message("PayloadChunk", TransferModeTests.metadata + Array("one".utf8)))
            socket.send(TransferModeTests.message("InvokeComplete", #"{"ErrorCode": "Unhandled"}"#))
            socket.send("0\r\n\r\n")
            _ = socket.readRequest()
        }
        let server = try TestServer(TestAPI(backendPort: backend.port))
        let client = try RawSocket(port: server.port)
        client.send("GET /streamed HTTP/1.1\r\nHost: t\r\n\r\n")
        #expect(client.receiveAll().hasSuffix("\r\n\r\n3\r\none\r\n"))
        #expect(try RawSocket(port: server.port).get("/hello").status == 200)
        withExtendedLifetime(server) {}
    }

    @Test func beforeItsMetadataAFailureIsAnAnswer() throws {
        let backend = try Backend { socket, number in
            guard socket.readRequest() != nil else { return }
            if number == 3 { return sleep(2) == 0 ? () : () }
            socket.send(TransferModeTests.eventStream)
            if number == 1 { socket.send("5\r\nhello\r\n") }
            if number == 2 { socket.send(TransferModeTests.message("InvokeComplete", #"{"ErrorCode": "E"}"#)) }
            socket.send("0\r\n\r\n")
            _ = socket.readRequest()
        }
        let server = try TestServer(TestAPI(backendPort: backend.port, timeoutMilliseconds: 300))
        let statuses = try (0..<3).map { _ in try RawSocket(port: server.port).get("/streamed").status }
        #expect(statuses == [500, 502, 504])
        withExtendedLifetime(server) {}
    }

    @Test func holdsLittleOfAStreamThatTheClientDoesNotRead() throws {
        let total = 32 * 1024 * 1024
        let sent = Mutex(0)
        let backend = try Backend { socket, _ in
            guard socket.readRequest() != nil else { return }
            socket.send(TransferModeTests.eventStream)
            socket.send(TransferModeTests.message("PayloadChunk", TransferModeTests.metadata))
            let piece = TransferModeTests.message("PayloadChunk", Array(repeating: 0x61, count: 65_536))
            for _ in 0..<total / 65_536 {
                if !socket.send(piece) { return }
                sent.withLock { $0 += 65_536 }
            }
            socket.send(TransferModeTests.message("InvokeComplete", "{}"))
            socket.send("0\r\n\r\n")
        }
        let server = try TestServer(TestAPI(backendPort: backend.port, timeoutMilliseconds: 60_000))
        let client = try RawSocket(port: server.port)
        client.send("GET /streamed HTTP/1.1\r\nHost: t\r\n\r\n")
        usleep(300_000)
        #expect(sent.withLock { $0 } < 24 * 1024 * 1024)
        #expect(try client.readAnswer().body.utf8.count == total)
        withExtendedLifetime(server) {}
    }
}
