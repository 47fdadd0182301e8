// Texts that manifests of packages ask for.

enum SDKText {
    /// Most words of a title that names are made of. Ours.
    static let titleWordsMax = 8

    /// A version as Semantic Versioning 2.0.0 has it: `1.2` is `1.2.0`, what is none is `0.0.0`.
    static func semanticVersion(_ text: String) -> String {
        let numbers = text.drop { $0 == "v" || $0 == "V" }.split(separator: ".").prefix(3)
        let valid = numbers.allSatisfy { part in
            !part.isEmpty && part.count < 10 && part.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
        }
        guard valid, !numbers.isEmpty else {
            // A date is a version too: `2016-09-07` is `2016.9.7`.
            let parts = text.prefix(10).split(separator: "-").compactMap { Int($0) }
            return parts.count == 3 && text.count >= 10 ? parts.map(String.init).joined(separator: ".") : "0.0.0"
        }
        let plain = numbers.map { String(Int($0) ?? 0) }
        return (plain + Array(repeating: "0", count: 3 - plain.count)).joined(separator: ".")
    }

    /// The product of a `User-Agent`: short enough for a line of any language.
    static func userAgent(_ api: ClientAPI) -> String {
        "\(Words(api.title).kebab.prefix(36))/\(token(api.version).prefix(16))"
    }

    /// A token of RFC 9110 §5.6.2: what else stands in a text is `-`.
    static func token(_ text: String) -> String {
        let made = String(
            text.unicodeScalars.prefix(40).map { scalar -> Character in
                let isPlain =
                    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
                    || scalar == "."
                return isPlain ? Character(scalar) : "-"
            })
        return made.isEmpty ? "0" : made
    }

    /// A line of Markdown that is only text.
    static func markdown(_ text: String) -> String {
        let special: Set<Character> = ["\\", "`", "*", "_", "{", "}", "[", "]", "<", ">", "#", "|", "!", "&"]
        return SourceText.firstLine(text).map { special.contains($0) ? "\\\($0)" : String($0) }.joined()
    }

    /// What stands between backquotes in a table of Markdown.
    static func code(_ text: String) -> String {
        SourceText.firstLine(text).map { $0 == "`" ? "'" : $0 == "|" ? "\\|" : String($0) }.joined()
    }
}
