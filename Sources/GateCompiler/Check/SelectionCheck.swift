// Selection patterns of integration responses: whether the runtime's engine takes them, whether any status matches,
// whether earlier responses leave something to match. Patterns repeat from method to method, so each text is
// looked at once.

import CPcre2
import GateSource

/// The statuses 100 to 599 as a set.
struct StatusSet {
    private(set) var words = [UInt64](repeating: 0, count: 8)

    mutating func insert(_ status: Int) { words[(status - 100) / 64] |= 1 << UInt64((status - 100) % 64) }

    mutating func formUnion(_ other: StatusSet) { for index in 0..<8 { words[index] |= other.words[index] } }

    var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    func isSubset(of other: StatusSet) -> Bool { (0..<8).allSatisfy { words[$0] & ~other.words[$0] == 0 } }
}

/// Looks at selection patterns.
final class SelectionCheck {
    /// What a pattern text is.
    enum Finding {
        case unreadable(reason: String, offset: Int)
        case statuses(StatusSet)
    }

    /// Longest pattern, in bytes; the runtime's own bound.
    static let textBytesMax = 16_384
    /// Bounds of one trial match: texts of three digits need no more. A pattern that does exceeds them at run time
    /// too, where it does not match.
    private static let stepsMax: UInt32 = 100_000
    private static let depthMax: UInt32 = 2_000
    private static let heapKibibytesMax: UInt32 = 1_024

    private var known: [String: Finding] = [:]

    /// What a pattern's text is.
    func finding(_ text: String) -> Finding {
        if let finding = known[text] { return finding }
        let finding = look(at: text)
        known[text] = finding
        return finding
    }

    private func look(at text: String) -> Finding {
        var bytes = Array(text.utf8)
        if bytes.count > SelectionCheck.textBytesMax {
            return .unreadable(reason: "longer than \(SelectionCheck.textBytesMax) bytes", offset: 0)
        }
        let size = bytes.count
        if bytes.isEmpty { bytes = [0] }
        // The options of the runtime's `Pattern.whole`.
        let options =
            UInt32(PCRE2_UTF) | UInt32(PCRE2_MATCH_INVALID_UTF) | UInt32(PCRE2_ALT_BSUX)
            | UInt32(PCRE2_ANCHORED) | UInt32(PCRE2_ENDANCHORED) | UInt32(PCRE2_DOTALL)
        var error: Int32 = 0
        var offset = 0
        guard let code = gate_pcre2_compile(bytes, size, options, 1, &error, &offset) else {
            return .unreadable(reason: SelectionCheck.reason(error), offset: min(max(offset, 0), size))
        }
        defer { gate_pcre2_free(code) }
        var statuses = StatusSet()
        for status in 100...599 {
            let digits = [UInt8(0x30 + status / 100), UInt8(0x30 + status / 10 % 10), UInt8(0x30 + status % 10)]
            let result = gate_pcre2_match(
                code, digits, 3, SelectionCheck.stepsMax, SelectionCheck.depthMax, SelectionCheck.heapKibibytesMax)
            if result == 1 { statuses.insert(status) }
        }
        return .statuses(statuses)
    }

    private static func reason(_ error: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let length = pcre2_get_error_message_8(error, &buffer, buffer.count)
        return length > 0 ? String(decoding: buffer[0..<Int(length)], as: UTF8.self) : "error \(error)"
    }
}
