// Functions that stream behind the gateway, from end to end: Node's `awslambda.streamifyResponse` and a runtime of one's
// own in Python.

import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Whether an interpreter is here.
private func works(_ words: [String]) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
}

private let hasPython = works(["python3", "-c", "import sys; sys.exit(sys.version_info < (3, 8))"])
private let hasNode = works(["node", "-e", "process.exit(process.versions.node.split('.')[0] < 18 ? 1 : 0)"])

@Suite struct StreamTests {
    private static let node = """
        const wait = (time) => new Promise((done) => setTimeout(done, time));
        exports.handler = awslambda.streamifyResponse(async (event, stream) => {
          stream = awslambda.HttpResponseStream.from(stream, {
            statusCode: 201, headers: { 'Content-Type': 'text/event-stream' }, cookies: ['a=b'],
          });
          stream.write('first ' + event.path);
          await wait(400);
          if (event.queryStringParameters) throw new Error('late');
          stream.end(' last');
        });
        """

    private static let python = #"""
        #!/usr/bin/env python3
        import http.client, json, os, time
        api = http.client.HTTPConnection(os.environ['AWS_LAMBDA_RUNTIME_API'])
        base = '/2018-06-01/runtime/invocation/'
        while True:
            api.request('GET', base + 'next')
            answer = api.getresponse()
            event = json.loads(answer.read())
            api.putrequest('POST', base + answer.headers['Lambda-Runtime-Aws-Request-Id'] + '/response')
            api.putheader('Lambda-Runtime-Function-Response-Mode', 'streaming')
            api.putheader('Transfer-Encoding', 'chunked')
            api.endheaders()
            metadata = json.dumps({'statusCode': 201, 'headers': {'Content-Type': 'text/event-stream'}, 'cookies': ['a=b']})
            def send(data):
                api.send(b'%x\r\n%s\r\n' % (len(data), data))
            send(metadata.encode() + bytes(8) + b'first ' + event['path'].encode())
            time.sleep(0.4)
            if event['queryStringParameters']:
                os._exit(1)
            send(b' last')
            api.send(b'0\r\n\r\n')
            answer = api.getresponse()
            answer.read()
        """#

    private static let specification = """
        openapi: 3.0.1
        info: {title: Test, version: '1'}
        paths:
          /s:
            get:
              responses: {}
              x-amazon-apigateway-integration:
                type: aws_proxy
                httpMethod: POST
                responseTransferMode: STREAM
                timeoutInMillis: 60000
                uri: "arn:aws:apigateway:us-east-1:lambda:path/2021-11-15/functions/\
        arn:aws:lambda:us-east-1:123456789012:function:f/response-streaming-invocations"
        """

    // Facts: pipeline-9.2
    @Test(.enabled(if: hasNode, "node (18 or later) is not installed"))
    func nodeStreams() throws {
        let folder = try Folder()
        try folder.write("app.js", StreamTests.node)
        try folder.write("gatewright.yaml", "functions:\n  f: {handler: app.handler, timeout: 20}\n")
        try check(folder)
    }

    // Facts: pipeline-9.2
    @Test(.enabled(if: hasPython, "python3 (3.8 or later) is not installed"))
    func runtimesStream() throws {
        let folder = try Folder()
        try folder.write("bootstrap", StreamTests.python)
        try folder.write("gatewright.yaml", "functions:\n  f: {command: [python3, ./bootstrap], timeout: 20}\n")
        try check(folder)
    }

    private func check(_ folder: Folder) throws {
        try folder.write("api.yaml", StreamTests.specification)
        let server = try Serving(["api.yaml"], in: folder.url)
        let (text, gap) = try stream(server.port, "/s")
        #expect(text.hasPrefix("HTTP/1.1 201 Created\r\n"))
        #expect(text.contains("\r\nContent-Type: text/event-stream\r\n"))
        #expect(text.contains("\r\nSet-Cookie: a=b\r\n"))
        #expect(text.hasSuffix("\r\n\r\n8\r\nfirst /s\r\n5\r\n last\r\n0\r\n\r\n"))
        #expect(gap > 0.2)
        // What fails behind the metadata ends the connection.
        #expect(try stream(server.port, "/s?a=b").text.hasSuffix("\r\n\r\n8\r\nfirst /s\r\n"))
        server.signal(SIGTERM)
        #expect(try server.end() == 0)
    }

    /// The answer as it comes, and the longest pause within it, in seconds.
    private func stream(_ port: UInt16, _ target: String) throws -> (text: String, gap: TimeInterval) {
        let descriptor = try Serving.connect(port)
        defer { close(descriptor) }
        let request = "GET \(target) HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n"
        _ = request.withCString { send(descriptor, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
        var bytes: [UInt8] = []
        var gap: TimeInterval = 0
        var block = [UInt8](repeating: 0, count: 1 << 14)
        while true {
            let start = Date()
            let count = recv(descriptor, &block, block.count, 0)
            if count <= 0 { return (String(decoding: bytes, as: UTF8.self), gap) }
            if !bytes.isEmpty { gap = max(gap, Date().timeIntervalSince(start)) }
            bytes += block[..<count]
        }
    }
}
