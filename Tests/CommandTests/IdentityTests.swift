// AWS_IAM methods with botocore as the client: header and query signatures, bodies, temporary credentials, refusals.
// Left out where Tests/Support/moto, which brings botocore, cannot be installed.

import Foundation
import Testing

@Suite struct IdentityTests {
    private static let specification = """
        openapi: "3.0.1"
        info: {title: t, version: "1"}
        paths:
          /{proxy+}:
            x-amazon-apigateway-any-method:
              parameters: [{name: proxy, in: path, required: true, schema: {type: string}}]
              x-amazon-apigateway-auth: {type: AWS_IAM}
              responses: {"200": {description: ok}}
              x-amazon-apigateway-integration:
                type: mock
                requestTemplates: {application/json: '{"statusCode": 200}'}
                responses:
                  default:
                    statusCode: "200"
                    responseTemplates:
                      application/json: '$context.identity.user $context.identity.userArn $context.identity.accessKey'
        """

    private static let configuration = """
        credentials:
          alice:
            accessKeyId: AKIDALICE
            secretAccessKey: alices-planted-secret
            policies:
              - Version: "2012-10-17"
                Statement:
                  - {Effect: Allow, Action: execute-api:Invoke, Resource: "arn:aws:execute-api:us-east-1:*:*/local/*/a*"}
                  - {Effect: Deny, Action: "*", Resource: "*/admin"}
          job:
            accessKeyId: ASIAJOB
            secretAccessKey: jobs-planted-secret
            sessionToken: jobs/planted+token=
            principal: arn:aws:sts::123456789012:assumed-role/job/s1
            policies: {Statement: {Effect: Allow, Action: "*", Resource: "*"}}
          old:
            accessKeyId: ASIAOLD
            secretAccessKey: olds-planted-secret
            expiration: 2020-01-01T00:00:00Z
          stranger:
            accessKeyId: AKIDSTRANGER
            secretAccessKey: strangers-planted-secret
            principal: arn:aws:iam::210987654321:user/stranger
            policies: {Statement: {Effect: Allow, Action: "*", Resource: "*"}}
        """

    /// Signs with botocore and sends; prints a JSON line of status and body for each case.
    private static let client = """
        import http.client, json, sys, urllib.parse
        from botocore.auth import SigV4Auth, SigV4QueryAuth
        from botocore.awsrequest import AWSRequest
        from botocore.credentials import Credentials
        port = int(sys.argv[1])
        def call(method, path, key, secret, token=None, body=b"", query=False, service="execute-api",
                 region="us-east-1", change=None, headers={}):
            url = "http://127.0.0.1:%d%s" % (port, path)
            request = AWSRequest(method=method, url=url, data=body, headers=dict(headers))
            signer = (SigV4QueryAuth if query else SigV4Auth)(Credentials(key, secret, token), service, region)
            signer.add_auth(request)
            request = request.prepare()
            parts = urllib.parse.urlsplit(request.url)
            target = parts.path + ("?" + parts.query if parts.query else "")
            sent = {k: v for k, v in request.headers.items() if k.lower() != "content-length"}
            if change: target, body, sent = change(target, body, sent)
            connection = http.client.HTTPConnection("127.0.0.1", port)
            connection.request(method, target, body or None, sent)
            answer = connection.getresponse()
            print(json.dumps([answer.status, answer.getheader("x-amzn-ErrorType") or "", answer.read().decode()]))
        alice = ("AKIDALICE", "alices-planted-secret")
        call("GET", "/a/b%20c/%C3%BC?z=1&a=2&a=1&e=%2F%20x", *alice)
        call("POST", "/a", *alice, body=b'{"a": 1}', headers={"Content-Type": "application/json"})
        call("GET", "/a?x=1", *alice, query=True)
        call("PUT", "/a//b/", *alice, body=b"x" * 100000)
        call("POST", "/any", "ASIAJOB", "jobs-planted-secret", "jobs/planted+token=")
        call("GET", "/any", "ASIAJOB", "jobs-planted-secret", "jobs/planted+token=", query=True)
        call("GET", "/b", *alice)
        call("GET", "/a/admin", *alice)
        call("GET", "/a", "AKIDALICE", "other")
        call("GET", "/a", "AKIDNOBODY", "other")
        call("GET", "/a", "ASIAJOB", "jobs-planted-secret")
        call("GET", "/a", "ASIAJOB", "jobs-planted-secret", "other")
        call("GET", "/a", "ASIAOLD", "olds-planted-secret")
        call("GET", "/a", "AKIDSTRANGER", "strangers-planted-secret")
        call("GET", "/a", *alice, service="s3")
        call("GET", "/a", *alice, region="eu-west-1")
        call("POST", "/a", *alice, body=b"one", change=lambda t, b, h: (t, b"two", h))
        call("GET", "/a?x=1", *alice, query=True, change=lambda t, b, h: (t.replace("x=1", "x=2"), b, h))
        call("GET", "/a", *alice, change=lambda t, b, h: (t, b, {}))
        call("GET", "/a", *alice, change=lambda t, b, h: (t, b, {"Authorization": "Bearer planted-bearer"}))
        """

