// Formats of names and addresses: RFC 1123, 2673, 4291, 5321, 3986, 3987, 6570.

import GateBytes

/// Names and addresses of the net.
enum NetFormats {
    /// RFC 1123 §2.1: labels of letters, digits and inner hyphens, up to 63 bytes, 253 together. A label with `--`
    /// in third place must be an A-label (RFC 5891 §4.2.3.1), which drafts before 2019-09 did not ask.
    static func hostname(_ text: ByteView, checksALabels: Bool) -> Bool {
        if text.isEmpty || text.count > 253 { return false }
        var start = 0
        for index in 0...text.count where index == text.count || text[index] == 0x2e {
            let label = text.slice(start, index)
            start = index + 1
            if !isLabel(label, checksALabels: checksALabels) { return false }
        }
        return true
    }

    private static func isLabel(_ label: ByteView, checksALabels: Bool) -> Bool {
        if label.isEmpty || label.count > 63 { return false }
        if label[0] == 0x2d || label[label.count - 1] == 0x2d { return false }
        for index in 0..<label.count where !ASCII.isAlphanumeric(label[index]) && label[index] != 0x2d { return false }
        if checksALabels, label.count >= 4, label[2] == 0x2d, label[3] == 0x2d {
            if !label.slice(0, 2).equalsIgnoringCase(ByteView("xn")) { return false }
            return InternationalNames.isALabel(label.dropFirst(4))
        }
        return true
    }

    /// Four decimal octets without leading zeros (RFC 2673 §3.2 as RFC 3986 narrows it).
    static func ipv4(_ text: ByteView) -> Bool {
        var scan = FormatScan(text)
        for part in 0..<4 {
            if part > 0, !scan.take(0x2e) { return false }
            let start = scan.position
            var value = 0
            while scan.position - start < 3, scan.takeDigit() {
                value = value * 10 + Int(text[scan.position - 1] - 0x30)
            }
            let digits = scan.position - start
            if digits == 0 || value > 255 || (digits > 1 && text[start] == 0x30) { return false }
        }
        return scan.isAtEnd
    }

    /// RFC 4291 §2.2, without zones.
    static func ipv6(_ text: ByteView) -> Bool {
        var groups = 0
        var hasGap = false
        var index = 0
        if text.count >= 2, text[0] == 0x3a {
            if text[1] != 0x3a { return false }
            hasGap = true
            index = 2
            if index == text.count { return true }
        }
        while true {
            let start = index
            while index < text.count, ASCII.hexValue(text[index]) != nil { index += 1 }
            if index < text.count, text[index] == 0x2e {
                return ipv4(text.dropFirst(start)) && (hasGap ? groups + 2 < 8 : groups + 2 == 8)
            }
            if index == start || index - start > 4 { return false }
            groups += 1
            if index == text.count { return hasGap ? groups < 8 : groups == 8 }
            if text[index] != 0x3a || groups == 8 { return false }
            index += 1
            if index == text.count { return false }
            if text[index] == 0x3a {
                if hasGap { return false }
                hasGap = true
                index += 1
                if index == text.count { return groups < 8 }
            }
        }
    }

    /// RFC 5321 §4.1.2 `Mailbox`.
    static func email(_ text: ByteView, allowsUnicode: Bool) -> Bool {
        var at = -1
        for index in 0..<text.count where text[index] == 0x40 { at = index }
        if at < 1 { return false }
        let local = text.slice(0, at)
        let domain = text.dropFirst(at + 1)
        if local.count > 64 || !isLocalPart(local, allowsUnicode: allowsUnicode) { return false }
        if domain.count > 2, domain[0] == 0x5b, domain[domain.count - 1] == 0x5d {
            let address = domain.slice(1, domain.count - 1)
            if address.count > 5, address.slice(0, 5).equalsIgnoringCase(ByteView("IPv6:")) {
                return ipv6(address.dropFirst(5))
            }
            return ipv4(address)
        }
        return allowsUnicode ? InternationalNames.hostname(domain) : hostname(domain, checksALabels: false)
    }

    private static func isLocalPart(_ local: ByteView, allowsUnicode: Bool) -> Bool {
        if local.count >= 2, local[0] == 0x22, local[local.count - 1] == 0x22 {
            var index = 1
            while index < local.count - 1 {
                let byte = local[index]
                if byte == 0x22 || byte < 0x20 || byte == 0x7f { return false }
                if byte == 0x5c {
                    index += 1
                    if index == local.count - 1 { return false }
                }
                index += 1
            }
            return true
        }
        var before: UInt8 = 0x2e
        for index in 0..<local.count {
            let byte = local[index]
            if byte == 0x2e {
                if before == 0x2e { return false }
            } else if byte >= 0x80 {
                if !allowsUnicode { return false }
            } else if !isAtomText(byte) {
                return false
            }
            before = byte
        }
        return before != 0x2e
    }

    /// RFC 5322 `atext`.
    private static func isAtomText(_ byte: UInt8) -> Bool {
        ASCII.isToken(byte) || byte == 0x2f || byte == 0x3d || byte == 0x3f || byte == 0x7b || byte == 0x7d
    }

    // MARK: RFC 3986, 3987

