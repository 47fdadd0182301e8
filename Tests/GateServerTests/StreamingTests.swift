// Large bodies: whichever side is slow, the server holds a bounded part of them.

import Foundation
import GateServer
import Synchronization
import Testing

@Suite struct StreamingTests {
    private static let total = 32 * 1024 * 1024

    @Test func holdsLittleOfADownloadThatTheClientDoesNotRead() throws {
        let sent = Mutex(0)
        let backend = try Backend { socket, _ in
            _ = socket.readRequest()
            socket.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            let piece = [UInt8]("10000\r\n".utf8) + [UInt8](repeating: 0x61, count: 65_536) + [0x0d, 0x0a]
            for _ in 0..<StreamingTests.total / 65_536 {
                if !socket.send(piece) { return }
                sent.withLock { $0 += 65_536 }
            }
            socket.send("0\r\n\r\n")
        }
        let server = try TestServer(TestAPI(backendPort: backend.port))
        let client = try RawSocket(port: server.port)
        client.send("GET /stream/x HTTP/1.1\r\nHost: t\r\n\r\n")
        usleep(300_000)
        // What is under way stands in socket buffers and one bounded queue.
        #expect(sent.withLock { $0 } < 24 * 1024 * 1024)
        #expect(try client.readAnswer().body.utf8.count == StreamingTests.total)
        #expect(try client.get("/hello").status == 200)
    }

    @Test func relaysALargeDownloadWithALength() throws {
        let backend = try Backend { socket, _ in
            while socket.readRequest() != nil {
                socket.send("HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n")
                socket.send([UInt8](repeating: 0x62, count: 10_000_000))
            }
        }
        let server = try TestServer(TestAPI(backendPort: backend.port))
        let client = try RawSocket(port: server.port)
        for _ in 0..<2 { #expect(try client.get("/proxy/x").body == String(repeating: "b", count: 10_000_000)) }
        #expect(backend.connectionCount == 1)
    }

    @Test func holdsLittleOfAnUploadThatTheBackendDoesNotRead() throws {
        let goOn = DispatchSemaphore(value: 0)
        let backend = try Backend { socket, _ in
            socket.limitBuffers()
            guard let head = socket.receive(until: "\r\n\r\n"), head.contains("Content-Length: 10000000") else {
                return
            }
            goOn.wait()
            guard let body = socket.receive(exactly: 10_000_000) else { return }
            let isWhole = body.allSatisfy { $0 == 0x63 }
            socket.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n\(isWhole ? "whole" : "wrong")")
        }
        let server = try TestServer(TestAPI(backendPort: backend.port))
        let client = try RawSocket(port: server.port)
        client.limitBuffers()
        let sent = Mutex(0)
        Thread.detachNewThread {
            client.send("POST /proxy/x HTTP/1.1\r\nHost: t\r\nContent-Length: 10000000\r\n\r\n")
            for _ in 0..<1000 {
                guard client.send([UInt8](repeating: 0x63, count: 10_000)) else { return }
                sent.withLock { $0 += 10_000 }
            }
        }
        usleep(200_000)
        let before = sent.withLock { $0 }
        goOn.signal()
        #expect(before < 10_000_000)
        #expect(try client.readAnswer().body == "whole")
    }

    // Facts: pipeline-3.4
    @Test func refusesALargeAnswerThatAWSWouldNotTake() throws {
        let backend = try Backend { socket, _ in
            _ = socket.readRequest()
            socket.send("HTTP/1.1 200 OK\r\nContent-Length: 10485761\r\n\r\n")
            socket.send([UInt8](repeating: 0x62, count: 10_485_761))
        }
        let server = try TestServer(TestAPI(backendPort: backend.port))
        let client = try RawSocket(port: server.port)
        #expect(try client.get("/proxy/x").status == 500)
        #expect(try client.get("/hello").status == 200)
    }
}
