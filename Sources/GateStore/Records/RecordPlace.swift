// What a store keeps: records, which are JSON documents at places, in the order in which they were made. The store
// knows nothing of what they mean.

import GateJSON

/// Where a record lies; one record a place.
package struct RecordPlace: Hashable, Sendable {
    /// What it is: "restapi", "stage".
    package var kind: String
    /// What it belongs to, from the region down: "us-east-1", "us-east-1/a1b2c3d4e5".
    package var scope: String
    /// Its name among those of its kind in its scope.
    package var id: String

    package init(kind: String, scope: String, id: String) {
        self.kind = kind
        self.scope = scope
        self.id = id
    }
}

extension RecordPlace: CustomStringConvertible {
    package var description: String { "\(kind) \(scope)/\(id)" }
}

/// A record with its place.
package struct StoredRecord: Equatable, Sendable {
    /// Grows with each record that is made, over all kinds and scopes; a replaced record keeps its own.
    package let sequence: Int
    package let place: RecordPlace
    package let value: JSONValue

    package var id: String { place.id }
}
