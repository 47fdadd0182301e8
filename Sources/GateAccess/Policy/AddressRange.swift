// Networks of IP address conditions: CIDR of IPv4 (RFC 4632) and IPv6 (RFC 4291), and whether an address is in one.

import GateBytes

/// An address as sixteen bytes; IPv4 stands as `::ffff:a.b.c.d`.
package struct NetworkAddress: Sendable, Equatable {
    let high: UInt64
    let low: UInt64
    let isIPv4: Bool

    package init?(_ text: ByteView) {
        if text.firstIndex(of: 0x3a) == nil {
            guard let value = NetworkAddress.ipv4(text) else { return nil }
            self.init(ipv4: value)
        } else {
            self.init(ipv6: text)
        }
    }

    private init(ipv4 value: UInt32) {
        high = 0
        low = 0xffff_0000_0000 | UInt64(value)
        isIPv4 = true
    }

    private init?(ipv6 text: ByteView) {
        var groups: [UInt16] = []
        var gap: Int?
        var position = 0
        if text.count >= 2, text[0] == 0x3a {
            guard text[1] == 0x3a else { return nil }
            gap = 0
            position = 2
        }
        while position < text.count {
            let end = text.firstIndex(of: 0x3a, from: position) ?? text.count
            let part = text.slice(position, end)
            if end == text.count, part.firstIndex(of: 0x2e) != nil {
                guard let value = NetworkAddress.ipv4(part) else { return nil }
                groups += [UInt16(value >> 16), UInt16(value & 0xffff)]
                break
            }
            guard (1...4).contains(part.count) else { return nil }
            var value: UInt16 = 0
            for index in 0..<part.count {
                guard let digit = ASCII.hexValue(part[index]) else { return nil }
                value = value << 4 | UInt16(digit)
            }
            groups.append(value)
            if end == text.count { break }
            position = end + 1
            if position == text.count { return nil }
            if text[position] == 0x3a {
                if gap != nil { return nil }
                gap = groups.count
                position += 1
            }
        }
        if let gap {
            guard groups.count < 8 else { return nil }
            groups.insert(contentsOf: [UInt16](repeating: 0, count: 8 - groups.count), at: gap)
        }
        guard groups.count == 8 else { return nil }
        high = groups[0..<4].reduce(0) { $0 << 16 | UInt64($1) }
        low = groups[4..<8].reduce(0) { $0 << 16 | UInt64($1) }
        // RFC 4291 §2.5.5.2: an IPv4 client of a socket for both.
        isIPv4 = high == 0 && low >> 32 == 0xffff
    }

    /// Four decimal numbers without leading zeros, which some read as octal.
    private static func ipv4(_ text: ByteView) -> UInt32? {
        var value: UInt32 = 0
        var position = 0
        for index in 0..<4 {
            let end = index == 3 ? text.count : text.firstIndex(of: 0x2e, from: position) ?? -1
            guard end > position, end - position <= 3 else { return nil }
            let part = text.slice(position, end)
            guard let number = Decimal.parse(part, limit: 255), part.count == 1 || part[0] != 0x30 else { return nil }
            value = value << 8 | UInt32(number)
            position = end + 1
        }
        return value
    }
}

/// `203.0.113.0/24`, `2001:db8::/32`, or one address.
package struct AddressRange: Sendable, Equatable {
    private let base: NetworkAddress
    /// Bits of the sixteen bytes that count.
    private let bits: Int

    package init?(_ text: ByteView) {
        guard let slash = text.firstIndex(of: 0x2f) else {
            guard let address = NetworkAddress(text) else { return nil }
            base = address
            bits = 128
            return
        }
        let isDotted = text.firstIndex(of: 0x3a) == nil
        guard let address = NetworkAddress(text.slice(0, slash)),
            let length = Decimal.parse(text.dropFirst(slash + 1), limit: isDotted ? 32 : 128)
        else { return nil }
        base = address
        bits = isDotted ? length + 96 : length
    }

    /// IPv4 and IPv6 are never in each other's networks, not even in `::/0`.
    package func contains(_ address: NetworkAddress) -> Bool {
        if address.isIPv4 != base.isIPv4 { return false }
        let high = bits >= 64 ? UInt64.max : bits == 0 ? 0 : UInt64.max << UInt64(64 - bits)
        let low = bits >= 128 ? UInt64.max : bits <= 64 ? 0 : UInt64.max << UInt64(128 - bits)
        return address.high & high == base.high & high && address.low & low == base.low & low
    }
}
