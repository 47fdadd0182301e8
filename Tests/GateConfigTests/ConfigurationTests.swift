// Configuration files: what they come to, and every finding at its place.

import GateSource
import GateTree
import Testing

@testable import GateConfig

@Suite struct ConfigurationTests {
    @Test func readsEveryMember() throws {
        let text = """
            functions:
              hello:
                handler: app.lambda_handler
              other-one:
                command: [./bootstrap, --fast, 3]
                code: ./other
                timeout: 900
                memory: 10240
                concurrency: 0
                environment: {NAME: value, NUMBER: 7, FLAG: true}
            """
        let result = read(text)
        #expect(result.diagnostics.isEmpty)
        try #require(result.configuration.functions.count == 2)
        let hello = result.configuration.functions[0]
        #expect(hello.name == "hello")
        #expect(hello.program == .handler("app.lambda_handler", .python3, path: "conf/app.py"))
        #expect(hello.folder == "conf")
        #expect(hello.timeoutSeconds == 3)
        #expect(hello.memoryMegabytes == 128)
        #expect(hello.concurrency == nil)
        let other = result.configuration.functions[1]
        #expect(other.program == .command(["./bootstrap", "--fast", "3"]))
        #expect(other.folder == "conf/other")
        #expect(other.timeoutSeconds == 900)
        #expect(other.memoryMegabytes == 10_240)
        #expect(other.concurrency == 0)
        #expect(
            other.environment == [
                EnvironmentVariable(name: "NAME", value: "value"), EnvironmentVariable(name: "NUMBER", value: "7"),
                EnvironmentVariable(name: "FLAG", value: "true"),
            ])
    }

    @Test func infersTheRuntimeFromTheFile() {
        let files: Set = ["conf/src/b.mjs", "conf/pkg/mod.py", "/abs/c.cjs"]
        let text = """
            functions:
              a: {handler: src/b.handler}
              b: {handler: pkg.mod.handler, runtime: python3.13}
              c: {handler: c.handler, code: /abs, runtime: nodejs22.x}
              d: {command: ./run}
            """
        let functions = read(text, files: files).configuration.functions
        #expect(
            functions.map(\.program) == [
                .handler("src/b.handler", .node, path: "conf/src/b.mjs"),
                .handler("pkg.mod.handler", .python3, path: "conf/pkg/mod.py"),
                .handler("c.handler", .node, path: "/abs/c.cjs"), .command(["./run"]),
            ])
    }

    @Test func emptyFilesAreEmptyConfigurations() {
        #expect(read("# nothing\n").configuration == Configuration())
        #expect(read("functions:\n").configuration.functions.isEmpty)
    }

    @Test(arguments: ["account: '012345678901'", "account: 012345678901", "account: {id: '012345678901'}"])
    func accountsAreNamedByTwelveDigits(text: String) {
        let result = read(text)
        #expect(result.diagnostics.isEmpty)
        #expect(result.configuration.accountIdentifier == "012345678901")
    }

    @Test func publicAddressesHaveASchemeAndAHost() {
        for text in ["https://gateway.example.org", "http://localhost:8080/", "https://a.b:443"] {
            #expect(read("publicAddress: \(text)").configuration.publicAddress == PublicAddress(text))
        }
        #expect(PublicAddress("http://localhost:8080/")?.authority == "localhost:8080")
        expect(5017, "publicAddress: ⟦gateway.example.org⟧\n")
        expect(5017, "publicAddress: ⟦https://gateway.example.org/apis⟧\n")
        expect(5017, "publicAddress: ⟦https://gateway.example.org:0⟧\n")
        expect(5017, "publicAddress: ⟦ftp://gateway.example.org⟧\n")
    }

    @Test func reportsShapes() {
        expect(5016, "account: ⟦mine⟧\n")
        expect(5016, "account: {id: ⟦12345⟧}\n")

        expect(5001, "⟦- functions⟧")
        expect(5002, "⟦function⟧: {}\n")
        expect(5002, "functions:\n  hello: {handler: app.x, ⟦timout⟧: 5}\n")
        expect(5003, "functions: ⟦7⟧\n")
        expect(5003, "functions:\n  hello: ⟦app.handler⟧\n")
        expect(5003, "functions:\n  hello: {handler: app.x, timeout: ⟦soon⟧}\n")
        expect(5003, "functions:\n  hello: {handler: app.x, ⟦environment⟧: [A]}\n")
        expect(5003, "functions:\n  hello: {handler: app.x, environment: {⟦A⟧: [1]}}\n")
        expect(5003, "functions:\n  hello: {⟦command⟧: {a: b}}\n")
        expect(5003, "functions:\n  hello: {command: [a, ⟦[b]⟧]}\n", files: [])
    }

    @Test func reportsNumbersAtLimitAndOneMore() {
        for (name, allowed) in [
            ("timeout", FunctionBounds.timeoutSeconds), ("memory", FunctionBounds.memoryMegabytes),
            ("concurrency", FunctionBounds.concurrency),
        ] {
            for number in [allowed.lowerBound, allowed.upperBound] {
                #expect(read("functions:\n  hello: {handler: app.x, \(name): \(number)}\n").diagnostics.isEmpty)
            }
            for number in [allowed.lowerBound - 1, allowed.upperBound + 1] {
                expect(5004, "functions:\n  hello: {handler: app.x, \(name): ⟦\(number)⟧}\n")
            }
        }
        expect(5004, "functions:\n  hello: {handler: app.x, timeout: ⟦1.5⟧}\n")
    }

    @Test func reportsNames() {
        expect(5005, "functions:\n  ⟦he.llo⟧: {handler: app.x}\n")
        let longest = String(repeating: "n", count: FunctionBounds.nameBytesMax)
        #expect(read("functions:\n  \(longest): {handler: app.x}\n").diagnostics.isEmpty)
        expect(5005, "functions:\n  ⟦\(longest)n⟧: {handler: app.x}\n")
    }

    @Test func reportsPrograms() {
        expect(5006, "functions:\n  hello: {handler: ⟦app⟧}\n")
        expect(5006, "functions:\n  hello: {handler: ⟦app.⟧}\n")
        expect(5007, "functions:\n  hello: {handler: ⟦lost.handler⟧}\n")
        expect(5007, "functions:\n  hello: {handler: ⟦app.handler⟧, runtime: node}\n")
        expect(5008, "functions:\n  hello: {handler: app.handler, runtime: ⟦ruby3.4⟧}\n")
        expect(5010, "functions:\n  hello: {command: ⟦python3 main.py⟧}\n")
        expect(5010, "functions:\n  hello: {⟦command⟧: []}\n")
        expect(5011, "functions:\n  ⟦hello⟧: {timeout: 5}\n")
        expect(5012, "functions:\n  hello: {command: [a], ⟦handler⟧: app.handler}\n")
    }

    @Test func reportsTooManyFunctions() {
        let names = (0...FunctionBounds.countMax).map { "  f\($0): {command: [a]}" }
        expect(5013, "⟦functions⟧:\n" + names.joined(separator: "\n") + "\n")
        #expect(read("functions:\n" + names.dropLast().joined(separator: "\n")).diagnostics.isEmpty)
    }

    @Test func reportsEnvironments() {
        let most = String(repeating: "v", count: FunctionBounds.environmentBytesMax - 1)
        #expect(read("functions:\n  hello: {command: [a], environment: {A: \(most)}}\n").diagnostics.isEmpty)
        expect(5009, "functions:\n  hello: {command: [a], ⟦environment⟧: {A: \(most)v}}\n")
        expect(5014, "functions:\n  hello: {command: [a], environment: {⟦my-name⟧: x}}\n")
        expect(5014, "functions:\n  hello: {command: [a], environment: {⟦1A⟧: x}}\n")
        expect(5015, "functions:\n  hello: {command: [a], environment: {⟦_HANDLER⟧: x}}\n")
    }

    @Test func suggestsTheNearestName() throws {
        let result = read("functions:\n  hello: {handler: app.x, timout: 5}\n")
        let finding = try #require(result.diagnostics.first)
        #expect(finding.message == "the function `hello` has no member `timout`")
        #expect(finding.help == "write `timeout`")
    }

    // MARK: Links and certificates

    @Test func readsEveryMemberOfALink() throws {
        let text = """
            vpcLinks:
              plain: {targets: ["127.0.0.1:80", "[::1]:8080", orders.internal:65535]}
              full:
                scheme: https
                targets: [a:1]
                listeners:
                  arn:aws:elasticloadbalancing:eu-west-1:1:listener/app/a/b/c: [b:2, c:3]
                healthCheck: {path: /health?full=1, interval: 1, timeout: 120, healthyThreshold: 1, unhealthyThreshold: 10}
                tlsConfig: {insecureSkipVerification: true, serverNameToVerify: orders.example, roots: roots.pem}
            clientCertificates:
              a1b2c3: {certificate: ./client.pem, key: /keys/client.key}
            clientCertificateId: a1b2c3
            """
        let result = read(text, files: ["conf/roots.pem", "conf/client.pem", "/keys/client.key"])
        #expect(result.diagnostics.isEmpty)
        try #require(result.configuration.links.count == 2)
        let plain = result.configuration.links[0]
        #expect(plain.name == "plain")
        #expect(plain.scheme == nil)
        #expect(
            plain.targets == [
                LinkAddress(host: "127.0.0.1", port: 80), LinkAddress(host: "::1", port: 8080),
                LinkAddress(host: "orders.internal", port: 65535),
            ])
        #expect(plain.healthCheck == LinkHealthCheck())
        #expect(plain.healthCheck.path == nil)
        let full = result.configuration.links[1]
        #expect(full.scheme == .https)
        #expect(full.listeners.map(\.targets.count) == [2])
        #expect(full.listeners.first?.arn == "arn:aws:elasticloadbalancing:eu-west-1:1:listener/app/a/b/c")
        #expect(
            full.healthCheck
                == LinkHealthCheck(
                    path: "/health?full=1", intervalSeconds: 1, timeoutSeconds: 120, healthyThreshold: 1,
                    unhealthyThreshold: 10))
        #expect(full.skipsTLSVerification)
        #expect(full.tlsServerName == "orders.example")
        #expect(full.rootsFile == "conf/roots.pem")
        #expect(
            result.configuration.certificates == [
                CertificateSettings(name: "a1b2c3", certificateFile: "conf/client.pem", keyFile: "/keys/client.key")
            ])
        #expect(result.configuration.certificateName == "a1b2c3")
    }

    @Test func reportsLinks() {
        for target in ["a", "a:", ":1", "a:0", "a:65536", "a:x", "::1:80", "[::1:80", "[x]:80", "a b:1", "a/b:1"] {
            expect(5040, "vpcLinks:\n  l: {targets: [⟦\"\(target)\"⟧]}\n")
        }
        expect(5041, "vpcLinks:\n  ⟦l⟧: {scheme: http}\n")
        expect(5041, "vpcLinks:\n  l: {⟦targets⟧: []}\n")
        expect(5042, "vpcLinks:\n  l: {scheme: ⟦tcp⟧, targets: [a:1]}\n")
        expect(5043, "vpcLinks:\n  l: {targets: [a:1], healthCheck: {path: ⟦health⟧}}\n")
        expect(5043, "vpcLinks:\n  l: {targets: [a:1], healthCheck: {path: ⟦/a b⟧}}\n")
        expect(5044, "vpcLinks:\n  l: {listeners: {⟦web⟧: [a:1]}}\n")
        expect(5045, "vpcLinks:\n  l: {targets: [a:1], tlsConfig: {roots: ⟦none.pem⟧}}\n")
        expect(5002, "vpcLinks:\n  l: {targets: [a:1], ⟦target⟧: [b:1]}\n")
        expect(5003, "vpcLinks:\n  l: {targets: ⟦a:1⟧}\n")
        expect(5003, "vpcLinks:\n  l: {targets: [⟦7⟧]}\n")
        expect(5003, "vpcLinks:\n  l: {targets: [a:1], tlsConfig: {insecureSkipVerification: ⟦maybe⟧}}\n")
        for (member, value) in [
            ("interval", "0"), ("interval", "301"), ("timeout", "121"), ("healthyThreshold", "11"),
            ("unhealthyThreshold", "0"),
        ] {
            expect(5004, "vpcLinks:\n  l: {targets: [a:1], healthCheck: {\(member): ⟦\(value)⟧}}\n")
        }
    }

    @Test func reportsCertificates() {
        let files: Set = ["conf/c.pem", "conf/c.key"]
        expect(5045, "clientCertificates:\n  a: {certificate: c.pem, key: ⟦none.key⟧}\n", files: files)
        expect(5046, "clientCertificates:\n  ⟦a⟧: {certificate: c.pem}\n", files: files)
        expect(5046, "clientCertificates:\n  ⟦a⟧: {key: c.key}\n", files: files)
        expect(
            5047, "clientCertificates:\n  abc: {certificate: c.pem, key: c.key}\nclientCertificateId: ⟦abd⟧\n",
            files: files)
        expect(5047, "clientCertificateId: ⟦a⟧\n")
        // A certificate that is broken is known all the same.
        expect(5046, "clientCertificates:\n  ⟦a⟧: {certificate: c.pem}\nclientCertificateId: a\n", files: files)
    }

    @Test func countsLinksTargetsAndCertificates() {
        func targets(_ count: Int) -> String { (0..<count).map { "a:\($0 + 1)" }.joined(separator: ", ") }
        let most = LinkBounds.targetsMax
        #expect(read("vpcLinks:\n  l: {targets: [\(targets(most))]}\n").configuration.links[0].targets.count == most)
        expect(5048, "vpcLinks:\n  l: {⟦targets⟧: [\(targets(most + 1))]}\n")
        func listeners(_ count: Int) -> String { (0..<count).map { "arn:\($0): [a:1]" }.joined(separator: ", ") }
        #expect(read("vpcLinks:\n  l: {listeners: {\(listeners(LinkBounds.listenersMax))}}\n").diagnostics.isEmpty)
        expect(5048, "vpcLinks:\n  l: {⟦listeners⟧: {\(listeners(LinkBounds.listenersMax + 1))}}\n")
        func links(_ count: Int) -> String { (0..<count).map { "  l\($0): {targets: [a:1]}\n" }.joined() }
        #expect(read("vpcLinks:\n" + links(LinkBounds.countMax)).configuration.links.count == LinkBounds.countMax)
        expect(5048, "⟦vpcLinks⟧:\n" + links(LinkBounds.countMax + 1))
        func certificates(_ count: Int) -> String {
            (0..<count).map { "  c\($0): {certificate: c.pem, key: c.pem}\n" }.joined()
        }
        let files: Set = ["conf/c.pem"]
        let full = read("clientCertificates:\n" + certificates(LinkBounds.certificatesMax), files: files)
        #expect(full.configuration.certificates.count == LinkBounds.certificatesMax)
        let over = "⟦clientCertificates⟧:\n" + certificates(LinkBounds.certificatesMax + 1)
        expect(5048, over, files: files)
    }
}
