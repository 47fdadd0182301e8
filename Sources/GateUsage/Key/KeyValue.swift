// The text of an API key: what may be one, and how a new one is made. AWS: "API Gateway API key file format" and
// CreateApiKey; the lengths are recorded from AWS.

import GateBytes

/// Rules of key values, names and identifiers.
package enum KeyValue {
    /// Bytes of a value. AWS: `API Key value should be at least 20 characters`, `… exceeds maximum size of 128
    /// characters` (recorded).
    package static let bytesMin = 20
    package static let bytesMax = 128
    /// Longest name, in bytes. AWS: `Invalid API Key name, can be at most 1024 characters.` (recorded)
    package static let nameBytesMax = 1_024
    /// Characters of a generated value: 40 of 62 are 238 random bits. AWS's own have as many (observed).
    package static let generatedCount = 40
    /// Characters of a generated identifier, as AWS's have.
    package static let identifierCount = 10

    /// Why a value cannot be a key's, in AWS's words; nil when it can. A field value carries no blanks around it and
    /// no controls, so a key with them could never be sent.
    package static func problem(of value: String) -> String? {
        if value.utf8.count < bytesMin { return "API Key value should be at least \(bytesMin) characters" }
        if value.utf8.count > bytesMax { return "API Key value exceeds maximum size of \(bytesMax) characters" }
        if value.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7f }) {
            return "API Key value has characters that no header carries"
        }
        return nil
    }

    /// A new value.
    ///
    /// - Parameter random: 64 bits of a cryptographic generator at each call.
    package static func generated(_ random: () -> UInt64) -> String {
        text(of: Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8), generatedCount, random)
    }

    /// A new identifier: lower-case letters and digits.
    package static func identifier(_ random: () -> UInt64) -> String {
        text(of: Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8), identifierCount, random)
    }

    /// Bytes beyond the last whole multiple of the alphabet are thrown away: every character is equally likely.
    private static func text(of alphabet: [UInt8], _ count: Int, _ random: () -> UInt64) -> String {
        let limit = UInt8(256 / alphabet.count * alphabet.count)
        var characters: [UInt8] = []
        while characters.count < count {
            var word = random()
            for _ in 0..<8 where characters.count < count {
                let byte = UInt8(truncatingIfNeeded: word)
                word >>= 8
                if byte < limit { characters.append(alphabet[Int(byte) % alphabet.count]) }
            }
        }
        return String(decoding: characters, as: UTF8.self)
    }

    /// A value as logs show it: its last characters behind asterisks, as AWS's execution logs do.
    package static func appendMasked(_ value: ByteView, to out: inout ByteBuffer) {
        let shown = value.count >= bytesMin ? shownCount : 0
        for _ in 0..<maskedCount { out.append(0x2a) }
        out.append(value.dropFirst(value.count - shown))
    }

    private static let shownCount = 6
    private static let maskedCount = 34
}
