// Fuzz entry of the JSON tape: both grammars end on any bytes, and what was read can be walked, looked up, written
// and read again.

import GateBytes
import GateJSON

let jsonTarget = FuzzTarget(
    name: "json",
    seeds: { JSONSeeds.texts.map { Array($0.utf8) } },
    dictionary: JSONSeeds.words.map { Array($0.utf8) },
    run: fuzzJSON)

private func fuzzJSON(_ bytes: [UInt8]) -> UInt64 {
    var outcome = Outcome()
    let strict = check(bytes, .strict, &outcome)
    let permissive = check(bytes, .permissive, &outcome)
    precondition(!strict || permissive, "JSON that the permissive reader refuses")
    return outcome.value
}

/// Whether the bytes are a document.
private func check(_ bytes: [UInt8], _ mode: JSONMode, _ outcome: inout Outcome) -> Bool {
    bytes.withByteView { view in
        var tape = JSONTape(capacity: 16)
        do throws(JSONFailure) {
            try tape.read(view, mode: mode)
        } catch {
            outcome.add(Int(error.problem.rawValue) + 100)
            precondition(error.offset >= 0 && error.offset <= view.count, "a place outside the text")
            return false
        }
        var values = 0
        walk(tape.root, &values, &outcome)
        outcome.add(magnitudeOf: values)
        checkWriting(tape.root, mode)
        return true
    }
}

private func walk(_ value: JSONCursor, _ values: inout Int, _ outcome: inout Outcome) {
    values += 1
    if values < 16 { outcome.add(Int(value.kind.rawValue)) }
    switch value.kind {
    case .array:
        var elements = value.elements
        var count = 0
        while let element = elements.next() {
            walk(element, &values, &outcome)
            count += 1
        }
        precondition(count == value.count, "an array with another count")
        precondition(value.element(count) == nil)
    case .object:
        var members = value.members
        var count = 0
        var name = ByteBuffer()
        while let member = members.next() {
            count += 1
            name.removeAll()
            member.name.decode(into: &name)
            guard let found = value.member(name.view) else { preconditionFailure("a member that cannot be found") }
            precondition(found.index == member.value.index, "a name with two values")
            walk(member.value, &values, &outcome)
        }
        precondition(count == value.count, "an object with another count")
    case .string:
        var text = ByteBuffer()
        value.decode(into: &text)
        precondition(value.equals(text.view), "a text that differs from itself")
    default: break
    }
}

/// What is written can be read as it was read and, if it came from JSON, is written the same again. Not in Java's
/// style, whose BigDecimal may print so short that it is a Double when it is read; nor permissive text, which may hold
/// broken UTF-8 whose halves meet once the bytes between them are dropped, and U+007F, which that reader drops.
private func checkWriting(_ root: JSONCursor, _ mode: JSONMode) {
    for style in [JSONStyle.plain, .javaJSON] {
        var first = ByteBuffer()
        JSONWriter.append(root, to: &first, style: style)
        let second = rewritten(first.view, mode, style)
        precondition(mode != .strict || style != .plain || first.view == second.view, "writing is not stable")
    }
}

private func rewritten(_ text: ByteView, _ mode: JSONMode, _ style: JSONStyle) -> ByteBuffer {
    var tape = JSONTape(capacity: 16)
    do throws(JSONFailure) {
        try tape.read(text, mode: mode)
    } catch {
        preconditionFailure("what was written cannot be read: \(error.problem)")
    }
    var out = ByteBuffer()
    JSONWriter.append(tape.root, to: &out, style: style)
    return out
}

private enum JSONSeeds {
    static let texts = [
        "{}", "[]", "null", "true", "-0.5e+10", "\"a\\u00e4\\ud83d\\ude00\\n\"", "[1,2.0,3e5,\"x\",null,true,false,{}]",
        "{\"a\":{\"b\":[{\"c\":\"d\"}]},\"a\":1,\"\\u0061\":2}", "{a:b,'c':'d',e:[1,,2],}",
        "  {\"x\" : [ ] , \"y\" : { } }  ",
        "[\"\\/\\\\\\b\\f\\r\\t\", 1234567890123456789012345678901234567890, 1E400, 0.1e-400]",
    ]
    static let words = [
        "\"", "'", "\\u", "\\ud800", "\\udc00", "\\x", "\\", "[", "]", "{", "}", ",", ":", "null", "true", "false",
        "NaN",
        "Infinity", "1e5", "-", ".", "0x1", "\"a\":", "[[[[[[[[", "{\"a\":{\"a\":", "\u{7f}", "\u{2028}", "/*", "//",
        "\0",
    ]
}
