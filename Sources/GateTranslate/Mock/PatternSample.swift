// Strings that a schema's `pattern` matches, for samples: the shortest way through the expression, repetitions grown
// together until a wanted length is reached. Look-around, back references and the like are left to the plain sample.

/// Makes strings of a regular expression (ECMA-262, as JSON Schema uses it).
enum PatternSample {
    /// Most times that a repetition is grown beyond its least. Ours.
    private static let growthMax = 128
    /// Longest expression looked at, in characters, and deepest group. Ours.
    private static let charactersMax = 1024
    private static let depthMax = 16

    /// A string of `least` to `most` characters that the pattern matches; nil where none is found.
    static func text(_ pattern: String, least: Int, most: Int) -> String? {
        let characters = Array(pattern.unicodeScalars)
        if characters.count > charactersMax { return nil }
        for growth in 0...growthMax {
            var reader = PatternReader(characters, growth: growth, lengthMax: min(most, SchemaSample.charactersMax))
            guard let text = reader.alternatives(depth: 0), reader.isAtEnd else { return nil }
            if text.count > most { return nil }
            if text.count >= least { return String(String.UnicodeScalarView(text)) }
        }
        return nil
    }

    fileprivate static func isTooDeep(_ depth: Int) -> Bool { depth > depthMax }
}

/// One way through an expression. Every reader gives nil for what it does not know.
private struct PatternReader {
    private let text: [Unicode.Scalar]
    private let growth: Int
    private let lengthMax: Int
    private var position = 0

    init(_ text: [Unicode.Scalar], growth: Int, lengthMax: Int) {
        self.text = text
        self.growth = growth
        self.lengthMax = lengthMax
    }

    var isAtEnd: Bool { position == text.count }

    /// The first of the alternatives; the others are read and dropped.
    mutating func alternatives(depth: Int) -> [Unicode.Scalar]? {
        if PatternSample.isTooDeep(depth) { return nil }
        guard let first = sequence(depth: depth) else { return nil }
        while take("|") { if sequence(depth: depth) == nil { return nil } }
        return first
    }

    private mutating func sequence(depth: Int) -> [Unicode.Scalar]? {
        var made: [Unicode.Scalar] = []
        while let next = peek, next != "|", next != ")" {
            position += 1
            switch next {
            // Within an expression they would need what stands beside them.
            case "^": if !made.isEmpty { return nil }
            case "$": if let behind = peek, behind != "|", behind != ")" { return nil }
            default:
                guard let unit = unit(next, depth: depth), let count = repetitions() else { return nil }
                if made.count + unit.count * count > lengthMax { return nil }
                for _ in 0..<count { made += unit }
            }
        }
        return made
    }

    private mutating func unit(_ first: Unicode.Scalar, depth: Int) -> [Unicode.Scalar]? {
        switch first {
        case "(":
            if take("?"), !take(":") { return nil }
            guard let inner = alternatives(depth: depth + 1), take(")") else { return nil }
            return inner
        case "[": return set().map { [$0] }
        case ".": return ["x"]
        // A border of a word takes no room; whether it is one shows when the sample is checked.
        case "\\": return take("b") ? [] : escape().map { [$0] }
        case "*", "+", "?", "{": return nil
        default: return [first]
        }
    }

    /// How often the unit before stands; 1 without a quantifier.
    private mutating func repetitions() -> Int? {
        var least = 1
        var most = 1
        if take("*") {
            (least, most) = (0, .max)
        } else if take("+") {
            most = .max
        } else if take("?") {
            least = 0
        } else if take("{") {
            guard let low = number() else { return nil }
            (least, most) = (low, low)
            if take(",") { most = number() ?? .max }
            guard take("}"), least <= most else { return nil }
        } else {
            return 1
        }
        _ = take("?")
        return most - least > growth ? least + growth : most
    }

    /// A member of a set: the first letter, digit or mark that it names. A negated set is searched for.
    private mutating func set() -> Unicode.Scalar? {
        let isNegated = take("^")
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while let next = peek, next != "]" {
            position += 1
            guard let low = next == "\\" ? escape() : next else { return nil }
            // `\d` and its like are known by one of theirs, which negation cannot use.
            let isClass = next == "\\" && isAlphanumeric(low)
            if isClass, isNegated { return nil }
            // A hyphen behind a class of characters is a hyphen.
            guard !isClass, peek == "-", position + 1 < text.count, text[position + 1] != "]" else {
                ranges.append(low...low)
                continue
            }
            position += 1
            guard let high = peek, high != "\\", low <= high else { return nil }
            position += 1
            ranges.append(low...high)
        }
        guard take("]") else { return nil }
        if !isNegated { return ranges.first?.lowerBound }
        return "xya0-_ ".unicodeScalars.first { one in !ranges.contains { $0.contains(one) } }
    }

    /// What stands behind a backslash: a class by one of its members, or a mark itself.
    private mutating func escape() -> Unicode.Scalar? {
        guard let next = peek else { return nil }
        position += 1
        switch next {
        case "d": return "0"
        case "w": return "x"
        case "s": return " "
        case "D", "S": return "x"
        case "W": return "-"
        case "t": return "\t"
        case "n": return "\n"
        case "r": return "\r"
        default: return isAlphanumeric(next) ? nil : next
        }
    }

    /// Whether a scalar is an ASCII letter or digit.
    private func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
    }

    private mutating func number() -> Int? {
        var value: Int?
        while let digit = peek, ("0"..."9").contains(digit) {
            position += 1
            value = min((value ?? 0) * 10 + Int(digit.value - 48), SchemaSample.charactersMax + 1)
        }
        return value
    }

    private var peek: Unicode.Scalar? { position < text.count ? text[position] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        if peek != scalar { return false }
        position += 1
        return true
    }
}
