// Texts that manifests of packages ask for.

import GateBytes

enum SDKText {
    /// Most words of a title that names are made of. Ours.
    static let titleWordsMax = 8

    /// The line that says where a file is from.
    static func banner(_ api: ClientAPI) -> String {
        "Made by gatewright from \(api.title) \(api.version): a change here is lost."
    }

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

    /// Literal text of a path as it stands in a URI: what RFC 3986 §3.3 does not admit is percent-encoded.
    static func path(_ text: String) -> String {
        let admitted = Set("-._~!$&'()*+,;=:@/%?".utf8)
        return text.utf8.map { byte in
            let isPlain = admitted.contains(byte) || ASCII.isAlphanumeric(byte)
            if isPlain { return String(UnicodeScalar(byte)) }
            let digits = String(byte, radix: 16, uppercase: true)
            return "%" + String(repeating: "0", count: 2 - digits.count) + digits
        }.joined()
    }

    /// Text of XML.
    static func xml(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            default: if scalar.value >= 0x20, scalar.value & 0xfffe != 0xfffe { out.unicodeScalars.append(scalar) }
            }
        }
        return out
    }

    /// Group and artifact of Maven, and the package of classes: of `group:artifact`, of a package alone, or of a title.
    static func mavenNames(_ option: String?, title: Words) -> (group: String, artifact: String, package: String) {
        let parts = (option ?? "").split(separator: ":").prefix(2).map(String.init)
        func segment(_ text: String) -> String {
            let word = String(Words(text).words.joined().prefix(60))
            var scope = NameScope(reserved: JavaModels.keywords.union(["java", "javax", "kotlin"]))
            return scope.take(word)
        }
        let artifact = parts.count == 2 ? Words(parts[1]).kebab : String(title.kebab.prefix(100))
        guard let first = parts.first else {
            let package = segment(title.words.joined(separator: " "))
            return (package, artifact, package)
        }
        let group = first.split(separator: ".").map { segment(String($0)) }.joined(separator: ".")
        return (group, artifact, parts.count == 2 ? "\(group).\(segment(parts[1]))" : group)
    }
}
