// Wildcards: `*` is any run of bytes, also none and also over `/`; `?` is one character. `${*}`, `${?}` and `${$}` are
// the characters themselves. AWS: "IAM JSON policy elements: Resource", "Variables and tags".

import GateBytes

/// What is left of the steps that a decision may take.
struct MatchBudget {
    private(set) var steps = PolicyLimits.stepsMax

    var isExhausted: Bool { steps <= 0 }

    @inline(__always)
    mutating func spend(_ count: Int) { steps -= count }
}

extension PolicyPattern {
    /// nil for a variable that does not end or has no name.
    init?(_ text: [UInt8], wildcards: Bool, variables: Bool) {
        var tokens: [UInt16] = []
        tokens.reserveCapacity(text.count)
        var names: [PolicyVariable] = []
        var index = 0
        while index < text.count {
            let byte = text[index]
            if variables, byte == 0x24, index + 1 < text.count, text[index + 1] == 0x7b {
                guard let end = text[index...].firstIndex(of: 0x7d) else { return nil }
                let inside = Array(text[(index + 2)..<end])
                index = end + 1
                if inside == [0x2a] || inside == [0x3f] || inside == [0x24] {
                    tokens.append(UInt16(inside[0]))
                } else if let variable = PolicyVariable(inside) {
                    tokens.append(PolicyPattern.variable + UInt16(names.count))
                    names.append(variable)
                } else {
                    return nil
                }
                continue
            }
            index += 1
            if wildcards, byte == 0x2a {
                // Two stars say no more than one and would cost more.
                if tokens.last != PolicyPattern.any { tokens.append(PolicyPattern.any) }
            } else if wildcards, byte == 0x3f {
                tokens.append(PolicyPattern.one)
            } else {
                tokens.append(UInt16(byte))
            }
        }
        self.init(tokens: tokens, variables: names)
    }

    /// Whether the whole text fits.
    func matches(
        _ text: ByteView, ignoresCase: Bool = false, _ request: borrowing PolicyRequest, _ budget: inout MatchBudget
    ) -> Bool {
        if isAny { return true }
        budget.spend(tokens.count + text.count)
        if variables.isEmpty {
            return tokens.withUnsafeBufferPointer { PolicyPattern.fits($0, text, ignoresCase, &budget) }
        }
        guard let filled = filled(request) else { return false }
        return filled.withUnsafeBufferPointer { PolicyPattern.fits($0, text, ignoresCase, &budget) }
    }

    /// The tokens with the values of variables in their places; nil where one has none: such a pattern fits nothing.
    private func filled(_ request: borrowing PolicyRequest) -> [UInt16]? {
        var result: [UInt16] = []
        for token in tokens {
            guard token >= PolicyPattern.variable else {
                result.append(token)
                continue
            }
            let variable = variables[Int(token - PolicyPattern.variable)]
            var value = ByteBuffer(capacity: 64)
            if !request.append(variable.key, to: &value) {
                guard let fallback = variable.fallback else { return nil }
                fallback.withByteView { value.append($0) }
            }
            for index in 0..<value.count { result.append(UInt16(value.view[index])) }
        }
        return result
    }

    /// Greedy with one place to go back to: as many steps as pattern times text at most.
    private static func fits(
        _ pattern: UnsafeBufferPointer<UInt16>, _ text: ByteView, _ ignoresCase: Bool, _ budget: inout MatchBudget
    ) -> Bool {
        var position = 0
        var token = 0
        var star = -1
        var retry = 0
        while position < text.count {
            if token < pattern.count, pattern[token] == any {
                star = token
                token += 1
                retry = position
                continue
            }
            if token < pattern.count, let next = step(pattern[token], text, position, ignoresCase) {
                token += 1
                position = next
                continue
            }
            guard star >= 0 else { return false }
            budget.spend(1)
            if budget.isExhausted { return false }
            token = star + 1
            retry += 1
            position = retry
        }
        while token < pattern.count, pattern[token] == any { token += 1 }
        return token == pattern.count
    }

    /// Where the text goes on behind a token that fits it.
    @inline(__always)
    private static func step(_ token: UInt16, _ text: ByteView, _ position: Int, _ ignoresCase: Bool) -> Int? {
        let byte = text[position]
        if token == one {
            // One character, however many bytes it has.
            var next = position + 1
            if byte >= 0xc0 { while next < text.count, text[next] & 0xc0 == 0x80 { next += 1 } }
            return next
        }
        let wanted = UInt8(truncatingIfNeeded: token)
        if wanted == byte { return position + 1 }
        return ignoresCase && ASCII.lowercased(wanted) == ASCII.lowercased(byte) ? position + 1 : nil
    }
}

extension PolicyVariable {
    /// Takes what stands in the braces: a key, perhaps a comma and a text in apostrophes.
    init?(_ text: [UInt8]) {
        let comma = text.firstIndex(of: 0x2c)
        let name = text[..<(comma ?? text.count)].filter { $0 != 0x20 }
        guard !name.isEmpty else { return nil }
        key = name.withByteView { ConditionKey($0) }
        guard let comma else {
            fallback = nil
            return
        }
        let rest = Array(text[(comma + 1)...])
        let trimmed = rest.withByteView { [UInt8]($0.trimmingBlanks()) }
        guard trimmed.count >= 2, trimmed.first == 0x27, trimmed.last == 0x27 else { return nil }
        fallback = Array(trimmed.dropFirst().dropLast())
    }
}
