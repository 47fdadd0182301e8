// The fields that a message declares to be for one hop: those that `Connection` names. RFC 9110 §7.6.1 has an
// intermediary remove them before it passes the message on; what stands in the header table of AWS is removed or
// renamed besides.

import GateBytes

/// The names in the `Connection` fields of one head.
package struct HopFields {
    /// Whether a name stands there that may be a field's. `close` and `keep-alive`, which nearly every `Connection`
    /// says and nothing else, are answered without a second look.
    package private(set) var isEmpty = true
    private let bytes: ByteView

    /// - Parameter bytes: What the table's slots point into.
    package init(_ bytes: ByteView, _ table: borrowing HeaderTable) {
        self.bytes = bytes
        guard table.contains(.connection) else { return }
        var index = table.first(known: .connection)
        while let place = index {
            let value = FieldValues.value(bytes, table[place])
            if !FieldValues.isKeepAlive(value), HopFields.namesFields(value) { isEmpty = false }
            index = table.index(of: .connection, from: place + 1)
        }
    }

    private static func namesFields(_ value: ByteView) -> Bool {
        var members = ListMembers(value)
        while let member = members.next() {
            let isOption =
                member.equalsIgnoringCase(ByteView("close")) || member.equalsIgnoringCase(ByteView("keep-alive"))
            if !isOption { return true }
        }
        return false
    }

    /// Whether a field is for this hop only.
    package func contains(_ name: ByteView, _ table: borrowing HeaderTable) -> Bool {
        if isEmpty { return false }
        var index = table.first(known: .connection)
        while let place = index {
            var members = ListMembers(FieldValues.value(bytes, table[place]))
            while let member = members.next() { if member.equalsIgnoringCase(name) { return true } }
            index = table.index(of: .connection, from: place + 1)
        }
        return false
    }
}
