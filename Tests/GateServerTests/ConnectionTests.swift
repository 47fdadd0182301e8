// Connections of clients: what is kept, what is refused, what is answered when.

import Foundation
import GateServer
import Testing

@Suite struct ConnectionTests {
    @Test func keepsAConnectionForManyRequests() throws {
        let server = try TestServer(TestAPI())
        let client = try RawSocket(port: server.port)
        for _ in 0..<20 {
            let answer = try client.get("/hello")
            #expect(answer.status == 200)
            #expect(answer.body == "{\"hello\":\"you\"}")
            #expect(answer.header("connection") == "keep-alive")
        }
    }

    @Test func answersPipelinedRequestsInOrder() throws {
        let server = try TestServer(TestAPI())
        let client = try RawSocket(port: server.port)
        let one = "GET /hello HTTP/1.1\r\nHost: t\r\n\r\n"
        let other = "GET /nothing HTTP/1.1\r\nHost: t\r\n\r\n"
        client.send(String(repeating: one + other, count: 100))
        for _ in 0..<100 {
            #expect(try client.readAnswer().status == 200)
            #expect(try client.readAnswer().status == 403)
        }
    }

    @Test func readsARequestByteByByte() throws {
        let server = try TestServer(TestAPI())
        let client = try RawSocket(port: server.port)
        let text = "POST /body HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
        for byte in text.utf8 {
            client.send([byte])
            usleep(300)
        }
        #expect(try client.readAnswer().status == 200)
        #expect(try client.get("/hello").status == 200)
    }

    @Test func closesAfterAnHTTP10Request() throws {
        let server = try TestServer(TestAPI())
        let client = try RawSocket(port: server.port)
        client.send("GET /hello HTTP/1.0\r\n\r\n")
        let all = client.receiveAll()
        #expect(all.hasPrefix("HTTP/1.1 200 "))
        #expect(all.contains("Connection: close\r\n"))
    }

