// The names in `Connection`, asked of a table.

import GateBytes
import GateWire
import Testing

@Suite struct HopFieldTests {
    private func names(_ head: String, _ asked: [String]) throws -> (isEmpty: Bool, found: [String]) {
        try Array("GET / HTTP/1.1\r\nHost: a\r\n\(head)\r\n".utf8).withByteView { bytes in
            var request = RequestHead()
            var table = HeaderTable()
            let consumed = try parseRequestHead(bytes, alreadySeen: 0, limits: WireLimits(), into: &request, &table)
            #expect(consumed == bytes.count)
            let fields = HopFields(bytes, table)
            let found = asked.filter { name in
                Array(name.utf8).withByteView { fields.contains($0, table) }
            }
            return (fields.isEmpty, found)
        }
    }

    @Test func optionsOfTheConnectionNameNothing() throws {
        for head in ["", "Connection: close\r\n", "Connection: Keep-Alive, CLOSE\r\n", "Connection: ,\r\n"] {
            let result = try names(head, ["close", "keep-alive", ""])
            #expect(result.isEmpty)
            #expect(result.found == [])
        }
    }

    @Test func namesOfAllFieldsCount() throws {
        let head = "Connection: close, a\r\nX: y\r\nCONNECTION: B ,\tc\r\n"
        let result = try names(head, ["A", "b", "C", "X", "close", "y"])
        #expect(!result.isEmpty)
        #expect(result.found == ["A", "b", "C", "close"])
    }
}
