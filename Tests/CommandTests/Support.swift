// What the command's tests share: the built binary, a folder of one's own, a small specification.

import Foundation
import Testing

/// The result of one run of the command.
struct Outcome {
    let status: Int32
    let output: String
    let error: String
}

enum Command {
    /// The repository's top.
    static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The binary that was built beside these tests.
    static let binary: URL = {
        // The test bundle or runner lies in the same folder as the products.
        var folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
            .deletingLastPathComponent()
        for _ in 0..<4 {
            let candidate = folder.appendingPathComponent("gatewright")
            if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
            folder.deleteLastPathComponent()
        }
        return root.appendingPathComponent(".build/debug/gatewright")
    }()

    /// Longest run of a command that ends by itself, in seconds.
    static let secondsMax = 60.0

    /// Runs the command, or another product that was built beside it, to its end.
    static func run(
        _ arguments: [String], of product: String = "gatewright", in folder: URL? = nil,
        environment: [String: String] = [:], input: String? = nil
    ) throws -> Outcome {
        let process = Process()
        process.executableURL = binary.deletingLastPathComponent().appendingPathComponent(product)
        process.arguments = arguments
        process.currentDirectoryURL = folder ?? root
        var variables = ProcessInfo.processInfo.environment
        for name in ["NO_COLOR", "CLICOLOR_FORCE"] { variables[name] = nil }
        process.environment = variables.merging(environment) { $1 }
        // Files, not pipes: nothing to drain, whatever the size.
        let scratch = try Folder()
        let output = try scratch.handle("output")
        let error = try scratch.handle("error")
        process.standardOutput = output
        process.standardError = error
        if let input {
            process.standardInput = FileHandle(forReadingAtPath: try scratch.write("input", input).path)
        } else {
            process.standardInput = FileHandle.nullDevice
        }
        try process.run()
        // A command that should have ended, such as `run` on a file that should not start, must not hang the tests.
        let identifier = process.processIdentifier
        let watchdog = DispatchWorkItem { kill(identifier, SIGKILL) }
        DispatchQueue.global().asyncAfter(deadline: .now() + Command.secondsMax, execute: watchdog)
        process.waitUntilExit()
        watchdog.cancel()
        try output.close()
        try error.close()
        let status = process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
        let outcome = Outcome(status: status, output: try scratch.text("output"), error: try scratch.text("error"))
        Planted.check(outcome.output + outcome.error, arguments)
        return outcome
    }
}

extension Command {
    /// Runs a script of Tests/Support to its end; 69 where it lacks its tools.
    static func script(
        _ name: String, _ arguments: [String], environment: [String: String] = [:]
    ) throws -> Outcome {
        let process = Process()
        process.executableURL = root.appendingPathComponent("Tests/Support/\(name)")
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let scratch = try Folder()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try scratch.handle("output")
        process.standardError = try scratch.handle("error")
        try process.run()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, output: try scratch.text("output"), error: try scratch.text("error"))
    }
}

/// The mark of secrets in fixtures: keys, tokens, credentials. Nothing that any test makes the product say shows it,
/// which `Tests/Support/secrets` sees to for the whole suite's output.
enum Planted {
    static let mark = "planted-"

    static func check(_ said: String, _ arguments: [String]) {
        guard said.contains(mark) else { return }
        Issue.record("a secret is shown by gatewright \(arguments.prefix(2).joined(separator: " "))")
    }
}

/// A folder that goes away with its last user.
final class Folder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("gatewright-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> URL { try write(name, Data(text.utf8)) }

    @discardableResult
    func write(_ name: String, _ data: Data) throws -> URL {
        let file = url.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: file, options: .atomic)
        return file
    }

    func handle(_ name: String) throws -> FileHandle {
        try FileHandle(forWritingTo: write(name, ""))
    }

    func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: url.appendingPathComponent(name)), as: UTF8.self)
    }

    func data(_ name: String) throws -> Data { try Data(contentsOf: url.appendingPathComponent(name)) }

    func path(_ name: String) -> String { url.appendingPathComponent(name).path }

    func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }
}

/// A specification with one MOCK route that answers `{"say": word}`.
func specification(path: String = "/hello", says word: String = "hello", server: String? = nil) -> String {
    let servers = server.map { "servers:\n  - url: \($0)\n" } ?? ""
    return """
        openapi: 3.0.1
        info:
          title: Test
          version: '1'
        \(servers)paths:
          \(path):
            get:
              responses:
                '200':
                  description: Fine
              x-amazon-apigateway-integration:
                type: mock
                requestTemplates:
                  application/json: '{"statusCode": 200}'
                responses:
                  default:
                    statusCode: '200'
                    responseTemplates:
                      application/json: '{"say": "\(word)"}'

        """
}

/// The same with a reference that leads nowhere.
let brokenSpecification = """
    openapi: 3.0.1
    info:
      title: Broken
      version: '1'
    paths:
      /pets:
        post:
          requestBody:
            content:
              application/json:
                schema:
                  $ref: '#/components/schemas/Pett'
          responses:
            '200':
              description: Fine
          x-amazon-apigateway-request-validator: body
          x-amazon-apigateway-integration:
            type: mock
            requestTemplates:
              application/json: '{"statusCode": 200}'
            responses:
              default:
                statusCode: '200'
    x-amazon-apigateway-request-validators:
      body: {validateRequestBody: true, validateRequestParameters: false}
    components:
      schemas:
        Pet:
          type: object

    """

/// A value of parsed JSON by a path of keys and indices.
func json(_ text: String, _ path: String...) throws -> Any? {
    var value: Any? = try JSONSerialization.jsonObject(with: Data(text.utf8), options: [.fragmentsAllowed])
    for step in path {
        if let index = Int(step) {
            let array = value as? [Any]
            value = array.flatMap { index < $0.count ? $0[index] : nil }
        } else {
            value = (value as? [String: Any])?[step]
        }
    }
    return value
}

/// `2026-11-27` of some days ago, in UTC.
func daysAgo(_ days: Int) -> String {
    let date = DateFormatter()
    date.dateFormat = "yyyy-MM-dd"
    date.timeZone = TimeZone(identifier: "UTC")
    return date.string(from: Date().addingTimeInterval(Double(-days) * 86_400))
}
