// Fuzz entry of TLS hellos: whatever the bytes, reading ends and stays inside, and what a beginning came to is what the
// whole comes to.

import GateBytes
import GateTLS

let helloTarget = FuzzTarget(
    name: "hello",
    seeds: {
        [
            hello(extensions: serverName("api.example.com")),
            hello(extensions: [0, 16, 0, 5, 0, 3, 2, 0x68, 0x32] + serverName("A.example.COM.")),
            hello(extensions: []), split(hello(extensions: serverName("a.b")), 7), Array("GET / HTTP/1.1\r\n\r\n".utf8),
        ]
    },
    dictionary: [[22, 3, 1], [1, 0], [0, 0, 0, 8, 0, 6, 0, 0, 3], [0xff, 0xff], [0, 0]],
    isBinary: true, run: fuzzHello)

private func serverName(_ name: String) -> [UInt8] {
    let count = UInt8(name.utf8.count)
    return [0, 0, 0, count + 5, 0, count + 3, 0, 0, count] + Array(name.utf8)
}

private func hello(extensions: [UInt8]) -> [UInt8] {
    let fixed: [UInt8] = [3, 3] + [UInt8](repeating: 7, count: 32) + [0, 0, 2, 0x13, 1, 1, 0]
    let body = fixed + [0, UInt8(extensions.count)] + extensions
    let message: [UInt8] = [1, 0, 0, UInt8(body.count)] + body
    return [22, 3, 1, 0, UInt8(message.count)] + message
}

/// The same message in records of so many bytes.
private func split(_ hello: [UInt8], _ size: Int) -> [UInt8] {
    var records: [UInt8] = []
    var rest = hello.dropFirst(5)
    while !rest.isEmpty {
        let part = rest.prefix(size)
        records += [22, 3, 1, 0, UInt8(part.count)] + part
        rest = rest.dropFirst(size)
    }
    return records
}

private func fuzzHello(_ bytes: [UInt8]) -> UInt64 {
    let whole = bytes.withByteView { ClientHello($0) }
    var random = SplitMix(bytes.withByteView { $0.fnv1a })
    let all = bytes.count < 256 ? Array(0...bytes.count) : (0..<8).map { _ in Int(random.next() % UInt64(bytes.count)) }
    for count in all {
        let part = Array(bytes.prefix(count)).withByteView { ClientHello($0) }
        precondition(part == .incomplete || part == whole, "a beginning came to something else")
    }
    var outcome = Outcome()
    switch whole {
    case .incomplete: outcome.add(0)
    case .foreign: outcome.add(1)
    case .whole(let name):
        precondition(name.utf8.count <= ClientHello.nameBytesMax)
        outcome.add(2)
        outcome.add(magnitudeOf: name.utf8.count)
    }
    return outcome.value
}
