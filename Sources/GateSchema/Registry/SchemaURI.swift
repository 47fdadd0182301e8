// References between schemas: RFC 3986 §5.2, on text.

/// A URI taken apart; parts that are absent are nil.
package struct SchemaURI: Hashable, Sendable {
    package var scheme: String?
    package var authority: String?
    package var path: String
    package var query: String?
    package var fragment: String?

    /// RFC 3986 appendix B.
    package init(_ text: String) {
        var rest = Substring(text)
        if let hash = rest.firstIndex(of: "#") {
            fragment = String(rest[rest.index(after: hash)...])
            rest = rest[..<hash]
        }
        if let mark = rest.firstIndex(of: "?") {
            query = String(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        }
        if let colon = rest.firstIndex(of: ":"), SchemaURI.isScheme(rest[..<colon]) {
            scheme = rest[..<colon].lowercased()
            rest = rest[rest.index(after: colon)...]
        }
        if rest.hasPrefix("//") {
            let start = rest.index(rest.startIndex, offsetBy: 2)
            let end = rest[start...].firstIndex(of: "/") ?? rest.endIndex
            authority = String(rest[start..<end])
            rest = rest[end...]
        }
        path = String(rest)
    }

    private static func isScheme(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, isLetter(first) else { return false }
        return text.utf8.allSatisfy { isLetter($0) || $0 &- 0x30 < 10 || $0 == 0x2b || $0 == 0x2d || $0 == 0x2e }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

    /// The text without its fragment.
    package var withoutFragment: String {
        var text = ""
        if let scheme { text += scheme + ":" }
        if let authority { text += "//" + authority }
        text += path
        if let query { text += "?" + query }
        return text
    }

    /// What `reference` means where this is the base.
    package func resolving(_ reference: String) -> SchemaURI {
        var target = SchemaURI(reference)
        if target.scheme != nil {
            target.path = SchemaURI.removingDots(target.path)
            return target
        }
        target.scheme = scheme
        if target.authority != nil {
            target.path = SchemaURI.removingDots(target.path)
            return target
        }
        target.authority = authority
        if target.path.isEmpty {
            target.path = path
            target.query = target.query ?? query
        } else if target.path.hasPrefix("/") {
            target.path = SchemaURI.removingDots(target.path)
        } else {
            let folder: String
            if authority != nil, path.isEmpty {
                folder = "/"
            } else if let slash = path.lastIndex(of: "/") {
                folder = String(path[...slash])
            } else {
                folder = ""
            }
            target.path = SchemaURI.removingDots(folder + target.path)
        }
        return target
    }

    private static func removingDots(_ path: String) -> String {
        guard path.contains(".") else { return path }
        var kept: [Substring] = []
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        for (index, segment) in segments.enumerated() {
            let isLast = index == segments.count - 1
            if segment == "." {
                if isLast { kept.append("") }
            } else if segment == ".." {
                if kept.count > 1 || (kept.count == 1 && kept[0] != "") { kept.removeLast() }
                if isLast { kept.append("") }
            } else {
                kept.append(segment)
            }
        }
        return kept.joined(separator: "/")
    }

    /// A fragment with its percent escapes decoded.
    package static func decoded(_ fragment: String) -> String {
        guard fragment.utf8.contains(0x25) else { return fragment }
        let source = Array(fragment.utf8)
        var bytes: [UInt8] = []
        var index = 0
        while index < source.count {
            if source[index] == 0x25, index + 2 < source.count, let high = hex(source[index + 1]),
                let low = hex(source[index + 2])
            {
                bytes.append(high << 4 | low)
                index += 3
            } else {
                bytes.append(source[index])
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}
