// VPC links: which target gets a call, what becomes of those that fail, and what is answered when nobody is there.

import Foundation
import GateLoop
import GateRuntime
import GateServer
import Synchronization
import Testing

@Suite struct LinkTests {
    private static func check(
        path: String = "", every milliseconds: Int = 60_000, healthy: Int = 1, unhealthy: Int = 1
    ) -> LinkCheckSettings {
        var check = LinkCheckSettings()
        check.path = path
        check.intervalMilliseconds = milliseconds
        check.timeoutMilliseconds = 1_000
        check.healthyThreshold = healthy
        check.unhealthyThreshold = unhealthy
        return check
    }

    private static func link(
        _ ports: [UInt16], check: LinkCheckSettings = check(), isTLS: Bool? = nil,
        listeners: [String: [UInt16]] = [:], tlsServerName: String = "", rootsFile: String = ""
    ) -> VPCLink {
        VPCLink(
            name: "orders", isTLS: isTLS, targets: ports.map { LinkTarget(host: "127.0.0.1", port: $0) },
            listeners: listeners.mapValues { $0.map { LinkTarget(host: "127.0.0.1", port: $0) } }, check: check,
            tlsServerName: tlsServerName, rootsFile: rootsFile)
    }

    private func api(_ link: VPCLink, scheme: String = "http") -> TestAPI {
        TestAPI(backendPort: 80, scheme: scheme, host: "shop.internal", connectionID: "orders", links: [link])
    }

    private func get(_ api: TestAPI) throws -> Answer {
        let server = try TestServer(api)
        return try RawSocket(port: server.port).get("/proxy/x")
    }

    /// A port that nobody listens on, held so that nobody else gets it; `listen` makes it a backend's.
    private final class Holder {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let port: UInt16
        private var listens = false

