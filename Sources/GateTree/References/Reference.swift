// The text of a `$ref`: a URI reference (RFC 3986) whose fragment is a JSON Pointer (RFC 6901 §6), or the name of an
// anchor.

import GateBytes

/// A parsed `$ref`.
struct Reference {
    /// The file part of a reference.
    struct File {
        /// `http`, `https`, `file`, … or `absolute` for a path that starts with `/`; nil for a relative path.
        let scheme: String?
        /// Percent-decoded.
        let path: String
    }

    /// What is wrong with the text.
    enum Fault: Error {
        case empty
        /// `%` without two hexadecimal digits, or bytes that are not UTF-8.
        case percent
        /// `~` without 0 or 1.
        case tilde
        /// A fragment that does not start with `/`, where names mean nothing.
        case fragment(String)
        case controlCharacter
    }

    /// nil for a reference into the same document.
    let file: File?
    let tokens: [String]
    /// The fragment where it is a name instead of a pointer.
    let anchor: String?

    private init(file: File?, tokens: [String], anchor: String?) {
        self.file = file
        self.tokens = tokens
        self.anchor = anchor
    }

    static func parse(_ text: String) -> Result<Reference, Fault> {
        if text.isEmpty { return .failure(.empty) }
        let bytes = Array(text.utf8)
        let hash = bytes.firstIndex(of: 0x23) ?? bytes.count
        guard let fragment = decoded(hash < bytes.count ? bytes[(hash + 1)...] : []) else { return .failure(.percent) }
        let anchor = fragment.isEmpty || fragment.utf8.first == 0x2f ? nil : fragment
        guard let tokens = JSONPointer.tokens(anchor == nil ? fragment : "") else { return .failure(.tilde) }
        if hash == 0 { return .success(Reference(file: nil, tokens: tokens, anchor: anchor)) }
        let location = bytes[..<hash]
        if let scheme = scheme(location) {
            return .success(Reference(file: File(scheme: scheme, path: ""), tokens: tokens, anchor: anchor))
        }
        guard let path = decoded(location) else { return .failure(.percent) }
        if path.utf8.contains(where: ASCII.isControl) { return .failure(.controlCharacter) }
        let isAbsolute = path.utf8.first == 0x2f || path.utf8.first == 0x5c
        let file = File(scheme: isAbsolute ? "absolute" : nil, path: path)
        return .success(Reference(file: file, tokens: tokens, anchor: anchor))
    }

    /// `letter *( letter / digit / + - . ) :` at the start, in lower case; one letter is a Windows drive.
    private static func scheme(_ text: ArraySlice<UInt8>) -> String? {
        if text.starts(with: [0x2f, 0x2f]) { return "//" }
        guard let first = text.first, ASCII.isLetter(first), let colon = text.firstIndex(of: 0x3a) else { return nil }
        let name = text[..<colon]
        guard name.allSatisfy({ ASCII.isAlphanumeric($0) || $0 == 0x2b || $0 == 0x2d || $0 == 0x2e }) else {
            return nil
        }
        return name.count == 1 ? "absolute" : String(decoding: name.map(ASCII.lowercased), as: UTF8.self)
    }

    /// Percent-decodes; nil for an incomplete escape or bytes that are not UTF-8.
    private static func decoded(_ text: ArraySlice<UInt8>) -> String? {
        var bytes: [UInt8] = []
        var index = text.startIndex
        while index < text.endIndex {
            guard text[index] == 0x25 else {
                bytes.append(text[index])
                index += 1
                continue
            }
            guard index + 2 < text.endIndex, let high = ASCII.hexValue(text[index + 1]),
                let low = ASCII.hexValue(text[index + 2])
            else { return nil }
            bytes.append(high << 4 | low)
            index += 3
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
