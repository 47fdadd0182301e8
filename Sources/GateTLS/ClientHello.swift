// The first flight of a TLS client, read as far as it tells which name it wants: the certificate, the versions and
// whether the client has to show a certificate hang on that, so it is known before a session is made. RFC 8446 §4.1.2,
// RFC 6066 §3. Whatever else stands there is OpenSSL's to judge.

import GateBytes

/// What the first bytes of a connection are.
package enum ClientHello: Equatable, Sendable {
    /// The beginning of a hello.
    case incomplete
    /// A whole hello; the name is in lower case and empty where the client names none.
    case whole(serverName: String)
    /// No TLS, or a hello that is none.
    case foreign

    /// Longest hello that is waited for, in bytes. Ours: real ones have 0.2 to 2 KB, with post-quantum keys.
    package static let bytesMax = 16 * 1024
    /// Longest server name, in bytes. RFC 1035 §2.3.4.
    package static let nameBytesMax = 253

    private static let handshakeRecord: UInt8 = 22
    private static let helloMessage: UInt8 = 1
    private static let serverNameExtension = 0

    package init(_ bytes: ByteView) {
        var message: [UInt8] = []
        var position = 0
        while true {
            if position == bytes.count {
                self = .incomplete
                return
            }
            if bytes[position] != ClientHello.handshakeRecord {
                self = .foreign
                return
            }
            guard position + 5 <= bytes.count else {
                let isTLS = position + 1 == bytes.count || bytes[position + 1] == 3
                self = isTLS ? .incomplete : .foreign
                return
            }
            let size = Int(bytes[position + 3]) << 8 | Int(bytes[position + 4])
            guard bytes[position + 1] == 3, size > 0, size <= ClientHello.bytesMax else {
                self = .foreign
                return
            }
            let end = position + 5 + size
            message += [UInt8](bytes.slice(position + 5, min(end, bytes.count)))
            if let first = message.first, first != ClientHello.helloMessage {
                self = .foreign
                return
            }
            if message.count >= 4 {
                let length = 4 + (Int(message[1]) << 16 | Int(message[2]) << 8 | Int(message[3]))
                if length > ClientHello.bytesMax {
                    self = .foreign
                    return
                }
                if message.count >= length {
                    let name = message.withByteView { ClientHello.serverName($0.slice(4, length)) }
                    self = name.map { .whole(serverName: $0) } ?? .foreign
                    return
                }
            }
            if end > bytes.count {
                self = .incomplete
                return
            }
            position = end
        }
    }

    /// The name in a hello's body; nil for a body that is cut off or too long for itself.
    private static func serverName(_ body: ByteView) -> String? {
        var reader = Fields(body)
        guard reader.skip(2 + 32), reader.run(sizeBytes: 1) != nil, reader.run(sizeBytes: 2) != nil,
            reader.run(sizeBytes: 1) != nil
        else { return nil }
        if reader.isAtEnd { return "" }
        guard let extensions = reader.run(sizeBytes: 2) else { return nil }
        var list = Fields(extensions)
        while !list.isAtEnd {
            guard let kind = list.number(2), let content = list.run(sizeBytes: 2) else { return nil }
            if kind == serverNameExtension { return hostName(content) }
        }
        return ""
    }

    private static func hostName(_ content: ByteView) -> String? {
        var outer = Fields(content)
        guard let names = outer.run(sizeBytes: 2) else { return nil }
        var list = Fields(names)
        while !list.isAtEnd {
            guard let kind = list.number(1), var name = list.run(sizeBytes: 2) else { return nil }
            if kind != 0 { continue }
            if name.count > 1, name[name.count - 1] == 0x2e { name = name.slice(0, name.count - 1) }
            if name.count > nameBytesMax { return nil }
            let isName = (0..<name.count).allSatisfy {
                ASCII.isAlphanumeric(name[$0]) || name[$0] == 0x2d || name[$0] == 0x2e || name[$0] == 0x5f
            }
            return isName ? String(name).lowercased() : nil
        }
        return ""
    }

    /// Numbers and runs with their size in front.
    private struct Fields {
        private let bytes: ByteView
        private var position = 0

        init(_ bytes: ByteView) { self.bytes = bytes }

        var isAtEnd: Bool { position == bytes.count }

        mutating func skip(_ count: Int) -> Bool {
            guard position + count <= bytes.count else { return false }
            position += count
            return true
        }

        mutating func number(_ size: Int) -> Int? {
            let start = position
            guard skip(size) else { return nil }
            return (start..<position).reduce(0) { $0 << 8 | Int(bytes[$1]) }
        }

        mutating func run(sizeBytes: Int) -> ByteView? {
            guard let size = number(sizeBytes), skip(size) else { return nil }
            return bytes.slice(position - size, position)
        }
    }
}
