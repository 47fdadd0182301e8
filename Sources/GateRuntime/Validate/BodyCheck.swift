// Request bodies against models, and JSONPath sources of parameter mappings: where the exchange meets the schema
// machine and the path selector.

import GateBytes
import GateJSON
import GatePlan

/// What a mapping's JSONPath found.
enum BodySelection {
    case found
    case missing
    /// It has no value to select from. `isFault`: it was meant to have one.
    case unreadable(isFault: Bool)
}

extension Gateway {
    /// AWS: "Gateway response types", BAD_REQUEST_BODY; the message is the same for every cause.
    private static let badBody = ByteView("Invalid request body")
    /// Longest `$context.error.validationErrorString`, in bytes. Ours.
    private static let validationErrorBytesMax = 8 * 1024

    /// Why a request's body does not satisfy a schema; nil when it does. What cannot be read never does (observed).
    func schemaError(
        schema: UInt32, _ exchange: Exchange, _ deployment: Deployment, _ scratch: inout Scratch
    ) -> ExchangeError? {
        do throws(BodyFailure) {
            try scratch.bodyValue.read(.request, mode: .strict, exchange, deployment)
        } catch {
            return Gateway.bodyError(Array("[\(error.wording)]".utf8))
        }
        let tables = deployment.tables
        let root = scratch.bodyValue.tape.pointee.root
        if scratch.validator.check(schema, root, tables) == .valid { return nil }
        let violations = scratch.validator.violations(schema, root, tables)
        return Gateway.bodyError(Gateway.validationError(violations))
    }

    private static func bodyError(_ validationError: [UInt8]) -> ExchangeError {
        ExchangeError(.badRequestBody, message: [UInt8](badBody), validationError: validationError)
    }

    /// `[message, /pointer: message]`: AWS's list of messages; those about a part of the body say which.
    static func validationError(_ violations: [SchemaViolation]) -> [UInt8] {
        var text: [UInt8] = [0x5b]
        for (index, violation) in violations.enumerated() {
            if text.count + violation.pointer.count + violation.message.count > validationErrorBytesMax { break }
            if index > 0 { text.append(contentsOf: [0x2c, 0x20]) }
            if !violation.pointer.isEmpty {
                text.append(contentsOf: violation.pointer)
                text.append(contentsOf: [0x3a, 0x20])
            }
            text.append(contentsOf: violation.message)
        }
        text.append(0x5d)
        return text
    }

    /// Text that starts like JSON but is none is an error; other text has nothing to select (observed).
    private static func looksLikeJSON(_ text: ByteView) -> Bool {
        var index = 0
        while index < text.count, text[index] <= 0x20 { index += 1 }
        if index == text.count { return false }
        return text[index] == 0x7b || text[index] == 0x5b || text[index] == 0x22 || text[index] == 0x27
    }

    /// Selects from a body by a JSONPath; the text of what was found goes to `value`.
    func select(
        _ path: UInt32, in side: TemplateSide, _ exchange: Exchange, _ scratch: inout Scratch,
        into value: inout ByteBuffer
    ) -> BodySelection {
        guard let deployment = exchange.deployment else { return .missing }
        do throws(BodyFailure) {
            try scratch.bodyValue.read(side, mode: .permissive, exchange, deployment)
        } catch {
            guard case .notJSON = error else { return .unreadable(isFault: true) }
            let body = side == .request ? exchange.requestBody.view : exchange.upstreamBody.view
            return .unreadable(isFault: Gateway.looksLikeJSON(body))
        }
        switch scratch.selector.select(path, in: scratch.bodyValue.tape.pointee.root, deployment.tables) {
        case .missing, .failed: return .missing
        case .found:
            if scratch.selector.isNull { return .missing }
            scratch.selector.appendText(to: &value)
            return .found
        }
    }
}

extension Gateway {
    /// Selects within the JSON that the member `errorMessage` of a function's failure holds as text; the answer has
    /// been read. False when there is none.
    func selectInMessage(
        _ path: UInt32, _ exchange: Exchange, _ scratch: inout Scratch, into value: inout ByteBuffer
    ) -> Bool {
        guard let deployment = exchange.deployment,
            let message = scratch.bodyValue.tape.pointee.root.member(ByteView("errorMessage")), message.kind == .string
        else { return false }
        var text = ByteBuffer(capacity: 256)
        message.decode(into: &text)
        var tape = JSONTape()
        do throws(JSONFailure) {
            try tape.read(text.view, mode: .permissive)
        } catch {
            return false
        }
        guard scratch.selector.select(path, in: tape.root, deployment.tables) == .found, !scratch.selector.isNull else {
            return false
        }
        scratch.selector.appendText(to: &value)
        return true
    }
}

extension JSONFailure {
    /// What was found and where, for an error text.
    var wording: String {
        let what: StaticString
        switch problem {
        case .unexpectedByte: what = "unexpected character"
        case .unexpectedEnd: what = "unexpected end"
        case .controlCharacter: what = "control character in a string"
        case .badEscape: what = "malformed escape"
        case .badNumber: what = "malformed number"
        case .badUTF8: what = "malformed UTF-8"
        case .textAfterValue: what = "text after the value"
        case .tooDeep: what = "too many levels"
        case .tooLarge: what = "too many values"
        }
        return "\(what) at byte \(offset)"
    }
}
