// A control plane over a store of its own, with a clock that stands still and identifiers that repeat.

import Foundation
import GateControl
import GateJSON
import GateStore
import Testing

/// What the plane under test has been asked to do on the data plane.
final class EffectLog: @unchecked Sendable {
    private let lock = NSLock()
    private var list: [ControlEffect] = []
    func add(_ effects: [ControlEffect]) { lock.withLock { list += effects } }
    /// All so far; forgotten then.
    func take() -> [ControlEffect] {
        lock.withLock {
            defer { list = [] }
            return list
        }
    }
}

/// Bytes that look random and are the same each time.
final class Randomness: @unchecked Sendable {
    private let lock = NSLock()
    private var state: UInt64 = 0x9e37_79b9_7f4a_7c15
    func bytes(_ count: Int) -> [UInt8] {
        lock.withLock {
            (0..<count).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: state >> 56)
            }
        }
    }
}

/// What is answered at once.
private final class ResponseBox: @unchecked Sendable {
    var response: ControlResponse?
}

/// An answer, its body read.
struct Answer {
    let status: Int
    let json: JSONValue
    let response: ControlResponse

    subscript(_ name: String) -> JSONValue? { json[name] }
    /// `NotFoundException: Invalid …`
    var error: String { "\(response.header("x-amzn-ErrorType") ?? "none"): \(json["message"]?.string ?? "")" }
}

/// A plane under test.
final class Plane {
    static let now = 1_700_000_000
    let plane: ControlPlane
    let effects = EffectLog()
    private let folder: URL

    init(_ change: (inout ControlSettings) -> Void = { _ in }) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("gate-control-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let (log, randomness) = (effects, Randomness())
        var settings = ControlSettings(
            now: { Plane.now }, random: { randomness.bytes($0) }, perform: { log.add($0) })
        change(&settings)
        plane = ControlPlane(try Store(folder: folder.path, durability: .process), settings)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func send(
        _ method: String, _ target: String, _ body: JSONValue? = nil, headers: [(String, String)] = []
    ) -> Answer {
        answer(ControlRequest(method, target, headers: Plane.accept + headers, body: body?.json ?? ""))
    }

    func send(_ method: String, _ target: String, text: String) -> Answer {
        answer(ControlRequest(method, target, headers: Plane.accept, body: text))
    }

    /// Sends PATCH with operations written as `replace /name value`.
    func patch(_ target: String, _ operations: String...) -> Answer {
        let list = operations.map { operation -> JSONValue in
            let words = operation.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
            var value: JSONValue = ["op": .string(String(words[0])), "path": .string(String(words[1]))]
            if words.count > 2 { value["value"] = .string(String(words[2])) }
            return value
        }
        return send("PATCH", target, ["patchOperations": .array(list)])
    }

    private static let accept = [("Accept", "application/json")]

    func answer(_ request: ControlRequest) -> Answer {
        let box = ResponseBox()
        plane.handle(request) { box.response = $0 }
        // Whatever is answered later is a failure of the test.
        let response = box.response ?? ControlResponse(status: 0)
        let json = response.body.isEmpty ? JSONValue.null : (try? JSONValue(parsing: response.body)) ?? .null
        return Answer(status: response.status, json: json, response: response)
    }

    /// The identifier of a new API.
    func api(_ name: String = "pets") -> String {
        send("POST", "/restapis", ["name": .string(name)])["id"]?.string ?? ""
    }
}
