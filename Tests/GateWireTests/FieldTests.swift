// Known names, the slot table, and what the corpus cannot show about them.

import GateBytes
import Testing

@testable import GateWire

@Suite struct FieldTests {
    private func id(_ name: String) -> UInt16 { Array(name.utf8).withByteView { KnownHeader.id(of: $0) } }

    @Test(arguments: KnownHeader.allCases)
    func everyKnownNameIsFoundInAnyCase(header: KnownHeader) {
        let name = String(ByteView(header.name))
        #expect(name == name.lowercased())
        #expect(id(name) == header.rawValue)
        #expect(id(name.uppercased()) == header.rawValue)
        #expect(header.rawValue > 0 && header.rawValue < 64, "HeaderTable keeps a bit for each")
    }

    @Test(arguments: KnownHeader.allCases)
    func noNameOneByteAwayIsTaken(header: KnownHeader) {
        let name = Array(ByteView(header.name).buffer)
        let others = Set(KnownHeader.allCases.filter { $0 != header }.map { String(ByteView($0.name)) })
        for place in name.indices {
            for byte in UInt8.min...UInt8.max where ASCII.lowercased(byte) != name[place] {
                var changed = name
                changed[place] = byte
                let text = String(decoding: changed, as: UTF8.self).lowercased()
                if others.contains(text) { continue }
                #expect(changed.withByteView { KnownHeader.id(of: $0) } == 0, "\(changed)")
            }
        }
        #expect(id(String(ByteView(header.name)) + "x") == 0 || others.contains(String(ByteView(header.name)) + "x"))
    }

    @Test func anEmptyOrLongNameIsUnknown() {
        #expect(id("") == 0)
        #expect(id(String(repeating: "a", count: 300)) == 0)
    }

    @Test func aTableKeepsOrderWhileItGrows() {
        var table = HeaderTable()
        for index in 0..<200 {
            table.append(
                HeaderSlot(
                    nameOffset: UInt32(index), nameLength: 1,
                    known: index == 150 || index == 170 ? KnownHeader.accept.rawValue : 0, valueOffset: 0,
                    valueLength: 0))
        }
        #expect(table.count == 200)
        #expect((0..<200).allSatisfy { table[$0].nameOffset == UInt32($0) })
        #expect(table.first(known: .accept) == 150)
        #expect(table.index(of: .accept, from: 151) == 170)
        #expect(table.first(known: .host) == nil)
        table.removeAll()
        let isEmpty = table.count == 0 && table.first(known: .accept) == nil
        #expect(isEmpty)
    }

    @Test func everyErrorHasAnErrorStatus() {
        for error in WireError.allCases {
            #expect((400..<600).contains(error.status))
            #expect(!ByteView(StatusReason.phrase(error.status)).isEmpty)
        }
    }

    @Test func listMembersSkipBlanksAndNothing() {
        Array(", a ,,\tb,c d,".utf8).withByteView { text in
            var members = ListMembers(text)
            var found: [String] = []
            while let member = members.next() { found.append(String(member)) }
            #expect(found == ["a", "b", "c d"])
            #expect(members.count == 3)
        }
    }
}