    static func uri(_ text: ByteView, allowsUnicode: Bool, allowsRelative: Bool) -> Bool {
        var rest = text
        let scheme = schemeLength(text)
        if scheme > 0 {
            rest = text.dropFirst(scheme + 1)
        } else if !allowsRelative {
            return false
        }
        guard areURICharacters(rest, allowsUnicode: allowsUnicode) else { return false }
        // The fragment is what stands behind the first `#`, and holds no other.
        var end = rest.count
        if let hash = rest.firstIndex(of: 0x23) {
            if rest.firstIndex(of: 0x23, from: hash + 1) != nil { return false }
            end = hash
        }
        if rest.count >= 2, rest[0] == 0x2f, rest[1] == 0x2f {
            var stop = 2
            while stop < end, rest[stop] != 0x2f, rest[stop] != 0x3f { stop += 1 }
            return authority(rest.slice(2, stop)) && !hasBrackets(rest.dropFirst(stop))
        }
        if hasBrackets(rest) { return false }
        if scheme == 0 {
            // A first segment with a colon would read as a scheme (§4.2).
            for index in 0..<end {
                if rest[index] == 0x2f || rest[index] == 0x3f { break }
                if rest[index] == 0x3a { return false }
            }
        }
        return true
    }

    private static func hasBrackets(_ text: ByteView) -> Bool {
        text.firstIndex(of: 0x5b) != nil || text.firstIndex(of: 0x5d) != nil
    }

    /// How long the scheme is that a text starts with, without its colon; 0 when there is none.
    private static func schemeLength(_ text: ByteView) -> Int {
        if text.isEmpty || !ASCII.isLetter(text[0]) { return 0 }
        for index in 1..<max(text.count, 1) {
            let byte = text[index]
            if byte == 0x3a { return index }
            if !ASCII.isAlphanumeric(byte), byte != 0x2b, byte != 0x2d, byte != 0x2e { return 0 }
        }
        return 0
    }

    private static func areURICharacters(_ text: ByteView, allowsUnicode: Bool) -> Bool {
        var index = 0
        while index < text.count {
            let byte = text[index]
            switch byte {
            case 0x25:
                if index + 2 >= text.count || ASCII.hexValue(text[index + 1]) == nil
                    || ASCII.hexValue(text[index + 2]) == nil
                {
                    return false
                }
                index += 2
            case 0x22, 0x3c, 0x3e, 0x5c, 0x5e, 0x60, 0x7b, 0x7c, 0x7d, 0x7f, 0x00...0x20: return false
            case 0x80...: if !allowsUnicode { return false }
            default: break
            }
            index += 1
        }
        return true
    }

    private static func authority(_ text: ByteView) -> Bool {
        var host = text
        if let at = text.firstIndex(of: 0x40) {
            if hasBrackets(text.slice(0, at)) { return false }
            host = text.dropFirst(at + 1)
            if host.firstIndex(of: 0x40) != nil { return false }
        }
        var port = host.count
        if !host.isEmpty, host[0] == 0x5b {
            guard let close = host.firstIndex(of: 0x5d) else { return false }
            let address = host.slice(1, close)
            let isFuture = address.count > 1 && address[0] | 0x20 == 0x76
            if !isFuture, !ipv6(address) { return false }
            port = close + 1
            if port < host.count, host[port] != 0x3a { return false }
        } else {
            if hasBrackets(host) { return false }
            port = host.firstIndex(of: 0x3a) ?? host.count
        }
        if port >= host.count { return true }
        for index in port + 1..<max(host.count, port + 1) where !ASCII.isDigit(host[index]) { return false }
        return true
    }

    /// RFC 6570: balanced, unnested expressions over allowed names.
    static func uriTemplate(_ text: ByteView) -> Bool {
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte == 0x7d { return false }
            if byte == 0x7b {
                guard let close = text.firstIndex(of: 0x7d, from: index), isExpression(text.slice(index + 1, close))
                else { return false }
                index = close
            } else if byte <= 0x20 || byte == 0x22 || byte == 0x3c || byte == 0x3e || byte == 0x5c || byte == 0x5e
                || byte == 0x60 || byte == 0x7c || byte == 0x7f
            {
                return false
            }
            index += 1
        }
        return true
    }

    private static func isExpression(_ text: ByteView) -> Bool {
        if text.isEmpty { return false }
        let operators = ByteView("+#./;?&=,!@|")
        var start = operators.firstIndex(of: text[0]) == nil ? 0 : 1
        if start == text.count { return false }
        for index in start...text.count where index == text.count || text[index] == 0x2c {
            if !isVariable(text.slice(start, index)) { return false }
            start = index + 1
        }
        return true
    }

    private static func isVariable(_ text: ByteView) -> Bool {
        var name = text
        if name.count > 1, name[name.count - 1] == 0x2a {
            name = name.slice(0, name.count - 1)
        } else if let colon = name.firstIndex(of: 0x3a) {
            let digits = name.dropFirst(colon + 1)
            if digits.isEmpty || digits.count > 4 || digits[0] == 0x30 { return false }
            for index in 0..<digits.count where !ASCII.isDigit(digits[index]) { return false }
            name = name.slice(0, colon)
        }
        if name.isEmpty || name[0] == 0x2e || name[name.count - 1] == 0x2e { return false }
        for index in 0..<name.count {
            let byte = name[index]
            if byte == 0x2e, name[index - 1] == 0x2e { return false }
            if !ASCII.isAlphanumeric(byte), byte != 0x5f, byte != 0x2e, byte != 0x25 { return false }
        }
        return true
    }
}
