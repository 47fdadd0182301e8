// Functions behind AWS_PROXY over real connections: what is sent, signed how, and that nothing is sent twice.

import Foundation
import GateServer
import GateSign
import Synchronization
import Testing

@Suite struct FunctionTests {
    private func serve(
        timeout: Int = 2_000, credentials: AWSCredentials? = nil,
        _ backend: @escaping @Sendable (RawSocket, Int) -> Void
    ) throws -> (TestServer, Backend, RawSocket) {
        let backend = try Backend(backend)
        let server = try TestServer(TestAPI(backendPort: backend.port, timeoutMilliseconds: timeout)) {
            $0.credentials = credentials.map { .fixed($0) } ?? .none
        }
        server.companion = backend
        return (server, backend, try RawSocket(port: server.port))
    }

    private static func answer(_ body: String) -> String {
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    // Facts: pipeline-8.32
    @Test func invokesOverOneKeptConnectionAndSigns() throws {
        let heads = Mutex<[String]>([])
        let credentials = AWSCredentials(accessKeyID: "AKID", secretAccessKey: "secret", sessionToken: "token")
        let (server, backend, client) = try serve(credentials: credentials) { socket, _ in
            while let request = socket.readRequest() {
                heads.withLock { $0.append(request.head) }
                let isEvent = request.body.hasPrefix("{\"resource\":\"/function\",\"path\":\"/function\"")
                socket.send(FunctionTests.answer("{\"statusCode\": \(isEvent ? 201 : 400), \"body\": \"made\"}"))
            }
        }
        for _ in 0..<3 {
            client.send("PUT /function?a=b HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nhello")
            let answer = try client.readAnswer()
            #expect(answer.status == 201)
            #expect(answer.body == "made")
        }
        #expect(backend.connectionCount == 1)
        for head in heads.withLock({ $0 }) {
            #expect(head.hasPrefix("POST /2015-03-31/functions/f/invocations?Qualifier=live HTTP/1.1\r\n"))
            #expect(head.contains("\r\nX-Amz-Security-Token: token\r\n"))
            #expect(head.contains("/eu-west-1/lambda/aws4_request, SignedHeaders=content-type;host;x-amz-date;"))
        }
        withExtendedLifetime(server) {}
    }

    @Test func goesUnsignedToAnAddressWithoutCredentials() throws {
        let heads = Mutex<[String]>([])
        let (server, _, client) = try serve { socket, _ in
            while let request = socket.readRequest() {
                heads.withLock { $0.append(request.head) }
                socket.send(FunctionTests.answer("{}"))
            }
        }
        #expect(try client.get("/function").status == 200)
        #expect(heads.withLock { $0.count } == 1)
        #expect(heads.withLock { !$0[0].contains("Authorization") })
        withExtendedLifetime(server) {}
    }

    @Test func callsOfAWSNeedCredentials() throws {
        let server = try TestServer(TestAPI(callsAWS: true))
        let client = try RawSocket(port: server.port)
        let answer = try client.get("/function")
        #expect(answer.status == 500)
        #expect(answer.body == "{\"message\":\"Internal server error\"}")
        #expect(try client.get("/hello").status == 200)
    }

    @Test func lateFunctionsAreTimeouts() throws {
        let (server, _, client) = try serve(timeout: 100) { socket, _ in
            while socket.readRequest() != nil {}
        }
        let answer = try client.get("/function")
        #expect(answer.status == 504)
        #expect(answer.body == "{\"message\":\"Endpoint request timed out\"}")
        withExtendedLifetime(server) {}
    }

    @Test func nothingIsSentTwice() throws {
        let count = Mutex(0)
        let (server, _, client) = try serve { socket, _ in
            // The second request of a kept connection is read, and the connection ends.
            while socket.readRequest() != nil {
                let number = count.withLock {
                    $0 += 1
                    return $0
                }
                if number > 1 { return }
                socket.send(FunctionTests.answer("{}"))
            }
        }
        #expect(try client.get("/function").status == 200)
        #expect(try client.get("/function").status == 504)
        #expect(count.withLock { $0 } == 2)
        withExtendedLifetime(server) {}
    }
}
