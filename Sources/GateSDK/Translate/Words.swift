// Names out of words. A document's names hold anything; identifiers hold letters and digits. A name is split where case
// or separators say so, and each language joins the words in its own manner. Must not know languages' keywords: those
// come with `NameScope`.

import GateBytes

/// The words of a name, in lower case, of ASCII letters and digits; never empty.
package struct Words: Hashable, Sendable {
    package let words: [String]

    package init(_ name: String) {
        var words: [String] = []
        var word = ""
        let bytes = Array(name.utf8)
        for (index, byte) in bytes.enumerated() {
            guard ASCII.isAlphanumeric(byte) else {
                if byte == 0x27 { continue }  // `pet's` is one word.
                if !word.isEmpty { words.append(word) }
                word = ""
                continue
            }
            if !word.isEmpty, Words.startsWord(bytes, index) {
                words.append(word)
                word = ""
            }
            word.unicodeScalars.append(Unicode.Scalar(Words.lowered(byte)))
        }
        if !word.isEmpty { words.append(word) }
        if words.isEmpty {
            // A name without a single letter or digit is told by its scalars: `😀` is `u1f600`.
            words = name.unicodeScalars.prefix(4).map { "u" + String($0.value, radix: 16) }
        }
        self.words = words.isEmpty ? ["empty"] : words
    }

    package init(words: [String]) { self.words = words.isEmpty ? ["empty"] : words }

    /// `petID` breaks before `I`, `HTTPServer` before `S`.
    private static func startsWord(_ bytes: [UInt8], _ index: Int) -> Bool {
        guard isUpper(bytes[index]) else { return false }
        let before = bytes[index - 1]
        if isUpper(before) {
            return index + 1 < bytes.count && isLower(bytes[index + 1]) && !isPlural(bytes, index + 1)
        }
        return true
    }

    /// The `s` of `IDs`.
    private static func isPlural(_ bytes: [UInt8], _ index: Int) -> Bool {
        bytes[index] == 0x73 && (index + 1 == bytes.count || isUpper(bytes[index + 1]))
    }

    private static func isUpper(_ byte: UInt8) -> Bool { byte >= 0x41 && byte <= 0x5a }
    private static func isLower(_ byte: UInt8) -> Bool { byte >= 0x61 && byte <= 0x7a }
    private static func lowered(_ byte: UInt8) -> UInt8 { isUpper(byte) ? byte + 0x20 : byte }

    /// The first words, for names that have to stay short.
    package func prefix(_ count: Int) -> Words { Words(words: Array(words.prefix(count))) }

    /// No longer than so many characters with separators: words of the middle are left out, for the first tell what
    /// something belongs to and the last what it is.
    package func fitting(_ lengthMax: Int) -> Words {
        guard snake.utf8.count > lengthMax else { return self }
        var head: [String] = []
        var tail: [String] = []
        // The first has no separator before it.
        var rest = lengthMax + 1
        var middle = words[...]
        while let word = head.count > tail.count ? middle.last : middle.first, word.utf8.count < rest {
            rest -= word.utf8.count + 1
            if head.count > tail.count {
                tail.insert(middle.removeLast(), at: 0)
            } else {
                head.append(middle.removeFirst())
            }
        }
        if head.isEmpty { head = [String(words[0].prefix(lengthMax))] }
        return Words(words: head + tail)
    }

    package static func + (left: Words, right: Words) -> Words { Words(words: left.words + right.words) }

    /// `petOwner`.
    package var camel: String {
        words.enumerated().map { $0.offset == 0 ? $0.element : Words.capitalized($0.element) }.joined()
    }
    /// `PetOwner`.
    package var pascal: String { words.map(Words.capitalized).joined() }
    /// `pet_owner`.
    package var snake: String { words.joined(separator: "_") }
    /// `PET_OWNER`.
    package var shouted: String { words.map { $0.uppercased() }.joined(separator: "_") }
    /// `pet-owner`.
    package var kebab: String { words.joined(separator: "-") }

    private static func capitalized(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }
}

/// Identifiers of one scope: none twice, none that the language keeps for itself.
package struct NameScope {
    /// Taken identifiers, in lower case where the scope takes no notice of case.
    private var taken: Set<String>
    private let ignoresCase: Bool
    private let prefix: String

    /// - Parameters:
    ///   - reserved: What cannot be used.
    ///   - ignoresCase: Whether `Pet` and `pet` clash: names of files.
    ///   - digitPrefix: What goes before a digit at the start.
    package init(reserved: Set<String> = [], ignoresCase: Bool = false, digitPrefix: String = "_") {
        self.ignoresCase = ignoresCase
        prefix = digitPrefix
        taken = ignoresCase ? Set(reserved.map { $0.lowercased() }) : reserved
    }

    /// An identifier as near to the wanted one as can be had: `type_`, then `type2`.
    package mutating func take(_ wanted: String, suffix: String = "_") -> String {
        var name = wanted
        if let first = name.utf8.first, first >= 0x30, first <= 0x39 { name = prefix + name }
        if insert(name) { return name }
        let base = name
        name = base + suffix
        var number = 2
        while !insert(name) {
            name = base + String(number)
            number += 1
        }
        return name
    }

    private mutating func insert(_ name: String) -> Bool {
        taken.insert(ignoresCase ? name.lowercased() : name).inserted
    }
}
