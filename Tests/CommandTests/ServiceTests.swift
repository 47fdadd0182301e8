// AWS services behind integrations of type AWS, signed, with a moto server in their place. Left out where
// Tests/Support/moto cannot be installed.

import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct ServiceTests {
    /// A moto server on a port of its own; nil where it cannot be had.
    final class Moto {
        let process = Process()
        let port: UInt16

        init?() throws {
            let script = Command.root.appendingPathComponent("Tests/Support/moto")
            let install = Process()
            install.executableURL = script
            install.arguments = ["--install"]
            install.standardError = FileHandle.nullDevice
            try install.run()
            install.waitUntilExit()
            if install.terminationStatus != 0 { return nil }
            port = try Moto.freePort()
            process.executableURL = script
            process.arguments = ["\(port)"]
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            let port = port
            try poll("moto listens") {
                guard let descriptor = try? Serving.connect(port) else { return false }
                close(descriptor)
                return true
            }
        }

        deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

        private static func freePort() throws -> UInt16 {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            return withUnsafeMutablePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, size)
                    getsockname(descriptor, $0, &size)
                }
                return UInt16(bigEndian: $0.pointee.sin_port)
            }
        }
    }

    /// Without a third argument makes an IAM user's access key, else signs a request to the gateway with it.
    private static let caller = """
        import http.client, sys
        import botocore.session
        from botocore.auth import SigV4Auth
        from botocore.awsrequest import AWSRequest
        from botocore.credentials import Credentials
        port, keys = int(sys.argv[1]), sys.argv[2:]
        if not keys:
            iam = botocore.session.get_session().create_client(
                "iam", region_name="us-east-1", endpoint_url="http://127.0.0.1:%d" % port,
                aws_access_key_id="test", aws_secret_access_key="test")
            iam.create_user(UserName="alice")
            key = iam.create_access_key(UserName="alice")["AccessKey"]
            print(key["AccessKeyId"], key["SecretAccessKey"])
        else:
            request = AWSRequest(method="GET", url="http://127.0.0.1:%d/sts/caller" % port)
            SigV4Auth(Credentials(*keys), "execute-api", "us-east-1").add_auth(request)
            connection = http.client.HTTPConnection("127.0.0.1", port)
            connection.request("GET", "/sts/caller", None, dict(request.headers))
            answer = connection.getresponse()
            print(answer.status, answer.read().decode())
        """

    private static func runCaller(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = Command.root.appendingPathComponent(".build/moto/bin/python")
        process.arguments = ["-c", caller] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    // Facts: pipeline-8.33
    @Test func callersCallServicesAsThemselves() throws {
        guard let moto = try Moto() else {
            print("left out: moto cannot be installed")
            return
        }
        let keys = try ServiceTests.runCaller(["\(moto.port)"]).split(separator: " ").map(String.init)
        try #require(keys.count == 2)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("callers-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let configuration = """
            credentials:
              alice:
                accessKeyId: \(keys[0])
                secretAccessKey: \(keys[1])
                policies: {Statement: {Effect: Allow, Action: "*", Resource: "*"}}
            """
        try configuration.write(
            to: folder.appendingPathComponent("gatewright.yaml"), atomically: true, encoding: .utf8)
        let specification = Command.root.appendingPathComponent("Tests/Support/specs/services.yaml").path
        let server = try Serving(
            [specification, "--access-log", "off", "--var", "role=caller"], in: folder,
            environment: [
                "AWS_ENDPOINT_URL": "http://127.0.0.1:\(moto.port)", "AWS_ACCESS_KEY_ID": "test",
                "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1",
            ])
        let answer = try ServiceTests.runCaller(["\(server.port)"] + keys)
        #expect(answer.hasPrefix("200 ") && answer.contains("arn:aws:iam::123456789012:user/alice"), "\(answer)")
    }

    // Facts: behaviours-68, pipeline-8.34
    @Test func servicesAnswerThroughTheGateway() throws {
        guard let moto = try Moto() else {
            print("left out: moto cannot be installed")
            return
        }
        let specification = Command.root.appendingPathComponent("Tests/Support/specs/services.yaml").path
        let server = try Serving(
            [specification, "--access-log", "off", "--var", "role=caller"], in: FileManager.default.temporaryDirectory,
            environment: [
                "AWS_ENDPOINT_URL": "http://127.0.0.1:\(moto.port)", "AWS_ACCESS_KEY_ID": "test",
                "AWS_SECRET_ACCESS_KEY": "test",
            ])
        func call(_ verb: String, _ path: String, _ body: String = "", type: String = "application/json") throws
            -> (status: Int, body: String)
        {
            try Serving.parse(
                server.exchange(
                    "\(verb) \(path) HTTP/1.1\r\nHost: t\r\nConnection: close\r\nContent-Type: \(type)\r\n"
                        + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"))
        }
        func expect(
            _ verb: String, _ path: String, _ body: String = "", _ wanted: String, status: Int = 200,
            line: SourceLocation = #_sourceLocation
        ) throws {
            let answer = try call(verb, path, body)
            #expect(answer.status == status, "\(path): \(answer.body)", sourceLocation: line)
            #expect(wanted.isEmpty || answer.body.contains(wanted), "\(path): \(answer.body)", sourceLocation: line)
        }
        // The role is assumed, and what it was given signs the call.
        let session = "arn:aws:sts::123456789012:assumed-role/caller/BackplaneAssumeRoleSession"
        try expect("GET", "/sts/whoami", "", session)
        let table = """
            {"TableName":"pets","KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],"BillingMode":"PAY_PER_REQUEST",
            "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}]}
            """
        try expect("POST", "/dynamodb/CreateTable", table, "\"TableName\": \"pets\"")
        let item = #"{"TableName":"pets","Item":{"id":{"S":"1"},"name":{"S":"Findus"}}}"#
        try expect("POST", "/dynamodb/PutItem", item, "{}")
        try expect("POST", "/dynamodb/GetItem", #"{"TableName":"pets","Key":{"id":{"S":"1"}}}"#, "Findus")
        let other = #"{"TableName":"none","Key":{"id":{"S":"1"}}}"#
        try expect("POST", "/dynamodb/GetItem", other, "ResourceNotFoundException", status: 400)
        try expect("POST", "/kinesis/CreateStream", #"{"StreamName":"s","ShardCount":1}"#, "{}")
        let record = #"{"StreamName":"s","Data":"aGk=","PartitionKey":"a"}"#
        try expect("POST", "/kinesis/PutRecord", record, "shardId-000000000000")
        let delivery = """
            {"DeliveryStreamName":"d","ExtendedS3DestinationConfiguration":
            {"RoleARN":"arn:aws:iam::123456789012:role/r","BucketARN":"arn:aws:s3:::delivered"}}
            """
        try expect("POST", "/firehose/CreateDeliveryStream", delivery, "deliverystream/d")
        try expect("PUT", "/s3/delivered", "", "")
        try expect("PUT", "/firehose/d", #"{"a":1}"#, "RecordId")
        try expect("PUT", "/firehose/none", #"{"a":1}"#, "ResourceNotFoundException", status: 400)
        try expect("POST", "/ssm/PutParameter", #"{"Name":"/a","Value":"v","Type":"String"}"#, "\"Version\": 1")
        try expect("POST", "/ssm/GetParameter", #"{"Name":"/a"}"#, "\"Value\": \"v\"")
        let machine = """
            {"name":"m","definition":"{\\"StartAt\\":\\"P\\",\\"States\\":{\\"P\\":{\\"Type\\":\\"Pass\\",\\"End\\":true}}}",
            "roleArn":"arn:aws:iam::123456789012:role/r"}
            """
        try expect("POST", "/states/CreateStateMachine", machine, "stateMachine:m")
        let start = #"{"stateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:m","input":"{}"}"#
        try expect("POST", "/states/StartExecution", start, "executionArn")
        try expect("POST", "/sqs/CreateQueue?name=orders", "", "orders")
        try expect("POST", "/sqs/send", #"{"a":"b & c"}"#, "MessageId")
        try expect("GET", "/sqs/receive", "", "b &")
        try expect("POST", "/sns/create", "", "arn:aws:sns:us-east-1:123456789012:news")
        try expect("POST", "/sns/publish", #"{"n":1}"#, "MessageId")
        let events = #"{"Entries":[{"Source":"a","DetailType":"b","Detail":"{}"}]}"#
        try expect("POST", "/events/put", events, "\"FailedEntryCount\": 0")
        try expect("PUT", "/s3/files", "", "")
        try expect("PUT", "/s3/files/a.png", "\u{0}\u{ff}PNG\r\n", "")
        try expect("GET", "/s3/files/a.png", "", "\u{0}\u{ff}PNG\r\n")
        try expect("GET", "/virtual/a.png", "", "\u{0}\u{ff}PNG\r\n")
        try expect("GET", "/s3/files/none", "", "NoSuchKey", status: 400)
    }

    /// The actions that HTTP APIs have as integration subtypes, but for the two that moto does not know:
    /// StartSyncExecution and GetConfiguration, whose calls run/httpapi-services pins.
    // Facts: http-3.9, http-3.10
    @Test func actionsOfServicesAreCalled() throws {
        guard let moto = try Moto() else {
            print("left out: moto cannot be installed")
            return
        }
        func server(_ name: String) throws -> Serving {
            try Serving(
                [
                    Command.root.appendingPathComponent("Tests/Support/specs/\(name).yaml").path, "--access-log", "off",
                    "--var", "role=caller",
                ], in: FileManager.default.temporaryDirectory,
                environment: [
                    "AWS_ENDPOINT_URL": "http://127.0.0.1:\(moto.port)", "AWS_ACCESS_KEY_ID": "test",
                    "AWS_SECRET_ACCESS_KEY": "test",
                ])
        }
        func expect(
            _ server: Serving, _ verb: String, _ path: String, _ body: String = "", _ wanted: String = "",
            status: Int = 200, line: SourceLocation = #_sourceLocation
        ) throws {
            let answer = try Serving.parse(
                server.exchange(
                    "\(verb) \(path) HTTP/1.1\r\nHost: t\r\nConnection: close\r\nContent-Type: application/json\r\n"
                        + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"))
            #expect(answer.status == status, "\(path): \(answer.body)", sourceLocation: line)
            #expect(wanted.isEmpty || answer.body.contains(wanted), "\(path): \(answer.body)", sourceLocation: line)
        }
        let services = try server("services")
        try expect(services, "POST", "/sqs/CreateQueue?name=orders")
        try expect(services, "POST", "/kinesis/CreateStream", #"{"StreamName":"s","ShardCount":1}"#)
        let machine = """
            {"name":"m","definition":"{\\"StartAt\\":\\"P\\",\\"States\\":{\\"P\\":{\\"Type\\":\\"Pass\\",\\"End\\":true}}}",
            "roleArn":"arn:aws:iam::123456789012:role/r"}
            """
        try expect(services, "POST", "/states/CreateStateMachine", machine)

        let api = try server("actions")
        let message = #"{"text":"a & b","attributes":{"kind":{"DataType":"String","StringValue":"large"}}}"#
        try expect(api, "POST", "/queue", message, "<MessageId>")
        try expect(api, "GET", "/queue", "", "<StringValue>large</StringValue>")
        try expect(api, "POST", "/queue", "{}", "{\"message\":\"Bad Request\"}", status: 400)
        try expect(api, "POST", "/purge", "", "PurgeQueueResponse")
        try expect(api, "POST", "/events", #"{"detail":{"n":1}}"#, "\"FailedEntryCount\": 0")
        try expect(api, "POST", "/records", #"{"data":"aGk=","key":"k"}"#, "shardId-000000000000")
        let execution = "arn:aws:states:us-east-1:123456789012:execution:m:one"
        try expect(api, "POST", "/executions?name=one", "{}", execution)
        try expect(api, "DELETE", "/executions?arn=\(execution)", "", "stopDate")

        // What was received is deleted by its handle.
        try expect(api, "POST", "/queue", message)
        let received = try Serving.parse(api.exchange("GET /queue HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n"))
        let handle = try #require(received.body.firstMatch(of: /<ReceiptHandle>(\w+)</)).1
        try expect(api, "DELETE", "/queue?handle=\(handle)", "", "DeleteMessageResponse")
        try expect(api, "DELETE", "/queue?handle=none", "", "{\"message\":", status: 500)
    }
}
