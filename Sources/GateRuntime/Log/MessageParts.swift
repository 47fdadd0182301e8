// A message that the gateway has written itself, taken apart again for its log.

import GateBytes

/// Start line, fields and body of an HTTP/1.1 message without a transfer coding.
struct MessageParts {
    let startLine: ByteView
    let fields: [(name: ByteView, value: ByteView)]
    let body: ByteView

    init(_ bytes: ByteView) {
        var position = 0
        var lines: [ByteView] = []
        while let end = MessageParts.lineEnd(bytes, from: position) {
            let line = bytes.slice(position, end)
            position = end + 2
            if line.isEmpty { break }
            lines.append(line)
        }
        startLine = lines.first ?? .empty
        fields = lines.dropFirst().map { line in
            guard let colon = line.firstIndex(of: 0x3a) else { return (line, .empty) }
            return (line.slice(0, colon), line.dropFirst(colon + 1).trimmingBlanks())
        }
        body = bytes.dropFirst(position)
    }

    private static func lineEnd(_ bytes: ByteView, from start: Int) -> Int? {
        var position = start
        while let end = bytes.firstIndex(of: 0x0d, from: position), end + 1 < bytes.count {
            if bytes[end + 1] == 0x0a { return end }
            position = end + 1
        }
        return nil
    }

    /// The request target of a request.
    var target: ByteView {
        guard let start = startLine.firstIndex(of: 0x20) else { return .empty }
        let rest = startLine.dropFirst(start + 1)
        return rest.slice(0, rest.firstIndex(of: 0x20) ?? rest.count)
    }

    /// The first value of a field.
    func value(of name: StaticString) -> ByteView? {
        fields.first { $0.name.equalsIgnoringCase(ByteView(name)) }?.value
    }
}

/// Names and values as execution logs show them: `{name=value, name=value}`, repeated names once, their values with
/// commas.
struct FieldMap {
    private var entries: [(name: [UInt8], text: ByteBufferBox)] = []

    /// A buffer among others.
    private final class ByteBufferBox {
        var bytes = ByteBuffer(capacity: 64)
    }

    mutating func add(_ name: ByteView, _ value: ByteView, isSecret: Bool) {
        let known = entries.first { entry in entry.name.withByteView { $0.equalsIgnoringCase(name) } }
        let box = known?.text ?? ByteBufferBox()
        if known == nil { entries.append(([UInt8](name), box)) } else { box.bytes.append(0x2c) }
        if isSecret { SecretText.appendMasked(value, to: &box.bytes) } else { box.bytes.append(value) }
    }

    func append(to out: inout ByteBuffer) {
        out.append(0x7b)
        for (index, entry) in entries.enumerated() {
            if index > 0 { out.append(", ") }
            entry.name.withByteView { out.append($0) }
            out.append(0x3d)
            out.append(entry.text.bytes.view)
        }
        out.append(0x7d)
    }
}
