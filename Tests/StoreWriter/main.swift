// Writes records into a store for ever, one transaction after the other, and prints the number of each that is
// durable: what DurabilityTests kill at random moments.
//
//   StoreWriter FOLDER

import GateJSON
import GateStore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Two records of a number: half a transaction would show.
func write(_ number: Int, to store: Store) throws {
    try store.write { writer in
        let filling = String(repeating: "\(number) ", count: 1 + number % 400)
        let value: JSONValue = ["number": JSONValue(number), "filling": .string(filling)]
        try writer.put(RecordPlace(kind: "left", scope: "r", id: "\(number)"), value)
        if number % 3 == 0 { try writer.putPlan(hash: "\(number)", Array(filling.utf8)) }
        try writer.put(RecordPlace(kind: "right", scope: "r", id: "\(number)"), value)
        try writer.put(RecordPlace(kind: "last", scope: "r", id: "last"), JSONValue(number))
        if number % 5 == 0 { try writer.remove(RecordPlace(kind: "left", scope: "r", id: "\(number - 4)")) }
    }
}

do {
    let store = try Store(folder: CommandLine.arguments[1])
    var number = try store.read { try $0.record(RecordPlace(kind: "last", scope: "r", id: "last"))?.int } ?? 0
    while true {
        number += 1
        try write(number, to: store)
        print(number)
        fflush(nil)
    }
} catch {
    print("error: \((error as? StoreError)?.text ?? "\(error)")")
    exit(2)
}
