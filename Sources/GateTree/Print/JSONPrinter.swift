// A node as compact JSON text: members in document order, numbers in their own spelling (YAML-only spellings
// become JSON's), strings escaped as RFC 8259 §7 asks and no further.

import GateBytes

extension Node {
    /// Appends the node as compact JSON. False, with `out` in an unspecified longer state, as soon as more than
    /// `limit` bytes would have been added: aliases can make a small file print as a huge one.
    package func writeJSON(into out: inout [UInt8], limit: Int) -> Bool {
        tree.writeJSON(id, into: &out, end: out.count + limit)
    }

    /// Appends the node as compact JSON to a buffer; false, with nothing appended, above `limit` bytes.
    package func writeJSON(into out: inout ByteBuffer, limit: Int) -> Bool {
        var text: [UInt8] = []
        guard writeJSON(into: &text, limit: limit) else { return false }
        text.withByteView { out.append($0) }
        return true
    }

    /// The node as compact JSON text, nil above `limit` bytes.
    package func json(limit: Int = 64 << 20) -> String? {
        var out: [UInt8] = []
        return writeJSON(into: &out, limit: limit) ? String(decoding: out, as: UTF8.self) : nil
    }
}

extension Tree {
    /// Recursion is bounded by `TreeLimits.depthMax`.
    fileprivate func writeJSON(_ id: UInt32, into out: inout [UInt8], end: Int) -> Bool {
        let record = value(id)
        switch record.kind {
        case .null, .alias: out += [0x6e, 0x75, 0x6c, 0x6c]
        case .boolean: out += Array((record.count == 1 ? "true" : "false").utf8)
        case .number: withText(of: record) { out += NumberText.json($0) }
        case .string: withText(of: record) { JSONText.write($0, into: &out) }
        case .array:
            out.append(0x5b)
            for index in 0..<record.count {
                if index > 0 { out.append(0x2c) }
                guard writeJSON(elementIDs[Int(record.first) + index], into: &out, end: end) else { return false }
            }
            out.append(0x5d)
        case .object:
            out.append(0x7b)
            for index in 0..<record.count {
                let member = memberRecords[Int(record.first) + index]
                if index > 0 { out.append(0x2c) }
                withKey(member) { JSONText.write($0, into: &out) }
                out.append(0x3a)
                guard writeJSON(member.value, into: &out, end: end) else { return false }
            }
            out.append(0x7d)
        }
        return out.count <= end
    }
}

/// JSON string literals.
package enum JSONText {
    /// Appends UTF-8 text as a JSON string, quotes included.
    package static func write(_ text: UnsafeBufferPointer<UInt8>, into out: inout [UInt8]) {
        out.append(0x22)
        for byte in text {
            switch byte {
            case 0x22: out += [0x5c, 0x22]
            case 0x5c: out += [0x5c, 0x5c]
            case 0x08: out += [0x5c, 0x62]
            case 0x0c: out += [0x5c, 0x66]
            case 0x0a: out += [0x5c, 0x6e]
            case 0x0d: out += [0x5c, 0x72]
            case 0x09: out += [0x5c, 0x74]
            case 0..<0x20: out += [0x5c, 0x75, 0x30, 0x30, ASCII.hexDigit(byte >> 4), ASCII.hexDigit(byte & 15)]
            default: out.append(byte)
            }
        }
        out.append(0x22)
    }

    /// Appends a string as a JSON string, quotes included.
    package static func write(_ text: String, into out: inout [UInt8]) {
        var text = text
        text.withUTF8 { write($0, into: &out) }
    }
}
