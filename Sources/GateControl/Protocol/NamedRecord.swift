// Records that a label of the path names: read, patched and removed in one way, with the service's words for those that
// are not there.

import GateJSON

/// A kind of record and the label that names one.
struct NamedRecord: Sendable {
    enum Place: Sendable {
        case region
        /// Below the API of the path, which has to be there.
        case api
        /// Below the API of the path; of an API that is not there the record is not there, as recorded.
        case anyAPI
    }

    let kind: String
    let label: String
    let place: Place
    /// What is said of a name that there is not.
    let missing: String

    init(_ kind: String, label: String, in place: Place, missing: String) {
        self.kind = kind
        self.label = label
        self.place = place
        self.missing = missing
    }

    func scope(_ call: ControlCall) -> String { place == .region ? call.region : call.apiScope }

    func read(_ call: ControlCall) throws(ControlError) -> JSONValue {
        if place == .api { _ = try call.restAPI() }
        guard let record = try call.record(kind, scope(call), call.label(label)) else { throw .notFound(missing) }
        return record
    }

    func put(_ record: JSONValue, _ call: ControlCall) throws(ControlError) {
        try call.put(kind, scope(call), call.label(label), record)
    }

    /// Applies the call's patch by a table; the record as it is then.
    func patch(
        _ call: ControlCall, _ table: PatchTable,
        _ custom: (PatchOperation, inout JSONValue) throws(ControlError) -> Bool = { (_, _) throws(ControlError) in
            false
        }
    ) throws(ControlError) -> JSONValue {
        var record = try read(call)
        try table.apply(call.patch, to: &record, custom)
        try put(record, call)
        return record
    }

    /// What is there is gone then; nothing is answered.
    func remove(_ call: ControlCall) throws(ControlError) -> JSONValue {
        _ = try read(call)
        try call.remove(kind, scope(call), call.label(label))
        return [:]
    }
}
