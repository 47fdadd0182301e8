// What the tests of this module share: a host with functions in a folder of its own, and a client of its API.

import Foundation
import GateBytes
import GateLoop
import Testing

@testable import GateFunctions

#if canImport(Glibc)
    import Glibc
#endif

/// An interpreter on this machine, looked for once.
enum Interpreter {
    static let python = works(["python3", "-c", "import sys; sys.exit(sys.version_info < (3, 8))"])
    static let node = works(["node", "-e", "process.exit(process.versions.node.split('.')[0] < 18 ? 1 : 0)"])
    static let curl = works(["bash", "-c", "curl --version"])
    static let awslambdaric = works(["python3", "-c", "import awslambdaric"])

    private static func works(_ words: [String]) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        do { try process.run() } catch { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}

/// A running host whose functions lie in a folder of its own.
final class HostUnderTest {
    let host: FunctionHost
    let folder: URL
    private let log: LogWriter
    private let logFile: URL
    private let logDescriptor: Int32
    private var isStopped = false

    /// `files` are written into the folder; functions get it as theirs.
    init(
        files: [String: String] = [:], _ change: (inout FunctionHostOptions) -> Void = { _ in },
        _ functions: (String) -> [LocalFunction]
    ) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("gatewright-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, text) in files {
            let file = folder.appendingPathComponent(name)
            try Data(text.utf8).write(to: file)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        }
        logFile = folder.appendingPathComponent("log")
        logDescriptor = open(logFile.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        log = try #require(LogWriter(logDescriptor, dropNotice: ("dropped ", "\n")))
        var options = FunctionHostOptions()
        options.log = log
        options.environment = ProcessInfo.processInfo.environment.map { "\($0)=\($1)" }
        change(&options)
        host = try FunctionHost(options, functions: functions(folder.path))
        try host.start()
    }

    deinit {
        stop()
        log.close()
        close(logDescriptor)
        try? FileManager.default.removeItem(at: folder)
    }

    func stop() {
        if isStopped { return }
        isStopped = true
        host.stop()
    }

    func logText() throws -> String { String(decoding: try Data(contentsOf: logFile), as: UTF8.self) }

    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: folder.appendingPathComponent(name), options: .atomic)
    }

    /// Invokes over the API.
    func invoke(
        _ name: String, _ payload: String = "{}", headers: String = "", path: String? = nil
    ) throws -> Answer {
        let client = try Client(host.port)
        return try client.invoke(name, payload, headers: headers, path: path)
    }
}

/// An HTTP answer.
struct Answer {
    let status: Int
    let head: String
    let body: String

    func field(_ name: String) -> String? {
        for line in head.split(separator: "\r\n").dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2, parts[0].lowercased() == name.lowercased() {
                return parts[1].trimmingCharacters(in: .whitespaces)
            }
        }
        return nil
    }

    var json: [String: Any] {
        get throws {
            let value = try JSONSerialization.jsonObject(with: Data(body.utf8))
            return try #require(value as? [String: Any], "no object: \(body)")
        }
    }

    var isFunctionError: Bool { field("X-Amz-Function-Error") == "Unhandled" }
}

struct ClientFailure: Error {
    let text: String
}

/// A kept connection to the API.
final class Client {
    private let descriptor: Int32
    private var buffer: [UInt8] = []

    init(_ port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var time = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if status != 0 { throw ClientFailure(text: "no connection to port \(port)") }
    }

    deinit { close(descriptor) }

    func invoke(
        _ name: String, _ payload: String = "{}", headers: String = "", path: String? = nil
    ) throws -> Answer {
        try send(Client.request(name, payload, headers: headers, path: path))
        return try answer()
    }

    static func request(_ name: String, _ payload: String, headers: String = "", path: String? = nil) -> String {
        "POST \(path ?? "/2015-03-31/functions/\(name)/invocations") HTTP/1.1\r\nHost: test\r\n\(headers)"
            + "Content-Length: \(payload.utf8.count)\r\n\r\n\(payload)"
    }

    func send(_ text: String) throws {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count <= 0 { throw ClientFailure(text: "the connection does not take more") }
            bytes = bytes.dropFirst(count)
        }
    }

    /// The next bytes, whatever they are.
    func some() throws -> [UInt8] {
        if buffer.isEmpty { try receive() }
        defer { buffer = [] }
        return buffer
    }

    /// The head of an answer.
    func head() throws -> String {
        while true {
            if let end = Client.find("\r\n\r\n", in: buffer) {
                let head = String(decoding: buffer[..<(end + 2)], as: UTF8.self)
                buffer.removeFirst(end + 4)
                return head
            }
            try receive()
        }
    }

    private func receive() throws {
        var block = [UInt8](repeating: 0, count: 1 << 16)
        let count = recv(descriptor, &block, block.count, 0)
        if count <= 0 { throw ClientFailure(text: "no answer; got \(String(decoding: buffer, as: UTF8.self))") }
        buffer += block[..<count]
    }

    func answer() throws -> Answer {
        while true {
            if let end = Client.find("\r\n\r\n", in: buffer) {
                let head = String(decoding: buffer[..<end], as: UTF8.self)
                let status = Int(head.split(separator: " ")[1]) ?? 0
                if status == 100 {
                    buffer.removeFirst(end + 4)
                    continue
                }
                let length = head.firstMatch(of: /Content-Length: (\d+)/).flatMap { Int($0.1) } ?? 0
                if buffer.count >= end + 4 + length {
                    let body = String(decoding: buffer[(end + 4)..<(end + 4 + length)], as: UTF8.self)
                    buffer.removeFirst(end + 4 + length)
                    return Answer(status: status, head: head, body: body)
                }
            }
            try receive()
        }
    }

    private static func find(_ mark: String, in bytes: [UInt8]) -> Int? {
        let mark = Array(mark.utf8)
        if bytes.count < mark.count { return nil }
        return (0...bytes.count - mark.count).first { bytes[$0..<$0 + mark.count].elementsEqual(mark) }
    }
}

/// Waits for a condition, 20 s at most: the machine may be busy.
func poll(_ claim: String, _ condition: () throws -> Bool) throws {
    let end = Date().addingTimeInterval(20)
    while Date() < end {
        if try condition() { return }
        usleep(5_000)
    }
    throw ClientFailure(text: "it never came true that \(claim)")
}

/// Whether a process is there and not a zombie.
func isAlive(_ process: Int32) -> Bool {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return false }
    return text.split(separator: ")").last?.split(separator: " ").first != "Z"
}
