// Every way in which a backend can fail, behind each kind of integration: AWS's answer, and the next call is fine.

import Foundation
import GateRuntime
import GateServer
import Synchronization
import Testing

/// What a backend does with its first request.
enum Misbehaviour: String, CaseIterable, Sendable {
    case resets, closes, hangs, tricklesHead, tricklesBody, garbage, sends100MB, sends100MBInChunks, closesInTheBody

    func perform(_ socket: RawSocket) {
        switch self {
        case .resets: socket.reset()
        case .closes: break
        case .hangs: _ = socket.receive()
        case .tricklesHead: trickle(socket, "HTTP/1.1 200 OK\r\nX: " + String(repeating: "x", count: 100))
        case .tricklesBody:
            socket.send("HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n")
            trickle(socket, String(repeating: " ", count: 100))
        case .garbage: socket.send("\u{16}\u{3}\u{1}garbage\r\n\r\n\r\n")
        case .sends100MB:
            socket.send("HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n")
            let piece = [UInt8](repeating: 0x20, count: 1 << 20)
            for _ in 0..<100 where !socket.send(piece) { return }
        case .sends100MBInChunks:
            socket.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            let piece = Array("100000\r\n".utf8) + [UInt8](repeating: 0x20, count: 1 << 20) + [0x0d, 0x0a]
            for _ in 0..<100 where !socket.send(piece) { return }
        case .closesInTheBody: socket.send("HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n{\"a\":")
        }
    }

    private func trickle(_ socket: RawSocket, _ text: String) {
        for byte in text.utf8 {
            if !socket.send([byte]) { return }
            usleep(10_000)
        }
    }
}

@Suite struct FailureTests {
    private static let networkError = "{\"message\":\"Network error communicating with endpoint\"}"
    private static let timedOut = "{\"message\":\"Endpoint request timed out\"}"
    private static let serverError = "{\"message\":\"Internal server error\"}"

    /// Status and body by `rest-request-pipeline`'s table of gateway responses: INTEGRATION_FAILURE,
    /// INTEGRATION_TIMEOUT, API_CONFIGURATION_ERROR.
    private static func expected(_ misbehaviour: Misbehaviour, _ path: String) -> (Int, String) {
        switch misbehaviour {
        case .resets, .closes, .garbage, .closesInTheBody: (504, networkError)
        case .hangs, .tricklesHead, .tricklesBody: (504, timedOut)
        case .sends100MB, .sends100MBInChunks: (path == "/function" ? 502 : 500, serverError)
        }
    }

    private func request(_ path: String) -> String {
        path == "/proxy/x"
            ? "GET /proxy/x HTTP/1.1\r\nHost: t\r\n\r\n"
            : "POST \(path) HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\n\r\n{}"
    }

    /// The first request is answered badly, all others well.
    private func start(_ misbehaviour: Misbehaviour) throws -> (TestServer, Backend) {
        let seen = Mutex(0)
        let backend = try Backend { socket, _ in
            while socket.readRequest() != nil {
                let number = seen.withLock { count in
                    count += 1
                    return count
                }
                if number == 1 {
                    misbehaviour.perform(socket)
                    return
                }
                socket.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
            }
        }
        let server = try TestServer(TestAPI(backendPort: backend.port, timeoutMilliseconds: 300))
        server.companion = backend
        return (server, backend)
    }

    // Facts: pipeline-6.9, pipeline-8.26
    @Test(arguments: Misbehaviour.allCases, ["/http", "/function", "/proxy/x"])
    func everyFailureHasItsAnswer(_ misbehaviour: Misbehaviour, _ path: String) throws {
        // A relayed answer whose head is out can only be cut off: see below.
        let isRelayed = [.tricklesBody, .closesInTheBody, .sends100MBInChunks].contains(misbehaviour)
        if path == "/proxy/x", isRelayed { return }
        let (server, backend) = try start(misbehaviour)
        let client = try RawSocket(port: server.port)
        client.send(request(path))
        let answer = try client.readAnswer()
        let (status, body) = FailureTests.expected(misbehaviour, path)
        #expect(answer.status == status)
        #expect(answer.body == body)
        #expect(answer.header("x-amzn-errortype") == "InternalServerErrorException")
        for _ in 0..<3 {
            client.send(request(path))
            #expect(try client.readAnswer().status == 200)
        }
        #expect(backend.connectionCount == 2)
        withExtendedLifetime(server) {}
    }

