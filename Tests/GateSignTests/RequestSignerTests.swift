// Signatures that botocore 1.44.8 makes of the same requests, and where credentials come from.

import GateBytes
import Testing

@testable import GateSign

@Suite struct RequestSignerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let request: String
        let service: String
        let region: String
        var token = ""
        let signedHeaders: String
        let signature: String

        var testDescription: String { name }
    }

    static let cases = [
        Case(
            name: "function named by its ARN",
            request:
                "POST /2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Af/invocations "
                + "HTTP/1.1\r\nHost: lambda.us-east-1.amazonaws.com\r\nContent-Type: application/json\r\n"
                + "User-Agent: x\r\nX-Amzn-Trace-Id: y\r\nX-Amz-Invocation-Type: RequestResponse\r\n"
                + "Content-Length: 2\r\n\r\n{}",
            service: "lambda", region: "us-east-1",
            signedHeaders: "content-type;host;x-amz-date;x-amz-invocation-type",
            signature: "2c4b329315ec21ba92c7a1fdd9201167f4bcf39256d253ae90442514adc5e250"),
        Case(
            name: "session token",
            request: "POST / HTTP/1.1\r\nHost: 127.0.0.1:5000\r\nX-Amz-Target: DynamoDB_20120810.PutItem\r\n"
                + "X-Amz-Date: forged\r\nAuthorization: forged\r\nX-Amz-Security-Token: forged\r\n"
                + "Content-Type: application/x-amz-json-1.0\r\nContent-Length: 7\r\n\r\n{\"a\":1}",
            service: "dynamodb", region: "eu-west-1", token: "tok/en+=",
            signedHeaders: "content-type;host;x-amz-date;x-amz-security-token;x-amz-target",
            signature: "9189075ecf3886bb021cd66a60ab3715a888b4712eb4a66b6bd2b8c50e5d9a21"),
        Case(
            name: "query in any order",
            request:
                "GET /123/q?b=2&a=%20x&b=1&Action=Send%2FIt&c HTTP/1.1\r\nHost: sqs.us-east-1.amazonaws.com\r\n\r\n",
            service: "sqs", region: "us-east-1", signedHeaders: "host;x-amz-date",
            signature: "a22d949df62f7822084c4fa8329beb7464feb3e4623ab0fdecd7d413b1a5ebcf"),
        Case(
            name: "path of S3",
            request: "PUT /bucket/a%20b//%C3%BC%2B.txt HTTP/1.1\r\nHost: s3.eu-central-1.amazonaws.com\r\n"
                + "Content-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello",
            service: "s3", region: "eu-central-1",
            signedHeaders: "content-type;host;x-amz-content-sha256;x-amz-date",
            signature: "bedc1bff91dd698a50aec10e2ec6ae804f8226beb5ac4c302750c49768fc4c68"),
    ]

    /// A configuration that is loaded again may give an access key another secret.
    @Test func anotherSecretIsAnotherKey() {
        func signed(_ signer: RequestSigner, _ secret: String) -> [UInt8] {
            var request = ByteBuffer(capacity: 64)
            request.append("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            let keys = AWSCredentials(accessKeyID: "A", secretAccessKey: secret)
            #expect(signer.sign(&request, with: keys, service: "s3", region: "r", epochSeconds: 1_800_000_000))
            return [UInt8](request.view)
        }
        let signer = RequestSigner()
        let first = signed(signer, "one")
        #expect(signed(signer, "two") == signed(RequestSigner(), "two"))
        #expect(signed(signer, "one") == first)
    }

    @Test(arguments: cases)
    func signsAsBotocore(_ item: Case) {
        let signer = RequestSigner()
        let credentials = AWSCredentials(
            accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            sessionToken: item.token)
        // The second signature comes from the kept key.
        for _ in 0..<2 {
            var request = ByteBuffer()
            request.append(text: item.request)
            #expect(
                signer.sign(
                    &request, with: credentials, service: item.service, region: item.region,
                    epochSeconds: 1_700_000_000))
            let text = String(request.view)
            let scope = "20231114/\(item.region)/\(item.service)/aws4_request"
            #expect(
                text.contains(
                    "\r\nX-Amz-Date: 20231114T221320Z\r\n") && !text.contains("forged"))
            #expect(
                text.contains(
                    "\r\nAuthorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/\(scope), "
                        + "SignedHeaders=\(item.signedHeaders), Signature=\(item.signature)\r\n\r\n"))
            #expect(
                text.split(separator: "\r\n\r\n").last == item.request.split(separator: "\r\n\r\n").last
                    || !item.request.contains("Content-Length"))
        }
    }

    @Test func keysOfAnotherDayAreMadeAgain() {
        let signer = RequestSigner()
        let credentials = AWSCredentials(accessKeyID: "a", secretAccessKey: "b")
        func signature(_ seconds: Int64) -> String {
            var request = ByteBuffer()
            request.append("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(signer.sign(&request, with: credentials, service: "sns", region: "r", epochSeconds: seconds))
            return String(request.view)
        }
        let first = signature(86_399)
        #expect(signature(86_400) != first)
        #expect(signature(86_399) == first)
    }

    @Test func refusesWhatIsNoRequest() {
        let signer = RequestSigner()
        let credentials = AWSCredentials(accessKeyID: "a", secretAccessKey: "b")
        for text in ["", "GET / HTTP/1.1", "GET\r\n\r\n", "GET / HTTP/1.1\r\nHost: h\r\n"] {
            var request = ByteBuffer()
            request.append(text: text)
            #expect(!signer.sign(&request, with: credentials, service: "s3", region: "r", epochSeconds: 0))
        }
    }
}
