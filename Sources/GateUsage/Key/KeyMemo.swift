// The key that a connection has named last. Most clients send the same one with every request, and then neither a
// digest nor a search is needed. Only values of keys are remembered, and only as long as their connection is open.

import GateBytes

/// What was found for the last value of a connection.
package struct KeyMemo: ~Copyable {
    /// The number of the table that has the key; 0 for none.
    private var table: UInt64 = 0
    private var key: UInt32 = 0
    private var value: [UInt8] = []

    package init() {}

    /// The slot of a value in a table, when that is what was remembered. Takes the same time for all values of one
    /// length: whoever shares a connection learns nothing of others' values.
    @inline(__always)
    func key(of wanted: ByteView, inTable number: UInt64) -> UInt32? {
        if table != number || value.count != wanted.count { return nil }
        var difference: UInt8 = 0
        value.withUnsafeBufferPointer { own in
            for index in 0..<wanted.count { difference |= own[index] ^ wanted[index] }
        }
        return difference == 0 ? key : nil
    }

    mutating func remember(_ value: ByteView, _ key: UInt32, inTable number: UInt64) {
        forget()
        self.value.append(contentsOf: UnsafeBufferPointer(start: value.base, count: value.count))
        self.key = key
        table = number
    }

    /// Leaves nothing of the value in memory.
    package mutating func forget() {
        if table == 0 { return }
        table = 0
        for index in value.indices { value[index] = 0 }
        value.removeAll(keepingCapacity: true)
    }
}