        init() {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let descriptor = descriptor
            withUnsafeMutablePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    _ = bind(descriptor, $0, size)
                    _ = getsockname(descriptor, $0, &size)
                }
            }
            port = UInt16(bigEndian: address.sin_port)
        }

        func listen(_ body: String) {
            Glibc.listen(descriptor, 16)
            listens = true
            let descriptor = descriptor
            Thread.detachNewThread {
                while true {
                    let connection = accept(descriptor, nil, nil)
                    if connection < 0 {
                        // Shut down; nobody else may give the number back while this thread uses it.
                        close(descriptor)
                        return
                    }
                    let socket = RawSocket(connection)
                    Thread.detachNewThread {
                        while socket.readRequest() != nil {
                            socket.send("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
                        }
                    }
                }
            }
        }

        deinit { if listens { shutdown(descriptor, Int32(SHUT_RDWR)) } else { close(descriptor) } }
    }

    private static func waitUntil(_ claim: () -> Bool) -> Bool {
        for _ in 0..<500 {
            if claim() { return true }
            usleep(10_000)
        }
        return false
    }

    // Facts: pipeline-8.70, pipeline-8.71
    @Test func theURIsHostIsSentToATarget() throws {
        let heads = Mutex<[String]>([])
        let backend = try Backend { socket, _ in
            while let request = socket.readRequest() {
                heads.withLock { $0.append(request.head) }
                socket.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
            }
        }
        let server = try TestServer(api(LinkTests.link([backend.port])))
        let client = try RawSocket(port: server.port)
        #expect(try client.get("/proxy/x").status == 200)
        client.send("POST /http HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\n\r\n{}")
        #expect(try client.readAnswer().status == 200)
        #expect(heads.withLock { $0.count } == 2)
        for head in heads.withLock({ $0 }) { #expect(head.contains("\r\nHost: shop.internal:80\r\n")) }
    }

    // Facts: mapping-11.2
    @Test func namesMayBeStageVariables() throws {
        let backend = try Backend.fixed("here")
        var api = api(LinkTests.link([backend.port]))
        api.connectionID = "${stageVariables.link}"
        api.variables = [("link", "orders")]
        #expect(try get(api).body == "here")
        api.variables = []
        #expect(try get(api).status == 500)
    }

    @Test func aListenerHasItsOwnTargets() throws {
        let own = try Backend.fixed("own")
        let other = try Backend.fixed("listener")
        let arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/a/b/c"
        var api = api(LinkTests.link([own.port], listeners: [arn: [other.port]]))
        #expect(try get(api).body == "own")
        api.integrationTarget = arn
        #expect(try get(api).body == "listener")
        api.integrationTarget = arn + "x"
        #expect(try get(api).body == "own")
        api.links = [LinkTests.link([], listeners: [arn: [other.port]])]
        #expect(try get(api).status == 500)
    }

    /// One target holds its call; the others get all the rest.
    @Test func theTargetWithTheFewestCallsIsChosen() throws {
        let goOn = DispatchSemaphore(value: 0)
        let counts = Mutex([0, 0, 0])
        let backends = try (0..<3).map { index in
            try Backend { socket, _ in
                while let request = socket.readRequest() {
                    counts.withLock { $0[index] += 1 }
                    if request.head.contains("/slow") { goOn.wait() }
                    socket.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n\(index)")
                }
            }
        }
        let link = LinkTests.link(backends.map(\.port))
        let server = try TestServer(api(link))
        let slow = try RawSocket(port: server.port)
        slow.send("GET /proxy/slow HTTP/1.1\r\nHost: t\r\n\r\n")
        #expect(LinkTests.waitUntil { counts.withLock { $0.reduce(0, +) } == 1 })
        let busy = try #require(link.targets.firstIndex { $0.callCount == 1 })
        let client = try RawSocket(port: server.port)
        for _ in 0..<20 { #expect(try client.get("/proxy/x").body != "\(busy)") }
        let spread = counts.withLock { $0 }
        #expect(spread.enumerated().allSatisfy { $0.offset == busy || $0.element == 10 }, "\(spread)")
        goOn.signal()
        #expect(try slow.readAnswer().body == "\(busy)")
        #expect(link.targets.allSatisfy { $0.callCount == 0 })
    }

    @Test func aTargetThatRefusesIsPassedOver() throws {
        let holder = Holder()
        let backend = try Backend.fixed("alive")
        let link = LinkTests.link([holder.port, backend.port], check: LinkTests.check(unhealthy: 10))
        let server = try TestServer(api(link))
        let client = try RawSocket(port: server.port)
        for _ in 0..<6 { #expect(try client.get("/proxy/x").body == "alive") }
        #expect(link.targets[0].health == .suspected)
        #expect(link.targets.allSatisfy { $0.callCount == 0 })
    }

    // Facts: pipeline-8.72
    @Test func withoutATargetThatListensEachCallIs500AndTriesAgain() throws {
        let holder = Holder()
        let link = LinkTests.link([holder.port])
        let server = try TestServer(api(link))
        let client = try RawSocket(port: server.port)
        for _ in 0..<3 {
            let answer = try client.get("/proxy/x")
            #expect(answer.status == 500)
            #expect(answer.body == "{\"message\":\"Internal server error\"}")
        }
        #expect(link.targets[0].callCount == 0)
        // A load balancer whose targets are all unhealthy fails open.
        holder.listen("back")
        #expect(try client.get("/proxy/x").body == "back")
        #expect(try client.get("/hello").status == 200)
    }

    // Facts: pipeline-8.72
    @Test func anUnknownLinkIs500() throws {
        var api = TestAPI(host: "shop.internal")
        api.connectionID = "nobody"
        let answer = try get(api)
        #expect(answer.status == 500)
        #expect(answer.body == "{\"message\":\"Internal server error\"}")
        #expect(answer.header("x-amzn-errortype") == "InternalServerErrorException")
    }

    /// A target that answers calls but not its health check is out until the check passes again.
    @Test func checksTakeATargetOutAndBack() throws {
        let isSick = Mutex(false)
        let sick = try Backend { socket, _ in
            while let request = socket.readRequest() {
                let status = request.head.hasPrefix("GET /health ") && isSick.withLock { $0 } ? 503 : 200
                socket.send("HTTP/1.1 \(status) X\r\nContent-Length: 4\r\n\r\nsick")
            }
        }
        let sound = try Backend.fixed("sound")
        let check = LinkTests.check(path: "/health", every: 20, healthy: 2, unhealthy: 2)
        let link = LinkTests.link([sick.port, sound.port], check: check)
        let server = try TestServer(api(link))
        let client = try RawSocket(port: server.port)
        isSick.withLock { $0 = true }
        #expect(LinkTests.waitUntil { link.targets[0].health == .unhealthy })
        for _ in 0..<6 { #expect(try client.get("/proxy/x").body == "sound") }
        isSick.withLock { $0 = false }
        #expect(LinkTests.waitUntil { link.targets[0].health == .healthy })
        let bodies = try Set((0..<6).map { _ in try client.get("/proxy/x").body })
        #expect(bodies == ["sick", "sound"])
    }

    @Test func checksWithoutAPathOnlyConnect() throws {
        let holder = Holder()
        let link = LinkTests.link([holder.port], check: LinkTests.check(every: 20))
        let server = try TestServer(api(link))
        #expect(LinkTests.waitUntil { link.targets[0].health == .unhealthy })
        holder.listen("up")
        #expect(LinkTests.waitUntil { link.targets[0].health == .healthy })
        withExtendedLifetime(server) {}
    }

    /// Checks of a link that is not served any more end, those of the next one begin.
    @Test func checksFollowWhatIsServed() throws {
        let first = try Backend.fixed("1")
        let second = try Backend.fixed("2")
        let server = try TestServer(api(LinkTests.link([first.port], check: LinkTests.check(path: "/", every: 20))))
        #expect(LinkTests.waitUntil { first.connectionCount > 1 })
        let next = api(LinkTests.link([second.port], check: LinkTests.check(path: "/", every: 20)))
        server.server.publish(try next.serving(server.endpoints))
        #expect(LinkTests.waitUntil { second.connectionCount > 1 })
        let count = first.connectionCount
        usleep(100_000)
        #expect(first.connectionCount == count)
    }

    @Test func noticesTellWhatHappened() throws {
        let pipe = Pipe()
        let notices = try #require(LogWriter(pipe.fileHandleForWriting.fileDescriptor, dropNotice: ("", "\n")))
        let holder = Holder()
        let server = try TestServer(api(LinkTests.link([holder.port], check: LinkTests.check(every: 20)))) {
            $0.notices = notices
        }
        let text = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
        #expect(text == "target 127.0.0.1:\(holder.port) of VPC link `orders` is unhealthy: it takes no connection\n")
        server.stop()
        notices.close()
    }

    // Facts: pipeline-8.71
    /// Behind https the URI's host is the name that is verified, whatever the target's address.
    @Test func theURIsHostIsVerified() throws {
        let backend = try HTTPSTests.backend()
        let roots = try TestCertificates.folder.get().path + "/root.pem"
        let link = LinkTests.link([backend.port], rootsFile: roots)
        var api = api(link, scheme: "https")
        api.host = "localhost"
        #expect(try get(api).status == 200)
        api.host = "shop.internal"
        let server = try TestServer(api)
        #expect(try RawSocket(port: server.port).get("/proxy/x").status == 500)
        api.links = [LinkTests.link([backend.port], tlsServerName: "localhost", rootsFile: roots)]
        #expect(try get(api).status == 200)
        // The link's scheme counts more than the URI's, and its checks take any certificate.
        api.scheme = "http"
        let check = LinkTests.check(path: "/", every: 20)
        let forced = LinkTests.link(
            [backend.port], check: check, isTLS: true, tlsServerName: "localhost", rootsFile: roots)
        api.links = [forced]
        let checked = try TestServer(api)
        let before = backend.connectionCount
        #expect(LinkTests.waitUntil { backend.connectionCount > before + 2 })
        #expect(forced.targets[0].health == .healthy)
        #expect(try RawSocket(port: checked.port).get("/proxy/x").status == 200)
    }
}

/// The choice among targets.
@Suite struct LinkGroupTests {
    private func group(_ calls: [Int], unhealthy: Set<Int> = []) -> VPCLink.Group {
        let targets = calls.enumerated().map { index, calls in
            let target = LinkTarget(host: "h", port: 1)
            for _ in 0..<calls { target.callBegins() }
            if unhealthy.contains(index) { target.health = .unhealthy }
            return target
        }
        return VPCLink.Group(targets)
    }

    @Test func healthyTargetsWithTheFewestCallsComeFirst() {
        #expect(group([2, 1, 3]).choose(tried: 0) == 1)
        #expect(group([2, 1, 3], unhealthy: [1]).choose(tried: 0) == 0)
        #expect(group([2, 1, 3], unhealthy: [0, 1, 2]).choose(tried: 0) == 1)
        #expect(group([2, 1, 3]).choose(tried: 0b010) == 0)
        #expect(group([2, 1, 3]).choose(tried: 0b111) == nil)
        #expect(group([]).choose(tried: 0) == nil)
        let even = group([0, 0, 0])
        #expect((0..<6).map { _ in even.choose(tried: 0) } == [0, 1, 2, 0, 1, 2])
        let most = group(Array(repeating: 0, count: VPCLink.targetsMax))
        #expect(most.choose(tried: ~(1 << 63)) == 63)
    }
}
