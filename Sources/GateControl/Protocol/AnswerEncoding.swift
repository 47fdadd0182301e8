// From a handler's answer to an HTTP response: members that the output's shape knows, without nulls, times as the
// service writes them, members of fields as fields. Nulls in maps stay: a template may be null.

import GateBytes
import GateJSON

/// Encodes the answers of one operation.
struct AnswerEncoding: Sendable {
    let model: ServiceModel
    let operation: Operation

    /// The form of the answer, for clients that ask for no other.
    var hypertext: Hypertext?

    /// `payload` is the body of operations whose answer is one.
    func encode(_ answer: JSONValue, payload: [UInt8]?) -> ControlResponse {
        guard let output = operation.output else { return ControlResponse(status: operation.status) }
        let members = model.members(output)
        var response = ControlResponse(status: operation.status)
        for member in members where member.place == .header {
            guard let text = answer[member.wire]?.string else { continue }
            if member.wire == "Content-Type" {
                response.contentType = text
            } else {
                response.headers.append((member.wire, text))
            }
        }
        if members.contains(where: { $0.place == .payload }) {
            response.body = payload ?? []
        } else {
            let value = shaped(answer, output)
            response.body = Array((hypertext?.document(value) ?? value).json.utf8)
        }
        return response
    }

    /// The value as its shape writes it.
    func shaped(_ value: JSONValue, _ shape: Int) -> JSONValue {
        switch model.shapes[shape] {
        case .structure(let members):
            guard let values = value.object else { return value }
            var out = JSONObject()
            for member in members where member.place == .body {
                if let value = values[member.wire], !value.isNull { out[member.wire] = shaped(value, member.shape) }
            }
            return .object(out)
        case .list(let element):
            guard let values = value.array else { return value }
            return .array(values.map { shaped($0, element) })
        case .map(let element):
            guard let members = value.object else { return value }
            return .object(JSONObject(members.map { ($0.name, shaped($0.value, element)) }))
        case .timestamp(let isISO):
            guard isISO || hypertext != nil, let seconds = value.double else { return value }
            return .string(ControlTime.text(Int(seconds)))
        default: return value
        }
    }
}

/// Times of the control plane.
package enum ControlTime {
    /// `2018-11-15T06:23:51Z` of seconds since 1970.
    package static func text(_ seconds: Int) -> String {
        let day = (seconds >= 0 ? seconds : seconds - 86_399) / 86_400
        let clock = seconds - day * 86_400
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(CivilDay(day).text)T\(two(clock / 3600)):\(two(clock / 60 % 60)):\(two(clock % 60))Z"
    }
}
