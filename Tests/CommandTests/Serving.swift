// A running `gatewright run` and the few lines of HTTP that its tests speak.

import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// A server started by a test; stopped at the latest when the test forgets it.
final class Serving {
    let process = Process()
    let port: UInt16
    private let scratch: Folder

    /// Starts `run`, or `serve`, with port 0 and waits until it says where it listens. `descriptorsMax` limits its open
    /// files.
    init(
        _ arguments: [String], in folder: URL, subcommand: String = "run", descriptorsMax: Int? = nil,
        environment: [String: String] = [:]
    ) throws {
        scratch = try Folder()
        let command = [subcommand, "--listen", "127.0.0.1:0"] + arguments
        if let descriptorsMax {
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments =
                ["-c", "ulimit -n \(descriptorsMax); exec \"$0\" \"$@\"", Command.binary.path] + command
        } else {
            process.executableURL = Command.binary
            process.arguments = command
        }
        process.currentDirectoryURL = folder
        if !environment.isEmpty {
            process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        }
        process.standardOutput = try scratch.handle("output")
        process.standardError = try scratch.handle("error")
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let log = scratch
        let child = process
        var found: UInt16?
        try poll("the server listens") {
            guard let match = try log.text("error").firstMatch(of: /http:\/\/127\.0\.0\.1:(\d+)/) else {
                if !child.isRunning { throw ServingFailure(text: try log.text("error")) }
                return false
            }
            found = UInt16(match.1)
            return true
        }
        port = try #require(found)
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        let said = (try? scratch.text("output") + scratch.text("error")) ?? ""
        Planted.check(said, process.arguments ?? [])
    }

    /// Where the control plane of `serve` answers.
    func controlPort() throws -> UInt16 {
        var found: UInt16?
        try poll("the control plane listens") {
            found = try error.firstMatch(of: /control plane on http:\/\/127\.0\.0\.1:(\d+)/).flatMap { UInt16($0.1) }
            return found != nil
        }
        return try #require(found)
    }

    var error: String { get throws { try scratch.text("error") } }
    var output: String { get throws { try scratch.text("output") } }

    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// The exit status; negative for a signal.
    func end() throws -> Int32 {
        let child = process
        try poll("the server ends") { !child.isRunning }
        return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }

    /// Status and body of a GET.
    func get(_ target: String, headers: String = "") throws -> (status: Int, body: String) {
        let text = try exchange("GET \(target) HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\(headers)\r\n")
        return try Serving.parse(text)
    }

    /// Sends bytes, reads until the other side closes.
    func exchange(_ request: String) throws -> String {
        let descriptor = try Serving.connect(port)
        defer { close(descriptor) }
        let bytes = Array(request.utf8)
        _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        return Serving.readAll(descriptor)
    }

    static func connect(_ port: UInt16) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var time = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if status != 0 {
            close(descriptor)
            throw ServingFailure(text: "cannot connect to port \(port)")
        }
        return descriptor
    }

    static func readAll(_ descriptor: Int32) -> String {
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 14)
        while true {
            let count = recv(descriptor, &block, block.count, 0)
            if count <= 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += block[..<count]
        }
    }

    static func parse(_ text: String) throws -> (status: Int, body: String) {
        let match = try #require(text.firstMatch(of: /^HTTP\/1\.1 (\d+)/), "no answer: \(text)")
        let body = text.range(of: "\r\n\r\n").map { String(text[$0.upperBound...]) } ?? ""
        return (Int(match.1) ?? 0, body)
    }
}

struct ServingFailure: Error, CustomStringConvertible {
    let text: String
    var description: String { text }
}

/// Waits for a condition, 20 s at most: the machine may be busy.
func poll(_ claim: String, _ condition: () throws -> Bool) throws {
    let end = Date().addingTimeInterval(20)
    while Date() < end {
        if try condition() { return }
        usleep(10_000)
    }
    throw ServingFailure(text: "it never came true that \(claim)")
}
