// One call as its handler sees it: input, who and where, the store inside of the call's transaction, and what is to be
// done when that is durable. Handlers answer values of the operation's output shape and never touch anything else.

import GateBytes
import GateJSON
import GateStore
import GateUsage

/// What is done on the data plane once a call's transaction is durable and before it is answered.
package enum ControlEffect: Hashable, Sendable {
    /// A stage is new or has changed: its deployment, variables or settings.
    case publish(region: String, api: String, stage: String)
    case unpublish(region: String, api: String, stage: String)
    case flushCache(region: String, api: String, stage: String)
    case flushAuthorizers(region: String, api: String, stage: String)
    /// Domain names, their mappings or routing rules have changed.
    case publishDomains(region: String)
    /// Plans or account limits have changed.
    case publishUsage(region: String)
    /// Any number of keys, or of the plans that they belong to, has changed.
    case publishKeys(region: String)
    /// A key, or the plans that it belongs to, has changed.
    case publishKey(region: String, key: String)
    /// VPC links or client certificates have changed.
    case publishLinks(region: String)
    /// Deployments are gone, and what was compiled of them may be nobody's.
    case dropPlans

    /// Whether the effects of several calls cost about as much as that of one: the table of keys is made anew.
    package var isUsage: Bool {
        switch self {
        case .publishUsage, .publishKeys, .publishKey: true
        default: false
        }
    }
}

/// Carries out one operation. Members by their wire names, in and out.
package typealias ControlHandler = @Sendable (inout ControlCall) throws(ControlError) -> JSONValue

/// One call.
package struct ControlCall {
    package let operation: Operation
    /// Path, query, fields and body together, by wire names, fitting the shape.
    package let input: JSONObject
    /// The body of operations that take it as it is.
    package let payload: [UInt8]
    package let account: String
    package let region: String
    /// Seconds since 1970.
    package let now: Int
    package let store: StoreWriter
    let random: @Sendable (Int) -> [UInt8]
    /// The data plane's counts.
    let usage: UsageCounts
    let limits: AccountLimits
    /// What is wrong with a truststore, by address and version.
    let truststoreWarnings: @Sendable (String, String?) -> [String]
    /// The base of addresses in the answer.
    package let address: ExecuteAddress
    /// What the client accepts: `Accept`.
    package let accept: String
    /// Done in this order after the transaction.
    package var effects: [ControlEffect] = []
    /// The body of operations whose answer is one.
    package var answerPayload: [UInt8]?
    /// A test that is carried out behind the transaction: its outcome is the answer.
    var test: ControlTest?

    // MARK: Input

    /// A member; nil when it is not there.
    package subscript(_ name: String) -> JSONValue? { input[name] }
    /// The text of a member; nil when it is not there.
    package func text(_ name: String) -> String? { input[name]?.string }
    /// The text of a label: always there.
    package func label(_ name: String) -> String { input[name]?.string ?? "" }
    package func flag(_ name: String) -> Bool { input[name]?.bool ?? false }
    package func integer(_ name: String) -> Int? { input[name]?.int }
    /// The texts of a list.
    package func texts(_ name: String) -> [String] { input[name]?.array?.compactMap(\.string) ?? [] }
    package func has(_ name: String) -> Bool { input[name] != nil }

    /// The input's members of these names that are there, in this order.
    package func members(_ names: String...) -> JSONObject {
        var members = JSONObject()
        for name in names { members[name] = input[name] }
        return members
    }

    // MARK: Identifiers

    private static let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)

    /// A new identifier: lower-case letters and digits. Six for most things, ten for APIs, seven for routes.
    package func identifier(_ count: Int) -> String {
        var text: [UInt8] = []
        while text.count < count {
            // Bytes from 252 on would favour the first letters.
            for byte in random(count) where byte < 252 && text.count < count {
                text.append(ControlCall.letters[Int(byte) % 36])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Random bytes.
    package func randomBytes(_ count: Int) -> [UInt8] { random(count) }

    // MARK: Records

    /// The scope of what belongs to an API or another parent.
    package func scope(_ parent: String) -> String { region + "/" + parent }

    package func record(_ kind: String, _ scope: String, _ id: String) throws(ControlError) -> JSONValue? {
        try kept { try store.record(RecordPlace(kind: kind, scope: scope, id: id)) }
    }

    /// In the order in which they were made.
    package func records(_ kind: String, _ scope: String) throws(ControlError) -> [JSONValue] {
        try kept { try store.records(kind: kind, scope: scope, after: nil, limit: nil).map(\.value) }
    }

    package func count(_ kind: String, _ scope: String) throws(ControlError) -> Int {
        try kept { try store.count(kind: kind, scope: scope) }
    }

    package func put(_ kind: String, _ scope: String, _ id: String, _ value: JSONValue) throws(ControlError) {
        try QuotaRules.check(kind, scope, id, value, self)
        try kept { try store.put(RecordPlace(kind: kind, scope: scope, id: id), value) }
    }

    package func remove(_ kind: String, _ scope: String, _ id: String) throws(ControlError) {
        _ = try kept { try store.remove(RecordPlace(kind: kind, scope: scope, id: id)) }
    }

    /// Removes what belongs to a parent.
    package func removeAll(scope: String) throws(ControlError) { try kept { try store.removeAll(scope: scope) } }

    /// The store's failures are the operator's business; clients learn that there was one.
    func kept<Value>(_ body: () throws -> Value) throws(ControlError) -> Value {
        do { return try body() } catch { throw ControlCall.error(error) }
    }

    static func error(_ error: any Error) -> ControlError {
        if let error = error as? ControlError { return error }
        switch error as? StoreError {
        // Nothing of the call has happened, and it may come through as soon as there is room again.
        case .diskFull?, .failed?: return ControlError(.serviceUnavailable, "Service Unavailable")
        case .recordTooLarge?, .planTooLarge?:
            return ControlError(.limitExceeded, "The change is larger than what can be kept.")
        default: return .internalFailure
        }
    }
}
