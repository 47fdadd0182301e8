// Claims as integrations see them: as JSON for JWT authorizers (AWS: "Pass JWT claims to your integration"), as texts
// for Cognito's, where times are spelled as Java does and lists are joined (AWS's examples of proxy events).

import GateBytes
import GateJSON

/// Writes claims.
enum TokenClaims {
    static func read(_ root: JSONCursor) -> [VerifiedToken.Claim] {
        var claims: [VerifiedToken.Claim] = []
        var members = root.members
        var scratch = ByteBuffer(capacity: 256)
        while let member = members.next() {
            let name = [UInt8](member.name.decoded(scratch: &scratch))
            scratch.removeAll()
            JSONWriter.append(member.value, to: &scratch)
            let json = escaped(scratch.view)
            scratch.removeAll()
            appendText(member.value, isTime: name.elementsEqual("exp".utf8) || name.elementsEqual("iat".utf8), &scratch)
            claims.append(VerifiedToken.Claim(name: name, json: json, text: [UInt8](scratch.view)))
        }
        return claims
    }

    private static func appendText(_ value: JSONCursor, isTime: Bool, _ out: inout ByteBuffer) {
        switch value.kind {
        case .string: value.decode(into: &out)
        case .number where isTime && value.isInteger:
            guard let seconds = JSONNumber.integer(value.text) else { return out.append(value.text) }
            appendJavaDate(seconds, &out)
        case .array:
            var elements = value.elements
            var isFirst = true
            while let element = elements.next() {
                if !isFirst { out.append(0x2c) }
                isFirst = false
                appendText(element, isTime: false, &out)
            }
        default: JSONWriter.append(value, to: &out)
        }
    }

    private static let days: [StaticString] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months: [StaticString] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `Fri Nov 27 08:00:00 UTC 2026`.
    static func appendJavaDate(_ seconds: Int, _ out: inout ByteBuffer) {
        // Beyond that a year has more than four digits, and no token lives as long.
        guard (0..<253_402_300_800).contains(seconds) else { return out.append(decimal: seconds) }
        let day = seconds / 86_400
        let clock = seconds % 86_400
        let date = CivilDay(day)
        out.append(days[day % 7])
        out.append(0x20)
        out.append(months[date.month - 1])
        out.append(0x20)
        out.append(decimal: date.day, digits: 2)
        out.append(0x20)
        out.append(decimal: clock / 3600, digits: 2)
        out.append(0x3a)
        out.append(decimal: clock / 60 % 60, digits: 2)
        out.append(0x3a)
        out.append(decimal: clock % 60, digits: 2)
        out.append(" UTC ")
        out.append(decimal: date.year, digits: 4)
    }

    /// JSON in ASCII: `é` is `\u00E9`.
    private static func escaped(_ json: ByteView) -> [UInt8] {
        var isASCII = true
        for index in 0..<json.count where json[index] >= 0x80 { isASCII = false }
        if isASCII { return [UInt8](json) }
        var out = ByteBuffer(capacity: json.count * 2)
        for unit in String(json).utf16 {
            if unit < 0x80 {
                out.append(UInt8(unit))
                continue
            }
            out.append("\\u")
            for shift in [12, 8, 4, 0] { out.append(ASCII.hexDigitUppercase(UInt8(unit >> UInt16(shift) & 15))) }
        }
        return [UInt8](out.view)
    }
}