    @Test(arguments: [Misbehaviour.tricklesBody, .closesInTheBody])
    func aRelayedAnswerIsCutOff(_ misbehaviour: Misbehaviour) throws {
        let (server, backend) = try start(misbehaviour)
        let client = try RawSocket(port: server.port)
        client.send(request("/proxy/x"))
        let all = client.receiveAll()
        #expect(all.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(all.contains("Content-Length: 200"))
        let body = try #require(all.range(of: "\r\n\r\n").map { all[$0.upperBound...] })
        #expect(body.utf8.count < 200)
        #expect(try RawSocket(port: server.port).get("/proxy/x").status == 200)
        #expect(backend.connectionCount == 2)
    }

    // Facts: pipeline-8.39, pipeline-8.75
    /// What Lambda itself answers instead of a function.
    @Test(arguments: [
        (403, "AccessDeniedException", 500, serverError), (404, "ResourceNotFoundException", 500, serverError),
        (413, "RequestTooLargeException", 413, "{\"message\":\"Request Too Long\"}"),
        (429, "TooManyRequestsException", 500, serverError), (500, "ServiceException", 500, serverError),
        (502, "EC2UnexpectedException", 500, serverError), (503, "ServiceUnavailable", 500, serverError),
    ])
    func lambdaRefuses(_ status: Int, _ type: String, _ answered: Int, _ body: String) throws {
        let backend = try Backend { socket, _ in
            var isFirst = true
            while socket.readRequest() != nil {
                let own = isFirst ? "{\"Message\":\"no\"}" : "{}"
                socket.send(
                    "HTTP/1.1 \(isFirst ? status : 200) X\r\nContent-Length: \(own.utf8.count)\r\n"
                        + (isFirst ? "x-amzn-ErrorType: \(type)\r\n" : "") + "\r\n\(own)")
                isFirst = false
            }
        }
        let pipe = Pipe()
        let server = try TestServer(TestAPI(backendPort: backend.port)) {
            let format = "$context.integration.integrationStatus $context.integration.status $context.integrationStatus"
            $0.accessLog = AccessLogFormat(format)
            $0.accessLogDescriptor = pipe.fileHandleForWriting.fileDescriptor
        }
        let client = try RawSocket(port: server.port)
        let answer = try client.get("/function")
        #expect(answer.status == answered)
        #expect(answer.body == body)
        // The connection is fine: its next call goes through.
        #expect(try client.get("/function").status == 200)
        #expect(backend.connectionCount == 1)
        server.stop()
        pipe.fileHandleForWriting.closeFile()
        let log = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(log == "\(status) - \(status)\n200 200 200\n")
    }

    // Facts: pipeline-8.75
    /// `integrationStatus` is what Lambda's Invoke API answered, `integration.status` what the function did.
    @Test func bothStatusesOfAFunctionAreLogged() throws {
        let backend = try Backend.fixed("{\"statusCode\":418}")
        let pipe = Pipe()
        let server = try TestServer(TestAPI(backendPort: backend.port)) {
            $0.accessLog = AccessLogFormat("$context.integrationStatus $context.integration.status $context.status")
            $0.accessLogDescriptor = pipe.fileHandleForWriting.fileDescriptor
        }
        let client = try RawSocket(port: server.port)
        #expect(try client.get("/function").status == 418)
        #expect(try client.get("/proxy/x").status == 200)
        #expect(try client.get("/hello").status == 200)
        server.stop()
        pipe.fileHandleForWriting.closeFile()
        let log = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(log == "200 418 418\n200 200 200\n- - 200\n")
    }
}