    @Test func sendsContinueOnlyWhenTheBodyIsWanted() throws {
        let server = try TestServer(TestAPI())
        let client = try RawSocket(port: server.port)
        client.send("POST /body HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        #expect(try client.readAnswer().status == 100)
        client.send("{}")
        #expect(try client.readAnswer().status == 200)
        client.send("POST /nothing HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        let refused = try client.readAnswer()
        #expect(refused.status == 403)
        #expect(refused.header("connection") == "close")
        #expect(client.receiveAll().isEmpty)
    }

    @Test func dropsAnUnreadBodyAndKeepsTheConnection() throws {
        let server = try TestServer(TestAPI())
        let client = try RawSocket(port: server.port)
        client.send("POST /nothing HTTP/1.1\r\nHost: t\r\nContent-Length: 1000\r\n\r\n")
        #expect(try client.readAnswer().status == 403)
        client.send(String(repeating: "x", count: 1000))
        #expect(try client.get("/hello").status == 200)
    }

    @Test(arguments: [
        "GET /hello HTTP/1.1\r\nHost : t\r\n\r\n",
        "GET /hello HTTP/1.1\nHost: t\n\n",
        "GET /hello HTTP/1.1\r\nHost: t\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "POST /body HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET /hello HTTP/1.1\r\nHost: t\r\nX: a\r\n b\r\n\r\n",
        "GET /hello HTTP/1.1\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{fc}\u{3}\u{3}",
        "POST /body HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ])
    func refusesHostileRequestsAndCloses(_ text: String) throws {
        let server = try TestServer(TestAPI())
        let client = try RawSocket(port: server.port)
        client.send(text + "GET /hello HTTP/1.1\r\nHost: t\r\n\r\n")
        let all = client.receiveAll()
        #expect(all.hasPrefix("HTTP/1.1 4"))
        #expect(all.contains("Connection: close\r\n"))
        #expect(!all.contains("{\"hello\""))
    }

    @Test func refusesAHeadAboveTheLimit() throws {
        let server = try TestServer(TestAPI())
        let client = try RawSocket(port: server.port)
        client.send("GET /hello HTTP/1.1\r\nHost: t\r\n")
        for _ in 0..<30 { client.send("X-Filler: \(String(repeating: "x", count: 1000))\r\n") }
        #expect(client.receiveAll().hasPrefix("HTTP/1.1 431 "))
    }

    @Test func givesASlowHeadItsTimeOnce() throws {
        let server = try TestServer(TestAPI()) { $0.limits.requestHeadMilliseconds = 150 }
        let client = try RawSocket(port: server.port)
        let start = Date()
        client.send("GET")
        Thread.detachNewThread {
            for byte in " /hello HTTP/1.1\r\nHost: tttttttttttttttttttttttt".utf8 {
                if !client.send([byte]) { return }
                usleep(20_000)
            }
        }
        #expect(client.receiveAll().hasPrefix("HTTP/1.1 408 "))
        #expect(Date().timeIntervalSince(start) < 0.6)
    }

    @Test func closesASilentConnection() throws {
        let server = try TestServer(TestAPI()) {
            $0.limits.requestHeadMilliseconds = 100
            $0.limits.keepAliveMilliseconds = 100
        }
        let silent = try RawSocket(port: server.port)
        #expect(silent.receive() == [])
        let kept = try RawSocket(port: server.port)
        #expect(try kept.get("/hello").status == 200)
        #expect(kept.receive() == [])
    }

    @Test func givesASlowBodyItsTimeOnce() throws {
        let server = try TestServer(TestAPI()) { $0.limits.requestBodyMilliseconds = 100 }
        let client = try RawSocket(port: server.port)
        client.send("POST /body HTTP/1.1\r\nHost: t\r\nContent-Length: 10\r\n\r\nabc")
        #expect(client.receiveAll().hasPrefix("HTTP/1.1 408 "))
    }

    @Test func refusesABodyOfOneByteTooMany() throws {
        let server = try TestServer(TestAPI())
        let declared = try RawSocket(port: server.port)
        declared.send("POST /body HTTP/1.1\r\nHost: t\r\nContent-Length: 10485761\r\n\r\n")
        #expect(try declared.readAnswer().status == 413)
        let chunked = try RawSocket(port: server.port)
        chunked.send("POST /body HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\nA00001\r\n")
        chunked.send([UInt8](repeating: 0x78, count: 10_485_761))
        #expect(try chunked.readAnswer().status == 413)
    }

    @Test func takesABodyOfExactlyTheLimit() throws {
        let server = try TestServer(TestAPI())
        let client = try RawSocket(port: server.port)
        client.send("POST /body HTTP/1.1\r\nHost: t\r\nContent-Length: 10485760\r\n\r\n")
        client.send([UInt8](repeating: 0x78, count: 10_485_760))
        #expect(try client.readAnswer().status == 200)
        #expect(try client.get("/hello").status == 200)
    }

    @Test func answers503AboveTheConnectionLimit() throws {
        let server = try TestServer(TestAPI()) { $0.limits.connectionsMax = 1 }
        let first = try RawSocket(port: server.port)
        #expect(try first.get("/hello").status == 200)
        let second = try RawSocket(port: server.port)
        #expect(second.receiveAll().hasPrefix("HTTP/1.1 503 "))
        #expect(try first.get("/hello").status == 200)
    }

    @Test func answersAClientThatHalfClosesAfterItsRequest() throws {
        let server = try TestServer(TestAPI())
        let client = try RawSocket(port: server.port)
        client.send("GET /hello HTTP/1.1\r\nHost: t\r\n\r\n")
        client.finishWriting()
        #expect(client.receiveAll().contains("{\"hello\":\"you\"}"))
    }

    @Test func stopsReadingAPipelineWhoseAnswersAreNotRead() throws {
        let server = try TestServer(TestAPI()) { $0.limits.outputBytesMax = 16 * 1024 }
        let client = try RawSocket(port: server.port)
        let batch = String(repeating: "GET /hello HTTP/1.1\r\nHost: t\r\n\r\n", count: 100)
        let count = 200
        Thread.detachNewThread { for _ in 0..<count { client.send(batch) } }
        usleep(200_000)
        for _ in 0..<count * 100 {
            #expect(try client.readAnswer().status == 200)
        }
    }
}
