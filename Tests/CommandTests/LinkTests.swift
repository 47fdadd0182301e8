// VPC links and client certificates from the shell.

import Foundation
import Testing

@Suite struct LinkCommandTests {
    private static let specification = """
        openapi: 3.0.1
        info: {title: Linked, version: '1'}
        x-gatewright-stage-variables: {link: orders}
        paths:
          /a:
            get:
              x-amazon-apigateway-integration:
                type: http_proxy
                httpMethod: GET
                connectionType: VPC_LINK
                connectionId: ${stageVariables.link}
                uri: http://shop.internal:81/a
          /missing:
            get:
              x-amazon-apigateway-integration:
                type: http_proxy
                httpMethod: GET
                connectionType: VPC_LINK
                connectionId: {Ref: Link}
                uri: http://shop.internal/

        """

    private func folder(_ configuration: String) throws -> Folder {
        let folder = try Folder()
        try folder.write("api.yaml", LinkCommandTests.specification)
        try folder.write("gatewright.yaml", configuration)
        return folder
    }

    @Test func traceAndTestInvokeKnowLinks() throws {
        let folder = try folder("vpcLinks:\n  orders: {targets: ['127.0.0.1:9']}\n")
        let trace = try Command.run(["trace", "api.yaml", "GET", "/a"], in: folder.url)
        #expect(trace.output.contains("upstream request to http://127.0.0.1:9 through VPC link orders, not sent"))
        #expect(trace.output.contains("  Host: shop.internal:81\n"))
        let facts = try Command.run(["trace", "api.yaml", "GET", "/a", "--json"], in: folder.url).output
        #expect(try json(facts, "upstream", "vpcLink") as? String == "orders")
        let arguments = ["test-invoke", "api.yaml", "GET", "--backend-status", "200"]
        let log = try Command.run(arguments + ["/a"], in: folder.url).output
        #expect(log.contains("Endpoint request URI: http://shop.internal:81/a\n"))
        #expect(log.firstMatch(of: /Received response. Status: 200, Integration latency: \d+ ms\n/) != nil)
        let missing = try Command.run(arguments + ["/missing", "--param", "Link=none"], in: folder.url)
        #expect(missing.output.contains("configuration error: the configuration has no VPC link of that name"))
        let named = try Command.run(
            arguments + ["/missing", "--param", "Link=orders", "--config", folder.path("gatewright.yaml")])
        #expect(named.status == 2)
        let found = try Command.run(arguments + ["/missing", "--param", "Link=orders"], in: folder.url)
        #expect(found.output.contains("Method completed with status: 200"))
    }

    @Test func runServesThroughLinksAndSaysWhichAreMissing() throws {
        let backend = try Folder()
        try backend.write("a", "found")
        let files = try FileServer(backend.url)
        let folder = try folder("vpcLinks:\n  orders: {targets: ['127.0.0.1:\(files.port)', '127.0.0.1:9']}\n")
        let server = try Serving(["api.yaml", "--access-log", "off"], in: folder.url)
        for _ in 0..<4 {
            let answer = try server.get("/a")
            #expect(answer.status == 200)
            #expect(answer.body == "found")
        }
        #expect(try server.get("/missing").status == 500)
        try poll("the dead target is told of") { try server.error.contains("target 127.0.0.1:9 of VPC link `orders`") }
        let error = try server.error
        #expect(error.contains("VPC link orders to 127.0.0.1:\(files.port), 127.0.0.1:9\n"))
        #expect(error.contains("warning: no `vpcLinks` of gatewright.yaml describes `"))
        // A reload takes the links of the file as it is now.
        try folder.write("gatewright.yaml", "vpcLinks: {}\n")
        server.signal(SIGHUP)
        try poll("the link is gone") { try server.get("/a").status == 500 }
    }

    @Test func faultsOfTheConfigurationStopTheStart() throws {
        let folder = try folder("vpcLinks:\n  orders: {targets: [nowhere]}\n")
        let outcome = try Command.run(["run", "api.yaml", "--listen", "127.0.0.1:0"], in: folder.url)
        #expect(outcome.status == 1)
        #expect(outcome.error.contains("error[GW5040]: `nowhere` is no `host:port`"))
        try folder.write("bad.pem", "no certificate")
        try folder.write(
            "gatewright.yaml", "clientCertificates: {c: {certificate: bad.pem, key: bad.pem}}\nclientCertificateId: c\n"
        )
        let bad = try Command.run(["run", "api.yaml", "--listen", "127.0.0.1:0"], in: folder.url)
        #expect(bad.status == 2)
        #expect(bad.error.contains("error: client certificate `c`: OpenSSL does not take it"))
    }

    @Test func certificatesAreGenerated() throws {
        let folder = try Folder()
        let outcome = try Command.run(["client-certificate", "generate", "client"], in: folder.url)
        #expect(outcome.status == 0)
        #expect(try folder.text("client.pem").hasPrefix("-----BEGIN CERTIFICATE-----\n"))
        #expect(try folder.text("client.key").hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        let mode = try FileManager.default.attributesOfItem(atPath: folder.path("client.key"))[.posixPermissions]
        #expect(mode as? Int == 0o600)
        let text = try openssl("x509 -in client.pem -noout -subject -issuer -text", in: folder.url)
        #expect(text.contains("Public-Key: (2048 bit)"))
        #expect(text.contains("Issuer: CN = ApiGateway"))
        #expect(
            try openssl("x509 -in client.pem -noout -checkend 31449600", in: folder.url).contains("will not expire"))
        #expect(try openssl("x509 -in client.pem -noout -checkend 31622400", in: folder.url).contains("will expire"))
        let again = try Command.run(["client-certificate", "generate", "client"], in: folder.url)
        #expect(again.status == 2)
        #expect(again.error.contains("`client.key` cannot be written"))
    }

    private func openssl(_ line: String, in folder: URL) throws -> String {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = line.split(separator: " ").map(String.init)
        process.currentDirectoryURL = folder
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
    }
}

/// Python's file server, a backend that is there everywhere.
final class FileServer {
    let process = Process()
    let port: UInt16

    init(_ folder: URL) throws {
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-u", "-m", "http.server", "--bind", "127.0.0.1", "0"]
        process.currentDirectoryURL = folder
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let line = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
        port = try UInt16(#require(line.firstMatch(of: /port (\d+)/)).1) ?? 0
    }

    // SIGTERM would not do: children of the test runner inherit it blocked.
    deinit { kill(process.processIdentifier, SIGKILL) }
}