    // Facts: access-7.1, access-7.3, access-7.6, access-7.8, access-7.9, access-7.10, access-8.3
    @Test func botocoreIsUnderstood() throws {
        let script = Command.root.appendingPathComponent("Tests/Support/moto")
        let install = Process()
        install.executableURL = script
        install.arguments = ["--install"]
        install.standardError = FileHandle.nullDevice
        try install.run()
        install.waitUntilExit()
        if install.terminationStatus != 0 {
            print("left out: botocore cannot be installed")
            return
        }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("identities-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try IdentityTests.specification.write(
            to: folder.appendingPathComponent("api.yaml"), atomically: true, encoding: .utf8)
        try IdentityTests.configuration.write(
            to: folder.appendingPathComponent("gatewright.yaml"), atomically: true, encoding: .utf8)
        try IdentityTests.client.write(
            to: folder.appendingPathComponent("client.py"), atomically: true, encoding: .utf8)
        let server = try Serving(["api.yaml"], in: folder, environment: ["AWS_REGION": "us-east-1"])
        let client = Process()
        client.executableURL = Command.root.appendingPathComponent(".build/moto/bin/python")
        client.arguments = [folder.appendingPathComponent("client.py").path, "\(server.port)"]
        let pipe = Pipe()
        client.standardOutput = pipe
        try client.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        client.waitUntilExit()
        let answers = try text.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [Any])
        }
        let alice = "alice arn:aws:iam::123456789012:user/alice AKIDALICE"
        let job = "s1 arn:aws:sts::123456789012:assumed-role/job/s1 ASIAJOB"
        let denied =
            "is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:********9012:"
        let wrong =
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
        let invalid = "The security token included in the request is invalid."
        let wanted: [(Int, String, String)] = [
            (200, "", alice), (200, "", alice), (200, "", alice), (200, "", alice), (200, "", job), (200, "", job),
            (403, "AccessDeniedException", "{\"Message\":\"User: arn:aws:iam::123456789012:user/alice \(denied)"),
            (403, "AccessDeniedException", "/local/GET/a/admin with an explicit deny\"}"),
            (403, "InvalidSignatureException", wrong), (403, "UnrecognizedClientException", invalid),
            (403, "UnrecognizedClientException", invalid), (403, "UnrecognizedClientException", invalid),
            (403, "ExpiredTokenException", "The security token included in the request is expired"),
            (403, "AccessDeniedException", "User: arn:aws:iam::210987654321:user/stranger \(denied)"),
            (403, "InvalidSignatureException", "Credential should be scoped to correct service: 'execute-api'."),
            (403, "InvalidSignatureException", "Credential should be scoped to a valid region, not 'eu-west-1'."),
            (403, "InvalidSignatureException", wrong), (403, "InvalidSignatureException", wrong),
            (403, "MissingAuthenticationTokenException", "{\"message\":\"Missing Authentication Token\"}"),
            (
                403, "IncompleteSignatureException",
                "Invalid key=value pair (missing equal-sign) in Authorization header"
            ),
        ]
        #expect(answers.count == wanted.count)
        for (index, (answer, wanted)) in zip(answers, wanted).enumerated() {
            let body = answer[2] as? String ?? ""
            #expect(answer[0] as? Int == wanted.0 && answer[1] as? String == wanted.1, "\(index): \(answer)")
            #expect(body.contains(wanted.2), "\(index): \(body)")
        }
        #expect(!text.contains("planted"))
    }
}
