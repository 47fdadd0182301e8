// Where calls of AWS services go: partitions, configured addresses, local functions, forms of the URI.

import GateRuntime
import Testing

@Suite struct AWSTargetTests {
    /// Origin and request line of a call of `uri`.
    private func call(_ uri: String, _ environment: [String: String] = [:], functions: [String: String] = [:]) throws
        -> (origin: String, line: String)
    {
        var aws = AWSEndpoints(environment: environment)
        aws.functions = functions
        let call = try LambdaCall(
            "{type: aws, httpMethod: POST, uri: '\(uri)', responses: {default: {statusCode: 200}}}", aws: aws)
        _ = try call.answer("{}")
        return (call.origin, String(call.sent.split(separator: "\r\n").first ?? ""))
    }

    // Facts: pipeline-8.31
    @Test(arguments: [
        ("us-east-1", "sqs", "https://sqs.us-east-1.amazonaws.com:443"),
        ("cn-north-1", "sqs", "https://sqs.cn-north-1.amazonaws.com.cn:443"),
        ("us-gov-west-1", "states", "https://states.us-gov-west-1.amazonaws.com:443"),
        ("eu-west-1", "iam", "https://iam.amazonaws.com:443"),
        ("eu-west-1", "bucket.s3", "https://bucket.s3.eu-west-1.amazonaws.com:443"),
        ("eu-west-1", "streams.dynamodb", "https://streams.dynamodb.eu-west-1.amazonaws.com:443"),
    ])
    func hostsOfAWS(_ region: String, _ service: String, _ origin: String) throws {
        #expect(try call("arn:aws:apigateway:\(region):\(service):path/a").origin == origin)
    }

    @Test func environmentNamesServices() throws {
        let environment = [
            "AWS_ENDPOINT_URL": "http://all.test:1", "AWS_ENDPOINT_URL_SFN": "http://sfn.test:2/base/",
            "AWS_ENDPOINT_URL_LAMBDA": "https://lambda.test",
        ]
        let states = try call("arn:aws:apigateway:us-east-1:states:action/ListActivities", environment)
        #expect(states.origin == "http://sfn.test:2")
        #expect(states.line == "POST /base/ HTTP/1.1")
        #expect(try call("arn:aws:apigateway:us-east-1:sqs:path/a", environment).origin == "http://all.test:1")
        #expect(try call(LambdaCall.uri, environment).origin == "https://lambda.test:443")
        let ignored = environment.merging(["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"]) { $1 }
        #expect(try call(LambdaCall.uri, ignored).origin == "https://lambda.us-east-1.amazonaws.com:443")
    }

    @Test func functionsOfThisMachineComeFirst() throws {
        let local = try call(
            LambdaCall.uri, ["AWS_ENDPOINT_URL": "http://all.test:1"], functions: ["f": "http://127.0.0.1:9"])
        #expect(local.origin == "http://127.0.0.1:9")
        #expect(local.line == "POST /2015-03-31/functions/f/invocations HTTP/1.1")
    }

    // Facts: pipeline-8.29, pipeline-8.30
    @Test func formsOfTheURI() throws {
        let prefix = "arn:aws:apigateway:us-east-1:"
        let all = ["AWS_ENDPOINT_URL": "http://h.test"]
        #expect(try call(prefix + "sns:path//", all).line == "POST / HTTP/1.1")
        #expect(
            try call(prefix + "sns:action/Publish", all).line == "POST /?Action=Publish&Version=2010-03-31 HTTP/1.1")
        #expect(
            try call(prefix + "sqs:action/SendMessage&MessageBody=x", all).line
                == "POST /?MessageBody=x&Action=SendMessage&Version=2012-11-05 HTTP/1.1")
        #expect(try call(prefix + "bucket.s3:path/k/l?acl", all).line == "POST /bucket/k/l?acl HTTP/1.1")
    }

    @Test func addressesThatAreNoURLsAnswer500() throws {
        for address in ["localhost:1", "ftp://x", "http://", "http://a b/", "http://h/?x"] {
            var aws = AWSEndpoints()
            aws.allServices = address
            let answer = try LambdaCall.proxy(aws: aws).answer("{}")
            #expect(answer.status == 500, "\(address)")
        }
    }
}
